"""How commands speak: results on stdout, everything else on stderr, periods in ROC months, refusals in one sentence."""

import getpass
import json
import sys
from collections.abc import Iterable
from pathlib import Path

import typer
from rich.console import Console
from rich.table import Table

from yankao.kernel.actors import Actor, ActorKind
from yankao.kernel.roc import RocMonth, Window

WIDE = 240


def put(text: str) -> None:
    """Write one line of the result."""
    sys.stdout.write(text + "\n")


def put_json(value: object) -> None:
    """Write a value as JSON on one line."""
    put(json.dumps(value, ensure_ascii=False))


def put_array(values: Iterable[object]) -> None:
    """Write a JSON array, one element a line, without holding it in memory."""
    sys.stdout.write("[")
    for place, value in enumerate(values):
        sys.stdout.write((",\n " if place else "\n ") + json.dumps(value, ensure_ascii=False))
    sys.stdout.write("\n]\n")


def draw(table: Table) -> None:
    """Draw a table as wide as the terminal; into a file or a pipe wide enough that nothing is broken."""
    Console(width=None if sys.stdout.isatty() else WIDE).print(table)


def say(text: str) -> None:
    """Tell the operator something; stdout stays free for results."""
    typer.echo(text, err=True)


def refuse(error: Exception | str) -> typer.BadParameter:
    """Return the refusal of wrong use (exit 2), to be raised."""
    text = str(error.args[0]) if isinstance(error, Exception) and error.args else str(error)
    return typer.BadParameter(text)


def window_of(first: str, last: str) -> Window:
    """Return the period of two ROC months, both counted; wrong months are refused in words."""
    try:
        return Window.of_months(RocMonth.parse(first), RocMonth.parse(last))
    except ValueError as error:
        raise refuse(error) from None


def operator() -> Actor:
    """Return the actor who types commands: the account on the machine that runs them."""
    try:
        name = getpass.getuser()
    except (KeyError, OSError):  # a machine account without an entry
        name = "unknown"
    return Actor(kind=ActorKind.JOB, id="command-line", name=f"命令列（{name}）")


def shown(path: Path) -> str:
    """Return a path as the operator would type it."""
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)
