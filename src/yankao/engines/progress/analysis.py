"""What a month of a programme shows (月分析): how it was filled in, who is behind and why, whose money lies idle; a fixed number of statements."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q, QuerySet

from yankao.engines.progress.alarms import STANDING, lag_of
from yankao.engines.progress.declare import Colour, Judged, Programme
from yankao.engines.progress.models import Alarm, PeriodReport, Plan
from yankao.engines.progress.newest import HANDED_IN, any_of, last_reports
from yankao.engines.progress.windows import Fill, fill_of, missing_plans
from yankao.kernel.roc import RocMonth

BEHIND = (Colour.RED, Colour.YELLOW)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stood:
    """One plan as it stood at the end of the month: its last report handed in by then, its lag and its alarms."""

    plan: Plan
    report: PeriodReport | None
    lag: Decimal | None
    colour: Colour
    alarms: tuple[Alarm, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The plans of one agency, or all of them: counted by lamp, with the money that was told."""

    name: str
    plans: int
    told: int
    behind: int
    budget: Decimal
    allotted: Decimal
    realised: Decimal

    @property
    def spend(self) -> Decimal | None:
        """年經費支用比 in percent: realised by allotted; None where nothing was told."""
        return self.realised * 100 / self.allotted if self.allotted else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Analysis:
    """One programme at the end of one month."""

    it: Programme
    month: date
    fill: Fill
    whole: Group
    agencies: tuple[Group, ...]
    behind: tuple[Stood, ...]
    idle: tuple[Stood, ...]
    missing: tuple[Plan, ...]
    left: tuple[Plan, ...]
    behind_before: int | None

    @property
    def period(self) -> RocMonth:
        """The month as it is written."""
        return RocMonth.of(self.month)


def analyse(it: Programme, month: date, *, before: date | None = None) -> Analysis:
    """Return what the month shows; with `before` the number of plans behind at the end of that earlier month is told beside it."""
    stood = _stood(it, month)
    agencies: dict[str, list[Stood]] = defaultdict(list)
    for each in stood:
        agencies[each.plan.agency.name].append(each)
    groups = sorted((_group(name, rows) for name, rows in agencies.items()), key=lambda group: (-group.behind, -group.plans, group.name))
    behind = sorted((each for each in stood if each.colour in BEHIND), key=_farthest_first)
    return Analysis(
        it=it,
        month=month,
        fill=fill_of(it, month),
        whole=_group("", stood),
        agencies=tuple(groups),
        behind=tuple(behind),
        idle=tuple(each for each in stood if any(alarm.kind == "spend" for alarm in each.alarms)),
        missing=tuple(missing_plans(it, month).select_related("agency").order_by("agency__path", "number")),
        left=tuple(Plan.objects.filter(programme=it.key, left_on__range=_days(month)).select_related("agency").order_by("number")),
        behind_before=None if before is None else sum(each.colour in BEHIND for each in _stood(it, before)),
    )


def plans_at(it: Programme, month: date) -> QuerySet[Plan]:
    """Return the plans of the set that were under control at the end of a month."""
    last = RocMonth.of(month).last
    stays = Q(left_on__isnull=True) | Q(left_on__gt=last)
    return Plan.objects.filter(stays, programme=it.key, year__lte=month.year, last_year__gte=month.year, listed_on__lte=last)


def _stood(it: Programme, month: date) -> list[Stood]:
    plans = list(plans_at(it, month).select_related("agency").order_by("number"))
    since = Q(month__gte=month.replace(month=1)) if it.judged is Judged.YEAR else Q()
    reports = {row.plan_id: row for row in last_reports(plans_at(it, month), HANDED_IN, since, Q(month__lte=month))}
    alarms: Mapping[int, list[Alarm]] = defaultdict(list)
    for alarm in Alarm.objects.filter(STANDING, report__in=any_of(row.pk for row in reports.values())):
        alarms[alarm.report_id].append(alarm)
    lamps = it.lamps.at(RocMonth.of(month).last).value
    found = []
    for plan in plans:
        report = reports.get(plan.pk)
        if report is not None:
            report.plan = plan
        lag = None if report is None else lag_of(it, report)
        raised = tuple(alarms[report.pk]) if report is not None else ()
        found.append(Stood(plan=plan, report=report, lag=lag, colour=lamps.of(lag), alarms=raised))
    return found


def _group(name: str, rows: Sequence[Stood]) -> Group:
    told = [each.report for each in rows if each.report is not None and each.report.allotted is not None and each.report.realised is not None]
    return Group(
        name=name,
        plans=len(rows),
        told=sum(each.report is not None for each in rows),
        behind=sum(each.colour in BEHIND for each in rows),
        budget=_sum(each.plan.budget for each in rows),
        allotted=_sum(report.allotted or Decimal(0) for report in told),
        realised=_sum(report.realised or Decimal(0) for report in told),
    )


def _sum(values: Iterable[Decimal]) -> Decimal:
    return sum(values, Decimal(0))


def _farthest_first(each: Stood) -> tuple[Decimal, str]:
    return (-(each.lag or Decimal(0)), each.plan.number)


def _days(month: date) -> tuple[date, date]:
    return (RocMonth.of(month).first, RocMonth.of(month).last)
