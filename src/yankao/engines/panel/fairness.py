"""評審寬嚴: how strict each judge was, the order that allows for it, and where sheets lie far apart; shown beside the official order only."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from statistics import stdev

import numpy as np

from yankao.engines.panel.ranking import Mark

SAME = 1e-9
FEW = 3
"""Of fewer sheets none can be said to lie off the middle."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Adjusted:
    """The order when each judge's strictness is allowed for.

    `effects` says by how many points a judge lies above (lenient) or below (strict) the others. Where the panel falls into parts that share
    no judge, entries of different parts cannot be compared: `is_comparable` is then False.
    """

    scores: Mapping[str, float]
    ranks: Mapping[str, int]
    effects: Mapping[str, float]
    is_comparable: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """How far apart the sheets of an entry lie: the standard deviation, from lowest to highest, and the judges clearly off the middle."""

    deviation: float
    lowest: float
    highest: float
    outliers: tuple[str, ...]


def adjusted(marks: Sequence[Mark]) -> Adjusted:
    """Fit points = entry + judge by least squares and order the entries by what is theirs; judges' effects add up to nothing."""
    entries, judges = _numbered(mark.entry for mark in marks), _numbered(mark.judge for mark in marks)
    if not marks:
        return Adjusted(scores={}, ranks={}, effects={}, is_comparable=True)
    rows = np.array([entries[mark.entry] for mark in marks])
    columns = np.array([judges[mark.judge] for mark in marks])
    points = np.array([float(mark.points) for mark in marks])
    counts = np.zeros((len(entries), len(judges)))
    np.add.at(counts, (rows, columns), 1.0)
    per_entry = counts.sum(axis=1)
    entry_sum = np.bincount(rows, weights=points, minlength=len(entries))
    judge_sum = np.bincount(columns, weights=points, minlength=len(judges))
    # The entries are solved for by hand, which leaves a system as small as the panel; its least-norm solution adds up to nothing.
    shares = counts / per_entry[:, None]
    system = np.diag(counts.sum(axis=0)) - counts.T @ shares
    effects, _residuals, rank, _values = np.linalg.lstsq(system, judge_sum - shares.T @ entry_sum, rcond=1e-10)
    own = (entry_sum - counts @ effects) / per_entry
    scores = {name: float(own[n]) for name, n in entries.items()}
    return Adjusted(
        scores=scores,
        ranks=_ranks(scores),
        effects={name: float(effects[n]) for name, n in judges.items()},
        is_comparable=int(rank) == len(judges) - 1,
    )


def spreads(marks: Sequence[Mark], *, differs: Fraction) -> dict[str, Spread]:
    """Return how far apart the sheets of each entry lie; a judge more than `differs` off the middle of at least three sheets is named."""
    by_entry: dict[str, list[Mark]] = defaultdict(list)
    for mark in marks:
        by_entry[mark.entry].append(mark)
    return {entry: _spread(own, differs) for entry, own in by_entry.items()}


def _spread(own: Sequence[Mark], differs: Fraction) -> Spread:
    # On a common denominator the distances are whole numbers: as exact as fractions, and quick.
    common = lcm(differs.denominator, *(mark.points.denominator for mark in own))
    whole = [mark.points.numerator * (common // mark.points.denominator) for mark in own]
    order = sorted(whole)
    twice_middle = order[len(order) // 2] + order[(len(order) - 1) // 2]
    limit = 2 * differs.numerator * (common // differs.denominator)
    off = {mark.judge for mark, value in zip(own, whole, strict=True) if abs(2 * value - twice_middle) > limit} if len(own) >= FEW else set()
    return Spread(
        deviation=stdev(whole) / common if len(whole) > 1 else 0.0,
        lowest=order[0] / common,
        highest=order[-1] / common,
        outliers=tuple(sorted(off)),
    )


def _numbered(names: Iterable[str]) -> dict[str, int]:
    return {name: n for n, name in enumerate(sorted(set(names)))}


def _ranks(scores: Mapping[str, float]) -> dict[str, int]:
    ranks: dict[str, int] = {}
    rank, before = 0, float("inf")
    for n, (name, score) in enumerate(sorted(scores.items(), key=lambda pair: (-pair[1], pair[0])), start=1):
        rank = rank if before - score <= SAME else n
        ranks[name], before = rank, score
    return ranks
