"""Another program follows requests over Open311: numbers, questions, states, extensions and pages."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.cases.people import staff
from tests.divisions.service.open311_calls import BASE, NOW, clock, get, key, picture, reported, web, worked_off

from yankao.engines.cases.advance import advance
from yankao.engines.cases.join import merge
from yankao.engines.cases.models import Case, CaseFile

__all__ = ["clock", "key", "web"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city", "clock")]


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
