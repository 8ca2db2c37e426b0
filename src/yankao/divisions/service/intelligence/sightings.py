"""What was known when a report came in: district, place, words and moment; never what became of it."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from yankao.engines.connectors.reading import objects
from yankao.kernel.text import normalise

LONGEST = 2000
"""So many characters of a text are looked at; a longer one says nothing more about who should go."""
_MOMENT = re.compile(r"(\d{2,4})[/-](\d{1,2})[/-](\d{1,2})(?:[ T]+(上午|下午)? *(\d{1,2}):(\d{1,2})(?::(\d{1,2}))?)?")
_NOON = 12
_ROC_YEAR = 1911
_ROC_UNTIL = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """One report as it came in. `at` is the moment on the city's clock without a time zone, None where the record has none."""

    id: str
    district: str
    address: str
    text: str
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Routed:
    """A report together with who took it and as what: for learning and measuring only."""

    sighting: Sighting
    agency: str
    item: str


def read_sightings(path: Path) -> Iterator[Sighting]:
    """Yield one report for every line of a file of 1999 records, also for a line that is no record."""
    for _, record in objects(path):
        yield sighting_of(record or {})


def read_routed(paths: Iterable[Path]) -> Iterator[Routed]:
    """Yield the reports of files of 1999 records whose agency is known."""
    for path in paths:
        for _, record in objects(path):
            agency = _plain(record or {}, "UnitName_")
            if record and agency:
                yield Routed(sighting=sighting_of(record), agency=agency, item=_plain(record, "InformDesc_"))


def sighting_of(record: Mapping[str, object]) -> Sighting:
    """Take from a record the five fields that were known at intake."""
    return Sighting(
        id=_plain(record, "FileNo_"),
        district=_plain(record, "ZipName_") or _plain(record, "zipcode_"),
        address=_plain(record, "address_")[:LONGEST],
        text=_plain(record, "BeforeDesc_")[:LONGEST],
        at=moment_of(_plain(record, "Cre_Date_")),
    )


def moment_of(text: str) -> datetime | None:
    """Read 2016/9/10 下午 10:51:24 (also in ROC years); None for anything that is no moment."""
    found = _MOMENT.match(text)
    if not found:
        return None
    year, month, day, half, hour, minute, second = found.groups(default="")
    hours = int(hour or 0)
    if half:
        hours = hours % _NOON + (_NOON if half == "下午" else 0)
    years = int(year) + (_ROC_YEAR if int(year) < _ROC_UNTIL else 0)
    try:
        return datetime(years, int(month), int(day), hours, int(minute or 0), int(second or 0))  # noqa: DTZ001 -- the city's clock
    except ValueError:
        return None


def in_order(sightings: Iterable[Sighting]) -> list[Sighting]:
    """Sort reports by creation; those without a moment keep their place behind the one before them."""
    last, keyed = datetime.min, []  # noqa: DTZ901 -- the city's clock
    for place, it in enumerate(sightings):
        last = it.at or last
        keyed.append((last, it.id, place, it))
    return [it for *_, it in sorted(keyed, key=lambda key: key[:3])]


def _plain(record: Mapping[str, object], name: str) -> str:
    value = record.get(name)
    text = value if isinstance(value, str) else str(value) if isinstance(value, int) else ""
    return text.encode("utf-8", "replace").decode("utf-8").replace("\x00", "").strip()


_DIGIT_ROAD = re.compile(r"(?<!\d)([1-9])(?=[路街段])")
_CHINESE = "零一二三四五六七八九"
_VILLAGE = re.compile(r"^[\u4e00-\u9fff]{2,3}[里村](?:\d+鄰)?(?=[^路街]{1,5}[路街])")
_POSTAL = re.compile(r"^\d{3,6}")
_CITY = re.compile(r"^(?:臺灣省?)?[^\d路街巷區]{2}[市縣](?=.)")


def folded(text: str) -> str:
    """Make one spelling of a text: NFKC, one form per character, road numbers in Chinese."""
    return _DIGIT_ROAD.sub(lambda found: _CHINESE[int(found[1])], normalise(text).replace("ㄧ", "一"))


def place_of(address: str, district: str) -> str:
    """Fold an address and leave out postal code, city, district and (before a road) village, which neighbours share or leave out."""
    place = _CITY.sub("", _POSTAL.sub("", folded(address)))
    home = folded(district)
    bare = place.replace(home, "", 1) if home and place != home else place
    return _VILLAGE.sub("", bare)
