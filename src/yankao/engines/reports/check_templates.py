"""以範本反查: find the figures of a text with the sentences of a report type, read backwards, and compare those with one name."""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from yankao.engines.reports import template
from yankao.engines.reports.check_figures import value_of
from yankao.engines.reports.check_findings import Findings, Severity, Spot
from yankao.engines.reports.check_text import PLAIN, Paragraph, Text, squeezed
from yankao.engines.reports.template import Block, Placeholder
from yankao.engines.reports.types import ReportError, ReportType

FEWEST_DIGITS = 3
SHORTEST_SENTENCE = 6
_SLOT = re.compile(r"\{(?P<name>[^{}]+)\}")
_VALUE = r"[^。；]{1,160}?"
_NUMBER = r"\d[\d,]*(?:\.\d+)?(?:[億萬千](?:\d[\d,]*)?)*"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A sentence with slots; `names` are what its groups hold, in order.

    `is_exact` says that a name means one figure wherever it stands, as the key of an indicator does.
    """

    id: str
    pattern: re.Pattern[str]
    names: tuple[str, ...]
    is_exact: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A figure that a sentence found in a text."""

    sentence: str
    name: str
    shown: str
    value: Decimal
    at: int


def of_file(path: Path) -> tuple[Sentence, ...]:
    """Read sentences from a JSON file: a list of {id, system, template, slots}; a slot is named by system and slot.

    Raises:
        ReportError: the file is not of that form.

    """
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))
        return tuple(_of_row(row) for row in rows)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ReportError(f"{path}:1: 不是範本檔（應為 id、system、template、slots 的列表）：{error}") from error


def _of_row(row: dict[str, object]) -> Sentence:
    slots, system = row["slots"], row["system"]
    kinds = {str(name): str(kind) for name, kind in slots.items()} if isinstance(slots, dict) else {}
    pieces = _SLOT.split(str(row["template"]))
    pattern, names, seen = "", list[str](), dict[str, int]()
    for place, piece in enumerate(pieces):
        if place % 2 == 0:
            pattern += re.escape(squeezed(piece).translate(PLAIN))
        elif piece in seen:
            pattern += rf"\{seen[piece]}"
        else:
            names.append(f"{system}.{piece}")
            seen[piece] = len(names)
            pattern += f"({_NUMBER if kinds.get(piece) == 'number' else _VALUE})"
    return Sentence(id=str(row["id"]), pattern=re.compile(pattern), names=tuple(names))


def of_type(kind: ReportType) -> tuple[Sentence, ...]:
    """Return the sentences of a report type that hold anything to be filled in."""
    found = []
    for section in kind.sections:
        for block in template.read(kind.folder / section.file) if section.file else ():
            if not isinstance(block, Block):
                continue
            names = tuple(piece.key for piece in block.pieces if isinstance(piece, Placeholder))
            literal = "".join(piece for piece in block.pieces if isinstance(piece, str))
            if not names or block.level or len(squeezed(literal)) < SHORTEST_SENTENCE:
                continue
            pattern = "".join(
                f"({_VALUE})" if isinstance(piece, Placeholder) else re.escape(squeezed(piece).translate(PLAIN)) for piece in block.pieces
            )
            found.append(Sentence(id=section.key, pattern=re.compile(pattern), names=names, is_exact=True))
    return tuple(found)


def readings(text: Text, sentences: Iterable[Sentence]) -> tuple[Reading, ...]:
    """Return every figure that the sentences find, wherever lines break."""
    return tuple(_readings(text.body, sentences))


def _readings(body: Paragraph, sentences: Iterable[Sentence]) -> Iterator[Reading]:
    for sentence in sentences:
        for found in sentence.pattern.finditer(body.plain):
            for place, name in enumerate(sentence.names, start=1):
                number = re.match(_NUMBER, found[place])
                if number and not re.match(r"年|月", found[place][number.end() :]):
                    yield Reading(sentence=sentence.id, name=name, shown=found[place], value=value_of(number[0]), at=found.start(place))


def check_readings(text: Text, sentences: Iterable[Sentence]) -> Findings:
    """Compare figures of one name that different sentences tell."""
    by_name: dict[str, list[Reading]] = defaultdict(list)
    for each in readings(text, [sentence for sentence in sentences if sentence.is_exact]):
        by_name[each.name].append(each)
    body = text.body
    for name, told in by_name.items():
        for each in (each for each in told[1:] if each.value != told[0].value):
            yield Spot(text=text, paragraph=body, at=each.at).finding(
                "same_figure", found=f"{name}：{each.shown}", expected=f"{told[0].shown}（{text.where(body, told[0].at)}）"
            )


def check_readings_against(text: Text, other: Text, sentences: Iterable[Sentence]) -> Findings:
    """Report figures of one name that stand unchanged in an earlier document."""
    given = tuple(sentences)
    earlier = {(each.name, each.value): each for each in readings(other, given)}
    body, seen = text.body, set[str]()
    for each in readings(text, given):
        before = earlier.get((each.name, each.value))
        digits = str(each.value).replace(".", "").strip("0")
        if before is None or len(digits) < FEWEST_DIGITS or each.name in seen:
            continue
        seen.add(each.name)
        yield Spot(text=text, paragraph=body, at=each.at).finding(
            "carried_over",
            found=f"{each.name}：{each.shown}",
            expected=f"本期重新計算（{other.where(other.body, before.at)} 為同一數字）",
            severity=Severity.WARNING,
        )
