"""`yankao procedures`: every declared procedure and register, with what it holds."""

from typing import Annotated

import typer
from rich.table import Table

from yankao.engines.cases import registry
from yankao.engines.cases.declare import Procedure
from yankao.engines.registers import registry as registers
from yankao.engines.registers.declare import Register
from yankao.shell.cli.output import draw, put_array


def command(*, as_json: Annotated[bool, typer.Option("--json", help="stdout 僅輸出 JSON")] = False) -> None:
    """列出已宣告的程序與登錄簿."""
    if as_json:
        put_array([*map(_procedure, registry.every()), *map(_register, registers.every())])
        return
    drawn = Table(title="程序與登錄簿", title_justify="left")
    for title in ("代號", "名稱", "步驟", "動作", "期限", "指標"):
        drawn.add_column(title, overflow="fold")
    for it in registry.every():
        steps, deadlines = "、".join(str(step.label) for step in it.steps), "、".join(each.name for each in it.deadlines)
        drawn.add_row(it.key, it.name, steps, str(len(it.actions)), deadlines, str(len(it.indicators)))
    for each in registers.every():
        drawn.add_row(each.key, each.name, "（登錄簿）", "", "", str(len(each.indicators)))
    draw(drawn)


def _procedure(it: Procedure) -> dict[str, object]:
    return {
        "key": it.key,
        "name": it.name,
        "kind": "procedure",
        "division": it.owner,
        "letter": it.letter,
        "systems": list(it.systems),
        "steps": [{"key": step.value, "name": str(step.label)} for step in it.steps],
        "first": str(it.first),
        "closed": [str(step) for step in it.closed_steps],
        "actions": [{"key": each.key, "name": each.name, "to": None if each.to is None else str(each.to)} for each in it.actions],
        "deadlines": [{"key": each.key, "name": each.name} for each in it.deadlines],
        "indicators": [each.key for each in it.indicators],
    }


def _register(it: Register) -> dict[str, object]:
    return {
        "key": it.key,
        "name": it.name,
        "kind": "register",
        "division": it.key.split(".", 1)[0],
        "systems": list(it.systems),
        "indicators": [each.key for each in it.indicators],
    }
