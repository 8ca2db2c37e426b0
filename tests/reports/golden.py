"""What the golden tests share: the published sentences, and the report type made of them at run time."""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from tests.reports.golden_slots import FIGURES, LISTED, NAMES

from yankao.engines.indicators import registry as indicators
from yankao.engines.indicators.rules import InForce
from yankao.engines.reports.document import Paragraph, Report, text_of
from yankao.kernel.numerals import from_chinese, parse_number
from yankao.kernel.roc import Window

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
MIXED = re.compile(r"[億萬]")
SLOT = re.compile(r"\{(?P<slot>\w+)\}(?P<unit>[億萬]?)")
UNITS = {"億": "yi", "萬": "wan"}


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

    @property
    def division(self) -> str:
        """The division whose records make the sentence; empty where none say any of it."""
        keys = [*FIGURES.get(self.id, {}).values(), *([LISTED[self.id].key] if self.id in LISTED else [])]
        return keys[0].partition(".")[0] if keys else ""

    @property
    def figures(self) -> list[str]:
        """The slots that hold figures; the number of a session, a meeting or a heading is a name."""
        return [slot for slot, kind in self.slots.items() if kind in {"number", "cjk-number"} and slot not in NAMES.get(self.id, ())]

    def is_told(self, slot: str) -> bool:
        """Whether a figure of ours, or a list, says a slot."""
        return slot in FIGURES.get(self.id, {}) or (self.id in LISTED and slot in LISTED[self.id].fields)

    def is_ruled(self, slot: str) -> bool:
        """Whether a slot is a number that a rule sets, and no record."""
        key = FIGURES.get(self.id, {}).get(slot, "").partition("@")[0]
        return bool(key) and isinstance(indicators.get(key)[0].measure, InForce)


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
    return f"{UNITS.get(unit, 'comma')}:{places}"


def stated(sentence: Sentence, slot: str) -> str:
    """Return the placeholder of the statement that tells a slot."""
    shown, kind = sentence.example[slot], sentence.slots[slot]
    if kind == "period" and shown == str(WINDOWS[sentence.seed]):
        return "{period.window}"
    style = number_style(shown) if kind in {"number", "cjk-number"} else ""
    return "{" + f"statement.golden.{sentence.slug}.{slot}" + (f"|{style}" if style else "") + "}"


def computed(sentence: Sentence, slot: str, unit: str) -> str:
    """Return the placeholder of the figure or the list that tells a slot; 億 and 萬 behind it belong to how an amount is written."""
    style = number_style(sentence.example[slot])
    if sentence.id in LISTED:
        return "{" + LISTED[sentence.id].fields[slot] + (f"|{style}" if style else "") + "}" + unit
    key = FIGURES[sentence.id][slot]
    if unit and indicators.get(key.partition("@")[0])[0].unit == "元":
        style, unit = f"{UNITS[unit]}:{style.partition(':')[2]}", ""
    return "{" + f"{key}|{style}" + "}" + unit


def text_of_sentence(sentence: Sentence, *, from_records: bool) -> str:
    """Return the text of the section that says a sentence."""

    def piece(found: re.Match[str]) -> str:
        slot, unit = found["slot"], found["unit"]
        if from_records and sentence.is_told(slot):
            return computed(sentence, slot, unit)
        return stated(sentence, slot) + unit

    text = SLOT.sub(piece, sentence.template) + "\n"
    if not from_records or sentence.id not in LISTED:
        return text
    it = LISTED[sentence.id]
    return f':::each {it.key} where="{it.fields[it.told_by]}:{sentence.example[it.told_by]}"\n{text}:::\n'


def make_type(folder: Path, chosen: list[Sentence], *, from_records: bool = False) -> None:
    """Write a type folder of one section a sentence, and the statements that fill it."""
    path = folder / "golden"
    path.mkdir(parents=True)
    told = TYPE.format(key="golden") + "".join(SECTION.format(key=each.slug, file=f"{each.slug}.md") for each in chosen)
    (path / "type.toml").write_text(told, encoding="utf-8")
    for each in chosen:
        (path / f"{each.slug}.md").write_text(text_of_sentence(each, from_records=from_records), encoding="utf-8")
    with (folder / "statements.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("key", "from", "to", "value", "unit", "source", "line"))
        writer.writerows(row for each in chosen for row in statement_rows(each))


def statement_rows(sentence: Sentence) -> Iterator[tuple[str, ...]]:
    """Tell what every slot of a sentence held, as a document."""
    window = WINDOWS[sentence.seed]
    for slot, shown in sentence.example.items():
        is_number = number_style(shown) == "cjk" and sentence.slots[slot] in {"number", "cjk-number"}
        value = str(from_chinese(shown)) if is_number else shown
        yield f"golden.{sentence.slug}.{slot}", window.first.isoformat(), window.last.isoformat(), value, "", "公開文件", "1"


def rendered(report: Report, chosen: list[Sentence]) -> dict[str, str]:
    paragraphs = [re.sub(r"\s", "", text_of(part.runs) + part.mark) for part in report.parts if isinstance(part, Paragraph)]
    assert len(paragraphs) == len(chosen)
    return dict(zip((each.id for each in chosen), paragraphs, strict=True))


def published(chosen: list[Sentence]) -> dict[str, str]:
    return {each.id: re.sub(r"\s", "", each.rendered) for each in chosen}


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """One document: what its sentences of built systems say, for those who make the records."""

    seed: str
    sentences: tuple[Sentence, ...]

    @property
    def window(self) -> Window:
        return WINDOWS[self.seed]

    def says(self, id_: str) -> bool:
        """Whether a sentence stands in this document."""
        return any(each.id == id_ for each in self.sentences)

    def of(self, id_: str) -> dict[str, Decimal]:
        """Return what the figures of a sentence were."""
        (found,) = (each for each in self.sentences if each.id == id_)
        return {slot: number(found.example[slot]) for slot in found.figures}

    def text(self, id_: str, slot: str) -> str:
        """Return what a slot that is no figure said."""
        (found,) = (each for each in self.sentences if each.id == id_)
        return found.example[slot]


def number(shown: str) -> Decimal:
    """Read a figure in any of the styles."""
    return Decimal(from_chinese(shown)) if number_style(shown) == "cjk" else parse_number(shown)
