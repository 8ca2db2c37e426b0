"""品質監聽: the draw can be repeated, the sheet adds up, the agent is heard, the supervisors are compared, coaching is followed."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from hypothesis import given
from hypothesis import strategies as st
from tests.cases.people import at
from tests.shell.conftest import actor, people

from yankao.divisions.service.logic.monitoring import (
    add_up,
    calibrate,
    coach,
    draw,
    drawn_calls,
    object_to,
    overdue_coaching,
    rule_on,
    score,
    visible_reviews,
)
from yankao.divisions.service.logic.score_sheet import adopt_usual, sheet_on
from yankao.divisions.service.registers.call_reviews import SCORE_ITEMS, CallReview, MonitoringPlan, ScoreItem
from yankao.divisions.service.registers.calls import CallRecord
from yankao.divisions.service.registers.staff_members import StaffMember
from yankao.engines.indicators.compute import figures
from yankao.engines.registers.write import correct
from yankao.kernel.days import day_of
from yankao.kernel.roc import RocMonth, Window

__all__ = ["people"]
pytestmark = pytest.mark.system("callcenter")
FEBRUARY = RocMonth.parse("115-02")
NOW = at("2026-03-02 10:00")
SEED = "c0ffee"


def calls(agent: str, count: int) -> None:
    begin = at("2026-02-03 09:00")
    CallRecord.objects.bulk_create(
        CallRecord(call_id=f"{agent}-{n}", started_at=begin, answered_at=begin, ended_at=begin, agent=agent, call_class="inquiry")
        for n in range(count)
    )


@pytest.fixture
def plan(people: None) -> MonitoringPlan:
    StaffMember.objects.create(
        employee_code="T001", account="agent", team="day", starts_on=day_of(NOW).replace(year=2024), entered_at=NOW, entered_by="林督導"
    )
    adopt_usual(starts_on=FEBRUARY.first, actor=actor("desk_lead"), now=NOW)
    calls("T001", 9)
    calls("T002", 2)
    return draw(FEBRUARY, seed=SEED, actor=actor("desk_lead"), now=NOW)


def full(*, fatal: bool = False, lost: int = 0) -> dict[int, int]:
    items = sheet_on(FEBRUARY.first)
    points = {item.pk: int(fatal) if item.is_fatal else item.points for item in items}
    points[next(item.pk for item in items if item.points >= lost)] -= lost
    return points


def mine() -> CallReview:
    return CallReview.objects.filter(agent="T001").order_by("pk")[0]


def scored(**how: object) -> CallReview:
    return score(mine().pk, full(**how), remark="", actor=actor("desk_lead"), now=NOW)


@given(
    st.dictionaries(st.text(min_size=1, max_size=4), st.sets(st.integers(1, 999), max_size=12), max_size=5), st.integers(1, 6), st.text(max_size=8)
)
def test_the_same_seed_draws_the_same_calls_and_nobody_more_than_planned(by_agent: dict[str, set[int]], per_agent: int, seed: str) -> None:
    told = {agent: sorted(found) for agent, found in by_agent.items()}
    first = drawn_calls(told, per_agent=per_agent, seed=seed)
    assert first == drawn_calls({agent: list(reversed(found)) for agent, found in reversed(told.items())}, per_agent=per_agent, seed=seed)
    assert all(len(first[agent]) == min(per_agent, len(found)) and set(first[agent]) <= set(found) for agent, found in told.items())


@pytest.mark.django_db
def test_a_month_is_drawn_per_agent_with_its_seed_and_never_twice(plan: MonitoringPlan) -> None:
    assert (plan.seed, plan.population, plan.agents) == (SEED, 11, 2)
    assert CallReview.objects.filter(agent="T001").count() == 4
    assert CallReview.objects.filter(agent="T002").count() == 2
    with pytest.raises(ValidationError, match="不得重抽"):
        draw(FEBRUARY, seed="other", actor=actor("desk_lead"), now=NOW)
    with pytest.raises(ValidationError, match="尚未結束"):
        draw(FEBRUARY.plus(1), seed=SEED, actor=actor("desk_lead"), now=NOW)


@pytest.mark.django_db
def test_only_a_supervisor_draws_and_scores(plan: MonitoringPlan) -> None:
    with pytest.raises(PermissionDenied):
        score(mine().pk, full(), remark="", actor=actor("agent"), now=NOW)
    with pytest.raises(PermissionDenied):
        draw(FEBRUARY.plus(-1), seed=SEED, actor=actor("agent"), now=NOW)


@pytest.mark.django_db
def test_every_line_of_the_sheet_is_given_and_none_more_than_it_has(plan: MonitoringPlan) -> None:
    items = sheet_on(FEBRUARY.first)
    points = full()
    points[items[0].pk] += 1
    del points[items[1].pk]
    with pytest.raises(ValidationError) as refused:
        add_up(items, points, day=FEBRUARY.first)
    assert set(refused.value.message_dict) == {f"item-{items[0].pk}", f"item-{items[1].pk}"}


@pytest.mark.django_db
def test_a_fatal_fault_fails_the_call_whatever_the_points_and_asks_for_coaching(plan: MonitoringPlan) -> None:
    review = scored(fatal=True)
    assert (review.score, review.is_passed, str(review.coach_by)) == (Decimal("100.0"), False, "2026-03-16")
    assert list(overdue_coaching(today=day_of(at("2026-03-17 09:00")))) == [review]
    coach(review.pk, "重聽錄音並演練", actor=actor("desk_lead"), now=NOW)
    assert not overdue_coaching(today=day_of(at("2026-03-17 09:00"))).exists()


@pytest.mark.django_db
def test_a_changed_sheet_leaves_earlier_calls_to_the_earlier_lines(plan: MonitoringPlan) -> None:
    old = ScoreItem.objects.order_by("number")[0]
    correct(SCORE_ITEMS, old.pk, actor=actor("desk_lead"), now=NOW, facts={"ends_on": "2026-02-28"}, reason="改版")
    assert old.pk in {item.pk for item in sheet_on(FEBRUARY.last)}
    assert old.pk not in {item.pk for item in sheet_on(FEBRUARY.plus(1).first)}


@pytest.mark.django_db
def test_the_agent_reads_only_own_scored_calls_and_objects_once_within_seven_days(plan: MonitoringPlan) -> None:
    agent = actor("agent")
    assert not visible_reviews(agent).exists()
    review = scored(lost=5)
    other = CallReview.objects.filter(agent="T002")[0]
    score(other.pk, full(), remark="", actor=actor("desk_lead"), now=NOW)
    assert list(visible_reviews(agent)) == [review]
    with pytest.raises(PermissionDenied):
        object_to(other.pk, "不服", actor=agent, now=NOW)
    with pytest.raises(ValidationError, match="期限已過"):
        object_to(review.pk, "不服", actor=agent, now=at("2026-03-09 10:00"))
    object_to(review.pk, "民眾已自行複誦地址", actor=agent, now=at("2026-03-09 09:59"))
    with pytest.raises(ValidationError, match="已申復"):
        object_to(review.pk, "再申復", actor=agent, now=NOW)


@pytest.mark.django_db
def test_a_ruling_may_change_the_score_and_then_ends_the_coaching(plan: MonitoringPlan) -> None:
    review = scored(fatal=True)
    object_to(review.pk, "錄音可證未掛斷", actor=actor("agent"), now=NOW)
    with pytest.raises(ValidationError):
        rule_on(review.pk, "  ", actor=actor("desk_lead"), now=NOW)
    review = rule_on(review.pk, "申復有理由", points=full(), actor=actor("desk_lead"), now=NOW)
    assert (review.state, review.is_passed, review.coach_by) == ("final", True, None)


@pytest.mark.django_db
def test_a_calibration_is_by_another_supervisor_and_counts_in_no_figure(plan: MonitoringPlan) -> None:
    review = scored(lost=5)
    with pytest.raises(ValidationError, match="其他督導"):
        calibrate(review.pk, full(), remark="", actor=actor("desk_lead"), now=NOW)
    second = type(actor("desk_lead"))(
        kind=actor("desk_lead").kind, id="0197c1f2-0000-7000-8000-000000000001", name="第二督導", memberships=actor("desk_lead").memberships
    )
    assert calibrate(review.pk, full(), remark="", actor=second, now=NOW).score == Decimal("100.0")
    keys = [f"service.call_review.{name}" for name in ("count", "mean_score", "passed_share", "agents")]
    found = [it.value for it in figures(Window(FEBRUARY.first, FEBRUARY.last), keys=keys)]
    assert found == [1, Decimal("95.0"), Decimal("100.00"), 1]
