"""應變模式 in a real browser: a typhoon is run from its order to its end, with and without scripts, and no screen of it has a barrier."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open, address_on, barriers, misfits, too_wide
from tests.divisions.service.test_typhoon_pages import START, tree
from tests.shell.conftest import a_dispatch, actor
from yankao.engines.cases import emergency as verbs
from yankao.engines.cases.emergency import Declaration
from yankao.engines.cases.models import Case, Emergency, Matter
from yankao.engines.notices.models import Notice
from yankao.kernel.agencies.models import Agency, District
from yankao.kernel.days import day_of
from yankao.kernel.persons.vault import PersonData
from yankao.shell.words import now

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.system("dispatch", "callcenter")]


@pytest.fixture(autouse=True)
def real_time(monkeypatch: pytest.MonkeyPatch, people: None) -> None:
    """The desk's helper opens cases at its own stopped moment; here they are received now."""
    monkeypatch.setattr("tests.shell.conftest.NOW", now())


def fallen(number: int) -> Case:
    area = District.objects.get(name="三民區").pk
    reporter = PersonData(name="林美玲", phone=f"09120000{number:02d}")
    return a_dispatch(category=tree(), agency=None, district=area, address=f"三民區建國路{number}號", reporter=reporter)


def a_running_typhoon() -> Matter:
    """Make one with an override, a matter, its mother, merged reports and one that stands alone."""
    lead, moment = actor("desk_lead"), now()
    given = Declaration(
        name="海葵颱風", kind="typhoon", order_number="高市府災字第1號", ordered_on=day_of(moment), starts_at=moment - timedelta(hours=1),
        categories=(tree(),), stopped=frozenset({tree().pk}),
    )  # fmt: skip
    alone = fallen(1)
    emergency = verbs.start(given, actor=lead, now=moment)
    fire, area = Agency.objects.get(slug="fire"), District.objects.get(name="左營區").pk
    verbs.route(emergency, category=tree(), area=area, agency=fire, reason="前進指揮所", actor=lead, now=moment)
    matter = verbs.open_matter(emergency, category=tree(), area=alone.district_id or "", name="三民區路樹傾倒", actor=lead, now=moment)
    for number in (2, 3, 4):
        fallen(number)
    return matter


def found_on(page: Page) -> list[str]:
    return barriers(page) + too_wide(page)


def test_no_screen_of_response_mode_has_a_barrier_or_scrolls_sideways(open_page: Open) -> None:
    matter = a_running_typhoon()
    base = f"/response/{matter.emergency_id}"
    page, told = open_page("desk_lead", "/board/"), {}
    for address in (
        "/board/",
        "/response/",
        "/response/start/",
        "/response/start/?usual=typhoon",
        f"{base}/",
        f"{base}/cases/?of=open",
        f"{base}/matter/{matter.pk}/",
    ):
        page.goto(address_on(page, address))
        told[address] = misfits(page, is_dark=True)
    page.locator("#id_text").fill("{案號} 已派員清除")
    page.get_by_role("button", name="預覽").click()
    expect(page.get_by_role("main")).to_contain_text("已派員清除")
    told["preview"] = misfits(page, is_dark=True)
    assert {name: problems for name, problems in told.items() if problems} == {}


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_typhoon_is_run_from_its_order_to_its_end(scripts: bool, open_page: Open) -> None:
    page = open_page("desk_lead", "/response/", scripts=scripts)
    page.get_by_role("link", name="啟動應變模式").first.click()
    page.get_by_role("link", name="帶入颱風常用項目").click()
    assert page.locator("input[name=item]:checked").count() > 10
    page.get_by_role("main").get_by_role("button", name="啟動應變模式").click()
    expect(page.get_by_role("alert")).to_contain_text("還不能啟動")
    page.locator("#id_name").fill(START["name"])
    page.locator("#id_order_number").fill(START["order_number"])
    page.get_by_role("main").get_by_role("button", name="啟動應變模式").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("海葵颱風")
    page.locator("#m_category").select_option(label=tree().name)
    page.locator("#m_area").select_option(label="三民區")
    page.locator("#m_name").fill("路樹傾倒")
    page.get_by_role("button", name="設定事項").click()
    cases = [fallen(number) for number in range(3)]
    assert Case.objects.filter(merged_into=cases[0]).count() == 2

    page.reload()
    page.get_by_role("link", name="三民區路樹傾倒").click()
    page.locator("#id_text").fill("您反映的 {案號} 預計今日下午清除")
    page.get_by_role("button", name="預覽").click()
    page.get_by_role("main").get_by_role("button", name="送出給").click()
    expect(page.get_by_role("status").first).to_be_visible()
    assert Notice.objects.filter(recipient_kind="person", text__contains="預計今日下午清除").count() == 3

    emergency = Emergency.objects.get()
    page.goto(address_on(page, f"/response/{emergency.pk}/"))
    page.locator("#id_reason").fill("災害應變中心解除三級開設")
    page.get_by_role("main").get_by_role("button", name="解除應變模式").click()
    emergency.refresh_from_db()
    assert emergency.end_reason == "災害應變中心解除三級開設"
    assert fallen(9).merged_into is None


def test_response_mode_is_started_with_the_keyboard_alone(open_page: Open) -> None:
    page = open_page("desk_lead", "/response/start/?usual=typhoon")
    page.locator("#id_name").focus()
    page.keyboard.type("海葵颱風")
    for _ in range(2):
        page.keyboard.press("Tab")
    page.keyboard.type("高市府災字第1號")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("海葵颱風")
    assert Emergency.objects.get().items.count() > 10
