"""Mends rows of the Taipei 1999 open data: shifted columns, commas in addresses, cut or rounded numbers, wide digits."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, time
from hashlib import blake2b

from yankao.engines.connectors.reading import Row
from yankao.kernel.days import TAIPEI

HEADING = ("案件編號", "派工項目", "案件地址", "立案日期", "立案時間")
COLUMNS = len(HEADING)
DAY = 3
_ID = re.compile(r"\d{13}")
_ANY_ID = re.compile(r"\d{5,}|\d(?:\.\d+)?[eE]\+?\d+|")
_DATE = re.compile(r"(\d{4})(\d{2})(\d{2})|(\d{3,4})[-/.](\d{1,2})[-/.](\d{1,2})(?: 00:00(?::00)?)?")
_COMPACT, _SIX = re.compile(r"\d{8}"), re.compile(r"\d{6}")
_ROC_DATE = re.compile(r"(\d{3})(\d{2})(\d{2})")
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?")
_DIGITS = re.compile(r"\d{1,6}(?:\.0)?")
_ROUNDED = re.compile(r"\d(?:\.\d+)?[eE]\+?\d+")
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2100, 1, 1)
ROC = 1911
HIGHEST_ROC = 1000


@dataclass(frozen=True, slots=True)
class Report:
    """One mended row. `identity` is the published number if it is one, else a fingerprint of the whole row."""

    identity: str
    digest: bytes
    item: str
    address: str
    received_at: datetime
    was_repaired: bool


def mend(row: Row) -> Report:
    """Return what a row says; ValueError tells in words why nothing can be made of it."""
    if not row.is_readable:
        message = "文字編碼無法辨識（不是 UTF-8 或 Big5）"
        raise ValueError(message)
    cells = [cell.strip() for cell in row.cells]
    plain = cells if row.text.isascii() else [unicodedata.normalize("NFKC", cell).strip() for cell in cells]
    is_clean = len(cells) == COLUMNS
    place = DAY if is_clean and day_of(plain[DAY]) and clock_of(plain[DAY + 1]) else _place_of_day(plain)
    number, item, address = _before(plain, cells, place)
    day, told = day_of(plain[place]), plain[place + 1] if place + 1 < len(plain) else ""
    clock = clock_of(told)
    assert day is not None
    if told and clock is None:
        message = f"立案時間「{told[:20]}」無法辨識"
        raise ValueError(message)
    is_whole = bool(_ID.fullmatch(number))
    text = "\x1f".join((number, item, unicodedata.normalize("NFKC", address), day.isoformat(), (clock or time()).isoformat()))
    digest = blake2b(text.encode(), digest_size=16).digest()
    is_as_published = is_clean and is_whole and place == DAY and (cells[0], cells[DAY:]) == (plain[0], plain[DAY:]) and _is_published_form(cells)
    return Report(
        identity=number if is_whole else f"row-{digest.hex()}",
        digest=digest,
        item=item,
        address=address,
        received_at=datetime.combine(day, clock or time(), TAIPEI),
        was_repaired=not is_as_published,
    )


def _is_published_form(cells: list[str]) -> bool:
    """Whether day and time are written as the city publishes them: eight and six digits."""
    return bool(_COMPACT.fullmatch(cells[DAY])) and bool(_SIX.fullmatch(cells[DAY + 1]))


def _place_of_day(plain: list[str]) -> int:
    """Find where the day stands: followed by a time if there is one, as far right as possible."""
    days = [i for i in range(len(plain) - 1, -1, -1) if day_of(plain[i]) is not None]
    timed = [i for i in days if i + 1 < len(plain) and plain[i + 1] and clock_of(plain[i + 1]) is not None]
    if timed or days:
        return (timed or days)[0]
    rounded = next((cell for cell in plain[1:] if _ROUNDED.fullmatch(cell)), "")
    message = f"日期已成科學記號（{rounded}），無法還原" if rounded else "找不到立案日期"
    raise ValueError(message)


def _before(plain: list[str], cells: list[str], place: int) -> tuple[str, str, str]:
    """Return number, item and address from what stands before the day; a missing number leaves the others in place."""
    start = next((i for i in range(place) if plain[i]), place)
    number = plain[start] if start < place and _ANY_ID.fullmatch(plain[start]) else ""
    rest = list(range(start + 1 if number else start, place))
    if not rest or not plain[rest[0]]:
        message = "缺少派工項目，欄位無法對應"
        raise ValueError(message)
    item = plain[rest[0]]
    if item[0].isdigit() or len(item) > 60:  # noqa: PLR2004  no item of the catalogue is as long as this
        message = f"派工項目「{item[:20]}」不像項目，欄位無法對應"
        raise ValueError(message)
    address = ",".join(cells[i] for i in rest[1:]).strip(",")
    return number, item, address


def day_of(text: str) -> date | None:
    """Read a day: 20150701, 2015/7/1, 104/7/1 or 1040701; None for anything else."""
    found = _DATE.fullmatch(text) or _ROC_DATE.fullmatch(text)
    if found is None:
        return None
    year, month, day = (int(part) for part in found.groups() if part is not None)
    try:
        read = date(year + ROC if year < HIGHEST_ROC else year, month, day)
    except ValueError:
        return None
    return read if FIRST_DAY <= read < LAST_DAY else None


def clock_of(text: str) -> time | None:
    """Read a time: 093000, 93000 (its leading zero lost), 9:30 or 9:30:00; None for anything else."""
    found = _CLOCK.fullmatch(text)
    if found is not None:
        parts = tuple(int(part or 0) for part in found.groups())
    elif text and _DIGITS.fullmatch(text):
        digits = text.removesuffix(".0").zfill(6)
        parts = (int(digits[:2]), int(digits[2:4]), int(digits[4:]))
    else:
        return None
    try:
        hour, minute, second = parts
        return time(hour, minute, second)
    except ValueError:
        return None
