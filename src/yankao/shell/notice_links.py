"""Where a notice leads: to the case, the window, the paper, the meeting or the review that it speaks of."""

from collections.abc import Callable, Mapping
from datetime import date

from django.urls import reverse

from yankao.engines.notices.models import Notice
from yankao.kernel.roc import RocMonth


def address_of(notice: Notice) -> str:
    """Return the address a notice leads to; empty where there is no page of its own."""
    found = ADDRESSES.get(notice.subject_kind)
    return found(notice) if found is not None else ""


def _window(notice: Notice) -> str:
    """An agency fills in, the division looks who has not."""
    key, _, month = notice.subject_id.partition("/")
    view = "grid" if notice.recipient_kind == Notice.Recipient.AGENCY else "review"
    return reverse(view, args=[key, RocMonth.of(date.fromisoformat(month)).code])


def _named(view: str) -> Callable[[Notice], str]:
    return lambda notice: reverse(view, args=[notice.subject_id])


def _first_part(view: str) -> Callable[[Notice], str]:
    return lambda notice: reverse(view, args=[notice.subject_id.partition("/")[0]])


ADDRESSES: Mapping[str, Callable[[Notice], str]] = {
    "case": _named("case"),
    "page": lambda notice: notice.subject_id,
    "review": _named("panel_find"),
    "meeting": _named("meeting_find"),
    "meeting_series": _first_part("meeting_series"),
    "bulletin": _first_part("bulletin"),
    "window": _window,
}
