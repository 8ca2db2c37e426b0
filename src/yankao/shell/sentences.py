"""Sentences the engines put together out of names and numbers, said in English: each is known by the shape it was written in."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from babel.messages.mofile import read_mo

from yankao.kernel.agencies.city import current_city
from yankao.kernel.roc import parse_date

CATALOGUE = Path(__file__).parent / "locale/en/LC_MESSAGES/django.mo"
LONGEST, DEEPEST = 500, 5
"""Longer texts are somebody's own words; deeper nesting than this no engine writes."""

FEWEST_OWN = 3
HOLE = re.compile(r"\{([a-z_]+[0-9]*)\}")
CHINESE = re.compile(r"[\u4e00-\u9fff]")
ROC_DAY = re.compile(r"(?<![0-9/])(?:[0-9]{2,3}年[0-9]{1,2}月[0-9]{1,2}日|[0-9]{2,3}/[0-9]{1,2}/[0-9]{1,2}(?![0-9/]))")
SEPARATORS = (("\n", "\n"), ("；", "; "), ("：", ": "), ("。", ". "), ("，", ", "), ("、", ", "), ("且", " and "))


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """One sentence of the catalogue: how its Chinese is recognised and how its English is filled."""

    pattern: re.Pattern[str]
    english: str


def in_english(text: str) -> str:
    """Return a Chinese sentence in English, as far as its shape and its parts are known; the rest stays as it is."""
    if len(text) > LONGEST or not CHINESE.search(text):
        return text
    return _plain().get(text) or _said(ROC_DAY.sub(_common_era, text), 0)


def _common_era(found: re.Match[str]) -> str:
    try:
        return parse_date(found[0]).isoformat()
    except ValueError:
        return found[0]


@lru_cache(maxsize=4096)
def _said(text: str, depth: int) -> str:
    if depth > DEEPEST or not CHINESE.search(text):
        return text
    if (plain := _plain().get(text)) is not None:
        return plain
    for shape in _shapes():
        if found := shape.pattern.fullmatch(text):
            return shape.english.format(**{name: _said(part, depth + 1) for name, part in found.groupdict().items()})
    return _in_parts(text, depth)


def _in_parts(text: str, depth: int) -> str:
    for mark, said in SEPARATORS:
        parts = text.split(mark)
        if len(parts) > 1:
            translated = [_said(part, depth + 1) for part in parts]
            return said.join(translated).rstrip() if translated != parts else text
    return text


@cache
def _plain() -> dict[str, str]:
    """Return the texts without holes: names of steps, roles, facts and the like, and the city's own names."""
    return {**dict(_names()), **{chinese: english for chinese, english in _catalogue() if not HOLE.search(chinese)}}


def _names() -> Iterator[tuple[str, str]]:
    """Yield the names the city's files give in both languages: itself, agencies, districts, items."""
    city = current_city()
    yield city.government, city.english_government
    for row in city.rows("agencies"):
        if row["english_name"]:
            yield row["name"], row["english_name"]
            yield row["short_name"] or row["name"], row["english_name"]
    for row in city.rows("districts"):
        yield row["name"], row["english_name"]
    for row in city.rows("categories"):
        yield row["name"], row["english"]


@cache
def _shapes() -> tuple[Shape, ...]:
    """Return the sentences with holes, those that say most themselves first."""
    holed = [(chinese, english) for chinese, english in _catalogue() if _is_sentence(chinese)]
    holed.sort(key=lambda pair: -len(HOLE.sub("", pair[0])))
    return tuple(Shape(pattern=_pattern(chinese), english=english) for chinese, english in holed)


def _is_sentence(chinese: str) -> bool:
    holes, own = HOLE.findall(chinese), CHINESE.findall(HOLE.sub("", chinese))
    is_vague = "}{" in chinese and len(own) < FEWEST_OWN  # two holes side by side and hardly a word: anything would fit
    return len(holes) == len(set(holes)) > 0 and bool(own) and not is_vague


def _pattern(chinese: str) -> re.Pattern[str]:
    pieces = HOLE.split(chinese)
    return re.compile("".join(f"(?P<{piece}>.*?)" if index % 2 else re.escape(piece) for index, piece in enumerate(pieces)), re.DOTALL)


def _catalogue() -> Iterator[tuple[str, str]]:
    with CATALOGUE.open("rb") as file:
        for message in read_mo(file):
            if isinstance(message.id, str) and message.id and isinstance(message.string, str) and message.string:
                yield message.id, message.string
