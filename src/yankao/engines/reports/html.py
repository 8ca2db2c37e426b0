"""以 HTML 寫出報告: one page that stands alone, every figure marked with the key it was computed from, sources as notes."""

from html import escape

from yankao.engines.reports.document import Heading, Origin, Report, Run

STYLE = (
    "body{font:17px/1.9 'BiauKai','DFKai-SB','TW-Kai',serif;max-width:44em;margin:2em auto;padding:0 1em;color:#111;background:#fff}"
    "h1,h2,h3,h4,h5,h6{line-height:1.4}p{text-align:justify;text-indent:2em;margin:.4em 0}.head{text-align:center;text-indent:0}"
    "data{border-bottom:1px dotted #555}data.gap{background:#fff3c4}.notes{font-size:14px;border-top:1px solid #888;margin-top:2em}"
    "@media print{data{border:0}}"
)
ORIGINS = {Origin.INDICATOR: "由紀錄計算", Origin.STATEMENT: "依來源登錄", Origin.GAP: "尚無資料"}


def write(report: Report) -> str:
    """Return the report as an HTML page."""
    body, notes = list[str](), list[str]()
    body += [f'<p class="head">{escape(line)}</p>' for line in report.head]
    for part in report.parts:
        text = "".join(_run(run) for run in part.runs)
        if isinstance(part, Heading):
            level = min(part.level, 6)
            body.append(f"<h{level}>{escape(part.mark)}{text}</h{level}>")
            continue
        note = ""
        if part.note:
            notes.append(part.note)
            number = len(notes)
            note = f'<sup id="ref{number}"><a href="#note{number}">{number}</a></sup>'
        body.append(f"<p>{text}{escape(part.mark)}{note}</p>")
    body += [f"<p>{escape(line)}</p>" for line in report.closing]
    if notes:
        items = "".join(f'<li id="note{number}">{escape(note)} <a href="#ref{number}">↩</a></li>' for number, note in enumerate(notes, start=1))
        body.append(f'<section class="notes"><ol>{items}</ol></section>')
    return (
        f'<!DOCTYPE html>\n<html lang="zh-Hant-TW">\n<head><meta charset="utf-8"><title>{escape(report.title)}</title>'
        f"<style>{STYLE}</style></head>\n<body>\n<main>\n" + "\n".join(body) + "\n</main>\n</body>\n</html>\n"
    )


def _run(run: Run) -> str:
    if isinstance(run, str):
        return escape(run)
    if run.origin is Origin.WORD:
        return escape(run.text)
    value = escape(str(run.value)) if run.value is not None else ""
    kind = ' class="gap"' if run.origin is Origin.GAP else ""
    return f'<data{kind} value="{value}" data-key="{escape(run.key)}" title="{escape(run.key)}（{ORIGINS[run.origin]}）">{escape(run.text)}</data>'
