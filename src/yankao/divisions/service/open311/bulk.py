"""The whole table of a period for open data (開放資料), as CSV, JSON or XML with the column names of the bulk proposal."""

import csv
import io
from collections.abc import Iterable

from django.http import HttpResponse

from yankao.divisions.service.open311.formats import Row
from yankao.divisions.service.open311.rows import BULK_COLUMNS

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_response(rows: Iterable[Row]) -> HttpResponse:
    """Return the table as a download; a cell that a spreadsheet would take for a formula is written as text."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(BULK_COLUMNS)
    writer.writerows([_cell(row[column]) for column in BULK_COLUMNS] for row in rows)
    headers = {"Content-Disposition": 'attachment; filename="service_requests.csv"', "Access-Control-Allow-Origin": "*"}
    return HttpResponse(text.getvalue(), content_type="text/csv; charset=utf-8", headers=headers)


def _cell(value: object) -> str:
    text = "" if value is None else str(value)
    return f"'{text}" if isinstance(value, str) and text.startswith(_FORMULA) else text
