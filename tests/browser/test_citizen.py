"""The citizen's pages in a real browser: no barrier, nothing too wide, with and without scripts, and a report from the first tap to its grade."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from tests.browser.conftest import DESK, TELEPHONE, Open, address_on, barriers, misfits, too_wide
from tests.shell.conftest import a_dispatch, actor
from yankao.engines.cases.advance import advance
from yankao.engines.cases.models import Case, Category
from yankao.kernel.persons.vault import PersonData

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

OPEN_TO_ALL = ("/report/", "/report/new?group=路燈", "/report/mailbox", "/track/", "/map/", "/map/list/", "/map/list/?state=closed")
MAYORS = ("/district/", "/district/?d=64000050&d=64000080", "/monthly/", "/monthly/?month=115-03")
SIZES = pytest.mark.parametrize("size", [TELEPHONE, DESK], ids=["telephone", "desk"])


@pytest.fixture
def case(people: None) -> Case:
    """Return an open report that everybody may see."""
    pothole = Category.objects.get(code="road-pothole-1")
    return a_dispatch(category=pothole, lat=22.63, long=120.31, address="三民區建國三路口", reporter=PersonData(name="王小明", phone="0912345678"))


def wrong_with(page: Page) -> list[str]:
    return barriers(page) + too_wide(page)


def fill_report(page: Page) -> None:
    page.goto(address_on(page, "/report/"))
    page.get_by_role("link", name=re.compile("^路燈")).click()
    page.get_by_label("路燈故障", exact=True).check()
    page.get_by_label("地點", exact=False).first.fill("建國三路與中華路口")
    page.get_by_label("行政區").select_option("64000050")
    page.get_by_label(re.compile("請說明情形")).fill("路燈三天不亮")


def track(page: Page, case: Case) -> None:
    page.goto(address_on(page, "/track/"))
    page.fill("[name=number]", case.number)
    page.fill("[name=contact]", "0912-345-678")
    page.get_by_role("button", name="查詢").last.click()
    page.wait_for_url("**/track/case")


def test_no_page_for_everybody_has_a_barrier_or_scrolls_sideways(open_page: Open, case: Case) -> None:
    page, found = open_page("", "/help/"), {}
    for address in (*OPEN_TO_ALL, f"/map/case/{case.number}"):
        page.goto(address_on(page, address))
        found[address] = misfits(page)
    assert {address: wrong for address, wrong in found.items() if wrong} == {}


def test_no_page_of_the_mayors_office_has_a_barrier_or_scrolls_sideways(open_page: Open, case: Case) -> None:
    page, found = open_page("mayor_office", "/help/"), {}
    for address in MAYORS:
        page.goto(address_on(page, address))
        found[address] = misfits(page)
    assert {address: wrong for address, wrong in found.items() if wrong} == {}


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_stranger_reports_from_the_telephone(scripts: bool, open_page: Open, people: None) -> None:
    page = open_page("", "/report/", size=TELEPHONE, scripts=scripts)
    fill_report(page)
    page.get_by_role("button", name="下一步").click()
    assert "路燈三天不亮" in page.inner_text("main")
    if scripts:
        assert wrong_with(page) == []
    page.fill("[name=reporter_phone]", "0912-345-678")
    page.get_by_role("button", name="送出通報").click()
    page.wait_for_url("**/report/done/**")
    case = Case.objects.get()
    assert case.number in page.inner_text("main")
    if scripts:
        assert wrong_with(page) == []
    page.get_by_role("link", name="查看這個案件").click()
    assert "等候機關簽收" in page.inner_text("main")
    track(page, case)


def test_what_is_missing_is_told_beside_its_field_without_a_barrier(open_page: Open, people: None) -> None:
    page = open_page("", "/report/new?group=路燈", size=TELEPHONE)
    page.get_by_role("button", name="下一步").click()
    assert "請選擇是哪一種情形" in page.inner_text("main")
    assert page.locator(":focus").get_attribute("id") == "wrong"
    assert wrong_with(page) == []


def test_the_telephone_tells_its_own_place_and_the_district_need_not_be_chosen(open_page: Open, people: None) -> None:
    page = open_page("", "/report/", size=TELEPHONE)
    page.context.grant_permissions(["geolocation"])
    page.context.set_geolocation({"latitude": 22.63, "longitude": 120.31})
    fill_report(page)
    page.get_by_label("行政區").select_option("")
    page.get_by_role("button", name="使用我現在的位置").click()
    page.get_by_text("已標示位置").wait_for()
    page.get_by_role("button", name="下一步").click()
    page.get_by_role("button", name="送出通報").click()
    page.wait_for_url("**/report/done/**")
    assert Case.objects.get().lat == pytest.approx(22.63)


@SIZES
def test_a_reporter_reads_adds_and_says_not_to_be_content(size: dict[str, int], open_page: Open, case: Case) -> None:
    now = timezone.now()
    for key, facts in (("acknowledge", {}), ("report", {"result": "fixed", "report": "填補", "public_reply": "路面已填補"})):
        case = advance(case, key, actor=actor("agent"), now=now, facts=facts)
    page = open_page("", "/track/", size=size)
    track(page, case)
    assert "路面已填補" in page.inner_text("main")
    for fold in page.locator("details.fold summary").all():
        fold.click()
    assert wrong_with(page) == []
    page.fill("details [name=text]", "旁邊又有一個")
    page.locator("details", has=page.locator("[name=text]")).get_by_role("button").click()
    assert "旁邊又有一個" in page.inner_text("main")
    page.get_by_label("非常不滿意").check()
    page.get_by_label("意見").fill("洞還在")
    page.get_by_role("button", name="送出評分").click()
    assert "謝謝您的意見" in page.inner_text("main")


def test_the_public_map_draws_its_points_and_each_leads_to_its_page(open_page: Open, case: Case) -> None:
    Case.objects.filter(pk=case.pk).update(received_at=timezone.now())
    page = open_page("", "/map/")
    page.locator(".public-map path.leaflet-interactive").first.click()
    page.locator(".leaflet-popup-content a").click()
    page.wait_for_url(f"**/map/case/{case.number}")


def test_the_list_serves_everybody_without_scripts(open_page: Open, case: Case) -> None:
    Case.objects.filter(pk=case.pk).update(received_at=timezone.now())
    page = open_page("", "/map/", scripts=False)
    assert case.number in page.inner_text("main")
    assert not page.locator(".public-map").is_visible()
