"""目標樹: vision, goals and strategies of the terms that hold in a year, with the indicators and plans under each and what was attained."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from yankao.divisions.planning.programmes.kpi import KPIS, Kpi
from yankao.divisions.planning.programmes.midterm_plan import MIDTERM_PLANS, MidtermPlan
from yankao.divisions.planning.registers.goals import StrategicGoal
from yankao.engines.progress.alarms import STANDING, attainment
from yankao.engines.progress.declare import Colour, Programme
from yankao.engines.progress.models import Alarm, PeriodReport, Plan
from yankao.engines.progress.read import visible_plans
from yankao.kernel.actors import Actor

CAP = Decimal(100)
"""No indicator makes up for another: in a mean each counts at most 100 %."""
TENTH = Decimal("0.1")
DECEMBER = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One indicator or plan of a year: what was promised, told and attained, and whether it must be explained."""

    plan: Plan
    unit: str
    target: Decimal | None
    value: Decimal | None
    attained: Decimal | None
    colour: Colour
    alarm: Alarm | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Attained:
    """What the indicators under a goal attained on the mean, capped and uncapped; `told` of `all` have evidence."""

    capped: Decimal | None
    uncapped: Decimal | None
    told: int
    all: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """One goal with what stands under it; without goal: what stands under none."""

    goal: StrategicGoal | None
    lines: tuple[Line, ...]
    plans: tuple[Plan, ...]
    children: tuple["Node", ...]

    @property
    def attained(self) -> Attained:
        """The mean over the indicators of this goal and of all below it."""
        return attained_of(list(self.every_line()))

    def every_line(self) -> Iterator[Line]:
        """Go through the indicators of this goal and of all below it."""
        yield from self.lines
        for child in self.children:
            yield from child.every_line()

    @property
    def is_empty(self) -> bool:
        """Whether nothing stands here."""
        return not (self.lines or self.plans or self.children)


def tree(actor: Actor, year: int) -> tuple[Node, ...]:
    """Return the visions whose term holds in a year, each with all below it; terms overlap. Last what stands under no goal."""
    first, last = date(year, 1, 1), date(year, DECEMBER, 31)
    children: dict[int | None, list[StrategicGoal]] = defaultdict(list)
    for goal in StrategicGoal.objects.filter(starts_on__lte=last, ends_on__gte=first).select_related("agency").order_by("starts_on", "name"):
        children[goal.parent_id].append(goal)
    lines, plans = _lines(actor, year), _plans(actor, year)
    roots = tuple(_node(goal, children, lines, plans) for goal in children[None])
    rest = Node(goal=None, lines=tuple(lines.get(None, ())), plans=tuple(plans.get(None, ())), children=())
    return roots if rest.is_empty else (*roots, rest)


def attained_of(lines: list[Line]) -> Attained:
    """Return the mean attainment of some indicators; those without evidence are in no denominator."""
    told = [line.attained for line in lines if line.attained is not None]
    return Attained(capped=_mean([min(each, CAP) for each in told]), uncapped=_mean(told), told=len(told), all=len(lines))


def _mean(values: list[Decimal]) -> Decimal | None:
    return (sum(values, Decimal(0)) / len(values)).quantize(TENTH, rounding=ROUND_HALF_UP) if values else None


def _node(
    goal: StrategicGoal,
    children: Mapping[int | None, list[StrategicGoal]],
    lines: Mapping[int | None, list[Line]],
    plans: Mapping[int | None, list[Plan]],
) -> Node:
    below = tuple(_node(child, children, lines, plans) for child in children.get(goal.pk, ()))
    return Node(goal=goal, lines=tuple(lines.get(goal.pk, ())), plans=tuple(plans.get(goal.pk, ())), children=below)


def _lines(actor: Actor, year: int) -> dict[int | None, list[Line]]:
    plans = {plan.pk: plan for plan in _of_year(KPIS, actor, year)}
    reports = {
        row.plan_id: row for row in PeriodReport.objects.filter(plan__in=list(plans), month=date(year, DECEMBER, 1), submitted_at__isnull=False)
    }
    alarms = {row.plan_id: row for row in Alarm.objects.filter(STANDING, report__in=[row.pk for row in reports.values()])}
    lamps = KPIS.lamps.at(date(year, DECEMBER, 31)).value
    found: dict[int | None, list[Line]] = defaultdict(list)
    for facts in Kpi.objects.filter(plan__in=list(plans)).order_by("plan__number"):
        plan, report = plans[facts.plan_id], reports.get(facts.plan_id)
        attained = attainment(report.value, report.target, is_lower_better=plan.is_lower_better) if report else None
        found[facts.goal_id].append(
            Line(
                plan=plan,
                unit=facts.unit,
                target=report.target if report else None,
                value=report.value if report else None,
                attained=attained,
                colour=lamps.of(None if attained is None else 100 - attained),
                alarm=alarms.get(plan.pk),
            )
        )
    return found


def _plans(actor: Actor, year: int) -> dict[int | None, list[Plan]]:
    plans = {plan.pk: plan for plan in _of_year(MIDTERM_PLANS, actor, year)}
    found: dict[int | None, list[Plan]] = defaultdict(list)
    for facts in MidtermPlan.objects.filter(plan__in=list(plans)).order_by("plan__number"):
        found[facts.goal_id].append(plans[facts.plan_id])
    return found


def _of_year(it: Programme, actor: Actor, year: int) -> list[Plan]:
    return list(visible_plans(it, actor).filter(year__lte=year, last_year__gte=year).select_related("agency", "latest"))
