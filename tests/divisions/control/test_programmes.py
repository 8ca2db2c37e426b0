"""Every set of plans under control lives a whole life: refused where its own rule is broken, late, behind, explained, released."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from tests.cases.people import at, due_day, staff
from tests.progress.plans import a_plan, clerk, commission, controller, do, fill, head, month, with_baseline
from tests.reports.golden_records.plans import rebuilt

from yankao.divisions.control.logic.selection import list_approved, waiting
from yankao.divisions.control.programmes.control_points import CONTROL_POINTS
from yankao.divisions.control.programmes.district_works import DISTRICT_WORKS
from yankao.divisions.control.programmes.forward_looking import FORWARD_LOOKING
from yankao.divisions.control.programmes.infra_subsidy import INFRA_SUBSIDY
from yankao.divisions.control.programmes.morakot import MORAKOT
from yankao.divisions.control.programmes.project_tracking import PROJECTS
from yankao.engines.activities import registry as meetings
from yankao.engines.activities.agenda import suggestions, take_suggested
from yankao.engines.activities.meetings import Facts
from yankao.engines.activities.meetings import plan as plan_meeting
from yankao.engines.cases import registry as cases
from yankao.engines.cases.advance import advance
from yankao.engines.cases.chase import chase
from yankao.engines.cases.models import Case
from yankao.engines.cases.open import open_case
from yankao.engines.indicators.compute import figures
from yankao.engines.notices.models import Notice
from yankao.engines.progress.alarms import Answer, answer_alarm, oblige
from yankao.engines.progress.baseline import Point
from yankao.engines.progress.models import Alarm, Exit, PeriodReport, Plan, Standing
from yankao.engines.progress.plans import leave, reach_milestone
from yankao.engines.progress.windows import chase_windows
from yankao.kernel.actors import job
from yankao.kernel.roc import Window

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]

IN_JUNE, LATE, OBLIGED = at("2023-07-05 10:00"), at("2023-07-08 10:00"), at("2023-07-20 07:50")
ANSWER = Answer(cause="管線遷移延宕", remedy="增派工班，每週檢討", catch_up_month=date(2023, 9, 1), responsible="承攬廠商")
OFFICE = "office-gushan"
PLANS = {
    "infra": (INFRA_SUBSIDY, "public-works-maintenance", {"fund_class": "道路", "budget_central": 12_000_000, "budget": 0}),
    "district": (DISTRICT_WORKS, OFFICE, {"district": "鼓山區"}),
    "forward": (FORWARD_LOOKING, "water-resources", {"field": "water", "ministry": "經濟部"}),
    "points": (CONTROL_POINTS, "public-works-maintenance", {"budget": 0}),
}


def figure(key: str):
    (found,) = figures(Window.of_year(112), keys=(key,))
    return found.value


def lived(name: str) -> Plan:
    """Lead one plan through its year: reported late and behind, obliged, explained late, sent back once, passed, released."""
    it, slug, facts = PLANS[name]
    first, *_ = it.milestones
    plan = with_baseline(a_plan(it, agency=slug, **facts), it, points=(Point(key=first[0], name=first[1], planned_on=date(2023, 3, 31)),))
    assert chase_windows(now=at("2023-07-01 07:40")) >= 1
    money = {"allotted": 6_000_000, "realised": 5_900_000} if it.money else {}
    refused = fill(plan, "112-06", now=LATE, it=it, by=clerk(slug), total_progress="101").refused
    assert [each.cell.field for each in refused] == ["total_progress"]
    assert not fill(plan, "112-06", now=LATE, it=it, by=clerk(slug), total_progress="40", year_progress="40", text="施工中", **money).refused
    report = PeriodReport.objects.get(plan=plan)
    assert do(report, "submit", by=clerk("environment"), now=LATE, it=it).held
    do(report, "submit", by=clerk(slug), now=LATE, it=it)
    (case,) = oblige(actor=job("progress.oblige"), now=OBLIGED)
    assert (case.procedure, case.agency) == ("control.lag_explanation", plan.agency)
    chase(now=at("2023-08-01 00:30"))
    assert Notice.objects.filter(subject_id=case.number, title__contains="請即說明").exists()
    with pytest.raises(PermissionDenied):
        answer_alarm(it, Alarm.objects.get(plan=plan).pk, actor=commission(), now=OBLIGED, answer=ANSWER)
    answer_alarm(it, Alarm.objects.get(plan=plan).pk, actor=clerk(slug), now=at("2023-08-02 09:00"), answer=ANSWER)
    assert Case.objects.get(pk=case.pk).step == "answered"
    for key, who in (("check", controller(slug)), ("approve", head(slug)), ("pass", commission())):
        assert not do(report, key, by=who, now=OBLIGED, it=it).held, key
    reach_milestone(it, plan, actor=clerk(slug), now=OBLIGED, key=first[0], done_on=date(2023, 4, 6))
    with pytest.raises(PermissionDenied):
        leave(it, plan.pk, actor=clerk(slug), now=at("2024-01-10 09:00"), exit_=Exit.RELEASED, reason="完工")
    return leave(it, plan.pk, actor=commission(), now=at("2023-12-29 09:00"), exit_=Exit.RELEASED, reason="完工")


@pytest.mark.system("infra-subsidy")
def test_a_subsidised_case_needs_central_money_is_late_behind_explained_and_released():
    with pytest.raises(ValidationError, match="中央補助"):
        a_plan(INFRA_SUBSIDY, fund_class="道路")
    plan = lived("infra")
    assert (plan.standing, plan.budget_central) == (Standing.RELEASED, 12_000_000)
    keys = ("plans", "award_share", "attainment", "finished", "in_time_share", "fill_share")
    assert [figure(f"control.infra_subsidy.{key}") for key in keys] == [1, 100, Decimal("49.17"), 1, 0, Decimal("9.09")]


@pytest.mark.system("district-works")
def test_works_of_a_district_office_come_under_control_from_a_million_on():
    with pytest.raises(ValidationError, match="未達列管金額"):
        a_plan(DISTRICT_WORKS, agency=OFFICE, district="鼓山區", budget=999_999)
    with pytest.raises(ValidationError, match="應為區公所"):
        a_plan(DISTRICT_WORKS, district="鼓山區")
    assert a_plan(DISTRICT_WORKS, agency=OFFICE, district="鼓山區", budget=1_000_000, name="里民活動中心修繕").is_tracked
    assert lived("district").standing == Standing.RELEASED
    assert [figure(f"control.district_works.{key}") for key in ("plans", "released", "offices")] == [2, 1, 1]


@pytest.mark.system("forward-looking")
def test_a_case_of_the_special_act_is_judged_by_its_whole_and_counted_over_the_years():
    with pytest.raises(ValidationError):
        a_plan(FORWARD_LOOKING, field="moon", ministry="經濟部")
    plan = lived("forward")
    assert (plan.year, plan.last_year) == (2023, 2030)
    assert [figure(f"control.forward_looking.{key}") for key in ("approved_ever", "completed_ever", "tracked_now")] == [1, 1, 0]


@pytest.mark.system("control-points")
def test_a_flow_of_work_without_money_is_followed_by_its_control_points():
    plan = lived("points")
    assert plan.budget == 0
    assert figure("control.control_points.schedule") == 1


def test_nobody_lists_a_plan_in_the_closed_programme_of_reconstruction():
    with pytest.raises(ValidationError, match="已結束列管"):
        a_plan(MORAKOT, year=2014)


def test_the_money_spent_on_reconstruction_is_told_of_all_of_it_by_the_latest_report_of_each_case():
    rebuilt({"count": Decimal(4), "amount": Decimal(40_000_000), "agencies": Decimal(3)})
    told = ("agencies", "plans", "released", "finish_share", "attainment")
    assert [figure(f"control.morakot.{key}") for key in told] == [3, 4, 4, 100, 100]
    newest = PeriodReport.objects.latest("pk")
    earlier = {"plan": newest.plan, "window": newest.window, "filled_by": "匯入", "filled_at": newest.filled_at, "submitted_at": newest.filled_at}
    PeriodReport.objects.create(month=date(2013, 12, 1), realised=1, **earlier)
    assert figure("control.morakot.attainment") == 100
    PeriodReport.objects.filter(pk=newest.pk).update(submitted_at=None)
    assert figure("control.morakot.attainment") == 75


def candidate(**facts):
    known = {
        "plan_name": "前鎮河整治", "year": 112, "importance": "citizens", "budget": 50_000_000, "agency": "water-resources",
        "starts_on": "2023-01-01", "ends_on": "2023-12-31",
    }  # fmt: skip
    return open_case(cases.get("control.project_selection"), actor=commission(), now=at("2022-11-01 09:00"), facts=known | facts)


@pytest.mark.system("project-selection")
def test_a_candidate_is_discussed_late_reviewed_approved_and_becomes_one_plan():
    case, dropped = candidate(), candidate(plan_name="路燈汰換")
    assert due_day(case) == "2022-11-15"
    late = at("2022-11-16 00:30")
    chase(now=late)
    assert Notice.objects.filter(subject_id=case.number, title__contains="請即回復").exists()
    told = {"agency_opinion": "同意列管", "starts_on": "2023-01-01", "ends_on": "2022-12-31"}
    with pytest.raises(ValidationError, match="迄日不得早於起日"):
        advance(case, "answer", actor=clerk("water-resources"), now=late, facts=told)
    case = advance(case, "answer", actor=clerk("water-resources"), now=late, facts=told | {"ends_on": "2023-12-31"})
    case = advance(case, "review", actor=commission(), now=late, facts={"opinion": "攸關淹水改善", "level": "city", "risk": "high"})
    with pytest.raises(PermissionDenied):
        advance(case, "list", actor=clerk("water-resources"), now=late, facts={"approval_number": "府研字第1號"})
    case = advance(case, "list", actor=commission(), now=late, facts={"approval_number": "府研字第1號"})
    advance(dropped, "drop", actor=commission(), now=late, reason="例行維護")
    assert [it.case_id for it in waiting()] == [case.pk]
    (plan,) = list_approved(actor=commission(), now=at("2023-01-03 09:00"))
    assert list_approved(actor=commission(), now=at("2023-01-04 09:00")) == []
    assert (plan.programme, plan.name, plan.level, plan.risk, plan.listed_number) == (PROJECTS.key, "前鎮河整治", "city", "high", "府研字第1號")
    (found,) = figures(Window.of_months("111-11", "111-12"), keys=("control.project_selection.in_time",))
    assert found.value == 0


@pytest.mark.system("works-supervision")
def test_the_agenda_of_the_supervision_meeting_proposes_each_plan_that_is_months_behind_once():
    plan, other = with_baseline(a_plan()), with_baseline(a_plan(name="前鎮河整治"))
    for period, now, progress in (("112-05", at("2023-06-05 10:00"), "30"), ("112-06", IN_JUNE, "40")):
        _told(plan, period, now, progress)
    _told(other, "112-06", IN_JUNE, "40")
    it = meetings.get("control.works_supervision")
    meeting = plan_meeting(it, actor=staff("officer", "rdec-control"), now=IN_JUNE, facts=Facts(starts_at=at("2023-07-20 14:00"), place="第一會議室"))
    (found,) = suggestions(it, meeting, now=IN_JUNE)
    assert (found.title, found.agency_id) == ("岡山路排水改善：連續2期進度落後", plan.agency_id)
    assert "落後10.00個百分點" in found.text
    assert [take_suggested(it, meeting.pk, actor=staff("officer", "rdec-control"), now=IN_JUNE) for _ in range(2)] == [1, 0]
    elsewhere = Facts(starts_at=at("2023-07-27 14:00"), place="第一會議室", programmes=(INFRA_SUBSIDY.key,))
    assert suggestions(it, plan_meeting(it, actor=staff("officer", "rdec-control"), now=IN_JUNE, facts=elsewhere), now=IN_JUNE) == ()


def _told(plan: Plan, period: str, now, progress: str) -> None:
    fill(plan, period, now=now, year_progress=progress, total_progress=progress, allotted=5_000_000, realised=5_000_000)
    do(PeriodReport.objects.get(plan=plan, month=month(period)), "submit", by=clerk(), now=now)
