"""One case of each procedure, played to its end by its people in a real browser, with a refusal and an overdue."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page
from pytest_django.live_server_helper import LiveServer

from yankao.engines.cases.chase import chase
from yankao.engines.cases.models import Case, Passage
from yankao.engines.identity.demo import PASSWORD, seed
from yankao.kernel.days import TAIPEI
from yankao.kernel.roc import roc_year

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("city")]


class Desk:
    """The people of the stories, each logged in in a window of their own."""

    def __init__(self, browser: Browser, base: str) -> None:
        self.browser, self.base = browser, base
        self.windows: dict[str, BrowserContext] = {}
        self.pages: dict[str, Page] = {}

    def page(self, user: str) -> Page:
        """Return the window of somebody, logged in when first needed."""
        if user not in self.pages:
            self.windows[user] = self.browser.new_context(viewport={"width": 1280, "height": 900}, locale="zh-TW")
            page = self.pages[user] = self.windows[user].new_page()
            page.goto(f"{self.base}/accounts/login/")
            page.fill("[name=login]", user)
            page.fill("[name=password]", PASSWORD)
            page.click("main form button.main")
            page.wait_for_url(f"{self.base}/")
        return self.pages[user]

    def send(self, user: str, path: str, **facts: object) -> Page:
        """Fill a form by the names of its fields and send it."""
        page = self.page(user)
        page.goto(self.base + path)
        for name, value in facts.items():
            field = page.locator(f"main form [name={name}]").first
            if not field.is_visible():
                page.locator("main form details", has=page.locator(f"[name={name}]")).locator("summary").first.click()
            if isinstance(value, bool):
                field.set_checked(value)
            elif field.evaluate("it => it.tagName") == "SELECT":
                field.select_option(str(value))
            else:
                field.fill(str(value))
        page.locator("main form button.main").last.click()
        page.wait_for_load_state()
        return page

    def open(self, user: str, procedure: str, **facts: object) -> Case:
        """Open a case and return it."""
        page = self.send(user, f"/p/{procedure}/new", **facts)
        assert "已立案" in page.inner_text("main")
        return Case.objects.get(number=page.url.rstrip("/").rsplit("/", 1)[1])

    def do(self, user: str, case: Case, key: str, **facts: object) -> Page:
        """Do a deed on a case, starting from its page as a clerk would."""
        page = self.page(user)
        page.goto(f"{self.base}/case/{case.number}/")
        assert page.locator(f"main a[href$='/do/{key}']").count() == 1, f"{key} is not offered to {user}"
        return self.send(user, f"/case/{case.number}/do/{key}", **facts)

    def verb(self, user: str, case: Case, key: str, **facts: object) -> Page:
        """Use a verb of the engine on a case."""
        return self.send(user, f"/case/{case.number}/verb/{key}", **facts)

    def step(self, case: Case) -> str:
        """Return the step the case is at."""
        case.refresh_from_db()
        return str(case.step)


@pytest.fixture
def desk(chromium: Browser, live_server: LiveServer) -> Iterator[Desk]:
    seed(Path())
    it = Desk(chromium, live_server.url)
    yield it
    for window in it.windows.values():
        window.close()


def roc(days_ago: int, *, clock: str = "") -> str:
    """Return a day (and hour) before now as a clerk types it: 112/3/1 09:00."""
    day = timezone.now().astimezone(TAIPEI).date() - timedelta(days=days_ago)
    return f"{roc_year(day)}/{day.month}/{day.day} {clock}".strip()


def value_of(page: Page, label: str) -> str:
    """Return the value of the option with that label in the first select of the form."""
    found = page.locator("main form option", has_text=label).first.get_attribute("value")
    assert found
    return found


def option(desk: Desk, user: str, procedure: str, label: str) -> str:
    page = desk.page(user)
    page.goto(f"{desk.base}/p/{procedure}/new")
    return value_of(page, label)


def test_a_dispatch_from_the_call_to_the_release(desk: Desk) -> None:
    item = option(desk, "agent", "service.dispatch", "路面坑洞(一)")
    case = desk.open(
        "agent", "service.dispatch", category=item, description="路面坑洞積水", address="三民區建國三路100號", channel="phone",
        reporter_name="陳美麗", reporter_phone="0912345678", received_at=roc(2, clock="09:00"), late_reason="紙本補登",
    )  # fmt: skip
    chase(now=timezone.now())

    page = desk.page("desk_lead")
    page.goto(f"{desk.base}/overdue/")
    assert case.number in page.inner_text("main")
    page.goto(f"{desk.base}/notices/")
    assert "逾期" in page.inner_text("main")

    page = desk.page("clerk")
    page.goto(f"{desk.base}/case/{case.number}/")
    assert "陳○麗" in page.inner_text("main")
    assert "陳美麗" not in page.content()
    desk.do("agent", case, "notify_by_phone", number_called="07-000-9001", outcome="answered")
    desk.do("clerk", case, "acknowledge")
    refused = desk.do("clerk", case, "report", report="已填補")
    assert "請填寫「處理結果」" in refused.inner_text("main") or "必填" in refused.inner_text("main")
    assert desk.step(case) == "in_hand"
    desk.do("clerk", case, "report", result="fixed", report="已填補完成")
    refused = desk.do("agent", case, "release")
    assert "請先登錄回復民眾情形" in refused.inner_text("main")
    desk.do("agent", case, "call_back", call_back="called")
    desk.do("agent", case, "release", public_reply="路面已修補")

    assert desk.step(case) == "released"
    assert Passage.objects.get(case=case, action="report").in_time is False
    page = desk.page("agent")
    page.goto(f"{desk.base}/case/{case.number}/")
    assert "路面已修補" in page.inner_text("main")


def test_a_petition_from_the_mailbox_to_the_signed_reply(desk: Desk) -> None:
    item = option(desk, "citizen", "service.petition", "道路及人行道")
    case = desk.open(
        "citizen", "service.petition", category=item, title="人行道不平", description="長者跌倒", reporter_name="王小明",
        reporter_email="ming@example.org",
    )  # fmt: skip
    assert case.channel == "mailbox"
    Case.objects.filter(pk=case.pk).update(due_at=timezone.now() - timedelta(hours=1))
    page = desk.page("controller")
    page.goto(f"{desk.base}/overdue/")
    assert case.number in page.inner_text("main")

    def reply(user: str, deed: str, **facts: str) -> Page:
        page = desk.page(user)
        page.goto(f"{desk.base}/case/{case.number}/reply")
        for name, text in facts.items():
            page.locator(f"main form [name={name}]").first.fill(text)
        page.click(f"main form button[value={deed}]")
        page.wait_for_load_state()
        return page

    reply("clerk", "draft", text="您好，{處理情形}")
    refused = reply("clerk", "submit")
    assert "未填的欄位" in refused.inner_text("main")
    reply("clerk", "draft", text="您好，人行道將於十日內修復。")
    reply("clerk", "submit")
    reply("controller", "check")
    reply("agency_lead", "decide")
    assert desk.step(case) == "answered"
    desk.do("agent", case, "close")
    desk.do("citizen", case, "rate", satisfaction="4")
    assert desk.step(case) == "closed"


def test_a_report_on_public_works_until_the_engineer_confirms(desk: Desk) -> None:
    item = option(desk, "citizen", "engineering.citizen_supervision", "道路路面施工缺失")
    case = desk.open("citizen", "engineering.citizen_supervision", category=item, description="路面未鋪平", address="苓雅區四維三路2號")
    Case.objects.filter(pk=case.pk).update(due_at=timezone.now() - timedelta(hours=1))
    page = desk.page("inspector")
    page.goto(f"{desk.base}/overdue/")
    assert case.number in page.inner_text("main")

    desk.do("clerk", case, "survey", surveyed_on=roc(0), finding="刨鋪不平整")
    refused = desk.do("clerk", case, "finish", improved_on=roc(3), remedy="已重新刨鋪", reporter_contacted_on=roc(0))
    assert "不得早於勘查" in refused.inner_text("main")
    assert desk.step(case) == "improving"
    desk.do("clerk", case, "finish", improved_on=roc(0), remedy="已重新刨鋪", reporter_contacted_on=roc(0))
    desk.do("inspector", case, "send_back", reason="請補完工照片")
    desk.do("clerk", case, "finish", improved_on=roc(0), remedy="已重新刨鋪並附照片", reporter_contacted_on=roc(0))
    desk.do("inspector", case, "confirm", confirmed_by="許工程")
    assert desk.step(case) == "closed"


def test_a_trip_report_from_the_return_to_the_public(desk: Desk) -> None:
    refused = desk.send(
        "clerk", "/p/research.trip_report/new", purpose="考察道路養護", traveller_title="科長", destination="日本", funding="city",
        left_on=roc(100), returned_on=roc(120),
    )  # fmt: skip
    assert "不得早於出國" in refused.inner_text("main")
    assert refused.locator("[name=destination]").input_value() == "日本"
    case = desk.open(
        "clerk", "research.trip_report", purpose="考察道路養護", traveller_title="科長", destination="日本", funding="city",
        left_on=roc(130), returned_on=roc(120),
    )  # fmt: skip
    page = desk.page("researcher")
    page.goto(f"{desk.base}/overdue/")
    assert case.number in page.inner_text("main")
    desk.do("researcher", case, "remind")
    desk.do("clerk", case, "submit", report_title="道路養護考察", summary="刨鋪工法")
    desk.do("researcher", case, "send_back", reviewed_on=roc(0), opinion="請補照片")
    desk.do("clerk", case, "submit", report_title="道路養護考察", summary="刨鋪工法及照片")
    desk.do("researcher", case, "accept", reviewed_on=roc(0), opinion="同意")
    desk.do("researcher", case, "publish", published_at_url="https://example.org/report")
    assert desk.step(case) == "published"
