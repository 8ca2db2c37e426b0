"""`yankao draw verify`: recompute a revealed draw from its public file, on any machine, without a database."""

import json
from pathlib import Path
from typing import Annotated

import typer

from yankao.divisions.engineering.draws.sealing import WrongListError, check
from yankao.shell.cli.output import put, put_json, refuse

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False, help="查核抽籤")
File = Annotated[Path, typer.Argument(metavar="FILE", exists=True, dir_okay=False, help="公開頁面下載的抽籤紀錄（JSON）")]
Json = Annotated[bool, typer.Option("--json", help="stdout 僅輸出 JSON")]


@app.callback()
def group() -> None:
    """查核抽籤."""


@app.command()
def verify(file: File, *, as_json: Json = False) -> None:
    """重算名單雜湊、承諾與抽籤順序；結束碼 0 全部相符、1 有不符、2 檔案不能驗證."""
    try:
        document = json.loads(file.read_text(encoding="utf-8"))
        if not isinstance(document, dict):
            raise refuse("檔案應為一個 JSON 物件")
        found = check(document)
    except (ValueError, UnicodeDecodeError) as error:
        raise refuse(error if isinstance(error, WrongListError) else "檔案不是 JSON") from None
    holds = all(each.holds for each in found)
    if as_json:
        put_json({"verified": holds, **{each.name: each.holds for each in found}})
    else:
        for each in found:
            put(f"{'相符' if each.holds else '不符'}　{each.name}")
        put("此抽籤與事前公布之承諾相符" if holds else "此抽籤與事前公布之承諾不符")
    if not holds:
        raise typer.Exit(1)
