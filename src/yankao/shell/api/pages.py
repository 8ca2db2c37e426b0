"""One page of anything the interface lists; a mark that no page gave is refused instead of starting over."""

from collections.abc import Callable
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.db.models import DateTimeField, Model, QuerySet

from yankao.shell.keyset import Order, Page, read_mark, turn

M = TypeVar("M", bound=Model)
LARGEST_PAGE = 200
LARGEST_ID = 2**63 - 1


def page_after(rows: QuerySet[M], order: Order, *, after: str, size: int, key: Callable[[str], object] = int) -> Page[M]:
    """Return the page after a mark, or the first page when none is given."""
    moment = isinstance(rows.model._meta.get_field(order.column), DateTimeField)
    if after and not _is_mark(after, key, is_moment=moment):
        raise ValidationError({"after": "after 應為上一頁的 next"})
    return turn(rows, order, after=after, size=size, key=key)


def _is_mark(text: str, key: Callable[[str], object], *, is_moment: bool) -> bool:
    """Whether a text is written the way marks are: a moment with its zone (or a day) and an id, each in its one spelling."""
    mark = read_mark(text)
    if mark is None or mark.at is None or (is_moment and mark.at.tzinfo is None):
        return False
    try:
        found = key(mark.id)
    except (ValueError, ValidationError):
        return False
    if isinstance(found, int) and not 0 < found <= LARGEST_ID:
        return False
    return text == f"{mark.at.isoformat() if is_moment else mark.at.date().isoformat()}~{found}"
