"""Tests of questions asked together: the same figures as each alone, in few statements however many figures there are."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
from django.db import connection
from django.db.models import Count, Q, QuerySet, Sum
from django.test.utils import CaptureQueriesContext
from tests.shell.conftest import people

from yankao.engines.cases.measures import count_deeds, count_entering, count_received, monthly_average_received, share_in_time, windows_kept
from yankao.engines.cases.models import Case, Passage
from yankao.engines.connectors.declare import Order
from yankao.engines.connectors.registry import seeders
from yankao.engines.connectors.simulated import fill, mark_simulated
from yankao.engines.indicators import registry
from yankao.engines.indicators.ask import Asked, Question, as_count, as_share, ask
from yankao.engines.indicators.compute import Wanted, figure, figures, figures_of
from yankao.engines.indicators.declare import Indicator, Measure, Measured
from yankao.engines.reports.build import build
from yankao.engines.reports.types import load_type
from yankao.kernel.agencies.city import City
from yankao.kernel.roc import Window

__all__ = ["people"]
MARCH_TO_JULY = Window.of_months("112-03", "112-07")
NOW = datetime(2023, 11, 1, 1, 0, tzinfo=UTC)
MOST_STATEMENTS = 200
"""For all figures of all procedures, registers and programmes of the city together."""
FEW = {"service.dispatch": 60, "service.petition": 60, "service.call": 200}
LONG = {"service", "service.supervision"}
"""What fills the demonstration with more than a test needs."""


def wanted(*measures: Measure, subject: str = "test.thing", days: Window = MARCH_TO_JULY) -> list[Wanted]:
    each = (Indicator(key="test.thing.figure", name="件數", unit="件", measure=measure) for measure in measures)
    return [Wanted(indicator=indicator, subject=subject, days=days) for indicator in each]


def statements(ask_them: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as sent:
        ask_them()
    return len(sent)


def a_case(number: int, *, is_test: bool = False, **values: object) -> Case:
    return Case.objects.create(
        number=f"T{number:09}", title="路燈不亮", step="assigned", is_test=is_test, opener_kind="job", opener_id="test",
        **{"procedure": "test.thing", "received_at": datetime(2023, 3, 1 + number % 28, 1, 0, tzinfo=UTC), **values},
    )  # fmt: skip


def a_passage(case: Case, *, from_step: str, to_step: str, occurred_at: datetime, in_time: bool | None) -> Passage:
    return Passage.objects.create(
        case=case, procedure=case.procedure, action=f"to_{to_step}", from_step=from_step, to_step=to_step, occurred_at=occurred_at,
        recorded_at=occurred_at, actor_kind="job", actor_id="test", in_time=in_time,
    )  # fmt: skip


@pytest.mark.django_db
@pytest.mark.usefixtures("people")
def test_every_declared_figure_of_a_filled_city_is_the_same_alone_and_asked_together_in_few_statements() -> None:
    mark_simulated(now=NOW)
    for key, count in FEW.items():
        fill(Order(key=key, window=MARCH_TO_JULY, count=count, fixed={}), now=NOW, progress=lambda _line: None)
    for seeder in seeders():
        if seeder.key not in LONG:
            seeder.run(NOW, lambda _line: None)
    for window in (MARCH_TO_JULY, Window.of_months("112-01", "112-10")):
        with CaptureQueriesContext(connection) as sent:
            together = figures(window)
        alone = tuple(figure(each, subject=subject, window=window) for each, subject in registry.every())
        assert [it for it in together if it not in alone] == []
        assert len(together) == len(alone)
        assert len(sent) <= MOST_STATEMENTS
        assert sum(bool(it.numerator) for it in together) > 100  # a comparison of nothing with nothing says nothing


@pytest.mark.django_db
def test_fifty_more_figures_of_a_procedure_cost_no_more_statements() -> None:
    def asked(number: int) -> int:
        steps = [f"step_{each}" for each in range(number)]
        measures = [
            ask_of for step in steps for ask_of in (count_entering(step), count_deeds(step), share_in_time(step), count_received(channels=(step,)))
        ]
        return statements(lambda: figures_of(wanted(*measures, subject="service.petition")))

    assert asked(1) == asked(50) == 2


@pytest.mark.django_db
def test_figures_of_many_procedures_over_the_same_days_are_one_statement_and_each_gets_its_own() -> None:
    for number in range(5):
        a_case(number, procedure="test.much" if number else "test.little")
    asked = [it for subject in ("test.much", "test.little", "test.none") for it in wanted(count_received(), subject=subject)]
    assert [it.value for it in figures_of(asked)] == [4, 1, 0]
    assert statements(lambda: figures_of(asked)) == 1


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(3))
def test_what_is_counted_of_passages_is_what_going_through_them_one_by_one_counts(seed: int) -> None:
    chance = Random(seed)  # noqa: S311 -- chance for a test
    steps, told = ("open", "answered", "closed"), list[Passage]()
    for number in range(40):
        case = a_case(number, is_test=number % 9 == 0)
        for _ in range(chance.randint(0, 6)):
            at = datetime(2023, 2, 20, tzinfo=UTC) + timedelta(days=chance.randint(0, 180))
            from_step, to_step, in_time = chance.choice(steps), chance.choice(steps), chance.choice((True, False, None))
            told.append(a_passage(case, from_step=from_step, to_step=to_step, occurred_at=at, in_time=in_time))
    counted = [it for it in told if MARCH_TO_JULY.start <= it.occurred_at < MARCH_TO_JULY.end and not it.case.is_test]
    stopped = [it for it in counted if it.to_step in {"answered", "closed"} and it.in_time is not None]
    last = {it.case_id: it.in_time for it in stopped}
    entered = {it.case_id for it in counted if it.to_step == "closed" != it.from_step}
    expected = {
        count_entering("closed"): (len(entered), None),
        count_deeds("to_open", "to_closed"): (sum(it.action in {"to_open", "to_closed"} for it in counted), None),
        windows_kept("answered", "closed"): (sum(bool(it.in_time) for it in stopped), len(stopped)),
        share_in_time("answered", "closed"): (sum(map(bool, last.values())), len(last)),
    }
    assert [(it.numerator, it.denominator) for it in figures_of(wanted(*expected))] == list(expected.values())
    alone = [measure("test.thing", MARCH_TO_JULY) for measure in expected]
    assert [(it.numerator, it.denominator) for it in alone] == list(expected.values())


@pytest.mark.django_db
def test_rows_that_no_question_is_about_are_not_read() -> None:
    def rows(window: Window) -> QuerySet[Case]:
        return Case.objects.filter(received_at__lt=window.end)

    def question(about: Q | None) -> Question:
        return Question(rows=rows, given=(MARCH_TO_JULY,), asks=(Count("pk", filter=about),), about=about, answer=as_count)

    for number in range(6):
        a_case(number, channel="phone" if number % 2 else "mailbox")
    with CaptureQueriesContext(connection) as sent:
        assert [it.numerator for it in ask((question(Q(channel="phone")), question(Q(channel="mailbox"))))] == [3, 3]
        assert [it.numerator for it in ask((question(Q(channel="phone")), question(None)))] == [3, 6]
    narrow, wide = (query["sql"].rpartition("WHERE")[2] for query in sent)
    assert "phone" in narrow
    assert "phone" not in wide


@pytest.mark.django_db
def test_a_sum_of_nothing_is_nothing_also_beside_a_subject_that_has_something() -> None:
    a_case(1, procedure="test.some")

    def rows(_window: Window) -> QuerySet[Case]:
        return Case.objects.all()

    def of(subject: str) -> Question:
        return Question(rows=rows, given=(MARCH_TO_JULY,), asks=(Sum("version"), Count("pk")), answer=as_share, by="procedure", of=subject)

    some, none = ask((of("test.some"), of("test.none")))
    assert (some.denominator, none) == (1, Measured(numerator=0, denominator=0))


@pytest.mark.django_db
def test_a_figure_that_cannot_be_counted_for_its_days_stops_the_others_only_where_all_are_asked_for() -> None:
    days = Window(date(2023, 3, 1), date(2023, 3, 10))
    asked = wanted(monthly_average_received(), count_received(), days=days)
    assert [it.value for it in figures_of(asked, is_partial=True)] == [0]
    with pytest.raises(ValueError, match="不是完整月份"):
        figures_of(asked)


def test_a_measure_that_asks_is_a_measure_like_any_other() -> None:
    assert isinstance(count_received(), Asked)
    assert as_count(None) == Measured(numerator=0)


@pytest.mark.django_db
def test_the_report_to_the_council_takes_fewer_statements_than_it_has_figures(city: City) -> None:
    kind = load_type("council", folder=city.folder / "reports")
    made = build(kind, window=MARCH_TO_JULY)
    assert statements(lambda: build(kind, window=MARCH_TO_JULY)) < len(made.figures)
