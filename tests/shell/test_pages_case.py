"""The page of a case and the forms on it: who sees what, nothing typed is lost, nothing is done twice."""

import re
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from tests.shell.conftest import Login, a_dispatch, a_petition, agency
from yankao.engines.cases.models import Case, CaseNote, Edit, Passage
from yankao.kernel.agencies.models import Agency
from yankao.kernel.persons.models import AccessLog

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8cfc000000301010018dd8db00000000049454e44ae426082"
)


def send(client: Client, url: str, **data: object) -> HttpResponse:
    """Send a form the way the page does: with its mark and version."""
    page = client.get(url).content.decode()
    hidden = dict(re.findall(r'type="hidden" name="(once|version)" value="([^"]*)"', page))
    return client.post(url, {**hidden, **data})


def text(response: HttpResponse) -> str:
    return response.content.decode()


def test_a_dispatch_is_played_from_the_call_to_its_release(login: Login) -> None:
    agent, clerk = login("agent"), login("clerk")
    category = a_dispatch().category
    assert category is not None
    given = {"category": category.code, "description": "路燈不亮", "address": "光華路9號", "channel": "phone", "reporter_name": "林美玲"}
    answer = send(agent, "/p/service.dispatch/new", **given)
    url = answer.headers["Location"]
    case = Case.objects.get(number=url.split("/")[2])
    Case.objects.filter(pk=case.pk).update(agency=agency(), step="notified")
    assert send(clerk, f"{url}do/acknowledge").status_code == 302
    done = send(clerk, f"{url}do/report", result="fixed", report="已換燈泡", public_reply="路燈已修復", internal_note="料號 A1")
    assert done.status_code == 302
    send(agent, f"{url}do/call_back", call_back="called")
    send(agent, f"{url}do/release")
    case.refresh_from_db()
    assert case.step == "released"
    assert case.closed_at is not None
    assert "料號 A1" in text(clerk.get(url))


def test_a_citizen_sees_the_answer_but_nothing_internal(login: Login) -> None:
    clerk, mine = login("clerk"), a_dispatch(by="citizen", channel="web")
    url = f"/case/{mine.number}/"
    send(clerk, f"{url}do/acknowledge", internal_note="疑為慣性通報")
    send(clerk, f"{url}do/report", result="fixed", report="已修", public_reply="已經修好了")
    page = text(login("citizen").get(url))
    assert "已經修好了" in page
    assert "疑為慣性通報" not in page
    assert "張承辦" not in page
    assert "調閱" not in page


def test_what_a_form_lacks_is_said_beside_the_field_and_at_the_top_and_nothing_typed_is_lost(login: Login) -> None:
    answer = send(login("agent"), "/p/service.petition/new", title="建議", description="請加裝遮陽", reporter_phone="0912345678", address="中山路")
    page = text(answer)
    assert answer.status_code == 422
    assert '<a href="#id_category">項目</a>：請填寫「項目」' in page
    assert 'id="id_category_error"' in page
    assert "請加裝遮陽" in page
    assert 'value="0912345678"' in page


def test_sending_a_form_twice_opens_one_case(login: Login) -> None:
    agent, known = login("agent"), a_petition()
    assert known.category is not None
    given = {"once": str(uuid4()), "category": known.category.code, "title": "建議", "description": "請加裝遮陽", "channel": "web"}
    first, second = (agent.post("/p/service.petition/new", given) for _ in range(2))
    assert first.headers["Location"] == second.headers["Location"]
    assert Case.objects.exclude(pk=known.pk).count() == 1


def test_the_mark_of_somebody_elses_form_is_refused(login: Login) -> None:
    case, mark = a_dispatch(), str(uuid4())
    url = f"/case/{case.number}/verb/note"
    assert login("clerk").post(url, {"once": mark, "text": "已聯絡"}).status_code == 302
    assert login("agent").post(url, {"once": mark, "text": "已聯絡"}).status_code == 403


def test_a_refused_form_may_be_sent_again(login: Login) -> None:
    case, mark, agent = a_dispatch(), str(uuid4()), login("agent")
    url = f"/case/{case.number}/verb/note"
    assert agent.post(url, {"once": mark, "text": " "}).status_code == 422
    assert agent.post(url, {"once": mark, "text": "已聯絡"}).status_code == 302
    assert CaseNote.objects.filter(case=case).count() == 1


def test_of_two_clerks_at_once_the_second_is_told_what_changed_and_keeps_the_text(login: Login) -> None:
    case, clerk, agent = a_dispatch(), login("clerk"), login("agent")
    url = f"/case/{case.number}/do/acknowledge"
    opened = re.findall(r'name="version" value="(\d+)"', text(clerk.get(url)))[0]
    send(agent, f"/case/{case.number}/verb/edit", **edit_form(agent, case, landmark="郵局對面"))
    answer = clerk.post(url, {"version": opened, "internal_note": "我已聯絡工班"})
    page = text(answer)
    assert answer.status_code == 409
    assert "郵局對面" in page
    assert "我已聯絡工班" in page
    newer = re.findall(r'name="version" value="(\d+)"', page)[0]
    assert clerk.post(url, {"version": newer, "internal_note": "我已聯絡工班"}).status_code == 302


def edit_form(client: Client, case: Case, **changed: str) -> dict[str, str]:
    """Return the fields of the edit form as they stand, some changed."""
    form = client.get(f"/case/{case.number}/verb/edit").context["form"]
    return {each.name: each.value for each in form.fields if each.value and not each.parts} | changed


def test_an_edit_shows_old_and_new_in_the_history(login: Login) -> None:
    case, agent = a_dispatch(), login("agent")
    send(agent, f"/case/{case.number}/verb/edit", **edit_form(agent, case, address="中山路2號"), reason="更正")
    page = text(agent.get(f"/case/{case.number}/"))
    assert "<del>中山路1號</del>" in page
    assert "<ins>中山路2號</ins>" in page
    assert list(Edit.objects.values_list("field", flat=True)) == ["address"]


def test_a_deed_at_the_wrong_step_is_refused_with_the_step_the_case_is_at(login: Login) -> None:
    case = a_dispatch()
    answer = login("agent").get(f"/case/{case.number}/do/release")
    assert answer.status_code == 409
    assert "案件目前為「待確認」" in text(answer)


def test_a_deed_is_entered_later_than_it_happened_only_with_a_reason(login: Login) -> None:
    case, clerk = a_dispatch(received="2026-03-01 09:00"), login("clerk")
    url = f"/case/{case.number}/do/acknowledge"
    refused = send(clerk, url, occurred_at="115/3/1 10:30")
    assert refused.status_code == 422
    assert "補登請填寫理由" in text(refused)
    assert send(clerk, url, occurred_at="115/3/1 10:30", late_reason="系統停機").status_code == 302
    passage = Passage.objects.get(case=case, action="acknowledge")
    assert passage.occurred_at.isoformat() == "2026-03-01T02:30:00+00:00"
    assert passage.in_time is True


def test_the_reporter_is_masked_and_opened_only_for_a_purpose_that_is_kept(login: Login) -> None:
    case, clerk = a_dispatch(), login("clerk")
    page = text(clerk.get(f"/case/{case.number}/"))
    assert "林美玲" not in page
    assert "0912345678" not in page
    url = f"/case/{case.number}/reporter"
    assert clerk.post(url, {"field": "phone", "purpose": " "}).status_code == 422
    opened = clerk.post(url, {"field": "phone", "purpose": "回電說明"})
    assert "0912345678" in text(opened)
    assert opened.headers["Cache-Control"] == "private, no-store"
    assert AccessLog.objects.get().purpose == "回電說明"
    assert login("auditor").post(url, {"field": "phone", "purpose": "看看"}).status_code == 403


def test_a_file_hangs_on_the_case_and_comes_back_as_a_download(login: Login) -> None:
    case, clerk = a_dispatch(by="citizen", channel="web"), login("clerk")
    send(clerk, f"/case/{case.number}/verb/attach", files=SimpleUploadedFile("現場.png", PNG), caption="修復後", is_public="true")
    send(clerk, f"/case/{case.number}/verb/attach", files=SimpleUploadedFile("內部.png", PNG))
    files = [each.pk for each in case.files.order_by("id")]
    answer = clerk.get(f"/case/{case.number}/files/{files[0]}")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert b"".join(answer).startswith(b"\x89PNG")
    citizen = login("citizen")
    shown = citizen.get(f"/case/{case.number}/files/{files[0]}")
    assert shown.status_code == 200
    assert b"".join(shown)
    assert citizen.get(f"/case/{case.number}/files/{files[1]}").status_code == 404


def test_a_file_that_is_not_taken_refuses_the_deed_and_says_why(login: Login) -> None:
    case, clerk = a_dispatch(), login("clerk")
    answer = send(clerk, f"/case/{case.number}/do/acknowledge", files=SimpleUploadedFile("virus.exe", b"MZ"))
    case.refresh_from_db()
    assert answer.status_code == 422
    assert case.step == "notified"


def test_each_due_date_explains_its_rule(login: Login) -> None:
    case = a_dispatch()
    assert case.due_dates.get(key="report_back").rule in text(login("clerk").get(f"/case/{case.number}/")).replace("&quot;", '"')


def test_whoever_gave_a_case_away_returns_to_the_list(login: Login) -> None:
    case, clerk = a_dispatch(), login("clerk")
    answer = send(clerk, f"/case/{case.number}/verb/hand_back", reason="非本處權責，建議改分警察局")
    assert answer.headers["Location"] == "/p/service.dispatch/"


VERBS = {
    "assign": ("clerk", {"handler": ""}),
    "transfer": ("agent", {"agency": "警察局", "reason": "號誌屬警察局"}),
    "involve": ("clerk", {"kind": "assist", "agency": "警察局", "asked": "請協助交通管制"}),
    "withdraw": ("agent", {"reason": "民眾撤回"}),
    "supplement": ("agent", {"text": "另有積水"}),
    "note": ("clerk", {"text": "已聯絡"}),
}


@pytest.mark.parametrize("verb", VERBS)
def test_each_verb_has_a_form_that_does_it(verb: str, login: Login) -> None:
    case = a_dispatch()
    who, given = VERBS[verb]
    assert send(login(who), f"/case/{case.number}/verb/{verb}", **given).status_code == 302
    assert Passage.objects.filter(case=case, action=verb).exists()


def test_an_assisting_agency_writes_its_part(login: Login) -> None:
    case = a_dispatch(agency=Agency.objects.get(slug="police"))
    send(login("agent"), f"/case/{case.number}/verb/involve", kind="assist", agency="養工處", asked="請提供資料")
    answer = send(login("clerk"), f"/case/{case.number}/verb/answer_as_party", answer="已提供", party=str(case.parties.get().pk))
    assert answer.status_code == 302
    assert case.parties.get().answer == "已提供"


def test_a_merge_and_its_undoing(login: Login) -> None:
    case, into, agent = a_dispatch(), a_dispatch(), login("agent")
    assert send(agent, f"/case/{case.number}/verb/merge", into=into.number).status_code == 302
    assert into.number in text(agent.get(f"/case/{case.number}/"))
    assert send(agent, f"/case/{case.number}/verb/unmerge", reason="並非同一處").status_code == 302
    case.refresh_from_db()
    assert case.merged_into_id is None


def test_an_overdue_case_is_laid_at_somebodys_door(login: Login) -> None:
    case, agent = a_dispatch(received="2026-02-01 09:00"), login("agent")
    assert send(agent, f"/case/{case.number}/verb/assign_fault", key="report_back", fault="agency").status_code == 302
    assert "逾期歸責：機關" in text(agent.get(f"/case/{case.number}/"))


def test_what_cannot_be_done_at_once_becomes_a_petition_linked_both_ways(login: Login) -> None:
    case, clerk = a_dispatch(), login("clerk")
    send(clerk, f"/case/{case.number}/do/acknowledge")
    assert send(clerk, f"/case/{case.number}/do/convert", report="待料", reason_code="materials").status_code == 302
    follower = Case.objects.get(parent=case)
    assert follower.number in text(clerk.get(f"/case/{case.number}/"))
