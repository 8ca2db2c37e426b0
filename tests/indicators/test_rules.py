"""Tests of figures that rules set: the rule in force on the last day, of several the least or the most, and nothing before the first."""

from datetime import date
from decimal import Decimal
from operator import attrgetter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yankao.engines.indicators import registry
from yankao.engines.indicators.compute import figure
from yankao.engines.indicators.declare import Mode
from yankao.engines.indicators.rules import InForce, rule_figure
from yankao.kernel.days import Hours
from yankao.kernel.law import Dated, Law, Ours, Since
from yankao.kernel.roc import Window

OLD, NEW = Law("舊要點"), Ours("新規定")
CHANGED = Dated(Since(date(2015, 1, 1), Hours(24), OLD), Since(date(2019, 1, 1), Hours(4), NEW))
STEADY = Dated(Since(date(2017, 1, 1), Hours(8), OLD))
IN_HOURS = rule_figure("test.rule.hours", "時限", "小時", InForce(rules=(CHANGED,), read=attrgetter("n")))


def value(measure: InForce, last: date) -> Decimal | int | None:
    indicator = rule_figure("test.rule.hours", "時限", "小時", measure)
    return figure(indicator, subject="test.rule", window=Window(date(last.year, 1, 1), last)).value


@given(st.dates(date(2015, 1, 1), date(2030, 12, 31)))
def test_a_figure_of_a_rule_is_the_rule_in_force_on_the_last_day(last: date) -> None:
    assert value(InForce(rules=(CHANGED,), read=attrgetter("n")), last) == (24 if last < date(2019, 1, 1) else 4)


def test_of_rules_that_hold_beside_each_other_the_least_or_the_most_is_told() -> None:
    both = (CHANGED, STEADY)
    told = [value(InForce(rules=both, read=attrgetter("n"), pick=pick), date(2020, 6, 30)) for pick in (min, max)]
    assert told == [4, 8]
    assert value(InForce(rules=both, read=attrgetter("n"), pick=min), date(2016, 6, 30)) == 24


def test_before_the_first_rule_and_where_it_sets_no_number_nothing_is_told() -> None:
    assert value(InForce(rules=(CHANGED,), read=attrgetter("n")), date(2014, 12, 31)) is None
    assert value(InForce(rules=(CHANGED,), read=lambda _hours: None), date(2020, 6, 30)) is None


def test_the_figure_names_the_grounds_of_the_rule_and_its_cut_off() -> None:
    assert (IN_HOURS.basis, IN_HOURS.mode) == ((OLD, NEW), Mode.NOW)


@pytest.mark.parametrize(
    ("key", "last", "said"),
    [
        ("service.dispatch.hours_most", date(2015, 2, 28), 24),
        ("service.dispatch.hours_least", date(2023, 7, 31), 4),
        ("service.dispatch.hours_most", date(2023, 7, 31), 24),
        ("tenders.tender.threshold", date(2022, 12, 31), 1_000_000),
        ("tenders.tender.threshold", date(2023, 1, 1), 1_500_000),
        ("control.project.lag_limit", date(2019, 12, 31), Decimal("5.00")),
        ("research.thesis_writing.grant_phd", date(2014, 12, 31), None),
    ],
)
def test_rules_of_the_city_are_told_as_of_a_day(key: str, last: date, said: Decimal | int | None) -> None:
    indicator, subject = registry.get(key)
    assert figure(indicator, subject=subject, window=Window(date(2014, 1, 1), last)).value == said
