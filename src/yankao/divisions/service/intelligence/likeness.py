"""How alike two reports are: place, number of the lamp or house, words and time; the weights are ours and stand here."""

import math
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from yankao.divisions.service.intelligence.sightings import Sighting, folded, place_of
from yankao.kernel.law import Dated, Ours, Since

SINCE = date(2008, 4, 1)
LISTED_FROM = Dated(Since(SINCE, 0.001, Ours("較此更低者與新案無關，不列出")))
SHOWN_FROM = Dated(Since(SINCE, 0.05, Ours("受理畫面自此可能性起提示；更低者多半無關，會打擾受理人員（量測見 docs/decisions/0010）")))
PRESELECTED_FROM = Dated(Since(SINCE, 0.5, Ours("地點、文字與時間幾乎相同才預先勾選；併案一律由人決定")))
WINDOW_DAYS = Dated(Since(SINCE, 14, Ours("公開紀錄中併案者九成九在兩日內；同一盞路燈由他人再報可隔數日")))

PLACE, WORDS, BOTH, ROADS = 2.0, 3.0, 1.0, 2.5
WITHIN_THE_HOUR, WITHIN_A_DAY, WITHIN_DAYS = 1.0, 3.5, 1.5
SAME_LAMP, OTHER_LAMP, OTHER_HOUSE = 7.0, -3.0, -0.5
SAME_EVERYTHING = 0.5
ZERO = -12.0
"""The sum of the weights at which two reports are as likely alike as not; what each value means is measured in the decision."""

_NOISE = re.compile(r"[\W_]+")
_POLITE = re.compile(r"渠?反[映應](?:現|該[處址]|目前|有)*|[建惠]?請(?:會同|派員|儘速|盡速)?(?:查處|查修|修復|處理|清除|改善|查楚)|謝謝|麻煩|您好")
_LAMP = re.compile(r"(?:編號|燈號|桿號|號碼|燈桿|路燈|電桿|園燈|燈)[^0-9a-z\u4e00-\u9fff]{0,3}([a-z]{0,3}-?\d{3,}[a-z]?)(?![盞支米公])")
_LAMP_AFTER = re.compile(r"(?<![0-9a-z])(\d{4,8})(?:號)?(?:路燈|園燈|燈)")
_POLE = re.compile(r"([\u4e00-\u9fff]{2,3}高?[幹桿支])#?號?(\d+)")
_HOUSE = re.compile(r"(\d+)(?:[之-]\d+)?號(?!道|出口|國道|橋|公園)")
_NOT_ROAD = r"[^\d\W與和及近往上的於]{1,4}?"
_ROAD = re.compile(rf"{_NOT_ROAD}(?:大道|路|街)(?:[一二三四五六七八九十]段)?|{_NOT_ROAD}(?:公園|國小|國中|大學|市場|橋|巷)")
_NAMES = ("編號", "桿號", "燈號", "位於")


@dataclass(frozen=True, slots=True, kw_only=True)
class Print:
    """What is compared of one report: its folded place and words as weighted pairs of characters, and the numbers in it."""

    id: str
    at: datetime | None
    place: str
    words: str
    place_pairs: Mapping[str, float]
    word_pairs: Mapping[str, float]
    lamps: frozenset[str]
    houses: frozenset[str]
    roads: frozenset[str]


@dataclass(slots=True)
class Rarity:
    """How rare a pair of characters is among the reports seen so far: rare ones tell places and matters apart."""

    seen: Counter[str] = field(default_factory=Counter)
    reports: int = 0

    def learn(self, *keys: str) -> None:
        """Count the pairs of one report."""
        self.reports += 1
        for key in keys:
            self.seen.update(set(pairs(key)))

    def weigh(self, key: str) -> dict[str, float]:
        """Return the pairs of a text, scaled so that a text is 1 alike to itself."""
        known = {pair: math.log((100 + self.reports) / (1 + self.seen[pair])) for pair in set(pairs(key))}
        length = math.sqrt(sum(weight * weight for weight in known.values()))
        return {pair: weight / length for pair, weight in known.items()} if length else {}


def pairs(key: str) -> list[str]:
    """Return the pairs of neighbours in a text, or the one character there is."""
    return [key[i : i + 2] for i in range(len(key) - 1)] or ([key] if key else [])


def words_of(text: str) -> str:
    """Fold a report and leave out politeness, which says nothing about the matter."""
    return _NOISE.sub("", _POLITE.sub("", folded(text)))


def print_of(it: Sighting, place_rarity: Rarity, word_rarity: Rarity) -> Print:
    """Take from a report what is compared."""
    place, words = _NOISE.sub("", place_of(it.address, it.district)), words_of(it.text)
    whole = f"{folded(it.address)} {folded(it.text)}"
    return Print(
        id=it.id,
        at=it.at,
        place=place,
        words=words,
        place_pairs=place_rarity.weigh(place),
        word_pairs=word_rarity.weigh(words),
        lamps=lamps_in(whole),
        houses=frozenset(_HOUSE.findall(folded(it.address))),
        roads=frozenset(_ROAD.findall(place)),
    )


def lamps_in(key: str) -> frozenset[str]:
    """Return the numbers of lamps and poles named in a folded text."""
    poles = {f"{_bare(name)}{number}" for name, number in _POLE.findall(key)}
    return frozenset(poles | {number.lstrip("0") for number in (*_LAMP.findall(key), *_LAMP_AFTER.findall(key))})


def likeness(new: Print, old: Print) -> float:
    """Say how alike two reports are, from 0 to 1."""
    place, words, hours = overlap(new.place_pairs, old.place_pairs), overlap(new.word_pairs, old.word_pairs), hours_between(new, old)
    roads = len(new.roads & old.roads) / len(new.roads | old.roads) if new.roads or old.roads else 0.0
    score = PLACE * place + WORDS * words + BOTH * place * words + ROADS * roads
    score += WITHIN_THE_HOUR * math.exp(-hours) + WITHIN_A_DAY * math.exp(-hours / 24) + WITHIN_DAYS * math.exp(-hours / 72)
    score += _compared(new.lamps, old.lamps, SAME_LAMP, OTHER_LAMP) + _compared(new.houses, old.houses, 0.0, OTHER_HOUSE)
    if new.words == old.words and new.place == old.place:
        score += SAME_EVERYTHING
    return 1 / (1 + math.exp(-(score + ZERO)))


def overlap(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    """Return how much two texts share, from 0 to 1."""
    small, large = (one, other) if len(one) <= len(other) else (other, one)
    return sum(weight * large[pair] for pair, weight in small.items() if pair in large)


def hours_between(new: Print, old: Print) -> float:
    """Return the hours between two reports, 0 where a moment is missing."""
    return abs((new.at - old.at).total_seconds()) / 3600 if new.at and old.at else 0.0


def _compared(one: frozenset[str], other: frozenset[str], same: float, different: float) -> float:
    if not one or not other:
        return 0.0
    return same if one & other else different


def _bare(name: str) -> str:
    for before in _NAMES:
        name = name.rpartition(before)[2] if before in name else name
    return name
