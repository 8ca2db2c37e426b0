"""Suggests who executes a report and as which item, with the chance of being right and the words that spoke for it."""

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from yankao.divisions.service.intelligence.features import CIRCUMSTANCES, PLACE, WORDS, Vocabulary
from yankao.divisions.service.intelligence.sightings import Sighting
from yankao.kernel.law import Dated, Ours, Since

MOST_NAMED = 3
AGREEMENT = 0.3
"""How far the item speaks for its agency and the agency for its items (ours, by trials on three splits in time)."""
PRESELECTED_FROM = Dated(
    Since(date(2008, 4, 1), 0.9, Ours("把握低於九成的建議只列出、不預先選取；量測見 docs/decisions/0010，派工一律由人確認")),
)
MOST_REASONS = 5
SHORTEST_REASON = 2
_READABLE = re.compile(r"^[\W0]+|[\W0]+$")
_SORTS = {WORDS: "內容提到「{}」", PLACE: "地點「{}」"}
_CIRCUMSTANCES = {"district": "行政區「{}」", "line": "縣市合併前的轄區「{}」", "road": "路名「{}」", "hour": "受理時段", "weekend": "是否假日"}
Scores = NDArray[np.float64]
Named = tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Judge:
    """One question (which agency, which item): the answers, what every piece of a report says for each, and how sure to sound."""

    names: tuple[str, ...]
    weights: NDArray[np.floating]
    start: NDArray[np.float64]
    sureness: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What was measured on the newest fifth of the reports, which the model then had not seen."""

    reports: int
    agency_top1: float
    agency_top3: float
    item_top1: float
    item_top3: float
    sure_share: float
    sure_right: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """For one report the agencies and items, likeliest first, each with its chance; and why."""

    id: str
    agency: str
    item: str
    confidence: float
    agencies: Named
    items: Named
    why: tuple[str, ...]

    @property
    def is_sure(self) -> bool:
        """Whether the suggestion may stand preselected for a person to confirm."""
        return self.confidence >= PRESELECTED_FROM.since[-1].value


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutingModel:
    """What was learnt from past reports, when, from how many, and how well it did."""

    vocabulary: Vocabulary
    agency: Judge
    item: Judge
    owners: Mapping[str, tuple[str, ...]]
    trained_on: date
    sources: Mapping[str, int]
    measured: Measured | None = None

    def suggest(self, sightings: Sequence[Sighting]) -> Iterator[Suggestion]:
        """Suggest for each report; a report without a word gets what is usual, with little confidence."""
        owner = self.owner_table()
        names = {column: piece for piece, column in self.vocabulary.columns.items()}
        for it in sightings:
            yield self._one(it, owner, names)

    def scores(self, it: Sighting, owner: NDArray[np.bool_]) -> tuple[Scores, Scores, dict[int, float]]:
        """Return what speaks for each agency and each item, after both have listened to each other."""
        row = self.vocabulary.row(it)
        columns, values = np.fromiter(row, np.int64, len(row)), np.fromiter(row.values(), np.float64, len(row))
        agency = values @ self.agency.weights[columns] + self.agency.start
        item = values @ self.item.weights[columns] + self.item.start
        best_item = np.where(owner, item[:, None], -1.5).max(axis=0)
        best_owner = np.where(owner, agency[None, :], -1.5).max(axis=1)
        return agency + AGREEMENT * best_item, item + AGREEMENT * best_owner, row

    def owner_table(self) -> NDArray[np.bool_]:
        """Say for every item and agency whether the agency takes the item."""
        return np.array([[agency in self.owners[item] for agency in self.agency.names] for item in self.item.names], dtype=np.bool_)

    def _one(self, it: Sighting, owner: NDArray[np.bool_], names: Mapping[int, str]) -> Suggestion:
        agency, item, row = self.scores(it, owner)
        agencies, items = likeliest(self.agency, agency), likeliest(self.item, item)
        why = reasons(self.agency, agency, row, names)
        return Suggestion(id=it.id, agency=agencies[0][0], item=items[0][0], confidence=agencies[0][1], agencies=agencies, items=items, why=why)


def likeliest(judge: Judge, scores: Scores) -> Named:
    """Return the three likeliest answers with their chances."""
    shares = chances(scores, judge.sureness)
    order = np.argsort(-shares, kind="stable")[:MOST_NAMED]
    return tuple((judge.names[place], round(float(shares[place]), 4)) for place in order)


def chances(scores: Scores, sureness: float) -> Scores:
    """Turn scores into chances that sum to one."""
    raised = np.exp(sureness * (scores - scores.max()))
    return np.asarray(raised / raised.sum(), np.float64)


def reasons(judge: Judge, scores: Scores, row: Mapping[int, float], names: Mapping[int, str]) -> tuple[str, ...]:
    """Say which words, place and district spoke most for the first agency against the second."""
    order = np.argsort(-scores, kind="stable")
    first, second = order[0], order[min(1, len(order) - 1)]
    columns, values = np.fromiter(row, np.int64, len(row)), np.fromiter(row.values(), np.float64, len(row))
    pull = values * (judge.weights[columns, first].astype(np.float64) - judge.weights[columns, second].astype(np.float64))
    told: list[str] = []
    pieces: list[str] = []
    for place in np.argsort(-pull, kind="stable"):
        if len(told) == MOST_REASONS or pull[place] <= 0:
            break
        mark, piece = names[int(columns[place])][0], _READABLE.sub("", names[int(columns[place])][1:])
        is_new = not any(piece in other or other in piece for other in pieces)
        if mark == CIRCUMSTANCES or (is_new and len(piece) >= SHORTEST_REASON and piece.isalnum()):
            sentence = _sentence(mark, piece)
            pieces.append(piece.rpartition(":")[2])
            told += [sentence] if sentence not in told else []
    return tuple(told) or ("沒有可供判斷的文字，僅依一般比例",)


def _sentence(mark: str, piece: str) -> str:
    if mark != CIRCUMSTANCES:
        return _SORTS[mark].format(piece)
    sort, _, rest = piece.partition(":")
    return _CIRCUMSTANCES[sort].format(rest.rpartition(":")[2] or "未載明")


def sureness_of(scores: Sequence[Scores], right: Sequence[int | None]) -> float:
    """Return how sure to sound so that the chances given are those that came true."""
    known = [(row, place) for row, place in zip(scores, right, strict=True) if place is not None]
    return min(
        (step / 4 for step in range(2, 41)),
        key=lambda sureness: sum(-math.log(max(float(chances(row, sureness)[place]), 1e-9)) for row, place in known),
    )
