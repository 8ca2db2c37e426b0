"""`yankao import`: brings records of outside systems in, and answers how many were read, taken, known, doubled and rejected."""

import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from django.conf import settings

from yankao.engines.cases import registry as procedures
from yankao.engines.cases.replay_csv import import_csv
from yankao.engines.connectors import registry
from yankao.engines.connectors.declare import ImportTask, Summary
from yankao.engines.connectors.reading import BadFileError
from yankao.engines.connectors.statistics import refresh_statistics
from yankao.shell.cli.opening import open_database
from yankao.shell.cli.output import operator, put, put_json, refuse, say

CSV = "csv"
WORDS = (("讀取", "read"), ("匯入", "imported"), ("其中修復", "repaired"), ("未變動", "unchanged"), ("重複", "duplicates"), ("退件", "rejected"))


def command(
    form: Annotated[str, typer.Argument(metavar="FORMAT", help=f"格式，為下列之一\n{registry.format_list()}\n")],
    names: Annotated[list[str], typer.Argument(metavar="[KEY] FILE", help="檔案，.gz 亦可；格式為 csv 時先寫程序或登錄簿")],
    *,
    events: Annotated[Path | None, typer.Option("--events", metavar="FILE", dir_okay=False, help="案件的異動紀錄（kcg1999）")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="stdout 僅輸出 JSON 摘要；進度在 stderr")] = False,
) -> None:
    """匯入外部紀錄；重複匯入同一檔案不會改變任何資料."""
    run, file = _chosen(form, names, has_events=events is not None)
    if events is not None:
        _existing(events)
    open_database()
    now = datetime.now(UTC)
    task = ImportTask(
        file=file,
        events=events,
        rejects_file=settings.YANKAO.home.root / "rejects" / f"{file.name}.{now:%Y%m%dT%H%M%S%f}.csv",
        actor=operator(),
        now=now,
        progress=_progress(),
    )
    try:
        summary = run(task)
    except BadFileError as problem:
        raise refuse(problem) from None
    refresh_statistics()
    found = summary.as_dict()
    if as_json:
        put_json(found)
    else:
        put("、".join(f"{word} {found[key]:,}" for word, key in WORDS))
        put(f"退件清單：{summary.rejects_file}")
    if summary.rejected and summary.rejected == summary.read:
        say("沒有任何一列可以匯入；請確認檔案格式與指定的格式相符")
        raise typer.Exit(1)


def _chosen(form: str, names: list[str], *, has_events: bool) -> tuple[Callable[[ImportTask], Summary], Path]:
    """Return what imports the format, and the file; wrong words are refused with those there are."""
    wanted = 2 if form == CSV else 1
    if len(names) != wanted:
        raise refuse("請寫成 yankao import csv 程序或登錄簿 檔案" if form == CSV else f"請寫成 yankao import {form} 檔案")
    file = Path(names[-1])
    try:
        if form == CSV and names[0] in {it.key for it in procedures.every()}:
            procedure = procedures.get(names[0])
            return (lambda task: import_csv(procedure, task)), _existing(file)
        importer = registry.importer(names[0] if form == CSV else form)
    except LookupError as error:
        raise refuse(error) from None
    if has_events and not importer.takes_events:
        raise refuse(f"{form} 沒有異動紀錄，請勿使用 --events")
    return importer.run, _existing(file)


def _existing(file: Path) -> Path:
    if not file.is_file():
        raise refuse(f"找不到檔案：{file}")
    return file


def _progress() -> Callable[[str], None]:
    """Tell the progress on stderr: on one line of a terminal, line by line anywhere else."""
    if not sys.stderr.isatty():
        return say
    return lambda text: typer.echo(f"\r\033[K{text}", err=True, nl=False)
