"""The administration's pages can be used by everybody: no barrier that axe knows, no sideways scrolling, at a desk and on a telephone."""

import pytest

from tests.browser.conftest import Open, misfits
from tests.shell.conftest import a_dispatch, agency
from yankao.engines.cases.models import Category
from yankao.engines.identity.models import User

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAGES = (
    "", "items/", "items/{item}/", "items/{item}/edit", "items/{item}/rule", "items/import", "agencies/", "agencies/{agency}/",
    "agencies/{agency}/close", "agencies/new", "agencies/{agency}/desk", "deputies/", "deputies/new", "calendar/", "calendar/day?day=2026-11-25",
    "people/", "people/{person}/", "people/new", "tokens/", "tokens/new",
)  # fmt: skip


def test_every_page_of_the_administration_is_without_barriers(open_page: Open, people: None) -> None:
    a_dispatch()
    item = Category.objects.get(procedure="service.dispatch", code="street-light-fault-1").pk
    person = User.objects.get(username="clerk").pk
    found = {}
    page = open_page("admin", "/manage/")
    root = page.url
    for address in PAGES:
        page.goto(root + address.format(item=item, agency=agency().pk, person=person))
        if wrong := misfits(page, is_dark=True):
            found[address] = wrong
    assert found == {}
