"""回電、督導看板、交班與輪班: the rest of the desk's day, counted and refused as stated."""

from datetime import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from tests.cases.people import at
from tests.shell.conftest import NOW, Login, a_dispatch, a_petition, actor, login, people

from yankao.divisions.service.pages import callbacks, shifts
from yankao.divisions.service.pages.board_figures import board
from yankao.divisions.service.pages.callback_queue import callers, may_call, open_phone, record_calls
from yankao.divisions.service.pages.morning import morning
from yankao.divisions.service.registers.shifts import SHIFT_NOTES, Shift, ShiftDuty, ShiftNote, shift_at
from yankao.engines.cases.advance import advance
from yankao.engines.cases.life import assign_fault
from yankao.engines.cases.models import Case
from yankao.engines.notices.models import Notice
from yankao.engines.registers.write import enter
from yankao.kernel.persons.models import AccessLog
from yankao.kernel.persons.vault import PersonData

__all__ = ["login", "people"]
pytestmark = [pytest.mark.django_db, pytest.mark.system("dispatch", "callcenter")]
MOST_STATEMENTS = 8


def reported(*, now: datetime = NOW, **facts: object) -> Case:
    return advance(a_dispatch(**facts), "report", actor=actor("clerk"), now=now, facts={"result": "fixed", "report": "已修補"})


def test_one_call_serves_all_cases_of_one_telephone(people: None) -> None:
    first, second = reported(), reported(reporter=PersonData(name="林美玲", phone="0912-345-678"))
    reported(reporter=PersonData(name="陳大同", phone="0987654321"))
    told = {caller.phone: [case.number for case in caller.cases] for caller in callers(actor("agent"))}
    assert told == {"0912○○○○78": [first.number, second.number], "0987○○○○21": [Case.objects.latest("id").number]}


def test_whoever_wants_no_call_or_had_one_is_not_in_the_queue(people: None) -> None:
    reported(wants_call_back=False)
    case = reported()
    a_dispatch()
    assert record_calls([case.number], "called", actor=actor("agent"), now=NOW) == 1
    assert callers(actor("agent")) == ()


def test_a_call_that_nobody_takes_is_counted_and_stays_then_a_message_ends_it(people: None) -> None:
    case, agent = reported(), actor("agent")
    record_calls([case.number], "failed", actor=agent, now=NOW, remark="忙線")
    record_calls([case.number], "failed", actor=agent, now=at("2026-03-02 11:00"))
    (caller,) = callers(agent)
    assert caller.attempts == 2
    assert caller.cases[0].tried_at == at("2026-03-02 11:00")
    record_calls([case.number], "sms_after_call", actor=agent, now=at("2026-03-02 12:00"))
    assert callers(agent) == ()
    message = Notice.objects.get(recipient_kind="person", state="outbox", title="簡訊：處理結果通知")
    assert case.number in message.text
    assert "林美玲" not in message.text


def test_one_message_goes_to_one_telephone_for_all_its_cases(people: None) -> None:
    numbers = [reported().number, reported().number]
    record_calls(numbers, "sms_after_call", actor=actor("agent"), now=NOW)
    (message,) = Notice.objects.filter(title="簡訊：處理結果通知")
    assert all(number in message.text for number in numbers)


def test_a_citizen_told_releases_all_cases_at_once(people: None) -> None:
    numbers = [reported().number, reported().number]
    assert record_calls(numbers, "called_release", actor=actor("agent"), now=NOW) == 2
    assert set(Case.objects.values_list("step", flat=True)) == {"released"}


@pytest.mark.parametrize(("clock", "expected"), [("07:59", False), ("08:00", True), ("20:59", True), ("21:00", False), ("02:00", False)])
def test_citizens_are_rung_from_eight_until_before_nine_in_the_evening(clock: str, expected: bool) -> None:
    assert may_call(at(f"2026-03-02 {clock}")) is expected


def test_a_call_at_night_is_refused(people: None) -> None:
    case = reported()
    with pytest.raises(ValidationError, match="不是回電時段"):
        record_calls([case.number], "called", actor=actor("agent"), now=at("2026-03-02 22:00"))


def test_a_call_by_somebody_of_another_office_is_refused(people: None) -> None:
    case = reported()
    with pytest.raises((PermissionDenied, ValidationError)):
        record_calls([case.number], "called", actor=actor("clerk"), now=NOW)


def test_the_number_is_opened_for_the_call_and_the_opening_is_logged(people: None, login: Login, monkeypatch: pytest.MonkeyPatch) -> None:
    case = reported()
    monkeypatch.setattr(callbacks, "clock", lambda: NOW)
    client = login("agent")
    assert "0912345678" not in client.get(reverse("callbacks")).content.decode()
    (caller,) = callers(actor("agent"))
    body = client.post(reverse("callbacks"), {"phone": f"{caller.key}|{caller.numbers}"}).content.decode()
    assert "0912345678" in body
    assert case.number in AccessLog.objects.get().purpose
    with pytest.raises(ValidationError):
        open_phone([case.number], actor=actor("mayor_office"), now=NOW)


def test_ticked_telephones_are_recorded_together_and_one_by_its_button(people: None, login: Login, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(callbacks, "clock", lambda: NOW)
    first, second, third = (reported(reporter=PersonData(phone=f"091200000{n}")) for n in range(3))
    client = login("agent")
    client.post(reverse("callbacks"), {"one": f"called|1|{third.number}", "remark-1": "很滿意"})
    client.post(reverse("callbacks"), {"caller": [first.number, second.number], "deed": "not_needed"})
    assert list(Case.objects.order_by("id").values_list("step", flat=True)) == ["released", "released", "reported"]
    assert third.service_callback_set.get().remark == "很滿意"


def test_the_queue_takes_as_many_statements_for_one_case_as_for_ten(people: None) -> None:
    agent = actor("agent")
    reported()
    with CaptureQueriesContext(connection) as few:
        callers(agent)
    for n in range(9):
        reported(reporter=PersonData(phone=f"091200000{n}"))
    with CaptureQueriesContext(connection) as many:
        callers(agent)
    assert len(many) == len(few)


def test_the_board_counts_lateness_today_and_what_nobody_has_taken(people: None) -> None:
    late = a_dispatch(received="2026-02-20 09:00")
    a_dispatch()
    reported()
    found = board(actor("desk_lead"), now=NOW)
    assert (found.totals.open, found.totals.late, found.totals.unacknowledged, found.totals.call_backs) == (3, 1, 2, 1)
    assert [(line.late, line.unacknowledged, line.open) for line in found.agencies] == [(1, 2, 3)]
    assert [each.number for each in found.latest] == [late.number]
    assert {(each.limit, each.whose) for each in found.faults} >= {("派工通報・機關回報", "未歸責（在機關）")}


def test_a_decided_fault_is_shown_as_decided(people: None) -> None:
    late = a_dispatch(received="2026-02-20 09:00")
    assign_fault(late, actor=actor("desk_lead"), now=NOW, key="report_back", fault="none", reason="颱風")
    assert ("派工通報・機關回報", "不可歸責") in {(each.limit, each.whose) for each in board(actor("desk_lead"), now=NOW).faults}


def test_the_board_takes_at_most_eight_statements_whatever_it_counts(people: None) -> None:
    lead = actor("desk_lead")
    for n in range(12):
        a_dispatch(received=f"2026-02-{n + 10} 09:00")
        a_petition()
    with CaptureQueriesContext(connection) as asked:
        board(lead, now=NOW)
    assert len(asked) <= MOST_STATEMENTS


def test_the_board_is_for_those_who_oversee_and_gives_its_inner_part_alone(login: Login) -> None:
    assert [login(who).get("/board/").status_code for who in ("", "citizen", "clerk", "agent", "desk_lead", "mayor_office", "auditor")] == [
        302, 403, 403, 403, 200, 200, 200
    ]  # fmt: skip
    part = login("desk_lead").get("/board/", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert "逾期歸責" in part


@pytest.mark.parametrize(
    ("moment", "shift"), [("08:00", Shift.DAY), ("15:59", Shift.DAY), ("16:00", Shift.EVENING), ("23:59", Shift.EVENING), ("03:00", Shift.NIGHT)]
)
def test_the_shift_is_told_by_the_clock(moment: str, shift: Shift) -> None:
    assert shift_at(at(f"2026-03-02 {moment}")) == shift


def test_an_entry_of_the_book_is_written_and_ticked_off_by_the_next_shift(people: None, login: Login, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shifts, "clock", lambda: at("2026-03-03 02:00"))
    login("agent").post(reverse("handover"), {"text": "請追蹤建國三路坑洞", "shift": "night"})
    note = ShiftNote.objects.get()
    assert str(note.shift_on) == "2026-03-02"
    login("desk_lead").post(reverse("handover"), {"done": str(note.pk)})
    note.refresh_from_db()
    assert note.is_done is True
    assert login("desk_lead").post(reverse("handover"), {"done": "999999"}, follow=True).status_code == 200


def test_the_morning_sheet_tells_yesterday_and_what_cannot_wait(people: None) -> None:
    a_dispatch(received="2026-03-01 09:00", is_dangerous=True)
    enter(SHIFT_NOTES, actor=actor("agent"), now=NOW, facts={"shift_on": "2026-03-01", "shift": "night", "text": "颱風警報"})
    sheet = morning(actor("agent"), now=NOW)
    assert [(each.procedure, each.received) for each in sheet.counts] == [("派工通報", 1), ("人民陳情", 0), ("市政諮詢", 0)]
    assert "立即危險" in sheet.urgent[0].why
    assert [each.text for each in sheet.notes] == ["颱風警報"]


def test_the_rota_is_written_by_the_supervisor_and_refuses_a_seat_twice(people: None, login: Login) -> None:
    client = login("desk_lead")
    facts = {"duty_on": "115/3/2", "shift": "day", "person": "陳話務", "seat": "A01", "week": "2026-03-02"}
    client.post(reverse("rota"), facts)
    answer = client.post(reverse("rota"), {**facts, "person": "王話務"}, follow=True).content.decode()
    assert "此座席該班已有人員" in answer
    assert "陳話務" in answer
    assert ShiftDuty.objects.count() == 1
    assert login("agent").post(reverse("rota"), {**facts, "seat": "B02", "person": "李話務"}).status_code == 403
    assert timezone.is_aware(ShiftDuty.objects.get().entered_at)
