"""Another program reports over Open311: what becomes a case, what is refused, and what is never taken twice."""

import json
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from lxml import etree
from tests.divisions.service.open311_calls import BASE, NOW, POTHOLE, clock, descriptions, get, key, number_of, picture, report, reported, web

from yankao.engines.cases.models import Case, CaseFile
from yankao.engines.identity.models import ApplicationToken
from yankao.kernel.persons.models import Person
from yankao.kernel.persons.read import opened

__all__ = ["clock", "key", "web"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city", "clock")]


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
    assert len(statements) <= 12, "\n".join(statements)


def test_a_token_leads_to_the_number(web):
    case = reported(web)
    assert get(web, f"tokens/{case.public_id}.json") == [{"service_request_id": case.number, "token": str(case.public_id)}]
    assert web.get(f"{BASE}/tokens/123.json").status_code == 404
    assert web.get(f"{BASE}/tokens/.xml").status_code == 400
