"""The screens of tenders, draws and visits can be used by everybody, at a desk and on a telephone; a season is played by its roles."""

import os
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import TELEPHONE, Open, address_on, barriers, misfits, too_wide
from tests.cases.people import at
from tests.divisions.engineering.sites import member
from tests.registers.tenders import engineer, tender
from tests.shell.conftest import actor
from yankao.divisions.engineering.draws import pages, visit_pages
from yankao.divisions.engineering.draws.draw_tables import Draw
from yankao.divisions.engineering.draws.seal import publish
from yankao.divisions.engineering.logic.verification import choose
from yankao.divisions.engineering.pages import tender_board, verification_board
from yankao.engines.registers.tenders.filling import chase_filling
from yankao.engines.registers.tenders.month_register import MONTHS
from yankao.engines.registers.tenders.reconcile import reconcile
from yankao.engines.registers.write import enter

pytestmark = [
    pytest.mark.browser, pytest.mark.django_db(transaction=True),
    pytest.mark.system("inspection-plan"), pytest.mark.system("tender-system"), pytest.mark.system("progress-verification"),
]  # fmt: skip
NOW, FEBRUARY = at("2023-03-08 10:00"), date(2023, 2, 1)
LATE = {"lag_cause": "地上物未拆遷", "lag_remedy": "協調拆遷", "caught_up_by": "2023-04-30", "responsible": "機關", "lag_factor": "用地"}
PAGES = {
    "filling": "/tenders/filling/", "differences": "/tenders/differences/", "verifications": "/verifications/", "board": "/inspection-plan/",
    "draw": "/draws/{draw}/", "open": "/open/draws/", "open-draw": "/open/draws/{draw}/", "visits": "/visits/", "plan": "/visits/plan",
    "tenders": "/r/tenders.tender/", "tender": "/r/tenders.tender/{tender}/",
}  # fmt: skip


@pytest.fixture
def season(people: None, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Make a month of tenders with two sources, verifications, and a sealed draw."""
    for module in (pages, visit_pages, tender_board, verification_board):
        monkeypatch.setattr(module, "clock", lambda: NOW)
    rows = [tender(f"1110915-A{n:02}", name=f"鳳山區第{n}號道路及側溝改善工程", changes=3 if n == 1 else 0) for n in range(8)]
    for n, row in enumerate(rows[:6]):
        for source, actual in (("central", 50 - 2 * n), ("own", 50 - 3 * n)):
            facts = {"tender": row, "month": FEBRUARY, "source": source, "filled_on": "2023-03-03", "planned": "50", "actual": str(actual), **LATE}
            enter(MONTHS, actor=engineer(), now=NOW, facts=facts)
    reconcile(FEBRUARY, now=NOW)
    chase_filling(now=NOW)
    choose(FEBRUARY, actor=engineer(), now=NOW)
    numbers = tuple(row.number for row in rows)
    draw = publish(actor=actor("inspector"), now=NOW, year=2023, quarter=1, numbers=numbers, population_on=NOW.date(), rule="作業辦法第4條")
    return {"draw": str(draw.public_id), "tender": str(rows[0].pk)}


def test_no_screen_of_the_tenders_has_a_barrier(season: dict[str, str], open_page: Open) -> None:
    found, windows = {}, {who: open_page(who, "/help/") for who in ("inspector", "")}
    for name, pattern in PAGES.items():
        page = windows["" if name.startswith("open") else "inspector"]
        page.goto(address_on(page, pattern.format(**season)))
        if wrong := misfits(page, picture=name):
            found[name] = wrong
    assert found == {}


def test_a_season_is_drawn_visited_replaced_and_revealed_in_a_browser(
    season: dict[str, str], open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = open_page("inspector", f"/draws/{season['draw']}/")
    page.get_by_role("button", name="調閱順位").click()
    expect(page.get_by_role("region", name="抽籤順位")).to_be_visible()
    page.get_by_role("link", name="依順位排定行程").click()
    typed = {"查核日期": "112/3/8", "集合時間": "09:30", "集合地點": "市府大樓前", "領隊": "許工程"}
    for label, text in typed.items():
        page.get_by_label(label, exact=True).fill(text)
    page.get_by_label("外聘委員 1").fill(member("張技師").name)
    page.get_by_role("button", name="排定").click()
    expect(page.get_by_role("alert")).to_contain_text("2至3位外聘委員")
    expect(page.get_by_label("領隊")).to_have_value("許工程")
    expect(page.get_by_label("外聘委員 1")).to_have_value("張技師")
    page.get_by_label("外聘委員 2").fill("陌生人")
    page.get_by_role("button", name="排定").click()
    expect(page.get_by_role("alert")).to_contain_text("外聘名單，或有不得擔任之事由：陌生人")
    page.get_by_label("外聘委員 2").fill(member("李教授").name)
    page.get_by_role("button", name="排定").click()
    expect(page.get_by_role("heading", name="當日辦理")).to_be_visible()
    assert barriers(page) == []
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=Path(folder) / "visit-1280.png", full_page=True)
        page.set_viewport_size(TELEPHONE)
        page.screenshot(path=Path(folder) / "visit-375.png", full_page=True)
    assert too_wide(page) == []
    page.get_by_label("現場情形").fill("豪雨停止作業")
    page.get_by_role("button", name="改查下一順位").click()
    expect(page.get_by_text("替補（天候不佳）")).to_be_visible()
    page.get_by_role("button", name="已查核").click()
    page.goto(address_on(page, f"/draws/{season['draw']}/"))
    page.get_by_role("button", name="揭示抽籤").click()
    expect(page.get_by_text("已揭示，任何人均可驗證")).to_be_visible()

    public = open_page("", f"/open/draws/{season['draw']}/", scripts=False)
    expect(public.get_by_role("heading", name="揭示", exact=True)).to_be_visible()
    assert Draw.objects.get().visits.count() == 2


def test_a_difference_is_decided_in_a_browser_without_scripts(season: dict[str, str], open_page: Open) -> None:
    page = open_page("inspector", "/tenders/differences/", scripts=False)
    article = page.get_by_role("article").first
    article.get_by_label("處理理由").fill("工地回報以央端為準")
    article.get_by_role("button", name="處理").click()
    expect(page.get_by_text("兩方紀錄均保留")).to_be_visible()
