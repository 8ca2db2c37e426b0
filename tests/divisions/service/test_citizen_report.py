"""A citizen reports without an account: chooses, says where and what, sees what is known already, sends once, and is told the promise."""

import io
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from PIL import Image
from tests.cases.people import at
from tests.shell.conftest import Login, a_dispatch, login, people

from yankao.divisions.service.citizen.attempts import Attempt, address_of, forget, is_too_many, note_attempt
from yankao.divisions.service.citizen.matters import dispatch_groups, group_of, plain_name
from yankao.divisions.service.procedures.dispatch import Dispatch
from yankao.divisions.service.procedures.petition import Petition
from yankao.engines.cases.models import Case, CaseFile, Category
from yankao.kernel.actors import ActorKind

__all__ = ["login", "people"]

NOW = at("2026-03-02 10:00")
NEW = "/report/new?group=路燈"
COUNTY = "64000210"


@pytest.fixture(autouse=True)
def _clock(city, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def form(**more):
    key = next(it.key for it in group_of(dispatch_groups(NOW.date()), "路燈").matters if it.name == "路燈故障")
    given = {
        "matter": key,
        "address": "建國三路與中華路口",
        "district": "64000050",
        "description": "路燈不亮三天了",
        "once": str(uuid4()),
        "send": "1",
    }
    return given | more


def picture():
    file = io.BytesIO()
    Image.new("RGB", (40, 30), "red").save(file, "JPEG")
    file.seek(0)
    file.name = "lamp.jpg"
    return file


def test_the_first_page_names_the_numbers_for_danger_to_life_before_anything_else():
    page = Client().get("/report/").content.decode()
    assert page.index("tel:119") < page.index("路燈")
    assert "市長信箱" in page


def test_the_two_lines_of_an_item_are_one_matter_and_the_district_tells_which():
    light = next(it for it in group_of(dispatch_groups(NOW.date()), "路燈").matters if it.name == "路燈故障")
    assert {plain_name(it.name) for it in light.items} == {"路燈故障"}
    assert light.item("64000050").code == "street-light-fault-1"
    assert light.item(COUNTY).code == "street-light-fault-2"


def test_a_report_passes_a_page_to_check_and_then_becomes_a_case():
    client = Client()
    shown = client.post(NEW, {k: v for k, v in form().items() if k != "send"})
    assert shown.status_code == 200
    assert "確認並送出" in shown.content.decode()
    assert not Case.objects.exists()
    sent = client.post(NEW, form(reporter_name="林美玲", reporter_phone="0912-345-678", files=picture()), follow=True)
    page, case = sent.content.decode(), Case.objects.get()
    assert case.number in page
    assert "115年3月3日（二） 10:00" in page
    assert (case.opener_kind, case.opener_name, case.channel) == ("citizen", "網路民眾", "web")
    assert case.opener_id.startswith("anonymous:")
    assert case.category.code == "street-light-fault-1"
    assert Dispatch.objects.get(case=case).wants_call_back is True
    assert CaseFile.objects.get(case=case).is_public is False


def test_a_report_without_a_contact_asks_for_no_call_back():
    Client().post(NEW, form())
    assert Case.objects.get().reporter is None
    assert Dispatch.objects.get().wants_call_back is False


def test_a_form_sent_twice_opens_one_case():
    client, same = Client(), form()
    first, second = client.post(NEW, same), client.post(NEW, same)
    assert Case.objects.count() == 1
    assert first.headers["Location"] == second.headers["Location"]


def test_a_point_tells_the_district_and_one_outside_the_city_is_refused():
    Client().post(NEW, form(lat="22.63", long="120.31", district=""))
    assert Case.objects.get().district is not None
    refused = Client().post(NEW, form(lat="25.03", long="121.56"))
    assert refused.status_code == 422
    assert "不在本市範圍內" in refused.content.decode()


def test_everything_missing_is_named_at_once():
    refused = Client().post(NEW, {"send": "1"})
    page = refused.content.decode()
    assert refused.status_code == 422
    for words in ("請選擇是哪一種情形", "請填寫「地點」", "請填寫「說明」"):
        assert words in page
    assert not Case.objects.exists()


def test_what_a_program_fills_in_and_what_carries_no_mark_is_not_taken():
    assert Client().post(NEW, form(leave_empty="x")).status_code == 422
    assert Client().post(NEW, form(once="")).status_code == 422
    assert not Case.objects.exists()


def test_a_wrong_contact_is_refused_with_a_sentence():
    page = Client().post(NEW, form(reporter_email="wang", reporter_phone="12")).content.decode()
    assert "電子郵件格式不正確" in page
    assert "連同區碼" in page


def test_a_flood_from_one_address_is_stopped_and_others_go_on():
    for _ in range(20):
        assert Client().post(NEW, form()).status_code == 302
    assert Client().post(NEW, form()).status_code == 422
    assert Client(REMOTE_ADDR="192.0.2.7").post(NEW, form()).status_code == 302


def test_tries_are_counted_under_a_digest_and_forgotten_after_a_day(db):
    note_attempt("x", "192.0.2.1", now=NOW)
    assert "192.0.2.1" not in str(list(Attempt.objects.values()))
    assert is_too_many("x", "192.0.2.1", most=1, within=timedelta(minutes=1), now=NOW)
    assert not is_too_many("x", "192.0.2.2", most=1, within=timedelta(minutes=1), now=NOW)
    assert forget(now=NOW + timedelta(days=2)) == 1


def test_behind_the_own_proxy_the_address_is_the_one_the_proxy_saw(rf):
    assert address_of(rf.get("/", headers={"X-Forwarded-For": "10.0.0.1, 192.0.2.9"})) == "192.0.2.9"
    assert address_of(rf.get("/", headers={"X-Forwarded-For": "10.0.0.1"}, REMOTE_ADDR="198.51.100.4")) == "198.51.100.4"


def test_an_open_report_of_the_same_place_is_shown_before_sending(people):
    light = Category.objects.get(code="street-light-fault-1")
    known = a_dispatch(category=light, description="路燈不亮", address="建國三路500號5樓", lat=22.6300, long=120.3100)
    told = {k: v for k, v in form(lat="22.63001", long="120.31001").items() if k != "send"}
    page = Client().post(NEW, told).content.decode()
    assert "附近已有人通報" in page
    assert known.number in page
    assert "500號" not in page
    assert Client().get(f"/map/case/{known.number}").status_code == 200


def test_an_accusation_is_never_shown_as_already_reported(people):
    noise = Category.objects.get(code="noise")
    hidden = a_dispatch(category=noise, description="隔壁很吵", address="建國三路與中華路口", lat=22.6300, long=120.3100)
    told = {k: v for k, v in form(lat="22.63", long="120.31", matter="noise").items() if k != "send"}
    page = Client().post("/report/new?group=環境稽查", told).content.decode()
    assert hidden.number not in page
    assert Client().get(f"/map/case/{hidden.number}").status_code == 404


def test_a_letter_to_the_mayor_needs_a_name_and_a_way_to_answer():
    told = {"category": "road", "title": "人行道不平", "description": "長者跌倒", "reply_by": "email", "once": str(uuid4())}
    refused = Client().post("/report/mailbox", told)
    assert refused.status_code == 422
    assert "陳情須有姓名" in refused.content.decode()
    done = Client().post("/report/mailbox", {**told, "reporter_name": "王小明", "reporter_email": "ming@example.org"})
    case = Case.objects.get()
    assert done.status_code == 302
    assert (case.procedure, case.channel) == ("service.petition", "mailbox")
    assert Petition.objects.get().reply_by == "email"


def test_a_citizen_with_an_account_reports_under_it_and_staff_use_the_desk(login: Login):
    login("citizen").post(NEW, form())
    case = Case.objects.get()
    assert case.opener_kind == ActorKind.CITIZEN
    assert not case.opener_id.startswith("anonymous:")
    assert [login(who).get("/report/").status_code for who in ("agent", "clerk")] == [403, 403]


def test_the_confirmation_opens_nothing_when_forged_and_forms_need_their_mark():
    assert Client().get("/report/done/D1150000001").status_code == 404
    assert Client(enforce_csrf_checks=True).post(NEW, form()).status_code == 403


def test_the_front_page_leads_to_report_and_mailbox_without_a_login():
    page = Client().get("/").content.decode()
    assert 'href="/report/"' in page
    assert 'href="/report/mailbox"' in page
    assert "/p/service.dispatch/new" not in page
    assert "/p/service.petition/new" not in page
