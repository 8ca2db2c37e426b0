"""Fills a demonstration city with plans under control: promised, reported month by month, some behind and explained; all marked as simulated."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from yankao.divisions.control.programmes.bulletins import MONTHLY_ANALYSIS
from yankao.divisions.control.programmes.control_points import CONTROL_POINTS
from yankao.divisions.control.programmes.district_works import DISTRICT_WORKS
from yankao.divisions.control.programmes.forward_looking import FORWARD_LOOKING
from yankao.divisions.control.programmes.infra_subsidy import INFRA_SUBSIDY
from yankao.divisions.control.programmes.project_tracking import PROJECTS
from yankao.divisions.control.seed_people import acting, desk
from yankao.engines.progress.alarms import Answer, answer_alarm
from yankao.engines.progress.baseline import Point, even_promises, take_over_baseline
from yankao.engines.progress.bulletins import draft, issue
from yankao.engines.progress.cells import Cell, text_of, write_cells
from yankao.engines.progress.declare import Programme
from yankao.engines.progress.measures import FINISH
from yankao.engines.progress.models import Alarm, BaselineMonth, BulletinIssue, PeriodReport, Plan, State
from yankao.engines.progress.plans import Listing, reach_milestone, take_over
from yankao.engines.progress.reports import send
from yankao.kernel.agencies.city import current_city
from yankao.kernel.agencies.read import by_slug
from yankao.kernel.days import day_of, start_of
from yankao.kernel.roc import RocMonth, Window
from yankao.shell.progress_papers import sheet_of
from yankao.shell.sheet import write

SOURCE = "demo"
MILLION = 1_000_000
FILLED_AFTER, ISSUED_AFTER = timedelta(days=4, hours=10), timedelta(days=14, hours=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One invented plan: its programme, agency and money, and how fast it goes and spends, in percent of what was promised."""

    it: Programme
    name: str
    agency: str
    millions: int
    pace: int = 100
    spends: int = 96
    district: str = ""
    facts: tuple[tuple[str, object], ...] = ()


PLANS: tuple[Told, ...] = (
    Told(it=PROJECTS, name="易淹水地區雨水下水道改善（模擬）", agency="water-resources", millions=120, pace=100),
    Told(it=PROJECTS, name="學區通學步道改善（模擬）", agency="public-works-maintenance", millions=48, pace=82, spends=85),
    Told(it=PROJECTS, name="老舊橋梁耐震補強（模擬）", agency="public-works-maintenance", millions=86, pace=94),
    Told(it=PROJECTS, name="公車候車亭更新（模擬）", agency="transportation", millions=24, pace=103),
    Told(it=PROJECTS, name="社區心理衛生據點布建（模擬）", agency="health", millions=15, pace=98, spends=88),
    Told(it=PROJECTS, name="農產冷鏈物流中心（模擬）", agency="agriculture", millions=65, pace=70, spends=72),
    Told(it=INFRA_SUBSIDY, name="道路養護統包（模擬）", agency="public-works-maintenance", millions=36, facts=(("fund_class", "道路養護"),)),
    Told(it=INFRA_SUBSIDY, name="校舍防水隔熱（模擬）", agency="education", millions=22, pace=90, facts=(("fund_class", "教育設施"),)),
    Told(it=DISTRICT_WORKS, name="里活動中心無障礙改善（模擬）", agency="office-gushan", millions=3, district="鼓山區"),
    Told(it=DISTRICT_WORKS, name="鄰里巷道排水溝加蓋（模擬）", agency="office-zuoying", millions=2, pace=85, district="左營區"),
    Told(it=FORWARD_LOOKING, name="滯洪池新建工程（模擬）", agency="water-resources", millions=210, pace=92, facts=(("field", "water"), ("ministry", "經濟部"))),
    Told(it=CONTROL_POINTS, name="公有建築結構安全檢查作業規定訂定（模擬）", agency="public-works", millions=0),
)  # fmt: skip
PROGRAMMES = tuple(dict.fromkeys(told.it for told in PLANS))
BY_KEY = {it.key: it for it in PROGRAMMES}
CLERK = "主辦機關承辦（模擬）"
SLOW = 90
WHY = ("管線遷移及用地協調延宕", "增派工班，每週召開工進會議", "承攬廠商")


def seed_plans(now: datetime) -> int:
    """Fill or top up the plans as of a moment: reports of every month that has ended; return how many reports were added."""
    last = RocMonth.of(day_of(now)).plus(-1)
    plans = {_plan(told, last.year, now=now): told for told in PLANS}
    made = 0
    for month in Window(date(last.year, 1, 1), last.last).each_month():
        at = min(start_of(month.plus(1).first) + FILLED_AFTER, now)
        for it in PROGRAMMES:
            mine = {plan: told for plan, told in plans.items() if told.it is it}
            made += _month(it, mine, month.first, at=at, is_last=month == last)
        _explain(month.first, at=at, is_last=month == last)
    _reach(plans, day_of(now), now=now)
    _give_out(last.plus(-1), now=now)
    return made


def _plan(told: Told, year: int, *, now: datetime) -> Plan:
    listed_on = date(year, 1, 5)
    facts: dict[str, object] = {
        "name": told.name,
        "agency": by_slug(told.agency),
        "starts_on": date(year, 1, 1),
        "ends_on": date(year, 12, 31),
        **dict(told.facts),
    }
    if told.it.money:
        facts["budget_central" if told.it is INFRA_SUBSIDY else "budget_public"] = told.millions * MILLION
    if told.district:
        facts["district"] = told.district
    listing = Listing(year=year, listed_on=listed_on, source=SOURCE, external_id=f"demo-{PLANS.index(told)}", is_simulated=True)
    at = min(start_of(listed_on) + timedelta(hours=9), now)
    plan = take_over(told.it, actor=desk(), now=at, facts=facts, listing=listing)
    if plan.baseline_id is None:
        quarter = [date(year, 3, 31), date(year, 6, 30), date(year, 9, 30), date(year, 11, 30), date(year, 12, 31)]
        points = [Point(key=key, name=name, planned_on=day) for (key, name), day in zip(told.it.milestones, quarter, strict=False)]
        take_over_baseline(told.it, plan, actor=desk(), now=at, promises=even_promises(plan), points=points)
    return plan


def _month(it: Programme, plans: dict[Plan, Told], month: date, *, at: datetime, is_last: bool) -> int:
    """Fill in one month of one programme and send it on: earlier months are passed, of the last one some are still on their way."""
    known = set(PeriodReport.objects.filter(plan__in=list(plans), month=month).values_list("plan_id", flat=True))
    fresh = [plan for plan in plans if plan.pk not in known and it.owes(plan.risk, month)]
    if not fresh:
        return 0
    promised = {row.baseline_id: row for row in BaselineMonth.objects.filter(baseline__in=[plan.baseline_id for plan in fresh], month=month)}
    cells = [cell for plan in fresh if plan.baseline_id in promised for cell in _cells(plan, plans[plan], promised[plan.baseline_id])]
    write_cells(it, month, cells, actor=desk(), now=at, is_trusted=True)
    reports = list(PeriodReport.objects.filter(plan__in=fresh, month=month).order_by("pk").values_list("pk", flat=True))
    sent = reports[1:] if is_last and len(reports) > 1 else reports  # one agency is late with the last month
    send(it, sent, "submit", actor=desk(), now=at, is_trusted=True)
    for key in ("check",) if is_last else ("check", "approve"):
        send(it, sent, key, actor=desk(), now=at, is_trusted=True)
    return len(fresh)


def _cells(plan: Plan, told: Told, promise: BaselineMonth) -> Iterable[Cell]:
    year, total = (min(Decimal(100), value * told.pace / 100) for value in (promise.year_progress, promise.total_progress))
    values: dict[str, object] = {"year_progress": year.quantize(Decimal("0.01")), "total_progress": total.quantize(Decimal("0.01"))}
    if plan.budget:
        values |= {"allotted": promise.amount, "realised": (promise.amount * told.spends / 100).quantize(Decimal(1))}
    values["text"] = "依作業計畫辦理，本期完成項目已登載（模擬）"
    return [Cell(plan_id=plan.pk, field=name, text=text_of(value)) for name, value in values.items()]


def _explain(month: date, *, at: datetime, is_last: bool) -> None:
    """Answer the alarms of a month and pass its reports; of the last month one answer in two is still owed."""
    waiting = Alarm.objects.filter(month=month, answered_at__isnull=True, lifted_at__isnull=True, case__isnull=True, plan__source=SOURCE)
    for number, alarm in enumerate(waiting.select_related("plan__agency").order_by("pk")):
        if is_last and number % 2:
            continue
        cause, remedy, responsible = WHY
        until = min(RocMonth.of(month).plus(2).first, alarm.plan.ends_on.replace(day=1))
        answer = Answer(cause=cause, remedy=remedy, catch_up_month=until, responsible=responsible)
        answer_alarm(BY_KEY[alarm.plan.programme], alarm.pk, actor=acting("clerk", alarm.plan.agency.slug, CLERK), now=at, answer=answer)
    for it in () if is_last else PROGRAMMES:
        ready = PeriodReport.objects.filter(plan__programme=it.key, plan__source=SOURCE, month=month, state=State.COMMISSION)
        send(it, list(ready.values_list("pk", flat=True)), "pass", actor=desk(), now=at, is_trusted=True)


def _reach(plans: Mapping[Plan, Told], today: date, *, now: datetime) -> None:
    """Tell the control points that lie behind, a week after their day where the plan is slow."""
    for plan, told in plans.items():
        assert plan.baseline is not None
        done = set(plan.reached.values_list("key", flat=True))
        for point in plan.baseline.milestones.all():
            day = point.planned_on + timedelta(days=7 if told.pace < SLOW else -3)
            if day <= today and point.key not in done and point.key != FINISH:
                reach_milestone(told.it, plan, actor=desk(), now=now, key=point.key, done_on=day, evidence="模擬", is_trusted=True)


def _give_out(month: RocMonth, *, now: datetime) -> None:
    """Give out the analysis of the month before the last; that of the last is due."""
    if (
        month.year != RocMonth.of(day_of(now)).plus(-1).year
        or BulletinIssue.objects.filter(bulletin=MONTHLY_ANALYSIS.key, month=month.first).exists()
    ):
        return
    found = draft(MONTHLY_ANALYSIS, month.first)
    paper = write(sheet_of(found, government=current_city().government))
    at = min(start_of(month.plus(1).first) + ISSUED_AFTER, now)
    issue(MONTHLY_ANALYSIS, month.first, actor=desk(), now=at, letter_number=f"模擬研管字第{month.code}號", paper=paper, shown=found)
