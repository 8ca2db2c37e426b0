"""以 Markdown 寫出報告: headings by level, tables, charts as tables, sources as footnotes."""

from yankao.engines.reports.document import Chart, Heading, Paragraph, Report, Table, text_of
from yankao.kernel.numerals import style

RIGHT = "right"


def write(report: Report) -> str:
    """Return the report as Markdown text."""
    lines, notes = list(report.head), list[str]()
    for part in report.parts:
        if isinstance(part, Heading):
            lines.append(f"{'#' * part.level} {part.mark}{text_of(part.runs)}")
        elif isinstance(part, Table):
            lines.append(_table(part))
            if part.note:
                notes.append(part.note)
                lines.append(f"資料來源[^{len(notes)}]")
        elif isinstance(part, Chart):
            lines.append(_chart(part))
        else:
            lines.append(_paragraph(part, notes))
    lines += report.closing
    lines += [f"[^{number}]: {note}" for number, note in enumerate(notes, start=1)]
    return "\n\n".join(lines) + "\n"


def _paragraph(part: Paragraph, notes: list[str]) -> str:
    text = text_of(part.runs) + part.mark
    if part.note:
        notes.append(part.note)
        text += f"[^{len(notes)}]"
    return text


def _table(part: Table) -> str:
    rows = [" | ".join(text_of(cell).replace("|", "｜") for cell in row) for row in part.rows]
    rule = " | ".join("---:" if align == RIGHT else "---" for align in (part.aligns or ("left",) * part.width))
    heads = part.heads or 0
    body = [*rows[:heads], rule, *rows[heads:]] if heads else [" | ".join("" for _ in range(part.width)), rule, *rows]
    return "\n".join(f"| {row} |" for row in body)


def _chart(part: Chart) -> str:
    head = [f"圖：{part.title}", "", f"| 項目 | {part.unit or '數值'} |", "| --- | ---: |"]
    return "\n".join([*head, *(f"| {name} | {style(value, 'comma')} |" for name, value in part.points)])
