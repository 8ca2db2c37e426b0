"""本府紀錄取自列管期報: a plan under control whose 來源編號 is a tender's number tells the city's own record of that tender's month.

What an agency typed is never overwritten, and a lag that the agency has not explained on its plan is not taken over.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError

from yankao.engines.progress.models import Alarm, AlarmKind, PeriodReport
from yankao.engines.registers.tenders.month import Source, TenderMonth
from yankao.engines.registers.tenders.month_register import MONTHS
from yankao.engines.registers.tenders.tender import Tender
from yankao.engines.registers.write import take_over
from yankao.kernel.actors import Actor
from yankao.kernel.days import day_of
from yankao.kernel.roc import RocMonth

LONGEST = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class FromPlans:
    """What became of the reports of a month: how many records were made of them, and why the others were not taken."""

    taken: int
    refused: tuple[str, ...]


def take_plan_reports(month: date, *, actor: Actor, now: datetime) -> FromPlans:
    """Make the city's own record of a month out of what the plans under control have handed in for it; a second run adds nothing."""
    reports = PeriodReport.objects.filter(month=month, submitted_at__isnull=False, total_progress__isnull=False, planned_total__isnull=False)
    told = {it.plan.external_id: it for it in reports.exclude(plan__external_id="").select_related("plan")}
    standing = set(TenderMonth.objects.filter(month=month, source=Source.OWN).values_list("tender_id", flat=True))
    alarms = {it.report_id: it for it in Alarm.objects.filter(month=month, kind=AlarmKind.LAG, answered_at__isnull=False)}
    taken, refused = 0, []
    for tender in Tender.objects.filter(number__in=told).exclude(pk__in=standing).order_by("number"):
        report = told[tender.number]
        try:
            take_over(MONTHS, actor=actor, now=now, facts=_facts(tender, report, alarms.get(report.pk)))
            taken += 1
        except ValidationError as error:
            refused.append(f"{tender.number}：{'；'.join(error.messages)}")
    return FromPlans(taken=taken, refused=tuple(refused))


def _facts(tender: Tender, report: PeriodReport, alarm: Alarm | None) -> dict[str, object]:
    filled_on = day_of(report.submitted_at) if report.submitted_at else report.month
    facts: dict[str, object] = {
        "tender": tender, "month": report.month, "source": Source.OWN, "planned": report.planned_total, "actual": report.total_progress,
        "filled_on": filled_on, "remark": f"列管計畫{report.plan.number}：{report.text}"[:LONGEST],
    }  # fmt: skip
    if alarm is not None:
        until = RocMonth.of(alarm.catch_up_month).last if alarm.catch_up_month else None
        facts |= {
            "lag_cause": alarm.cause[:LONGEST],
            "lag_remedy": alarm.remedy[:LONGEST],
            "caught_up_by": until,
            "responsible": alarm.responsible[:60],
        }
    return facts
