"""Reads the table of totals a simulation is made from: procedure,from,to,count[,field,value], ROC months inclusive."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from yankao.engines.connectors.declare import Order
from yankao.engines.connectors.reading import BadFileError, Row, rows
from yankao.kernel.roc import RocMonth, Window

HEADING = ("procedure", "from", "to", "count")
LONG_HEADING = (*HEADING, "field", "value")
_COUNT = re.compile(r"\d{1,3}(?:,\d{3})+|\d{1,12}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Total:
    number: int
    key: str
    window: Window
    count: int
    field: str = ""
    value: str = ""


def read_orders(path: Path) -> tuple[Order, ...]:
    """Return what the table orders, one order for each key and window, in the order of the table."""
    found = list(rows(path))
    heading = tuple(cell.strip() for cell in found[0].cells) if found else ()
    if heading not in {HEADING, LONG_HEADING}:
        message = f"第一列應為 {','.join(LONG_HEADING)}（後兩欄可省略）"
        raise BadFileError(message)
    return orders_of(found[1:])


def orders_of(found: Iterable[Row]) -> tuple[Order, ...]:
    """Return the orders of the rows of a table; every mistake names its line."""
    groups: dict[tuple[str, Window], list[_Total]] = defaultdict(list)
    for row in found:
        total = _total(row)
        groups[total.key, total.window].append(total)
    orders = tuple(_order(key, window, totals) for (key, window), totals in groups.items())
    for order in orders:
        _check_apart(order, orders)
    return orders


def _total(row: Row) -> _Total:
    cells = [cell.strip() for cell in row.cells] + [""] * len(LONG_HEADING)
    key, first, last, count, field, value = cells[: len(LONG_HEADING)]
    try:
        window = Window.of_months(first, last)
    except ValueError as problem:
        message = f"第 {row.number} 行：{problem}"
        raise BadFileError(message) from None
    number = int(count.replace(",", "")) if _COUNT.fullmatch(count) else -1
    if number < 0 or not key or bool(field) != bool(value):
        message = f"第 {row.number} 行：應有程序、起訖月份、0 以上的件數；field 與 value 須同時填寫"
        raise BadFileError(message)
    return _Total(number=row.number, key=key, window=window, count=number, field=field, value=value)


def _order(key: str, window: Window, totals: list[_Total]) -> Order:
    whole = [total for total in totals if not total.field]
    fixed: dict[str, dict[str, int]] = defaultdict(dict)
    for total in totals:
        if total.field and total.value in fixed[total.field]:
            message = f"第 {total.number} 行：{total.field} 的 {total.value} 重複"
            raise BadFileError(message)
        if total.field:
            fixed[total.field][total.value] = total.count
    if len(whole) > 1:
        message = f"第 {whole[1].number} 行：{key} 在 {months(window)} 有兩個總數（另一個在第 {whole[0].number} 行）"
        raise BadFileError(message)
    sums = {field: sum(values.values()) for field, values in fixed.items()}
    count = whole[0].count if whole else max(sums.values())
    too_many = next((field for field, amount in sums.items() if amount > count), "")
    if too_many:
        line = next(total.number for total in totals if total.field == too_many)
        message = f"第 {line} 行：{key} {months(window)}，{too_many} 各值合計 {sums[too_many]:,} 超過總數 {count:,}"
        raise BadFileError(message)
    return Order(key=key, window=window, count=count, fixed={field: dict(values) for field, values in fixed.items()}, line=totals[0].number)


def _check_apart(order: Order, orders: Iterable[Order]) -> None:
    for other in orders:
        is_same = other is order or other.key != order.key
        if not is_same and order.window.first <= other.window.last and other.window.first <= order.window.last:
            later, earlier = max(order, other, key=_line_of), min(order, other, key=_line_of)
            message = f"第 {later.line} 行：{order.key} 的期間 {months(later.window)} 與第 {earlier.line} 行的 {months(earlier.window)} 重疊"
            raise BadFileError(message)


def _line_of(order: Order) -> int:
    return order.line


def months(window: Window) -> str:
    """Write a window of whole months as the table does, in ROC months: 112-03 至 112-07."""
    first, last = RocMonth.of(window.first).code, RocMonth.of(window.last).code
    return first if first == last else f"{first} 至 {last}"


def shares(count: int, weights: Mapping[str, float], fixed: Mapping[str, int]) -> dict[str, int]:
    """Divide a count among values: the fixed ones get theirs, the others the rest by weight (largest remainders first)."""
    rest = count - sum(fixed.values())
    free = {value: weight for value, weight in weights.items() if value not in fixed and weight > 0}
    if not free:
        return dict(fixed) if rest == 0 else dict(fixed) | {"": rest}
    total = sum(free.values())
    exact = {value: rest * weight / total for value, weight in free.items()}
    given = {value: int(amount) for value, amount in exact.items()}
    ahead = sorted(exact, key=lambda value: (given[value] - exact[value], value))
    for value in ahead[: rest - sum(given.values())]:
        given[value] += 1
    return dict(fixed) | given
