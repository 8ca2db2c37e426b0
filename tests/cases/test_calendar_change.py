"""A local closure moves the open limits of working days later, tells before how many, and never moves a told date earlier."""

from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from hypothesis import given
from hypothesis import strategies as st

from tests.cases.people import at, staff
from yankao.engines.cases import registry
from yankao.engines.cases.calendar_change import preview, remove_local_day, set_local_day
from yankao.engines.cases.models import Case
from yankao.engines.cases.open import open_case
from yankao.kernel.actors import Actor
from yankao.kernel.agencies.city import City
from yankao.kernel.days import WorkDays, due_at
from yankao.kernel.workdays.calendar import import_calendar, load_calendar
from yankao.kernel.workdays.models import CalendarDay
from yankao.kernel.workdays.national import NATIONAL, CityCalendar

NOW = at("2026-03-02 10:00")
CLOSED = date(2026, 3, 4)


@pytest.fixture
def admin(city: City) -> Actor:
    return staff("admin", "rdec")


@pytest.fixture
def case(city: City) -> Case:
    """Return a case with a limit of five working days."""
    facts = {"wanted": "側溝清淤紀錄", "councillor": "王議員", "term": 4, "agency": "water-resources"}
    return open_case(registry.get("control.document_request"), actor=staff("officer", "rdec-control"), now=NOW, facts=facts)


def due(case: Case) -> datetime:
    case.refresh_from_db()
    assert case.due_at is not None
    return case.due_at


def close_the_offices(admin: Actor) -> None:
    set_local_day(CLOSED, is_workday=False, name="颱風停班", source="府公告", actor=admin, now=NOW)


def test_the_preview_tells_what_the_closure_then_moves(admin: Actor, case: Case) -> None:
    told = due(case)
    seen = preview(CLOSED, is_workday=False)
    assert (seen.cases, seen.deadlines, seen.kept) == (1, 1, 0)
    assert due(case) == told
    close_the_offices(admin)
    assert due(case) == seen.moves[0].new == told + timedelta(days=1)


def test_a_closure_taken_back_leaves_the_later_date_that_was_told(admin: Actor, case: Case) -> None:
    close_the_offices(admin)
    later = due(case)
    done = remove_local_day(CLOSED, reason="誤登", actor=admin, now=NOW)
    assert (done.deadlines, done.kept) == (0, 1)
    assert due(case) == later
    assert load_calendar().is_workday(CLOSED)


def test_a_day_before_the_case_or_after_its_limit_moves_nothing(admin: Actor, case: Case) -> None:
    assert preview(date(2026, 2, 26), is_workday=False).deadlines == 0
    assert preview(date(2026, 3, 31), is_workday=False).deadlines == 0
    assert preview(date(2026, 3, 7), is_workday=False).deadlines == 0, "a Saturday is free already"


def test_only_the_administrator_closes_and_only_with_the_ground(admin: Actor, case: Case) -> None:
    with pytest.raises(PermissionDenied):
        close_the_offices(staff("controller", "water-resources"))
    with pytest.raises(ValidationError, match="依據"):
        set_local_day(CLOSED, is_workday=False, name="颱風", source=" ", actor=admin, now=NOW)
    with pytest.raises(ValidationError, match="沒有本市自訂"):
        remove_local_day(CLOSED, reason="x", actor=admin, now=NOW)
    assert not CalendarDay.objects.exists()


def test_the_official_day_beneath_a_closure_comes_back_with_its_name(admin: Actor) -> None:
    table = ["西元日期,星期,是否放假,備註", "20260304,三,0,補行上班日"]
    import_calendar(table, actor_name="匯入", now=NOW)
    close_the_offices(admin)
    import_calendar([table[0], "20260304,三,0,調整上班"], actor_name="匯入", now=NOW)
    remove_local_day(CLOSED, reason="誤登", actor=admin, now=NOW)
    row = CalendarDay.objects.get()
    assert (row.is_workday, row.is_local, row.name, row.official_is_workday) == (True, False, "調整上班", None)


@given(st.dates(date(2026, 1, 1), date(2026, 12, 1)), st.integers(1, 20), st.dates(date(2026, 1, 1), date(2026, 12, 31)))
def test_one_more_closed_day_never_makes_a_limit_earlier_nor_longer_than_to_the_next_workday(begin: date, count: int, closed: date) -> None:
    start = datetime.combine(begin, NOW.timetz())
    before = due_at(start, WorkDays(count), NATIONAL)
    after = due_at(start, WorkDays(count), CityCalendar({closed: False}))
    assert before <= after <= due_at(start, WorkDays(count + 1), NATIONAL)
