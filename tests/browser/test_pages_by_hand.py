"""The pages under real hands: played through with scripts and without, and by keys alone."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import TELEPHONE, Open, address_on
from tests.shell.conftest import a_dispatch, a_petition
from yankao.engines.cases.models import Case

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def press(page: Page, name: str) -> None:
    """Press a button or follow a link of that name in the content."""
    main = page.get_by_role("main")
    main.get_by_role("link", name=name).or_(main.get_by_role("button", name=name)).first.click()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_dispatch_is_played_to_its_end_by_its_people(scripts: bool, open_page: Open, people: None) -> None:
    number = a_dispatch().number
    clerk = open_page("clerk", f"/case/{number}/", scripts=scripts)
    press(clerk, "簽收")
    press(clerk, "簽收")
    press(clerk, "回報處理情形")
    press(clerk, "回報處理情形")
    expect(clerk.get_by_role("alert")).to_contain_text("處理結果")
    clerk.get_by_label("處理結果").select_option("fixed")
    clerk.get_by_label("處理情形").fill("已以冷料修補")
    clerk.get_by_label("對外回復").fill("坑洞已修補完成")
    press(clerk, "回報處理情形")
    agent = open_page("agent", f"/case/{number}/", scripts=scripts)
    press(agent, "回電")
    agent.get_by_label("回復民眾情形").select_option("called")
    press(agent, "回電")
    press(agent, "解除管制")
    press(agent, "解除管制")
    expect(agent.get_by_role("main")).to_contain_text("解除管制")
    assert Case.objects.get(number=number).step == "released"


def test_a_citizen_reports_on_a_telephone_and_finds_the_case_again(open_page: Open, people: None) -> None:
    page = open_page("citizen", "/", size=TELEPHONE)
    page.get_by_role("link", name="我要反映 派工通報").click()
    page.get_by_label("項目").select_option(index=1)
    page.get_by_label("內容").fill("家門口路燈不亮")
    page.get_by_label("地點").fill("成功路12號")
    press(page, "送出立案")
    expect(page.get_by_role("heading", level=1)).to_have_text("家門口路燈不亮")
    page.get_by_role("link", name="選單").click()
    page.get_by_role("link", name="首頁").click()
    expect(page.get_by_role("region", name="案件清單")).to_contain_text("家門口路燈不亮")


def test_the_login_page_lets_in_and_the_menu_lets_out(open_page: Open, people: None) -> None:
    page = open_page("", "/accounts/login/")
    page.get_by_label("帳號或電子郵件").fill("clerk")
    page.get_by_label("密碼").fill("yankao-demo")
    press(page, "登入")
    expect(page.get_by_role("heading", level=1)).to_have_text("我的工作")
    page.locator(".user summary").click()
    page.get_by_role("button", name="登出").click()
    expect(page.get_by_role("banner").get_by_role("link", name="登入")).to_be_visible()


def test_the_list_narrows_as_a_filter_is_chosen_without_loading_the_page_anew(open_page: Open, people: None) -> None:
    a_dispatch()
    page = open_page("agent", "/p/service.dispatch/")
    page.evaluate("window.same = true")
    page.get_by_label("狀態").select_option("closed")
    expect(page.get_by_role("status")).to_have_text("共 0 件")
    assert page.evaluate("window.same") is True
    assert "state=closed" in page.url


def test_a_day_in_the_list_is_worked_through_by_keys(open_page: Open, people: None) -> None:
    first, second = a_dispatch(received="2026-03-01 08:00"), a_dispatch(received="2026-03-01 09:00")
    page = open_page("agent", "/p/service.dispatch/")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.get_by_label(f"勾選 {second.number}")).to_be_checked()
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/case/{first.number}/")
    page.keyboard.press("/")
    page.keyboard.type("gw/n")
    assert page.locator("#find").input_value() == "gw/n"
    page.keyboard.press("Tab")
    page.keyboard.press("g")
    page.keyboard.press("w")
    page.wait_for_url("**/worklist/")


def test_the_first_stop_of_the_tab_key_skips_to_the_content(open_page: Open, people: None) -> None:
    page = open_page("agent", "/p/service.dispatch/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="跳到主要內容")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()


def test_a_typed_roc_date_is_read_back_in_both_calendars(open_page: Open, people: None) -> None:
    case = a_dispatch()
    page = open_page("clerk", f"/case/{case.number}/do/arrive")
    page.get_by_label("到場時間").fill("115/3/2 14:05")
    expect(page.locator("output").first).to_have_text("民國115年3月2日（一）＝ 2026-03-02")


def test_a_click_on_the_map_fills_in_the_place(open_page: Open, people: None) -> None:
    page = open_page("agent", "/p/service.dispatch/new")
    page.get_by_role("application").click()
    assert 22 < float(page.locator("#id_lat").input_value()) < 24
    assert 120 < float(page.locator("#id_long").input_value()) < 122


def test_the_policy_of_the_pages_is_never_broken(open_page: Open, people: None) -> None:
    told: list[str] = []
    case = a_dispatch(lat=22.63, long=120.31)
    page = open_page("agent", "/")
    page.on("console", lambda message: told.append(message.text) if "Content Security Policy" in message.text else None)
    page.on("pageerror", lambda error: told.append(str(error)))
    for address in ("/p/service.dispatch/", "/p/service.dispatch/new", f"/case/{case.number}/", "/systems/", "/accounts/2fa/"):
        page.goto(address_on(page, address))
    assert told == []


def test_a_petition_is_answered_over_three_desks(open_page: Open, people: None) -> None:
    number = a_petition().number
    clerk = open_page("clerk", f"/case/{number}/")
    press(clerk, "擬復")
    clerk.get_by_label("回復內容").fill("本處將於6月底前加裝遮陽棚{日期}")
    press(clerk, "送核稿")
    expect(clerk.get_by_role("alert")).to_contain_text("尚有未填的欄位")
    clerk.get_by_label("回復內容").fill("本處將於6月底前加裝遮陽棚")
    press(clerk, "送核稿")
    press(open_page("controller", f"/case/{number}/reply"), "核稿，送請決行")
    lead = open_page("agency_lead", f"/case/{number}/reply")
    press(lead, "決行發文")
    expect(lead.get_by_role("main")).to_contain_text("本處將於6月底前加裝遮陽棚")
    assert Case.objects.get(number=number).step == "answered"
