"""Tests of the figures: their values, their fields, their comparison and their explanation."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yankao.engines.cases.models import Case
from yankao.engines.indicators import registry
from yankao.engines.indicators.compute import NO_FIGURE, NOT_COMPARABLE, Figure, bare, compare, figure_of, figures, window_of
from yankao.engines.indicators.declare import Indicator, Measured, Mode
from yankao.engines.indicators.explain import explain
from yankao.kernel.roc import RocMonth, Window

MARCH_TO_JULY = Window.of_months("112-03", "112-07")
AVERAGE = Indicator(key="test.thing.average", name="平均", unit="件", measure=lambda _subject, _window: Measured(numerator=0), places=0)
SHARE = replace(AVERAGE, key="test.thing.share", unit="%", places=2)


def petition(number: str, received_at: datetime, **values: object) -> None:
    Case.objects.create(
        number=number,
        procedure="service.petition",
        title="路燈不亮",
        step="assigned",
        received_at=received_at,
        opener_kind="job",
        opener_id="test",
        **values,
    )


def test_a_monthly_average_is_the_total_over_the_months_rounded_half_up() -> None:
    found = figure_of(AVERAGE, Measured(numerator=354_885, denominator=MARCH_TO_JULY.months), window=MARCH_TO_JULY)
    assert found.value == 70_977
    assert figure_of(AVERAGE, Measured(numerator=5, denominator=2), window=MARCH_TO_JULY).value == 3


def test_a_share_of_nothing_has_no_value() -> None:
    assert figure_of(SHARE, Measured(numerator=0, denominator=0), window=MARCH_TO_JULY).value is None


def test_the_published_share_of_inquiries_comes_out_of_its_counts() -> None:
    found = figure_of(SHARE, Measured(numerator=163_020, denominator=650_966), window=Window.of_months("103-07", "104-02"))
    assert bare(found.value) == 25.04


def test_a_figure_is_written_with_exactly_the_agreed_fields_and_bare_numbers() -> None:
    written = figure_of(SHARE, Measured(numerator=1, denominator=8), window=MARCH_TO_JULY).as_json()
    assert written == {
        "key": "test.thing.share", "name": "平均", "unit": "%", "version": 1, "mode": "window", "from": "112-03", "to": "112-07",
        "value": 12.5, "numerator": 1, "denominator": 8,
    }  # fmt: skip


@given(st.integers(0, 10**9), st.integers(0, 10**9), st.integers(0, 200), st.integers(0, 30))
def test_a_written_figure_is_read_back_the_same(numerator: int, denominator: int, start: int, length: int) -> None:
    first = RocMonth(2010, 1).plus(start)
    found = figure_of(SHARE, Measured(numerator=numerator, denominator=denominator), window=Window.of_months(first, first.plus(length)))
    back = Figure.from_json(found.as_json())
    assert back.as_json() == found.as_json()
    assert (back.first, back.last) == (found.first, found.last)


def test_figures_of_different_definition_versions_are_not_compared() -> None:
    now = figure_of(SHARE, Measured(numerator=1, denominator=2), window=MARCH_TO_JULY)
    assert compare(now, replace(now, version=2)).note == NOT_COMPARABLE
    assert compare(now, replace(now, version=2)).difference is None
    assert compare(now, replace(now, value=None)).note == NO_FIGURE
    assert compare(now, replace(now, value=Decimal("40.00"))).difference == Decimal("10.00")


@pytest.mark.parametrize(
    ("mode", "first", "last"),
    [
        (Mode.WINDOW, date(2023, 3, 1), date(2023, 7, 31)),
        (Mode.YEAR, date(2023, 1, 1), date(2023, 12, 31)),
        (Mode.YEAR_TO_DATE, date(2023, 1, 1), date(2023, 7, 31)),
        (Mode.LAST_YEAR, date(2022, 1, 1), date(2022, 12, 31)),
        (Mode.CUMULATIVE, date(1912, 1, 1), date(2023, 7, 31)),
    ],
)
def test_a_mode_says_which_days_are_counted(mode: Mode, first: date, last: date) -> None:
    assert window_of(mode, MARCH_TO_JULY) == Window(first, last)


def test_a_cumulative_figure_has_no_first_month() -> None:
    indicator = replace(AVERAGE, mode=Mode.CUMULATIVE)
    written = figure_of(indicator, Measured(numerator=3), window=window_of(Mode.CUMULATIVE, MARCH_TO_JULY)).as_json()
    assert (written["from"], written["to"]) == (None, "112-07")


def test_an_unknown_indicator_is_named() -> None:
    with pytest.raises(LookupError, match=r"service\.nothing"):
        figures(MARCH_TO_JULY, keys=("service.nothing",))


@pytest.mark.django_db
def test_cases_received_are_counted_to_the_minute_in_taipei() -> None:
    petition("P1120000001", datetime(2023, 2, 28, 16, 0, tzinfo=UTC))  # 112/3/1 00:00 in Taipei
    petition("P1120000002", datetime(2023, 2, 28, 15, 59, tzinfo=UTC))
    petition("P1120000003", datetime(2023, 7, 31, 15, 59, tzinfo=UTC), channel="mailbox")
    petition("P1120000004", datetime(2023, 7, 31, 16, 0, tzinfo=UTC))
    petition("P1120000005", datetime(2023, 4, 1, 1, 0, tzinfo=UTC), is_test=True)
    keys = ("service.petition.received", "service.petition.received_mailbox", "service.petition.received_other")
    assert [it.value for it in figures(MARCH_TO_JULY, keys=keys)] == [2, 1, 1]


@pytest.mark.django_db
def test_every_declared_indicator_can_be_computed_on_an_empty_database() -> None:
    found = figures(MARCH_TO_JULY)
    assert [it.key for it in found] == [indicator.key for indicator, _ in registry.every()]


@pytest.mark.django_db
def test_an_explanation_shows_the_statement_that_was_run_with_its_values() -> None:
    found = explain("service.petition.received", window=MARCH_TO_JULY)
    assert found.figure is not None
    assert found.figure.value == 0
    assert len(found.statements) == 1
    assert "'service.petition'" in found.statements[0]
    assert "%(" not in found.statements[0]
    assert found.indicator.counting
