"""The monthly analysis and the bi-monthly bulletin: drafted from the records, given out by their day with a letter, asked after when late."""

from datetime import date
from decimal import Decimal
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from tests.cases.people import at
from tests.progress.plans import a_plan, clerk, commission, hand_in, month, with_baseline
from tests.shell.conftest import login, people
from yankao.divisions.control.programmes.bulletins import BIMONTHLY, MONTHLY_ANALYSIS
from yankao.divisions.control.programmes.project_tracking import PROJECTS
from yankao.engines.indicators.compute import figures
from yankao.engines.notices.models import Notice
from yankao.engines.progress.alarms import Answer, answer_alarm
from yankao.engines.progress.analysis import analyse
from yankao.engines.progress.bulletins import chase_bulletins, draft, issue, owed
from yankao.engines.progress.errors import WrongState
from yankao.engines.progress.models import Alarm, BulletinIssue, Exit, PeriodReport
from yankao.engines.progress.plans import leave
from yankao.kernel.roc import Window
from yankao.shell.progress_papers import sheet_of
from yankao.shell.sheet import write

__all__ = ["login", "people"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
IN_JUNE, IN_JULY = at("2023-06-05 10:00"), at("2023-07-05 10:00")


@pytest.fixture
def half_year():
    """Three plans: one behind in June, one on its way, one that tells nothing; a fourth left in June."""
    behind, good, _silent, left = (with_baseline(a_plan(name=name)) for name in ("岡山路", "前鎮河", "污水管線", "舊橋"))
    hand_in(behind, "112-05", now=IN_JUNE, progress="31", realised=2_500_000, allotted=2_500_000)
    hand_in(good, "112-05", now=IN_JUNE, progress="41")
    hand_in(behind, "112-06", now=IN_JULY, progress="42", realised=3_000_000)
    hand_in(good, "112-06", now=at("2023-07-09 10:00"), progress="51")
    answer = Answer(cause="管線", remedy="加派", catch_up_month=date(2023, 9, 1), responsible="廠商")
    answer_alarm(PROJECTS, Alarm.objects.get(plan=behind, kind="lag", month=month("112-06")).pk, actor=clerk(), now=IN_JULY, answer=answer)
    leave(PROJECTS, left.pk, actor=commission(), now=at("2023-06-20 09:00"), exit_=Exit.WITHDRAWN, reason="併入他案", number="府字第1號")
    return behind


def given_out(it, period: str, *, now, number: str = "高市研管字第1號") -> BulletinIssue:
    found = draft(it, month(period))
    return issue(it, month(period), actor=commission(), now=now, letter_number=number, paper=write(sheet_of(found, government="市政府")), shown=found)


def test_the_month_shows_who_is_behind_who_told_nothing_and_who_left(half_year):
    found = analyse(PROJECTS, month("112-06"), before=month("112-05"))
    assert (found.whole.plans, found.whole.told, found.whole.behind, found.behind_before) == (3, 2, 1, 1)
    assert (found.fill.owed, found.fill.filled, found.fill.late) == (3, 2, 1)
    assert [(each.plan.name, each.lag) for each in found.behind] == [("岡山路", Decimal("8.00"))]
    assert [each.plan.name for each in found.idle] == ["岡山路"]
    assert [plan.name for plan in found.missing] == ["污水管線"]
    assert [plan.name for plan in found.left] == ["舊橋"]
    assert found.whole.spend == Decimal(80)
    PeriodReport.objects.filter(plan=half_year, month=month("112-06")).update(year_progress=Decimal("45.01"))
    assert analyse(PROJECTS, month("112-06")).whole.behind == 0


@pytest.mark.system("progress-bulletins")
def test_a_bulletin_is_asked_after_when_late_given_out_once_and_stays_as_it_was(half_year):
    late = at("2023-08-01 07:55")
    assert [str(each) for each in owed(BIMONTHLY, now=late)] == ["2023-02-01", "2023-04-01", "2023-06-01"]
    assert chase_bulletins(now=late) > 0
    assert chase_bulletins(now=late) == 0
    assert Notice.objects.filter(title="列管案件進度雙月報112年6月應於112年7月31日前公布，尚未公布", recipient_id="control").count() == 1
    with pytest.raises(PermissionDenied):
        issue(BIMONTHLY, month("112-06"), actor=clerk(), now=late, letter_number="1", paper=b"", shown=draft(BIMONTHLY, month("112-06")))
    with pytest.raises(ValidationError, match="期末月份"):
        given_out(BIMONTHLY, "112-05", now=late)
    with pytest.raises(ValidationError, match="文號"):
        given_out(BIMONTHLY, "112-06", now=late, number=" ")
    with pytest.raises(WrongState, match="尚未結束"):
        given_out(BIMONTHLY, "112-08", now=late)
    row = given_out(BIMONTHLY, "112-06", now=late)
    with pytest.raises(WrongState, match="已公布"):
        given_out(BIMONTHLY, "112-06", now=late)
    PeriodReport.objects.filter(plan=half_year).update(year_progress=Decimal(100))
    row.refresh_from_db()
    assert (row.plans, row.behind, draft(BIMONTHLY, month("112-06")).behind) == (3, 1, 0)
    assert owed(BIMONTHLY, now=late) == []
    assert _value("control.bimonthly.in_time_share") == 0
    given_out(MONTHLY_ANALYSIS, "112-07", now=at("2023-08-20 23:00"))
    assert (_value("control.monthly_analysis.issued"), _value("control.monthly_analysis.in_time_share")) == (1, 100)


def test_the_paper_names_cause_and_remedy_of_each_plan_behind(half_year):
    made = write(sheet_of(draft(MONTHLY_ANALYSIS, month("112-06")), government="市政府"))
    text = ZipFile(BytesIO(made)).read("content.xml").decode()
    for words in ("列管計畫月分析報告", "管線／加派（廠商）", "前期落後1項", "一、施政計畫列管：未填報計畫", "污水管線", "舊橋（撤案）"):
        assert words in text


def test_the_commission_drafts_and_gives_out_in_the_pages_and_agencies_download(login, half_year, monkeypatch):
    for name in ("yankao.shell.views.progress_bulletins.clock", "yankao.shell.progress_forms.clock"):
        monkeypatch.setattr(name, lambda: at("2023-07-15 10:00"))
    tracker, address = login("tracker"), "/b/control.monthly_analysis/"
    assert "待公布" in tracker.get(address).content.decode()
    assert "岡山路" in tracker.get(f"{address}112-06").content.decode()
    assert tracker.get(f"{address}112-06?format=odt").content[:2] == b"PK"
    assert login("clerk").get(f"{address}112-06").status_code == 403
    assert login("clerk").get(f"{address}112-06/issued.odt").status_code == 404
    assert tracker.post(f"{address}112-06", {"letter_number": ""}).status_code == 422
    assert tracker.post(f"{address}112-06", {"letter_number": "高市研管字第9號"}).status_code == 302
    assert tracker.post(f"{address}112-06", {"letter_number": "高市研管字第9號", "once": "x"}).status_code == 409
    page = login("clerk").get(address).content.decode()
    assert "高市研管字第9號" in page
    assert b"".join(login("clerk").get(f"{address}112-06/issued.odt").streaming_content)[:2] == b"PK"
    assert "高市研管字第9號" in b"".join(tracker.get(f"{address}export.csv").streaming_content).decode("utf-8-sig")
    assert tracker.get("/b/control.nothing/").status_code == 404
    assert tracker.get(f"{address}明天").status_code == 404


def test_the_analysis_of_many_plans_takes_a_fixed_number_of_statements(half_year, django_assert_max_num_queries):
    for n in range(10):
        hand_in(with_baseline(a_plan(name=f"計畫{n}")), "112-06", now=IN_JULY, progress="40")
    with django_assert_max_num_queries(12):
        assert analyse(PROJECTS, month("112-06"), before=month("112-05")).whole.behind == 11


def _value(key: str):
    (found,) = figures(Window.of_months("112-07", "112-12"), keys=(key,))
    return found.value
