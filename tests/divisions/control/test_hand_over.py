"""From one desk to the next in the pages: approved candidates come under control; a month of documents is analysed, asked about and chased."""

from datetime import datetime
from io import BytesIO
from zipfile import ZipFile

import pytest
from tests.cases.people import at
from tests.divisions.control.stories import desk
from tests.divisions.control.test_documents import month as document_month
from tests.divisions.control.test_documents import visited
from tests.divisions.control.test_programmes import candidate
from tests.progress.plans import a_plan, clerk, commission, month, with_baseline
from tests.shell.conftest import login, people

from yankao.divisions.control.logic.timeliness import chase_letters, statistics_of
from yankao.engines.cases.advance import advance
from yankao.engines.cases.models import Case
from yankao.engines.notices.models import Notice
from yankao.engines.progress.bulletins import chase_bulletins
from yankao.engines.progress.models import FillingWindow, Plan
from yankao.engines.progress.windows import chase_windows
from yankao.kernel.days import TAIPEI
from yankao.kernel.roc import RocMonth, roc_year

__all__ = ["login", "people"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city", "people")]
FEBRUARY = RocMonth(2023, 2)
ADDRESS = "/documents/?month=112-02"
CLEAN = {"late": 0, "in_time": 80, "overdue_pending": 0, "over_thirty": 0}


@pytest.fixture
def approved():
    case = candidate()
    told = {"agency_opinion": "同意列管", "starts_on": "2023-01-01", "ends_on": "2023-12-31"}
    now = at("2022-11-10 09:00")
    case = advance(case, "answer", actor=clerk("water-resources"), now=now, facts=told)
    case = advance(case, "review", actor=commission(), now=now, facts={"opinion": "攸關淹水", "level": "city", "risk": "high"})
    return advance(case, "list", actor=commission(), now=now, facts={"approval_number": "府研字第1號"})


@pytest.fixture
def february():
    """Two agencies of February 112: one late beyond the limit, one not; and the month before."""
    document_month()
    document_month(agency="police", **CLEAN)
    document_month(month="2023-01-01", **CLEAN)


def test_approved_candidates_come_under_control_by_one_button_each_once(login, approved):
    tracker = login("tracker")
    assert "前鎮河整治" in tracker.get("/selection/").content.decode()
    assert "1項核定項目" in tracker.get("/selection/take-in").content.decode()
    for _ in range(2):
        assert tracker.post("/selection/take-in").status_code == 302
    plan = Plan.objects.get()
    assert (plan.name, plan.external_id, plan.listed_number) == ("前鎮河整治", approved.number, "府研字第1號")
    assert "都已轉入" in tracker.get("/selection/").content.decode()
    for who in ("clerk", "controller", "citizen"):
        assert login(who).post("/selection/take-in").status_code == 403


def test_the_month_of_documents_shows_classes_agencies_and_the_months_before_with_their_denominators(login, february):
    page = login("tracker").get(ADDRESS).content.decode()
    for words in (
        "七大類公文統計",
        "監察案件",
        "2.51（401／160）",
        "98.13%（157／160）",
        "2.78%（5／180）",
        "近12個月趨勢",
        "112年1月",
        "5／90",
        "5.56%",
        "尚未函請",
    ):
        assert words in page, words
    odt = login("mayor_office").get(f"{ADDRESS}&format=odt").content
    assert "公文處理時效統計分析" in ZipFile(BytesIO(odt)).read("content.xml").decode()
    assert "請先匯入或登錄" in login("tracker").get("/documents/?month=112-05").content.decode()
    assert login("tracker").get("/documents/?month=x").status_code == 404
    assert login("clerk").get("/documents/").status_code == 403


def test_one_letter_opens_a_report_for_every_agency_above_the_limit_and_for_none_twice(login, february):
    tracker, address = login("tracker"), "/documents/112-02/letters"
    assert "函請檢討" in tracker.get(ADDRESS).content.decode()
    assert "請填寫函請檢討文號" in tracker.post(address, {"letter_number": " "}).content.decode()
    assert tracker.post(address, {"letter_number": "高市研考字第7號"}).status_code == 302
    case = Case.objects.get(procedure="control.document_improvement")
    assert (case.agency.slug, case.control_documentimprovement.letter_number) == ("public-works", "高市研考字第7號")
    assert f"待檢討（{case.number}）" in tracker.get(ADDRESS).content.decode()
    assert tracker.post(address, {"letter_number": "高市研考字第8號"}).status_code == 422
    assert login("controller").post(address, {"letter_number": "1"}).status_code == 403
    assert statistics_of(FEBRUARY).unasked == 0


def test_the_statistics_of_a_month_ask_as_often_however_many_classes_and_months_they_show(february, django_assert_max_num_queries):
    with django_assert_max_num_queries(5):
        found = statistics_of(FEBRUARY)
    assert (len(found.classes), len(found.trend)) == (8, 2)
    assert found.classes[-1].counts == found.trend[-1].counts


def test_a_month_without_statistics_or_letters_is_asked_after_once():
    assert chase_letters(now=at("2023-03-31 08:20")) == 0
    document_month(month="2022-12-01", **CLEAN)
    document_month()
    assert chase_letters(now=at("2023-03-15 08:20")) == 1  # January is missing, February still has its fifteen days
    assert chase_letters(now=at("2023-03-16 08:20")) == 1
    assert chase_letters(now=at("2023-03-17 08:20")) == 0
    titles = set(Notice.objects.filter(recipient_id="control", subject_kind="page").values_list("title", flat=True))
    assert titles == {"112年1月公文時效統計尚未匯入公文統計月報", "112年2月公文時效統計尚有1個機關逾限比率超過3%，未函請檢討"}


def test_the_filling_of_a_month_is_extended_in_the_pages_with_its_reason(login):
    with_baseline(a_plan())
    tracker, address = login("tracker"), "/t/control.project/window/112-06"
    assert address in tracker.get("/t/control.project/review/112-06").content.decode()
    assert "新期限應晚於原期限" in tracker.post(address, {"until": "112/7/6", "reason": "系統維護"}).content.decode()
    assert "理由" in tracker.post(address, {"until": "112/7/12", "reason": " "}).content.decode()
    assert tracker.post(address, {"until": "112/7/12", "reason": "系統維護"}).status_code == 302
    window = FillingWindow.objects.get(programme="control.project", month=month("112-06"))
    assert (window.due_at, window.extended_reason) == (at("2023-07-13 00:00"), "系統維護")
    assert login("clerk").post(address, {"until": "112/7/20", "reason": "請展延"}).status_code == 403


def test_a_notice_leads_to_the_page_where_its_work_is_done(login):
    with_baseline(a_plan(year=2026, now=at("2026-01-05 10:00")))
    now = at("2026-11-11 08:00")
    assert chase_windows(now=now) > 0
    assert chase_bulletins(now=at("2026-12-22 08:00")) > 0
    clerk_sees, desk_sees = (login(who).get("/notices/").content.decode() for who in ("clerk", "tracker"))
    assert 'href="/t/control.project/grid/115-10"' in clerk_sees
    assert 'href="/t/control.project/review/115-10"' in desk_sees
    assert 'href="/b/control.monthly_analysis/"' in desk_sees
    assert login("tracker").get("/m/meetings/999/").status_code == 404


def test_a_programme_of_years_offers_the_december_that_is_owed(login):
    page = login("clerk").get("/t/planning.kpi/").content.decode()
    assert f"/t/planning.kpi/grid/{roc_year(datetime.now(TAIPEI).date()) - 1}-12" in page


def test_the_visits_of_a_year_are_one_report_with_each_defect_and_its_recommendation(login):
    case = visited("environment", "2019-07-15")
    facts = {"defect_kind": "limit", "defect": "展期未依限申請", "recommendation": "請落實分層核定"}
    advance(case, "find", actor=desk(), now=at("2019-07-16 09:00"), facts=facts)
    visited("police", "2019-08-16")
    tracker = login("tracker")
    page = tracker.get("/documents/visits/?year=108").content.decode()
    for words in (
        "108年度公文查訪報告",
        "查訪2個機關，缺失及建議1項：時效及展期1項",
        "展期未依限申請",
        "請落實分層核定",
        "行國處、人事處、政風處派員",
    ):
        assert words in page, words
    assert tracker.get("/documents/visits/?year=108&format=odt").content[:2] == b"PK"
    assert "還沒有登錄查訪" in tracker.get("/documents/visits/?year=109").content.decode()
    assert "還沒有登錄查訪" in login("controller").get("/documents/visits/?year=108").content.decode()
    assert tracker.get("/documents/visits/?year=x").status_code == 404
