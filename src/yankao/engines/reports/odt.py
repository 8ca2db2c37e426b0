"""以 ODT 寫出報告: real outline headings, body text, and sources as footnotes, so that an office program can edit and list them."""

from pathlib import Path

from odfdo import Document, Header, Paragraph, Style

from yankao.engines.reports.document import Heading, Report, text_of

FONTS = "標楷體, BiauKai, DFKai-SB, TW-Kai, AR PL UKai TW, Noto Serif CJK TC"
SIZES = {1: "18pt", 2: "16pt", 3: "14pt"}
SMALLEST = "13pt"
LEVELS = 6


def write(report: Report, path: Path) -> None:
    """Write the report into a file."""
    document = Document("text")
    document.body.clear()
    _add_styles(document)
    document.meta.title = report.title
    for line in report.head:
        document.body.append(Paragraph(line, style="YankaoHead"))
    notes = 0
    for part in report.parts:
        if isinstance(part, Heading):
            header = Header(part.level, part.mark + text_of(part.runs))
            header.style = f"Heading_20_{part.level}"
            document.body.append(header)
            continue
        paragraph = Paragraph(text_of(part.runs) + part.mark, style="YankaoText")
        if part.note:
            notes += 1
            paragraph.insert_note(after=part.mark or None, note_id=f"note{notes}", citation=str(notes), body=part.note)
        document.body.append(paragraph)
    for line in report.closing:
        document.body.append(Paragraph(line, style="YankaoText"))
    document.save(str(path))


def _add_styles(document: Document) -> None:
    for level in range(1, LEVELS + 1):
        style = document.get_style("paragraph", f"Heading_20_{level}")
        if isinstance(style, Style):
            style.set_properties(_font(SIZES.get(level, SMALLEST), is_bold=True), area="text")
    head = Style("paragraph", name="YankaoHead", parent_style="Standard")
    head.set_properties({"fo:text-align": "center", "fo:margin-bottom": "0.3cm"}, area="paragraph")
    head.set_properties(_font("16pt", is_bold=True), area="text")
    text = Style("paragraph", name="YankaoText", parent_style="Standard")
    text.set_properties(
        {"fo:text-align": "justify", "fo:text-indent": "0.99cm", "fo:margin-bottom": "0.2cm", "fo:line-height": "150%"}, area="paragraph"
    )
    text.set_properties(_font("13pt"), area="text")
    for style in (head, text):
        document.insert_style(style)


def _font(size: str, *, is_bold: bool = False) -> dict[str, str]:
    weight = "bold" if is_bold else "normal"
    return {
        "fo:font-family": FONTS,
        "style:font-family-asian": FONTS,
        "fo:font-size": size,
        "style:font-size-asian": size,
        "fo:font-weight": weight,
        "style:font-weight-asian": weight,
        "fo:language": "zh",
        "fo:country": "TW",
        "style:language-asian": "zh",
        "style:country-asian": "TW",
    }
