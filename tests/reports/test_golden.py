"""Golden tests: published sentences come back out of a report type that is made of them at run time, and the catalogue tells from what."""

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.reports.golden import WINDOWS, Sentence, make_type, number, published, rendered
from tests.reports.golden_origin import Origin, origin
from tests.reports.golden_slots import CONTRADICTED, FIGURES

from yankao.engines.reports.build import build
from yankao.engines.reports.coverage import Cover, facts
from yankao.engines.reports.statements import import_file
from yankao.engines.reports.types import load_type
from yankao.kernel.actors import job
from yankao.kernel.numerals import parse_number
from yankao.shell.systems import State

pytestmark = [pytest.mark.django_db, pytest.mark.real_data]

FROM_RECORDS = {Cover.RECORDS, Cover.CALIBRATED, Cover.RULE}
SCALES = (1, 10**4, 10**8)
NOW = datetime(2026, 1, 5, 2, 0, tzinfo=UTC)


@pytest.mark.parametrize("seed", WINDOWS)
def test_every_template_gives_its_sentence_back_from_sourced_statements(seed: str, sentences: tuple[Sentence, ...], tmp_path: Path) -> None:
    chosen = [each for each in sentences if each.seed == seed]
    assert chosen
    make_type(tmp_path, chosen)
    taken = import_file(tmp_path / "statements.csv", actor=job("test"), now=NOW)
    assert taken.rejected == []
    report = build(load_type("golden", folder=tmp_path), window=WINDOWS[seed])
    assert report.gaps == ()
    assert rendered(report, chosen) == published(chosen)


def test_there_are_as_many_templates_as_the_documents_have(sentences: tuple[Sentence, ...]) -> None:
    assert len(sentences) == 97
    assert len({each.slug for each in sentences}) == 97
    assert Counter(each.seed for each in sentences).keys() == WINDOWS.keys()


def test_the_catalogue_tells_which_sentences_come_from_records(sentences: tuple[Sentence, ...], states: dict[str, State]) -> None:
    told = Counter(origin(each, states) for each in sentences)
    assert sum(told.values()) == 97
    assert told[Origin.RECORDS] >= 53, told
    assert told[Origin.RULES] >= 3, told
    assert told[Origin.PART] + told[Origin.RECORDS] >= 56, told
    built = [each for each in sentences if origin(each, states) is not Origin.NOT_BUILT]
    assert all(each.is_told(slot) for each in built for slot in each.figures if (each.id, slot) not in CONTRADICTED), told


def test_the_coverage_names_the_figure_that_tells_the_sentence(sentences: tuple[Sentence, ...]) -> None:
    listed = {(it.document, it.indicator, parse_number(it.figure) * scale) for it in facts() if it.cover in FROM_RECORDS for scale in SCALES}
    slots = [(each, slot, key.partition("@")[0]) for each in sentences for slot, key in FIGURES.get(each.id, {}).items()]
    unlisted = {(each.id, slot) for each, slot, key in slots if (each.seed, key, number(each.example[slot])) not in listed}
    assert unlisted == {("dispatch.v003", "min"), ("dispatch.v003", "max"), ("tracking.classes.v004", "lag"), ("tracking.classes.v004", "lag2")}
