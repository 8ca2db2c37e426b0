"""Another program finds Open311: formats, discovery, jurisdiction and the services it may report."""

import pytest
from lxml import etree
from tests.cases.people import at
from tests.divisions.service.open311_calls import BASE, POTHOLE, clock, get, key, report, web

from yankao.divisions.service.open311 import urls, views
from yankao.engines.cases.models import Category
from yankao.shell.gate import ANYONE

__all__ = ["clock", "key", "web"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city", "clock")]


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
