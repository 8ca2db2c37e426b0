"""以 Markdown 寫出報告: headings by level, sources as footnotes."""

from yankao.engines.reports.document import Heading, Report, text_of


def write(report: Report) -> str:
    """Return the report as Markdown text."""
    lines, notes = list(report.head), list[str]()
    for part in report.parts:
        if isinstance(part, Heading):
            lines.append(f"{'#' * part.level} {part.mark}{text_of(part.runs)}")
            continue
        text = text_of(part.runs) + part.mark
        if part.note:
            notes.append(part.note)
            text += f"[^{len(notes)}]"
        lines.append(text)
    lines += report.closing
    lines += [f"[^{number}]: {note}" for number, note in enumerate(notes, start=1)]
    return "\n\n".join(lines) + "\n"
