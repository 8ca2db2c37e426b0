"""Reads files of outside systems line by line, plain or gzipped, UTF-8 or Big5, however dirty; memory stays flat."""

import csv
import gzip
import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, cast

from yankao.kernel.days import TAIPEI

GZIP_MAGIC = b"\x1f\x8b"
BOM = "\ufeff"
LONGEST_ROW = 4
"""A quoted field may break over this many lines; a stray quote must not swallow the rest of the file."""


class BadFileError(ValueError):
    """The file as a whole cannot be read; the message says what to do."""


def refuse_future(moment: datetime | None, *, column: str, now: datetime) -> None:
    """Refuse a time that has not come yet: what an outside system recorded has happened."""
    if moment is not None and moment > now:
        message = f"{column} 晚於現在（{moment.astimezone(TAIPEI):%Y-%m-%d %H:%M}）"
        raise ValueError(message)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a file with its number; `is_readable` is false where no known encoding fits."""

    number: int
    text: str
    is_readable: bool = True


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table: the number of its (first) line, its cells, and the text as it stood in the file."""

    number: int
    cells: list[str]
    text: str
    is_readable: bool = True


def lines(path: Path) -> Iterator[Line]:
    """Yield the lines of a file without their line ends; each is UTF-8, or else Big5."""
    number = 0
    try:
        with open_bytes(path) as file:
            for number, raw in enumerate(file, start=1):
                yield _decoded(number, raw.rstrip(b"\r\n"))
    except (EOFError, gzip.BadGzipFile, zlib.error):
        message = f"{path.name} 的壓縮資料不完整，第 {number} 行之後無法讀取；請重新取得檔案"
        raise BadFileError(message) from None


def open_bytes(path: Path) -> IO[bytes]:
    """Open a file, unpacked if it is gzipped (told by its content, not its name)."""
    if not path.is_file():
        message = f"找不到檔案：{path}"
        raise BadFileError(message)
    with path.open("rb") as file:
        is_packed = file.read(len(GZIP_MAGIC)) == GZIP_MAGIC
    return cast("IO[bytes]", gzip.open(path, "rb")) if is_packed else path.open("rb")


def _decoded(number: int, raw: bytes) -> Line:
    for encoding in ("utf-8", "cp950"):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        return Line(number, text.removeprefix(BOM) if number == 1 else text)
    return Line(number, raw.decode("utf-8", errors="replace"), is_readable=False)


def objects(path: Path) -> Iterator[tuple[Line, dict[str, object] | None]]:
    """Yield the objects of a file with one JSON object a line; None where a line is not one. Empty lines are no rows."""
    for line in lines(path):
        if not line.text.strip():
            continue
        try:
            found = json.loads(line.text)
        except json.JSONDecodeError:
            found = None
        yield line, found if isinstance(found, dict) else None


def rows(path: Path) -> Iterator[Row]:
    """Yield the rows of a table of comma separated values, the heading included; empty lines are no rows."""
    waiting: list[Line] = []
    for line in lines(path):
        if not waiting and not line.text.strip():
            continue
        waiting.append(line)
        if _is_open(waiting):
            if len(waiting) < LONGEST_ROW:
                continue
            yield from map(_split, waiting)
        else:
            yield _row(waiting)
        waiting = []
    yield from map(_split, waiting)


def _is_open(waiting: list[Line]) -> bool:
    return sum(line.text.count('"') for line in waiting) % 2 == 1


def _row(waiting: list[Line]) -> Row:
    if len(waiting) == 1:
        return _split(waiting[0])
    text = "\n".join(line.text for line in waiting)
    cells = next(csv.reader([line.text + "\n" for line in waiting]), [])
    return Row(waiting[0].number, cells, text, all(line.is_readable for line in waiting))


def _split(line: Line) -> Row:
    """Split one line by itself; where a stray quote stands, at every comma."""
    if '"' not in line.text or line.text.count('"') % 2:
        return Row(line.number, line.text.replace('"', "").split(","), line.text, line.is_readable)
    return Row(line.number, next(csv.reader([line.text]), []), line.text, line.is_readable)
