"""A citizen follows the own case by number and contact: the same answer to every mistake, half an hour, and the deeds of a reporter."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.cases.people import at, citizen
from tests.shell.conftest import a_dispatch, a_petition, actor, login, people

from yankao.divisions.service.citizen.tracking import reporter_of
from yankao.divisions.service.citizen.words import due_words, promise_of, promise_words
from yankao.divisions.service.pages.again import wishes_of
from yankao.divisions.service.procedures.dispatch import Rating
from yankao.divisions.service.procedures.petition import Petition
from yankao.engines.cases.advance import advance
from yankao.engines.cases.change import note
from yankao.engines.cases.join import merge
from yankao.engines.cases.life import reopen
from yankao.engines.cases.models import Case, CaseFile, CaseNote, Passage
from yankao.engines.cases.open import open_case
from yankao.engines.cases.registry import get
from yankao.engines.cases.who import reporter
from yankao.engines.notices.models import Notice
from yankao.kernel.actors import Actor, ActorKind
from yankao.kernel.persons.vault import PersonData

__all__ = ["login", "people"]

NOW = at("2026-03-02 10:00")
WANG = PersonData(name="王小明", phone="0912-345-678", email="Ming@Example.org")


class Clock:
    now = NOW + timedelta(minutes=5)


@pytest.fixture(autouse=True)
def clock(people, monkeypatch):
    it = Clock()
    monkeypatch.setattr("django.utils.timezone.now", lambda: it.now)
    return it


def opened(case, contact="0912345678", client=None):
    client = client or Client()
    answer = client.post("/track/", {"number": case.number, "contact": contact})
    assert answer.status_code == 302, answer.content.decode()
    return client


def do(client, deed, **data):
    return client.post(f"/track/do/{deed}", {"once": str(uuid4()), **data}, follow=True)


@pytest.mark.parametrize("contact", ["0912345678", "+886 912 345 678", "ming@example.org", " MING@example.org "])
def test_number_and_telephone_or_mail_open_the_case_however_they_are_written(contact):
    case = a_dispatch(reporter=WANG)
    page = opened(case, contact).get("/track/case").content.decode()
    assert case.number in page
    assert "等候機關簽收" in page
    assert "承諾在" in page


def test_a_wrong_number_and_a_wrong_contact_get_the_same_answer_from_the_same_questions():
    case = a_dispatch(reporter=WANG)
    seen = []
    for number, contact in (("D1159999999", "0912345678"), (case.number, "0900000000")):
        with CaptureQueriesContext(connection) as asked:
            answer = Client().post("/track/", {"number": number, "contact": contact})
        body = answer.content.decode().replace(number, "")
        seen.append((answer.status_code, re.sub(r'csrfmiddlewaretoken" value="\w+"', "", body), len(asked)))
    assert seen[0] == seen[1]
    assert "查無符合" in seen[0][1]


def test_a_case_without_a_contact_and_a_test_case_are_not_found():
    silent, drill = a_dispatch(reporter=None), a_dispatch(reporter=WANG)
    Case.objects.filter(pk=drill.pk).update(is_test=True)
    for number, contact in ((silent.number, ""), (silent.number, "x"), (drill.number, "0912345678")):
        assert Client().post("/track/", {"number": number, "contact": contact}).status_code == 422


def test_the_sixth_wrong_try_in_a_quarter_of_an_hour_is_stopped_even_when_right(clock):
    case = a_dispatch(reporter=WANG)
    client = Client()
    codes = [client.post("/track/", {"number": f"D11500{i:05d}", "contact": "x"}).status_code for i in range(6)]
    assert codes == [422] * 5 + [429]
    assert client.post("/track/", {"number": case.number, "contact": "0912345678"}).status_code == 429
    clock.now += timedelta(minutes=16)
    opened(case, client=client)


def test_right_tries_do_not_use_up_the_limit():
    case, client = a_dispatch(reporter=WANG), Client()
    for _ in range(8):
        opened(case, client=client)


def test_nothing_opens_without_the_session_and_it_closes_after_half_an_hour(clock):
    case = a_dispatch(reporter=WANG)
    assert Client().get("/track/case").headers["Location"] == "/track/"
    assert Client().post("/track/do/withdraw", {"sure": "yes", "reason": "x"}).headers["Location"] == "/track/"
    client = opened(case)
    clock.now += timedelta(minutes=31)
    assert client.get("/track/case").status_code == 302
    client = opened(case)
    client.post("/track/leave")
    assert client.get("/track/case").status_code == 302


def test_the_page_is_kept_by_nobody_and_shows_no_internal_word():
    case = a_dispatch(reporter=WANG)
    case = advance(case, "acknowledge", actor=actor("clerk"), now=NOW, facts={"internal_note": "秘密代碼", "public_reply": "已派員前往"})
    answer = opened(case).get("/track/case")
    page = answer.content.decode()
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert "已派員前往" in page
    for hidden in ("秘密代碼", "王小明", "0912", "Ming@"):
        assert hidden not in page


def test_lateness_is_said_honestly(clock):
    case = a_dispatch(reporter=WANG)
    clock.now = NOW + timedelta(days=3)
    page = opened(case).get("/track/case").content.decode()
    assert "目前已逾期" in page
    assert "很抱歉" in page


def test_what_a_caller_adds_from_the_net_reaches_the_case_the_agent_opened():
    case = a_dispatch(reporter=WANG)
    page = do(opened(case), "supplement", text="又更大了").content.decode()
    assert "又更大了" in page
    assert CaseNote.objects.get(case=case, kind="supplement").author_name == "網路民眾"
    assert Passage.objects.get(case=case, action="supplement").actor_id == f"reporter:{case.reporter_id}"


def test_a_file_is_added_and_given_back_only_to_its_reporter(tmp_path):
    case, other = a_dispatch(reporter=WANG), a_dispatch(reporter=WANG)
    client = opened(case)
    with (tmp_path / "a.txt").open("w+b") as file:
        file.write("說明".encode())
        file.seek(0)
        do(client, "attach", files=file)
    kept = CaseFile.objects.get(case=case)
    given = client.get(f"/track/file/{kept.pk}")
    assert b"".join(given).decode() == "說明"
    for close in given._resource_closers:
        close()
    assert opened(other).get(f"/track/file/{kept.pk}").status_code == 404
    assert Client().get(f"/track/file/{kept.pk}").status_code == 302


def test_a_withdrawal_needs_a_reason_and_a_tick():
    case = a_dispatch(reporter=WANG)
    client = opened(case)
    assert do(client, "withdraw", reason="已好").status_code == 422
    assert do(client, "withdraw", sure="yes").status_code == 422
    assert "已撤案" in do(client, "withdraw", sure="yes", reason="已好").content.decode()
    case.refresh_from_db()
    assert case.step == "withdrawn"
    assert do(client, "supplement", text="x").status_code == 422


def released():
    case = a_dispatch(reporter=WANG)
    deeds: tuple[tuple[str, dict[str, str]], ...] = (
        ("acknowledge", {}),
        ("report", {"result": "fixed", "report": "填補"}),
        ("call_back", {"call_back": "called"}),
        ("release", {}),
    )
    for key, facts in deeds:
        case = advance(case, key, actor=actor("agent"), now=NOW, facts=facts)
    return case


def test_somebody_discontent_says_why_and_the_desk_is_asked_to_take_it_up_again():
    case = released()
    client = opened(case)
    assert "哪裡不滿意" in do(client, "rate", satisfaction="1").content.decode()
    do(client, "rate", satisfaction="1", remark="洞還在", again="yes")
    assert Rating.objects.get(case=case).satisfaction_remark == "洞還在"
    told = Notice.objects.get(recipient_kind="division", title__contains="請求重新處理")
    assert (told.subject_id, told.recipient_id) == (case.number, "service")
    assert "洞還在" not in told.title + told.text
    case.refresh_from_db()
    assert case.step == "released"


def test_a_wish_waits_on_the_list_of_the_desk_until_the_case_is_taken_up_again(login):
    case = released()
    do(opened(case), "rate", satisfaction="1", remark="洞還在", again="yes")
    shown = login("agent").get("/desk/again/").content.decode()
    assert case.number in shown
    assert "洞還在" in shown
    board = login("desk_lead").get("/board/cases/again/").content.decode()
    assert case.number in board
    assert "請求重新處理：1 件" in login("agent").get("/desk/handover/print").content.decode()
    reopen(case, actor=actor("agent"), now=NOW + timedelta(hours=1), reason="民眾不滿意")
    assert wishes_of(actor("agent")) == ()
    assert login("desk_lead").get("/board/").status_code == 200


def test_a_wish_is_dealt_with_by_writing_down_why_not_and_may_be_uttered_again():
    case = released()
    client = opened(case)
    do(client, "rate", satisfaction="2", remark="洞還在", again="yes")
    note(case, actor=actor("agent"), now=NOW + timedelta(hours=1), text="已電話說明：該洞屬私人土地")
    assert wishes_of(actor("agent")) == ()
    do(client, "rate", satisfaction="1", remark="不是私人土地", again="yes")
    assert [(each.number, each.why) for each in wishes_of(actor("agent"))] == [(case.number, "不是私人土地")]


def test_an_agent_takes_down_the_wish_of_somebody_who_rings():
    case = advance(released(), "ask_again", actor=actor("agent"), now=NOW, reason="來電表示仍未修好")
    assert [each.number for each in wishes_of(actor("agent"))] == [case.number]


def test_nobody_else_reads_the_wishes(login):
    assert [login(who).get("/desk/again/").status_code for who in ("", "citizen", "clerk", "agent", "desk_lead")] == [302, 403, 403, 200, 200]


def test_a_good_grade_disturbs_nobody_and_no_other_grade_is_taken():
    case = released()
    client = opened(case)
    assert do(client, "rate", satisfaction="9").status_code == 422
    do(client, "rate", satisfaction="5", again="yes")
    assert not Notice.objects.filter(title__contains="請求重新處理").exists()


def test_a_letter_is_rated_on_its_own_facts_and_supplied_when_asked():
    case = a_petition(reporter=WANG)
    case = advance(case, "ask_more", actor=actor("clerk"), now=NOW, facts={"missing": "請附照片"})
    client = opened(case)
    assert "請附照片" in client.get("/track/case").content.decode()
    do(client, "completed", text="附上說明")
    case.refresh_from_db()
    assert case.step == "assigned"
    Case.objects.filter(pk=case.pk).update(step="answered")
    do(client, "rate", satisfaction="4")
    assert Petition.objects.get(pk=case.pk).satisfaction == 4


def test_a_merged_case_shows_the_other_ones_course_without_its_people():
    first = a_dispatch(reporter=PersonData(name="陳美麗", phone="0922000111"))
    mine = a_dispatch(reporter=WANG)
    first = advance(first, "acknowledge", actor=actor("clerk"), now=NOW, facts={"public_reply": "陳美麗小姐您好，0922-000-111，已修補"})
    merge(mine, into=first, actor=actor("agent"), now=NOW)
    page = opened(mine).get("/track/case").content.decode()
    assert first.number in page
    assert "已修補" in page
    assert "陳美麗" not in page
    assert "0922" not in page


def test_the_form_sent_twice_writes_once():
    case = a_dispatch(reporter=WANG)
    client, once = opened(case), str(uuid4())
    for _ in range(2):
        client.post("/track/do/supplement", {"once": once, "text": "又更大了"})
    assert CaseNote.objects.filter(case=case, kind="supplement").count() == 1


def test_an_unknown_deed_is_not_found_and_forms_need_their_mark():
    case = a_dispatch(reporter=WANG)
    assert opened(case).post("/track/do/release").status_code == 404
    assert Client(enforce_csrf_checks=True).post("/track/", {"number": case.number, "contact": "0912345678"}).status_code == 403


def test_a_citizens_own_case_is_acted_on_as_its_opener():
    procedure = get("service.petition")
    facts = {"category": "road", "title": "人行道", "description": "不平", "channel": "mailbox", "reporter": WANG}
    case = open_case(procedure, actor=citizen(), now=NOW, facts=facts)
    assert reporter_of(case).id == citizen().id


def test_the_rule_on_reporters_says_the_same_in_python_and_in_sql():
    case, other = a_dispatch(reporter=WANG), a_dispatch(reporter=WANG)
    proven = reporter_of(case)
    stranger = Actor(kind=ActorKind.CITIZEN, id="reporter:", name="")
    assert [reporter.allows(proven, it) for it in (case, other)] == [True, False]
    assert list(Case.objects.filter(reporter.filter(proven))) == [case]
    assert not reporter.allows(stranger, a_dispatch(reporter=None))
    assert not Case.objects.filter(reporter.filter(citizen())).exists()


def test_a_limit_of_days_is_said_as_its_last_day_and_one_of_hours_to_the_minute():
    assert due_words(at("2026-03-17 00:00")) == "115年3月16日（一）"
    assert due_words(at("2026-03-16 18:30")) == "115年3月16日（一） 18:30"


def test_every_standing_of_a_promise_has_its_words():
    limit = promise_of(a_dispatch(reporter=WANG))
    assert promise_words(None, now=NOW)[1] == "none"
    assert promise_words(limit, now=NOW)[1] == "open"
    limit.extended = 1
    assert "展延" in promise_words(limit, now=NOW)[0]
    limit.paused_at = NOW
    assert promise_words(limit, now=NOW)[1] == "paused"
    limit.met_at = NOW
    assert promise_words(limit, now=NOW)[1] == "kept"
    limit.met_at = limit.due_at + timedelta(hours=3)
    assert promise_words(limit, now=NOW) == (promise_words(limit, now=NOW)[0], "late")
    assert "3小時" in promise_words(limit, now=NOW)[0]
