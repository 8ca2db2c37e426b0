"""以 HTML 寫出報告: one page that stands alone; every figure leads to its definition below, and from there to its breakdown where a site has one."""

from collections.abc import Callable
from datetime import date
from html import escape

from yankao.engines.indicators import registry
from yankao.engines.indicators.compute import Figure
from yankao.engines.reports.chart import svg
from yankao.engines.reports.document import Chart, Heading, Origin, Paragraph, Report, Run, Runs, Shown, Table, text_of
from yankao.engines.reports.words import NAMES
from yankao.kernel.numerals import style
from yankao.kernel.roc import Window, roc_date

STYLE = (
    "body{font:17px/1.9 'BiauKai','DFKai-SB','TW-Kai',serif;max-width:44em;margin:2em auto;padding:0 1em;color:#111;background:#fff}"
    "h1,h2,h3,h4,h5,h6{line-height:1.4}p{text-align:justify;text-indent:2em;margin:.4em 0}.head{text-align:center;text-indent:0}"
    "data{border-bottom:1px dotted #555}data.gap{background:#fff3c4}data.overruled{outline:1px solid #a15c00}a{color:#0b4a8f}"
    ".notes{font-size:14px;border-top:1px solid #888;margin-top:2em}"
    ".wide{overflow-x:auto}table{border-collapse:collapse;width:100%;margin:.8em 0}th,td{border:1px solid #555;padding:.2em .5em;text-align:left}"
    ".right{text-align:right}svg{max-width:100%;height:auto}@media print{data{border:0}}"
)
ORIGINS = {
    Origin.INDICATOR: "由紀錄計算",
    Origin.STATEMENT: "依來源登錄",
    Origin.OVERRULED: "裁示口徑，非系統計算",
    Origin.LISTED: "清單",
    Origin.GAP: "尚無資料",
}
MODES = {str(mode): name.partition("{")[0] or {"year": "年度", "last_year": "前一年度", "year_to_date": "年度截至", "planned": "預定"}[str(mode)]
         for mode, name in NAMES.items()}  # fmt: skip

RIGHT = ' class="right"'
Address = Callable[[Figure], str]
"""Where a site shows the breakdown of a figure."""


def write(report: Report, *, address: Address | None = None) -> str:
    """Return the report as an HTML page."""
    text, notes = body(report)
    return (
        f'<!DOCTYPE html>\n<html lang="zh-Hant-TW">\n<head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>{escape(report.title)}</title><style>{STYLE}</style></head>\n<body>\n<main>\n"
        + "\n".join([*text, *notes_html(notes), *definitions_html(report, address)])
        + "\n</main>\n</body>\n</html>\n"
    )


def body(report: Report) -> tuple[list[str], list[str]]:
    """Return the paragraphs of the report as HTML, and its notes."""
    lines, notes = [f'<p class="head">{escape(line)}</p>' for line in report.head], list[str]()
    for part in report.parts:
        if isinstance(part, Heading):
            level = min(part.level, 6)
            lines.append(f"<h{level}>{escape(part.mark)}{_runs(part.runs)}</h{level}>")
        elif isinstance(part, Table):
            lines.append(_table(part, notes))
        elif isinstance(part, Chart):
            lines.append(f"<figure>{svg(part)}</figure>")
        else:
            lines.append(_paragraph(part, notes))
    return [*lines, *(f"<p>{escape(line)}</p>" for line in report.closing)], notes


def _paragraph(part: Paragraph, notes: list[str]) -> str:
    return f"<p>{_runs(part.runs)}{escape(part.mark)}{_reference(part.note, notes)}</p>"


def _reference(note: str, notes: list[str]) -> str:
    if not note:
        return ""
    notes.append(note)
    number = len(notes)
    return f'<sup id="ref{number}"><a href="#note{number}">{number}</a></sup>'


def _table(part: Table, notes: list[str]) -> str:
    rows = list[str]()
    for place, cells in enumerate(part.rows):
        name = "th" if place < part.heads else "td"
        scope = ' scope="col"' if name == "th" else ""
        rights = [column < len(part.aligns) and part.aligns[column] == "right" for column in range(len(cells))]
        made = (f"<{name}{scope}{RIGHT if is_right else ''}>{_runs(cell)}</{name}>" for cell, is_right in zip(cells, rights, strict=True))
        rows.append(f"<tr>{''.join(made)}</tr>")
    reference = f"<p>資料來源{_reference(part.note, notes)}</p>" if part.note else ""
    return f'<div class="wide" tabindex="0" role="region" aria-label="{_caption(part)}"><table>{"".join(rows)}</table></div>{reference}'


def _caption(part: Table) -> str:
    """Name a table by its head, for those who listen to the page."""
    head = part.rows[0] if part.rows else ()
    return escape("表：" + "、".join(text_of(cell) for cell in head))


def _runs(runs: Runs) -> str:
    return "".join(_run(run) for run in runs)


def _run(run: Run) -> str:
    if isinstance(run, str):
        return escape(run)
    if run.origin in {Origin.WORD, Origin.LISTED}:
        return escape(run.text)
    value = escape(str(run.value)) if run.value is not None else ""
    kind = f' class="{run.origin}"' if run.origin in {Origin.GAP, Origin.OVERRULED} else ""
    told = f'<data{kind} value="{value}" data-key="{escape(run.key)}" title="{escape(chip(run))}">{escape(run.text)}</data>'
    return f'<a href="#{anchor(run.key, run.mode)}">{told}</a>' if run.origin is Origin.INDICATOR else told


def chip(run: Shown) -> str:
    """Say of a figure where it comes from, which period mode it is of, and up to which day it counts."""
    mode = f"；{MODES[run.mode]}" if run.mode in MODES else ""
    days = f"；{days_of(run.first, run.last)}" if run.last else ""
    return f"{run.key}（{ORIGINS.get(run.origin, '')}{mode}{days}）"


def days_of(first: date | None, last: date) -> str:
    """Say the days a figure counts."""
    return str(Window(first, last)) if first is not None else f"截至{roc_date(last)}"


def anchor(key: str, mode: str) -> str:
    """Return the place of a definition in the page."""
    return f"{key.replace('.', '-')}-{mode}"


def notes_html(notes: list[str]) -> list[str]:
    """Return the notes that name the documents."""
    items = "".join(f'<li id="note{number}">{escape(note)} <a href="#ref{number}">↩</a></li>' for number, note in enumerate(notes, start=1))
    return [f'<section class="notes"><ol>{items}</ol></section>'] if notes else []


def definitions_html(report: Report, address: Address | None) -> list[str]:
    """Say below the text what each computed figure counts, and link its breakdown where there is one."""
    if not report.figures:
        return []
    items = "".join(_definition(each, address(each) if address else "") for each in report.figures)
    return [f'<section class="notes" id="figures"><h2>數字說明</h2><dl>{items}</dl></section>']


def _definition(it: Figure, link: str) -> str:
    parts = [f"{MODES[str(it.mode)]}（{days_of(it.first, it.last)}）", f"值 {style(it.value, 'comma')}{it.unit if it.value is not None else ''}"]
    if it.denominator is not None:
        parts.append(f"分子 {style(it.numerator, 'comma')}、分母 {style(it.denominator, 'comma')}")
    counting = ""
    try:
        counting = registry.get(it.key)[0].counting
    except LookupError:  # a frozen report may name an indicator that was retired
        counting = "此指標已停用"
    parts += [f"定義第{it.version}版", counting]
    more = f'　<a href="{escape(link)}">分項與案件</a>' if link else ""
    told = escape("；".join(part for part in parts if part))
    return f'<dt id="{anchor(it.key, str(it.mode))}">{escape(it.name)}（{escape(it.key)}）</dt><dd>{told}{more}</dd>'
