"""查核平板 in a real browser: offline, edited, reloaded, back again, while a second device changed one field."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open, address_on
from tests.divisions.engineering.sites import PNG, change, engineer, planned
from tests.shell.conftest import NOW, agency
from yankao.divisions.engineering.logic.site_models import SiteChange, SiteFinding, SitePhoto, SiteSheet
from yankao.divisions.engineering.logic.site_sync import take_in
from yankao.divisions.engineering.registers.defect_codes import load_shipped
from yankao.engines.cases.models import Case

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TABLET = {"width": 820, "height": 1180}
SYNCED = "已全部同步"


def ready(page: Page) -> Page:
    """Wait until the device keeps the page and has sent what it had."""
    expect(page.locator("[data-site][data-kept=done]")).to_be_attached(timeout=15_000)
    return page


@pytest.mark.system("inspection")
def test_what_is_written_offline_survives_a_reload_and_meets_what_another_device_wrote(open_page: Open, people: None, tmp_path: Path) -> None:
    load_shipped(actor=engineer(), now=NOW)
    case = planned(now=NOW, planned_on="2026-03-05", agency=agency())
    page = open_page("inspector", f"/site/{case.number}/", size=TABLET)
    ready(page)
    page.get_by_label("其他建議").fill("初稿")
    # The page says that all is sent before anything is typed too: only the record tells that this text came.
    for _ in range(100):
        if SiteSheet.objects.filter(case=case, remark="初稿").exists():
            break
        page.wait_for_timeout(100)
    expect(page.locator("#site-status")).to_have_text(SYNCED, timeout=10_000)

    page.context.set_offline(True)
    page.get_by_label("其他建議").fill("離線所寫的建議")
    page.get_by_label("實際進度（%）").fill("43.5")
    page.get_by_role("button", name="新增缺失").click()
    page.get_by_label("缺失編號").select_option("C-21")
    expect(page.get_by_label("扣點")).to_have_value("2")
    page.get_by_role("textbox", name="位置").fill("0K+120")
    picture = tmp_path / "現場.png"
    picture.write_bytes(PNG)
    page.locator("[data-photo=finding]").set_input_files(picture)
    expect(page.locator("#site-status")).to_have_text(re.compile(r"離線中.*筆待同步"))

    page.reload()
    expect(page.get_by_label("其他建議")).to_have_value("離線所寫的建議")
    expect(page.get_by_role("textbox", name="位置")).to_have_value("0K+120")
    expect(page.get_by_label("扣點")).to_have_value("2")
    assert SiteSheet.objects.get(case=case).remark == "初稿"

    other = [change("sheet", "remark", "另一部裝置所寫", base="初稿", key="other"), change("sheet", "weather", "rain", key="rain")]
    take_in(case, other, actor=engineer(), now=NOW, device="乙")
    page.context.set_offline(False)
    expect(page.get_by_role("heading", name="兩部裝置所填不同，請決定")).to_be_visible(timeout=15_000)
    expect(page.get_by_label("天候")).to_have_value("rain")
    expect(page.locator("#site-status")).to_have_text(SYNCED, timeout=10_000)
    assert SiteSheet.objects.get(case=case).actual_progress == 43.5
    finding = SiteFinding.objects.get(case=case)
    assert (finding.code, finding.addressee, finding.points, finding.place) == ("C-21", "contractor", 2, "0K+120")
    assert SitePhoto.objects.get(case=case).finding_id == finding.pk

    expect(page.locator("#site-waiting")).to_contain_text("另一部裝置所寫")
    expect(page.locator("#site-waiting")).to_contain_text("離線所寫的建議")
    page.get_by_role("button", name="採用此筆").click()
    expect(page.locator("#site-waiting")).to_be_hidden()
    expect(page.get_by_label("其他建議")).to_have_value("離線所寫的建議")
    assert SiteSheet.objects.get(case=case).remark == "離線所寫的建議"
    assert not SiteChange.objects.filter(fate__in=("conflict", "refused")).exists()


KEPT = """async () => {
  const done = (asked) => new Promise((resolve) => { asked.onsuccess = () => resolve(asked.result); });
  const db = await done(indexedDB.open("yankao-site"));
  const count = (name) => done(db.transaction(name).objectStore(name).count());
  const found = [await count("state"), await count("changes"), await count("photos")];
  db.close();
  const pagesOf = async (name) => (await (await caches.open(name)).keys()).filter((each) => each.url.endsWith("/")).length;
  const pages = await Promise.all((await caches.keys()).map(pagesOf));
  return [...found, pages.reduce((sum, n) => sum + n, 0)];
}"""
"""What the device holds: sites as they stood, changes and pictures that wait, pages."""


def test_a_device_keeps_what_waits_when_the_session_ends_and_nothing_once_all_was_sent(open_page: Open, people: None) -> None:
    load_shipped(actor=engineer(), now=NOW)
    case = planned(now=NOW, planned_on="2026-03-05", agency=agency())
    page = ready(open_page("inspector", f"/site/{case.number}/", size=TABLET))
    page.route("**/sync", lambda route: route.abort())
    page.get_by_label("其他建議").fill("尚未送出")
    expect(page.locator("#site-status")).to_contain_text("筆待同步")
    cookies = page.context.cookies()
    page.context.clear_cookies()
    page.goto(address_on(page, "/accounts/login/"))
    expect(page.locator("html[data-left='1']")).to_be_attached()
    assert page.evaluate(KEPT) == [1, 1, 0, 1]

    page.context.add_cookies(cookies)
    page.unroute("**/sync")
    page.goto(address_on(page, f"/site/{case.number}/"))
    expect(page.locator("#site-status")).to_have_text(SYNCED, timeout=10_000)
    assert SiteSheet.objects.get(case=case).remark == "尚未送出"
    ready(page)
    page.locator("details.user summary").click()
    page.get_by_role("button", name="登出").click()
    expect(page.locator("html[data-left='0']")).to_be_attached()
    assert page.evaluate(KEPT) == [0, 0, 0, 0]


def test_a_device_forgets_a_site_whose_record_went_out(open_page: Open, people: None) -> None:
    load_shipped(actor=engineer(), now=NOW)
    case = planned(now=NOW, planned_on="2026-03-05", agency=agency())
    page = ready(open_page("inspector", f"/site/{case.number}/", size=TABLET))
    assert page.evaluate(KEPT) == [1, 0, 0, 1]
    Case.objects.filter(pk=case.pk).update(step="sent")
    page.reload()
    expect(page.locator("[data-site][data-kept=forgotten]")).to_be_attached(timeout=15_000)
    expect(page.locator("#site-status")).to_contain_text("已清除本機資料")
    page.wait_for_timeout(300)
    assert page.evaluate(KEPT) == [0, 0, 0, 0]
