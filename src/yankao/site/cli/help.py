"""Shows what a command does and takes: one layout for all commands, in Chinese, the same in a terminal and in a file."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterable, Iterator
from itertools import groupby

import typer
from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text
from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption

from yankao.site.cli.table import COMMANDS

SUMMARY = "研考：市政府研究發展考核委員會的業務系統。"
MORE = (
    "每個命令在展示城市執行中或未執行時都一樣可用；資料在 YANKAO_HOME（預設為專案下的 .yankao）。",
    "結束碼：0 完成，1 失敗或有發現，2 用法錯誤。各命令的用法：yankao 命令 --help",
)
WIDEST, UNSEEN = 110, 100
Rows = Iterable[tuple[str, str]]


def show_all(*, is_error: bool = False) -> None:
    """Show every command in one line, by subject."""
    console = _console(is_error=is_error)
    _say(console, "用法：yankao 命令 [選項] …", "", SUMMARY)
    shown = [command for command in COMMANDS if not command.is_hidden]
    for subject, commands in groupby(sorted(shown, key=lambda it: [each.subject for each in shown].index(it.subject)), key=lambda it: it.subject):
        _table(console, subject, ((it.name, it.help) for it in commands))
    _say(console, "", *MORE)


def show_one(command: TyperCommand | TyperGroup, words: Iterable[str], *, name: str, is_error: bool = False) -> None:
    """Show the help of the command that the words lead to."""
    for word in words:
        found = command.commands.get(word) if isinstance(command, TyperGroup) else None
        if isinstance(found, TyperCommand | TyperGroup):
            command, name = found, f"{name} {word}"
    console = _console(is_error=is_error)
    _say(console, f"用法：{name} {usage_of(command)}".rstrip(), "")
    for paragraph in (command.help or "").split("\n\n"):
        _say(console, paragraph.strip().removesuffix("."))
    shown = [it for it in command.params if not getattr(it, "hidden", False)]
    _table(console, "引數", (_described(it) for it in shown if isinstance(it, TyperArgument)))
    options = [_described(it) for it in shown if isinstance(it, TyperOption) and "--help" not in it.opts]
    _table(console, "選項", [*options, ("--help", "顯示此說明")])
    if isinstance(command, TyperGroup):
        subcommands = ((key, _first_line(it.help or "")) for key, it in command.commands.items() if not it.hidden)
        _table(console, "命令", subcommands)


def usage_of(command: TyperCommand | TyperGroup) -> str:
    """Return what follows the name of a command, in one line."""
    words = ["[選項]"]
    words += [_place(it) for it in command.params if isinstance(it, TyperArgument)]
    if isinstance(command, TyperGroup):
        words.append("[命令 …]" if command.invoke_without_command else "命令 …")
    return " ".join(words)


def _place(it: TyperArgument) -> str:
    name = name_of(it)
    return name if it.required or name.startswith("[") else f"[{name}]"


def name_of(it: TyperArgument | TyperOption) -> str:
    """Return how the operator knows an argument or option."""
    if isinstance(it, TyperOption):
        return max(it.opts, key=len)
    return it.metavar or (it.name or "").upper()


def _described(it: TyperArgument | TyperOption) -> tuple[str, str]:
    told = [(it.help or "").strip()]
    default = it.default
    if it.required and isinstance(it, TyperOption):
        told.append("（必填）")
    elif isinstance(default, str | int) and not isinstance(default, bool) and default != "":
        told.append(f"（預設 {default}）")
    name = name_of(it)
    if isinstance(it, TyperOption):
        name = ", ".join(it.opts) + ("" if it.is_flag else f" {it.metavar or '值'}")
    return name, "".join(told)


def _first_line(text: str) -> str:
    return text.strip().split("\n")[0].removesuffix(".")


def _table(console: Console, title: str, rows: Rows) -> None:
    found = list(rows)
    if not found:
        return
    console.print()
    console.print(Text(title, style="bold"))
    drawn = Table.grid(padding=(0, 2, 0, 0))
    drawn.add_column(no_wrap=True)
    drawn.add_column(overflow="fold")
    for left, right in found:
        drawn.add_row(Text(left), Text("\n".join(_lines(right))))
    _print(console, Padding(drawn, (0, 0, 0, 2)))


def _lines(text: str) -> Iterator[str]:
    for line in text.splitlines() or [""]:
        yield line.strip()


def _say(console: Console, *lines: str) -> None:
    for line in lines:
        _print(console, Text(line))


def _print(console: Console, it: RenderableType) -> None:
    """Print without the spaces that a broken line would end with."""
    with console.capture() as written:
        console.print(it)
    console.file.write("".join(f"{line.rstrip()}\n" for line in written.get().splitlines()))


def _console(*, is_error: bool = False) -> Console:
    stream = sys.stderr if is_error else sys.stdout
    width = min(shutil.get_terminal_size((UNSEEN, 24)).columns, WIDEST)
    return Console(file=stream, width=width, highlight=False, soft_wrap=False)


def built(app: typer.Typer) -> TyperCommand | TyperGroup:
    """Return the parsed form of a Typer app: one command, or a group of them."""
    found = typer.main.get_command(app)
    assert isinstance(found, TyperCommand | TyperGroup)
    return found
