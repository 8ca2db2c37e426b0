"""The reports of plans under control are the city's own record of their tenders, and overwrite nothing that an agency typed."""

from datetime import date

import pytest
from tests.progress.plans import a_plan
from tests.registers.tenders import NOW, engineer, tender

from yankao.divisions.control.programmes.project_tracking import PROJECTS
from yankao.engines.progress.models import Alarm, PeriodReport, Plan
from yankao.engines.progress.windows import window_of
from yankao.engines.registers.tenders.from_plans import take_plan_reports
from yankao.engines.registers.tenders.month import Kind, TenderMonth
from yankao.engines.registers.tenders.month_register import MONTHS
from yankao.engines.registers.tenders.reconcile import open_differences, reconcile
from yankao.engines.registers.write import enter
from yankao.kernel.actors import job

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city"), pytest.mark.system("tender-system")]
MONTH = date(2023, 2, 1)


def reported(number: str, planned: str, actual: str) -> PeriodReport:
    plan = a_plan(name=f"計畫{number}")
    Plan.objects.filter(pk=plan.pk).update(external_id=number)
    window = window_of(PROJECTS, MONTH)
    return PeriodReport.objects.create(
        plan=plan, month=MONTH, window=window, planned_total=planned, total_progress=actual, text="路基施作中",
        submitted_at=NOW, filled_by="陳承辦", filled_at=NOW
    )  # fmt: skip


def test_a_report_becomes_the_citys_record_and_a_lag_only_with_its_explanation():
    even, late, typed = tender("P-1"), tender("P-2"), tender("P-3")
    reported("P-1", "50", "50")
    report = reported("P-2", "50", "40")
    reported("P-3", "50", "50")
    enter(
        MONTHS,
        actor=engineer(),
        now=NOW,
        facts={"tender": typed, "month": MONTH, "source": "own", "filled_on": "2023-03-03", "planned": "45", "actual": "45"},
    )

    found = take_plan_reports(MONTH, actor=job("test"), now=NOW)
    assert (found.taken, len(found.refused), "P-2：進度落後10.00個百分點" in found.refused[0]) == (1, 1, True)
    assert TenderMonth.objects.get(tender=even).remark.endswith("路基施作中")
    assert TenderMonth.objects.get(tender=typed).planned == 45

    Alarm.objects.create(
        plan=report.plan, report=report, month=MONTH, kind="lag", measured=10, rule="x", raised_at=NOW, due_at=NOW, answered_at=NOW,
        cause="用地", remedy="協調",
        catch_up_month=date(2023, 4, 1), responsible="機關",
    )  # fmt: skip
    assert take_plan_reports(MONTH, actor=job("test"), now=NOW).taken == 1
    assert TenderMonth.objects.get(tender=late).caught_up_by == date(2023, 4, 30)
    assert take_plan_reports(MONTH, actor=job("test"), now=NOW).taken == 0

    enter(
        MONTHS,
        actor=engineer(),
        now=NOW,
        facts={"tender": late, "month": MONTH, "source": "central", "filled_on": "2023-03-03", "planned": "50", "actual": "50"},
    )
    reconcile(MONTH, now=NOW)
    assert Kind.OWN_LATE in set(open_differences().filter(tender=late).values_list("kind", flat=True))
