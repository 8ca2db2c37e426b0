"""`yankao systems`: every system of the commission and how far it is built."""

from collections import Counter
from typing import Annotated

import typer
from rich.table import Table

from yankao.shell.cli.output import draw, put_array, refuse
from yankao.shell.systems import State, System, systems

NAMES = {State.DECLARED: "已列目錄", State.SCREEN: "有畫面", State.INDICATOR: "有指標", State.TESTED: "有情境測試"}


def command(
    *,
    state: Annotated[str, typer.Option("--state", help=f"只列此狀態：{'、'.join(State)}")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="stdout 僅輸出 JSON")] = False,
) -> None:
    """列出系統目錄與狀態；狀態由宣告與測試推得."""
    if state and state not in list(State):
        raise refuse(f"--state 應為：{'、'.join(State)}")
    found = [each for each in systems() if not state or each.state == state]
    if as_json:
        put_array({"id": it.id, "name": it.name, "state": it.state, "procedures": list(it.procedures), "url": it.url} for it in found)
    else:
        _print(found)


def _print(found: list[System]) -> None:
    counts = Counter(each.state for each in found)
    told = "、".join(f"{NAMES[state]} {counts[state]}" for state in State if counts[state])
    drawn = Table(title=f"系統目錄　共 {len(found)}：{told}", title_justify="left")
    for title in ("代號", "名稱", "狀態", "程序與登錄簿", "網址"):
        drawn.add_column(title, overflow="fold")
    for it in found:
        drawn.add_row(it.id, it.name, NAMES[it.state], "、".join(it.procedures), it.url)
    draw(drawn)
