"""`yankao report`: a report of a period, or one section of it, written as Markdown or ODT; what is not computed is told on stderr."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from yankao.engines.reports import markdown, odt
from yankao.engines.reports.build import build
from yankao.engines.reports.document import Report
from yankao.engines.reports.statements import period_of
from yankao.engines.reports.types import ReportError, load_type
from yankao.kernel.agencies.city import current_city
from yankao.shell.cli.output import refuse, say, shown, window_of

FORMATS = (".md", ".odt")


def command(
    kind: Annotated[str, typer.Argument(metavar="TYPE", help="報告類型，例如 council")],
    *,
    first: Annotated[str, typer.Option("--from", metavar="112-03", help="起月（民國）")],
    last: Annotated[str, typer.Option("--to", metavar="112-07", help="迄月（民國，含）")],
    section: Annotated[str, typer.Option("--section", help="只產生此章節，例如 service")] = "",
    output: Annotated[Path | None, typer.Option("-o", "--output", metavar="FILE", dir_okay=False, help="輸出檔（.md 或 .odt）；省略則印出")] = None,
    types_folder: Annotated[Path | None, typer.Option("--types-dir", exists=True, file_okay=False, help="報告類型的資料夾；預設為本市的")] = None,
) -> None:
    """產生報告；依來源登錄與尚無資料之處列於 stderr."""
    window = window_of(first, last)
    if output is not None and output.suffix.lower() not in FORMATS:
        raise refuse(f"不支援 {output.suffix or '沒有副檔名的檔案'}；可用 {'、'.join(FORMATS)}")
    try:
        found = load_type(kind, folder=types_folder or current_city().folder / "reports")
        report = build(found, window=window, section=section)
    except LookupError as error:
        raise refuse(error) from None
    except ReportError as error:
        say(str(error))
        raise typer.Exit(1) from None
    _write(report, output)
    _tell(report)


def _write(report: Report, output: Path | None) -> None:
    if output is None:
        sys.stdout.write(markdown.write(report))
        return
    output.parent.mkdir(parents=True, exist_ok=True)
    if output.suffix.lower() == ".odt":
        odt.write(report, output)
    else:
        output.write_text(markdown.write(report), encoding="utf-8")
    say(f"已寫出 {shown(output.absolute())}")


def _tell(report: Report) -> None:
    if report.stated:
        say(f"依來源登錄 {len(report.stated)} 處：")
    for stated in report.stated:
        it = stated.statement
        say(f"  {stated.where}　{it.key} = {it.amount}（{period_of(it)}；{it.source}，{it.line}）")
    if report.gaps:
        say(f"尚無資料 {len(report.gaps)} 處：")
    for gap in report.gaps:
        say(f"  {gap.where}　{gap.key}：{gap.reason}")
