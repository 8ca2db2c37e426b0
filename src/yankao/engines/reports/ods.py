"""以 ODS 寫出報告的表: every table of a report as a sheet, charts as their figures, and one sheet with all figures and their definitions."""

from decimal import Decimal, InvalidOperation
from pathlib import Path

from odfdo import Document, Table

from yankao.engines.indicators.compute import bare
from yankao.engines.reports import document as filled
from yankao.engines.reports.document import Chart, Report, Runs, Shown, text_of
from yankao.engines.reports.html import MODES, days_of

Value = str | int | float | Decimal | None
HEAD: tuple[Value, ...] = ("代號", "名稱", "期間別", "期間", "數值", "單位", "分子", "分母", "定義版次")


def write(report: Report, path: Path) -> None:
    """Write the tables of a report into a file."""
    document = Document("spreadsheet")
    document.body.clear()
    tables = 0
    for part in report.parts:
        if isinstance(part, filled.Table | Chart):
            tables += 1
            document.body.append(_sheet(f"表{tables}", _rows(part)))
    figures = [
        (
            it.key,
            it.name,
            MODES[str(it.mode)],
            days_of(it.first, it.last),
            bare(it.value),
            it.unit,
            bare(it.numerator),
            bare(it.denominator),
            it.version,
        )
        for it in report.figures
    ]
    document.body.append(_sheet("數字", [HEAD, *figures]))
    document.save(str(path))


def _rows(part: filled.Table | Chart) -> list[tuple[Value, ...]]:
    if isinstance(part, Chart):
        return [(part.title, part.unit), *((name, value) for name, value in part.points)]
    return [tuple(_cell(cell) for cell in row) for row in part.rows]


def _cell(runs: Runs) -> Value:
    """Return a cell as a number where it holds nothing but one."""
    if len(runs) == 1 and isinstance(runs[0], Shown) and isinstance(runs[0].value, Decimal | int):
        return runs[0].value
    text = text_of(runs)
    try:
        return Decimal(text.replace(",", "")) if text[:1].isdigit() else text
    except InvalidOperation:
        return text


def _sheet(name: str, rows: list[tuple[Value, ...]]) -> Table:
    table = Table(name, width=max(len(row) for row in rows), height=len(rows))
    table.set_values([list(row) for row in rows])
    return table
