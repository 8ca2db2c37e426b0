"""A workbook holds what the table held: numbers as numbers, moments in Taipei, and no text that runs as a formula."""

from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO

import python_calamine as calamine

from yankao.shell.workbook import workbook


def read(content: bytes) -> list[list[object]]:
    return calamine.CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()


def test_a_workbook_keeps_texts_numbers_and_moments_as_they_are():
    row = ("A001", '=HYPERLINK("x")', Decimal("91.50"), 3, datetime(2023, 3, 1, 1, 5, tzinfo=UTC), date(2023, 3, 1), None, True)
    heading, found = read(workbook([f"c{n}" for n in range(8)], [row], name="sheets"))
    assert heading == [f"c{n}" for n in range(8)]
    assert found == ["A001", '=HYPERLINK("x")', 91.5, 3.0, "2023-03-01T09:05:00+08:00", "2023-03-01", "", True]
