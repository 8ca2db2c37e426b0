"""Every address states who may open it, and keeps to it."""

from collections.abc import Iterator

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from tests.shell.conftest import Login, a_dispatch, a_petition
from yankao.engines.cases.models import Case

EXEMPT = {
    "healthz": "tells only that the process lives",
    "api/v1/": "the interface asks for a key or a session by itself",
    "accounts/": "login, password and second factor belong to the login library, which guards its own pages",
}
"""Addresses without a statement of ours, each with its reason."""


def routes(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for each in resolver.url_patterns:
        path = prefix + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from routes(each, path)
        else:
            yield path, each


def test_every_address_states_who_may_open_it() -> None:
    silent = [path for path, found in routes(get_resolver()) if not path.startswith(tuple(EXEMPT)) and not hasattr(found.callback, "who")]
    assert silent == []


# Address: what nobody, a citizen, a clerk of another matter and the clerk of the case's agency get.
TABLE = {
    "/": (200, 200, 200),
    "/worklist/": (302, 403, 200),
    "/overdue/": (302, 403, 200),
    "/search/?q=坑洞": (302, 200, 200),
    "/notices/": (302, 200, 200),
    "/systems/": (302, 200, 200),
    "/help/": (200, 200, 200),
    "/p/": (302, 200, 200),
    "/p/service.dispatch/": (302, 200, 200),
    "/p/service.inquiry/": (302, 404, 404),
    "/p/service.dispatch/new": (302, 200, 403),
    "/p/service.dispatch/about": (200, 200, 200),
    "/p/service.dispatch/export.csv": (302, 200, 200),
    "/p/nothing/": (302, 404, 404),
    "/case/{number}/": (302, 404, 200),
    "/case/{number}/do/acknowledge": (302, 404, 200),
    "/case/{number}/do/release_unreported": (302, 404, 403),
    "/case/{number}/do/release": (302, 404, 403),
    "/case/{number}/verb/assign": (302, 404, 200),
    "/case/{number}/verb/transfer": (302, 404, 409),
    "/case/{number}/verb/nothing": (302, 404, 404),
    "/case/{petition}/reply": (302, 403, 200),
    "/case/{number}/files/1": (302, 404, 404),
    "/r/": (302, 403, 200),
    "/r/service.call/": (302, 403, 403),
    "/r/service.call/export.csv": (302, 403, 403),
    "/map/districts.json": (200, 200, 200),
    "/nothing": (404, 404, 404),
}
POST_ONLY = ("/p/service.dispatch/bulk", "/case/{number}/reporter")


@pytest.fixture
def case(people: None) -> Case:
    return a_dispatch()


@pytest.mark.parametrize("address", TABLE)
def test_each_address_answers_nobody_a_citizen_and_a_clerk_as_stated(address: str, case: Case, login: Login) -> None:
    url = address.format(number=case.number, petition=a_petition().number)
    assert tuple(login(who).get(url).status_code for who in ("", "citizen", "clerk")) == TABLE[address]


@pytest.mark.parametrize("address", POST_ONLY)
def test_deeds_of_staff_are_refused_to_everybody_else(address: str, case: Case, login: Login) -> None:
    url = address.format(number=case.number)
    assert [login(who).post(url).status_code for who in ("", "citizen")] == [302, 403]
    assert login("clerk").get(url).status_code == 405


def test_a_stranger_comes_back_to_the_page_asked_for_after_the_login(case: Case, login: Login) -> None:
    assert login("").get(f"/case/{case.number}/").headers["Location"] == f"/accounts/login/?next=/case/{case.number}/"


def test_refusals_say_what_to_do_next(login: Login) -> None:
    body = login("clerk").get("/p/service.dispatch/new").content.decode()
    assert "您沒有開立「派工通報」案件的權限" in body
    assert "回首頁" in body
