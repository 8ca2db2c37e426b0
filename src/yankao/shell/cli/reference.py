"""`yankao reference`: write the reference pages out of the declarations, and which systems the tests play."""

from pathlib import Path
from typing import Annotated

import typer

from yankao.shell import tested
from yankao.shell.cli.output import put_json, say, shown
from yankao.shell.reference import write


def command(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="輸出資料夾，例如 docs/reference", file_okay=False)],
    *,
    tests: Annotated[
        Path | None, typer.Option("--tests", metavar="DIR", exists=True, file_okay=False, help="測試資料夾：一併更新系統與情境測試的對照")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="stdout 僅輸出 JSON 摘要")] = False,
) -> None:
    """由宣告產生參考文件."""
    if tests is not None:
        say(f"情境測試涵蓋 {len(tested.write(tests.absolute()))} 個系統")
    written = write(folder)
    if as_json:
        put_json({"pages": len(written), "folder": str(folder.absolute())})
    say(f"已寫出 {len(written)} 頁到 {shown(folder.absolute())}")
