"""Finds the command that was typed; the list of commands loads none of them."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from difflib import get_close_matches
from importlib import import_module

import typer

from yankao.site.cli.help import show_all
from yankao.site.cli.table import COMMANDS, Command
from yankao.site.errors import SiteError

WRONG_USE = 2
INTERRUPTED = 130
HELP = frozenset({"--help", "-h", "help"})


def main() -> None:
    """Run the command named first on the command line; exit 0 when done, 1 when it failed or found something, 2 when used wrongly."""
    _write_utf8()
    typed = sys.argv[1:2]
    found = next((command for command in COMMANDS if typed == [command.name]), None)
    try:
        if found is not None:
            # Imported by name: Django and the database library take longer to load than the list of commands takes to print.
            run: Callable[[Command, list[str]], int] = import_module("yankao.site.cli.session").run
            sys.exit(run(found, sys.argv[2:]))
        if typed and typed[0] in HELP:
            show_all()
            return
        _refuse(typed)
    except SiteError as error:
        typer.echo(str(error), err=True)
        sys.exit((found.fault_code if found is not None else 0) or error.exit_code)
    except KeyboardInterrupt:
        typer.echo("已中斷；已完成的部分保留，再執行一次即可", err=True)
        sys.exit(INTERRUPTED)


def _refuse(typed: list[str]) -> None:
    """Tell what commands there are; one that was nearly meant is named."""
    if not typed:
        show_all(is_error=True)
        sys.exit(WRONG_USE)
    near = get_close_matches(typed[0], [command.name for command in COMMANDS if not command.is_hidden], n=2)
    likely = f"；是否為 {'、'.join(near)}" if near else ""
    typer.echo(f"錯誤：沒有命令 {typed[0]}{likely}\n全部命令：yankao --help", err=True)
    sys.exit(WRONG_USE)


def _write_utf8() -> None:
    """Write UTF-8 whatever the machine's language settings are: results are files for other programs, too."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
