"""假日值班與輪班: rest between shifts, duties that are missing, and handing over with approval."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from hypothesis import given
from hypothesis import strategies as st
from tests.cases.people import at
from tests.shell.conftest import actor, people

from yankao.divisions.service.logic.holiday_duty import ask_swap, chase_missing, decide_swap, holidays_of
from yankao.divisions.service.registers.shifts import REST, SHIFT_DUTIES, Shift, ShiftDuty, hours_of
from yankao.engines.notices.models import Notice
from yankao.engines.registers.write import enter
from yankao.kernel.roc import RocMonth

__all__ = ["people"]
pytestmark = [pytest.mark.django_db, pytest.mark.system("callcenter")]
NOW = at("2026-03-02 10:00")
SATURDAY = "2026-03-07"


def duty(day: str, shift: Shift, person: str = "陳話務", **more: object) -> ShiftDuty:
    row = enter(SHIFT_DUTIES, actor=actor("desk_lead"), now=NOW, facts={"duty_on": day, "shift": str(shift), "person": person, **more})
    assert isinstance(row, ShiftDuty)
    return row


@pytest.mark.parametrize(
    ("first", "second", "says"),
    [
        (("2026-03-03", Shift.DAY), ("2026-03-03", Shift.EVENING), "休息 0 小時"),
        (("2026-03-03", Shift.EVENING), ("2026-03-04", Shift.DAY), "休息 8 小時"),
        (("2026-03-03", Shift.NIGHT), ("2026-03-04", Shift.DAY), "休息 0 小時"),
        (("2026-03-04", Shift.DAY), ("2026-03-03", Shift.NIGHT), "休息 0 小時"),
        (("2026-03-03", Shift.NIGHT), ("2026-03-04", Shift.EVENING), "休息 8 小時"),
    ],
)
def test_too_little_rest_between_two_shifts_of_one_person_is_refused(
    people: None, first: tuple[str, Shift], second: tuple[str, Shift], says: str
) -> None:  # fmt: skip
    duty(*first)
    with pytest.raises(ValidationError, match=says):
        duty(*second)
    duty(*second, person="李話務")


def test_the_same_shift_every_day_rests_enough(people: None) -> None:
    for day in ("2026-03-03", "2026-03-04", "2026-03-05"):
        duty(day, Shift.NIGHT)
    assert ShiftDuty.objects.count() == 3


def test_before_the_law_only_overlapping_shifts_were_refused(people: None) -> None:
    duty("2017-03-07", Shift.EVENING)
    duty("2017-03-08", Shift.DAY)
    with pytest.raises(ValidationError, match="已排班"):
        duty("2017-03-08", Shift.DAY)


def test_a_shift_of_a_day_before_every_rule_is_refused(people: None) -> None:
    with pytest.raises(ValidationError, match="尚無規定可適用"):
        duty("1990-03-07", Shift.DAY)


@given(st.dates(date(2018, 3, 1), date(2030, 1, 1)), st.sampled_from(list(Shift)))
def test_a_shift_lasts_eight_hours_and_the_rest_is_eleven(day: date, shift: Shift) -> None:
    begins, ends = hours_of(day, shift)
    assert (ends - begins, REST.at(day).value) == (timedelta(hours=8), timedelta(hours=11))


def test_a_working_day_is_no_holiday_duty(people: None) -> None:
    with pytest.raises(ValidationError, match="是上班日"):
        duty("2026-03-03", Shift.DAY, is_holiday=True)
    assert duty(SATURDAY, Shift.DAY, is_holiday=True).is_holiday


def test_the_holidays_of_a_month_come_from_the_calendar_with_what_each_shift_still_misses(people: None) -> None:
    duty(SATURDAY, Shift.DAY, is_holiday=True)
    found = {str(each.day): each for each in holidays_of(RocMonth.parse("115-03"))}
    assert "2026-03-02" not in found
    assert [cover.missing for cover in found[SATURDAY].shifts] == [2, 2, 1]
    assert found["2026-03-08"].missing == 6


def test_missing_duty_is_chased_from_seven_days_before_and_once_a_day(people: None) -> None:
    assert chase_missing(now=NOW) == 2
    assert chase_missing(now=NOW) == 0
    told = Notice.objects.filter(subject_kind="holiday_duty").order_by("subject_id")
    assert [each.subject_id for each in told] == [SATURDAY, "2026-03-08"]
    assert "日班缺3人、晚班缺2人、大夜班缺1人" in told[0].title
    assert chase_missing(now=at("2026-03-03 10:00")) == 2


def test_a_handing_over_changes_the_rota_only_when_approved(people: None) -> None:
    row, agent, lead = duty(SATURDAY, Shift.DAY, is_holiday=True), actor("agent"), actor("desk_lead")
    swap = ask_swap(row.pk, "李話務", reason="家中有事", actor=agent, now=NOW)
    with pytest.raises(ValidationError, match="待核"):
        ask_swap(row.pk, "王話務", reason="再改", actor=agent, now=NOW)
    with pytest.raises(PermissionDenied):
        decide_swap(swap.pk, is_approved=True, answer="", actor=agent, now=NOW)
    decide_swap(swap.pk, is_approved=True, answer="", actor=lead, now=NOW)
    row.refresh_from_db()
    assert (row.person, row.version) == ("李話務", 2)
    other = ask_swap(row.pk, "陳話務", reason="換回", actor=agent, now=NOW)
    with pytest.raises(ValidationError, match="理由"):
        decide_swap(other.pk, is_approved=False, answer="", actor=lead, now=NOW)
    decide_swap(other.pk, is_approved=False, answer="已核定在案", actor=lead, now=NOW)
    row.refresh_from_db()
    assert row.person == "李話務"


def test_nobody_takes_a_duty_over_without_rest_or_in_the_past(people: None) -> None:
    duty("2026-03-06", Shift.EVENING, person="李話務")
    row = duty(SATURDAY, Shift.DAY)
    with pytest.raises(ValidationError, match="休息 8 小時"):
        ask_swap(row.pk, "李話務", reason="有事", actor=actor("agent"), now=NOW)
    with pytest.raises(ValidationError, match="已過"):
        ask_swap(row.pk, "王話務", reason="有事", actor=actor("agent"), now=at("2026-03-08 08:00"))
