"""ROC years, dates, months and reporting periods are read in every usual form and written in one."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yankao.kernel.roc import RocMonth, Window, parse_date, parse_year, roc_date, roc_slashed, roc_year

MARCH = RocMonth(2023, 3)
days = st.dates(date(1912, 1, 1), date(2910, 12, 31))
months = st.builds(RocMonth, st.integers(1912, 2900), st.integers(1, 12))
working_years = st.builds(RocMonth, st.integers(1990, 2050), st.integers(1, 12))
month_windows = st.builds(lambda first, more: Window(first.first, first.plus(more).last), working_years, st.integers(0, 30))
windows = st.builds(
    lambda pair: Window(min(pair), max(pair)), st.tuples(st.dates(date(1990, 1, 1), date(2050, 1, 1)), st.dates(date(1990, 1, 1), date(2050, 1, 1)))
)


@pytest.mark.parametrize(
    "text",
    [
        "112年3月",
        "112-03",
        "112/3",
        "112.03",
        "11203",
        "112/3/1",
        "2023-03",
        "2023/3",
        "202303",
        "１１２年３月",
        "１１２－０３",
        "民國112年3月",
        "中華民國 112 年 3 月",
        " 112 年 03 月 ",
        "112年3月31日",
    ],
)
def test_a_month_is_read_in_every_usual_form(text: str) -> None:
    assert RocMonth.parse(text) == MARCH


@pytest.mark.parametrize(
    "text", ["112年3月1日", "112/03/01", "112.3.1", "112-3-1", "1120301", "2023-03-01", "20230301", "１１２／３／１", "民國112年3月1日"]
)
def test_a_date_is_read_in_every_usual_form(text: str) -> None:
    assert parse_date(text) == date(2023, 3, 1)


@pytest.mark.parametrize("text", ["", "三月", "112年13月", "112-00", "112-3-32", "0-3", "1911-12", "3000-01", "112", "1-2-3-4"])
def test_an_unreadable_month_is_refused_with_what_to_do(text: str) -> None:
    with pytest.raises(ValueError, match=r"請輸入年月，例如 112年3月.*無法讀懂"):
        RocMonth.parse(text)


@pytest.mark.parametrize("text", ["", "112年2月29日", "112/13/1", "0/1/1", "昨天", "112-03", "1900-01-01"])
def test_an_unreadable_date_is_refused_with_what_to_do(text: str) -> None:
    with pytest.raises(ValueError, match=r"請輸入年月日，例如 112年3月1日.*無法讀懂"):
        parse_date(text)


@pytest.mark.parametrize(
    ("text", "year"), [("112", 2023), ("112年度", 2023), ("民國112年", 2023), ("2023", 2023), ("１１２", 2023), ("1", 1912), ("999", 2910)]
)
def test_a_year_under_1000_is_a_roc_year(text: str, year: int) -> None:
    assert parse_year(text) == year


def test_an_unreadable_year_is_refused_with_what_to_do() -> None:
    with pytest.raises(ValueError, match="請輸入年度，例如 112"):
        parse_year("今年")


def test_a_date_is_written_in_roc_years() -> None:
    assert (roc_date(date(2023, 3, 1)), roc_slashed(date(2023, 3, 1)), roc_year(date(2023, 3, 1))) == ("112年3月1日", "112/03/01", 112)
    assert roc_date(date(1911, 10, 10)) == "民國前1年10月10日"


@given(days)
def test_a_written_date_is_read_back(day: date) -> None:
    assert parse_date(roc_date(day)) == day
    assert parse_date(roc_slashed(day)) == day
    assert parse_date(day.isoformat()) == day


@given(months)
def test_a_written_month_is_read_back(month: RocMonth) -> None:
    assert RocMonth.parse(str(month)) == month
    assert RocMonth.parse(month.code) == month


@given(working_years, st.integers(-200, 200))
def test_months_add_up(month: RocMonth, count: int) -> None:
    assert month.plus(count).plus(-count) == month
    assert (month.plus(1).first - month.last).days == 1
    assert (month.plus(count) > month) == (count > 0)


def test_a_window_of_months_counts_both_ends() -> None:
    window = Window.of_months("112-03", "112年7月")
    assert (window.first, window.last, window.months) == (date(2023, 3, 1), date(2023, 7, 31), 5)
    assert [month.code for month in window.each_month()] == ["112-03", "112-04", "112-05", "112-06", "112-07"]


def test_a_window_runs_from_midnight_to_midnight_in_taipei() -> None:
    window = Window.of_months(MARCH, MARCH)
    assert window.start == datetime(2023, 2, 28, 16, tzinfo=UTC)
    assert window.end == datetime(2023, 3, 31, 16, tzinfo=UTC)


@pytest.mark.parametrize(
    ("window", "text"),
    [
        (Window.of_months("112-03", "112-07"), "112年3月至7月"),
        (Window.of_months("103-07", "104-02"), "103年7月至104年2月"),
        (Window.of_months("112-03", "112-03"), "112年3月"),
        (Window.of_year(112), "112年1月至12月"),
        (Window(date(2023, 3, 1), date(2023, 3, 15)), "112年3月1日至112年3月15日"),
        (Window(date(2023, 3, 5), date(2023, 3, 5)), "112年3月5日"),
    ],
)
def test_a_window_is_written_as_in_the_reports(window: Window, text: str) -> None:
    assert str(window) == text


def test_the_window_before_has_the_same_length() -> None:
    assert Window.of_months("112-03", "112-07").previous() == Window.of_months("111-10", "112-02")
    assert Window(date(2023, 3, 10), date(2023, 3, 12)).previous() == Window(date(2023, 3, 7), date(2023, 3, 9))


def test_the_same_window_a_year_before_knows_leap_years() -> None:
    assert Window.of_months("113-02", "113-02").year_before() == Window.of_months("112-02", "112-02")
    assert Window.of_months("114-02", "114-02").year_before().last == date(2024, 2, 29)


def test_the_year_to_date_begins_in_january() -> None:
    assert Window.of_months("112-03", "112-07").year_to_date() == Window.of_months("112-01", "112-07")


def test_a_window_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(ValueError, match=r"起日 112年7月1日 不得晚於迄日 112年3月31日"):
        Window.of_months("112-07", "112-03")


def test_a_window_of_odd_days_has_no_number_of_months() -> None:
    with pytest.raises(ValueError, match="不是完整月份"):
        _ = Window(date(2023, 3, 1), date(2023, 3, 15)).months


@given(month_windows)
def test_windows_of_months_follow_each_other_without_a_gap(window: Window) -> None:
    before = window.previous()
    assert before.months == window.months == len(list(window.each_month()))
    assert before.end == window.start
    assert window.year_before().months == window.months


@given(windows)
def test_windows_of_days_follow_each_other_without_a_gap(window: Window) -> None:
    before = window.previous()
    assert before.end == window.start
    assert window.is_whole_months or before.days == window.days
    assert window.first in window
    assert window.last in window
    assert before.last not in window


def test_a_window_gives_each_of_its_days() -> None:
    window = Window(date(2023, 2, 27), date(2023, 3, 1))
    assert list(window.each_day()) == [date(2023, 2, 27), date(2023, 2, 28), date(2023, 3, 1)]
