"""Alarms (警示): raised when a report leaves the clerk, answered with cause, remedy, month and responsible party, chased as cases when not."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet

from yankao.engines.cases.advance import advance
from yankao.engines.cases.models import Case
from yankao.engines.cases.open import Origin, open_case
from yankao.engines.cases.replay_tables import write_rows
from yankao.engines.progress import registry
from yankao.engines.progress.declare import AlarmRule, Judged, Programme
from yankao.engines.progress.errors import WrongState
from yankao.engines.progress.models import Alarm, AlarmKind, PeriodReport, Plan
from yankao.engines.progress.newest import HANDED_IN, any_of, last_reports
from yankao.engines.progress.who import require
from yankao.kernel import audit
from yankao.kernel.actors import Actor
from yankao.kernel.days import due_at
from yankao.kernel.roc import RocMonth
from yankao.kernel.workdays.calendar import load_calendar

HUNDREDTH = Decimal("0.01")
UNANSWERED = Q(answered_at__isnull=True, lifted_at__isnull=True) & (Q(case__isnull=True) | Q(case__closed_at__isnull=True))
STANDING = Q(lifted_at__isnull=True)
SOURCE = "alarm"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What a rule found on a report: the kind, the value, and what it was made of."""

    kind: AlarmKind
    measured: Decimal
    numerator: Decimal | None = None
    denominator: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What an alarm obliges to tell: cause, remedy, the month of catching up, and who is responsible."""

    cause: str
    remedy: str
    catch_up_month: date | None
    responsible: str


def lag_of(it: Programme, report: PeriodReport) -> Decimal | None:
    """Return how many percentage points the plan is behind; None without evidence, which is never zero."""
    if it.is_valued:
        attained = attainment(report.value, report.target, is_lower_better=report.plan.is_lower_better)
        return None if attained is None else Decimal(100) - attained
    names = ("planned_year", "year_progress") if it.judged is Judged.YEAR else ("planned_total", "total_progress")
    planned, actual = (getattr(report, name) for name in names)
    return None if planned is None or actual is None else planned - actual


def attainment(value: Decimal | None, target: Decimal | None, *, is_lower_better: bool = False) -> Decimal | None:
    """Return the attainment (達成率) of a value against its target in percent, two decimals; None without either.

    Where less is better (e.g. accidents), what lies under the target by a tenth counts 110 %, as what lies over it does elsewhere.
    """
    if value is None or not target:
        return None
    share = value * 100 / target
    return (200 - share if is_lower_better else share).quantize(HUNDREDTH, rounding=ROUND_HALF_UP)


def findings(it: Programme, report: PeriodReport, rule: AlarmRule) -> list[Finding]:
    """Return what the rule finds on a report; exactly the limit counts as behind."""
    found: list[Finding] = []
    lag = lag_of(it, report)
    if lag is not None and rule.lag is not None and lag >= rule.lag:
        found.append(Finding(kind=AlarmKind.LAG, measured=lag))
    if lag is not None and rule.far_above is not None and -lag >= rule.far_above:
        found.append(Finding(kind=AlarmKind.AHEAD, measured=-lag))
    if rule.spend_below is not None and report.allotted and report.realised is not None:
        share = report.realised * 100 / report.allotted
        if share < rule.spend_below:  # the exact share decides, not the rounded one
            measured = share.quantize(HUNDREDTH, rounding=ROUND_HALF_UP)
            found.append(Finding(kind=AlarmKind.SPEND, measured=measured, numerator=report.realised, denominator=report.allotted))
    return found


def judge(it: Programme, reports: Sequence[PeriodReport], *, now: datetime) -> int:
    """Raise what the reports of one period deserve and lift what they deserve no more; return how many were raised anew."""
    if not reports:
        return 0
    rule = it.alarms.at(reports[0].month)
    answer_by = due_at(now, rule.value.answer_within, load_calendar())
    stands = {(row.report_id, row.kind): row for row in Alarm.objects.select_for_update().filter(report__in=any_of(report.pk for report in reports))}
    streaks = _streaks(it, reports)
    wanted = {(report.pk, str(found.kind)): (report, found) for report in reports for found in findings(it, report, rule.value)}
    fresh = [
        _alarm(report, found, rule.describe(), streak=streaks.get((report.plan_id, key[1]), 0) + 1, now=now, answer_by=answer_by)
        for key, (report, found) in wanted.items()
        if key not in stands
    ]
    write_rows(fresh)
    _correct(stands.values(), wanted, now=now)
    return len(fresh)


def _correct(stands: Iterable[Alarm], wanted: dict[tuple[int, str], tuple[PeriodReport, Finding]], *, now: datetime) -> None:
    changed = []
    for alarm in stands:
        found = wanted.get((alarm.report_id, alarm.kind))
        alarm.lifted_at = None if found else alarm.lifted_at or now
        if found:
            alarm.measured, alarm.numerator, alarm.denominator = found[1].measured, found[1].numerator, found[1].denominator
        changed.append(alarm)
    Alarm.objects.bulk_update(changed, ["lifted_at", "measured", "numerator", "denominator"])


def _streaks(it: Programme, reports: Sequence[PeriodReport]) -> dict[tuple[int, str], int]:
    """Return how long each plan has been under the same alarm up to the report just before these."""
    ids, month = [report.plan_id for report in reports], reports[0].month
    before = last_reports(Plan.objects.filter(pk__in=any_of(ids), programme=it.key), Q(month__lt=month))
    rows = Alarm.objects.filter(STANDING, report__in=before.values("pk")).values_list("plan_id", "kind", "streak")
    return {(plan_id, kind): streak for plan_id, kind, streak in rows}


def _alarm(report: PeriodReport, found: Finding, rule: str, *, streak: int, now: datetime, answer_by: datetime) -> Alarm:
    return Alarm(
        plan_id=report.plan_id,
        report=report,
        month=report.month,
        kind=found.kind,
        measured=found.measured,
        numerator=found.numerator,
        denominator=found.denominator,
        rule=rule[:300],
        streak=streak,
        raised_at=now,
        due_at=answer_by,
    )


def answer_alarm(it: Programme, alarm_id: int, *, actor: Actor, now: datetime, answer: Answer) -> Alarm:
    """Answer an alarm; the case that chases it is answered with it.

    Raises:
        PermissionDenied: only those who fill in the plan answer for it.
        WrongState: the alarm was lifted.
        ValidationError: cause, remedy, month or responsible party is missing, or the month lies before the period.
    """
    with transaction.atomic():
        alarm = Alarm.objects.select_for_update(of=("self",)).select_related("plan", "case").get(pk=alarm_id, plan__programme=it.key)
        require(it.filled_by, actor, alarm.plan, deed="說明警示")
        if alarm.lifted_at is not None:
            raise WrongState("此警示已撤銷，不須說明。")
        check_answer(answer, alarm.month, alarm.plan)
        alarm.cause, alarm.remedy, alarm.responsible = answer.cause.strip(), answer.remedy.strip(), answer.responsible.strip()
        alarm.catch_up_month, alarm.answered_at, alarm.answered_by = answer.catch_up_month, now, actor.name[:100]
        alarm.save()
        if alarm.case is not None and alarm.case.closed_at is None:
            facts = {name: getattr(alarm, name) for name in ("cause", "remedy", "catch_up_month", "responsible")}
            advance(alarm.case, "answer", actor=actor, now=now, facts=facts)
        values = {"month": str(alarm.month), "kind": alarm.kind, "cause": alarm.cause, "remedy": alarm.remedy}
        audit.record(subject_kind="plan", subject_id=alarm.plan.number, verb=f"{it.key}:answer", actor=actor, at=now, values=values)
    return alarm


def check_answer(answer: Answer, month: date, plan: Plan) -> None:
    """Refuse an answer that leaves out what the alarm obliges to tell."""
    told = {"cause": answer.cause, "remedy": answer.remedy, "responsible": answer.responsible}
    labels = {"cause": "原因分析", "remedy": "改善方案", "responsible": "責任歸屬"}
    errors = {name: f"請填寫「{labels[name]}」" for name, text in told.items() if not text.strip()}
    if answer.catch_up_month is None:
        errors["catch_up_month"] = "請填寫「預定趕上月份」"
    elif not month <= answer.catch_up_month <= plan.ends_on:
        errors["catch_up_month"] = f"預定趕上月份應在{RocMonth.of(month)}至計畫迄月{RocMonth.of(plan.ends_on)}之間"
    if errors:
        raise ValidationError(errors)


def oblige(*, actor: Actor, now: datetime) -> list[Case]:
    """Open a case for every alarm that was not answered in time; a second run opens nothing twice."""
    return [case for it in registry.every() if it.obliges is not None and not it.is_closed for case in _oblige(it, actor=actor, now=now)]


def _oblige(it: Programme, *, actor: Actor, now: datetime) -> list[Case]:
    assert it.obliges is not None
    opened = []
    waiting = (
        Alarm.objects.filter(UNANSWERED, case__isnull=True, due_at__lte=now, plan__programme=it.key).select_related("plan__agency").order_by("pk")
    )
    for alarm in waiting:
        title = f"{alarm.plan.name}{RocMonth.of(alarm.month)}{alarm.get_kind_display()}未說明"
        facts = {"plan": alarm.plan, "month": alarm.month, "agency": alarm.plan.agency, "title": title[:200]}
        origin = Origin(source=SOURCE, external_id=str(alarm.pk), is_simulated=alarm.plan.is_simulated)
        with transaction.atomic():
            alarm.case = open_case(it.obliges, actor=actor, now=now, facts=facts, origin=origin)
            alarm.save(update_fields=["case"])
        opened.append(alarm.case)
    return opened


def agenda(month: date, *, programmes: Sequence[Programme]) -> QuerySet[Alarm]:
    """Return the plans behind so many periods in a row that the supervision meeting deals with them, the longest behind first.

    A plan that reports more rarely, or has not reported since, stands on it by the last report it handed in up to that month.
    """
    due = Q(pk__in=())
    for it in programmes:
        due |= Q(plan__programme=it.key, streak__gte=it.alarms.at(month).value.agenda_after)
    tracked = Plan.objects.filter(standing="tracked", programme__in=[it.key for it in programmes])
    found = Alarm.objects.filter(STANDING, due, report__in=last_reports(tracked, HANDED_IN, Q(month__lte=month)).values("pk"))
    return found.select_related("plan__agency", "report").order_by("-streak", "-measured", "pk")
