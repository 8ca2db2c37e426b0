"""Another program reports and follows dispatches through Open311: every row of the standard, in XML and JSON."""

import json
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import etree
from PIL import Image
from tests.cases.people import at, staff

from yankao.divisions.service.open311 import urls, views
from yankao.engines.cases.advance import advance
from yankao.engines.cases.join import merge
from yankao.engines.cases.models import Case, CaseFile, CaseNote, Category
from yankao.engines.identity.models import ApplicationToken
from yankao.engines.identity.read import hash_of
from yankao.kernel.persons.models import Person
from yankao.kernel.persons.read import opened
from yankao.shell.gate import ANYONE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city", "clock")]

NOW = at("2023-03-01 09:00")
BASE = "/open311/v2"
POTHOLE = {
    "api_key": "key-of-tests", "service_code": "road-pothole-1", "lat": "22.6273", "long": "120.3014", "description": "路面坑洞積水，機車經過危險",
}  # fmt: skip


@pytest.fixture
def clock(monkeypatch):
    """Stop the clock of the views at one moment, which a test may move."""
    moment = {"now": NOW}
    monkeypatch.setattr("django.utils.timezone.now", lambda: moment["now"])
    return moment


@pytest.fixture
def key(db):
    ApplicationToken.objects.create(name="通報程式", key_hash=hash_of("key-of-tests"), scopes=["open311:write"], created_at=NOW)
    ApplicationToken.objects.create(name="別的程式", key_hash=hash_of("another-key"), scopes=["open311:write"], created_at=NOW)
    ApplicationToken.objects.create(name="唯讀程式", key_hash=hash_of("reader"), scopes=["cases:read"], created_at=NOW)


@pytest.fixture
def web(key):
    return Client()


def get(web, path, **query):
    response = web.get(f"{BASE}/{path}", query)
    return response.json() if path.endswith(".json") else etree.fromstring(response.content)


def report(web, path="requests.json", **more):
    return web.post(f"{BASE}/{path}", {**POTHOLE, **more})


def number_of(response):
    assert response.status_code in {200, 201}, response.content.decode()
    return response.json()[0]["service_request_id"]


def reported(web, **more):
    return Case.objects.get(number=number_of(report(web, **more)))


def picture(name="hole.jpg"):
    content = SimpleUploadedFile(name, b"", content_type="image/jpeg")
    Image.new("RGB", (20, 20), "grey").save(content, "JPEG")
    content.seek(0)
    return content


def descriptions(response):
    return "；".join(error["description"] for error in response.json())


# --- formats, discovery, jurisdiction ---


def test_both_formats_carry_their_content_type_and_the_xml_its_declaration(web):
    xml, found = web.get(f"{BASE}/services.xml"), web.get(f"{BASE}/services.json")
    assert xml.headers["Content-Type"] == "text/xml; charset=utf-8"
    assert xml.content.startswith(b"<?xml version='1.0' encoding='UTF-8'?>")
    assert found.headers["Content-Type"] == "application/json; charset=utf-8"
    assert found.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("path", ["/discovery", "/open311/discovery", "/open311/v2/discovery", "/open311/v2//discovery"])
def test_discovery_names_a_production_and_a_test_endpoint(web, path):
    found = web.get(f"{path}.json").json()
    assert set(found) == {"changeset", "contact", "key_service", "endpoints"}
    assert [it["type"] for it in found["endpoints"]] == ["production", "test"]
    assert found["endpoints"][0]["url"] == "http://testserver/open311/v2"
    assert found["endpoints"][0]["formats"] == ["text/xml", "application/json"]
    tree = etree.fromstring(web.get(f"{path}.xml").content)
    assert tree.tag == "discovery"
    assert [it.text for it in tree.findall("endpoints/endpoint/formats/format")] == ["text/xml", "application/json"] * 2
    assert {it.text for it in tree.findall("endpoints/endpoint/specification")} == {"http://wiki.open311.org/GeoReport_v2"}


def test_the_changeset_is_iso_8601_and_moves_with_the_services(web):
    before = get(web, "discovery.json")["changeset"]
    assert at("2026-11-01 00:00").fromisoformat(before)
    assert get(web, "discovery.json")["changeset"] == before
    Category.objects.filter(code="litter").update(name="髒亂")
    assert get(web, "discovery.json")["changeset"] != before


@pytest.mark.parametrize("ours", ["", "kaohsiung", "kcg.gov.tw", "www.kcg.gov.tw"])
def test_our_own_jurisdiction_is_accepted_and_an_empty_one_is_none(web, ours):
    assert web.get(f"{BASE}/services.json", {"jurisdiction_id": ours}).status_code == 200


@pytest.mark.parametrize("path", ["services.json", "requests.json", "discovery.json", "bulk/requests.json", "servicerequestupdates.json"])
def test_another_jurisdiction_is_not_found(web, path):
    response = web.get(f"{BASE}/{path}", {"jurisdiction_id": "sfgov.org"})
    assert response.status_code == 404
    assert response.json()[0]["code"] == 404


def test_a_double_slash_after_the_base_is_taken_as_one(web):
    assert web.get("/open311/v2//services.json").status_code == 200
    assert web.post("/open311/v2//requests.json", POTHOLE).status_code == 201


def test_what_does_not_exist_is_told_as_a_list_of_errors(web):
    xml = web.get(f"{BASE}/nothing.xml")
    assert xml.status_code == 404
    assert etree.fromstring(xml.content).find("error/code").text == "404"
    assert web.get(f"{BASE}/requests").status_code == 404
    assert web.get(f"{BASE}/nothing.json").json()[0]["code"] == 404


def test_every_address_says_who_may_and_only_questions_with_a_key_or_without_effect_skip_the_form_token():
    for pattern in urls.urlpatterns:
        who = getattr(pattern.callback, "who", None)
        assert who in {ANYONE, views.WRITERS}, pattern.name
        if getattr(pattern.callback, "csrf_exempt", False):
            assert who is views.WRITERS or pattern.name == "open1999-xml"


# --- services ---


def test_at_least_forty_services_are_offered_and_none_that_accuses_somebody(web):
    rows = get(web, "services.json")
    assert len(rows) >= 40
    codes = {row["service_code"] for row in rows}
    assert "road-pothole-1" in codes
    assert not codes & {"noise", "illegal-parking", "air-pollution"}
    assert {row["type"] for row in rows} == {"realtime"}
    assert all(row["metadata"] is True and row["service_name"] and row["keywords"] and row["group"] for row in rows)


def test_services_in_xml_are_plain_elements(web):
    tree = get(web, "services.xml")
    assert tree.tag == "services"
    first = tree.find("service")
    assert [child.tag for child in first] == ["service_code", "service_name", "description", "metadata", "type", "keywords", "group"]
    assert first.find("metadata").text == "true"


def test_services_at_a_point_outside_the_city_are_none(web):
    assert len(get(web, "services.json", lat="22.6273", long="120.3014")) >= 40
    assert get(web, "services.json", lat="25.04", long="121.56") == []
    assert web.get(f"{BASE}/services.json", {"lat": "north", "long": "1"}).status_code == 400


def test_a_retired_service_is_no_longer_offered(web):
    Category.objects.filter(code="litter").update(valid_to=at("2023-02-28 00:00").date())
    assert "litter" not in {row["service_code"] for row in get(web, "services.json")}
    assert report(web, service_code="litter").status_code == 404
    assert web.get(f"{BASE}/requests.json", {"service_code": "litter"}).status_code == 200


def test_a_definition_asks_lamp_landmark_and_danger(web):
    found = get(web, "services/street-light-fault-1.json")
    assert found["service_code"] == "street-light-fault-1"
    by_code = {it["code"]: it for it in found["attributes"]}
    assert by_code["lamp_number"]["datatype"] == "string"
    assert by_code["is_dangerous"]["values"] == [{"key": "no", "name": "否"}, {"key": "yes", "name": "是"}]
    assert by_code["emergency"]["variable"] is False
    assert [it["order"] for it in found["attributes"]] == [1, 2, 3, 4]
    tree = get(web, "services/street-light-fault-1.xml")
    assert tree.tag == "service_definition"
    assert len(tree.findall("attributes/attribute")) == 4
    assert [it.text for it in tree.findall("attributes/attribute/values/value/key")] == ["no", "yes"]


@pytest.mark.parametrize(("path", "status"), [("services/no-such.json", 404), ("services/noise.json", 404), ("services/.json", 400)])
def test_an_unknown_definition_is_not_found_and_a_missing_code_is_a_mistake(web, path, status):
    assert web.get(f"{BASE}/{path}").status_code == status


# --- POST requests ---


def test_a_report_becomes_a_numbered_routed_and_timed_case(web):
    response = report(web, first_name="小明", last_name="王", phone="0912345678", email="ming@example.com", account_id="a1")
    assert response.status_code == 201
    row = response.json()[0]
    assert set(row) == {"service_request_id", "service_notice", "account_id"}
    assert row["account_id"] == "a1"
    case = Case.objects.get(number=row["service_request_id"])
    assert case.number.startswith("D112")
    assert (case.channel, case.procedure, case.opener_kind, case.opener_name) == ("open311", "service.dispatch", "application", "通報程式")
    assert case.district is not None
    assert case.agency is not None
    assert case.due_at is not None
    assert "座標" in case.address
    assert case.reporter is not None
    assert opened(case.reporter).name == "王小明"
    assert opened(case.reporter).email == "ming@example.com"


def test_a_report_in_xml_is_answered_in_xml(web):
    tree = etree.fromstring(report(web, "requests.xml").content)
    assert tree.tag == "service_requests"
    assert Case.objects.get(number=tree.find("request/service_request_id").text)
    assert tree.find("request/token") is None


def test_a_report_as_plain_form_and_with_jurisdiction_in_the_body(web):
    address = "%E4%B8%89%E6%B0%91%E5%8D%80%E5%BB%BA%E5%9C%8B%E4%B8%89%E8%B7%AF"
    body = f"api_key=key-of-tests&service_code=litter&address_string={address}&jurisdiction_id=kaohsiung&email="
    response = web.post(f"{BASE}/requests.json", body, content_type="application/x-www-form-urlencoded; charset=utf-8")
    case = Case.objects.get(number=number_of(response))
    assert case.address == "三民區建國三路"
    assert str(case.district) == "三民區"
    assert case.description == "髒亂清除"
    assert case.reporter is None


@pytest.mark.parametrize(
    ("names", "kept"),
    [({"first_name": "John", "last_name": "Smith"}, "John Smith"), ({"first_name": "王小明"}, "王小明"), ({"last_name": "王"}, "王")],
)
def test_names_are_kept_as_their_language_writes_them(web, names, kept):
    assert opened(reported(web, **names).reporter).name == kept


def test_answers_to_the_definition_become_facts_and_others_are_left_aside(web):
    more = {"attribute[lamp_number]": "三民0123", "attribute[landmark][]": "公園旁", "attribute[is_dangerous]": "yes", "attribute[easting]": "1"}
    case = reported(web, **more)
    detail = case.service_dispatch
    assert (detail.lamp_number, detail.landmark, detail.is_dangerous) == ("三民0123", "公園旁", True)


def test_everything_wrong_is_told_at_once_and_nothing_is_kept(web):
    wrong = {
        "service_code": "", "lat": "north", "long": "", "email": "nobody", "description": "長" * 4001, "media_url": "javascript:1",
        "attribute[is_dangerous]": "maybe", "attribute[lamp_number]": "9" * 41,
    }  # fmt: skip
    response = report(web, **wrong)
    assert response.status_code == 400
    told = descriptions(response)
    for word in ("service_code", "lat 應為", "lat 與 long", "email", "4000", "media_url", "is_dangerous", "40 個字"):
        assert word in told
    assert Case.objects.count() == 0
    assert Person.objects.count() == 0


@pytest.mark.parametrize(
    ("more", "word"),
    [
        ({"lat": "", "long": ""}, "請填寫地點"),
        ({"lat": "25.04", "long": "121.56"}, "範圍"),
        ({"lat": "nan", "long": "120"}, "lat 應為"),
        ({"lat": "91", "long": "120"}, "-90"),
    ],
)
def test_a_report_without_a_place_in_the_city_is_refused(web, more, word):
    response = report(web, **more)
    assert response.status_code == 400
    assert word in descriptions(response)


def test_an_address_id_is_a_place_too(web):
    assert "A-77" in reported(web, lat="", long="", address_id="A-77").address


@pytest.mark.parametrize("api_key", ["", "no-such-key", "reader"])
def test_without_a_key_that_may_write_a_report_is_forbidden(web, api_key):
    for fmt in ("json", "xml"):
        response = report(web, f"requests.{fmt}", api_key=api_key, service_code="no-such")
        assert response.status_code == 403
        assert b"403" in response.content
    assert Case.objects.count() == 0


def test_a_revoked_or_expired_key_is_no_key(web):
    ApplicationToken.objects.filter(name="通報程式").update(expires_at=NOW)
    assert report(web).status_code == 403
    ApplicationToken.objects.filter(name="通報程式").update(expires_at=None, revoked_at=NOW)
    assert report(web).status_code == 403


@pytest.mark.parametrize("code", ["no-such", "noise"])
def test_an_unknown_service_or_one_not_public_is_not_found(web, code):
    response = report(web, service_code=code)
    assert response.status_code == 404
    assert response.json() == [{"code": 404, "description": f"沒有 service_code「{code}」，清單見 services"}]


@pytest.mark.parametrize("name", ["media", "photo1", "file_a"])
def test_a_photo_comes_along_and_is_shown_to_nobody_until_released(web, name):
    case = reported(web, **{name: picture()})
    photo = CaseFile.objects.get(case=case)
    assert photo.is_public is False
    assert get(web, f"requests/{case.number}.json")[0]["media_url"] is None
    path = f"{BASE}/media/{case.number}/{photo.pk}"
    assert web.get(path).status_code == 404
    CaseFile.objects.update(is_public=True)
    assert get(web, f"requests/{case.number}.json")[0]["media_url"] == f"http://testserver{path}"
    response = web.get(path)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "image/jpeg"
    response.close()


def test_a_file_that_is_no_picture_is_refused_with_the_whole_report(web):
    response = report(web, media=SimpleUploadedFile("a.exe", b"MZ" + b"\0" * 200))
    assert response.status_code == 400
    assert "a.exe" in descriptions(response)
    assert Case.objects.count() == 0
    assert report(web, **{f"photo{n}": picture(f"{n}.jpg") for n in range(7)}).status_code == 400


def test_links_to_pictures_elsewhere_are_kept_for_the_clerk_and_not_published(web):
    response = web.post(f"{BASE}/requests.json", {**POTHOLE, "media_url": ["https://x.example/1.jpg", "https://x.example/2.jpg"]})
    case = Case.objects.get(number=number_of(response))
    assert "https://x.example/2.jpg" in case.description
    assert "x.example" not in json.dumps(get(web, f"requests/{case.number}.json"))


def test_a_device_that_tries_again_within_minutes_gets_the_same_case(web, clock):
    first = report(web, device_id="d1", media=picture())
    for minutes in (1, 8):
        clock["now"] = NOW + timedelta(minutes=minutes)
        again = report(web, device_id="d1", media=picture())
        assert again.status_code == 200
        assert number_of(again) == number_of(first)
    assert CaseFile.objects.count() == 1
    assert number_of(report(web, device_id="d2", media=picture())) != number_of(first)
    assert number_of(report(web, device_id="d1", media=picture(), description="另一個坑洞")) != number_of(first)
    assert number_of(report(web, device_id="d1", media=picture(), api_key="another-key")) != number_of(first)
    clock["now"] = NOW + timedelta(minutes=25)
    assert number_of(report(web, device_id="d1", media=picture())) != number_of(first)


def test_reports_that_name_no_sender_are_never_taken_for_one(web):
    assert number_of(report(web)) != number_of(report(web))


def test_an_idempotency_key_keeps_one_case_and_refuses_another_content(web, clock):
    first = web.post(f"{BASE}/requests.json", POTHOLE, headers={"Idempotency-Key": "m1"})
    clock["now"] = NOW + timedelta(hours=3)
    again = web.post(f"{BASE}/requests.json", POTHOLE, headers={"Idempotency-Key": "m1"})
    assert (again.status_code, number_of(again)) == (200, number_of(first))
    other = web.post(f"{BASE}/requests.json", {**POTHOLE, "description": "別的"}, headers={"Idempotency-Key": "m1"})
    assert other.status_code == 400
    assert other.json()[0]["code"] == 422


def test_the_test_endpoint_checks_everything_and_keeps_nothing(web):
    response = web.post("/open311/test/v2/requests.json", {**POTHOLE, "phone": "0912345678"})
    assert response.status_code == 201
    assert response.json()[0]["service_request_id"].startswith("D112")
    assert (Case.objects.count(), Person.objects.count()) == (0, 0)
    assert web.post("/open311/test/v2/requests.json", {**POTHOLE, "lat": ""}).status_code == 400
    assert len(web.get("/open311/test/v2/services.json").json()) >= 40


def test_a_report_costs_few_statements(web):
    report(web)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        report(web, phone="0912345678", last_name="王")
    statements = [it["sql"] for it in queries if not it["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    assert len(statements) <= 16, "\n".join(statements)


# --- tokens ---


def test_a_token_leads_to_the_number(web):
    case = reported(web)
    assert get(web, f"tokens/{case.public_id}.json") == [{"service_request_id": case.number, "token": str(case.public_id)}]
    assert web.get(f"{BASE}/tokens/123.json").status_code == 404
    assert web.get(f"{BASE}/tokens/.xml").status_code == 400


# --- GET requests ---


def test_a_request_carries_every_field_of_the_standard(web):
    case = reported(web)
    for path in (f"requests/{case.number}.json", "requests.json"):
        rows = get(web, path)
        assert len(rows) == 1
        assert list(rows[0]) == [
            "service_request_id", "status", "status_notes", "service_name", "service_code", "description", "agency_responsible", "service_notice",
            "requested_datetime", "updated_datetime", "expected_datetime", "address", "address_id", "zipcode", "lat", "long", "media_url",
        ]  # fmt: skip
    row = rows[0]
    assert (row["service_request_id"], row["status"], row["status_notes"]) == (case.number, "open", "待確認")
    assert (row["lat"], row["long"]) == (22.6273, 120.3014)
    assert row["requested_datetime"] == "2023-03-01T09:00:00+08:00"
    assert row["expected_datetime"] > row["requested_datetime"]
    assert row["zipcode"] == case.district.zip_code
    assert row["agency_responsible"] == case.agency.name
    tree = get(web, f"requests/{case.number}.xml")
    assert tree.tag == "service_requests"
    assert tree.find("request/service_request_id").text == case.number
    assert tree.find("request/media_url").text is None


def test_an_unknown_number_is_not_found(web):
    assert web.get(f"{BASE}/requests/D1120009999.json").status_code == 404
    assert get(web, "requests/x.xml").find("error/code").text == "404"


def test_a_list_of_numbers_overrides_everything_else(web, clock):
    old = reported(web)
    clock["now"] = NOW + timedelta(days=400)
    new = reported(web)
    rows = get(web, "requests.json", service_request_id=f"{old.number}, {new.number},D1", service_code="no-such", status="closed")
    assert {row["service_request_id"] for row in rows} == {old.number, new.number}


def test_the_last_ninety_days_are_given_when_nothing_is_asked(web, clock):
    old = reported(web)
    clock["now"] = NOW + timedelta(days=91)
    new = reported(web)
    assert [row["service_request_id"] for row in get(web, "requests.json")] == [new.number]
    for query in ({"start_date": "2023-03-01T00:00:00Z"}, {"end_date": "2023-03-02"}, {"start_date": "2023-03-01T00:00:00.000000 00:00"}):
        rows = get(web, "requests.json", **query)
        assert [row["service_request_id"] for row in rows] == [old.number], query


@pytest.mark.parametrize(
    "query",
    [
        {"start_date": "2023-01-01", "end_date": "2023-12-31"},
        {"start_date": "2023-03-02", "end_date": "2023-03-01"},
        {"start_date": "yesterday"},
        {"updated_after": "1/2/3"},
        {"status": "pending"},
        {"page": "0"},
        {"page_size": "many"},
        {"has_photo": "perhaps"},
        {"interface_used": "pigeon"},
    ],
)
def test_a_question_that_cannot_be_answered_is_refused_in_words(web, query):
    response = web.get(f"{BASE}/requests.json", query)
    assert response.status_code == 400
    assert response.json()[0]["description"]


def test_requests_are_chosen_by_service(web):
    hole, litter = reported(web), reported(web, service_code="litter")
    reported(web, service_code="wire-down")
    rows = get(web, "requests.json", service_code="road-pothole-1,litter")
    assert [row["service_request_id"] for row in rows] == [litter.number, hole.number]
    assert web.get(f"{BASE}/requests.json?service_code=litter&service_code=road-pothole-1").json() == rows
    assert web.get(f"{BASE}/requests.json", {"service_code": "no-such"}).status_code == 404


def worked_off(case, *, until="release"):
    """Lead a case through its life."""
    agent = staff("agent", "rdec-service-callcentre")
    deeds: tuple[tuple[str, dict[str, str]], ...] = (
        ("acknowledge", {}), ("report", {"result": "fixed", "report": "內部回報"}), ("call_back", {"call_back": "called"}),
        ("release", {"public_reply": "路面已修補", "internal_note": "內部註記"}),
    )  # fmt: skip
    for minute, (name, facts) in enumerate(deeds, start=1):
        case = advance(case, name, actor=agent, now=NOW + timedelta(minutes=minute), facts=facts)
        if name == until:
            break
    return case


def test_richer_states_are_open_or_closed_and_told_in_the_notes(web, clock):
    states = {}
    for until in ("acknowledge", "report", "release"):
        case = worked_off(reported(web), until=until)
        row = get(web, f"requests/{case.number}.json")[0]
        states[until] = (row["status"], row["status_notes"])
    assert states == {
        "acknowledge": ("open", "待處理"),
        "report": ("open", "處理完成，已處理完成"),
        "release": ("closed", "解除管制，已處理完成：路面已修補"),
    }
    assert row["updated_datetime"] == "2023-03-01T09:04:00+08:00"
    assert row["expected_datetime"] is None
    assert [row["status"] for row in get(web, "requests.json", status="closed")] == ["closed"]
    assert len(get(web, "requests.json", status="open")) == 2
    assert len(get(web, "requests.json", status="open,closed")) == 3


def test_a_merged_case_is_closed_and_names_the_other(web):
    first, second = reported(web), reported(web)
    merge(second, into=first, actor=staff("agent", "rdec-service-callcentre"), now=NOW)
    row = get(web, f"requests/{second.number}.json")[0]
    assert (row["status"], row["status_notes"]) == ("closed", f"併案（併入 {first.number}）")


def test_changes_after_a_moment_are_found_however_old_the_case(web, clock):
    quiet, busy = reported(web), reported(web)
    clock["now"] = NOW + timedelta(days=200)
    advance(busy, "acknowledge", actor=staff("agent", "rdec-service-callcentre"), now=clock["now"])
    rows = get(web, "requests.json", updated_after="2023-06-01T00:00:00+08:00")
    assert [row["service_request_id"] for row in rows] == [busy.number]
    rows = get(web, "requests.json", updated_before="2023-06-01T00:00:00+08:00")
    assert [row["service_request_id"] for row in rows] == [quiet.number]


def test_pages_follow_one_another_and_the_total_is_told(web):
    numbers = [reported(web).number for _ in range(5)]
    response = web.get(f"{BASE}/requests.json", {"page": "2", "page_size": "2"})
    assert [row["service_request_id"] for row in response.json()] == [numbers[2], numbers[1]]
    assert response.headers["X-Total-Count"] == "5"
    link = response.headers["Link"]
    assert 'page=3&page_size=2>; rel="next"' in link or 'page=3>; rel="next"' in link.replace("page_size=2&", "")
    assert 'rel="prev"' in link
    assert get(web, "requests.json", page="9", page_size="2") == []


def test_words_are_found_in_what_is_published_and_nowhere_else(web):
    case = reported(web, description="大坑洞，請電 0912345678", address_string="三民區建國三路100號5樓")
    assert [row["service_request_id"] for row in get(web, "requests.json", q="坑洞 建國三路")] == [case.number]
    for covered in ("0912345678", "100號", "5樓"):
        assert get(web, "requests.json", q=covered) == [], covered


def test_requests_are_chosen_by_agency_photo_and_channel(web):
    case = reported(web, media=picture())
    assert len(get(web, "requests.json", agency_responsible=f"環境保護局|{case.agency.name}")) == 1
    assert get(web, "requests.json", agency_responsible="環境保護局") == []
    assert get(web, "requests.json", has_photo="true") == []
    CaseFile.objects.update(is_public=True)
    assert len(get(web, "requests.json", has_photo="true")) == 1
    assert len(get(web, "requests.json", interface_used="open311", max_requests="1")) == 1
    assert get(web, "requests.json", interface_used="電話（1999）") == []


def test_extensions_tell_answers_channel_and_course_with_the_follow_on_case(web):
    case = reported(web, **{"attribute[lamp_number]": "三民0123"})
    agent = staff("agent", "rdec-service-callcentre")
    case = advance(case, "acknowledge", actor=agent, now=NOW + timedelta(minutes=1))
    advance(case, "convert", actor=agent, now=NOW + timedelta(minutes=2), facts={"report": "待料"}, reason_code="materials")
    petition = Case.objects.get(procedure="service.petition")
    plain = get(web, "requests.json")[0]
    assert "notes" not in plain
    row = get(web, "requests.json", extensions="true")[0]
    assert row["attributes"][0] == {"label": "燈桿或設施編號", "name": "lamp_number", "value": "三民0123", "code": "lamp_number"}
    assert row["extended_attributes"] == {"channel": "開放介面", "x": 120.3014, "y": 22.6273, "photos": []}
    assert [note["type"] for note in row["notes"]] == ["opened", "activity", "activity", "follow_on_created"]
    assert row["notes"][-1]["service_request_id"] == petition.number
    assert get(web, f"requests/{case.number}.json", extensions="true") == [row]
    tree = get(web, "requests.xml", extensions="true")
    assert tree.find("request/notes/note/type").text == "opened"
    assert tree.find("request/attributes/attribute/code").text == "lamp_number"
    assert web.get(f"{BASE}/requests/{petition.number}.json").status_code == 404


def test_a_list_of_fifty_costs_at_most_eight_queries(web):
    for _ in range(50):
        reported(web, phone="0912345678", last_name="王")
    with CaptureQueriesContext(connection) as queries:
        rows = get(web, "requests.json", page_size="50", service_code="road-pothole-1", extensions="true")
    assert len(rows) == 50
    assert len(queries) <= 8


def test_a_case_without_sender_can_be_read_after_its_agency_hands_it_back(web):
    case = reported(web)
    Case.objects.filter(pk=case.pk).update(agency=None, district=None, step="created")
    row = get(web, f"requests/{case.number}.json")[0]
    assert (row["agency_responsible"], row["zipcode"], row["status_notes"]) == (None, None, "建立中")


# --- updates ---


def test_updates_of_the_last_day_tell_state_and_public_words(web, clock):
    case = worked_off(reported(web))
    clock["now"] = NOW + timedelta(hours=1)
    rows = get(web, "servicerequestupdates.json")
    assert [(row["service_request_id"], row["status"]) for row in rows] == [
        (case.number, it) for it in ("OPEN", "IN_PROGRESS", "IN_PROGRESS", "FIXED")
    ]
    assert rows[-1]["description"] == "路面已修補"
    tree = get(web, "servicerequestupdates.xml", start_date="2023-03-01T09:03:30+08:00", end_date="2023-03-01T10:00:00+08:00", api_key="x")
    assert tree.tag == "service_request_updates"
    assert [it.text for it in tree.findall("request_update/status")] == ["FIXED"]
    clock["now"] = NOW + timedelta(days=3)
    assert get(web, "servicerequestupdates.json") == []


def test_what_a_reporter_adds_reaches_the_case_once_and_is_not_published(web):
    case = reported(web)
    update = {
        "api_key": "key-of-tests", "service_request_id": case.number, "update_id": "u-7", "status": "OPEN", "description": "洞更大了",
        "updated_datetime": "2023-03-01T09:00:00+08:00", "first_name": "小明", "last_name": "王", "media_url": "",
    }  # fmt: skip
    first = web.post(f"{BASE}/servicerequestupdates.json", update)
    assert first.status_code == 200
    assert web.post(f"{BASE}/servicerequestupdates.json", update).json() == first.json()
    assert "洞更大了" in CaseNote.objects.get(case=case, kind="supplement").text
    tree = etree.fromstring(web.post(f"{BASE}/servicerequestupdates.xml", update).content)
    assert tree.find("request_update/update_id").text == first.json()[0]["update_id"]
    assert "洞更大了" not in web.get(f"{BASE}/servicerequestupdates.json").content.decode()


def test_updates_of_strangers_and_mistakes_are_refused(web):
    case = reported(web)
    update = {"api_key": "key-of-tests", "service_request_id": case.number, "description": "補充"}
    path = f"{BASE}/servicerequestupdates.json"
    assert web.post(path, update | {"api_key": ""}).status_code == 403
    assert web.post(path, update | {"api_key": "another-key"}).status_code == 404
    wrong = web.post(path, {"api_key": "key-of-tests", "status": "DONE"})
    assert wrong.status_code == 400
    assert len(wrong.json()) == 3
    worked_off(case)
    assert "已結案" in descriptions(web.post(path, update))
