"""Another program reads and writes updates over Open311."""

from datetime import timedelta

import pytest
from lxml import etree
from tests.divisions.service.open311_calls import BASE, NOW, clock, descriptions, get, key, reported, web, worked_off

from yankao.engines.cases.models import CaseNote

__all__ = ["clock", "key", "web"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city", "clock")]


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
