"""The metric catalogue of programmes (指標目錄): each figure with its numerator and denominator, those over the same rows asked together.

Counting rules (計件原則) that all share: a plan counts in the sets that the last day of the window belongs to; what was handed in for
its months is evidence, a plan without evidence is in no numerator and in no denominator of progress, so that it is never taken for zero.
"""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from django.db.models import Aggregate, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.lookups import GreaterThanOrEqual, LessThan

from yankao.engines.indicators.ask import Asked, Question, as_count, as_share, as_share_of_sums
from yankao.engines.indicators.declare import Measure, Measured
from yankao.engines.progress import registry
from yankao.engines.progress.models import Milestone, MilestoneDone, PeriodReport, Plan, ReportPassage, Standing
from yankao.engines.progress.read import lag_expression
from yankao.engines.progress.windows import IN_TIME, owing
from yankao.kernel.roc import Window

AWARD, FINISH = "award", "finish"
"""The control points by which 發包率 and 完工率 are counted, in every programme of works."""
BUDGET = F("budget_public") + F("budget_fund") + F("budget_central")


def plans_in(window: Window) -> QuerySet[Plan]:
    """Return the plans of the sets that the last day of the window belongs to, listed by then, of all programmes."""
    year = window.last.year
    return Plan.objects.filter(year__lte=year, last_year__gte=year, listed_on__lte=window.last)


def plans_ever(window: Window) -> QuerySet[Plan]:
    """Return all plans ever listed by the end of the window, each once although it may have been carried over years."""
    return listings_ever(window).filter(carried_from__isnull=True)


def listings_ever(window: Window) -> QuerySet[Plan]:
    """Return all plans ever listed by the end of the window, once for each set they were carried into."""
    return Plan.objects.filter(listed_on__lte=window.last)


def latest_in(window: Window) -> QuerySet[PeriodReport]:
    """Return the latest report of each plan of the set that was handed in for a period within the set and the window."""
    first = date(window.last.year, 1, 1)
    reports = PeriodReport.objects.filter(plan__in=plans_in(window), month__gte=first, month__lte=window.last, submitted_at__isnull=False)
    return PeriodReport.objects.filter(pk__in=reports.order_by("plan_id", "-month").distinct("plan_id").values("pk"))


def promised_in(window: Window) -> QuerySet[Milestone]:
    """Return the control points in force that the plans of the set promised to reach by the end of the window."""
    return Milestone.objects.filter(baseline__in=plans_in(window).values("baseline_id"), planned_on__lte=window.last)


def plans_of(subject: str) -> QuerySet[Plan]:
    """Return all plans of a programme."""
    return Plan.objects.filter(programme=subject)


def sent_back_in(window: Window) -> QuerySet[ReportPassage]:
    """Return each time the commission sent a report back in the window."""
    return ReportPassage.objects.filter(stage="send_back", done_at__gte=window.start, done_at__lt=window.end)


def count_plans(where: Q | None = None, *, ever: bool = False) -> Measure:
    """Count the plans of the set, or with `ever` all that were ever listed (累計)."""
    return _of_plans(lambda _window: (Count("pk", filter=where),), ever=plans_ever if ever else None)


def count_tracked(*, ever: bool = False) -> Measure:
    """Count the plans still under control on the last day of the window."""

    def asks(window: Window) -> tuple[Aggregate, ...]:
        return (Count("pk", filter=Q(left_on__isnull=True) | Q(left_on__gt=window.last)),)

    return _of_plans(asks, ever=listings_ever if ever else None)


def count_left(*ways: Standing, ever: bool = False) -> Measure:
    """Count the plans that had left control in one of the ways by the last day of the window."""

    def asks(window: Window) -> tuple[Aggregate, ...]:
        return (Count("pk", filter=Q(standing__in=ways, left_on__lte=window.last)),)

    return _of_plans(asks, ever=listings_ever if ever else None)


def count_agencies(*, ever: bool = False) -> Measure:
    """Count the agencies that have plans."""
    return _of_plans(lambda _window: (Count("agency_id", distinct=True),), ever=plans_ever if ever else None)


def sum_budget(*, ever: bool = False) -> Measure:
    """Sum the money of the plans, whatever its source."""
    return _of_plans(lambda _window: (Sum(BUDGET),), ever=plans_ever if ever else None)


def milestone_share(key: str, *, ever: bool = False) -> Measure:
    """The share of plans that reached a control point by the end of the window: 發包率 (已發包／核定), 完工率 (已完工／核定)."""

    def asks(window: Window) -> tuple[Aggregate, ...]:
        done = MilestoneDone.objects.filter(plan=OuterRef("pk"), key=key, done_on__lte=window.last)
        stays = ~Q(standing__in=(Standing.WITHDRAWN, Standing.MERGED)) | Q(left_on__isnull=True) | Q(left_on__gt=window.last)
        return Count("pk", filter=stays & Q(Exists(done))), Count("pk", filter=stays)

    return _of_plans(asks, as_share, ever=plans_ever if ever else None)


def lag_share(*, is_behind: bool, is_count: bool = False) -> Measure:
    """The share (or number) of plans behind by the limit of the rule or more, or done or behind by less (落後5%以上、完成或落後未滿5%)."""

    def asks(subject: str, window: Window) -> tuple[Aggregate, ...]:
        it = registry.get(subject)
        limit, lag = Value(it.alarms.at(window.last).value.lag or Decimal(0)), lag_expression(it, "")
        part = Count("pk", filter=Q(GreaterThanOrEqual(lag, limit) if is_behind else LessThan(lag, limit)))
        return (part,) if is_count else (part, Count(lag))

    return _of_latest(asks, as_count if is_count else as_share)


def mean_variance() -> Measure:
    """The mean of actual less planned progress over the plans with evidence, in percentage points."""

    def asks(subject: str, _window: Window) -> tuple[Aggregate, ...]:
        lag = lag_expression(registry.get(subject), "")
        return Sum(lag), Count(lag)

    return _of_latest(asks, lambda total, number: Measured(numerator=-(total or Decimal(0)), denominator=number))


def money_share(*over: str, under: str = "allotted") -> Measure:
    """The sum of some stages of money by the sum of another, over the latest reports that tell both (預算執行率, 年經費支用比)."""
    told = Q(**{f"{under}__isnull": False, f"{over[0]}__isnull": False})
    sums = tuple(Sum(name, filter=told) for name in (under, *over))
    return _of_latest(lambda _subject, _window: sums, _money)


def budget_attainment() -> Measure:
    """達成率: what was spent by the money of the plans already awarded (已執行數／已發包可支用總額); without an award nothing may be spent."""

    def asks(_subject: str, window: Window) -> tuple[Aggregate, ...]:
        awarded = MilestoneDone.objects.filter(plan=OuterRef("plan_id"), key=AWARD, done_on__lte=window.last)
        budget = F("plan__budget_public") + F("plan__budget_fund") + F("plan__budget_central")
        told = Q(Exists(awarded), realised__isnull=False)
        return Sum("realised", filter=told), Sum(budget, filter=told)

    return _of_latest(asks, as_share)


def spent_of_all() -> Measure:
    """總預算達成率: what was spent of the money of all plans ever listed; one that told nothing spent nothing."""

    def asks(window: Window) -> tuple[Aggregate, ...]:
        told = PeriodReport.objects.filter(plan=OuterRef("pk"), month__lte=window.last, submitted_at__isnull=False, realised__isnull=False)
        return Sum(Subquery(told.order_by("-month").values("realised")[:1])), Sum(BUDGET)

    return _of_plans(asks, as_share, ever=plans_ever)


def attainment_share(*, cap: Decimal | None = Decimal(100)) -> Measure:
    """The mean attainment of indicators (整體達成率), each counted at most `cap` percent; those without value or target are left out."""

    def measure(subject: str, window: Window) -> Measured:
        rows = latest_in(window).filter(plan__programme=subject, value__isnull=False, target__gt=0)
        rates = [
            200 - value * 100 / target if is_lower else value * 100 / target
            for value, target, is_lower in rows.values_list("value", "target", "plan__is_lower_better")
        ]
        capped = [min(rate, cap) if cap is not None else rate for rate in rates]
        return Measured(numerator=sum(capped, Decimal(0)) / 100, denominator=len(capped))

    return measure


def schedule_performance() -> Measure:
    """SPI: control points reached by the end of the window by those promised by then, never made of the percentages themselves."""

    def question(subject: str, window: Window) -> Question:
        done = MilestoneDone.objects.filter(plan=OuterRef("baseline__plan_id"), key=OuterRef("key"), done_on__lte=window.last)
        asks = (Count("pk", filter=Q(Exists(done))), Count("pk"))
        return Question(rows=promised_in, given=(window,), asks=asks, answer=as_share, by="baseline__plan__programme", of=subject)

    return Asked(question)


def fill_share(*, in_time: bool = False) -> Measure:
    """The share of owed reports that were handed in (填報率), or handed in by the deadline (如期填報率), over the windows of the months."""
    came = IN_TIME if in_time else Q(submitted_at__isnull=False)

    def question(subject: str, window: Window) -> Question:
        it, months = registry.get(subject), tuple(month.first for month in window.each_month())
        owed = [owing(it, month) for month in months]
        reports = [Exists(PeriodReport.objects.filter(came, plan=OuterRef("pk"), month=month)) for month in months]
        filled = (Count("pk", filter=Q(each, report)) for each, report in zip(owed, reports, strict=True))
        asks = (*filled, *(Count("pk", filter=each) for each in owed))
        return Question(rows=plans_of, given=(subject,), asks=asks, answer=as_share_of_sums)

    return Asked(question)


def count_returned() -> Measure:
    """Count how often the commission sent reports back (退回補正次數)."""

    def question(subject: str, window: Window) -> Question:
        return Question(rows=sent_back_in, given=(window,), asks=(Count("pk"),), answer=as_count, by="report__plan__programme", of=subject)

    return Asked(question)


def _of_plans(
    asks: Callable[[Window], tuple[Aggregate, ...]],
    answer: Callable[..., Measured] = as_count,
    *,
    ever: Callable[[Window], QuerySet[Plan]] | None = None,
) -> Measure:
    def question(subject: str, window: Window) -> Question:
        return Question(rows=ever or plans_in, given=(window,), asks=asks(window), answer=answer, by="programme", of=subject)

    return Asked(question)


def _of_latest(asks: Callable[[str, Window], tuple[Aggregate, ...]], answer: Callable[..., Measured]) -> Measure:
    def question(subject: str, window: Window) -> Question:
        return Question(rows=latest_in, given=(window,), asks=asks(subject, window), answer=answer, by="plan__programme", of=subject)

    return Asked(question)


def _money(under: Decimal | None, *over: Decimal | None) -> Measured:
    return Measured(numerator=sum((each or Decimal(0) for each in over), Decimal(0)), denominator=under or 0)
