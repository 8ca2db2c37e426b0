"""Deadlines follow 行政程序法第48條 and the official working calendar, the lunar New Year included."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from yankao.kernel.days import (
    TAIPEI,
    Calendar,
    Days,
    Hours,
    Months,
    Span,
    WorkDays,
    add_months,
    day_of,
    days_used,
    due_at,
    extended,
    last_day_of,
    month_end,
    paused,
    remind_at,
    start_of,
    workdays_between,
)
from yankao.kernel.workdays.national import NATIONAL

NEW_YEAR_EVE_WEEK = datetime(2023, 1, 19, 10, tzinfo=TAIPEI)  # the offices are closed from 1/20 to 1/29

days = st.dates(date(2015, 1, 1), date(2026, 6, 30))
moments = st.builds(
    lambda day, minute: datetime.combine(day, time(), TAIPEI) + timedelta(minutes=minute),
    days,
    st.integers(0, 1439),
)
spans = st.one_of(
    st.builds(Hours, st.integers(0, 500)),
    st.builds(Days, st.integers(0, 90)),
    st.builds(WorkDays, st.integers(0, 40)),
    st.builds(Months, st.integers(0, 12)),
)
day_spans = spans.filter(lambda span: not isinstance(span, Hours))


def at(year: int, month: int, day: int, hour: int = 9) -> datetime:
    return datetime(year, month, day, hour, tzinfo=TAIPEI)


def last(start: datetime, span: Span) -> date:
    return last_day_of(due_at(start, span, NATIONAL))


class AlwaysClosed:
    def is_workday(self, day: date) -> bool:
        return day.year < 1  # never


@pytest.mark.parametrize(
    ("start", "span", "expected"),
    [
        (at(2023, 1, 13), WorkDays(6), date(2023, 1, 31)),  # 普通件 over the lunar New Year
        (at(2023, 6, 16), WorkDays(3), date(2023, 6, 20)),  # 速件: the make-up Saturday 6/17 counts
        (at(2023, 1, 2), Days(30), date(2023, 2, 1)),
        (at(2023, 1, 2), WorkDays(30), date(2023, 2, 17)),
        (at(2023, 1, 18), Days(3), date(2023, 1, 30)),  # 1/21 lies in the New Year holidays
        (at(2023, 3, 1), Days(3), date(2023, 3, 6)),  # Saturday to Monday
        (at(2023, 2, 1), Days(3), date(2023, 2, 4)),  # a make-up Saturday is a working day
        (at(2022, 12, 30), Months(2), date(2023, 3, 1)),  # counted from 12/31; February has no 31; 2/28 is a holiday
        (at(2023, 1, 31), Months(2), date(2023, 3, 31)),
        (at(2023, 8, 9), Months(3), date(2023, 11, 9)),
        (at(2023, 6, 24), Days(0), date(2023, 6, 26)),
        (at(2023, 6, 24), WorkDays(0), date(2023, 6, 26)),
    ],
)
def test_a_period_ends_on_the_day_the_law_says(start: datetime, span: Span, expected: date) -> None:
    assert last(start, span) == expected


def test_hours_run_at_once_through_nights_and_the_lunar_new_year() -> None:
    assert due_at(NEW_YEAR_EVE_WEEK, Hours(24), NATIONAL) == NEW_YEAR_EVE_WEEK + timedelta(hours=24)


def test_a_day_deadline_is_midnight_in_taipei_stored_in_utc() -> None:
    assert due_at(at(2023, 8, 1), Days(1), NATIONAL) == datetime(2023, 8, 2, 16, tzinfo=UTC)


def test_a_date_already_told_is_never_moved_earlier() -> None:
    told = start_of(date(2023, 9, 1))
    assert due_at(at(2023, 8, 1), Days(1), NATIONAL, floor=told) == told
    assert due_at(at(2023, 8, 1), Days(60), NATIONAL, floor=told) > told


@given(moments, spans)
@example(NEW_YEAR_EVE_WEEK, WorkDays(1))
@example(NEW_YEAR_EVE_WEEK, Days(1))
def test_a_deadline_lies_after_its_start_and_ends_on_a_working_day(start: datetime, span: Span) -> None:
    due = due_at(start, span, NATIONAL)
    assert due.tzinfo is UTC
    assert due >= start
    assert isinstance(span, Hours) or NATIONAL.is_workday(last_day_of(due))


@given(moments, st.integers(1, 60))
@example(NEW_YEAR_EVE_WEEK, 6)
def test_work_days_count_exactly_the_working_days_after_the_first(start: datetime, count: int) -> None:
    assert workdays_between(day_of(start), last(start, WorkDays(count)), NATIONAL) == count


@given(moments, day_spans, st.integers(0, 30))
@example(NEW_YEAR_EVE_WEEK, Days(1), 1)
def test_a_longer_period_never_ends_earlier(start: datetime, span: Span, more: int) -> None:
    assert last(start, type(span)(span.n + more)) >= last(start, span)


@given(moments, day_spans)
def test_the_hour_of_receipt_does_not_change_a_day_deadline(start: datetime, span: Span) -> None:
    assert due_at(start, span, NATIONAL) == due_at(start_of(day_of(start)), span, NATIONAL)


@given(days)
@example(date(2023, 1, 20))
def test_the_same_day_counts_half_a_day_used(day: date) -> None:
    assert days_used(day, day, NATIONAL) == Decimal("0.5")


@pytest.mark.parametrize(
    ("received", "dispatched", "used"),
    [
        (date(2023, 2, 3), date(2023, 2, 6), "2"),  # the make-up Saturday counts
        (date(2023, 1, 19), date(2023, 1, 30), "1"),  # the lunar New Year does not
        (date(2023, 1, 19), date(2023, 1, 25), "0.5"),  # sent out within the holidays
    ],
)
def test_days_used_leave_out_the_holidays(received: date, dispatched: date, used: str) -> None:
    assert days_used(received, dispatched, NATIONAL) == Decimal(used)


def test_a_document_cannot_leave_before_it_came() -> None:
    with pytest.raises(ValueError, match="發文日期不得早於收文日期"):
        days_used(date(2023, 2, 3), date(2023, 2, 2), NATIONAL)


@given(moments, st.integers(1, 400), st.integers(0, 400))
def test_a_pause_gives_hours_back_exactly(start: datetime, before: int, pause: int) -> None:
    due = due_at(start, Hours(401), NATIONAL)
    stopped = start + timedelta(hours=before)
    resumed = stopped + timedelta(minutes=pause)
    assert paused(due, paused_at=stopped, resumed_at=resumed, span=Hours(401), calendar=NATIONAL) == due + timedelta(minutes=pause)


@given(moments, spans, st.integers(0, 2000), st.integers(0, 2000))
@example(NEW_YEAR_EVE_WEEK, WorkDays(3), 1, 300)
def test_a_pause_never_moves_a_deadline_earlier(start: datetime, span: Span, before: int, pause: int) -> None:
    due = due_at(start, span, NATIONAL)
    stopped = start + timedelta(hours=before)
    later = paused(due, paused_at=stopped, resumed_at=stopped + timedelta(hours=pause), span=span, calendar=NATIONAL)
    assert later >= due
    assert later == due or stopped < due


def test_a_pause_over_the_lunar_new_year_gives_back_working_days_only() -> None:
    due = due_at(at(2023, 1, 16), WorkDays(6), NATIONAL)
    later = paused(due, paused_at=at(2023, 1, 18), resumed_at=at(2023, 1, 30), span=WorkDays(6), calendar=NATIONAL)
    assert workdays_between(last_day_of(due), last_day_of(later), NATIONAL) == 2  # 1/19 and 1/30


def test_a_pause_gives_calendar_days_back_in_whole_days() -> None:
    due = due_at(at(2023, 8, 1), Days(13), NATIONAL)  # 8/14
    later = paused(due, paused_at=at(2023, 8, 2), resumed_at=at(2023, 8, 4, 8), span=Days(13), calendar=NATIONAL)
    assert last_day_of(later) == date(2023, 8, 16)


def test_a_pause_cannot_end_before_it_began() -> None:
    due = due_at(at(2023, 8, 1), Days(3), NATIONAL)
    with pytest.raises(ValueError, match="恢復計算的時間不得早於暫停時間"):
        paused(due, paused_at=at(2023, 8, 2), resumed_at=at(2023, 8, 1), span=Days(3), calendar=NATIONAL)


@given(moments, spans, spans)
@example(NEW_YEAR_EVE_WEEK, Days(2), Days(1))
def test_an_extension_never_moves_a_deadline_earlier(start: datetime, span: Span, more: Span) -> None:
    due = due_at(start, span, NATIONAL)
    assert extended(due, more, NATIONAL) >= due


@given(moments, st.integers(1, 20), st.integers(0, 20))
@example(NEW_YEAR_EVE_WEEK, 1, 1)
def test_extending_by_working_days_adds_them_up(start: datetime, first: int, more: int) -> None:
    assert last_day_of(extended(due_at(start, WorkDays(first), NATIONAL), WorkDays(more), NATIONAL)) == last(start, WorkDays(first + more))


@given(moments, st.integers(0, 20))
@example(at(2023, 1, 30), 3)
def test_a_reminder_in_working_days_leaves_that_many_of_them(start: datetime, count: int) -> None:
    due = due_at(start, WorkDays(30), NATIONAL)
    assert workdays_between(day_of(remind_at(due, WorkDays(count), NATIONAL)), last_day_of(due), NATIONAL) == count


@pytest.mark.parametrize(
    ("span", "expected"),
    [
        (Hours(4), start_of(date(2023, 2, 2)) - timedelta(hours=4)),
        (Days(7), start_of(date(2023, 1, 25))),
        (Months(1), start_of(date(2023, 1, 1))),
    ],
)
def test_a_reminder_comes_its_span_before_the_last_day(span: Span, expected: datetime) -> None:
    assert remind_at(start_of(date(2023, 2, 2)), span, NATIONAL) == expected


@given(days, st.integers(-40, 40))
def test_adding_months_lands_in_the_right_month(day: date, count: int) -> None:
    found = add_months(day, count)
    assert (found.year * 12 + found.month) - (day.year * 12 + day.month) == count
    assert found.day == min(day.day, month_end(found.year, found.month).day)


@given(days)
def test_the_start_of_a_day_is_its_first_instant_in_taipei(day: date) -> None:
    assert day_of(start_of(day)) == day
    assert last_day_of(start_of(day)) == day - timedelta(days=1)


@pytest.mark.parametrize("kind", [Hours, Days, WorkDays, Months])
def test_a_period_is_never_negative(kind: type[Span]) -> None:
    with pytest.raises(ValueError, match="期間不得為負數"):
        kind(-1)


def test_a_moment_without_a_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="時間必須含時區"):
        day_of(datetime(2023, 1, 1))  # noqa: DTZ001 - that is the point


def test_a_calendar_without_working_days_is_an_error_and_not_an_endless_search() -> None:
    calendar: Calendar = AlwaysClosed()
    with pytest.raises(ValueError, match="沒有任何工作日"):
        due_at(NEW_YEAR_EVE_WEEK, WorkDays(1), calendar)


def test_each_kind_of_period_says_what_it_is() -> None:
    assert [str(span) for span in (Hours(4), Days(30), WorkDays(6), Months(2))] == ["4小時", "30日", "6個工作日", "2個月"]
