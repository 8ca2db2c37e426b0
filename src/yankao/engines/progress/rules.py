"""What may be promised and reported (檢核): a refusal names the field, the reason and the remedy; pure functions of values."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from yankao.engines.progress.errors import Refusal
from yankao.kernel.roc import HIGHEST_ROC_YEAR, YEAR_BEFORE_FIRST, RocMonth

FULL = Decimal(100)
COLUMNS: Mapping[str, str] = {
    "year_progress": "年累計進度（%）",
    "total_progress": "總累計進度（%）",
    "value": "實際值",
    "allotted": "累計分配數（元）",
    "realised": "累計實現數（元）",
    "payable": "應付未付數（元）",
    "surplus": "節餘數（元）",
    "text": "辦理情形",
    "reason": "進度下修理由",
}
"""The cells of a report in the order of the grid, with the heads of their columns."""
PERCENTS = ("year_progress", "total_progress")
MONEY = ("allotted", "realised", "payable", "surplus")
DECIMALS = (*PERCENTS, *MONEY, "value")


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a report tells: cumulative progress and money; None where nothing was told."""

    year_progress: Decimal | None = None
    total_progress: Decimal | None = None
    value: Decimal | None = None
    allotted: Decimal | None = None
    realised: Decimal | None = None
    payable: Decimal | None = None
    surplus: Decimal | None = None
    text: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """What a report is held against: the plan's months and money, and the figures of the period before."""

    first: date
    last: date
    budget: Decimal
    before: Told | None = None
    before_month: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """One month of a baseline as it is written."""

    month: date
    year_progress: Decimal
    total_progress: Decimal
    amount: Decimal = Decimal(0)
    target: Decimal | None = None


def month_refusal(month: date, *, first: date, last: date, field: str = "month") -> Refusal | None:
    """Refuse a month outside the plan; a year that looks mistaken is asked back."""
    if (first.year, first.month) <= (month.year, month.month) <= (last.year, last.month):
        return None
    begin, end = RocMonth.of(first), RocMonth.of(last)
    meant = next((found for found in _likely_months(month) if begin.first <= found.first <= end.last), None)
    remedy = f"年度可能有誤，是否為{meant}？" if meant else f"請填{begin}至{end}之間的月份"
    return Refusal(field=field, why=f"{RocMonth.of(month)}不在計畫期間（{begin}至{end}）", remedy=remedy)


def _likely_months(month: date) -> Iterator[RocMonth]:
    """Go through what was probably meant: a Gregorian year written as ROC or the reverse, a slip in one figure of the year."""
    for shift in (YEAR_BEFORE_FIRST, -YEAR_BEFORE_FIRST, 100, -100, 10, -10, 1, -1):
        year = month.year + shift
        if YEAR_BEFORE_FIRST < year <= YEAR_BEFORE_FIRST + HIGHEST_ROC_YEAR:
            yield RocMonth(year, month.month)


def report_refusals(told: Told, bounds: Bounds, *, month: date) -> list[Refusal]:
    """Return everything that is wrong with a report; an empty list lets it stand."""
    found = [*_ranges(told), *_falls(told, bounds, month=month), *_money(told, bounds)]
    outside = month_refusal(month, first=bounds.first, last=bounds.last)
    return [outside, *found] if outside else found


def _ranges(told: Told) -> Iterator[Refusal]:
    for name in PERCENTS:
        value: Decimal | None = getattr(told, name)
        if value is not None and not 0 <= value <= FULL:
            yield Refusal(field=name, why=f"{COLUMNS[name]}{value} 不在 0 至 100 之間", remedy="請填累計百分比，完成為 100")
    for name in MONEY:
        value = getattr(told, name)
        if value is not None and value < 0:
            yield Refusal(field=name, why=f"{COLUMNS[name]}不得為負數", remedy="請填累計金額（元）")


def _falls(told: Told, bounds: Bounds, *, month: date) -> Iterator[Refusal]:
    """Refuse what is lower than a period before, unless the reason is written beside it; the year's figures begin anew each January."""
    before = bounds.before
    if before is None or bounds.before_month is None or told.reason.strip():
        return
    is_same_year = bounds.before_month.year == month.year
    names = (*PERCENTS, "allotted", "realised") if is_same_year else ("total_progress",)
    for name in names:
        old, new = getattr(before, name), getattr(told, name)
        if old is not None and new is not None and new < old:
            when = RocMonth.of(bounds.before_month)
            yield Refusal(field=name, why=f"{COLUMNS[name]}{new} 低於{when}的 {old}", remedy="累計數不得減少；確需下修請填「進度下修理由」")


def _money(told: Told, bounds: Bounds) -> Iterator[Refusal]:
    spent = sum((getattr(told, name) or Decimal(0) for name in ("realised", "payable")), Decimal(0))
    used = spent + (told.surplus or Decimal(0))
    if used > bounds.budget:
        yield Refusal(
            field="realised",
            why=f"實現、應付及節餘合計 {used:,} 元，超過計畫經費 {bounds.budget:,} 元",
            remedy="請查明金額單位是否為元，或先修正計畫經費",
        )
    elif told.allotted is not None and told.allotted > bounds.budget:
        yield Refusal(
            field="allotted", why=f"累計分配數 {told.allotted:,} 元超過計畫經費 {bounds.budget:,} 元", remedy="請更正分配數，或先修正計畫經費"
        )


def baseline_refusals(promises: Iterable[Promise], *, first: date, last: date, budget: Decimal) -> list[tuple[int, Refusal]]:
    """Return what is wrong with a baseline, each with the position of its month: it may not fall, pass 100, leave the plan or its money."""
    found: list[tuple[int, Refusal]] = []
    before: Promise | None = None
    for position, it in enumerate(promises):
        outside = month_refusal(it.month, first=first, last=last)
        refused = [outside] if outside else []
        refused += [*_promise_ranges(it, budget), *_promise_falls(it, before)]
        found += [(position, refusal) for refusal in refused]
        before = it
    return found


def _promise_ranges(it: Promise, budget: Decimal) -> Iterator[Refusal]:
    for name in PERCENTS:
        value: Decimal = getattr(it, name)
        if not 0 <= value <= FULL:
            yield Refusal(field=name, why=f"預定進度 {value} 不在 0 至 100 之間", remedy="請填累計百分比")
    if it.amount < 0:
        yield Refusal(field="amount", why="預定支用數不得為負數", remedy="請填年累計金額（元）")
    if it.amount > budget:
        yield Refusal(field="amount", why=f"預定支用 {it.amount:,} 元超過計畫經費 {budget:,} 元", remedy="請更正金額，或先修正計畫經費")


def _promise_falls(it: Promise, before: Promise | None) -> Iterator[Refusal]:
    if before is None:
        return
    if it.month <= before.month:
        yield Refusal(field="month", why=f"{RocMonth.of(it.month)}重複或次序顛倒", remedy="請依月份由先到後，每月一列")
    names = ("year_progress", "total_progress", "amount") if it.month.year == before.month.year else ("total_progress",)
    for name in names:
        old, new = getattr(before, name), getattr(it, name)
        if new < old:
            yield Refusal(field=name, why=f"{RocMonth.of(it.month)}預定 {new} 低於前月的 {old}", remedy="累計數不得減少，請更正本月或前月")
