"""期間計算: how long a rule gives, which instant is the first too late, and how many days were used.

The reckoning is that of 行政程序法第48條. A deadline is stored as the first instant too late, in UTC: a deadline of days is
00:00 in Taipei of the day after its last day. The article moves a last day on a Saturday to "the next Monday morning", written when
Saturdays were half working days; like the offices today we give the whole Monday. An official make-up Saturday is a working day.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Protocol
from zoneinfo import ZoneInfo

TAIPEI = ZoneInfo("Asia/Taipei")
ONE_DAY = timedelta(days=1)
HALF_DAY = Decimal("0.5")
MONTHS_A_YEAR = 12
LONGEST_REST = 366  # a calendar without one workday in a year is broken; better an error than an endless search
_JUST_BEFORE = timedelta(microseconds=1)


class Calendar(Protocol):
    """辦公日曆: tells the days on which the offices work."""

    def is_workday(self, day: date) -> bool:
        """Tell whether the offices work on a day."""
        ...


@dataclass(frozen=True, slots=True)
class _Count:
    n: int

    def __post_init__(self) -> None:
        """Refuse a negative length."""
        if self.n < 0:
            message = f"期間不得為負數：{self.n}"
            raise ValueError(message)


@dataclass(frozen=True, slots=True)
class Hours(_Count):
    """小時: counted at once, day and night, holidays included."""

    def __str__(self) -> str:
        """Write it for the clerk."""
        return f"{self.n}小時"


@dataclass(frozen=True, slots=True)
class Days(_Count):
    """日: calendar days, holidays included; the first day is not counted."""

    def __str__(self) -> str:
        """Write it for the clerk."""
        return f"{self.n}日"


@dataclass(frozen=True, slots=True)
class WorkDays(_Count):
    """工作日: only days on which the offices work; the first day is not counted."""

    def __str__(self) -> str:
        """Write it for the clerk."""
        return f"{self.n}個工作日"


@dataclass(frozen=True, slots=True)
class Months(_Count):
    """月: ends the day before the corresponding date, or at the end of a month that has no such date."""

    def __str__(self) -> str:
        """Write it for the clerk."""
        return f"{self.n}個月"


Span = Hours | Days | WorkDays | Months


def day_of(moment: datetime) -> date:
    """Tell the day in Taipei on which a moment falls."""
    return _aware(moment).astimezone(TAIPEI).date()


def start_of(day: date) -> datetime:
    """Tell the first instant of a day in Taipei, in UTC."""
    return datetime.combine(day, time(), TAIPEI).astimezone(UTC)


def last_day_of(due: datetime) -> date:
    """Tell the last day on which one is still in time, given the first instant too late."""
    return day_of(due - _JUST_BEFORE)


def due_at(start: datetime, span: Span, calendar: Calendar, *, floor: datetime | None = None) -> datetime:
    """Tell the first instant too late; never before `floor`, a date that somebody has already been told."""
    due = _aware(start).astimezone(UTC) + timedelta(hours=span.n) if isinstance(span, Hours) else _end_of(_last_day(day_of(start), span, calendar))
    return due if floor is None else max(due, _aware(floor).astimezone(UTC))


def extended(due: datetime, span: Span, calendar: Calendar) -> datetime:
    """Move a deadline later by an extension (展期), counted from its last day."""
    if isinstance(span, Hours):
        return due_at(due, span, calendar)
    return due_at(due - _JUST_BEFORE, span, calendar, floor=due)


def paused(due: datetime, *, paused_at: datetime, resumed_at: datetime, span: Span, calendar: Calendar) -> datetime:
    """Move a deadline later by the time its clock stood still.

    `span` is the length the deadline had: hours give the exact time back, days and months whole days, working days working days.
    A deadline missed before the pause stays missed.
    """
    if _aware(resumed_at) < _aware(paused_at):
        message = "恢復計算的時間不得早於暫停時間。"
        raise ValueError(message)
    if _aware(due) <= paused_at:
        return due.astimezone(UTC)
    if isinstance(span, Hours):
        return (due + (resumed_at - paused_at)).astimezone(UTC)
    stopped, resumed = day_of(paused_at), day_of(resumed_at)
    lost: Span = WorkDays(workdays_between(stopped, resumed, calendar)) if isinstance(span, WorkDays) else Days((resumed - stopped).days)
    return extended(due, lost, calendar) if lost.n else due.astimezone(UTC)


def remind_at(due: datetime, span: Span, calendar: Calendar) -> datetime:
    """Tell the instant that lies a span before a deadline; days before it begin at 00:00 in Taipei."""
    if isinstance(span, Hours):
        return _aware(due).astimezone(UTC) - timedelta(hours=span.n)
    last = last_day_of(due)
    if isinstance(span, WorkDays):
        return start_of(_nth_workday(last, span.n, calendar, step=-ONE_DAY))
    return start_of(last - timedelta(days=span.n) if isinstance(span, Days) else add_months(last, -span.n))


def workdays_between(after: date, until: date, calendar: Calendar) -> int:
    """Count the working days after one day up to and including another."""
    return sum(calendar.is_workday(after + timedelta(days=i)) for i in range(1, (until - after).days + 1))


def days_used(received: date, dispatched: date, calendar: Calendar) -> Decimal:
    """Count 使用日數: from the day after receipt to dispatch without holidays; the same day counts one half.

    A document sent out before the next working day has used no working day either and counts one half too (our reading).
    """
    if dispatched < received:
        message = "發文日期不得早於收文日期。"
        raise ValueError(message)
    return Decimal(workdays_between(received, dispatched, calendar)) or HALF_DAY


def add_months(day: date, count: int) -> date:
    """Tell the corresponding date some months later or earlier, or the end of a month that has none."""
    months = day.year * MONTHS_A_YEAR + day.month - 1 + count
    year, month = divmod(months, MONTHS_A_YEAR)
    return min(date(year, month + 1, 1) + timedelta(days=day.day - 1), month_end(year, month + 1))


def month_end(year: int, month: int) -> date:
    """Tell the last day of a month."""
    return date(year, month, 31) if month == MONTHS_A_YEAR else date(year, month + 1, 1) - ONE_DAY


def _last_day(first: date, span: Days | WorkDays | Months, calendar: Calendar) -> date:
    if isinstance(span, WorkDays) and span.n:
        return _nth_workday(first, span.n, calendar, step=ONE_DAY)
    if isinstance(span, Months):
        return _workday_from(_end_of_months(first, span.n), calendar)
    return _workday_from(first + timedelta(days=span.n), calendar)


def _end_of_months(first: date, count: int) -> date:
    counted_from = first + ONE_DAY
    same = add_months(counted_from, count)
    return same - ONE_DAY if same.day == counted_from.day else same


def _workday_from(day: date, calendar: Calendar) -> date:
    return day if calendar.is_workday(day) else _nth_workday(day, 1, calendar, step=ONE_DAY)


def _nth_workday(day: date, count: int, calendar: Calendar, *, step: timedelta) -> date:
    rest = 0
    while count:
        day += step
        if calendar.is_workday(day):
            count, rest = count - 1, 0
            continue
        rest += 1
        if rest > LONGEST_REST:
            message = f"辦公日曆在 {day.isoformat()} 前後一年內沒有任何工作日，請檢查日曆資料。"
            raise ValueError(message)
    return day


def _end_of(last: date) -> datetime:
    return start_of(last + ONE_DAY)


def _aware(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        message = "時間必須含時區。"
        raise ValueError(message)
    return moment
