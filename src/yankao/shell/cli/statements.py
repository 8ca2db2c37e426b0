"""`yankao statements`: take in figures read in documents, for the systems not built yet, each with its source."""

from pathlib import Path
from typing import Annotated

import typer

from yankao.engines.indicators.compute import bare
from yankao.engines.reports.models import Statement
from yankao.engines.reports.statements import import_file, period_of
from yankao.shell.cli.output import operator, put, put_json, refuse, say
from yankao.shell.words import now

command = typer.Typer(add_completion=False, pretty_exceptions_enable=False, no_args_is_help=True, help="依來源登錄的數字。")
Json = Annotated[bool, typer.Option("--json", help="stdout 僅輸出 JSON，最後一行為摘要")]


@command.command("import")
def import_statements(
    file: Annotated[Path, typer.Argument(metavar="FILE.csv", exists=True, dir_okay=False, help="欄位 key,from,to,value,unit,source,line")],
    *,
    as_json: Json = False,
) -> None:
    """匯入來源登錄；不能採用的列逐一說明原因，結束碼為 1."""
    try:
        taken = import_file(file, actor=operator(), now=now())
    except ValueError as error:
        raise refuse(error) from None
    for rejected in taken.rejected:
        say(f"{file.name}:{rejected.row}: {rejected.reason}")
    summary = {
        "read": taken.read,
        "imported": taken.imported,
        "replaced": taken.replaced,
        "unchanged": taken.unchanged,
        "rejected": len(taken.rejected),
    }
    if as_json:
        put_json(summary)
    else:
        put(f"讀取 {taken.read} 列：登錄 {taken.imported}（其中取代 {taken.replaced}）、未變 {taken.unchanged}、退回 {len(taken.rejected)}")
    if taken.rejected:
        raise typer.Exit(1)


@command.command("list")
def list_statements(*, as_json: Json = False) -> None:
    """列出現行的來源登錄."""
    count = 0
    for it in Statement.objects.filter(replaced_at__isnull=True):
        count += 1
        if as_json:
            first = None if it.first is None else str(it.first)
            value = it.text if it.number is None else bare(it.number)
            put_json({"key": it.key, "from": first, "to": str(it.last), "value": value, "unit": it.unit, "source": it.source, "line": it.line})
        else:
            put(f"{it.key}　{period_of(it)}　{it.amount}　{it.source} {it.line}　{it.entered_by}")
    if as_json:
        put_json({"statements": count})
    elif not count:
        say("沒有依來源登錄的數字；以 yankao statements import FILE.csv 匯入")
