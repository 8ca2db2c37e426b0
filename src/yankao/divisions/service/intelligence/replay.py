"""Plays a file of reports in the order in which they came and says for each which earlier ones it may repeat."""

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from yankao.divisions.service.intelligence.likeness import (
    LISTED_FROM,
    SINCE,
    WINDOW_DAYS,
    Print,
    Rarity,
    hours_between,
    likeness,
    overlap,
    print_of,
)
from yankao.divisions.service.intelligence.sightings import Sighting, in_order

MOST_LISTED = 5
LOOKED_AT = 40
LONGEST_LIST = 400
AS_GOOD_AS_SAME = 0.97


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggested:
    """For one report the earlier ones it may repeat, best first, each with its likeness."""

    id: str
    found: tuple[tuple[str, float], ...]


@dataclass(slots=True)
class _District:
    """The reports of one district: all of the window, and where each pair of characters of a place occurs."""

    prints: list[Print] = field(default_factory=list)
    by_pair: dict[str, deque[int]] = field(default_factory=lambda: defaultdict(lambda: deque(maxlen=LONGEST_LIST)))
    by_words: dict[str, deque[int]] = field(default_factory=lambda: defaultdict(lambda: deque(maxlen=LOOKED_AT)))
    by_lamp: dict[str, deque[int]] = field(default_factory=lambda: defaultdict(lambda: deque(maxlen=LOOKED_AT)))

    def add(self, it: Print) -> None:
        """Remember a report."""
        place = len(self.prints)
        self.prints.append(it)
        for pair in it.place_pairs:
            self.by_pair[pair].append(place)
        self.by_words[it.words].append(place)
        for lamp in it.lamps:
            self.by_lamp[lamp].append(place)

    def near(self, it: Print, *, since: datetime | None) -> list[Print]:
        """Return the reports worth comparing: the nearest by place, those with the same words or the same lamp."""
        shared: dict[int, float] = defaultdict(float)
        for pair, weight in it.place_pairs.items():
            for place in reversed(self.by_pair.get(pair, ())):
                at = self.prints[place].at
                if since and at and at < since:
                    break
                shared[place] += weight * self.prints[place].place_pairs[pair]
        chosen = set(sorted(shared, key=lambda place: (-shared[place], place))[:LOOKED_AT])
        chosen.update(self.by_words.get(it.words, ()))
        for lamp in it.lamps:
            chosen.update(self.by_lamp.get(lamp, ()))
        return [old for old in map(self.prints.__getitem__, sorted(chosen)) if not (since and old.at and old.at < since)]


def suggest_in_order(sightings: Iterable[Sighting]) -> Iterator[Suggested]:
    """Say for each report, in order of creation, which earlier ones it may repeat; each is then remembered."""
    districts: dict[str, _District] = defaultdict(_District)
    places, words = Rarity(), Rarity()
    for it in in_order(sightings):
        new, home = print_of(it, places, words), districts[it.district]
        since = it.at - timedelta(days=WINDOW_DAYS.at(SINCE).value) if it.at else None
        yield Suggested(id=it.id, found=best(new, home.near(new, since=since)))
        home.add(new)
        places.learn(new.place)
        words.learn(new.words)


def best(new: Print, old: Iterable[Print]) -> tuple[tuple[str, float], ...]:
    """Return the earlier reports alike enough to be listed, best first; of equal ones the first report leads, as staff merge into it."""
    scored = sorted(((likeness(new, it), it) for it in old), key=lambda pair: (-pair[0], -hours_between(new, pair[1])))
    listed = [(score, it) for score, it in scored if score >= LISTED_FROM.at(SINCE).value]
    if listed:
        leader = listed[0][1]
        same = [pair for pair in listed if pair[1] is leader or _as_good_as_same(leader, pair[1])]
        first = max(same, key=lambda pair: hours_between(new, pair[1]))
        listed = [first, *(pair for pair in listed if pair is not first)]
    return tuple((it.id, round(score, 3)) for score, it in listed[:MOST_LISTED])


def _as_good_as_same(one: Print, other: Print) -> bool:
    return overlap(one.place_pairs, other.place_pairs) >= AS_GOOD_AS_SAME and overlap(one.word_pairs, other.word_pairs) >= AS_GOOD_AS_SAME
