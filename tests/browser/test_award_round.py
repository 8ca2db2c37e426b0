"""One award round played in a real browser by its roles, and its screens usable by everybody, at a desk, on a tablet and on a telephone."""

import os
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import DESK, TELEPHONE, Open, address_on, barriers, too_wide
from tests.panel.test_pages import browse, judge, ok
from yankao.engines.panel.models import Entry, Expert, Result, Review, Sheet
from yankao.kernel.days import TAIPEI
from yankao.shell.words import moment_text

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TABLET = {"width": 820, "height": 1180}
SIZES = {"desk": DESK, "tablet": TABLET, "telephone": TELEPHONE}


def look(page: Page, name: str) -> None:
    """Refuse a screen with sideways scrolling at any size or with a barrier at the widest and the narrowest; keep its picture if asked for."""
    for size, view in SIZES.items():
        page.set_viewport_size(view)
        wrong = too_wide(page) + (barriers(page) if size != "tablet" else [])
        assert wrong == [], f"{name} at {size}"
        if folder := os.environ.get("PICTURES"):
            page.screenshot(path=Path(folder) / f"panel-{name}-{size}.png", full_page=True)
    page.set_viewport_size(DESK)


def send(page: Page) -> None:
    """Press the one button of a form."""
    page.get_by_role("button", name="送出").click()


def press(page: Page, name: str) -> None:
    """Open a deed of the board and send its form."""
    page.get_by_role("link", name=name, exact=True).click()
    send(page)


@pytest.mark.system("self-research")
def test_a_round_is_played_by_the_office_an_agency_and_the_judges(people: None, open_page: Open) -> None:  # noqa: PLR0915  one story
    office = open_page("researcher", "/v/research.self_research/")
    look(office, "scheme")
    office.get_by_role("link", name="籌備評審").click()
    office.get_by_label("年度").fill("115")
    send(office)
    office.get_by_role("link", name="公告徵件", exact=True).click()
    office.get_by_label("收件截止").fill(moment_text(datetime.now(UTC).astimezone(TAIPEI) + timedelta(days=20)))
    send(office)
    board = office.url

    agency = open_page("clerk", "/v/")
    look(agency, "home")
    agency.get_by_role("link", name="115年度自行研究評獎").first.click()
    agency.get_by_role("link", name="參選", exact=True).click()
    agency.get_by_label("名稱").fill("智慧防汛研究")
    agency.get_by_label("作者及利害關係人").fill("作者：第4位委員")
    agency.get_by_label("全文").set_input_files({"name": "全文.txt", "mimeType": "text/plain", "buffer": "第4位委員著".encode()})
    agency.get_by_label("匿名本").set_input_files({"name": "匿名.txt", "mimeType": "text/plain", "buffer": "內容".encode()})
    look(agency, "enter")
    send(agency)
    assert "智慧防汛研究" in agency.inner_text("h1")
    look(agency, "entry")

    office.goto(board)
    press(office, "截止收件")
    press(office, "形式審查全部受理")
    for n in range(6):
        username = judge(n)
        facts = {"name": f"第{n}位委員", "kind": "official" if n < 2 else "scholar", "username": username, "source": "national"}
        ok(browse("researcher").post("/v/experts/new", facts))
        office.goto(board)
        office.get_by_role("link", name="遴聘委員", exact=True).click()
        office.get_by_label("專家").select_option(str(Expert.objects.get(account__username=username).pk))
        office.get_by_label("職務").select_option("convenor" if n == 0 else "member")
        send(office)
    office.goto(address_on(office, "/v/experts/"))
    look(office, "experts")
    for n in range(6):
        member = open_page(f"judge{n}", "/v/")
        member.get_by_role("link", name="同意擔任並簽署保密及迴避聲明").click()
        send(member)
        member.close()
    office.goto(board)
    assert "資料顯示可能應迴避" in office.inner_text("main")
    look(office, "board-before")
    office.get_by_role("link", name="決定迴避").click()
    office.get_by_label("事由").select_option("self")
    send(office)
    press(office, "全體委員評全部案件")
    press(office, "開始評分")

    for n in (0, 1, 2, 3, 5):
        member = open_page(f"judge{n}", "/v/", size=TABLET, scripts=n != 2)
        member.get_by_role("link", name="115年度自行研究評獎").first.click()
        assert "智慧防汛研究" not in member.inner_text("main")
        if n == 0:
            look(member, "judge")
        member.get_by_role("link", name="評分表").click()
        for label, points in (("架構與格式", "14"), ("研究方法", "22"), ("內容與論證", "27"), ("建議之可行性及應用", str(24 + n))):
            member.get_by_label(label).fill(points)
        member.get_by_role("button", name="簽署並鎖定").click()
        assert "重新輸入密碼" in member.inner_text("[role=alert]")
        if n == 0:
            look(member, "sheet-refused")
        member.get_by_label("密碼", exact=True).fill(f"secret-of-{n}")
        member.get_by_role("button", name="簽署並鎖定").click()
        member.get_by_role("link", name="評分表").click()
        assert "已簽署並鎖定" in member.inner_text("main")
        if n == 5:
            look(member, "sheet-signed")
        member.close()
    recused = open_page("judge4", f"/{board.split('/', 3)[3]}score/")
    assert "目前沒有分由您評分的案件" in recused.inner_text("main")
    assert Sheet.objects.filter(signed_at__isnull=False).count() == 5

    office.goto(board)
    look(office, "board-scored")
    office.get_by_role("link", name="登錄評定會議", exact=True).click()
    office.get_by_label("會議時間").fill(moment_text(datetime.now(UTC).astimezone(TAIPEI) - timedelta(hours=1)))
    office.get_by_label("會議地點").fill("第一會議室")
    look(office, "meeting")
    send(office)
    office.get_by_role("link", name="公告結果並通知", exact=True).click()
    office.get_by_label("公告及通知文號").fill("高市研發字第1號")
    send(office)
    look(office, "board-published")
    office.get_by_role("link", name="評定會議紀錄").click()
    look(office, "minutes")
    assert (Result.objects.get().score, Result.objects.get().grade_name) == (Decimal(89), "優等")

    public = open_page("", f"/v/results/{Review.objects.get().pk}/")
    assert "智慧防汛研究" in public.inner_text("main")
    look(public, "public")
    agency.goto(address_on(agency, f"/v/research.self_research/{Review.objects.get().pk}/entry/{Entry.objects.get().pk}/"))
    agency.get_by_role("link", name="提出申復").click()
    agency.get_by_label("申復理由").fill("請重新檢視評語")
    send(agency)
    office.goto(agency.url if "/entry/" in agency.url else f"{board}entry/{Entry.objects.get().pk}/")
    office.get_by_role("link", name="決定申復").click()
    office.get_by_label("決定", exact=False).first.select_option("upheld")
    office.get_by_label("決定理由").fill("評分依規定辦理")
    send(office)
    office.goto(f"{board}entry/{Entry.objects.get().pk}/")
    assert "維持原評定" in office.inner_text("main")
    look(office, "appeal")
