"""How tests run a command: in this process, with what it wrote to stdout and stderr kept apart."""

from collections.abc import Callable

import pytest
import typer
from typer.testing import CliRunner, Result

from yankao.site.cli.session import _typer_app
from yankao.site.cli.table import COMMANDS

Run = Callable[..., Result]


@pytest.fixture
def run() -> Run:
    """Return a function that runs `yankao NAME ARGUMENTS`."""

    def run_one(name: str, *arguments: str) -> Result:
        app: typer.Typer = _typer_app(next(command for command in COMMANDS if command.name == name))
        return CliRunner().invoke(app, arguments)

    return run_one
