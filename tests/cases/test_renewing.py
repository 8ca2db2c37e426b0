"""Limits that renew: what is owed period after period has a clock for each period."""

from datetime import date

import pytest

from tests.cases.people import at
from yankao.divisions.control.procedures.city_order import CITY_MEETING, MeetingItem
from yankao.engines.cases.clock import Clocks
from yankao.engines.cases.models import DueDate
from yankao.kernel.days import last_day_of
from yankao.kernel.workdays.national import NATIONAL


@pytest.fixture
def clocks():
    return Clocks(CITY_MEETING, (), tier="", case_id=1, calendar=NATIONAL)


def owed(day: str) -> MeetingItem:
    return MeetingItem(report_on=date.fromisoformat(day))


def test_entering_the_start_again_begins_the_next_period_and_keeps_the_last(clocks):
    clocks.pass_step("", "reporting", at=at("2023-03-01 09:00"), detail=owed("2023-03-10"))
    assert clocks.pass_step("reporting", "submitted", at=at("2023-03-11 09:00"), detail=owed("2023-03-10")) is False
    clocks.pass_step("submitted", "reviewed", at=at("2023-03-13 09:00"), detail=owed("2023-03-10"))

    clocks.pass_step("reviewed", "reporting", at=at("2023-03-20 09:00"), detail=owed("2023-04-20"))

    row = clocks.rows["report"]
    assert (row.period, row.met_at, str(last_day_of(row.due_at))) == (2, None, "2023-04-20")
    assert [(ended.period, str(last_day_of(ended.due_at))) for ended in clocks.ended] == [(1, "2023-03-10")]
    assert clocks.pass_step("reporting", "submitted", at=at("2023-04-19 09:00"), detail=owed("2023-04-20")) is True


def test_what_is_sent_back_keeps_the_clock_of_its_period(clocks):
    clocks.pass_step("", "reporting", at=at("2023-03-01 09:00"), detail=owed("2023-03-10"))
    clocks.pass_step("reporting", "submitted", at=at("2023-03-08 09:00"), detail=owed("2023-03-10"))
    clocks.pass_step("submitted", "returned", at=at("2023-03-09 09:00"), detail=owed("2023-03-10"))

    row = clocks.rows["report"]
    assert (row.period, row.met_at, str(last_day_of(row.due_at))) == (1, None, "2023-03-10")
    assert clocks.ended == []


def test_the_last_period_is_the_one_that_runs_when_rows_are_read():
    rows = [DueDate(key="report", period=period, due_at=at(f"2023-0{period}-10 00:00")) for period in (2, 1, 3)]

    assert Clocks(CITY_MEETING, rows, tier="", case_id=1, calendar=NATIONAL).rows["report"].period == 3
