"""Reads a spreadsheet (ODS, XLSX or CSV) into texts with the address of each cell, so that an error can be named as the clerk sees it."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from zipfile import BadZipFile

import python_calamine as calamine

from yankao.engines.connectors.reading import BOM, BadFileError

LETTERS = 26
LONGEST, WIDEST = 20_000, 200
_ZIP = b"PK"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One table of a file: its heading and the rows below it, all as texts."""

    heading: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def cells(self) -> Iterator[tuple[int, dict[str, str]]]:
        """Go through the rows with their numbers as the spreadsheet shows them; rows without any text are left out."""
        for number, row in enumerate(self.rows, start=2):
            found = {head: text for head, text in zip(self.heading, row, strict=False) if head}
            if any(text.strip() for text in found.values()):
                yield number, found

    def address(self, head: str, number: int) -> str:
        """Return the address of a cell, such as D7, from the head of its column and the number of its row."""
        return f"{column_letters(self.heading.index(head))}{number}" if head in self.heading else f"{number}"


def column_letters(index: int) -> str:
    """Return the letters of a column as spreadsheets name it: 0 is A, 26 is AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, LETTERS)
        letters = chr(ord("A") + rest) + letters
    return letters


def read_sheet(content: bytes) -> Sheet:
    """Read the first table of a file, told by its content and not by its name.

    Raises:
        BadFileError: it is no spreadsheet, is empty, or is too large.
    """
    table = _workbook(content) if content.startswith(_ZIP) else _plain(content)
    if len(table) > LONGEST or any(len(row) > WIDEST for row in table):
        raise BadFileError(f"檔案過大：至多{LONGEST:,}列、{WIDEST}欄，請分成幾個檔案")
    if not table or not any(text.strip() for text in table[0]):
        raise BadFileError("檔案第一列應為欄位名稱")
    return Sheet(heading=tuple(text.strip() for text in table[0]), rows=tuple(tuple(row) for row in table[1:]))


def read_pasted(text: str) -> list[list[str]]:
    """Read what was copied from a spreadsheet: cells parted by tabs, rows by line ends."""
    return list(csv.reader(io.StringIO(text), delimiter="\t"))


def _workbook(content: bytes) -> list[list[str]]:
    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        rows = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (calamine.CalamineError, BadZipFile, IndexError) as error:
        raise BadFileError("無法讀取此試算表，請另存為 ODS、XLSX 或 CSV 後再試") from error
    return [[_text(value) for value in row] for row in rows]


def _plain(content: bytes) -> list[list[str]]:
    for encoding in ("utf-8", "cp950"):
        try:
            text = content.decode(encoding).removeprefix(BOM)
        except UnicodeDecodeError:
            continue
        if "\x00" in text:
            break
        first = text.partition("\n")[0]
        return list(csv.reader(io.StringIO(text, newline=""), delimiter="\t" if "\t" in first else ","))
    raise BadFileError("檔案應為 ODS、XLSX，或以 UTF-8、Big5 編碼之 CSV")


def _text(value: object) -> str:
    """Write a value of a cell as it would be typed: whole numbers without a point, days in the ROC's own order."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(round(value, 6))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time().isoformat() == "00:00:00" else value.isoformat(sep=" ", timespec="minutes")
    return value.isoformat() if isinstance(value, date) else "" if value is None else str(value)
