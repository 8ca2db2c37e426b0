"""One page of anything the interface lists; a mark that no page gave is refused instead of starting over."""

from collections.abc import Callable
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet

from yankao.shell.keyset import Order, Page, read_mark, turn

M = TypeVar("M", bound=Model)
LARGEST_PAGE = 200


def page_after(rows: QuerySet[M], order: Order, *, after: str, size: int, key: Callable[[str], object] = int) -> Page[M]:
    """Return the page after a mark, or the first page when none is given."""
    if after and not _is_mark(after, key):
        raise ValidationError({"after": "after 應為上一頁的 next"})
    return turn(rows, order, after=after, size=size, key=key)


def _is_mark(text: str, key: Callable[[str], object]) -> bool:
    mark = read_mark(text)
    if mark is None or mark.at is None:
        return False
    try:
        key(mark.id)
    except (ValueError, ValidationError):
        return False
    return True
