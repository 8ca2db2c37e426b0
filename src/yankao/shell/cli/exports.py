"""`yankao export`: all cases of a procedure, or all rows of a register, as CSV or JSON on stdout or into a file."""

import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Annotated

import typer

from yankao.engines.cases import registry
from yankao.engines.cases.models import Case
from yankao.engines.registers import registry as registers
from yankao.kernel import audit
from yankao.shell.cli.output import operator, refuse, say, shown
from yankao.shell.export import bare, case_columns, case_rows, csv_lines, table_columns, table_rows
from yankao.shell.words import now

FORMATS = ("csv", "json")


def command(
    key: Annotated[str, typer.Argument(metavar="KEY", help="程序或登錄簿代號，例如 service.petition")],
    *,
    kind: Annotated[str, typer.Option("--format", help="csv 或 json")] = "csv",
    output: Annotated[Path | None, typer.Option("-o", "--output", metavar="FILE", dir_okay=False, help="輸出檔；省略則印出")] = None,
    bom: Annotated[bool, typer.Option("--bom", help="CSV 開頭加上 BOM，供試算表直接開啟")] = False,
) -> None:
    """匯出案件或登錄簿；欄位固定，時間為臺北時間."""
    if kind not in FORMATS:
        raise refuse(f"--format 應為 {' 或 '.join(FORMATS)}")
    columns, rows = _found(key)
    audit.record(subject_kind="procedure", subject_id=key, verb="exported", actor=operator(), at=now(), values={"filters": "", "format": kind})
    lines = csv_lines(columns, rows, with_bom=bom) if kind == "csv" else _json_lines(columns, rows)
    count = -1  # the head of the CSV, or the end of the JSON, is no row
    with nullcontext(sys.stdout) if output is None else output.open("w", encoding="utf-8", newline="") as file:
        for line in lines:
            file.write(line)
            count += 1
    say(f"匯出 {max(count, 0):,} 筆" + (f"到 {shown(output.absolute())}" if output else ""))


def _found(key: str) -> tuple[tuple[str, ...], Iterator[tuple[object, ...]]]:
    procedure = next((each for each in registry.every() if each.key == key), None)
    if procedure is not None:
        return case_columns(procedure), case_rows(procedure, Case.objects.filter(procedure=key))
    register = next((each for each in registers.every() if each.key == key), None)
    if register is not None:
        rows = register.model._default_manager.order_by(register.dated_by, "pk")
        return table_columns(register.model), table_rows(register.model, rows)
    known = [*(each.key for each in registry.every()), *(each.key for each in registers.every())]
    raise refuse(f"沒有程序或登錄簿 {key}；可用：{'、'.join(known)}")


def _json_lines(columns: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> Iterator[str]:
    """Write one JSON array; each element is one chunk, the brackets ride along with their neighbours."""
    before = "["
    for row in rows:
        yield before + "\n " + json.dumps(dict(zip(columns, map(bare, row), strict=True)), ensure_ascii=False)
        before = ","
    yield "\n]\n" if before == "," else "[]\n"
