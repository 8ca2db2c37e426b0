"""Golden tests from records: for each document and division the records are made that its sentences speak of, and the sentences come out."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.reports.golden import WINDOWS, Book, Sentence, make_type, published, rendered
from tests.reports.golden_origin import Origin, origin
from tests.reports.golden_records import administration, control, engineering, planning, research, service

from yankao.engines.reports.build import build
from yankao.engines.reports.document import Origin as Source
from yankao.engines.reports.document import Report, Shown
from yankao.engines.reports.statements import import_file
from yankao.engines.reports.types import load_type
from yankao.kernel.actors import job
from yankao.shell.systems import State

pytestmark = [pytest.mark.django_db, pytest.mark.real_data, pytest.mark.usefixtures("city")]

NOW = datetime(2026, 1, 5, 2, 0, tzinfo=UTC)
FROM_RECORDS = {Origin.RECORDS, Origin.PART, Origin.RULES}
MAKERS: dict[str, Callable[[Book], None]] = {
    "administration": administration.make, "control": control.make, "engineering": engineering.make, "planning": planning.make,
    "research": research.make, "service": service.make,
}  # fmt: skip
DIVISIONS = {"tenders": "engineering", "draws": "engineering"}
MADE = [
    ("000", "control"), ("000", "engineering"), ("000", "research"), ("000", "service"), ("002", "administration"), ("002", "research"),
    ("003", "control"), ("003", "engineering"), ("003", "planning"), ("003", "research"), ("003", "service"),
    ("004", "control"), ("004", "engineering"), ("004", "planning"), ("004", "research"), ("004", "service"),
]  # fmt: skip


def chosen_of(sentences: tuple[Sentence, ...], states: dict[str, State], *, seed: str, division: str) -> list[Sentence]:
    of_seed = [each for each in sentences if each.seed == seed and origin(each, states) in FROM_RECORDS]
    return [each for each in of_seed if DIVISIONS.get(each.division, each.division) == division]


def made(folder: Path, chosen: list[Sentence]) -> Report:
    make_type(folder, chosen, from_records=True)
    assert import_file(folder / "statements.csv", actor=job("test"), now=NOW).rejected == []
    return build(load_type("golden", folder=folder), window=WINDOWS[chosen[0].seed])


@pytest.mark.parametrize(("seed", "division"), MADE)
def test_templates_of_built_systems_give_their_sentences_back_from_records(
    seed: str, division: str, sentences: tuple[Sentence, ...], states: dict[str, State], tmp_path: Path
) -> None:
    chosen = chosen_of(sentences, states, seed=seed, division=division)
    assert chosen
    MAKERS[division](Book(seed=seed, sentences=tuple(chosen)))
    report = made(tmp_path, chosen)
    assert rendered(report, chosen) == published(chosen)
    shown = [run for part in report.parts for run in part.runs if isinstance(run, Shown)]
    told = sum(1 for each in chosen for slot in each.slots if each.is_told(slot))
    assert sum(1 for run in shown if run.origin in {Source.INDICATOR, Source.LISTED}) == told


def test_without_records_no_sentence_of_records_comes_out(sentences: tuple[Sentence, ...], states: dict[str, State], tmp_path: Path) -> None:
    for seed in WINDOWS:
        chosen = [each for each in sentences if each.seed == seed and origin(each, states) in {Origin.RECORDS, Origin.PART} and each.division]
        empty, wanted = rendered(made(tmp_path / seed, chosen), chosen), published(chosen)
        assert [each.id for each in chosen if empty[each.id] == wanted[each.id]] == []


def test_every_sentence_from_records_is_made_by_some_division(sentences: tuple[Sentence, ...], states: dict[str, State]) -> None:
    wanted = {(each.seed, DIVISIONS.get(each.division, each.division)) for each in sentences if origin(each, states) in FROM_RECORDS}
    assert wanted == set(MADE)
