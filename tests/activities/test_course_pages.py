"""課程的頁面: planned on a form, opened, registered by an agency, checked in by the code at the door, rated and certified."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.divisions.engineering.sites import PNG
from tests.shell.conftest import agency, login, people
from yankao.engines.activities.course_models import Event, EventPhoto, Registration
from yankao.kernel.days import day_of
from yankao.kernel.roc import roc_date
from yankao.shell.words import now as clock

__all__ = ["login", "people"]
pytestmark = pytest.mark.django_db

KEY = "engineering.training"


def planned(client):
    today = roc_date(day_of(clock()))
    facts = {"title": "混凝土品管班", "starts_on": today, "ends_on": "", "place": "人發中心", "sessions": "1", "batches": "1", "capacity": "1"}
    answer = client.post(f"/e/{KEY}/new", facts)
    assert answer.status_code == 302
    return Event.objects.get(), answer.headers["Location"]


def test_a_course_is_led_from_its_plan_to_its_certificate_by_its_people(login):
    inspector, clerk = login("inspector"), login("clerk")
    event, address = planned(inspector)
    assert inspector.post(f"{address}do/open").status_code == 302
    assert "混凝土品管班" in clerk.get("/e/").content.decode()
    facts = {"name": "王小明", "job_title": "技士", "agency": agency().name}
    assert clerk.post(f"{address}do/register", facts).status_code == 302
    row = Registration.objects.get()
    assert "名額1名已滿" in inspector.post(f"{address}do/register", facts | {"name": "李四"}).content.decode()

    page = clerk.get(f"/e/pass/{row.token}/").content.decode()
    assert re.search(r"<svg[^>]*>", page)
    assert clerk.post(f"/e/door/{row.token}/").status_code == 403
    assert "王小明" in inspector.get(f"/e/door/{row.token}/").content.decode()
    assert inspector.post(f"/e/door/{row.token}/").status_code == 302
    assert clerk.get(f"/e/pass/{row.token}/certificate.odt").status_code == 404
    assert inspector.post(f"{address}do/hold", {"headcount": "", "attendances": "", "outcome": "佳"}).status_code == 302
    event.refresh_from_db()
    assert (event.headcount, event.attendances) == (1, 1)

    assert clerk.post(f"/e/pass/{row.token}/", {"score": "9"}).status_code == 422
    assert clerk.post(f"/e/pass/{row.token}/", {"score": "5", "said": "實用"}).status_code == 302
    file = clerk.get(f"/e/pass/{row.token}/certificate.odt")
    assert file.headers["Content-Type"] == "application/vnd.oasis.opendocument.text"
    assert "5.00" in inspector.get(address).content.decode()
    assert "1／1" in inspector.get(f"/e/{KEY}/?from=112/1/1").content.decode()


def test_a_form_that_is_wrong_says_what_to_do_and_keeps_what_was_typed(login):
    inspector = login("inspector")
    answer = inspector.post(f"/e/{KEY}/new", {"title": "班", "starts_on": "112/13/1"})
    assert answer.status_code == 422
    assert 'value="班"' in answer.content.decode()
    _event, address = planned(inspector)
    assert inspector.post(f"{address}do/came", {"registration": "1"}).status_code == 404
    assert inspector.post(f"{address}do/unregister", {"registration": "1"}).status_code == 404
    assert inspector.post(f"{address}do/nothing").status_code == 404
    assert inspector.get(f"{address}do/register").status_code == 200


def test_pictures_are_kept_and_given_back(login):
    inspector = login("inspector")
    _event, address = planned(inspector)
    assert "請選擇照片" in inspector.post(f"{address}do/photo", {}).content.decode()
    assert inspector.post(f"{address}do/photo", {"photos": SimpleUploadedFile("a.png", b"MZ")}).status_code == 422
    assert inspector.post(f"{address}do/photo", {"photos": SimpleUploadedFile("a.png", PNG), "caption": "上課"}).status_code == 302
    photo = EventPhoto.objects.get()
    assert login("clerk").get(f"{address}photo/{photo.pk}").headers["Content-Type"] == "image/png"


@pytest.mark.parametrize(("who", "expected"), [("", 302), ("citizen", 403), ("agent", 404), ("clerk", 200), ("inspector", 200)])
def test_a_series_is_open_to_those_it_is_for(who, expected, login):
    assert login(who).get(f"/e/{KEY}/").status_code == expected
    assert login(who).get(f"/e/{KEY}/export.csv").status_code == expected


def test_only_those_who_hold_a_series_plan_in_it(login):
    assert login("clerk").get(f"/e/{KEY}/new").status_code == 403
    assert login("inspector").get(f"/e/{KEY}/?from=x").status_code == 200
