"""A program with a key that reports and asks over Open311, at a moment that stands still."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from lxml import etree
from PIL import Image
from tests.cases.people import at, staff

from yankao.engines.cases.advance import advance
from yankao.engines.cases.models import Case
from yankao.engines.identity.models import ApplicationToken
from yankao.engines.identity.read import hash_of

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
