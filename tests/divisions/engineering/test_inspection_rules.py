"""查核成績與扣點: the rules of the regulation as numbers."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yankao.divisions.engineering.logic.penalties import Terms, penalty_of
from yankao.divisions.engineering.logic.scoring import Forced, Grade, SampleKind, SampleTest, grade_of, outcome_of
from yankao.kernel.days import Days, WorkDays, due_at, last_day_of, start_of
from yankao.kernel.workdays.national import NATIONAL

DAY = date(2023, 3, 1)
CORE, SOIL = SampleKind.CONCRETE_CORE, SampleKind.COMPACTION
SCORES = st.lists(st.integers(0, 100), min_size=1, max_size=9)
TESTS = st.lists(st.builds(SampleTest, kind=st.sampled_from(SampleKind), passed=st.sampled_from((True, False, None))), max_size=4)
FORCED = st.lists(st.sampled_from(Forced), max_size=2)


@pytest.mark.parametrize(
    ("scores", "score", "grade"),
    [
        ((79, 80, 79), 79, Grade.SECOND),
        ((79, 80), 80, Grade.FIRST),
        ((89, 90), 90, Grade.EXCELLENT),
        ((69, 70), 70, Grade.SECOND),
        ((69, 69, 70), 69, Grade.THIRD),
        ((0,), 0, Grade.THIRD),
        ((100,), 100, Grade.EXCELLENT),
    ],
)
def test_the_score_is_the_mean_rounded_half_up_and_the_grade_is_that_of_the_whole_number(scores, score, grade):
    found = outcome_of(scores, day=DAY)

    assert (found.score, found.grade, found.is_withheld) == (score, grade, False)


def test_a_score_waits_for_its_core_test_and_becomes_69_when_it_fails():
    waiting = outcome_of((79, 80), day=DAY, tests=(SampleTest(kind=CORE),))
    failed = outcome_of((79, 80), day=DAY, tests=(SampleTest(kind=CORE, passed=False),))
    passed = outcome_of((79, 80), day=DAY, tests=(SampleTest(kind=CORE, passed=True),))

    assert waiting.is_withheld
    assert "待混凝土結構物鑽心試體試驗結果" in waiting.describe()
    assert (failed.score, failed.grade) == (69, Grade.THIRD)
    assert (passed.score, passed.grade) == (80, Grade.FIRST)


def test_one_failed_test_still_waits_for_the_other_before_anything_is_told():
    assert outcome_of((90,), day=DAY, tests=(SampleTest(kind=CORE, passed=False), SampleTest(kind=SOIL))).is_withheld


def test_a_mean_below_seventy_waits_for_no_test_and_keeps_its_number():
    found = outcome_of((60, 62), day=DAY, tests=(SampleTest(kind=CORE), SampleTest(kind=SOIL, passed=False)))

    assert (found.score, found.grade) == (61, Grade.THIRD)


def test_a_grave_departure_from_the_design_is_third_grade_whatever_the_mean():
    found = outcome_of((92, 94), day=DAY, forced=(Forced.STRUCTURE,))

    assert (found.score, found.grade) == (93, Grade.THIRD)
    assert "主要結構與設計不符情節重大" in found.describe()


@given(scores=SCORES, tests=TESTS, forced=FORCED)
def test_whatever_is_told_obeys_the_regulation(scores, tests, forced):
    found = outcome_of(scores, day=DAY, tests=tests, forced=forced)

    assert abs(Decimal(sum(scores)) / len(scores) - found.rounded) <= Decimal("0.5")
    assert found.is_withheld == (found.rounded >= 70 and any(each.passed is None for each in tests))
    if not found.is_withheld:
        has_failed = any(each.passed is False for each in tests)
        assert found.score == (69 if has_failed and found.rounded >= 70 else found.rounded)
        assert (found.grade is Grade.THIRD) == (found.score < 70 or bool(forced) or has_failed)


@given(scores=SCORES, order=st.randoms())
def test_the_order_of_the_members_changes_nothing(scores, order):
    shuffled = list(scores)
    order.shuffle(shuffled)

    assert outcome_of(shuffled, day=DAY) == outcome_of(scores, day=DAY)


@pytest.mark.parametrize("wrong", [(), (101,), (-1, 80)])
def test_scores_that_cannot_be_are_refused(wrong):
    with pytest.raises(ValueError, match="評分"):
        outcome_of(wrong, day=DAY)
    with pytest.raises(ValueError, match="之間"):
        grade_of(101, day=DAY)


def test_the_record_is_due_in_seven_working_days_and_the_defects_in_thirty_days():
    assert str(last_day_of(due_at(start_of(date(2023, 3, 1)), WorkDays(7), NATIONAL))) == "2023-03-10"
    assert str(last_day_of(due_at(start_of(date(2023, 1, 2)), Days(30), NATIONAL))) == "2023-02-01"


def test_points_cost_what_the_contract_says_and_no_more_than_its_cap_leaves():
    terms = Terms(per_point_amount=Decimal(4000), contract_amount=Decimal(10_000_000), cap_percent=Decimal("0.5"))

    assert penalty_of(3, terms).told == "3點×4,000元＝12,000元"
    assert penalty_of(20, terms).amount == 50_000
    assert penalty_of(3, terms, taken_before=Decimal(45_000)).amount == 5_000
    assert penalty_of(3, terms, taken_before=Decimal(50_000)).amount == 0
    assert penalty_of(500, Terms(per_point_amount=Decimal(4000), contract_amount=Decimal(1))).amount == 2_000_000
    with pytest.raises(ValueError, match="扣點"):
        penalty_of(-1, terms)
    with pytest.raises(ValueError, match="契約"):
        penalty_of(1, Terms(per_point_amount=Decimal(-1), contract_amount=Decimal(1)))


@given(points=st.integers(0, 500), before=st.integers(0, 200_000), percent=st.decimals("0.1", "20", places=1))
def test_a_penalty_never_passes_the_cap_and_never_falls_with_more_points(points, before, percent):
    terms = Terms(per_point_amount=Decimal(1000), contract_amount=Decimal(5_000_000), cap_percent=percent)
    one, more = penalty_of(points, terms, taken_before=Decimal(before)), penalty_of(points + 1, terms, taken_before=Decimal(before))

    assert one.amount <= more.amount
    assert terms.cap_amount is not None
    assert one.amount + before <= max(terms.cap_amount, before)
