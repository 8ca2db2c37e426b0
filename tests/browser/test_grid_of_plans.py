"""The grid of an agency in a real browser: thirty plans filled in by keyboard and by paste, and two people in one grid who lose no cell."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_month_of_plans import KEY, LISTED, early_november, go, window
from tests.progress.plans import a_plan, with_baseline
from tests.shell.conftest import login, people
from yankao.engines.progress.models import PeriodReport, Plan

__all__ = ["early_november", "login", "people", "window"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
OCTOBER, PLANS, TALLEST = "115-10", 30, 80
PASTE = """(box, text) => {
  const held = new DataTransfer();
  held.setData("text/plain", text);
  box.dispatchEvent(new ClipboardEvent("paste", {clipboardData: held, bubbles: true, cancelable: true}));
}"""
Window = Callable[[str], Page]


@pytest.fixture
def thirty(early_november: None) -> list[Plan]:
    return [with_baseline(a_plan(year=2026, name=f"第{n:02d}案", now=LISTED), now=LISTED) for n in range(PLANS)]


def cell(page: Page, plan: Plan, name: str) -> str:
    return page.locator(f'[id="c{plan.pk}.{name}"]').input_value()


def test_thirty_plans_are_pasted_from_a_spreadsheet_and_a_wrong_one_is_named(window: Window, thirty: list[Plan]) -> None:
    clerk = go(window("clerk"), f"/t/{KEY}/grid/{OCTOBER}")
    rows = clerk.locator("table.sheet tbody tr")
    assert rows.count() == PLANS
    box = rows.first.bounding_box()
    assert box is not None
    assert box["height"] < TALLEST
    copied = "\n".join(f"{84 if n else 840}\t84\t10,000,000\t9500000" for n in range(PLANS))
    first = clerk.locator(f'[id="c{thirty[0].pk}.year_progress"]')
    first.evaluate(PASTE, f"{copied}\n1\t2\t3\t4")
    expect(clerk.locator("#lost")).to_contain_text("未填入的格數：4")
    first.evaluate(PASTE, copied)
    expect(clerk.locator("#lost")).to_be_hidden()
    assert cell(clerk, thirty[-1], "realised") == "9500000"
    first.press("ArrowDown")
    expect(clerk.locator(f'[id="c{thirty[1].pk}.year_progress"]')).to_be_focused()
    clerk.click("button[name=save]")
    expect(clerk.locator("#wrong")).to_contain_text("年累計進度（%）840.00 不在 0 至 100 之間")
    assert cell(clerk, thirty[0], "year_progress") == "840"
    saved = PeriodReport.objects.filter(month="2026-10-01", total_progress=84)
    assert (saved.count(), saved.filter(year_progress=84).count()) == (PLANS, PLANS - 1)


def test_two_people_in_one_grid_lose_no_cell(window: Window, thirty: list[Plan]) -> None:
    mine = thirty[0]
    clerk, other = (go(window(who), f"/t/{KEY}/grid/{OCTOBER}") for who in ("clerk", "controller"))
    clerk.fill(f'[id="c{mine.pk}.year_progress"]', "80")
    clerk.click("button[name=save]")
    other.fill(f'[id="c{mine.pk}.text"]', "基樁完成")
    other.fill(f'[id="c{mine.pk}.year_progress"]', "82")
    other.click("button[name=save]")
    expect(other.locator("#wrong")).to_contain_text("80")
    assert cell(other, mine, "year_progress") == "82"
    report = PeriodReport.objects.get(plan=mine, month="2026-10-01")
    assert (report.year_progress, report.text) == (80, "基樁完成")
