"""The indicators of a year and the plans of revitalisation that found a ministry."""

from decimal import Decimal

from tests.cases.people import at
from tests.divisions.planning.test_revitalisation import matched
from tests.divisions.planning.test_term import officer
from tests.progress.plans import a_plan, clerk, do, fill
from tests.reports.golden import Book

from yankao.divisions.planning.programmes.kpi import KPIS
from yankao.engines.progress.baseline import set_baseline
from yankao.engines.progress.models import PeriodReport
from yankao.engines.progress.rules import Promise
from yankao.kernel.roc import RocMonth

NAMES = ("雨水下水道", "人行道改善", "公園新闢")


def make(book: Book) -> None:
    """Make the records of one document."""
    if book.says("revitalisation.v003"):
        for n in range(int(book.of("revitalisation.v003")["count"])):
            matched(f"第{n}案")
    if book.says("kpi.v004"):
        for name in NAMES:
            _told(name, target=1000, value=book.of("kpi.v004")["rate"] * 10, year=2018)


def _told(name: str, *, target: int, value: Decimal, year: int) -> None:
    """Let one indicator promise a value for a year and tell another."""
    listed, january, last = at(f"{year}-01-05 09:00"), at(f"{year + 1}-01-15 09:00"), RocMonth.parse(f"{year - 1911}-12")
    plan = a_plan(KPIS, name=name, year=year, budget=0, now=listed, ends_on=f"{year + 3}-12-31", unit="公里", standard="完成長度")
    promises = [
        Promise(month=last.first.replace(year=year + n), year_progress=Decimal(100), total_progress=Decimal(25 * (n + 1)), target=Decimal(target))
        for n in range(4)
    ]
    set_baseline(KPIS, plan, actor=officer(), now=listed, promises=promises)
    assert not fill(plan, last.code, now=january, it=KPIS, value=value).refused
    assert not do(PeriodReport.objects.get(plan=plan), "submit", by=clerk(), now=january, it=KPIS).held
