"""紙本受理單: numbers that go on, each used once with both times or spoilt with its reason."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from tests.cases.people import at
from tests.shell.conftest import NOW, Login, a_dispatch, actor, login, people

from yankao.divisions.service.logic.slips import enter_slip, outstanding, print_slips, spoil_slip
from yankao.divisions.service.registers.paper_slips import PaperSlip
from yankao.engines.cases.models import Case

__all__ = ["login", "people"]
pytestmark = [pytest.mark.django_db, pytest.mark.system("service-online", "callcenter")]


def test_numbers_go_on_over_the_day_and_begin_anew_on_the_next(people: None) -> None:
    agent = actor("agent")
    assert [slip.number for slip in print_slips(2, actor=agent, now=NOW)] == ["K1150302-001", "K1150302-002"]
    assert print_slips(1, actor=agent, now=NOW)[0].number == "K1150302-003"
    assert print_slips(1, actor=agent, now=at("2026-03-03 08:00"))[0].number == "K1150303-001"
    with pytest.raises(ValidationError):
        print_slips(51, actor=agent, now=NOW)
    with pytest.raises(PermissionDenied):
        print_slips(1, actor=actor("clerk"), now=NOW)


def test_a_form_is_entered_once_with_both_times(people: None) -> None:
    agent, case = actor("agent"), a_dispatch(received="2026-03-02 08:10")
    (slip,) = print_slips(1, actor=agent, now=NOW)
    enter_slip(" k1150302-001 ", case, received_at=case.received_at, actor=agent, now=NOW)
    slip.refresh_from_db()
    assert (slip.case_id, slip.received_at, slip.entered_at) == (case.pk, at("2026-03-02 08:10"), NOW)
    with pytest.raises(ValidationError, match="已補登"):
        enter_slip(slip.number, a_dispatch(), received_at=NOW, actor=agent, now=NOW)
    with pytest.raises(ValidationError, match="查無受理單號"):
        enter_slip("K1150302-999", case, received_at=NOW, actor=agent, now=NOW)


def test_a_spoilt_form_says_why_and_is_used_no_more(people: None) -> None:
    agent = actor("agent")
    (slip, kept) = print_slips(2, actor=agent, now=NOW)
    with pytest.raises(ValidationError, match="理由"):
        spoil_slip(slip.number, reason=" ", actor=agent, now=NOW)
    spoil_slip(slip.number, reason="受潮", actor=agent, now=NOW)
    assert list(outstanding()) == [kept]
    with pytest.raises(ValidationError, match="已作廢"):
        enter_slip(slip.number, a_dispatch(), received_at=NOW, actor=agent, now=NOW)


def test_the_desk_prints_forms_and_enters_one_with_its_number(login: Login) -> None:
    client = login("agent")
    body = client.post("/desk/paper/", {"do": "print", "count": "2"}, follow=True).content.decode()
    first, second = PaperSlip.objects.order_by("number")
    assert body.count(first.number) >= 1
    assert second.number in body
    form = {
        "do": "open", "procedure": "service.dispatch", "description": "路燈不亮", "address": "中山路1號", "category": "street-light-fault-1",
        "channel": "phone", "received_at": "115/3/1 08:30", "late_reason": "停電改填紙本", "slip": first.number,
    }  # fmt: skip
    assert client.post("/desk/", form).status_code == 302
    first.refresh_from_db()
    assert first.case is not None
    assert first.received_at == first.case.received_at == at("2026-03-01 08:30")
    assert client.post("/desk/", form).status_code == 422
    assert Case.objects.count() == 1


def test_a_form_number_needs_the_real_moment_of_receipt(login: Login) -> None:
    client = login("agent")
    client.post("/desk/paper/", {"do": "print", "count": "1"})
    form = {"do": "open", "procedure": "service.dispatch", "description": "路燈不亮", "address": "中山路1號", "category": "street-light-fault-1",
            "channel": "phone", "slip": PaperSlip.objects.get().number}  # fmt: skip
    response = client.post("/desk/", form)
    assert response.status_code == 422
    assert "實際受理時間" in response.content.decode()
    assert Case.objects.count() == 0
