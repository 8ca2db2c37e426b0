"""Golden tests: published sentences come back out of a report type that is made of them at run time, from statements and from records."""

import csv
import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import accumulate
from pathlib import Path

import pytest
from django.db import connection
from django.db.models import Model

from yankao.divisions.service.registers.calls import CallRecord
from yankao.engines.cases.models import Case
from yankao.engines.connectors import registry as connectors
from yankao.engines.connectors.declare import Order
from yankao.engines.connectors.simulated import fill, mark_simulated
from yankao.engines.indicators import registry as indicators
from yankao.engines.reports.build import build
from yankao.engines.reports.document import Origin, Paragraph, Report, Shown, text_of
from yankao.engines.reports.statements import import_file
from yankao.engines.reports.types import load_type
from yankao.kernel.actors import job
from yankao.kernel.numerals import from_chinese, parse_number
from yankao.kernel.roc import Window
from yankao.shell.systems import State, systems

pytestmark = [pytest.mark.django_db, pytest.mark.real_data]

NOW = datetime(2026, 1, 5, 2, 0, tzinfo=UTC)
WINDOWS = {
    "000": Window.of_months("103-07", "104-02"),
    "002": Window.of_months("112-01", "112-12"),
    "003": Window.of_months("112-03", "112-07"),
    "004": Window.of_months("108-01", "108-12"),
}
TYPE = """key = "{key}"
title = "範本"
numbering = []
statement_mark = ""
"""
SECTION = '\n[[section]]\nkey = "{key}"\nfile = "{file}"\nlevel = 1\n'
SIMULATED = frozenset({"service.call", "service.petition", "service.dispatch"})
MIXED = re.compile(r"[億萬]")

# Which of our indicators is meant by the slot of a system; a slot that is not here is told by a statement. The published rate of
# immediate answers is not among them: it does not say of which calls, and no reading of the printed classes gives it.
INDICATORS = {
    ("callcenter", "total"): "service.call.count",
    ("callcenter", "monthly_avg"): "service.call.monthly_average",
    ("callcenter", "service_level"): "service.call.service_level",
    ("callcenter", "inquiry_share"): "service.call.inquiry_share",
    ("callcenter", "forwarded_share"): "service.call.forwarded_share",
    ("callcenter", "other_share"): "service.call.other_share",
    ("callcenter", "satisfaction"): "service.call.satisfaction",
    ("mayor-mailbox", "count"): "service.petition.received_mailbox",
    ("petition", "mailbox"): "service.petition.received_mailbox",
    ("petition", "total"): "service.petition.received",
    ("dispatch", "count"): "service.dispatch.received",
    ("dispatch", "monthly_avg"): "service.dispatch.monthly_average",
    ("health-service", "count"): "service.health_visit.person_times",
    ("citizen-supervision", "count"): "engineering.citizen_supervision.received",
    ("citizen-supervision", "avg_days"): "engineering.citizen_supervision.mean_days",
    ("council-resolutions", "total"): "control.council_resolution.received",
    ("revitalisation", "count"): "planning.revitalisation.matched",
}
# Where one document tells all petitions by one figure, the slot `count` is the whole; where it has the mailbox apart, it is the rest.
WHOLES = {("003", "petition", "count"): "service.petition.received"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A published sentence: its template, the kinds of its slots, what they held, and how it reads."""

    id: str
    seed: str
    system: str
    template: str
    slots: dict[str, str]
    example: dict[str, str]
    rendered: str

    @property
    def slug(self) -> str:
        return re.sub(r"[^a-z0-9]+", "_", self.id.lower())

    def indicator(self, slot: str) -> str:
        """Return the key of the indicator that a slot stands for, where one is declared and its records can be simulated."""
        key = WHOLES.get((self.seed, self.system, slot)) or INDICATORS.get((self.system, slot), "")
        subject = {found.key: of for found, of in indicators.every()}.get(key, "")
        return key if subject in SIMULATED & {each.key for each in connectors.simulators()} else ""

    @property
    def numbers(self) -> list[str]:
        return [slot for slot, kind in self.slots.items() if kind == "number"]


@pytest.fixture
def sentences(real_data: Path) -> tuple[Sentence, ...]:
    rows = json.loads((real_data / "mission" / "templates.json").read_text(encoding="utf-8"))
    return tuple(Sentence(**{name: row[name] for name in Sentence.__dataclass_fields__}) for row in rows)


def number_style(shown: str) -> str:
    """Return the style in which a figure was printed; none where it is no number in any of them."""
    if re.fullmatch("[一二三四五六七八九十]+", shown):
        return "cjk"
    if len(MIXED.findall(shown)) > 1:
        return "mixed"
    bare, unit = shown.rstrip("萬億"), shown[-1]
    if re.fullmatch(r"[\d,]+(\.\d+)?", bare) is None:
        return ""
    places = len(bare.partition(".")[2])
    return {"萬": f"wan:{places}", "億": f"yi:{places}"}.get(unit, f"comma:{places}")


def piece(sentence: Sentence, slot: str, *, from_records: bool) -> str:
    """Return what stands for a slot in the text of a section."""
    shown, kind = sentence.example[slot], sentence.slots[slot]
    if kind == "period" and shown == str(WINDOWS[sentence.seed]):
        return "{period.window}"
    style = number_style(shown) if kind in {"number", "cjk-number"} else ""
    key = sentence.indicator(slot) if from_records else ""
    return "{" + (key or f"statement.golden.{sentence.slug}.{slot}") + (f"|{style}" if style else "") + "}"


def make_type(folder: Path, chosen: list[Sentence], *, from_records: bool = False) -> None:
    """Write a type folder of one section a sentence, and the statements that fill it."""
    path = folder / "golden"
    path.mkdir(parents=True)
    told = TYPE.format(key="golden") + "".join(SECTION.format(key=each.slug, file=f"{each.slug}.md") for each in chosen)
    (path / "type.toml").write_text(told, encoding="utf-8")
    for each in chosen:
        text = re.sub(r"\{(\w+)\}", lambda found, each=each: piece(each, found[1], from_records=from_records), each.template)  # type: ignore[misc]
        (path / f"{each.slug}.md").write_text(f"{text}\n", encoding="utf-8")
    with (folder / "statements.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("key", "from", "to", "value", "unit", "source", "line"))
        writer.writerows(row for each in chosen for row in statement_rows(each))


def statement_rows(sentence: Sentence) -> Iterator[tuple[str, ...]]:
    window = WINDOWS[sentence.seed]
    for slot, shown in sentence.example.items():
        value = str(from_chinese(shown)) if number_style(shown) == "cjk" and sentence.slots[slot] == "cjk-number" else shown
        if sentence.slots[slot] == "number" and number_style(shown) == "cjk":
            value = str(from_chinese(shown))
        yield (
            f"golden.{sentence.slug}.{slot}",
            window.first.isoformat(),
            window.last.isoformat(),
            value,
            "",
            "公開文件",
            "1",
        )


def rendered(report: Report, chosen: list[Sentence]) -> dict[str, str]:
    paragraphs = [re.sub(r"\s", "", text_of(part.runs) + part.mark) for part in report.parts if isinstance(part, Paragraph)]
    assert len(paragraphs) == len(chosen)
    return dict(zip((each.id for each in chosen), paragraphs, strict=True))


def published(chosen: list[Sentence]) -> dict[str, str]:
    return {each.id: re.sub(r"\s", "", each.rendered) for each in chosen}


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


def origin(sentence: Sentence, states: dict[str, State]) -> str:
    """Tell from the catalogue where the figures of a sentence come from."""
    if states[sentence.system] in {State.DECLARED, State.SCREEN}:
        return "statements: system not built"
    told = [bool(sentence.indicator(slot)) for slot in sentence.numbers]
    if told and all(told):
        return "records"
    return "records in part" if any(told) else "statements: no simulated records"


@pytest.fixture
def states() -> dict[str, State]:
    return {each.id: each.state for each in systems()}


def figure(chosen: list[Sentence], system: str, slot: str) -> Decimal:
    """Return what the sentences of a system printed in a slot, zero where none did."""
    return next((parse_number(each.example[slot]) for each in chosen if each.system == system and slot in each.example), Decimal(0))


def calls(chosen: list[Sentence]) -> Iterator[tuple[int, dict[str, dict[str, int]]]]:
    """Tell how many calls of which class, taken in time or not, and rated how, the sentences order: runs along three scales."""
    total = int(figure(chosen, "callcenter", "total"))
    scales: dict[str, dict[str, int]] = {"class": {}, "service_level": {}, "satisfaction": {}}
    for name in ("inquiry", "forwarded", "other"):
        share = figure(chosen, "callcenter", f"{name}_share")
        scales["class"][name] = int(figure(chosen, "callcenter", name) or round(total * share / 100))
    scales["service_level"]["yes"] = round(total * figure(chosen, "callcenter", "service_level") / 100)
    content = int(figure(chosen, "callcenter", "satisfaction") * 10)
    scales["satisfaction"] = {"5": content, "3": 1000 - content if content else 0}
    rest = {"class": "immediate", "service_level": "no", "satisfaction": "none"}
    runs = {}
    for scale, counts in scales.items():
        edges = list(accumulate(counts.values()))
        runs[scale] = [*zip(edges, counts, strict=True), (total, rest[scale])]
    start = 0
    for edge in sorted({min(edge, total) for run in runs.values() for edge, _ in run}):
        if edge > start:
            yield edge - start, {scale: {next(value for end, value in run if end > start): 1} for scale, run in runs.items()}
            start = edge


def make(key: str, count: int, *, day: date, fixed: dict[str, dict[str, int]]) -> None:
    """Make records of a day: one is simulated, the others are its copies."""
    if not count:
        return
    model: type[Model] = CallRecord if key == "service.call" else Case
    fill(Order(key=key, window=Window(day, day), count=1, fixed=fixed), now=NOW, progress=lambda _: None)
    made = model._default_manager.order_by("-pk").values_list("pk", flat=True)[0]
    fresh = {"public_id": "gen_random_uuid()", "number": "%(mark)s || n", "call_id": "%(mark)s || n", "external_id": "''"}
    names = {f.column: fresh.get(f.column, f'"{f.column}"') for f in model._meta.concrete_fields if not f.generated and f.column != "id"}
    listed, given = ", ".join(f'"{name}"' for name in names), ", ".join(names.values())
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {model._meta.db_table} ({listed}) SELECT {given} FROM {model._meta.db_table}, generate_series(2, %(count)s) n"
            " WHERE id = %(made)s",
            {"mark": f"G{made}-", "count": count, "made": made},
        )


@pytest.mark.usefixtures("city")
@pytest.mark.parametrize("seed", ["000", "003", "004"])
def test_templates_of_built_systems_give_their_sentences_back_from_records(
    seed: str, sentences: tuple[Sentence, ...], states: dict[str, State], tmp_path: Path
) -> None:
    window = WINDOWS[seed]
    everything = [each for each in sentences if each.seed == seed]
    chosen = [each for each in everything if origin(each, states).startswith("records")]
    assert chosen
    mark_simulated(now=NOW)
    for number, (count, fixed) in enumerate(calls(everything)):
        make("service.call", count, day=window.first + timedelta(days=number), fixed=fixed)
    mailbox = int(figure(everything, "mayor-mailbox", "count") or figure(everything, "petition", "mailbox"))
    rest = int(figure(everything, "petition", "petition") or figure(everything, "petition", "count"))
    make("service.petition", rest, day=window.first, fixed={"channel": {"phone": 1}})
    make("service.petition", mailbox, day=window.last, fixed={"channel": {"mailbox": 1}})
    make("service.dispatch", int(figure(everything, "dispatch", "count")), day=window.first, fixed={})
    make_type(tmp_path, chosen, from_records=True)
    assert import_file(tmp_path / "statements.csv", actor=job("test"), now=NOW).rejected == []
    report = build(load_type("golden", folder=tmp_path), window=window)
    assert rendered(report, chosen) == published(chosen)
    shown = [run for part in report.parts for run in part.runs if isinstance(run, Shown)]
    computed = sum(1 for run in shown if run.origin is Origin.INDICATOR)
    assert computed == sum(1 for each in chosen for slot in each.numbers if each.indicator(slot))


def test_the_catalogue_tells_which_sentences_come_from_records(sentences: tuple[Sentence, ...], states: dict[str, State]) -> None:
    told = Counter(origin(each, states) for each in sentences)
    assert sum(told.values()) == 97
    assert told["records"] >= 5, told
    assert told["records in part"] >= 5, told
