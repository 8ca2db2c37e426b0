"""A dated value gives the rule of its time and names its ground."""

from dataclasses import FrozenInstanceError
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yankao.kernel.days import Hours
from yankao.kernel.law import Dated, Law, Ours, Practice, Since

DISPATCH = Dated(
    Since(date(2014, 1, 1), Hours(24), Practice("派工回報時限", seen="業務報告 104-04")),
    Since(date(2019, 1, 1), Hours(4), Ours("未定分類前之預設")),
)


@given(st.dates(date(2014, 1, 1), date(2040, 1, 1)))
def test_the_value_in_force_is_the_latest_that_has_begun(day: date) -> None:
    assert DISPATCH.at(day).value == (Hours(24) if day < date(2019, 1, 1) else Hours(4))


def test_a_rule_holds_from_its_first_day_on() -> None:
    assert DISPATCH.at(date(2019, 1, 1)).value == Hours(4)
    assert DISPATCH.at(date(2018, 12, 31)).value == Hours(24)


def test_a_day_before_every_rule_is_refused_and_the_first_date_named() -> None:
    with pytest.raises(ValueError, match="最早的規定自 103年1月1日 起施行"):
        DISPATCH.at(date(2013, 12, 31))


@pytest.mark.parametrize("later", [date(2014, 1, 1), date(2013, 1, 1)])
def test_rules_stand_in_order_without_repetition(later: date) -> None:
    with pytest.raises(ValueError, match="由先到後且不得重複"):
        Dated(Since(date(2014, 1, 1), 1, Law("某法")), Since(later, 2, Law("某法")))


def test_a_dated_value_without_any_value_is_refused() -> None:
    with pytest.raises(ValueError, match="至少要有一個"):
        Dated[int]()


def test_law_practice_and_our_own_choice_are_told_apart() -> None:
    assert str(Law("行政程序法", "第48條")) == "行政程序法第48條"
    assert str(Practice("派工回報時限", seen="業務報告 104-04")) == "實務：派工回報時限（見業務報告 104-04）"
    assert str(Practice("派工回報時限")) == "實務：派工回報時限"
    assert str(Ours("未定分類前之預設")) == "本系統規定：未定分類前之預設"


def test_a_dated_value_explains_itself() -> None:
    assert str(DISPATCH.at(date(2020, 1, 1))) == "4小時（108年1月1日起，本系統規定：未定分類前之預設）"
    assert str(DISPATCH).startswith("24小時（103年1月1日起，實務：派工回報時限（見業務報告 104-04））；4小時")


def test_dated_values_are_equal_by_what_they_hold_and_cannot_be_changed() -> None:
    assert Dated(*DISPATCH.since) == DISPATCH
    assert hash(Dated(*DISPATCH.since)) == hash(DISPATCH)
    with pytest.raises(FrozenInstanceError):
        DISPATCH.since = ()  # type: ignore[misc]


@given(st.lists(st.dates(date(1990, 1, 1), date(2030, 1, 1)), min_size=1, max_size=8, unique=True), st.integers(0, 5000))
def test_at_agrees_with_a_search_through_all_values(days: list[date], later: int) -> None:
    ordered = sorted(days)
    dated = Dated(*(Since(day, index, Law("某法")) for index, day in enumerate(ordered)))
    asked = ordered[0] + timedelta(days=later)
    assert dated.at(asked).value == sum(day <= asked for day in ordered) - 1
