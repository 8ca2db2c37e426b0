"""`yankao export`: all cases of a procedure, or all rows of a register, as CSV or JSON on stdout or into a file."""

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Annotated

import typer

from yankao.engines.cases import registry
from yankao.engines.cases.models import Case
from yankao.engines.registers import registry as registers
from yankao.kernel import audit
from yankao.shell.cli.opening import open_database
from yankao.shell.cli.output import operator, put_json, refuse, say, shown
from yankao.shell.export import bare, case_columns, case_rows, csv_lines, table_columns, table_rows
from yankao.shell.words import now

FORMATS = ("csv", "json")
Row = tuple[object, ...]


def command(
    key: Annotated[str, typer.Argument(metavar="KEY", help="程序或登錄簿代號，例如 service.petition")],
    *,
    kind: Annotated[str, typer.Option("--format", metavar="csv|json", help="csv（預設）或 json（一個陣列）")] = "",
    output: Annotated[Path | None, typer.Option("-o", "--output", metavar="FILE", dir_okay=False, help="輸出檔；省略則印出")] = None,
    bom: Annotated[bool, typer.Option("--bom", help="CSV 開頭加上 BOM，供試算表直接開啟")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="stdout 僅輸出 JSON，最後一行為摘要；未指定 -o 時一筆一行")] = False,
) -> None:
    """匯出案件或登錄簿；欄位固定，時間為臺北時間."""
    if kind not in {"", *FORMATS}:
        raise refuse(f"--format 應為 {' 或 '.join(FORMATS)}")
    if as_json and output is None and kind:
        raise refuse("--json 時資料不能以 --format 的格式印在 stdout；請以 -o 指定輸出檔，或不寫 --format")
    columns, found = _found(key)
    if output is not None and not output.parent.is_dir():
        raise refuse(f"沒有資料夾 {output.parent}")
    open_database()
    written = kind or ("json" if as_json and output is None else "csv")
    audit.record(subject_kind="procedure", subject_id=key, verb="exported", actor=operator(), at=now(), values={"filters": "", "format": written})
    count = Counted(found())
    if as_json and output is None:
        lines = _single_lines(columns, count)
    else:
        lines = csv_lines(columns, count, with_bom=bom) if written == "csv" else _json_lines(columns, count)
    with nullcontext(sys.stdout) if output is None else output.open("w", encoding="utf-8", newline="") as file:
        file.writelines(lines)
    place = shown(output.absolute()) if output else None
    if as_json:
        put_json({"key": key, "format": written, "rows": count.count, "file": place})
    else:
        say(f"匯出 {count.count:,} 筆" + (f"到 {place}" if place else ""))


class Counted:
    """Rows on their way out, counted."""

    def __init__(self, rows: Iterable[Row]) -> None:
        """Take the rows."""
        self.rows, self.count = rows, 0

    def __iter__(self) -> Iterator[Row]:
        for row in self.rows:
            self.count += 1
            yield row


def _found(key: str) -> tuple[tuple[str, ...], Callable[[], Iterator[Row]]]:
    """Return the columns of what the key names, and what reads its rows."""
    procedure = next((each for each in registry.every() if each.key == key), None)
    if procedure is not None:
        return case_columns(procedure), lambda: case_rows(procedure, Case.objects.filter(procedure=key))
    register = next((each for each in registers.every() if each.key == key), None)
    if register is not None:
        model, order = register.model, register.dated_by
        return table_columns(model), lambda: table_rows(model, model._default_manager.order_by(order, "pk"))
    known = [*(each.key for each in registry.every()), *(each.key for each in registers.every())]
    raise refuse(f"沒有程序或登錄簿 {key}；可用：{'、'.join(known)}")


def _single_lines(columns: tuple[str, ...], rows: Iterable[Row]) -> Iterator[str]:
    """Write one JSON object a line."""
    for row in rows:
        yield json.dumps(dict(zip(columns, map(bare, row), strict=True)), ensure_ascii=False) + "\n"


def _json_lines(columns: tuple[str, ...], rows: Iterable[Row]) -> Iterator[str]:
    """Write one JSON array; each element is one chunk, the brackets ride along with their neighbours."""
    before = "["
    for row in rows:
        yield before + "\n " + json.dumps(dict(zip(columns, map(bare, row), strict=True)), ensure_ascii=False)
        before = ","
    yield "\n]\n" if before == "," else "[]\n"
