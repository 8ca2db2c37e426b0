"""Opens what a command works with: the settings, the database, and Django; and closes it again."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from importlib import import_module
from importlib.util import find_spec
from types import FrameType

import django
import typer
from django.core.exceptions import ImproperlyConfigured
from django.db import connections

from yankao.site.cli.table import Command
from yankao.site.environment import Environment, read_environment
from yankao.site.errors import ClusterError, SiteError, WrongUseError
from yankao.site.postgres import cluster

HELP_FLAGS = frozenset({"--help", "-h"})
NOT_MADE = "這裡還沒有資料庫，請先執行 yankao init（正式）或 make demo（展示）"


def run(command: Command, arguments: list[str]) -> None:
    """Run one command with its arguments."""
    stop_on_terminate()
    # Commands that open no database find their files by it.
    os.environ["YANKAO_HOME"] = str(read().home.root)
    is_help = not HELP_FLAGS.isdisjoint(arguments)
    try:
        if command.opens and is_help:
            setup_django()
        with opened() if command.opens and not is_help else nullcontext():
            _typer_app(command)(args=arguments, prog_name=f"yankao {command.name}")
    except ImproperlyConfigured as error:
        raise WrongUseError(str(error)) from error


@contextmanager
def opened(*, may_create: bool = False) -> Iterator[Environment]:
    """Run the body with the database up and the program loaded; joins a server that runs, stops one that nobody else uses."""
    environment = read()
    if environment.is_embedded and not may_create and not environment.home.data.is_dir():
        raise ClusterError(NOT_MADE)
    with cluster(environment.home) if environment.is_embedded else nullcontext():
        setup_django()
        try:
            yield environment
        finally:
            connections.close_all()


def read() -> Environment:
    """Return the environment of this process."""
    return read_environment(os.environ)


def setup_django() -> None:
    """Load every part of the program."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yankao.site.settings")
    django.setup()


def stop_on_terminate() -> None:
    """Let SIGTERM and SIGHUP end a command the way Ctrl-C does, so that it leaves nothing running."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _leave)


def _leave(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 -- the signature is Python's
    sys.exit(128 + number)


def _typer_app(command: Command) -> typer.Typer:
    if not _exists(command.module):
        msg = f"此版本尚未提供 yankao {command.name}"
        raise SiteError(msg)
    found = getattr(import_module(command.module), command.attribute)
    if isinstance(found, typer.Typer):
        return found
    app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    app.command(help=found.__doc__ or command.help)(found)
    return app


def _exists(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:
        return False
