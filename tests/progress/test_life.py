"""A plan under control from its listing to its release, with what is refused and what is late on the way."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from tests.cases.people import at, staff
from tests.progress.plans import a_plan, clerk, commission, controller, do, fill, hand_in, head, month, with_baseline
from yankao.divisions.control.programmes.project_tracking import PROJECTS
from yankao.engines.cases.models import Case
from yankao.engines.notices.models import Notice
from yankao.engines.progress.alarms import Answer, agenda, answer_alarm, oblige
from yankao.engines.progress.baseline import BaselineRefused, Point, even_promises, set_baseline
from yankao.engines.progress.models import Alarm, AlarmKind, Baseline, BaselineMonth, Exit, PeriodReport, Plan, Standing, State
from yankao.engines.progress.plans import leave, reach_milestone
from yankao.engines.progress.read import curve, plan_for, points, visible_plans
from yankao.engines.progress.reports import verify_on_site
from yankao.engines.progress.rules import Promise
from yankao.engines.progress.windows import chase_windows, extend_window, fill_of
from yankao.kernel import audit
from yankao.kernel.actors import job

IN_JUNE, LATE_IN_JULY = at("2023-07-05 10:00"), at("2023-07-09 10:00")
ANSWER = Answer(cause="管線遷移延宕", remedy="增派工班，每週檢討", catch_up_month=date(2023, 9, 1), responsible="承攬廠商")

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]


@pytest.mark.system("project-tracking", "project-system")
def test_a_plan_is_listed_promises_reports_explains_itself_and_is_released():
    plan = with_baseline(a_plan(), points=(Point(key="award", name="發包", planned_on=date(2023, 3, 31)),))
    reach_milestone(PROJECTS, plan, actor=clerk(), now=at("2023-04-10 09:00"), key="award", done_on=date(2023, 4, 6))
    report = hand_in(plan, "112-06", now=IN_JUNE, progress="42", realised=5_000_000, allotted=6_000_000)
    assert (report.year_lag, report.state) == (Decimal("8.00"), State.WINDOW)
    assert {(row.kind, row.measured) for row in Alarm.objects.filter(plan=plan)} == {("lag", Decimal("8.00")), ("spend", Decimal("83.33"))}
    assert not do(report, "check", by=controller(), now=IN_JUNE).held
    assert not do(report, "approve", by=head(), now=IN_JUNE).held
    held = do(report, "pass", by=commission(), now=IN_JUNE).held
    assert [each.why for each in held] == ["尚有警示未說明原因及改善方案"]
    for alarm in Alarm.objects.filter(plan=plan):
        answer_alarm(PROJECTS, alarm.pk, actor=clerk(), now=IN_JUNE, answer=ANSWER)
    assert not do(report, "pass", by=commission(), now=IN_JUNE).held
    released = leave(PROJECTS, plan.pk, actor=commission(), now=at("2024-01-10 09:00"), exit_=Exit.RELEASED, reason="如期完工")
    assert (released.standing, released.left_on) == (Standing.RELEASED, date(2024, 1, 10))
    assert [(point.key, point.is_late(date(2023, 12, 31))) for point in points(plan)] == [("award", True)]
    assert list(audit.verify()) == []


def test_exactly_five_points_behind_counts_and_a_hundredth_less_does_not():
    plan, other = with_baseline(a_plan()), with_baseline(a_plan(name="前鎮河整治"))
    hand_in(plan, "112-06", now=IN_JUNE, progress="45.00")
    hand_in(other, "112-06", now=IN_JUNE, progress="45.01")
    assert list(Alarm.objects.values_list("plan_id", "measured")) == [(plan.pk, Decimal("5.00"))]


def test_the_spend_ratio_counts_only_since_the_rule_that_names_it_and_is_not_rounded_over_the_limit():
    early = with_baseline(a_plan(year=2019, now=at("2019-01-03 09:00")), now=at("2019-01-03 09:00"))
    hand_in(early, "108-06", now=at("2019-07-05 10:00"), progress="50", realised=1)
    late = with_baseline(a_plan())
    hand_in(late, "112-06", now=IN_JUNE, progress="50", realised=8_999_999, allotted=10_000_000)
    assert list(Alarm.objects.values_list("plan_id", "kind", "measured")) == [(late.pk, AlarmKind.SPEND, Decimal("90.00"))]


def test_an_alarm_unanswered_in_time_becomes_one_case_that_its_answer_closes():
    plan = with_baseline(a_plan())
    hand_in(plan, "112-06", now=IN_JUNE, progress="40")
    system, after = job("progress.oblige"), at("2023-07-13 00:00")
    assert oblige(actor=system, now=at("2023-07-12 23:00")) == []
    (case,) = oblige(actor=system, now=after)
    assert oblige(actor=system, now=after) == []
    assert (case.agency, case.title, case.due_at) == (plan.agency, "岡山路排水改善112年6月進度落後未說明", at("2023-07-21 00:00"))
    answer_alarm(PROJECTS, Alarm.objects.get().pk, actor=clerk(), now=at("2023-07-25 09:00"), answer=ANSWER)
    case = Case.objects.get(pk=case.pk)
    assert (case.step, case.closed_at is not None, case.control_lagexplanation.remedy) == ("answered", True, ANSWER.remedy)
    assert list(case.passages.filter(action="answer").values_list("in_time", flat=True)) == [False]


def test_an_answer_names_cause_remedy_month_and_party_and_a_month_within_the_plan():
    plan = with_baseline(a_plan())
    hand_in(plan, "112-06", now=IN_JUNE, progress="40")
    alarm = Alarm.objects.get()
    with pytest.raises(ValidationError) as refused:
        answer_alarm(
            PROJECTS, alarm.pk, actor=clerk(), now=IN_JUNE, answer=Answer(cause=" ", remedy="", catch_up_month=date(2024, 3, 1), responsible="")
        )
    assert set(refused.value.message_dict) == {"cause", "remedy", "catch_up_month", "responsible"}
    with pytest.raises(PermissionDenied):
        answer_alarm(PROJECTS, alarm.pk, actor=clerk("water-resources"), now=IN_JUNE, answer=ANSWER)


def test_two_periods_behind_in_a_row_stand_on_the_agenda_and_one_does_not():
    plan, other = with_baseline(a_plan()), with_baseline(a_plan(name="前鎮河整治"))
    for period, now, progress in (("112-05", at("2023-06-05 10:00"), "30"), ("112-06", IN_JUNE, "40")):
        hand_in(plan, period, now=now, progress=progress)
    hand_in(other, "112-05", now=at("2023-06-05 10:00"), progress="41.67")
    hand_in(other, "112-06", now=IN_JUNE, progress="42")
    found = agenda(month("112-06"), programmes=(PROJECTS,))
    assert [(row.plan.name, row.streak) for row in found] == [("岡山路排水改善", 2)]


def test_what_is_sent_back_is_counted_and_a_corrected_figure_lifts_its_alarm():
    plan = with_baseline(a_plan())
    report = hand_in(plan, "112-06", now=IN_JUNE, progress="40")
    do(report, "check", by=controller(), now=IN_JUNE)
    do(report, "approve", by=head(), now=IN_JUNE)
    with pytest.raises(ValidationError):
        do(report, "send_back", by=commission(), now=IN_JUNE)
    do(report, "send_back", by=commission(), now=IN_JUNE, reason="進度與照片不符")
    assert not fill(plan, "112-06", now=IN_JUNE, year_progress="49", seen={"year_progress": "40"}).refused
    do(report, "submit", by=clerk(), now=LATE_IN_JULY)
    report.refresh_from_db()
    assert (report.returns, report.submitted_at) == (1, IN_JUNE)
    assert Alarm.objects.get().lifted_at == LATE_IN_JULY


def test_a_deed_is_refused_to_others_at_the_wrong_state_and_with_nothing_told():
    plan = with_baseline(a_plan())
    fill(plan, "112-06", now=IN_JUNE, year_progress="50")
    report = PeriodReport.objects.get()
    assert do(report, "submit", by=clerk("water-resources"), now=IN_JUNE).held[0].why.startswith("「送審」由")
    assert do(report, "pass", by=commission(), now=IN_JUNE).held[0].why == "目前為「填報中」，不能審查通過"
    assert do(report, "submit", by=clerk(), now=IN_JUNE).held[0].why == "尚未填寫累計分配數（元）、累計實現數（元）"


def test_late_reports_are_visibly_late_and_agencies_are_reminded_stage_by_stage():
    in_time, late, never = (with_baseline(a_plan(name=name)) for name in ("甲", "乙", "丙"))
    assert chase_windows(now=at("2023-07-01 07:40")) == 1
    assert chase_windows(now=at("2023-07-01 08:40")) == 0
    hand_in(in_time, "112-06", now=at("2023-07-07 23:59"), progress="50")
    hand_in(late, "112-06", now=at("2023-07-08 00:00"), progress="50")
    assert chase_windows(now=at("2023-07-08 07:40")) == 2
    titles = list(Notice.objects.order_by("created_at", "recipient_kind").values_list("title", flat=True))
    assert titles == [
        "施政計畫列管112年6月尚有3案未填報，請於112年7月7日前填報",
        "施政計畫列管112年6月尚有1案未填報，已逾填報期限（112年7月7日）",
        "施政計畫列管112年6月已逾填報期限，尚有1案未填報",
    ]
    found = fill_of(PROJECTS, month("112-06"))
    assert (found.owed, found.filled, found.in_time, found.late, found.missing) == (3, 2, 1, 1, 1)
    assert never.reports.count() == 0


def test_a_window_is_extended_with_a_reason_and_keeps_what_was_given():
    with_baseline(a_plan())
    with pytest.raises(ValidationError):
        extend_window(PROJECTS, month("112-06"), actor=commission(), now=IN_JUNE, until=date(2023, 7, 6), reason="系統維護")
    window = extend_window(PROJECTS, month("112-06"), actor=commission(), now=IN_JUNE, until=date(2023, 7, 12), reason="系統維護")
    assert (window.given_at, window.due_at) == (at("2023-07-08 00:00"), at("2023-07-13 00:00"))


def test_a_change_of_the_baseline_needs_a_letter_and_the_old_one_stays_and_cannot_be_altered():
    plan = with_baseline(a_plan())
    hand_in(plan, "112-06", now=IN_JUNE, progress="40")
    slower = [Promise(month=each.month, year_progress=each.year_progress / 2, total_progress=each.total_progress / 2) for each in even_promises(plan)]
    with pytest.raises(BaselineRefused) as refused:
        set_baseline(PROJECTS, plan, actor=clerk(), now=IN_JUNE, promises=slower)
    assert "修正基準須經簽准；請填簽准文號及修正理由" in refused.value.messages
    set_baseline(PROJECTS, plan, actor=clerk(), now=IN_JUNE, promises=slower, approved_number="高市工字第1120001號", reason="變更設計")
    assert [row.version for row in plan.baselines.all()] == [1, 2]
    assert PeriodReport.objects.get().year_lag == Decimal("10.00")
    with pytest.raises(IntegrityError), transaction.atomic():
        BaselineMonth.objects.update(year_progress=0)
    with pytest.raises(IntegrityError), transaction.atomic():
        Baseline.objects.update(reason="改寫")
    shown = {point.month: (point.first, point.planned, point.actual) for point in curve(PROJECTS, Plan.objects.get(), list(plan.reports.all()))}
    assert shown[month("112-06")] == (Decimal("50.00"), Decimal("25.00"), Decimal("40.00"))


def test_what_was_found_on_site_stands_beside_the_reported_figure():
    plan = with_baseline(a_plan())
    report = hand_in(plan, "112-06", now=IN_JUNE, progress="50")
    found = verify_on_site(
        PROJECTS,
        plan,
        actor=commission(),
        now=LATE_IN_JULY,
        month=month("112-06"),
        checked_on=date(2023, 7, 8),
        finding="基樁未施作",
        progress=Decimal(38),
        checked_by="鄭管制",
    )
    report.refresh_from_db()
    assert (report.year_progress, found.progress) == (Decimal("50.00"), Decimal(38))
    with pytest.raises(PermissionDenied):
        verify_on_site(
            PROJECTS,
            plan,
            actor=clerk(),
            now=LATE_IN_JULY,
            month=month("112-06"),
            checked_on=date(2023, 7, 8),
            finding="無",
            progress=None,
            checked_by="",
        )


@pytest.mark.parametrize("exit_", [Exit.WITHDRAWN, Exit.STOPPED, Exit.KEPT, Exit.CARRIED, Exit.MERGED])
def test_every_exit_but_release_names_its_letter(exit_):
    plan = a_plan()
    with pytest.raises(ValidationError) as refused:
        leave(PROJECTS, plan.pk, actor=commission(), now=IN_JUNE, exit_=exit_, reason="用地未取得")
    assert "number" in refused.value.message_dict


def test_a_plan_carried_over_stands_in_the_next_year_and_cannot_leave_twice():
    plan = a_plan(ends_on=date(2025, 6, 30))
    leave(PROJECTS, plan.pk, actor=commission(), now=at("2024-01-05 09:00"), exit_=Exit.CARRIED, reason="跨年度工程", number="高市研字第1130001號")
    following = Plan.objects.get(carried_from=plan)
    assert (following.year, following.starts_on, following.ends_on, following.budget) == (2024, date(2024, 1, 1), date(2025, 6, 30), plan.budget)
    with pytest.raises(ValidationError):
        leave(PROJECTS, plan.pk, actor=commission(), now=at("2024-01-05 09:00"), exit_=Exit.RELEASED, reason="重複")


def test_a_merged_plan_names_where_it_goes():
    plan, into = a_plan(), a_plan(name="前鎮河整治")
    with pytest.raises(ValidationError):
        leave(PROJECTS, plan.pk, actor=commission(), now=IN_JUNE, exit_=Exit.MERGED, reason="併辦", number="文號", into=plan.pk)
    merged = leave(PROJECTS, plan.pk, actor=commission(), now=IN_JUNE, exit_=Exit.MERGED, reason="併辦", number="文號", into=into.pk)
    assert merged.merged_into_id == into.pk


def test_agencies_see_their_own_plans_and_only_the_commission_lists():
    mine, theirs = a_plan(), a_plan(name="污水管線", agency="water-resources")
    assert list(visible_plans(PROJECTS, clerk())) == [mine]
    assert set(visible_plans(PROJECTS, commission())) == {mine, theirs}
    with pytest.raises(Plan.DoesNotExist):
        plan_for(clerk(), theirs.pk)
    with pytest.raises(PermissionDenied):
        leave(PROJECTS, mine.pk, actor=staff("clerk", "water-resources"), now=IN_JUNE, exit_=Exit.RELEASED, reason="試")


def test_months_that_run_backwards_are_refused_with_what_the_programme_itself_refuses():
    with pytest.raises(ValidationError, match="計畫迄日不得早於起日"):
        a_plan(starts_on=date(2023, 6, 1), ends_on=date(2023, 5, 31))
