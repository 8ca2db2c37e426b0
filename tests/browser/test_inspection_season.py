"""A season of inspection played by its roles in a real browser: the sealed draw, the tablet without a network, the record, the defects, the score."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.browser.conftest import barriers, too_wide
from tests.browser.test_lives import Desk, desk, roc
from tests.divisions.engineering.sites import PNG, engineer, member
from tests.registers.tenders import tender
from tests.shell.conftest import agency
from yankao.divisions.engineering.draws.draw_tables import Draw
from yankao.divisions.engineering.logic.site_models import SiteFinding
from yankao.divisions.engineering.procedures.inspection import Inspection
from yankao.divisions.engineering.registers.defect_codes import load_shipped
from yankao.divisions.engineering.registers.point_penalties import PointPenalty
from yankao.engines.cases.models import Case, DueDate
from yankao.engines.identity.demo import PASSWORD
from yankao.engines.indicators import registry as indicators
from yankao.kernel.days import day_of
from yankao.kernel.roc import Window, roc_year

__all__ = ["desk"]
pytestmark = [
    pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("city"),
    pytest.mark.system("inspection"), pytest.mark.system("defect-correction"), pytest.mark.system("inspection-plan"),
]  # fmt: skip
SYNCED = "已全部同步"
HEAD = {"預定進度（%）": "45", "實際進度（%）": "43.5", "監造建築師或技師到場人員": "林監造", "廠商專任工程人員到場人員": "陳技師"}
TABLET = {"width": 820, "height": 1180}


def drawn(desk: Desk) -> str:
    """Publish the sealed draw of the quarter and return the number of a tender that is on its list."""
    for n in range(3):
        tender(f"1150101-A{n:02}", name=f"第{n}號道路改善工程")
    page = desk.page("inspector")
    page.goto(f"{desk.base}/inspection-plan/")
    page.get_by_role("button", name="公布本季抽籤").click()
    page.wait_for_load_state()
    public = desk.browser.new_page()
    public.goto(f"{desk.base}/open/draws/")
    expect(public.locator("main")).to_contain_text(Draw.objects.get().commitment)
    public.close()
    return str(Draw.objects.get().numbers.splitlines()[0])


def scheduled(desk: Desk) -> Case:
    """Plan a visit to the next tender of the order and open its inspection in one click; the table lists it then."""
    for name in ("委員甲", "委員乙"):
        member(name)
    page = desk.send("inspector", "/visits/plan", visit_on=roc(0), meets_at="09:00", meeting_place="市府", leader="王領隊", members="委員甲、委員乙")
    assert barriers(page) == []
    page.get_by_role("button", name="開立查核案件").click()
    case = Case.objects.get(procedure="engineering.inspection")
    expect(page.get_by_role("link", name=case.number)).to_be_visible()
    page.goto(f"{desk.base}/visits/")
    expect(page.get_by_role("link", name=case.number)).to_be_visible()
    assert barriers(page) == []
    return case


def signed(desk: Desk, case: Case) -> None:
    """Let one member sign at a tablet by the password, and the office enter what the other signed on paper."""
    for name, facts in (("沈評委", {"username": "judge"}), ("委員乙", {})):
        member(name, **facts)
        path = f"/inspection-scores/{case.number}/"
        desk.page("inspector").goto(desk.base + path)
        desk.send("inspector", path, expert=value_of_expert(desk, name))
    page = desk.page("judge")
    page.goto(f"{desk.base}/notices/")
    page.get_by_role("link", name="請簽署查核評分表").click()
    page.locator("#id_given").fill("79")
    page.get_by_role("button", name="簽署並鎖定").click()
    expect(page.get_by_role("alert")).to_contain_text("密碼")
    assert barriers(page) == []
    page.get_by_label("密碼").fill(PASSWORD)
    page.get_by_role("button", name="簽署並鎖定").click()
    expect(page.locator("main")).to_contain_text("您的評分表已簽署並鎖定")
    page.set_viewport_size({"width": 375, "height": 812})
    assert not too_wide(page)
    office = desk.page("inspector")
    office.goto(f"{desk.base}/case/{case.number}/")
    office.get_by_role("link", name="委員評分").click()
    expect(office.locator("main")).to_contain_text("尚有1位查核委員未簽署評分表")
    office.get_by_text("紙本或取消").click()
    office.get_by_label("紙本評分").fill("80")
    office.get_by_role("button", name="登錄紙本評分表").click()
    expect(office.locator("main")).to_contain_text("四捨五入為80分")
    assert barriers(office) == []


def value_of_expert(desk: Desk, name: str) -> str:
    """Return the value of the option of an expert."""
    found = desk.page("inspector").locator("#id_expert option", has_text=name).get_attribute("value")
    assert found
    return found


def written_without_a_network(desk: Desk, case: Case) -> None:
    """Write the record of the site on the tablet while it has no network, load the page again, and come back."""
    page = desk.page("inspector")
    page.set_viewport_size(TABLET)
    page.goto(f"{desk.base}/site/")
    page.get_by_role("link", name=case.number).click()
    expect(page.locator("[data-site][data-kept=done]")).to_be_attached(timeout=20_000)
    assert barriers(page) == []
    page.context.set_offline(True)
    for label, text in HEAD.items():
        page.get_by_label(label).fill(text)
    page.get_by_role("button", name="新增缺失").click()
    page.get_by_label("缺失編號").select_option("C-21")
    expect(page.get_by_label("扣點")).to_have_value("2")  # the code has filled in what belongs to it
    page.get_by_role("textbox", name="位置").fill("0K+120")
    page.wait_for_timeout(500)
    page.reload()
    expect(page.get_by_label("實際進度（%）")).to_have_value("43.5")
    page.context.set_offline(False)
    expect(page.locator("#site-status")).to_have_text(SYNCED, timeout=20_000)
    page.set_viewport_size({"width": 375, "height": 812})
    assert not too_wide(page)
    page.set_viewport_size({"width": 1280, "height": 900})


def mended(desk: Desk, correction: Case, tmp_path: Path) -> None:
    """Tell on the board how the defect was mended, with a picture before, during and after."""
    page = desk.page("clerk")
    page.goto(f"{desk.base}/defects/")
    assert barriers(page) == []
    page.get_by_role("link", name=correction.number).click()
    picture = tmp_path / "照片.png"
    picture.write_bytes(PNG)
    page.get_by_label("改善情形").fill("已重新滾壓並複驗合格")
    page.get_by_role("button", name="儲存").click()
    for stage in ("before", "during", "after"):
        page.get_by_label("時點").select_option(stage)
        page.get_by_label("照片").set_input_files(picture)
        page.get_by_role("button", name="上傳照片").click()
        page.wait_for_load_state()
    assert barriers(page) == []


def figure(key: str) -> object:
    """Return a figure of this year."""
    year = roc_year(day_of(timezone.now()))
    indicator, subject = indicators.get(key)
    return indicator.value_of(indicator.measure(subject, Window.of_months(f"{year}-01", f"{year}-12")))


def test_a_season_from_the_draw_to_the_team_taking_note(desk: Desk, tmp_path: Path) -> None:
    load_shipped(actor=engineer(), now=timezone.now())
    drawn(desk)
    case = scheduled(desk)
    number = Inspection.objects.get(pk=case.pk).tender_number
    page = desk.page("clerk")
    assert page.goto(f"{desk.base}/case/{case.number}/").status == 404

    written_without_a_network(desk, case)
    finding = SiteFinding.objects.get(case=case)
    assert (finding.code, finding.points, finding.addressee) == ("C-21", 2, "contractor")
    refused = desk.do("inspector", case, "visit", inspected_on=roc(0), led_by="王領隊")
    assert "出示書面通知" in refused.inner_text("main")
    desk.do("inspector", case, "visit", inspected_on=roc(0), led_by="王領隊", papers_shown=True)
    signed(desk, case)
    desk.do("inspector", case, "send", record_number="高市研工字第1號", reason_code="defects")
    assert desk.step(case) == "sent"
    letter = desk.page("inspector")
    letter.goto(f"{desk.base}/site/{case.number}/paper/letter")
    assert re.search(r"應由廠商改善者.*C-21", letter.inner_text("main"), re.DOTALL)

    refused = desk.do("inspector", case, "grade", score=79, grade="second")
    assert "應為80分甲等" in refused.inner_text("main")
    desk.do("inspector", case, "grade", score=80, grade="first")
    assert desk.step(case) == "graded"

    correction = Case.objects.get(procedure="engineering.defect_correction", parent=case)
    desk.do("clerk", correction, "receive", received_on=roc(0))
    refused = desk.do("clerk", correction, "mend", contractor_done_on=roc(0))
    assert "1項缺失未填改善情形" in refused.inner_text("main")
    mended(desk, correction, tmp_path)
    desk.do("clerk", correction, "mend", contractor_done_on=roc(0))
    desk.do("clerk", correction, "check", supervisor_checked_on=roc(0), supervisor_checked_by="林監造")
    desk.do("agency_lead", correction, "confirm", agency_confirmed_by="張科長", report_number="報1")
    desk.do("inspector", correction, "team_return", reason="壓實度報告欠附")
    past = timezone.now() - timedelta(hours=1)
    DueDate.objects.filter(case=correction, key="remedy").update(starts_at=past - timedelta(days=30), given_at=past, due_at=past)
    Case.objects.filter(pk=correction.pk).update(due_at=past)
    late = desk.page("clerk")
    late.goto(f"{desk.base}/defects/")
    expect(late.locator("main")).to_contain_text("逾期")
    desk.do("inspector", correction, "punish", measure_taken="contract", letter_number="罰1")
    desk.do("clerk", correction, "mend", contractor_done_on=roc(0))
    desk.do("clerk", correction, "check", supervisor_checked_on=roc(0), supervisor_checked_by="林監造")
    desk.do("agency_lead", correction, "confirm", agency_confirmed_by="張科長", report_number="報2")
    desk.do("inspector", correction, "file", filing_opinion="同意備查")
    assert desk.step(correction) == "filed"

    desk.send(
        "inspector", "/r/engineering.point_penalty/new", inspection=case.number, tender=number, agency=agency().name, party="contractor",
        party_name="大港營造", points=2, per_point_amount=4000, contract_amount=10000000, amount=8000, letter_number="罰2", notified_on=roc(0),
    )  # fmt: skip
    assert PointPenalty.objects.get().amount == 8000
    assert [figure(f"engineering.inspection.{name}") for name in ("count", "grade_first", "mean_score")] == [1, 1, 80]
    assert [figure(f"engineering.defect_correction.{name}") for name in ("filed", "returned", "in_time", "punished")] == [1, 1, 0, 1]
    assert figure("engineering.point_penalty.amount") == 8000
