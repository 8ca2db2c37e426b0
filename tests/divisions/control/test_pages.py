"""管制考核 in the pages: every list, form, case and register answers to who may see it."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings as configured
from django.test import Client

from yankao.divisions.control.seed import seed_control
from yankao.engines.cases import registry
from yankao.engines.cases.models import Case
from yankao.engines.identity.demo import seed
from yankao.engines.identity.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]

KEYS = [it.key for it in registry.every() if it.owner == "control"]


@pytest.fixture
def browse(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    seed(Path())
    seed_control(datetime.now(UTC), print)

    def log_in(username: str) -> Client:
        client = Client()
        client.force_login(User.objects.get(username=username), backend=configured.AUTHENTICATION_BACKENDS[0])
        return client

    return log_in


def test_the_control_desk_finds_every_list_form_case_and_register(browse):
    client = browse("tracker")
    for key in KEYS:
        opens = () if key == "control.lag_explanation" else ("new",)  # the system alone opens it
        for page in ("", *opens, "about", "export.csv"):
            assert client.get(f"/p/{key}/{page}").status_code == 200, (key, page)
        case = Case.objects.filter(procedure=key).first()
        if case is not None:
            assert client.get(f"/case/{case.number}/").status_code == 200, key
    assert client.get("/r/control.document_month/").status_code == 200
    assert client.get("/r/control.document_month/new").status_code == 200
    assert "待審查" in client.get("/p/control.mayor_order/").content.decode()


def test_an_agency_sees_its_own_orders_alone_and_reports_on_the_page_of_the_case(browse):
    page = browse("controller").get("/p/control.mayor_order/").content.decode()
    assert "改善橋下空間照明" in page
    assert "獨居長者" not in page
    assert browse("controller").get("/p/control.mayor_order/new").status_code in {302, 403, 404}
    client = browse("clerk")
    case = Case.objects.get(procedure="control.mayor_order", step="returned")
    assert client.get(f"/case/{case.number}/do/report").status_code == 200
    told = {"covers_to": "2026-11-01", "done": "照明已改善", "proposal": "release", "version": str(case.version)}
    client.post(f"/case/{case.number}/do/report", told)
    case.refresh_from_db()
    assert case.step == "submitted"
