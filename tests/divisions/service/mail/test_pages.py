"""The pages on citizens' mail: what is held waits for the desk, and each decision leaves a trace."""

import pytest
from tests.shell.conftest import NOW, Login, a_petition, login, people

from yankao.divisions.service.mail.intake import take
from yankao.divisions.service.mail.models import IncomingMail
from yankao.divisions.service.mail.setup import Setup
from yankao.engines.cases.models import Case, CaseNote
from yankao.kernel.audit.models import Entry

__all__ = ["login", "people"]
RAW = (
    b"From: =?utf-8?b?5p6X?= <mei@mail.example>\r\nTo: a@city.example\r\nSubject: lamp\r\nMessage-ID: <1@x>\r\nPrecedence: bulk\r\n"
    b"\r\nlamp is out\r\n"
)


@pytest.fixture
def held(people: None) -> IncomingMail:
    return take(RAW, now=NOW, setup=Setup())


def test_only_the_desk_reads_citizens_mail(held: IncomingMail, login: Login) -> None:
    for address in ("/mail/", f"/mail/{held.pk}/", f"/mail/{held.pk}/original.eml"):
        assert [login(who).get(address).status_code for who in ("", "citizen", "clerk", "agent")] == [302, 403, 403, 200]


def test_what_is_held_is_listed_with_its_reason_and_the_sender_is_masked(held: IncomingMail, login: Login) -> None:
    assert "自動回覆" in login("agent").get("/mail/").content.decode()
    body = login("agent").get(f"/mail/{held.pk}/").content.decode()
    assert "lamp is out" in body
    assert "mei@mail.example" not in body


def test_a_held_letter_becomes_a_petition_when_the_desk_says_so_and_only_once(held: IncomingMail, login: Login) -> None:
    agent = login("agent")
    assert agent.post(f"/mail/{held.pk}/", {"deed": "accept"}).status_code == 302
    assert agent.post(f"/mail/{held.pk}/", {"deed": "accept"}).status_code == 422
    row = IncomingMail.objects.get()
    assert (row.state, row.case, row.handled_by) == ("opened", Case.objects.get(), "陳話務")


def test_a_held_letter_is_added_to_a_case_by_its_number(held: IncomingMail, login: Login) -> None:
    case = a_petition()
    assert login("agent").post(f"/mail/{held.pk}/", {"deed": "add", "number": "P0"}).status_code == 422
    assert login("agent").post(f"/mail/{held.pk}/", {"deed": "add", "number": case.number}).status_code == 302
    assert "lamp is out" in CaseNote.objects.get(case=case, kind=CaseNote.Kind.SUPPLEMENT).text


def test_leaving_a_mail_needs_a_reason(held: IncomingMail, login: Login) -> None:
    assert login("agent").post(f"/mail/{held.pk}/", {"deed": "dismiss"}).status_code == 422
    assert login("agent").post(f"/mail/{held.pk}/", {"deed": "dismiss", "reason": "廣告"}).status_code == 302
    assert IncomingMail.objects.get().state == "dismissed"


def test_opening_the_original_is_written_down(held: IncomingMail, login: Login) -> None:
    response = login("agent").get(f"/mail/{held.pk}/original.eml")
    assert response.content.endswith(b"lamp is out\r\n")
    assert response["Content-Disposition"].startswith("attachment")
    assert Entry.objects.filter(verb="mail_opened", subject_id=str(held.pk)).exists()
