"""Every role at every address with every verb: answered as the address declares, and never with a fault of ours."""

import re

import pytest
from django.conf import settings as configured
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import URLPattern
from django.urls.resolvers import RegexPattern

from tests.shell.conftest import a_dispatch, a_petition, people
from yankao.engines.cases.models import Case
from yankao.engines.identity.demo import PEOPLE
from yankao.engines.identity.models import User
from yankao.engines.identity.read import actor_of
from yankao.shell.permissions import Route, permissions_page, routes
from yankao.shell.views import rest
from yankao.shell.words import now as clock

__all__ = ["people"]

GIVEN = {"token": "x", "kind": "assignment", "counter": "copies", "deed": "supplement", "pk": "1"}
SAMPLES = {"int": "1", "uuid": "00000000-0000-0000-0000-000000000001"}
REGEX = {
    "open311-discovery": "open311/discovery.json",
    "open311-discovery-root": "discovery.xml",
    "open311-discovery-base": "open311/v2/discovery.json",
    "open311-services": "open311/v2/services.json",
    "open311-definition": "open311/v2/services/litter.json",
    "open311-requests": "open311/v2/requests.json",
    "open311-request": "open311/v2/requests/{number}.json",
    "open311-token": "open311/v2/tokens/x.json",
    "open311-updates": "open311/v2/servicerequestupdates.json",
    "open311-bulk": "open311/v2/bulk/requests.csv",
    "open311-media": "open311/v2/media/{number}/1",
    "open311-unknown": "open311/v2/nothing",
    "open1999-json": "open1999/ServiceRequestsQuery.asmx/ServiceRequestsQuery",
    "open1999-xml": "open1999/ServiceRequestsQuery.aspx",
}
OPEN_TO_THEM = {200, 201, 204, 302, 400, 401, 403, 404, 405, 409, 415, 422}
OURS = [route for route in routes() if route.who is not None]
LOGIN = "/accounts/login/"


def address(route: Route, case: Case) -> str:
    """Return an address that fits the pattern, with things that exist where they are common."""
    if isinstance(route.pattern.pattern, RegexPattern):
        return "/" + REGEX[route.name].format(number=case.number)
    if route.name in {"do", "verb"}:
        key = {"do": "acknowledge", "verb": "assign"}[route.name]
    else:
        key = "service.call" if route.path.startswith("r/") else "service.dispatch"
    values: dict[str, str] = {"number": case.number, "key": key, **GIVEN}

    def fill(found: re.Match[str]) -> str:
        kind, _, name = found[1].rpartition(":")
        if name in values and kind != "uuid" and (kind != "int" or values[name].isdigit()):
            return values[name]
        return SAMPLES.get(kind, "x")

    return "/" + re.sub(r"<([^>]+)>", fill, route.path)


def logged_in(username: str) -> Client:
    client = Client(raise_request_exception=False)
    if username:
        client.force_login(User.objects.get(username=username), backend=configured.AUTHENTICATION_BACKENDS[0])
    return client


def test_every_address_states_who_may_open_it_or_a_library_guards_it() -> None:
    assert [route.path for route in routes() if route.who is None and not route.guarded_elsewhere] == []


def test_every_guarded_address_states_its_methods() -> None:
    assert [route.path for route in OURS if not route.methods] == []
    assert all(isinstance(route.pattern, URLPattern) for route in OURS)


def test_the_permission_table_names_every_address_and_role() -> None:
    page = permissions_page()
    assert page.count("\n| `/") == len(OURS)
    assert "系統管理者" in page
    assert "| `/worklist/` | GET | 機關人員 |  |  | ✓ |" in page


@pytest.fixture
def refused_in_short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Write out the page of a refusal only the first time for each kind: it is the same everywhere, and more than half of all answers."""
    whole, seen = rest.render, set[str]()

    def render(request: HttpRequest, template: str, given: dict[str, str] | None = None, *, status: int | None = None) -> HttpResponse:
        if status is not None and template in seen:
            return HttpResponse(status=status)
        seen.add(template)
        return whole(request, template, given, status=status)

    monkeypatch.setattr(rest, "render", render)


@pytest.mark.usefixtures("people", "refused_in_short")
@pytest.mark.parametrize("username", ["", *(name for name, *_ in PEOPLE)])
def test_each_role_is_answered_at_every_address_as_declared(username: str) -> None:
    case, _ = a_dispatch(), a_petition()
    actor = actor_of(User.objects.get(username=username), now=clock()) if username else None
    client, wrong = logged_in(username), []
    for route in OURS:
        assert route.who is not None
        for method in ("GET", "POST"):
            answer = client.generic(method, address(route, case))
            goes_to_login = answer.status_code == 302 and answer.headers["Location"].startswith(LOGIN)
            if method not in route.methods:
                is_right = answer.status_code == 405
            elif not route.who.allows(actor):
                is_right = goes_to_login if actor is None else answer.status_code == 403
            else:
                is_right = answer.status_code in OPEN_TO_THEM and not (goes_to_login and actor is not None)
            if not is_right:
                wrong.append((method, address(route, case), answer.status_code))
    assert wrong == []


@pytest.mark.usefixtures("people")
def test_what_a_library_guards_asks_a_stranger_who_calls() -> None:
    client, wrong = logged_in(""), []
    for route in routes():
        if route.guarded_elsewhere and not isinstance(route.pattern.pattern, RegexPattern):
            path = re.sub(r"<(?:\w+:)?[^>]+>", "1", f"/{route.path}")
            for method in ("GET", "POST", "PUT", "DELETE"):
                status = client.generic(method, path, "{}", content_type="application/json").status_code
                if status >= 500 or (route.path.startswith("api/v1/") and status not in {401, 404, 405} and "openapi" not in path):
                    wrong.append((method, path, status))
    assert wrong == []
