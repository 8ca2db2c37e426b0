"""Gives a table away as an Excel workbook (XLSX): the same columns and rows as its CSV, numbers as numbers, texts never as formulas."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from uuid import UUID

from xlsxwriter import Workbook

from yankao.kernel.days import TAIPEI

SAFE = {"in_memory": True, "strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
WIDTH = 14
LONGEST = 32_767
"""So many characters a cell of a workbook holds."""


def workbook(columns: Iterable[str], rows: Iterable[Iterable[object]], *, name: str) -> bytes:
    """Return a workbook of one sheet whose first line names the columns and stays in sight."""
    out = BytesIO()
    book = Workbook(out, SAFE)
    sheet = book.add_worksheet(name[:31])
    heading = book.add_format({"bold": True, "bottom": 1})
    names = tuple(columns)
    sheet.write_row(0, 0, names, heading)
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, max(len(names) - 1, 0), WIDTH)
    for number, row in enumerate(rows, start=1):
        for column, value in enumerate(row):
            shown = _shown(value)
            if shown is not None and shown != "":
                sheet.write(number, column, shown)
    book.close()
    return out.getvalue()


def _shown(value: object) -> str | int | float | bool | None:
    """Return a value as a cell holds it; moments in Taipei as texts, since a workbook knows no time zones."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, Decimal):
        return int(value) if value == int(value) else float(value)
    if isinstance(value, datetime):
        return value.astimezone(TAIPEI).isoformat(timespec="seconds")
    if isinstance(value, date | UUID):
        return str(value)
    return str(value)[:LONGEST]
