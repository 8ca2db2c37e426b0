"""The working calendar: national rules, the official table and the city's own closures over them."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from yankao.kernel.days import Hours, WorkDays, due_at, last_day_of, start_of, workdays_between
from yankao.kernel.workdays.calendar import NATIONAL, CalendarImport, CalendarOnDemand, CityCalendar, import_calendar, load_calendar, set_day
from yankao.kernel.workdays.models import CalendarDay

NOW = datetime(2023, 8, 1, 2, tzinfo=UTC)
HEADER = "西元日期,星期,是否放假,備註"
TYPHOON = date(2023, 8, 3)


def take(*lines: str) -> CalendarImport:
    return import_calendar([HEADER, *lines], actor_name="王承辦", now=NOW)


@pytest.mark.parametrize(
    "day", [date(2023, 1, 7), date(2023, 2, 4), date(2023, 2, 18), date(2023, 3, 25), date(2023, 6, 17), date(2023, 9, 23), date(2025, 2, 8)]
)
def test_make_up_saturdays_are_working_days(day: date) -> None:
    assert day.weekday() == 5
    assert NATIONAL.is_workday(day)


def test_the_lunar_new_year_of_2023_is_ten_days_long() -> None:
    closed = [date(2023, 1, 20) + timedelta(days=i) for i in range(10)]
    assert not any(NATIONAL.is_workday(day) for day in closed)
    assert NATIONAL.is_workday(date(2023, 1, 19))
    assert NATIONAL.is_workday(date(2023, 1, 30))


@pytest.mark.parametrize(("year", "free"), [(2023, 116), (2024, 115), (2025, 118), (2026, 120)])
def test_the_free_days_of_a_year_are_as_many_as_announced(year: int, free: int) -> None:
    assert (date(year, 12, 31) - date(year - 1, 12, 31)).days - workdays_between(date(year - 1, 12, 31), date(year, 12, 31), NATIONAL) == free


@given(st.dates(date(2015, 1, 1), date(2030, 12, 31)), st.booleans())
def test_a_day_entered_takes_the_place_of_the_national_rule(day: date, is_workday: bool) -> None:
    calendar = CityCalendar({day: is_workday})
    assert calendar.is_workday(day) == is_workday
    assert calendar.is_workday(day + timedelta(days=1)) == NATIONAL.is_workday(day + timedelta(days=1))


@pytest.mark.django_db
def test_a_typhoon_day_moves_a_working_day_deadline() -> None:
    assert set_day(TYPHOON, is_workday=False, name="颱風停止上班", source="本府公告", actor_name="王承辦", now=NOW)
    assert last_day_of(due_at(start_of(date(2023, 8, 2)), WorkDays(1), load_calendar())) == date(2023, 8, 4)
    assert not set_day(TYPHOON, is_workday=False, name="颱風停止上班", source="本府公告", actor_name="王承辦", now=NOW)


@pytest.mark.django_db
def test_a_closure_without_a_source_is_refused() -> None:
    with pytest.raises(ValidationError, match="請填寫依據"):
        set_day(TYPHOON, is_workday=False, name="颱風", source=" ", actor_name="王承辦", now=NOW)
    with pytest.raises(IntegrityError):
        CalendarDay.objects.create(day=TYPHOON, is_workday=False, source="", recorded_by="王承辦", recorded_at=NOW)


@pytest.mark.django_db
def test_the_calendar_is_read_with_one_query_and_does_not_change_afterwards(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(1):
        calendar = load_calendar()
    set_day(TYPHOON, is_workday=False, name="颱風", source="公告", actor_name="王承辦", now=NOW)
    with django_assert_num_queries(0):
        assert calendar.is_workday(TYPHOON)


@pytest.mark.django_db
def test_the_official_table_is_imported_and_a_second_time_changes_nothing() -> None:
    lines = ("20230803,四,2,特別假", "20230804,五,0,", "2023/8/5,星期六,0,補行上班")
    first = take(*lines)
    assert (first.read, first.imported, first.unchanged, first.rejected) == (3, 3, 0, ())
    assert first.changed == (date(2023, 8, 3), date(2023, 8, 5))
    again = take(*lines)
    assert (again.read, again.imported, again.unchanged, again.changed) == (3, 0, 3, ())
    assert str(CalendarDay.objects.get(day=date(2023, 8, 5))) == "2023-08-05 上班 補行上班"


@pytest.mark.django_db
def test_each_bad_line_is_reported_and_the_others_are_taken() -> None:
    result = take("20230803,三,2,", "20230804,五,1,", "20231301,五,0,", "20230807,一", "20230808,二,0,", "20230808,二,2,", "")
    assert [(bad.line, bad.reason[:8]) for bad in result.rejected] == [
        (2, "112年8月3日"),
        (3, "「是否放假」應為"),
        (4, "請輸入年月日，例"),
        (5, "欄位不足，應有 "),
        (7, "112年8月8日"),
    ]
    assert (result.read, result.imported) == (6, 1)


@pytest.mark.django_db
def test_a_local_closure_survives_the_import_of_the_official_table() -> None:
    set_day(TYPHOON, is_workday=False, name="颱風", source="公告", actor_name="王承辦", now=NOW)
    result = take("20230803,四,0,")
    assert (result.imported, result.kept_local, result.unchanged, result.changed) == (0, 1, 0, ())
    assert not load_calendar().is_workday(TYPHOON)


@pytest.mark.django_db
def test_a_file_with_other_columns_is_refused() -> None:
    with pytest.raises(ValidationError, match="第一列應為"):
        import_calendar(["date,holiday"], actor_name="王承辦", now=NOW)


@pytest.mark.django_db
def test_a_byte_order_mark_and_an_empty_file_are_understood() -> None:
    assert import_calendar(["\ufeff" + HEADER, "20230804,五,0,"], actor_name="王承辦", now=NOW).imported == 1
    with pytest.raises(ValidationError, match="第一列應為"):
        import_calendar([], actor_name="王承辦", now=NOW)


@pytest.mark.django_db
def test_a_limit_of_hours_reads_no_calendar_and_one_of_days_reads_it_once(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    start, on_demand = datetime(2023, 3, 1, 9, tzinfo=UTC), CalendarOnDemand()
    with django_assert_num_queries(0):
        due_at(start, Hours(4), on_demand)
    with django_assert_num_queries(1):
        found = [due_at(start, WorkDays(n), on_demand) for n in range(1, 10)]
    assert found == [due_at(start, WorkDays(n), load_calendar()) for n in range(1, 10)]
