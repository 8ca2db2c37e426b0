"""The two older forms of the same records, and the bulk table for open data."""

import csv
import io
from datetime import timedelta

import pytest
from django.test import Client
from lxml import etree
from tests.cases.people import at, staff

from yankao.divisions.service.open311.bulk import csv_response
from yankao.divisions.service.open311.dialects import half_day_text
from yankao.divisions.service.open311.formats import to_xml
from yankao.divisions.service.open311.rows import BULK_COLUMNS
from yankao.engines.cases import registry
from yankao.engines.cases.advance import advance
from yankao.engines.cases.open import open_case

NOW = at("2023-03-01 17:23")
DAYS = "/open1999/ServiceRequestsQuery.asmx/ServiceRequestsQuery"
ASKED = "/open1999/ServiceRequestsQuery.aspx"


@pytest.fixture
def case(city, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW + timedelta(hours=2))
    agent = staff("agent", "rdec-service-callcentre")
    facts = {
        "category": "road-pothole-1", "description": "=路面坑洞", "address": "三民區建國三路口", "channel": "phone", "lat": 22.6273, "long": 120.3014,
    }  # fmt: skip
    case = open_case(registry.get("service.dispatch"), actor=agent, now=NOW, facts=facts)
    case = advance(case, "acknowledge", actor=agent, now=NOW + timedelta(minutes=1))
    said = {"result": "fixed", "report": "完成", "public_reply": "已填補"}
    return advance(case, "report", actor=agent, now=NOW + timedelta(minutes=2), facts=said)


@pytest.mark.django_db
@pytest.mark.parametrize("query", [{}, {"startdate": "2023/3/1", "enddate": "2023/3/1"}, {"startdate": "2023-03-01"}, {"enddate": "20230301"}])
def test_the_records_of_some_days_carry_the_known_names(case, query):
    (row,) = Client().get(DAYS, query).json()
    assert list(row) == [
        "FileNo_", "Status_", "Cre_Date_", "ReplyUnit_", "zipcode_", "ZipName_", "address_", "UnitName_", "StatusName_", "InformDesc_", "BeforeDesc_",
        "AfterDesc_", "Memo_", "Save_Date_", "Close_Date_", "Lat_", "Lng_",
    ]  # fmt: skip
    assert (row["FileNo_"], row["Status_"], row["StatusName_"]) == (case.number, "4", "處理完成")
    assert row["Cre_Date_"] == "2023/3/1 下午 05:23:00"
    assert row["ZipName_"] == case.district.name
    assert row["AfterDesc_"] == "已填補"
    assert (row["Lat_"], row["Lng_"]) == ("22.6273", "120.3014")
    assert not row["Close_Date_"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "query", [{"startdate": "2023/2/30"}, {"startdate": "soon"}, {"startdate": "2023/3/2", "enddate": "2023/3/1"}, {"startdate": "2022/1/1"}]
)
def test_days_that_make_no_sense_or_too_many_are_refused(case, query):
    assert Client().get(DAYS, query).status_code == 400


@pytest.mark.django_db
def test_another_days_records_are_not_among_them(case):
    assert Client().get(DAYS, {"startdate": "2023/2/27", "enddate": "2023/2/28"}).json() == []


def test_half_days_are_written_as_the_source_does():
    assert half_day_text(at("2017-08-21 00:05")) == "2017/8/21 上午 12:05:00"
    assert half_day_text(at("2017-08-21 12:05")) == "2017/8/21 下午 12:05:00"
    assert half_day_text(None) == ""


@pytest.mark.django_db
def test_records_asked_by_xml_come_as_xml(case):
    asked = "<root><city_id>kaohsiung</city_id><start_date>2023-03-01</start_date><end_date>2023-03-02</end_date><service_name/></root>"
    for web in (Client(), Client(enforce_csrf_checks=True)):
        tree = etree.fromstring(web.post(ASKED, asked, content_type="text/xml").content)
        assert tree.find("count").text == "1"
        record = tree.find("records/record")
        assert record.find("service_request_id").text == case.number
        assert record.find("status").text == "處理完成"
        assert record.find("subproject").text == case.category.name
        assert record.find("area").text == case.district.name
        assert record.find("expected_datetime").text
    assert etree.fromstring(Client().get(ASKED, {"area": "無此區"}).content).find("count").text == "0"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ("<root><city_id>tainan.gov.tw</city_id></root>", 404),
        ("<root>", 400),
        ("", 400),
        ("<root>" + "<a/>" * 10_000 + "</root>", 400),
        ("<root><start_date>x</start_date></root>", 400),
    ],
)
def test_a_bad_question_in_xml_is_refused(case, asked, status):
    assert Client().post(ASKED, asked, content_type="text/xml").status_code == status


@pytest.mark.django_db
def test_entities_and_outside_documents_are_not_read(case):
    asked = '<!DOCTYPE root [<!ENTITY x SYSTEM "file:///etc/hostname">]><root><area>&x;</area></root>'
    response = Client().post(ASKED, asked, content_type="text/xml")
    assert response.status_code in {200, 400}
    with open("/etc/hostname", encoding="utf-8") as file:  # noqa: PTH123
        assert file.read().strip() not in response.content.decode()


@pytest.mark.django_db
def test_the_bulk_table_has_the_proposed_columns_in_three_formats(case):
    web = Client()
    response = web.get("/open311/v2/bulk/requests.csv")
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    (row,) = csv.DictReader(io.StringIO(response.content.decode()))
    assert tuple(row) == BULK_COLUMNS
    assert row["service_request_id"] == case.number
    assert row["source"] == "電話（1999）"
    assert row["description"] == "'=路面坑洞"
    assert web.get("/open311/v2/bulk/requests.json").json()[0]["description"] == "=路面坑洞"
    assert etree.fromstring(web.get("/open311/v2/bulk/requests.xml").content).find("request/status_description").text == "處理完成"
    assert web.get("/open311/v2/bulk/requests.csv?start_date=x").status_code == 400


def test_numbers_are_no_formulas():
    response = csv_response([dict.fromkeys(BULK_COLUMNS) | {"lat": -1.5, "description": "-1"}])
    assert b",'-1," in response.content
    assert b"-1.5" in response.content


def test_characters_that_xml_cannot_carry_are_left_out():
    assert etree.fromstring(to_xml("root", {"a": "x\x00\x0b\ufffe路<&>"})).find("a").text == "x路<&>"
