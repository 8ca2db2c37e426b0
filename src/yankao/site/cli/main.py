"""Finds the command that was typed; `yankao --help` loads none of them."""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib import import_module

import typer

from yankao.site.cli.table import COMMANDS, Command
from yankao.site.errors import SiteError

FAILED = 1
SUMMARY = "研考：市政府研究發展考核委員會的業務系統。每個命令在展示城市執行中或未執行時都一樣可用。"


def main() -> None:
    """Run the command named first on the command line; exit 0 when done, 1 when it failed or found something, 2 when used wrongly."""
    found = next((command for command in COMMANDS if sys.argv[1:2] == [command.name]), None)
    try:
        if found is None:
            _listing()(prog_name="yankao")
        else:
            # Imported by name: Django and the database library take longer to load than the list of commands takes to print.
            run: Callable[[Command, list[str]], None] = import_module("yankao.site.cli.session").run
            run(found, sys.argv[2:])
    except SiteError as error:
        typer.echo(str(error), err=True)
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        typer.echo("已中斷", err=True)
        sys.exit(FAILED)


def _listing() -> typer.Typer:
    app = typer.Typer(help=SUMMARY, no_args_is_help=True, add_completion=False)

    def placeholder() -> None:
        """Stand in the list; the real command is found before this one would run."""

    for command in COMMANDS:
        app.command(command.name, help=command.help, hidden=command.is_hidden)(placeholder)
    return app
