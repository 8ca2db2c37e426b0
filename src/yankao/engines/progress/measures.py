"""The metric catalogue of programmes (指標目錄): each a set-based statement whose numerator and denominator are shown.

Counting rules (計件原則) that all share: a plan counts in the sets that the last day of the window belongs to; what was handed in for
its months is evidence, a plan without evidence is in no numerator and in no denominator of progress, so that it is never taken for zero.
"""

from datetime import date
from decimal import Decimal

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum

from yankao.engines.indicators.declare import Measure, Measured
from yankao.engines.progress import registry
from yankao.engines.progress.models import FillingWindow, Milestone, MilestoneDone, PeriodReport, Plan, ReportPassage, Standing
from yankao.engines.progress.read import lag_expression
from yankao.engines.progress.windows import IN_TIME, owing_plans
from yankao.kernel.roc import RocMonth, Window

AWARD, FINISH = "award", "finish"
"""The control points by which 發包率 and 完工率 are counted, in every programme of works."""


def plans_of(subject: str, window: Window) -> QuerySet[Plan]:
    """Return the plans of the sets that the last day of the window belongs to, listed by then."""
    year = window.last.year
    return Plan.objects.filter(programme=subject, year__lte=year, last_year__gte=year, listed_on__lte=window.last)


def all_plans_of(subject: str, window: Window) -> QuerySet[Plan]:
    """Return all plans ever listed by the end of the window, each once although it may have been carried over years."""
    return Plan.objects.filter(programme=subject, listed_on__lte=window.last, carried_from__isnull=True)


def latest_of(subject: str, window: Window) -> QuerySet[PeriodReport]:
    """Return the latest report of each plan of the set that was handed in for a period within the set and the window."""
    first = date(window.last.year, 1, 1)
    reports = PeriodReport.objects.filter(plan__in=plans_of(subject, window), month__gte=first, month__lte=window.last, submitted_at__isnull=False)
    return PeriodReport.objects.filter(pk__in=reports.order_by("plan_id", "-month").distinct("plan_id").values("pk"))


def count_plans(where: Q | None = None, *, ever: bool = False) -> Measure:
    """Count the plans of the set, or with `ever` all that were ever listed (累計)."""

    def measure(subject: str, window: Window) -> Measured:
        found = all_plans_of(subject, window) if ever else plans_of(subject, window)
        return Measured(numerator=found.filter(where or Q()).count())

    return measure


def count_tracked(*, ever: bool = False) -> Measure:
    """Count the plans still under control on the last day of the window."""

    def measure(subject: str, window: Window) -> Measured:
        found = Plan.objects.filter(programme=subject, listed_on__lte=window.last) if ever else plans_of(subject, window)
        return Measured(numerator=found.filter(Q(left_on__isnull=True) | Q(left_on__gt=window.last)).count())

    return measure


def count_left(*ways: Standing, ever: bool = False) -> Measure:
    """Count the plans that had left control in one of the ways by the last day of the window."""

    def measure(subject: str, window: Window) -> Measured:
        found = Plan.objects.filter(programme=subject, listed_on__lte=window.last) if ever else plans_of(subject, window)
        return Measured(numerator=found.filter(standing__in=ways, left_on__lte=window.last).count())

    return measure


def count_agencies(*, ever: bool = False) -> Measure:
    """Count the agencies that have plans."""

    def measure(subject: str, window: Window) -> Measured:
        found = all_plans_of(subject, window) if ever else plans_of(subject, window)
        return Measured(numerator=found.order_by().values("agency_id").distinct().count())

    return measure


def sum_budget(*, ever: bool = False) -> Measure:
    """Sum the money of the plans, whatever its source."""

    def measure(subject: str, window: Window) -> Measured:
        found = all_plans_of(subject, window) if ever else plans_of(subject, window)
        total = found.aggregate(sum=Sum(F("budget_public") + F("budget_fund") + F("budget_central")))["sum"]
        return Measured(numerator=total or 0)

    return measure


def lag_share(*, is_behind: bool, is_count: bool = False) -> Measure:
    """The share (or number) of plans behind by the limit of the rule or more, or done or behind by less (落後5%以上、完成或落後未滿5%)."""

    def measure(subject: str, window: Window) -> Measured:
        it = registry.get(subject)
        limit = it.alarms.at(window.last).value.lag or Decimal(0)
        rows = latest_of(subject, window).annotate(lag=lag_expression(it, "")).filter(lag__isnull=False)
        wanted = Q(lag__gte=limit) if is_behind else Q(lag__lt=limit)
        found = rows.aggregate(part=Count("pk", filter=wanted), whole=Count("pk"))
        return Measured(numerator=found["part"], denominator=None if is_count else found["whole"])

    return measure


def milestone_share(key: str, *, ever: bool = False) -> Measure:
    """The share of plans that reached a control point by the end of the window: 發包率 (已發包／核定), 完工率 (已完工／核定)."""

    def measure(subject: str, window: Window) -> Measured:
        done = MilestoneDone.objects.filter(plan=OuterRef("pk"), key=key, done_on__lte=window.last)
        gone = Q(standing__in=(Standing.WITHDRAWN, Standing.MERGED), left_on__lte=window.last)
        found = (all_plans_of(subject, window) if ever else plans_of(subject, window)).exclude(gone)
        told = found.annotate(is_done=Exists(done)).aggregate(part=Count("pk", filter=Q(is_done=True)), whole=Count("pk"))
        return Measured(numerator=told["part"], denominator=told["whole"])

    return measure


def money_share(*over: str, under: str = "allotted") -> Measure:
    """The sum of some stages of money by the sum of another, over the latest reports that tell both (預算執行率, 年經費支用比)."""

    def measure(subject: str, window: Window) -> Measured:
        told = latest_of(subject, window).filter(**{f"{under}__isnull": False, f"{over[0]}__isnull": False})
        sums = told.aggregate(whole=Sum(under), **{name: Sum(name) for name in over})
        return Measured(numerator=sum(sums[name] or Decimal(0) for name in over), denominator=sums["whole"] or 0)

    return measure


def budget_attainment() -> Measure:
    """達成率: what was spent by the money of the plans already awarded (已執行數／已發包可支用總額); without an award nothing may be spent."""

    def measure(subject: str, window: Window) -> Measured:
        awarded = MilestoneDone.objects.filter(plan=OuterRef("plan_id"), key=AWARD, done_on__lte=window.last)
        budget = F("plan__budget_public") + F("plan__budget_fund") + F("plan__budget_central")
        found = latest_of(subject, window).filter(Exists(awarded), realised__isnull=False).aggregate(spent=Sum("realised"), whole=Sum(budget))
        return Measured(numerator=found["spent"] or 0, denominator=found["whole"] or 0)

    return measure


def schedule_performance() -> Measure:
    """SPI: control points reached by the end of the window by those promised by then, never made of the percentages themselves."""

    def measure(subject: str, window: Window) -> Measured:
        plans = plans_of(subject, window)
        due = Milestone.objects.filter(baseline__in=plans.values("baseline_id"), planned_on__lte=window.last)
        done = MilestoneDone.objects.filter(plan=OuterRef("baseline__plan_id"), key=OuterRef("key"), done_on__lte=window.last)
        found = due.annotate(is_done=Exists(done)).aggregate(part=Count("pk", filter=Q(is_done=True)), whole=Count("pk"))
        return Measured(numerator=found["part"], denominator=found["whole"])

    return measure


def mean_variance() -> Measure:
    """The mean of actual less planned progress over the plans with evidence, in percentage points."""

    def measure(subject: str, window: Window) -> Measured:
        it = registry.get(subject)
        found = latest_of(subject, window).annotate(lag=lag_expression(it, "")).filter(lag__isnull=False).aggregate(sum=Sum("lag"), n=Count("pk"))
        return Measured(numerator=-(found["sum"] or Decimal(0)), denominator=found["n"])

    return measure


def fill_share(*, in_time: bool = False) -> Measure:
    """The share of owed reports that were handed in (填報率), or handed in by the deadline (如期填報率), over the windows of the months."""

    def measure(subject: str, window: Window) -> Measured:
        it = registry.get(subject)
        owed = filled = 0
        for month in window.each_month():
            plans = owing_plans(it, month.first)
            came = PeriodReport.objects.filter(IN_TIME if in_time else Q(submitted_at__isnull=False), month=month.first, plan__in=plans)
            owed += plans.count()
            filled += came.count()
        return Measured(numerator=filled, denominator=owed)

    return measure


def count_returned() -> Measure:
    """Count how often the commission sent reports back (退回補正次數)."""

    def measure(subject: str, window: Window) -> Measured:
        found = ReportPassage.objects.filter(report__plan__programme=subject, stage="send_back", done_at__gte=window.start, done_at__lt=window.end)
        return Measured(numerator=found.count())

    return measure


def attainment_share(*, cap: Decimal | None = Decimal(100)) -> Measure:
    """The mean attainment of indicators (整體達成率), each counted at most `cap` percent; those without value or target are left out."""

    def measure(subject: str, window: Window) -> Measured:
        rows = latest_of(subject, window).filter(value__isnull=False, target__gt=0).values_list("value", "target", "plan__is_lower_better")
        rates = [200 - value * 100 / target if is_lower else value * 100 / target for value, target, is_lower in rows]
        capped = [min(rate, cap) if cap is not None else rate for rate in rates]
        return Measured(numerator=sum(capped, Decimal(0)) / 100, denominator=len(capped))

    return measure


def months_with_windows(subject: str) -> list[RocMonth]:
    """Return the periods of a programme that were opened, newest first."""
    months = FillingWindow.objects.filter(programme=subject).order_by("-month").values_list("month", flat=True)
    return [RocMonth.of(month) for month in months]
