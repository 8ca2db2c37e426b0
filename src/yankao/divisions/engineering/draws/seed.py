"""Fills a demonstration city with tenders as the central system and the city tell them, through the importers and verbs real ones take."""

from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from yankao.divisions.engineering.draws.candidates import draw_population, population_rule
from yankao.divisions.engineering.draws.draw_tables import Draw
from yankao.divisions.engineering.draws.seal import publish
from yankao.divisions.engineering.draws.seed_season import seed_season
from yankao.divisions.engineering.logic.verification import choose
from yankao.divisions.engineering.logic.warnings import warn
from yankao.engines.connectors import registry as connectors
from yankao.engines.connectors.declare import ImportTask, Progress, Seeder
from yankao.engines.identity.models import User
from yankao.engines.registers.tenders.feed import import_months, import_tenders
from yankao.engines.registers.tenders.month import Source, TenderMonth
from yankao.engines.registers.tenders.month_register import MONTHS
from yankao.engines.registers.tenders.reconcile import reconcile
from yankao.engines.registers.tenders.tender import Tender
from yankao.engines.registers.write import take_over
from yankao.kernel.actors import Actor, ActorKind, Membership, job
from yankao.kernel.agencies.read import by_slug, subtree_ids, unit_of
from yankao.kernel.days import day_of
from yankao.kernel.roc import RocMonth

COUNT = 48
MONTHS_SHOWN = 3
AGENCIES = ("public-works-maintenance", "public-works-new-construction", "water-resources", "transportation")
WORKS = ("道路改善工程", "排水護岸工程", "校園整建工程", "號誌更新工程", "人行道改善工程", "橋梁補強工程")
PLACES = ("鳳山區", "三民區", "左營區", "岡山區", "旗山區", "前鎮區")
BUDGETS = (3_600, 8_800, 15_000, 32_000, 56_000, 128_000)  # thousands of dollars
BASE = "plnprj_id,plnprj_name,主辦機關,bdgt1,budget,底價（元）,施工廠商,監造單位,變更設計次數,決標日期,actualstartdate,scheduledenddate"
MONTHLY = "plnprj_id,yr,mnth,monthscheduledprogress,monthactualprogress,filldate,mft,mfas,mfrt,okdt,respons"
QUARTER = 3
# What differs from tender to tender, in turn: enough of each kind that every screen has something to show.
PERCENT_OF_FLOOR = (93, 95, 91, 97, 94, 60, 92, 96, 93, 90, 98, 94)
CHANGES = (0, 1, 0, 0, 2, 0, 0, 3)
LAGS = (0, 0, 0, 1, 0, 2, 0, 0, 4, 0, 0, 12)
FILLED_ON = (3, 4, 5, 4, 8)
SILENT = (*(False,) * 23, True)
SEEN_BEHIND = (0, 6, 0, 0)
CHECKPOINTS = ("", "", "開工後第一次估驗", *("",) * 9)


def seed_tenders(now: datetime, progress: Progress) -> None:
    """Fill or top up the tenders as of a moment; a second run adds only what is missing."""
    today, actor = day_of(now), job("展示資料")
    months = [RocMonth.of(today).plus(-back).first for back in range(MONTHS_SHOWN, 0, -1)]
    with TemporaryDirectory() as folder:
        _run(import_tenders, BASE, _tenders(today), Path(folder), actor=actor, now=now)
        _run(import_months, MONTHLY, [line for month in months for line in _months(month, today)], Path(folder), actor=actor, now=now)
    Tender.objects.filter(number__startswith="DEMO-").update(is_simulated=True)
    TenderMonth.objects.filter(tender__is_simulated=True).update(is_simulated=True)
    _own_record(months[-1], actor=actor, now=now)
    open_differences = reconcile(months[-1], now=now)
    verified = len(choose(months[-1], actor=actor, now=now, is_simulated=True))
    warned = len(warn(today, actor=actor, now=now, is_simulated=True))
    _draw(today, now=now)
    visits = seed_season(_inspector(), now=now)
    progress(f"工程查核：模擬標案 {COUNT} 件、兩源差異 {open_differences} 項、查證 {verified} 件、預警 {warned} 件、查核行程 {visits} 次")


connectors.register(Seeder(key="tenders", run=seed_tenders))


def _run(run: object, heading: str, lines: list[str], folder: Path, *, actor: Actor, now: datetime) -> None:
    assert callable(run)
    file = folder / "feed.csv"
    file.write_text("\n".join((heading, *lines)) + "\n", encoding="utf-8")
    run(ImportTask(file=file, rejects_file=folder / "rejects.csv", actor=actor, now=now, progress=lambda _line: None))


def _tenders(today: date) -> list[str]:
    first = date(today.year - 1, 1, 1)
    return [_tender(n, first) for n in range(COUNT)]


def _tender(n: int, first: date) -> str:
    budget = BUDGETS[n % len(BUDGETS)]
    floor = budget * 980
    award = floor * PERCENT_OF_FLOOR[n % 12] // 100 // 1000
    awarded = first + timedelta(days=n)
    cells = (
        f"DEMO-{first:%y}{n:03}", f"{PLACES[n % 6]}{WORKS[n % 6]}（模擬）", by_slug(AGENCIES[(n + n // 12) % 4]).name, budget, award, floor, f"模擬營造{n % 7}",
        f"模擬顧問{n % 5}", CHANGES[n % 8], awarded, awarded + timedelta(days=15), awarded + timedelta(days=600),
    )  # fmt: skip
    return ",".join(map(str, cells))


def _months(month: date, today: date) -> list[str]:
    first = date(today.year - 1, 1, 1)
    share = (month - first).days // 8  # of works of two years: never more than the whole
    return [_month(n, month, share, f"DEMO-{first:%y}{n:03}") for n in range(COUNT) if not SILENT[n % 24]]


def _month(n: int, month: date, share: int, number: str) -> str:
    lag = LAGS[n % 12]
    reason = ("用地取得,地上物未拆遷,協調拆遷", f"{month:%Y%m}", "機關") if lag else (",,", "", "")
    filled = RocMonth.of(month).plus(1).first.replace(day=FILLED_ON[n % 5])
    return f"{number},{month.year},{month.month},{share},{max(0, share - lag)},{filled},{reason[0]},{reason[1]},{reason[2]}"


def _own_record(month: date, *, actor: Actor, now: datetime) -> None:
    """Let the city's own record tell some months otherwise, so that there is something to decide."""
    rows = (
        TenderMonth.objects.filter(month=month, source=Source.CENTRAL, tender__is_simulated=True).select_related("tender").order_by("tender__number")
    )
    known = set(TenderMonth.objects.filter(month=month, source=Source.OWN).values_list("tender_id", flat=True))
    for n, row in enumerate(rows[:12]):
        if row.tender_id in known:
            continue
        facts = {
            "tender": row.tender, "month": month, "source": Source.OWN, "filled_on": day_of(now), "planned": row.planned,
            "actual": max(row.actual - SEEN_BEHIND[n % 4], 0), "lag_factor": "工率不足", "lag_cause": "工班調度（模擬）", "lag_remedy": "增派工班（模擬）",
            "caught_up_by": day_of(now) + timedelta(days=60), "responsible": "廠商", "remark": "依本府施工日誌（模擬）",
            "late_checkpoint": CHECKPOINTS[n % 12],
        }  # fmt: skip
        take_over(MONTHS, actor=actor, now=now, facts=facts, is_simulated=True)


def _draw(today: date, *, now: datetime) -> None:
    """Publish the sealed draw of this quarter once."""
    year, quarter = today.year, (today.month - 1) // QUARTER + 1
    numbers = draw_population(today)
    if numbers and not Draw.objects.filter(year=year, quarter=quarter).exists():
        publish(
            actor=_inspector(), now=now, year=year, quarter=quarter, numbers=numbers, population_on=today, rule=population_rule(today), is_simulated=True
        )  # fmt: skip


def _inspector() -> Actor:
    """Return the inspector of the demonstration, who is then named to know the order."""
    unit = unit_of("engineering")
    held = Membership(role="officer", agency_id=unit.pk, agency_ids=frozenset(subtree_ids(unit.path)), agency_name=unit.name, division=unit.division)
    user = User.objects.filter(username="inspector").first()
    return Actor(kind=ActorKind.USER, id=str(user.pk) if user else str(unit.pk), name=str(user or "工程查核（模擬）"), memberships=(held,))
