"""Every kind of page can be used by everybody: no barrier that axe knows, no sideways scrolling, on a telephone and at a desk."""

import pytest

from tests.browser.conftest import Open, address_on, barriers, misfits
from tests.shell.conftest import NOW, a_dispatch, a_petition, actor, agency
from yankao.divisions.service.registers.leaflets import LEAFLETS
from yankao.engines.registers.models import RegisterRow
from yankao.engines.registers.write import correct, enter

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAGES = {
    "first page of a stranger": ("", "/"),
    "login": ("", "/accounts/login/"),
    "forgotten password": ("", "/accounts/password/reset/"),
    "first page of a clerk": ("clerk", "/"),
    "first page of a citizen": ("citizen", "/"),
    "list": ("agent", "/p/service.dispatch/"),
    "worklist": ("clerk", "/worklist/"),
    "overdue list": ("clerk", "/overdue/"),
    "search": ("agent", "/search/?q=坑洞"),
    "opening form": ("agent", "/p/service.dispatch/new"),
    "opening form of a citizen": ("citizen", "/p/service.petition/new"),
    "case": ("clerk", "/case/{dispatch}/"),
    "case of a citizen": ("citizen", "/case/{mine}/"),
    "form of a deed": ("clerk", "/case/{dispatch}/do/report"),
    "form of a verb": ("agent", "/case/{dispatch}/verb/transfer"),
    "edit form": ("agent", "/case/{dispatch}/verb/edit"),
    "reply": ("clerk", "/case/{petition}/reply"),
    "explanation": ("agent", "/p/service.petition/about"),
    "notices": ("clerk", "/notices/"),
    "register": ("agent", "/r/service.call/"),
    "register that is lived in": ("agent", "/r/service.leaflet/"),
    "row": ("agent", "/r/service.leaflet/{leaflet}/"),
    "row form": ("agent", "/r/service.leaflet/new"),
    "correction": ("agent", "/r/service.leaflet/{leaflet}/correct"),
    "catalogue": ("agent", "/systems/"),
    "help": ("agent", "/help/"),
    "second factor": ("agent", "/accounts/2fa/"),
    "new password": ("agent", "/accounts/password/change/"),
    "refused": ("clerk", "/p/service.dispatch/new"),
    "wrong step": ("agent", "/case/{dispatch}/do/release"),
    "not found": ("clerk", "/nothing"),
}


def a_leaflet() -> RegisterRow:
    """Enter a leaflet at the desk, and correct it once."""
    facts = {"title": "公車路線圖", "agency": agency(), "received_on": "2026-03-02", "received": 100}
    row = enter(LEAFLETS, actor=actor("agent"), now=NOW, facts=facts)
    return correct(LEAFLETS, row.pk, actor=actor("agent"), now=NOW, facts={"place": "入口左側"}, reason="移位")


@pytest.fixture
def numbers(people: None) -> dict[str, str]:
    """Make the cases that the addresses name."""
    return {
        "dispatch": a_dispatch(lat=22.63, long=120.31).number,
        "petition": a_petition().number,
        "mine": a_dispatch(by="citizen", channel="web").number,
        "leaflet": str(a_leaflet().pk),
    }


@pytest.mark.parametrize("who", ["", "citizen", "clerk", "agent"])
def test_no_page_of_somebody_has_a_barrier_or_scrolls_sideways(who: str, open_page: Open, numbers: dict[str, str]) -> None:
    page, found = open_page(who, "/help/"), {}
    for kind, (whose, address) in PAGES.items():
        if whose == who:
            page.goto(address_on(page, address.format(**numbers)))
            found[kind] = misfits(page)
    assert {kind: wrong for kind, wrong in found.items() if wrong} == {}


def test_no_page_has_a_barrier_in_the_dark(open_page: Open, numbers: dict[str, str]) -> None:
    page, found = open_page("agent", "/help/", scheme="dark"), {}
    for kind in ("list", "opening form", "form of a verb", "explanation", "help"):
        page.goto(address_on(page, PAGES[kind][1].format(**numbers)))
        found[kind] = barriers(page)
    assert {kind: wrong for kind, wrong in found.items() if wrong} == {}
