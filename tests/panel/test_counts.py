"""What is counted of rounds beside their grades: agencies once, seats to the end, sheets by the round, scores by the half, entries by group."""

from decimal import Decimal

import pytest

from tests.cases.people import at
from tests.panel.stories import value
from tests.reports.golden_records.reviews import NO_GRADE, decided, seat, sign
from yankao.engines.panel.models import Member, Review

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]

PHONE, ROAD = "research.phone_test", "control.traffic_safety"
MAY, NOVEMBER = at("2023-05-24 10:00"), at("2023-11-22 10:00")


def both_halves(*agencies: int) -> list[Review]:
    """Test so many agencies in each half of the year."""
    halves = enumerate(zip((MAY, NOVEMBER), agencies, strict=True), 1)
    return [decided(PHONE, at=day, number=number, grades={"first": count}, agencies=True) for number, (day, count) in halves]


def test_an_agency_tested_in_both_halves_counts_once_although_it_is_two_entries() -> None:
    both_halves(3, 2)
    assert (value(f"{PHONE}.entries"), value(f"{PHONE}.agencies")) == (5, 3)


def test_calls_are_told_by_the_round_and_scores_by_the_half() -> None:
    for review, calls, score in zip(both_halves(3, 3), (9, 12), ("85.5", "87.76"), strict=True):
        sign(review, calls, Decimal(score))
    assert (value(f"{PHONE}.sheets"), value(f"{PHONE}.calls_a_round")) == (21, 11)
    assert (value(f"{PHONE}.mean_first_half"), value(f"{PHONE}.mean_second_half")) == (Decimal("85.50"), Decimal("87.76"))


def test_who_left_the_panel_is_not_counted_in_it() -> None:
    (review, _other) = both_halves(1, 1)
    seat(review, 7)
    Member.objects.filter(review=review, code="M0").update(left_at=MAY, left_reason="迴避")
    assert value(f"{PHONE}.members") == 6


def test_entries_are_told_by_their_group() -> None:
    decided(ROAD, at=MAY, grades={"first": 4, NO_GRADE: 1}, groups={"plan": 3, "target": 2})
    assert [value(f"{ROAD}.entries{suffix}") for suffix in ("", "_plan", "_target")] == [5, 3, 2]
    assert value(f"{ROAD}.entries_plan", "2023-06-01", "2023-12-31") == 0
