"""Opens what a command works with: the settings, the database, and Django; and closes it again."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import dataclass
from functools import wraps
from importlib import import_module
from importlib.util import find_spec
from types import FrameType
from typing import Any

import django
import typer
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError, connections
from typer.core import TyperCommand, TyperGroup
from typer.exceptions import TyperException

from yankao.cities.errors import CityFileError
from yankao.shell.cli import opening
from yankao.site.cli.help import built, show_one
from yankao.site.cli.refusals import refusal
from yankao.site.cli.table import Command
from yankao.site.environment import Environment, read_environment
from yankao.site.errors import ClusterError, SiteError, WrongUseError
from yankao.site.postgres import cluster

HELP_FLAGS = frozenset({"--help", "-h"})
NOT_MADE = "這裡還沒有資料庫，請先執行 yankao init（正式）或 make demo（展示）"
INTERRUPTED = 130


def run(command: Command, arguments: list[str]) -> int:
    """Run one command with its arguments and return its exit code; the database is opened once its words are understood."""
    stop_on_terminate()
    # Commands that open no database find their files by it.
    os.environ["YANKAO_HOME"] = str(read().home.root)
    with _told_plainly():
        if command.opens:
            setup_django()
        with ExitStack() as stack:
            opening.use(_Opener(stack))
            return call(command, arguments)


def call(command: Command, arguments: list[str]) -> int:
    """Read the words of a command, show its help or refuse them in Chinese, and do it; the database is opened only to do it."""
    app, name = built(_typer_app(command)), f"yankao {command.name}"
    if not HELP_FLAGS.isdisjoint(arguments):
        show_one(app, arguments, name=name)
        return 0
    if not arguments and isinstance(app, TyperGroup) and app.no_args_is_help:
        show_one(app, (), name=name, is_error=True)
        return WrongUseError.exit_code
    if command.opens and not command.checks_first:
        _open_before(app)
    try:
        code = app.main(args=arguments, prog_name=name, standalone_mode=False)
    except TyperException as error:
        typer.echo(refusal(error), err=True)
        return error.exit_code
    if code == INTERRUPTED:
        raise KeyboardInterrupt
    return code if isinstance(code, int) else 0


@contextmanager
def _told_plainly() -> Iterator[None]:
    """Tell what stops a command from outside (settings, database, files) in one sentence."""
    try:
        yield
    except ImproperlyConfigured as error:
        raise WrongUseError(str(error)) from error
    except CityFileError as error:
        raise SiteError(str(error)) from error
    except OperationalError as error:
        msg = f"資料庫無法連線：{str(error).strip().splitlines()[0]}"
        raise SiteError(msg) from error
    except OSError as error:
        if error.filename is None:
            raise
        msg = f"無法讀寫 {os.fsdecode(error.filename)}：{error.strerror}"
        raise SiteError(msg) from error


def _open_before(app: TyperCommand | TyperGroup) -> None:
    """Let the command, or each of a group, open the database when its words have been read."""
    if isinstance(app, TyperGroup):
        for each in app.commands.values():
            assert isinstance(each, TyperCommand | TyperGroup)
            _open_before(each)
    elif app.callback is not None:
        app.callback = _opening_first(app.callback)


def _opening_first(callback: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(callback)
    def opened_first(*values: object, **named: object) -> object:
        opening.open_database()
        return callback(*values, **named)

    return opened_first


@dataclass(slots=True)
class _Opener:
    """Opens the database until the command ends; asked twice, it is open already."""

    stack: ExitStack
    is_open: bool = False

    def __call__(self) -> None:
        if not self.is_open:
            self.is_open = True
            self.stack.enter_context(opened())


@contextmanager
def opened(*, may_create: bool = False) -> Iterator[Environment]:
    """Run the body with the database up and the program loaded; joins a server that runs, stops one that nobody else uses."""
    environment = read()
    if environment.is_embedded and not may_create and not environment.home.data.is_dir():
        raise ClusterError(NOT_MADE)
    with cluster(environment.home) if environment.is_embedded else nullcontext():
        setup_django()
        try:
            # Found by name: it needs the models, which exist only once Django is loaded.
            import_module("yankao.site.prepare").refuse_other_city(environment)
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
