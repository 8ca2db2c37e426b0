"""話務營運: how a month went at the 1999 line: by hour and by day, and every figure of the centre beside that of the month before."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection

from yankao.divisions.service.registers.calls import ANSWERED_WITHIN
from yankao.engines.indicators.compute import Comparison, compare, figures
from yankao.kernel.roc import Window

GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("話務量", ("service.call.count", "service.call.monthly_average", "service.call.answered", "service.call.inquiries", "service.call.forwarded",
             "service.call.others", "service.call.inquiry_share", "service.call.forwarded_share", "service.call.other_share")),
    ("接聽品質", ("service.call.service_level", "service.call.abandon_rate", "service.call.immediate_rate", "service.call.mean_wait",
              "service.call.mean_talk", "service.call.mean_wrap_up", "service.call.transfer_rate")),
    ("滿意度", ("service.call.satisfaction", "service.petition.satisfaction", "service.dispatch.satisfaction", "service.survey.drawn",
             "service.survey.response_share")),
    ("人力與座席", ("service.staff_member.staff", "service.staff_member.fewest", "service.staff_member.most", "service.staff_member.seats",
               "service.shift_duty.seats", "service.shift_duty.duties", "service.staff_member.disabled_share", "service.staff_member.pledged_share",
               "service.staff_member.missing_to_target")),
    ("品質監聽", ("service.call_review.count", "service.call_review.agents", "service.call_review.mean_score", "service.call_review.passed_share",
              "service.call_review.fatal_share", "service.call_review.coached_share")),
)  # fmt: skip
HOURS_A_DAY = 24
_BY_HOUR = """
SELECT EXTRACT(HOUR FROM started_at AT TIME ZONE 'Asia/Taipei')::int AS slot, count(*), count(answered_at),
       count(*) FILTER (WHERE answered_at - started_at <= make_interval(secs => %(limit)s)), avg(EXTRACT(EPOCH FROM answered_at - started_at))
  FROM service_callrecord WHERE started_at >= %(start)s AND started_at < %(end)s GROUP BY 1 ORDER BY 1
"""
_BY_DAY = """
SELECT (started_at AT TIME ZONE 'Asia/Taipei')::date AS slot, count(*), count(answered_at),
       count(*) FILTER (WHERE answered_at - started_at <= make_interval(secs => %(limit)s)), avg(EXTRACT(EPOCH FROM answered_at - started_at))
  FROM service_callrecord WHERE started_at >= %(start)s AND started_at < %(end)s GROUP BY 1 ORDER BY 1
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """The calls of one hour of the day, or of one day."""

    name: str
    calls: int
    answered: int
    in_time: int
    mean_wait: float | None

    @property
    def level(self) -> float | None:
        """服務水準 in percent; None where nobody was answered."""
        return 100 * self.in_time / self.answered if self.answered else None

    @property
    def abandoned(self) -> int:
        """How many rang off before they were answered."""
        return self.calls - self.answered


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One bar of a chart: where it stands and how high it and its late part are, in hundredths of the chart."""

    slot: Slot
    left: float
    width: float
    height: float
    in_time_height: float
    is_labelled: bool


def by_hour(window: Window) -> tuple[Slot, ...]:
    """Return the twenty-four hours of the day, empty ones too."""
    found = {row[0]: row for row in _rows(_BY_HOUR, window)}
    return tuple(_slot(f"{hour:02d}時", found.get(hour)) for hour in range(HOURS_A_DAY))


def by_day(window: Window) -> tuple[Slot, ...]:
    """Return the days of the window, empty ones too."""
    found: dict[date, Any] = {row[0]: row for row in _rows(_BY_DAY, window)}
    return tuple(_slot(f"{day.month}/{day.day}", found.get(day)) for day in window.each_day())


def bars(slots: Sequence[Slot], *, every: int) -> tuple[Bar, ...]:
    """Lay the slots out as bars; every so many bears its name."""
    most = max((slot.calls for slot in slots), default=0) or 1
    width = 100 / max(len(slots), 1)
    return tuple(
        Bar(
            slot=slot, left=width * n + width * 0.12, width=width * 0.76, height=100 * slot.calls / most, in_time_height=100 * slot.in_time / most,
            is_labelled=n % every == 0,
        )
        for n, slot in enumerate(slots)
    )  # fmt: skip


def compared(window: Window, before: Window) -> tuple[tuple[str, tuple[Comparison, ...]], ...]:
    """Return every figure of the centre beside that of the month before, in groups."""
    keys = [key for _, group in GROUPS for key in group]
    now, then = _by_key(figures(window, keys=keys)), _by_key(figures(before, keys=keys))
    return tuple((name, tuple(compare(now[key], then[key]) for key in group)) for name, group in GROUPS)


def _by_key(found: Iterable[Any]) -> Mapping[str, Any]:
    return {it.key: it for it in found}


def _rows(sql: str, window: Window) -> list[Any]:
    values: dict[str, datetime | float] = {
        "start": window.start, "end": window.end, "limit": ANSWERED_WITHIN.at(window.last).value.total_seconds(),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())


def _slot(name: str, row: Any) -> Slot:  # noqa: ANN401 -- a row of the database
    if row is None:
        return Slot(name=name, calls=0, answered=0, in_time=0, mean_wait=None)
    return Slot(name=name, calls=row[1], answered=row[2], in_time=row[3], mean_wait=None if row[4] is None else float(row[4]))
