"""In which period a series must meet (每季召開), and who is asked after when the period runs out or has passed without a meeting."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from yankao.engines.activities import registry
from yankao.engines.activities.declare import Series
from yankao.engines.activities.models import HELD, Meeting, Standing
from yankao.engines.notices.models import Notice
from yankao.engines.notices.tell import Telling, tell_once
from yankao.kernel.days import day_of
from yankao.kernel.law import Dated
from yankao.kernel.roc import RocMonth, Window, roc_date

SUBJECT = "meeting_series"
REMIND = timedelta(days=30)
"""So long before the end of a period that nobody has called a meeting for the division is reminded."""


def period_of(every: Dated[int], day: date) -> Window:
    """Return the period that a day lies in; periods begin in January."""
    months = every.at(day).value
    first = RocMonth(day.year, (day.month - 1) // months * months + 1)
    return Window(first.first, first.plus(months - 1).last)


def chase_periods(*, now: datetime) -> int:
    """Tell the division once of a period that runs out without a meeting, and once of one that has passed; return how many were told."""
    return tell_once((each for it in registry.every() if it.every is not None for each in _tellings(it, it.every, day_of(now))), now=now)


def _tellings(it: Series, every: Dated[int], today: date) -> Iterator[Telling]:
    first = Meeting.objects.filter(series=it.key).order_by("starts_at").values_list("starts_at", flat=True).first()
    if first is None:
        return  # the series is not called here yet
    present = period_of(every, today)
    before = period_of(every, present.first - timedelta(days=1))
    if before.last >= day_of(first) and not _meetings(it, before, is_held=True):
        yield _telling(it, before, "late", f"{it.name}{before}未召開，請敘明原因並儘速召開")
    if today >= present.last - REMIND and not _meetings(it, present, is_held=False):
        yield _telling(it, present, "soon", f"{it.name}{present}尚未召開，請於{roc_date(present.last)}前召開")


def _meetings(it: Series, period: Window, *, is_held: bool) -> bool:
    found = Meeting.objects.filter(series=it.key, starts_at__gte=period.start, starts_at__lt=period.end)
    return (found.filter(standing__in=HELD) if is_held else found.exclude(standing=Standing.CANCELLED)).exists()


def _telling(it: Series, period: Window, stage: str, title: str) -> Telling:
    subject = f"{it.key}/{period.first}/{stage}"
    return Telling(recipient_kind=Notice.Recipient.DIVISION, recipient_id=it.owner, subject_kind=SUBJECT, subject_id=subject, title=title)
