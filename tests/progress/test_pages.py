"""The pages of plans: the month of the agency, of the commission, and what a stranger does not see."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.cases.people import at
from tests.progress.plans import a_plan, hand_in, with_baseline
from tests.shell.conftest import login, people
from yankao.divisions.control.programmes.project_tracking import PROJECTS
from yankao.engines.progress.baseline import Point
from yankao.engines.progress.models import Alarm, Baseline, MilestoneDone, PeriodReport, Plan, Standing, Verification

__all__ = ["login", "people"]
pytestmark = pytest.mark.django_db
KEY = "control.project"
LISTED = at("2026-01-05 10:00")
IN_MARCH = at("2026-03-05 10:00")


@pytest.fixture
def stands_in_march(monkeypatch, people):
    """Let the pages live in March 115."""
    for module in ("progress", "progress_plan", "progress_grid"):
        monkeypatch.setattr(f"yankao.shell.views.{module}.clock", lambda: IN_MARCH)
    monkeypatch.setattr("yankao.shell.progress_forms.clock", lambda: IN_MARCH)


@pytest.fixture
def plan(stands_in_march):
    return with_baseline(a_plan(year=2026, now=LISTED), points=(Point(key="award", name="發包", planned_on=date(2026, 3, 31)),), now=LISTED)


def cells(plan, **texts):
    """Return what the grid sends for a plan that stood empty."""
    return {f"c{plan.pk}.{name}": text for name, text in texts.items()} | {f"s{plan.pk}.{name}": "" for name in texts}


def test_the_portfolio_shows_lamps_and_narrows_to_one_colour(login, plan):
    other = with_baseline(a_plan(year=2026, name="前鎮河整治", now=LISTED), now=LISTED)
    hand_in(plan, "115-02", now=IN_MARCH, progress="2")
    hand_in(other, "115-02", now=IN_MARCH, progress="16")
    page = login("tracker").get(f"/t/{KEY}/").content.decode()
    assert page.index("岡山路排水改善") < page.index("前鎮河整治")
    assert "嚴重落後" in page
    assert "24,000,000" in page
    narrowed = login("tracker").get(f"/t/{KEY}/", {"colour": "red"}).content.decode()
    assert "前鎮河整治" not in narrowed.split("<tbody")[-1]


def test_a_portfolio_of_many_takes_at_most_ten_statements_whatever_their_number(login, plan, django_assert_max_num_queries):
    for n in range(12):
        hand_in(with_baseline(a_plan(year=2026, name=f"計畫{n}", now=LISTED), now=LISTED), "115-02", now=IN_MARCH, progress="10")
    client = login("tracker")
    client.get(f"/t/{KEY}/")
    with django_assert_max_num_queries(10):
        client.get(f"/t/{KEY}/")


def test_the_grid_saves_what_can_stand_shows_what_was_refused_and_keeps_what_was_typed(login, plan):
    page = login("clerk").post(f"/t/{KEY}/grid/115-02", cells(plan, year_progress="150", text="基樁完成"))
    body = page.content.decode()
    assert page.status_code == 422
    assert 'value="150"' in body
    assert "年累計進度（%）150.00 不在 0 至 100 之間" in body
    report = PeriodReport.objects.get()
    assert (report.text, report.year_progress) == ("基樁完成", None)


def test_saving_and_sending_holds_back_what_lacks_a_figure(login, plan):
    client = login("clerk")
    page = client.post(f"/t/{KEY}/grid/115-02", {**cells(plan, year_progress="16"), "submit": "1"})
    assert "尚未填寫累計分配數（元）" in page.content.decode()
    filled = {**cells(plan, allotted="1,000,000", realised="950000"), "submit": "1"}
    assert client.post(f"/t/{KEY}/grid/115-02", filled).status_code == 302
    assert PeriodReport.objects.get().state == "window"


def test_a_report_goes_from_window_to_head_to_commission_on_one_page(login, plan):
    report = hand_in(plan, "115-02", now=IN_MARCH, progress="16.67")
    for who, stage in (("controller", "check"), ("agency_lead", "approve"), ("tracker", "pass")):
        assert login(who).post(f"/t/{KEY}/review/115-02", {"report": report.pk, "stage": stage}).status_code == 302
    report.refresh_from_db()
    assert report.state == "passed"


def test_a_name_is_text_on_the_portfolio_whatever_it_holds_and_agencies_keep_what_was_asked(login, plan):
    Plan.objects.filter(pk=plan.pk).update(name='<b onclick="x">岡山</b>')
    a_plan(year=2026, name="污水管線", agency="water-resources", now=LISTED)
    page = login("tracker").get(f"/t/{KEY}/", {"standing": "tracked", "page": 1}).content.decode()
    assert "<b onclick" not in page
    assert "&lt;b onclick=&quot;x&quot;&gt;岡山&lt;/b&gt;" in page
    assert f'href="/t/{KEY}/?standing=tracked&amp;agency=water-resources"' in page
    assert page.split("<tbody>")[-1].count('<td class="whole amount" data-label="落後百分點">—</td>') == 2


def test_a_long_review_is_turned_page_by_page_and_what_waits_for_the_commission_comes_first(login, plan, monkeypatch):
    monkeypatch.setattr("yankao.shell.views.progress_grid.REVIEWED", 2)
    others = [with_baseline(a_plan(year=2026, name=f"第{n}案", now=LISTED), now=LISTED) for n in range(3)]
    for each in (plan, *others):
        hand_in(each, "115-02", now=IN_MARCH, progress="16.67")
    PeriodReport.objects.filter(plan=others[2]).update(state="commission")
    first, second = (login("tracker").get(f"/t/{KEY}/review/115-02", {"page": n}).content.decode() for n in (1, 2))
    assert ("第2案" in first, first.count('<td class="title">'), "下一頁" in first, "上一頁" in first) == (True, 2, True, False)
    assert ("第2案" in second, second.count('<td class="title">'), "下一頁" in second, "上一頁" in second) == (False, 2, False, True)


def test_sending_back_without_a_reason_changes_nothing_and_says_so(login, plan):
    report = hand_in(plan, "115-02", now=IN_MARCH, progress="16.67")
    page = login("controller").post(f"/t/{KEY}/review/115-02", {"report": report.pk, "stage": "hand_back"}, follow=True)
    assert "請填寫理由" in page.content.decode()
    assert PeriodReport.objects.get().state == "window"


def test_the_plan_page_draws_curve_and_bars_with_a_table_beside_them(login, plan):
    hand_in(plan, "115-01", now=at("2026-02-05 10:00"), progress="5")
    hand_in(plan, "115-02", now=IN_MARCH, progress="9")
    body = login("clerk").get(f"/plan/{plan.pk}/").content.decode()
    assert body.count('<svg class="chart" viewBox') == 2
    assert "115年2月實際 9.00%" in body
    assert "各月數值" in body
    assert "說明原因及改善方案" in body


def test_every_deed_on_a_plan_is_done_from_its_page(login, plan):
    hand_in(plan, "115-02", now=IN_MARCH, progress="2")
    clerk, tracker = login("clerk"), login("tracker")
    alarm = Alarm.objects.get(kind="lag")
    told = {"cause": "用地", "remedy": "協調", "catch_up_month": "115-06", "responsible": "主辦機關"}
    assert clerk.post(f"/plan/{plan.pk}/answer/{alarm.pk}", told).status_code == 302
    assert clerk.post(f"/plan/{plan.pk}/milestone/award", {"done_on": "115/3/4", "evidence": "決標公告"}).status_code == 302
    assert (
        tracker.post(
            f"/plan/{plan.pk}/verify", {"month": "115-02", "checked_on": "115/3/3", "progress": "1.5", "finding": "未進場", "checked_by": "鄭"}
        ).status_code
        == 302
    )
    months = "\n".join(f"115-{n:02} {n * 8} {n * 8} {n * 900000}" for n in range(1, 13))
    sent = {"months": months, "points": "發包 115/4/30\n地下管線遷移 115/5/31", "approved_number": "高市研字第1號", "reason": "變更設計"}
    assert clerk.post(f"/plan/{plan.pk}/baseline", sent).status_code == 302
    assert tracker.post(f"/plan/{plan.pk}/exit", {"exit": "released", "reason": "完成"}).status_code == 302
    alarm.refresh_from_db()
    plan.refresh_from_db()
    assert (alarm.remedy, Baseline.objects.count(), MilestoneDone.objects.get().key, Verification.objects.get().progress) == (
        "協調",
        2,
        "award",
        Decimal("1.50"),
    )
    assert set(plan.baseline.milestones.values_list("name", flat=True)) == {"發包", "地下管線遷移"}
    assert plan.standing == Standing.RELEASED


def test_a_baseline_that_falls_is_refused_with_its_month_and_everything_typed_stays(login, plan):
    sent = {"months": "115-01 10\n115-02 5", "approved_number": "文號", "reason": "試"}
    page = login("clerk").post(f"/plan/{plan.pk}/baseline", sent)
    body = page.content.decode()
    assert page.status_code == 422
    assert "115年2月：115年2月預定 5 低於前月的 10" in body
    assert "115-02 5" in body


def test_a_new_plan_is_listed_by_the_commission_and_by_nobody_else(login, stands_in_march):
    sent = {
        "set_year": "115",
        "name": "市民公園",
        "agency": "高雄市政府工務局",
        "starts_on": "115/1/1",
        "ends_on": "115/12/31",
        "budget_public": "1000",
        "level": "city",
        "risk": "low",
    }
    assert login("clerk").post(f"/t/{KEY}/new", sent).status_code == 403
    wrong = login("tracker").post(f"/t/{KEY}/new", {**sent, "starts_on": "105/1/1", "ends_on": "105/12/31"})
    assert "計畫期間不在115年度列管期間內" in wrong.content.decode()
    assert login("tracker").post(f"/t/{KEY}/new", sent).status_code == 302
    assert Plan.objects.get().year == 2026


def test_a_file_is_taken_in_with_errors_by_the_address_of_the_cell(login, plan):
    file = SimpleUploadedFile("進度.csv", f"列管編號,年累計進度（%）,累計分配數（元）\n{plan.number},18,一百\nJ0,5,5\n".encode())
    body = login("clerk").post(f"/t/{KEY}/import", {"file": file, "month": "115-02"}).content.decode()
    assert "<b>C2</b>" in body
    assert "<b>A3</b>" in body
    assert PeriodReport.objects.get().year_progress == 18


def test_pasted_cells_are_taken_in_like_a_file(login, plan):
    pasted = f"列管編號\t年累計進度（%）\n{plan.number}\t18\n"
    assert login("clerk").post(f"/t/{KEY}/import", {"pasted": pasted, "month": "115-02"}).status_code == 200
    assert PeriodReport.objects.get().year_progress == 18


def test_strangers_see_neither_portfolio_nor_plan(login, plan):
    assert login("citizen").get(f"/t/{KEY}/").status_code == 403
    assert login("").get(f"/plan/{plan.pk}/").status_code == 302
    assert login("citizen").get(f"/plan/{plan.pk}/").status_code == 404
    assert login("clerk").get("/t/nothing/").status_code == 404


@pytest.mark.parametrize(
    "address",
    [
        "",
        "?year=99999",
        "?year=x&page=0&colour=blue",
        "?q=%00x",
        "export.csv",
        "meeting",
        "meeting?month=x",
        "review/x",
        "grid/999-99",
        "grid/115-02/blank.csv",
        "import",
        "new",
    ],
)
def test_no_address_breaks_on_odd_words(login, plan, address):
    assert login("tracker").get(f"/t/{KEY}/{address}").status_code in {200, 400, 404}


def test_the_index_names_every_programme_one_may_see(login, plan):
    assert PROJECTS.name in login("clerk").get("/t/").content.decode()


def test_a_photograph_lies_beside_the_figures_of_its_period(login, plan):
    report = hand_in(plan, "115-02", now=IN_MARCH, progress="16.67")
    address, clerk = f"/plan/{plan.pk}/photos/115-02", login("clerk")
    file = SimpleUploadedFile("現場.txt", "基樁完成".encode())
    assert "請填寫照片說明" in clerk.post(address, {"caption": " ", "file": file}).content.decode()
    assert "請選擇檔案" in clerk.post(address, {"caption": "北側基樁"}).content.decode()
    file = SimpleUploadedFile("現場.txt", "基樁完成".encode())
    assert clerk.post(address, {"caption": "北側基樁", "file": file}).status_code == 302
    photo = report.photos.get()
    assert (photo.caption, photo.stored.name) == ("北側基樁", "現場.txt")
    assert "照片 1" in clerk.get(f"/plan/{plan.pk}/").content.decode()
    assert b"".join(login("tracker").get(f"/plan/{plan.pk}/photo/{photo.pk}").streaming_content).decode() == "基樁完成"
    for wrong in (f"/plan/{plan.pk}/photos/115-01", f"/plan/{plan.pk}/photos/x", f"/plan/{plan.pk}/photo/0"):
        assert clerk.get(wrong).status_code == 404
    assert login("citizen").get(address).status_code in {403, 404}
