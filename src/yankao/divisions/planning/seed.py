"""Fills a demonstration city with a term's goals, indicators and plans, reported year by year; all marked as simulated."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from yankao.divisions.planning.programmes.kpi import KPIS
from yankao.divisions.planning.programmes.midterm_plan import MIDTERM_PLANS
from yankao.divisions.planning.registers.goals import GOALS, StrategicGoal
from yankao.engines.connectors import registry as connectors
from yankao.engines.connectors.declare import Progress, Seeder
from yankao.engines.progress.baseline import even_promises, take_over_baseline
from yankao.engines.progress.cells import Cell, write_cells
from yankao.engines.progress.models import PeriodReport, Plan
from yankao.engines.progress.plans import Listing, take_over
from yankao.engines.progress.reports import send
from yankao.engines.progress.rules import Promise
from yankao.engines.registers.write import take_over as enter_goal
from yankao.kernel.actors import Actor, job
from yankao.kernel.agencies.read import by_slug
from yankao.kernel.days import day_of, start_of

SOURCE = "demo"
TERM, ANY_TERM = 4, 2022
"""Terms of mayors begin at the end of every fourth year: the first full year of one was 2023."""
TREE: tuple[tuple[str, str, str], ...] = (
    ("宜居永續城市（模擬）", "vision", ""),
    ("韌性防災（模擬）", "goal", "宜居永續城市（模擬）"),
    ("滯洪治水（模擬）", "strategy", "韌性防災（模擬）"),
    ("人本交通（模擬）", "goal", "宜居永續城市（模擬）"),
    ("通學步道（模擬）", "strategy", "人本交通（模擬）"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One invented indicator: where it stands, its unit, what it promises each year, and how much of it is attained in percent."""

    name: str
    goal: str
    agency: str
    unit: str
    targets: tuple[int, int, int, int]
    attained: tuple[int, int, int, int]
    is_lower_better: bool = False


INDICATORS: tuple[Told, ...] = (
    Told(name="雨水下水道完成長度（模擬）", goal="滯洪治水（模擬）", agency="water-resources", unit="公里", targets=(20, 22, 24, 26), attained=(101, 97, 100, 99)),
    Told(name="滯洪池新增容量（模擬）", goal="滯洪治水（模擬）", agency="water-resources", unit="萬立方公尺", targets=(30, 32, 34, 36), attained=(84, 92, 88, 90)),
    Told(name="通學步道改善校數（模擬）", goal="通學步道（模擬）", agency="public-works-maintenance", unit="校", targets=(15, 15, 18, 18), attained=(133, 120, 127, 100)),
    Told(name="交通事故死亡人數（模擬）", goal="通學步道（模擬）", agency="transportation", unit="人", targets=(160, 155, 150, 145), attained=(104, 98, 101, 100), is_lower_better=True),
)  # fmt: skip
PLANS: tuple[tuple[str, str, str, int], ...] = (
    ("流域綜合治理（模擬）", "滯洪治水（模擬）", "water-resources", 1_800),
    ("人行空間系統改善（模擬）", "通學步道（模擬）", "public-works-maintenance", 620),
)


def seed_planning(now: datetime, progress: Progress) -> None:
    """Fill or top up the term that holds now; a second run adds only what is missing."""
    first = _first_year(day_of(now).year)
    actor = job("展示資料")
    goals = _goals(first, actor=actor, now=now)
    indicators = {told: _indicator(told, n, first, goals, actor=actor, now=now) for n, told in enumerate(INDICATORS)}
    for n, (name, goal, agency, millions) in enumerate(PLANS):
        facts = {
            "name": name,
            "agency": by_slug(agency),
            "summary": "四年分期辦理（模擬）",
            "goal": goals[goal],
            "budget_public": millions * 1_000_000,
        }
        plan = take_over(MIDTERM_PLANS, actor=actor, now=now, facts=facts | _term(first), listing=_listing(first, f"demo-plan-{n}", now))
        if plan.baseline_id is None:
            take_over_baseline(MIDTERM_PLANS, plan, actor=actor, now=now, promises=even_promises(plan))
    made = sum(_year(indicators, first, year, actor=actor, now=now) for year in range(first, day_of(now).year))
    progress(f"綜合計畫：模擬目標 {len(goals)} 項、指標 {len(indicators)} 項、年度填報 {made} 筆")


connectors.register(Seeder(key="planning", run=seed_planning))


def _first_year(year: int) -> int:
    return year - (year - ANY_TERM - 1) % TERM


def _term(first: int) -> dict[str, object]:
    return {"starts_on": date(first, 1, 1), "ends_on": date(first + TERM - 1, 12, 31)}


def _listing(first: int, external_id: str, now: datetime) -> Listing:
    return Listing(year=first, listed_on=min(date(first, 1, 5), day_of(now)), source=SOURCE, external_id=external_id, is_simulated=True)


def _goals(first: int, *, actor: Actor, now: datetime) -> dict[str, StrategicGoal]:
    found = {row.name: row for row in StrategicGoal.objects.filter(is_simulated=True, starts_on=date(first, 1, 1))}
    for name, level, parent in TREE:
        if name not in found:
            facts = {"name": name, "level": level} | _term(first) | ({"parent": found[parent]} if parent else {})
            row = enter_goal(GOALS, actor=actor, now=now, facts=facts, is_simulated=True)
            assert isinstance(row, StrategicGoal)
            found[name] = row
    return found


def _indicator(told: Told, n: int, first: int, goals: dict[str, StrategicGoal], *, actor: Actor, now: datetime) -> Plan:
    facts = {
        "name": told.name, "agency": by_slug(told.agency), "goal": goals[told.goal], "unit": told.unit, "standard": "年度完成數（模擬）",
        "is_lower_better": told.is_lower_better,
    }  # fmt: skip
    plan = take_over(KPIS, actor=actor, now=now, facts=facts | _term(first), listing=_listing(first, f"demo-kpi-{n}", now))
    if plan.baseline_id is None:
        promises = [
            Promise(month=date(first + k, 12, 1), year_progress=Decimal(100), total_progress=Decimal(25 * (k + 1)), target=Decimal(target))
            for k, target in enumerate(told.targets)
        ]
        take_over_baseline(KPIS, plan, actor=actor, now=now, promises=promises)
    return plan


def _year(indicators: dict[Told, Plan], first: int, year: int, *, actor: Actor, now: datetime) -> int:
    """Report one year that is over, and send it on."""
    month, at = date(year, 12, 1), min(start_of(date(year + 1, 1, 15)) + timedelta(hours=10), now)
    known = set(PeriodReport.objects.filter(plan__in=indicators.values(), month=month).values_list("plan_id", flat=True))
    fresh = {told: plan for told, plan in indicators.items() if plan.pk not in known}
    cells = [Cell(plan_id=plan.pk, field="value", text=str(_value(told, year - first))) for told, plan in fresh.items()]
    write_cells(KPIS, month, cells, actor=actor, now=at, is_trusted=True)
    reports = PeriodReport.objects.filter(plan__in=fresh.values(), month=month).values_list("pk", flat=True)
    for key in ("submit", "check", "approve"):
        send(KPIS, list(reports), key, actor=actor, now=at, is_trusted=True)
    return len(fresh)


def _value(told: Told, k: int) -> Decimal:
    share = Decimal(200 - told.attained[k] if told.is_lower_better else told.attained[k])
    return (told.targets[k] * share / 100).quantize(Decimal("0.1"))
