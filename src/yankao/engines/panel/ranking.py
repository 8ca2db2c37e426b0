"""評定名次: from sheets to the official order and grades by the declared rule, in exact arithmetic; nothing here reads the database."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import groupby
from math import lcm

from yankao.engines.panel.rules import Criterion, Grade, Method, Rule, Tie

Key = tuple[Fraction, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One signed sheet: who gave which entry how many of 100 points, and how many of each part in the order of the criteria."""

    judge: str
    entry: str
    points: Fraction
    parts: tuple[Fraction, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """Where an entry stands: rank, published score, what its grade is read off, exact mean, sum of ranks, and on how many sheets it rests."""

    entry: str
    rank: int
    score: Decimal
    banded: Decimal
    mean: Fraction
    rank_sum: Fraction
    sheets: int
    is_tied: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Awarded:
    """Which entry got which grade (empty: none), and the ties that a quota cuts through and only the meeting can part."""

    grades: Mapping[str, str]
    contested: tuple[tuple[str, ...], ...] = ()


def half_up(value: Fraction, places: int) -> Decimal:
    """Round half up (四捨五入), away from zero, to so many places; exactly."""
    whole = (2 * abs(value.numerator) * 10**places + value.denominator) // (2 * value.denominator)
    return Decimal(whole if value >= 0 else -whole).scaleb(-places)


def total(criteria: Iterable[Criterion], given: Mapping[str, Decimal]) -> tuple[Fraction, tuple[Fraction, ...]]:
    """Return the points of a sheet, and of each part in the order of the criteria, out of 100."""
    parts = tuple(Fraction(given[each.key]) / Fraction(each.scale) * Fraction(each.weight) for each in criteria)
    return sum(parts, Fraction(0)), parts


def without(marks: Iterable[Mark], judge: str) -> tuple[Mark, ...]:
    """Return the sheets that stay when one judge's are left out (除去個別委員評選結果，重計)."""
    return tuple(mark for mark in marks if mark.judge != judge)


def ranked(marks: Iterable[Mark], rule: Rule, *, parted: Mapping[str, int] | None = None, heaviest: int = 0) -> tuple[Placed, ...]:
    """Return the official order, best first; what still ties shares a rank. `parted` holds the order in which the meeting parted ties.

    Entries of one rank stand in the order of their names, so that the same sheets always give the same list, whoever signed first.
    """
    sheets: dict[str, list[Mark]] = defaultdict(list)
    for mark in marks:
        sheets[mark.entry].append(mark)
    places = _places([mark for each in sheets.values() for mark in each])
    keys: dict[str, Key] = {}
    for entry, own in sheets.items():
        keys[entry] = (*_key(own, places[entry], rule, heaviest=heaviest), Fraction((parted or {}).get(entry, 0)))
    order = sorted(sheets, key=lambda entry: (keys[entry], entry))
    placed: list[Placed] = []
    for key, same in groupby(order, key=lambda entry: keys[entry]):
        entries, rank = list(same), len(placed) + 1
        placed += [_placed(entry, rank, sheets[entry], places[entry], rule, is_tied=len(entries) > 1) for entry in entries]
        del key
    return tuple(placed)


def graded(placed: Sequence[Placed], grades: Sequence[Grade]) -> Awarded:
    """Give grades from the best down: by points, by number, or by both; a tie that a quota cuts through is left to the meeting."""
    given = dict.fromkeys((each.entry for each in placed), "")
    waiting = [tuple(same) for _rank, same in groupby(sorted(placed, key=lambda each: each.rank), key=lambda each: each.rank)]
    contested: list[tuple[str, ...]] = []
    for grade in grades:
        left, taken = grade.quota, 0
        while waiting and _reaches(waiting[0][0], grade) and (left is None or taken < left):
            group = waiting[0]
            if left is not None and taken + len(group) > left:
                contested.append(tuple(each.entry for each in group))
                return Awarded(grades=given, contested=tuple(contested))
            given.update((each.entry, grade.key) for each in waiting.pop(0))
            taken += len(group)
    return Awarded(grades=given)


def _reaches(it: Placed, grade: Grade) -> bool:
    return grade.at_least is None or it.banded >= grade.at_least


def _places(marks: Sequence[Mark]) -> dict[str, list[int]]:
    """Return the place each sheet gives its entry among all sheets of that judge; equal points share a place."""
    found: dict[str, list[int]] = defaultdict(list)
    common = lcm(*(mark.points.denominator for mark in marks))
    by_judge: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for mark in marks:
        by_judge[mark.judge].append((mark.points.numerator * (common // mark.points.denominator), mark.entry))
    for own in by_judge.values():
        place, before = 0, -1
        for n, (points, entry) in enumerate(sorted(own, reverse=True), start=1):
            place, before = (place, before) if points == before else (n, points)
            found[entry].append(place)
    return found


def _key(own: Sequence[Mark], places: Sequence[int], rule: Rule, *, heaviest: int) -> Key:
    # With unequal numbers of judges (a recusal) sums of ranks cannot be compared; their mean orders full panels just as the sum does.
    first = _mean(places) if rule.method is Method.RANK_SUM else -Fraction(_score(own, rule))
    return (first, *(_tie(tie, own, places, heaviest=heaviest) for tie in rule.ties))


def _tie(tie: Tie, own: Sequence[Mark], places: Sequence[int], *, heaviest: int) -> Fraction:
    if tie is Tie.MEAN:
        return -_mean([mark.points for mark in own])
    if tie is Tie.FIRSTS:
        return -Fraction(sum(place == 1 for place in places))
    return -_mean([mark.parts[heaviest] for mark in own if len(mark.parts) > heaviest] or [Fraction(0)])


def _score(own: Sequence[Mark], rule: Rule) -> Decimal:
    points = sorted(mark.points for mark in own)
    if rule.method is Method.TRIMMED and len(points) >= max(rule.trim_from, 2 * rule.trim + 1):
        points = points[rule.trim : len(points) - rule.trim]
    return half_up(_mean(points), rule.places)


def _placed(entry: str, rank: int, own: Sequence[Mark], places: Sequence[int], rule: Rule, *, is_tied: bool) -> Placed:
    score = _score(own, rule)
    return Placed(
        entry=entry,
        rank=rank,
        score=score,
        banded=score if rule.band_places is None else half_up(Fraction(score), rule.band_places),
        mean=_mean([mark.points for mark in own]),
        rank_sum=Fraction(sum(places)),
        sheets=len(own),
        is_tied=is_tied,
    )


def _mean(values: Sequence[Fraction] | Sequence[int]) -> Fraction:
    # One fraction for all instead of one for each: thousands of sheets are added up in a moment, as exactly.
    common = lcm(*(value.denominator for value in values))
    return Fraction(sum(value.numerator * (common // value.denominator) for value in values), common * len(values))


def percent(share: Fraction) -> str:
    """Write a share as people say it: 三分之一 for a third, else in per cent."""
    return {Fraction(1, 3): "三分之一", Fraction(1, 2): "二分之一"}.get(share, f"{half_up(share * 100, 0)}%")
