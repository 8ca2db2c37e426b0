"""The month of the plans in a real browser: the agency fills in, the commission reviews and gives out, the deputy mayor's office reads and meets."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.browser.conftest import DESK, Open, address_on, misfits
from tests.cases.people import at
from tests.divisions.control.stories import ordered
from tests.divisions.control.test_documents import month as document_month
from tests.divisions.planning.test_term import goal, kpi, told
from tests.progress.plans import a_plan, hand_in, with_baseline
from yankao.engines.activities.models import AgendaItem, Meeting, Resolution, Standing
from yankao.engines.cases.models import Case
from yankao.engines.identity.demo import PASSWORD
from yankao.engines.progress.models import Alarm, BulletinIssue, PeriodReport, Plan, State

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
KEY, MEETINGS = "control.project", "/m/control.works_supervision/"
LISTED, IN_OCTOBER, NOW, AFTER = at("2026-01-05 10:00"), at("2026-10-05 10:00"), at("2026-11-05 10:00"), at("2026-11-20 17:00")
CLOCKS = ("progress", "progress_plan", "progress_grid", "progress_bulletins", "meetings", "meeting_deeds")


@pytest.fixture
def early_november(monkeypatch: pytest.MonkeyPatch, people: None) -> None:
    """Let the pages live on 5 November 115, when October is filled in."""
    for name in CLOCKS:
        monkeypatch.setattr(f"yankao.shell.views.{name}.clock", lambda: NOW)
    monkeypatch.setattr("yankao.shell.progress_forms.clock", lambda: NOW)


@pytest.fixture
def plans(early_november: None) -> list[Plan]:
    """Three plans of the clerk's agency; the first was behind in September already."""
    made = [with_baseline(a_plan(year=2026, name=name, now=LISTED), now=LISTED) for name in ("岡山路排水改善", "前鎮河整治", "污水管線")]
    hand_in(made[0], "115-09", now=IN_OCTOBER, progress="60")
    return made


@pytest.fixture
def window(chromium: Browser, live_server: LiveServer) -> Iterator[Callable[[str], Page]]:
    """Return a way to get somebody's window, logged in by hand the first time."""
    contexts: dict[str, BrowserContext] = {}
    pages: dict[str, Page] = {}

    def of(user: str) -> Page:
        if user not in pages:
            contexts[user] = chromium.new_context(viewport=DESK, locale="zh-TW")
            page = pages[user] = contexts[user].new_page()
            page.goto(f"{live_server.url}/accounts/login/")
            page.fill("[name=login]", user)
            page.fill("[name=password]", PASSWORD)
            page.click("main form button.main")
            page.wait_for_url(f"{live_server.url}/")
        return pages[user]

    yield of
    for context in contexts.values():
        context.close()


def go(page: Page, path: str) -> Page:
    page.goto(address_on(page, path))
    return page


def type_in(page: Page, plan: Plan, **cells: object) -> None:
    for name, value in cells.items():
        page.locator(f'[id="c{plan.pk}.{name}"]').fill(str(value))


def send_all(page: Page, stage: str) -> None:
    for box in page.locator("input[name=report]").all():
        box.check()
    page.click(f'button[name=stage][value="{stage}"]')
    page.wait_for_load_state()


def test_agency_commission_and_deputy_mayor_live_through_a_month(window, plans: list[Plan], monkeypatch: pytest.MonkeyPatch) -> None:
    behind, good, third = plans
    # The agency: a wrong cell is refused, the rest is kept; put right, all go on their way; the lag is explained.
    clerk = go(window("clerk"), f"/t/{KEY}/")
    clerk.click("text=填報 115年10月")
    money = {"allotted": 10_000_000, "realised": 9_500_000, "text": "施工中"}
    type_in(clerk, behind, year_progress="65", total_progress="65", **money)
    type_in(clerk, good, year_progress="850", total_progress="85", **money)
    type_in(clerk, third, year_progress="84", total_progress="84", **money)
    clerk.click("button[name=save]")
    expect(clerk.locator("#wrong")).to_contain_text("不在 0 至 100 之間")
    assert PeriodReport.objects.get(plan=good, month="2026-10-01").total_progress == 85
    type_in(clerk, good, year_progress="85")
    clerk.click("button[name=submit]")
    expect(clerk.get_by_text("已送審3案")).to_be_visible()
    alarm = Alarm.objects.get(plan=behind, month="2026-10-01")
    assert alarm.streak == 2
    for each in Alarm.objects.filter(plan=behind).order_by("month"):
        go(clerk, f"/plan/{behind.pk}/answer/{each.pk}")
        told = {"cause": "管線遷移延宕", "remedy": "增派工班", "catch_up_month": "115-12", "responsible": "承攬廠商"}
        for name, value in told.items():
            clerk.fill(f"main form [name={name}]", value)
        clerk.click("main form button.main")
        clerk.wait_for_load_state()
    # Its window and its head, then the commission, which sends one back first.
    for who, stage in (("controller", "check"), ("agency_lead", "approve")):
        send_all(go(window(who), f"/t/{KEY}/review/115-10"), stage)
    tracker = go(window("tracker"), f"/t/{KEY}/review/115-10")
    tracker.locator(f'input[name=report][value="{PeriodReport.objects.get(plan=third, month="2026-10-01").pk}"]').check()
    tracker.fill("[name=reason]", "請補附照片")
    tracker.click('button[name=stage][value="send_back"]')
    tracker.wait_for_load_state()
    send_all(go(tracker, f"/t/{KEY}/review/115-10"), "pass")
    assert dict(PeriodReport.objects.filter(month="2026-10-01").values_list("plan__name", "state")) == {
        behind.name: State.PASSED, good.name: State.PASSED, third.name: State.RETURNED,
    }  # fmt: skip
    # The commission gives out the analysis; an agency downloads it.
    go(tracker, "/b/control.monthly_analysis/")
    tracker.click("text=檢視 115年10月 草稿")
    expect(tracker.locator("article")).to_contain_text("管線遷移延宕／增派工班（承攬廠商）")
    expect(tracker.locator("article")).to_contain_text("落後")
    assert tracker.pdf().startswith(b"%PDF")
    tracker.click("text=公布")
    tracker.fill("main form [name=letter_number]", "高市研管字第1151105號")
    tracker.click("main form button.main")
    tracker.wait_for_load_state()
    assert BulletinIssue.objects.get().behind == 1
    go(clerk, "/b/control.monthly_analysis/")
    with clerk.expect_download() as download:
        clerk.click("text=下載 ODT")
    assert download.value.suggested_filename.endswith(".odt")
    _meet(window, behind)
    _hold(window, behind, monkeypatch)


def _meet(window, behind: Plan) -> None:
    """The commission calls the meeting on what is behind, the deputy mayor's office reads it, and its resolution is tracked."""
    mayor = go(window("mayor_office"), f"/t/{KEY}/")
    expect(mayor.locator("tbody").last).to_contain_text(behind.name)
    go(mayor, f"/t/{KEY}/meeting?month=115-10")
    expect(mayor.locator("main")).to_contain_text("連續 2 期")
    tracker = go(window("tracker"), f"{MEETINGS}new")
    tracker.fill("main form [name=starts_at]", "2026-11-20 14:00")
    tracker.fill("main form [name=place]", "第一會議室")
    tracker.click("main form button.main")
    tracker.wait_for_load_state()
    meeting = Meeting.objects.get()
    expect(tracker.locator("main")).to_contain_text("連續2期進度落後")
    tracker.click("text=全部列入")
    tracker.wait_for_load_state()
    assert AgendaItem.objects.get(meeting=meeting).agency_id == behind.agency_id
    go(tracker, f"{MEETINGS}{meeting.pk}/paper/notice")
    assert tracker.pdf().startswith(b"%PDF")
    expect(go(mayor, f"{MEETINGS}{meeting.pk}/").locator("main")).to_contain_text(behind.name)
    assert meeting.standing == Standing.PLANNED


def do(page: Page, address: str, deed: str, **fields: str) -> Page:
    """Open the form of a deed of the meeting, fill it in and send it."""
    go(page, f"{address}do/{deed}")
    for name, value in fields.items():
        box = page.locator(f"main form [name={name}]")
        if box.evaluate("box => box.tagName") == "SELECT":
            box.select_option(value)
        else:
            box.fill(value)
    page.click("main form button.main")
    page.wait_for_url(f"**{address}")
    return page


def _hold(window, behind: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    """The notice goes out, the agency answers; on the day people sign in, resolve, and the next agenda asks what became of it."""
    tracker, clerk, mayor = window("tracker"), window("clerk"), window("mayor_office")
    meeting, agency = Meeting.objects.get(), behind.agency.name
    address = f"{MEETINGS}{meeting.pk}/"
    do(tracker, address, "invite", agencies=agency, kind="attends")
    do(tracker, address, "notify", number="高市研管字第1151106號")
    go(clerk, address).click("summary:has-text('回復出席')")
    clerk.select_option("[name=answer]", "deputy")
    clerk.fill("[name=sent]", "王股長")
    clerk.click("details[open] button")
    clerk.wait_for_load_state()
    # On the day itself: nobody has signed in, so nothing is written down as held; then it is.
    for name in CLOCKS:
        monkeypatch.setattr(f"yankao.shell.views.{name}.clock", lambda: AFTER)
    go(tracker, f"{address}do/hold")
    tracker.fill("main form [name=ended_at]", "2026-11-20 16:00")
    tracker.click("main form button.main")
    expect(tracker.locator("main")).to_contain_text("請先登錄簽到")
    go(tracker, address).get_by_role("button", name="簽到").click()
    expect(tracker.locator("section[aria-labelledby=people]")).to_contain_text("王股長")
    do(tracker, address, "hold", ended_at="2026-11-20 16:00", minutes="主席：請加派工班。")
    item = AgendaItem.objects.get(meeting=meeting)
    do(tracker, address, "resolve", item=str(item.pk), text="請於年底前趕上進度", agency=agency, due_on="2026-12-31")
    do(tracker, address, "resolve", text="下次會議前完成管線遷移協調", agency=agency)
    # One click: a resolution is a tracked item, once.
    tracker.get_by_role("button", name="列管 請於年底前趕上進度").click()
    tracker.wait_for_load_state()
    case = Case.objects.get(source="meeting")
    assert (case.agency_id, case.title) == (behind.agency_id, "請於年底前趕上進度")
    expect(tracker.get_by_role("link", name=f"列管案件 {case.number}")).to_be_visible()
    do(tracker, address, "track")
    do(tracker, address, "send_minutes", number="高市研管字第1151121號")
    assert Case.objects.filter(source="meeting").count() == Resolution.objects.filter(meeting=meeting, case__isnull=False).count() == 2
    # The minutes are printed and kept as a file; the deputy mayor's office reads them, and the agency finds its item.
    go(tracker, f"{address}paper/minutes")
    expect(tracker.locator("article")).to_contain_text("王股長")
    expect(tracker.locator("article")).to_contain_text("限辦日期：115年12月31日")
    assert tracker.pdf().startswith(b"%PDF")
    with tracker.expect_download() as download:
        tracker.click("text=下載 ODT")
    assert download.value.suggested_filename.endswith("會議紀錄.odt")
    expect(go(mayor, address).locator("main")).to_contain_text("高市研管字第1151121號")
    expect(go(clerk, f"/case/{case.number}/").locator("main")).to_contain_text("請於年底前趕上進度")
    # The next meeting: what is open stands on its agenda.
    go(tracker, f"{MEETINGS}new")
    tracker.fill("main form [name=starts_at]", "2026-12-18 14:00")
    tracker.fill("main form [name=place]", "第一會議室")
    tracker.click("main form button.main")
    tracker.wait_for_load_state()
    following = Meeting.objects.get(number=2)
    do(tracker, f"{MEETINGS}{following.pk}/", "take_open")
    expect(tracker.locator("section[aria-labelledby=agenda]")).to_contain_text(case.number)
    assert set(following.items.values_list("case__source", flat=True)) == {"meeting"}
    assert following.items.count() == 2


@pytest.fixture
def in_council(people: None) -> Case:
    """A proposal of the council, and goals of a term with an indicator."""
    strategy = goal("滯洪治水", "strategy", goal("韌性防災", "goal", goal("宜居城市", "vision")))
    told(kpi("雨水下水道", 100, goal=strategy), 80)
    document_month(month="2026-10-01")
    return ordered("control.council_resolution", now=LISTED, councillor="王議員")


SCREENS = {
    "portfolio": ("tracker", "/t/control.project/"),
    "programmes": ("tracker", "/t/"),
    "review": ("tracker", "/t/control.project/review/115-10"),
    "agenda": ("mayor_office", "/t/control.project/meeting?month=115-09"),
    "bulletin": ("tracker", "/b/control.monthly_analysis/"),
    "draft": ("tracker", "/b/control.monthly_analysis/115-10"),
    "give out": ("tracker", "/b/control.monthly_analysis/115-10?issue=1"),
    "goals": ("mayor_office", "/goals/?year=112"),
    "documents": ("tracker", "/documents/?month=115-10"),
    "visits": ("tracker", "/documents/visits/"),
    "selection": ("tracker", "/selection/"),
    "letters": ("tracker", "/documents/115-10/letters"),
    "extend": ("tracker", "/t/control.project/window/115-10"),
    "councillors": ("tracker", "/council/?term=4"),
    "councillor": ("tracker", "/council/王議員/?term=4"),
    "books": ("tracker", "/council/books/"),
    "book": ("tracker", "/council/books/4-regular-1/"),
    "grid": ("clerk", "/t/control.project/grid/115-10"),
    "plan": ("clerk", "/plan/{plan}/"),
    "import": ("clerk", "/t/control.project/import"),
}


def test_no_screen_of_the_month_has_a_barrier_or_scrolls_sideways(open_page: Open, plans: list[Plan], in_council: Case) -> None:
    found: dict[str, list[str]] = {}
    for who in ("tracker", "mayor_office", "clerk"):
        page = open_page(who, "/help/")
        for name, (whose, address) in SCREENS.items():
            if whose == who:
                answer = page.goto(address_on(page, address.format(plan=plans[0].pk)))
                assert answer is not None
                assert answer.status == 200, name
                found[name] = misfits(page)
    assert {name: wrong for name, wrong in found.items() if wrong} == {}
