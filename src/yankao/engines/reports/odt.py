"""以 ODT 寫出報告: outline headings, contents, header and footer, tables, charts, and sources as footnotes, for any office program."""

from pathlib import Path
from tempfile import TemporaryDirectory

from odfdo import TOC, Cell, Document, Element, Frame, Header, Paragraph, Row, Style, StyleMasterPage, Table

from yankao.engines.reports import document as filled
from yankao.engines.reports.chart import WIDTH, height_of, svg
from yankao.engines.reports.document import Chart, Heading, Report, text_of
from yankao.engines.reports.lettering import FONT, lettering

SIZES = {1: "18pt", 2: "16pt", 3: "14pt"}
SMALLEST = "13pt"
LEVELS = 6
PIXELS_PER_CM = 40
PAGE, PAGES = "{page}", "{pages}"


def write(report: Report, path: Path, *, font: str = FONT) -> None:
    """Write the report into a file."""
    document = Document("text")
    document.body.clear()
    _unnumber(document)
    _add_styles(document, font)
    _add_edges(document, report)
    document.meta.title = report.title
    document.meta.language = "zh-TW"
    for line in report.head:
        document.body.append(Paragraph(line, style="YankaoHead"))
    contents = TOC(title="目次", outline_level=3) if report.has_contents else None
    if contents is not None:
        document.body.append(contents)
    with TemporaryDirectory() as folder:
        _Writer(document, Path(folder)).parts(report)
        for line in report.closing:
            document.body.append(Paragraph(line, style="YankaoText"))
        if contents is not None:
            contents.fill(document)
        document.save(str(path))


class _Writer:
    """Appends the parts of a report to a document and counts its notes, tables and pictures."""

    def __init__(self, document: Document, folder: Path) -> None:
        self._document, self._folder = document, folder
        self._notes = self._tables = self._charts = 0

    def parts(self, report: Report) -> None:
        for part in report.parts:
            if isinstance(part, Heading):
                header = Header(part.level, part.mark + text_of(part.runs))
                header.style = f"Heading_20_{part.level}"
                self._document.body.append(header)
            elif isinstance(part, filled.Table):
                self._table(part)
            elif isinstance(part, Chart):
                self._chart(part)
            else:
                self._paragraph(text_of(part.runs) + part.mark, after=part.mark, note=part.note)

    def _paragraph(self, text: str, *, after: str, note: str) -> None:
        paragraph = Paragraph(text, style="YankaoText")
        if note:
            self._notes += 1
            paragraph.insert_note(after=after or None, note_id=f"note{self._notes}", citation=str(self._notes), body=note)
        self._document.body.append(paragraph)

    def _table(self, part: filled.Table) -> None:
        self._tables += 1
        table = Table(f"Table{self._tables}", width=0, height=0)
        for place, cells in enumerate(part.rows):
            row = Row()
            for column in range(part.width):
                text = text_of(cells[column]) if column < len(cells) else ""
                is_right = column < len(part.aligns) and part.aligns[column] == "right"
                cell = Cell(style="YankaoCell")
                style = "YankaoCellHead" if place < part.heads else "YankaoCellRight" if is_right else "YankaoCellText"
                cell.append(Paragraph(text, style=style))
                row.append_cell(cell)
            table.append_row(row)
        self._document.body.append(table)
        self._paragraph("資料來源" if part.note else "", after="資料來源", note=part.note)

    def _chart(self, part: Chart) -> None:
        self._charts += 1
        file = self._folder / f"chart{self._charts}.svg"
        file.write_text(svg(part), encoding="utf-8")
        address = self._document.add_file(str(file))
        size = (f"{WIDTH / PIXELS_PER_CM:.2f}cm", f"{height_of(part) / PIXELS_PER_CM:.2f}cm")
        frame = Frame.image_frame(address, name=f"Chart{self._charts}", size=size, anchor_type="as-char")
        frame.append(_text_element("svg:title", part.title))
        frame.append(_text_element("svg:desc", "；".join(f"{name} {value:,f}{part.unit}" for name, value in part.points)))
        paragraph = Paragraph("", style="YankaoText")
        paragraph.append(frame)
        self._document.body.append(paragraph)


def _text_element(tag: str, text: str) -> Element:
    element = Element.from_tag(tag)
    element.text = text
    return element


def _add_edges(document: Document, report: Report) -> None:
    """Set the running head and foot of every page; {page} and {pages} are counted by the office program."""
    style = document.get_style("master-page", "Standard")
    if not isinstance(style, StyleMasterPage):
        return
    if report.header:
        style.set_page_header(_edge(report.header))
    if report.footer:
        style.set_page_footer(_edge(report.footer))


def _edge(text: str) -> Paragraph:
    before, _sign, rest = text.partition(PAGE)
    middle, _sign, after = rest.partition(PAGES)
    paragraph = Paragraph(before, style="YankaoEdge")
    if PAGE in text:
        paragraph.append(_field("text:page-number", middle))
    if PAGES in text:
        paragraph.append(_field("text:page-count", after))
    return paragraph


def _field(tag: str, tail: str) -> Element:
    element = Element.from_tag(tag)
    element.text, element.tail = "1", tail
    return element


def _unnumber(document: Document) -> None:
    """Leave the numbering of headings to the report: its 壹、一、(一) stand in their text already."""
    for level in document.styles.get_elements("//text:outline-style/*"):
        level.set_attribute("style:num-format", "")
        for name in ("style:num-prefix", "style:num-suffix", "loext:num-list-format", "text:display-levels"):
            level.set_attribute(name, None)


def _add_styles(document: Document, font: str) -> None:
    plain = document.get_style("paragraph")
    if isinstance(plain, Style):
        plain.set_properties(lettering("12pt", font=font), area="text")
    for level in range(1, LEVELS + 1):
        style = document.get_style("paragraph", f"Heading_20_{level}")
        if isinstance(style, Style):
            style.set_properties(lettering(SIZES.get(level, SMALLEST), is_bold=True, font=font), area="text")
    for name, area, is_bold, size in (
        ("YankaoHead", {"fo:text-align": "center", "fo:margin-bottom": "0.3cm"}, True, "16pt"),
        (
            "YankaoText",
            {"fo:text-align": "justify", "fo:text-indent": "0.99cm", "fo:margin-bottom": "0.2cm", "fo:line-height": "150%"},
            False,
            "13pt",
        ),
        ("YankaoCellHead", {"fo:text-align": "center"}, True, "12pt"),
        ("YankaoCellText", {"fo:text-align": "left"}, False, "12pt"),
        ("YankaoCellRight", {"fo:text-align": "right"}, False, "12pt"),
        ("YankaoEdge", {"fo:text-align": "center"}, False, "10pt"),
    ):
        style = Style("paragraph", name=name, parent_style="Standard")
        style.set_properties(area, area="paragraph")
        style.set_properties(lettering(size, is_bold=is_bold, font=font), area="text")
        document.insert_style(style)
    cell = Style("table-cell", name="YankaoCell")
    cell.set_properties({"fo:border": "0.5pt solid #000000", "fo:padding": "0.1cm"}, area="table-cell")
    document.insert_style(cell, automatic=True)
