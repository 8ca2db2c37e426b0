"""Nothing personal leaves by the open interface, in whatever field of a case it was written."""

import json
from datetime import timedelta
from time import process_time

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from tests.cases.people import at, staff

from yankao.divisions.service.open311.covering import covered, is_home, is_house, public_address, public_point
from yankao.divisions.service.open311.publish import publishable
from yankao.divisions.service.procedures.dispatch import DISPATCH
from yankao.engines.cases import registry
from yankao.engines.cases.advance import advance
from yankao.engines.cases.change import note, supplement
from yankao.engines.cases.models import Case, Edit
from yankao.engines.cases.open import open_case
from yankao.kernel.persons.models import Person
from yankao.kernel.persons.vault import PersonData

NOW = at("2023-03-01 09:00")
PLANTED = (
    "王大同", "陳美麗", "林志明", "0912-345-678", "0912345678", "07-3456789", "3456789", "wang@example.com", "A123456789", "ABC-1234", "100號",
    "12樓之3", "500號", "facebook.com", "秘密代碼",
)  # fmt: skip
SAYS = (
    "我是王大同，電話 0912-345-678 或 07-3456789，信箱 wang@example.com，身分證 A123456789，車號 ABC-1234。"
    "對面陳美麗小姐也看到，聯絡人：林志明。我住建國三路500號12樓之3，見 https://facebook.com/wang 。"
)
EVERYWHERE = (
    "/open311/v2/requests.json?extensions=true",
    "/open311/v2/requests.xml?extensions=true",
    "/open311/v2/requests/{number}.json?extensions=true",
    "/open311/v2/requests/{number}.xml",
    "/open311/v2/servicerequestupdates.json",
    "/open311/v2/servicerequestupdates.xml",
    "/open311/v2/bulk/requests.csv",
    "/open311/v2/bulk/requests.json",
    "/open311/v2/bulk/requests.xml",
    "/open1999/ServiceRequestsQuery.asmx/ServiceRequestsQuery?startdate=2023/2/27&enddate=2023/3/2",
    "/open1999/ServiceRequestsQuery.aspx?service_request_id={number}",
)


@pytest.fixture
def agent(city, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW + timedelta(hours=2))
    return staff("agent", "rdec-service-callcentre", name="吳秘書")


def planted(agent, **more):
    facts = {
        "category": "road-pothole-1", "title": SAYS[:60], "description": SAYS, "address": "三民區建國三路100號5樓（王大同家）", "channel": "phone",
        "lamp_number": "0912-345-678", "landmark": "王大同家 0912345678 旁", "lat": 22.62731, "long": 120.30142,
        "reporter": PersonData(name="王大同", phone="0912345678", email="wang@example.com", address="建國三路500號", national_id="A123456789"),
    }  # fmt: skip
    case = open_case(registry.get("service.dispatch"), actor=agent, now=NOW, facts=facts | more)
    supplement(case, actor=agent, now=NOW, text=f"秘密代碼 {SAYS}")
    note(case, actor=agent, now=NOW, text=f"秘密代碼 {SAYS}")
    last = {"internal_note": "秘密代碼", "public_reply": f"已處理。{SAYS}吳秘書回復王大同"}
    deeds: tuple[tuple[str, dict[str, str]], ...] = (
        ("acknowledge", {}),
        ("report", {"result": "fixed", "report": f"秘密代碼 {SAYS}"}),
        ("call_back", {"call_back": "called", "remark": "秘密代碼"}),
        ("release", last),
    )
    for minute, (name, said) in enumerate(deeds, start=1):
        case = advance(case, name, actor=agent, now=NOW + timedelta(minutes=minute), facts=said, reason=f"秘密代碼 {SAYS}")
    Case.objects.filter(pk=case.pk).update(handler_name="林志明")
    return case


def everything(number):
    web = Client()
    for path in EVERYWHERE:
        response = web.get(path.format(number=number))
        assert response.status_code == 200, path
        yield path, response.content.decode()


@pytest.mark.django_db
def test_what_is_planted_in_every_field_never_leaves(agent):
    case = planted(agent)
    for path, text in everything(case.number):
        assert case.number in text, path
        for personal in PLANTED:
            assert personal not in text, (path, personal)
    assert Edit.objects.filter(case=case).exists()


@pytest.mark.django_db
def test_a_home_is_cut_to_its_street_and_its_point_is_coarse(agent):
    case = planted(agent)
    row = Client().get(f"/open311/v2/requests/{case.number}.json").json()[0]
    assert row["address"] == "三民區建國三路"
    assert (row["lat"], row["long"]) == (22.627, 120.301)


@pytest.mark.django_db
@pytest.mark.parametrize("hidden", [{"is_confidential": True}, {"is_test": True}, {"category": None}])
def test_confidential_test_and_unsorted_cases_do_not_exist_here(agent, hidden):
    case = planted(agent)
    Case.objects.filter(pk=case.pk).update(**hidden)
    web = Client()
    assert web.get(f"/open311/v2/requests/{case.number}.json").status_code == 404
    assert web.get(f"/open311/v2/requests.json?service_request_id={case.number}").json() == []
    assert web.get("/open311/v2/servicerequestupdates.json").json() == []
    assert web.get("/open1999/ServiceRequestsQuery.asmx/ServiceRequestsQuery").json() == []
    assert web.get(f"/open311/v2/tokens/{case.public_id}.json").status_code == 404


@pytest.mark.django_db
def test_an_item_that_accuses_a_neighbour_is_never_published(agent):
    case = planted(agent, category="noise")
    assert Client().get(f"/open311/v2/requests/{case.number}.json").status_code == 404
    assert case not in publishable()


@pytest.mark.django_db
def test_only_procedures_declared_public_are_published(agent, monkeypatch):
    case = planted(agent)
    assert case in publishable()
    Case.objects.filter(pk=case.pk).update(procedure="service.petition")
    assert case not in publishable()
    assert registry.get("service.petition").is_public is False
    assert DISPATCH.is_public is True


@pytest.mark.django_db
def test_an_old_record_is_published_like_a_new_one_once_its_item_is_known(agent):
    case = planted(agent)
    Case.objects.filter(pk=case.pk).update(is_historical=True)
    text = json.dumps(Client().get(f"/open311/v2/requests/{case.number}.json").json(), ensure_ascii=False)
    assert case.number in text
    assert not any(personal in text for personal in PLANTED)


@pytest.mark.django_db
def test_texts_of_a_person_whose_data_cannot_be_opened_are_not_shown_at_all(agent):
    case = planted(agent)
    Person.objects.update(key_id="lost")
    row = Client().get(f"/open311/v2/requests/{case.number}.json").json()[0]
    assert row["description"] == row["address"] == "（內容不公開）"


@pytest.mark.django_db
def test_an_erased_reporter_keeps_the_case_readable(agent):
    case = planted(agent)
    Person.objects.update(name_enc=None, phone_enc=None, email_enc=None, address_enc=None, national_id_enc=None)
    assert Client().get(f"/open311/v2/requests/{case.number}.json").json()[0]["description"]


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("三民區建國三路100號5樓", "三民區建國三路"),
        ("三民區建國三路１００號前", "三民區建國三路"),
        ("前鎮區大華一路12之3號", "前鎮區大華一路"),
        ("孝順街505巷中間處", "孝順街505巷中間處"),
        ("中山二路與民生一路口", "中山二路與民生一路口"),
        ("旗津區2號水門旁", "旗津區2號水門旁"),
        ("三民區建國三路100號門口水溝", "三民區建國三路"),
        ("三民區建國三路100號水溝", "三民區建國三路"),
        ("楠梓區德民路燈桿123", "楠梓區德民路燈桿123"),
        ("", ""),
    ],
)
def test_addresses_of_houses_are_cut_and_places_in_the_street_stay(address, shown):
    assert public_address(address) == (shown if address else "")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("王小明先生來電", "○○先生來電"),
        ("我叫李四，請處理", "我叫○○，請處理"),
        ("建國三路100號前有坑洞", "建國三路○號前有坑洞"),
        ("中正路3號出口積水", "中正路3號出口積水"),
        ("路樹傾倒，請速處理", "路樹傾倒，請速處理"),
        ("My name is John Smith", "My name is ○○"),
        ("垃圾，王小明 0987654321", "垃圾，○○ ○○○○○○○○○○"),
        ("黃色垃圾袋三包", "黃色垃圾袋三包"),
        ("身分證A123456789，車號ABC-1234", "身分證○○○○○○○○○○，車號○○○○○○○○"),
        ("信箱 ming@example.org", "信箱 ○○○○○○○○○○○○○○○○"),
    ],
)
def test_names_and_house_numbers_in_a_text_are_covered_and_the_rest_stays(text, shown):
    assert covered(text) == shown


def test_what_is_known_of_the_reporter_is_covered_however_it_is_written():
    assert covered("歐陽小春 打 0912 345-678", known=("歐陽小春", "0912345678")) == "○○○○ 打 ○○○○"


def test_a_point_in_the_street_stays_as_it_was_reported():
    assert public_point(22.62731, 120.30142, address="建國三路口") == (22.62731, 120.30142)
    assert public_point(22.62731, 120.30142, address="建國三路1號2樓") == (22.627, 120.301)
    assert public_point(None, None, address="") == (None, None)
    assert public_point(22.62731, 120.30142, address="建國三路一號三樓") == (22.627, 120.301)
    assert is_house("建國三路1號")
    assert not is_home("建國三路1號")


@given(st.text(max_size=200), st.lists(st.text(max_size=20), max_size=3))
def test_covering_takes_any_text(text, known):
    shown = covered(text, known=known)
    assert all(value.strip() not in shown for value in known if len(value.strip()) > 1 and value.strip().isalpha() and value.strip().isascii())


@given(st.from_regex(r"09[0-9]{2}-?[0-9]{3}-?[0-9]{3}", fullmatch=True))
def test_no_mobile_number_survives(phone):
    assert phone not in covered(f"請電{phone}謝謝")


@pytest.mark.parametrize("text", ["1" * 8000, "一" * 8000, "1-" * 4000, " " * 8000, "姓名" * 4000, "陳" * 8000, "name " * 1600, "0" * 8000])
def test_no_text_keeps_the_covering_busy(text):
    begun = process_time()
    covered(text)
    assert process_time() - begun < 2


@pytest.mark.parametrize(
    ("text", "known"), [("İNCİ ADA", "inci ada"), ("ınci (ada", "INCI-ADA"), ("\u212aate ſmith", "KATE SMITH"), ("σίγμα ΣΑΣ", "ΣΊΓΜΑ σας")]
)
def test_what_is_known_is_covered_in_whatever_letters_it_is_written(text, known):
    assert set(covered(f"請找{text}。", known=[known])) == set("請找○。")
