"""Read plans: which an actor sees, the portfolio with lamps, one plan with its curve, all in a fixed number of queries."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Case, CharField, Count, DecimalField, Exists, Expression, F, OuterRef, Q, QuerySet, Sum, Value, When

from yankao.engines.progress import registry
from yankao.engines.progress.alarms import STANDING, UNANSWERED, lag_of
from yankao.engines.progress.declare import Colour, Judged, Programme
from yankao.engines.progress.models import Alarm, BaselineMonth, Milestone, MilestoneDone, PeriodReport, Plan
from yankao.kernel.actors import Actor
from yankao.kernel.roc import RocMonth

PERCENT = DecimalField(max_digits=12, decimal_places=4)


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrowing:
    """How a portfolio is narrowed; empty words narrow nothing."""

    year: int
    standing: str = ""
    agency: str = ""
    colour: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """How many plans of one group have each lamp, and their money."""

    name: str
    key: str
    plans: int
    colours: Mapping[Colour, int]
    budget: Decimal
    realised: Decimal | None
    allotted: Decimal | None


def visible_plans(it: Programme, actor: Actor) -> QuerySet[Plan]:
    """Return the plans of a programme that the actor may see."""
    return Plan.objects.filter(it.seen_by.filter(actor), programme=it.key)


def plan_for(actor: Actor, plan_id: int) -> tuple[Programme, Plan]:
    """Return a plan the actor may see, with its programme; Plan.DoesNotExist for the rest."""
    plan = Plan.objects.select_related("agency", "district", "latest", "baseline", "merged_into", "carried_from").get(pk=plan_id)
    it = registry.get(plan.programme)
    if not visible_plans(it, actor).filter(pk=plan.pk).exists():
        raise Plan.DoesNotExist
    return it, plan


def lag_expression(it: Programme, prefix: str = "latest__") -> Expression | F:
    """Return the lag in percentage points as SQL, by what the programme judges."""
    if it.is_valued:
        share = F(f"{prefix}value") * Value(Decimal(100)) / F(f"{prefix}target")
        told = {f"{prefix}target__gt": 0}
        lower = {**told, "is_lower_better" if prefix else "plan__is_lower_better": True}
        return Case(When(**lower, then=share - Value(Decimal(100))), When(**told, then=Value(Decimal(100)) - share), output_field=PERCENT)
    return F(f"{prefix}year_lag" if it.judged is Judged.YEAR else f"{prefix}total_lag")


def with_lamps(it: Programme, plans: QuerySet[Plan], *, day: date) -> QuerySet[Plan]:
    """Return the plans with `lag` and `colour` of their latest report, by the table of lamps in force on a day."""
    lamps = it.lamps.at(day).value
    colour = Case(
        When(lag__gte=lamps.red, then=Value(str(Colour.RED))),
        When(lag__gte=lamps.yellow, then=Value(str(Colour.YELLOW))),
        When(lag__isnull=False, then=Value(str(Colour.GREEN))),
        default=Value(str(Colour.GREY)),
        output_field=CharField(),
    )
    waiting = Alarm.objects.filter(UNANSWERED, plan=OuterRef("pk"))
    return plans.annotate(lag=lag_expression(it)).annotate(colour=colour, is_waiting=Exists(waiting))


def narrowed(plans: QuerySet[Plan], by: Narrowing) -> QuerySet[Plan]:
    """Return the plans that pass the filters; `plans` carry their lamps."""
    plans = plans.filter(year__lte=by.year, last_year__gte=by.year)
    if by.standing:
        plans = plans.filter(standing=by.standing)
    if by.agency:
        plans = plans.filter(agency__slug=by.agency)
    if by.colour:
        plans = plans.filter(Q(("colour", by.colour)))
    if by.words:
        plans = plans.filter(Q(name__icontains=by.words) | Q(number__startswith=by.words) | Q(external_id=by.words))
    return plans


def farthest_behind(plans: QuerySet[Plan], *, first: int, count: int) -> list[Plan]:
    """Return some plans that carry their lamps, the farthest behind first; of those not shown only what sorts them is read."""
    order = (F("lag").desc(nulls_last=True), "number")
    shown = plans.order_by(*order).values("pk")[first : first + count]
    return list(plans.filter(pk__in=shown).select_related("agency", "latest").order_by(*order))


def shares(plans: QuerySet[Plan]) -> tuple[Share, ...]:
    """Return the agencies of a portfolio with their lamps and money, most red ones first; one statement."""
    rows: Iterable[Mapping[str, Any]] = plans.order_by().values("agency__slug", "agency__name").annotate(
        n=Count("pk"),
        money=Sum(F("budget_public") + F("budget_fund") + F("budget_central")),
        realised=Sum("latest__realised"),
        allotted=Sum("latest__allotted"),
        **{str(colour): Count("pk", filter=Q(colour=str(colour))) for colour in Colour},
    )  # fmt: skip
    found = [
        Share(
            name=row["agency__name"],
            key=row["agency__slug"],
            plans=row["n"],
            colours={colour: row[str(colour)] for colour in Colour},
            budget=row["money"],
            realised=row["realised"],
            allotted=row["allotted"],
        )
        for row in rows
    ]
    return tuple(sorted(found, key=lambda each: (-each.colours[Colour.RED], -each.plans, each.name)))


def total_of(parts: Sequence[Share]) -> Share:
    """Return the whole of a portfolio from its parts; money nobody told stays untold."""
    told = [each for each in parts if each.realised is not None]
    return Share(
        name="",
        key="",
        plans=sum(each.plans for each in parts),
        colours={colour: sum(each.colours[colour] for each in parts) for colour in Colour},
        budget=sum((each.budget for each in parts), Decimal(0)),
        realised=sum((each.realised for each in told if each.realised is not None), Decimal(0)) if told else None,
        allotted=sum((each.allotted for each in told if each.allotted is not None), Decimal(0)) if told else None,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class CurvePoint:
    """One month of the curve: what was promised first, what is promised now, what was told, found on site, and estimated."""

    month: date
    first: Decimal | None
    planned: Decimal | None
    actual: Decimal | None
    on_site: Decimal | None
    forecast: Decimal | None
    amount: Decimal | None
    realised: Decimal | None
    lag: Decimal | None


def curve(it: Programme, plan: Plan, reports: Sequence[PeriodReport]) -> tuple[CurvePoint, ...]:
    """Return the S-curve of a plan, month by month (總累計, or 年累計 where the plan lies in one year)."""
    name = "total_progress"
    promised: dict[int, dict[date, BaselineMonth]] = {}
    rows = BaselineMonth.objects.filter(baseline__plan=plan).filter(Q(baseline__version=1) | Q(baseline=plan.baseline_id)).select_related("baseline")
    for row in rows:
        promised.setdefault(row.baseline.version, {})[row.month] = row
    current = promised.get(plan.baseline.version if plan.baseline else 1, {})
    first = promised.get(1, {}) if len(promised) > 1 else {}
    told = {report.month: report for report in reports}
    found = dict(plan.verifications.values_list("month", "progress"))
    actual = {month: _actual(report) for month, report in told.items()}
    expected = forecast(actual, current)
    months = sorted({*current, *first, *told, *expected})
    return tuple(
        CurvePoint(
            month=month,
            first=getattr(first.get(month), name, None),
            planned=getattr(current.get(month), name, None),
            actual=actual.get(month),
            on_site=found.get(month),
            forecast=expected.get(month),
            amount=getattr(current.get(month), "amount", None),
            realised=told[month].realised if month in told else None,
            lag=lag_of(it, told[month]) if month in told else None,
        )
        for month in months
    )


def forecast(actual: Mapping[date, Decimal | None], planned: Mapping[date, BaselineMonth]) -> dict[date, Decimal]:
    """Estimate the months to come from the pace of the last three reports; no estimate from fewer than two, never past 100."""
    told = [(month, value) for month, value in sorted(actual.items()) if value is not None][-3:]
    if len(told) < 2:  # noqa: PLR2004 -- a pace needs two points
        return {}
    (begin, low), (end, high) = told[0], told[-1]
    steps = (end.year - begin.year) * 12 + end.month - begin.month
    pace = max(Decimal(0), (high - low) / steps)
    expected, value, month = {end: high}, high, RocMonth.of(end)
    last = max(planned, default=end)
    while month.first < last:
        month = month.plus(1)
        value = min(Decimal(100), value + pace)
        expected[month.first] = value.quantize(Decimal("0.01"))
    return expected


def _actual(report: PeriodReport) -> Decimal | None:
    told: Decimal | None = report.total_progress if report.total_progress is not None else report.year_progress
    return told


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One control point of a plan: promised for a day, first promised for another, reached or not."""

    key: str
    name: str
    planned_on: date
    first_planned_on: date | None
    done_on: date | None
    evidence: str

    def is_late(self, today: date) -> bool:
        """Whether the point was reached after its day, or was not reached by today although it should have been."""
        return (self.done_on or today) > self.planned_on


def points(plan: Plan) -> tuple[Point, ...]:
    """Return the control points of a plan in the order of their promised days."""
    first = dict(Milestone.objects.filter(baseline__plan=plan, baseline__version=1).values_list("key", "planned_on"))
    done = {row.key: row for row in MilestoneDone.objects.filter(plan=plan)}
    rows = Milestone.objects.filter(baseline=plan.baseline_id).order_by("planned_on", "order")
    return tuple(
        Point(
            key=row.key,
            name=row.name,
            planned_on=row.planned_on,
            first_planned_on=first.get(row.key),
            done_on=done[row.key].done_on if row.key in done else None,
            evidence=done[row.key].evidence if row.key in done else "",
        )
        for row in rows
    )


def open_alarms(plan: Plan) -> QuerySet[Alarm]:
    """Return the alarms of a plan that stand, newest first, with the cases that chase them."""
    return Alarm.objects.filter(STANDING, plan=plan).select_related("case").order_by("-month", "kind")
