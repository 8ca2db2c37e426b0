"""One browser play of a report: drafted, checked, frozen, signed and printed, by keyboard size and telephone, without scripts."""

import re
from datetime import date

import pytest

from tests.browser.conftest import Open, address_on, misfits, open_page
from tests.shell.conftest import NOW, a_petition, actor
from yankao.engines.reports import edition_sign as signing
from yankao.engines.reports import editions
from yankao.engines.reports.editions import Facts
from yankao.engines.reports.models import Edition

__all__ = ["open_page"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FACTS = Facts(first=date(2026, 1, 1), last=date(2026, 6, 30))
PAGES = ("", "preview", "check", "compare", "frozen")


def test_a_report_is_drafted_checked_frozen_and_printed_without_scripts(open_page: Open) -> None:
    page = open_page("editor", "/reports/new?kind=mayor_memo", scripts=False)
    page.get_by_label(re.compile("起月")).fill("115-01")
    page.get_by_label(re.compile("迄月")).fill("115-06")
    page.get_by_role("button", name="送出").click()
    home = page.url
    for title in ("陳情案件", "派工通報", "話務服務"):
        page.goto(home)
        page.get_by_role("link", name=title, exact=True).click()
        page.get_by_role("button", name="提送審查").click()
        page.get_by_role("button", name="審定").click()
    page.goto(home)
    page.get_by_role("link", name="檢查", exact=True).click()
    assert page.get_by_role("heading", name="檢查").is_visible()
    page.goto(home)
    page.get_by_role("link", name="凍結數字").click()
    page.get_by_role("button", name="送出").click()
    page.get_by_role("link", name="已凍結").click()
    assert page.get_by_text("全部數字的雜湊相符").is_visible()
    page.goto(home)
    with page.expect_download() as waiting:
        page.get_by_role("link", name="ODT").click()
    assert waiting.value.suggested_filename.endswith(".odt")
    assert Edition.objects.get().frozen_at is not None


def test_the_pages_of_an_edition_fit_and_hold_for_everybody(open_page: Open) -> None:
    page = open_page("editor", "/reports/")
    a_petition()
    edition = editions.create("mayor_memo", actor=actor("editor"), now=NOW, facts=FACTS)
    for chapter in edition.chapters.all():
        editions.hand_in(chapter.pk, actor=actor("editor"), now=NOW)
        editions.review(chapter.pk, actor=actor("editor"), now=NOW, is_accepted=True)
    signing.freeze(edition.pk, actor=actor("editor"), now=NOW)
    addresses = ["/reports/", "/reports/new", "/published/", "/figures/service.petition.received/?from=115-01&to=115-06"]
    addresses += [f"/reports/{edition.pk}/{name}" for name in PAGES] + [f"/reports/{edition.pk}/chapter/petition/"]
    for address in addresses:
        page.goto(address_on(page, address))
        assert misfits(page) == [], address
