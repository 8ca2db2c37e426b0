"""1999 受理台 in a real browser: a whole case in at most 25 keys besides the text, counted; and no barrier on any screen of the desk."""

from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open, barriers, misfits
from tests.shell.conftest import NOW, a_dispatch, actor, agency
from yankao.divisions.service.pages import desk
from yankao.divisions.service.procedures.dispatch import PhoneNotice
from yankao.divisions.service.registers.shifts import SHIFT_DUTIES, SHIFT_NOTES
from yankao.engines.cases.advance import advance
from yankao.engines.cases.models import Case
from yankao.engines.registers.write import enter
from yankao.kernel.agencies.models import DutyRoster
from yankao.kernel.days import day_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MOST_KEYS = 25


@dataclass(slots=True, kw_only=True)
class Hands:
    """Hands on the keyboard alone: every key pressed is counted, a chord as many times as it has keys; text is not."""

    page: Page
    keys: int = 0

    def press(self, chord: str) -> None:
        self.page.wait_for_load_state("load")
        self.keys += len(chord.split("+"))
        self.page.keyboard.press(chord)

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)


def test_a_case_is_opened_and_told_to_its_agency_in_at_most_25_keys_besides_the_text(open_page: Open, people: None) -> None:
    earlier = a_dispatch()
    hands = Hands(page=open_page("agent", "/desk/"))
    expect(hands.page.locator("#q")).to_be_focused()
    hands.type("0912345678")
    hands.press("Enter")
    expect(hands.page.locator("#found")).to_contain_text(earlier.number)
    expect(hands.page.locator("#id_description")).to_be_focused()
    hands.type("路燈故障不亮，晚上很暗")
    hands.press("Tab")
    hands.type("鳳山區中山路1號")
    expect(hands.page.locator("input[name=pick]").first).to_be_visible()
    hands.press("Alt+1")
    hands.press("Control+Enter")
    expect(hands.page.get_by_role("heading", level=1)).to_contain_text("路燈故障不亮")
    case = Case.objects.latest("id")
    hands.press("Alt+x")
    expect(hands.page.get_by_role("status")).to_contain_text("請撥下一支電話")
    hands.press("Alt+a")
    expect(hands.page.get_by_role("status")).to_contain_text("機關已接聽")
    hands.press("Alt+n")
    expect(hands.page.locator("#q")).to_be_focused()
    assert hands.keys <= MOST_KEYS, hands.keys
    assert case.category is not None
    assert "路燈" in case.category.name
    assert case.reporter is not None
    assert list(PhoneNotice.objects.order_by("id").values_list("outcome", flat=True)) == ["no_answer", "answered"]


def test_another_report_of_the_same_is_merged_by_one_chord(open_page: Open, people: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk, "clock", lambda: NOW)
    known = a_dispatch(address="三民區建國三路100號", district="64000050")
    page = open_page("agent", "/desk/")
    page.locator("#id_description").fill("建國三路100號前有坑洞，機車容易摔倒")
    page.locator("#id_address").press_sequentially("三民區建國三路100號")
    expect(page.locator(f"input[name=same_as][value={known.number}]")).to_be_visible()
    page.keyboard.press("Alt+Shift+Digit1")
    page.locator("#id_category").fill("路燈故障(一)")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("main")).to_contain_text(f"{known.number} 巷口有坑洞")
    assert Case.objects.latest("id").merged_into_id == known.pk


def test_without_scripts_the_desk_finds_suggests_and_opens(open_page: Open, people: None) -> None:
    earlier = a_dispatch()
    page = open_page("agent", "/desk/", scripts=False)
    page.locator("#q").fill("0912345678")
    page.get_by_role("search", name="查詢來電者").get_by_role("button", name="查詢").click()
    expect(page.locator("#found")).to_contain_text(earlier.number)
    assert page.locator("#id_reporter_phone").input_value() == "0912345678"
    page.locator("#id_description").fill("路燈故障不亮")
    page.locator("#id_address").fill("鳳山區中山路1號")
    page.get_by_role("button", name="查看建議").click()
    page.locator("input[name=pick]").first.check()
    page.get_by_role("button", name="立案").click()
    expect(page.get_by_role("heading", name="輪值電話")).to_be_visible()


def test_the_morning_sheet_goes_to_the_printer_with_one_click(open_page: Open, people: None) -> None:
    page = open_page("agent", "/desk/")
    page.add_init_script("window.printed = 0; window.print = () => { window.printed += 1; };")
    page.get_by_role("link", name="列印交班表").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("交班表")
    page.wait_for_function("window.printed === 1")
    page.goto(page.url.partition("?")[0])
    page.wait_for_load_state("load")
    assert page.evaluate("window.printed") == 0


def a_busy_desk() -> Case:
    """Make what the screens show: a case to be called back, a late one, notes and a rota."""
    DutyRoster.objects.get_or_create(agency=agency(), order=1, phone="07-111-1111", contact_title="值班")
    case = a_dispatch(received="2026-03-01 08:00", address="三民區建國三路100號", is_dangerous=True)
    reported = a_dispatch(address="鳳山區中山路1號")
    advance(reported, "report", actor=actor("clerk"), now=NOW, facts={"result": "fixed", "report": "已以冷料修補"})
    advance(reported, "ask_again", actor=actor("agent"), now=NOW, reason="來電表示坑洞仍在")
    enter(SHIFT_NOTES, actor=actor("agent"), now=NOW, facts={"shift_on": day_of(NOW), "shift": "day", "text": "建國三路坑洞請追蹤養工處到場時間"})
    enter(SHIFT_DUTIES, actor=actor("desk_lead"), now=NOW, facts={"duty_on": day_of(NOW), "shift": "day", "person": "陳話務", "seat": "A01"})
    return case


SCREENS = {
    "desk": ("agent", "/desk/"),
    "desk with a caller": ("agent", "/desk/?q=林美玲"),
    "case on the desk": ("agent", "/desk/case/{number}/"),
    "call-backs": ("agent", "/desk/callbacks/"),
    "asked again": ("agent", "/desk/again/"),
    "board": ("desk_lead", "/board/"),
    "hand-over": ("agent", "/desk/handover/"),
    "morning sheet": ("agent", "/desk/handover/print"),
    "rota": ("desk_lead", "/desk/rota/?week=2026-03-02"),
    "paper form": ("agent", "/desk/paper/"),
    "chase": ("desk_lead", "/case/{number}/paper/chase"),
    "memo": ("desk_lead", "/case/{number}/paper/memo"),
    "letter": ("desk_lead", "/case/{number}/paper/letter"),
}


@pytest.mark.parametrize("screen", SCREENS)
def test_a_screen_of_the_desk_has_no_barrier_and_fits_a_telephone_and_a_desk(screen: str, open_page: Open, people: None) -> None:
    who, address = SCREENS[screen]
    assert misfits(open_page(who, address.format(number=a_busy_desk().number))) == []


def test_suggestions_have_no_barrier_in_the_light_and_in_the_dark(open_page: Open, people: None) -> None:
    for scheme in ("light", "dark"):
        page = open_page("agent", "/desk/", scheme=scheme)
        page.locator("#id_description").press_sequentially("路燈故障")
        expect(page.locator("input[name=pick]").first).to_be_visible()
        assert barriers(page) == []
