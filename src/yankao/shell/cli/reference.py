"""`yankao reference`: write the reference pages out of the declarations, and which systems the tests play."""

from pathlib import Path
from typing import Annotated

import typer

from yankao.shell import tested
from yankao.shell.cli.output import say, shown
from yankao.shell.reference import write


def command(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="輸出資料夾，例如 docs/reference", file_okay=False)],
    *,
    tests: Annotated[Path | None, typer.Option("--tests", exists=True, file_okay=False, help="測試資料夾：一併更新系統與情境測試的對照")] = None,
) -> None:
    """由宣告產生參考文件."""
    if tests is not None:
        say(f"情境測試涵蓋 {len(tested.write(tests.absolute()))} 個系統")
    written = write(folder)
    say(f"已寫出 {len(written)} 頁到 {shown(folder.absolute())}")
