"""Turn pages without counting rows: a page begins after the last row seen, so page 20,000 is as quick as page one."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import F, Model, Q, QuerySet

PAGE = 50
M = TypeVar("M", bound=Model)


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One way to sort: by a moment of the row (those without one last), then by id; both in the same direction."""

    key: str
    name: str
    column: str
    is_newest_first: bool = False
    may_be_empty: bool = False


YEARS = range(1900, 2200)
"""Years a mark may name: nothing in the records lies outside, and a database knows no others near its ends."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """The row at which a page begins or ends: its moment (None: it has none) and its id."""

    at: datetime | None
    id: str

    def __str__(self) -> str:
        return f"{self.at.isoformat() if self.at else ''}~{self.id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(Generic[M]):
    """One page of rows and the marks of its neighbours; an empty mark means there is none."""

    rows: tuple[M, ...]
    before: str = ""
    after: str = ""


def read_mark(text: str) -> Mark | None:
    """Read a mark out of an address; one that cannot be read begins at the first page."""
    at, _tilde, pk = text.rpartition("~")
    try:
        moment = datetime.fromisoformat(at) if at else None
    except ValueError:
        return None
    if not pk or "\x00" in pk or (moment is not None and moment.year not in YEARS):
        return None
    return Mark(at=moment, id=pk)


def turn(
    rows: QuerySet[M],
    order: Order,
    *,
    after: str = "",
    before: str = "",
    size: int = PAGE,
    key: Callable[[str], object] = int,
    among: QuerySet[M] | None = None,
) -> Page[M]:
    """Return the page after or before a mark, or the first page; `key` reads the id; `among` chooses the page before `rows` reads it."""
    mark, is_back = read_mark(before or after), bool(before)
    chosen = rows if among is None else among
    if mark is not None:
        try:
            chosen = chosen.filter(_beyond(order, mark, pk=key(mark.id), is_back=is_back))
        except (ValueError, ValidationError):
            mark, is_back = None, False
    chosen = _sorted(chosen, order, is_back=is_back)[: size + 1]
    found = list(chosen if among is None else _sorted(rows.filter(pk__in=chosen.values("pk")), order, is_back=is_back))
    has_more, found = len(found) > size, found[:size]
    if is_back:
        found.reverse()
    if not found:
        return Page(rows=())
    has_before = has_more if is_back else mark is not None
    has_after = mark is not None if is_back else has_more
    return Page(
        rows=tuple(found),
        before=str(_mark_of(found[0], order)) if has_before else "",
        after=str(_mark_of(found[-1], order)) if has_after else "",
    )


def _mark_of(row: Model, order: Order) -> Mark:
    return Mark(at=getattr(row, order.column), id=str(row.pk))


def _sorted(rows: QuerySet[M], order: Order, *, is_back: bool) -> QuerySet[M]:
    column = F(order.column)
    if order.is_newest_first != is_back:
        return rows.order_by(column.desc(nulls_first=True) if order.may_be_empty else column.desc(), "-pk")
    return rows.order_by(column.asc(nulls_last=True) if order.may_be_empty else column.asc(), "pk")


def _beyond(order: Order, mark: Mark, *, pk: object, is_back: bool) -> Q:
    """Return the condition for the rows on the far side of a mark; the outer bound lets the index skip everything before it."""
    side = "lt" if order.is_newest_first != is_back else "gt"
    column = order.column
    if mark.at is None:
        empty = Q(**{f"{column}__isnull": True, f"pk__{side}": pk})
        return empty | Q(**{f"{column}__isnull": False}) if side == "lt" else empty
    same = Q(**{column: mark.at, f"pk__{side}": pk})
    beyond = Q(**{f"{column}__{side}e": mark.at}) & (Q(**{f"{column}__{side}": mark.at}) | same)
    return beyond | Q(**{f"{column}__isnull": True}) if order.may_be_empty and side == "gt" else beyond
