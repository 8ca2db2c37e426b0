"""`yankao manage`: Django's own commands with the database running, for developers."""

from __future__ import annotations

from typing import Annotated

import typer
from django.core.management import execute_from_command_line

command = typer.Typer(add_completion=False)


@command.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def manage(context: typer.Context, name: Annotated[str, typer.Argument(help="命令名稱")]) -> None:
    """執行 Django 管理命令."""
    execute_from_command_line(["yankao manage", name, *context.args])
