"""分案: who judges which entries, so that each gets enough judges, nobody too many, conflicts never, and expertise where it can be had."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

import numpy as np
from scipy.sparse import coo_matrix

SECONDS = 20.0
LACKING, OVERLOADED = 1000.0, 10.0
"""An entry without enough judges is worse than an uneven load, an uneven load worse than a judge of another field."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is to be shared out: judges and entries by name, how many judges each entry needs, and who must not judge what.

    `skills` are the fields of judges, `needs` those of entries; a judge who knows a needed field is preferred. `kept` pairs stay as they are.
    """

    judges: Sequence[str]
    entries: Sequence[str]
    each: int
    conflicts: Collection[tuple[str, str]] = ()
    skills: Mapping[str, Collection[str]] = field(default_factory=dict)
    needs: Mapping[str, Collection[str]] = field(default_factory=dict)
    kept: Collection[tuple[str, str]] = ()
    most: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """Who judges what, and what could not be done: for an entry, how many judges it lacks."""

    pairs: tuple[tuple[str, str], ...]
    lacking: Mapping[str, int]
    loads: Mapping[str, int]


def share_out(wanted: Wanted) -> Shared:
    """Share the entries out among the judges; when the wishes cannot all be met, say which entries lack how many instead of failing."""
    barred = set(wanted.conflicts)
    pairs = [(judge, entry) for judge in wanted.judges for entry in wanted.entries if (judge, entry) not in barred]
    if not pairs:
        return Shared(pairs=(), lacking=dict.fromkeys(wanted.entries, wanted.each), loads=dict.fromkeys(wanted.judges, 0))
    chosen = _solved(wanted, pairs)
    taken = tuple(pair for pair, is_in in zip(pairs, chosen, strict=True) if is_in)
    has = _counted(taken, 1)
    loads = _counted(taken, 0)
    lacking = {entry: wanted.each - has.get(entry, 0) for entry in wanted.entries if has.get(entry, 0) < wanted.each}
    return Shared(pairs=taken, lacking=lacking, loads={judge: loads.get(judge, 0) for judge in wanted.judges})


def allocate(total: int, entries: Sequence[str], *, first: Sequence[str] = ()) -> dict[str, int]:
    """Share a number of sheets out that the entries do not divide: each gets the whole part, the rest one more each, those in `first` first."""
    if not entries:
        return {}
    least, rest = divmod(total, len(entries))
    order = [*dict.fromkeys(each for each in first if each in set(entries)), *(each for each in sorted(entries) if each not in set(first))]
    more = set(order[:rest])
    return {entry: least + (entry in more) for entry in entries}


def share_sheets(plan: Mapping[str, int], judges: Sequence[str], conflicts: Collection[tuple[str, str]] = ()) -> dict[tuple[str, str], int]:
    """Give the sheets of each entry to judges who may judge it, each time to the one with the fewest so far; refuse an entry nobody may judge."""
    loads = dict.fromkeys(judges, 0)
    given: dict[tuple[str, str], int] = {}
    for entry, sheets in plan.items():
        free = [judge for judge in judges if (judge, entry) not in conflicts]
        if sheets and not free:
            raise ValueError(entry)
        for _n in range(sheets):
            judge = min(free, key=lambda each: (loads[each], each))
            loads[judge] += 1
            given[judge, entry] = given.get((judge, entry), 0) + 1
    return given


def _solved(wanted: Wanted, pairs: Sequence[tuple[str, str]]) -> "np.ndarray[Any, np.dtype[np.bool_]]":
    judge_at = {name: n for n, name in enumerate(wanted.judges)}
    entry_at = {name: n for n, name in enumerate(wanted.entries)}
    count, entries, judges = len(pairs), len(wanted.entries), len(wanted.judges)
    rows_e = np.array([entry_at[entry] for _judge, entry in pairs])
    rows_j = np.array([judge_at[judge] for judge, _entry in pairs])
    # Beside the pairs: how many judges each entry lacks, and by how many each judge is above an even load. All this is a flow in a network,
    # whose best fractional answer is whole: it is found at once, however many pairs there are.
    even = -(-entries * wanted.each // judges)
    even = even if wanted.most is None else min(even, wanted.most)
    width = count + entries + judges
    at = np.arange(count)
    lack, over = np.arange(count, count + entries), np.arange(count + entries, width)
    covers = coo_matrix((np.ones(count + entries), (np.append(rows_e, np.arange(entries)), np.append(at, lack))), shape=(entries, width))
    signs = np.append(np.ones(count), -np.ones(judges))
    carries = coo_matrix((signs, (np.append(rows_j, np.arange(judges)), np.append(at, over))), shape=(judges, width))
    costs = np.concatenate([[_cost(wanted, pair) for pair in pairs], np.full(entries, LACKING), np.full(judges, OVERLOADED)])
    kept = set(wanted.kept)
    low, high = np.zeros(width), np.ones(width)
    low[:count] = [pair in kept for pair in pairs]
    high[lack], high[over] = wanted.each, entries if wanted.most is None else wanted.most - even
    # HiGHS, found by name: it takes half a second to load, and only sharing out needs it.
    solver = import_module("scipy.optimize")
    found = solver.milp(
        costs,
        constraints=[
            solver.LinearConstraint(covers.tocsr(), wanted.each, np.inf if kept else wanted.each),
            solver.LinearConstraint(carries.tocsr(), -np.inf, even),
        ],
        bounds=solver.Bounds(low, high),
        integrality=np.append(np.ones(count), np.zeros(entries + judges)),
        options={"time_limit": SECONDS},
    )
    if found.x is None:
        # Only pairs that must stay can make it impossible: more of them than a judge may carry.
        return np.array([pair in kept for pair in pairs])
    return np.asarray(found.x[:count] > 0.5)  # noqa: PLR2004  a whole number as the solver writes it


def _cost(wanted: Wanted, pair: tuple[str, str]) -> float:
    judge, entry = pair
    needs = set(wanted.needs.get(entry, ()))
    return 0.0 if not needs or needs & set(wanted.skills.get(judge, ())) else 1.0


def _counted(pairs: Sequence[tuple[str, str]], side: int) -> dict[str, int]:
    counts: dict[str, int] = {}
    for pair in pairs:
        counts[pair[side]] = counts.get(pair[side], 0) + 1
    return counts
