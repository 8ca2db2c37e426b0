"""One paper as an editable file: a title, lines and a table, as an ODT that the office goes on writing in."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

from odfdo import Cell, Document, Paragraph, Row, Style, Table

from yankao.engines.reports.lettering import lettering


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One paper as it is written: its title, its lines, a table of labels and values, and what stands below."""

    title: str
    lines: Sequence[str] = ()
    table: Sequence[tuple[str, str]] = ()
    below: Sequence[str] = ()
    signs: Sequence[str] = ()
    parts: Sequence["Part"] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part of a longer paper: its heading, its lines, and a table whose first row is its head."""

    heading: str
    lines: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()


def write(sheet: Sheet) -> bytes:
    """Return the paper as an ODT file."""
    document = Document("text")
    document.body.clear()
    _add_styles(document)
    document.meta.title = sheet.title
    document.body.append(Paragraph(sheet.title, style="PaperTitle"))
    for line in sheet.lines:
        document.body.append(Paragraph(line, style="PaperText"))
    if sheet.table:
        document.body.append(_table("Facts", [list(pair) for pair in sheet.table]))
    for line in sheet.below:
        document.body.append(Paragraph(line, style="PaperText"))
    for number, part in enumerate(sheet.parts, start=1):
        document.body.append(Paragraph(part.heading, style="PaperHeading"))
        for line in part.lines:
            document.body.append(Paragraph(line, style="PaperText"))
        if part.rows:
            document.body.append(_table(f"Part{number}", part.rows))
    if sheet.signs:
        document.body.append(_table("Signs", [list(sheet.signs), ["" for _ in sheet.signs]]))
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def _table(name: str, rows: Sequence[Sequence[str]]) -> Table:
    table = Table(name)
    for cells in rows:
        row = Row()
        for text in cells:
            cell = Cell(style="PaperCell")
            cell.append(Paragraph(text, style="PaperText"))
            row.append_cell(cell)
        table.append_row(row)
    return table


def _add_styles(document: Document) -> None:
    title = Style("paragraph", name="PaperTitle", parent_style="Standard")
    title.set_properties({"fo:text-align": "center", "fo:margin-bottom": "0.4cm"}, area="paragraph")
    title.set_properties(lettering("18pt", is_bold=True), area="text")
    text = Style("paragraph", name="PaperText", parent_style="Standard")
    text.set_properties({"fo:margin-bottom": "0.15cm", "fo:line-height": "140%"}, area="paragraph")
    text.set_properties(lettering("13pt"), area="text")
    cell = Style("table-cell", name="PaperCell")
    cell.set_properties({"fo:border": "0.5pt solid #000000", "fo:padding": "0.1cm"}, area="table-cell")
    heading = Style("paragraph", name="PaperHeading", parent_style="Standard")
    heading.set_properties({"fo:margin-top": "0.4cm", "fo:margin-bottom": "0.2cm", "fo:keep-with-next": "always"}, area="paragraph")
    heading.set_properties(lettering("15pt", is_bold=True), area="text")
    for style in (title, text, heading):
        document.insert_style(style)
    document.insert_style(cell, automatic=True)
