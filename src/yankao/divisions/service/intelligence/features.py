"""Turns reports into numbers: pieces of the words, of the place, the district and the time of day, each weighed by how rare it is."""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from yankao.divisions.service.intelligence.sightings import Sighting, folded

WORD_LENGTHS, PLACE_LENGTHS = (1, 2, 3, 4), (1, 2, 3)
SEEN_AT_LEAST = 2
HOURS_A_SHIFT = 3
SATURDAY = 5
_LINE = re.compile(r"\(([一二])\)$")
_DIGIT = re.compile(r"\d")
_ROAD = re.compile(r"[^\W\d、與和及區里]{1,5}?(?:大道|路|街)(?:[一二三四五六七八九十]+段)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One kind of evidence: the mark its pieces carry, how much it weighs, and how its pieces are cut from a report."""

    mark: str
    weight: float
    pieces: Callable[[Sighting, Mapping[str, str]], Iterator[str]]
    is_rarity_weighed: bool = True


def _cut(text: str, lengths: Sequence[int]) -> Iterator[str]:
    key = _DIGIT.sub("0", folded(text))
    return (key[i : i + length] for length in lengths for i in range(len(key) - length + 1))


def _words(it: Sighting, lines: Mapping[str, str]) -> Iterator[str]:  # noqa: ARG001 -- all blocks are asked alike
    return _cut(it.text, WORD_LENGTHS)


def _place(it: Sighting, lines: Mapping[str, str]) -> Iterator[str]:  # noqa: ARG001 -- all blocks are asked alike
    return _cut(it.address, PLACE_LENGTHS)


def _circumstances(it: Sighting, lines: Mapping[str, str]) -> Iterator[str]:
    yield f"district:{it.district}"
    yield f"line:{lines.get(it.district, '')}"
    for road in _ROAD.findall(folded(it.address)):
        yield f"road:{road}"
        yield f"road:{it.district}:{road}"
    if it.at:
        yield f"hour:{it.at.hour // HOURS_A_SHIFT}"
        yield f"weekend:{it.at.weekday() >= SATURDAY}"


WORDS, PLACE, CIRCUMSTANCES = "w", "p", "c"
BLOCKS = (
    Block(mark=WORDS, weight=1.0, pieces=_words),
    Block(mark=PLACE, weight=0.4, pieces=_place),
    Block(mark=CIRCUMSTANCES, weight=0.4, pieces=_circumstances, is_rarity_weighed=False),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """Every piece that counts, with its column and its rarity."""

    columns: Mapping[str, int]
    rarity: NDArray[np.float32]
    lines: Mapping[str, str]
    """Districts by the side of the old line between city and county (一、二) that the names of items mark."""

    def row(self, it: Sighting) -> dict[int, float]:
        """Return the columns of one report with their values."""
        return {column: value for block in BLOCKS for column, value in self._scaled(block, it).items()}

    def table(self, sightings: Iterable[Sighting]) -> csr_matrix:
        """Return one row of numbers for each report."""
        columns: list[int] = []
        values: list[float] = []
        ends = [0]
        for it in sightings:
            row = self.row(it)
            columns.extend(row)
            values.extend(row.values())
            ends.append(len(columns))
        shape = (len(ends) - 1, len(self.columns))
        return csr_matrix((np.asarray(values, np.float64), np.asarray(columns, np.int32), np.asarray(ends, np.int64)), shape=shape)

    def _scaled(self, block: Block, it: Sighting) -> dict[int, float]:
        found: dict[int, float] = {}
        for piece, times in Counter(block.pieces(it, self.lines)).items():
            column = self.columns.get(block.mark + piece)
            if column is not None:
                found[column] = (1 + math.log(times)) * float(self.rarity[column])
        length = math.sqrt(sum(value * value for value in found.values()))
        return {column: block.weight * value / length for column, value in found.items()}


def learn_vocabulary(sightings: Sequence[Sighting], items: Sequence[str]) -> Vocabulary:
    """Collect the pieces that occur in two reports or more, in a fixed order."""
    lines = learn_lines(sightings, items)
    columns: dict[str, int] = {}
    rarity: list[float] = []
    for block in BLOCKS:
        counts: Counter[str] = Counter()
        for it in sightings:
            counts.update(set(block.pieces(it, lines)))
        for piece in sorted(piece for piece, seen in counts.items() if seen >= SEEN_AT_LEAST):
            columns[block.mark + piece] = len(columns)
            rarity.append(math.log((1 + len(sightings)) / (1 + counts[piece])) + 1 if block.is_rarity_weighed else 1.0)
    return Vocabulary(columns=columns, rarity=np.asarray(rarity, np.float32), lines=lines)


def learn_lines(sightings: Sequence[Sighting], items: Sequence[str]) -> dict[str, str]:
    """Find for each district on which side of the old line it lies, from the items its past reports were given."""
    seen: dict[str, Counter[str]] = defaultdict(Counter)
    for it, item in zip(sightings, items, strict=True):
        found = _LINE.search(item)
        if found:
            seen[it.district][found[1]] += 1
    return {district: sides.most_common(1)[0][0] for district, sides in sorted(seen.items())}
