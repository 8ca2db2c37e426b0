"""`yankao mail`: takes one mail from the mail server (pipe), or reads the mailbox once (poll)."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from importlib import import_module
from typing import Annotated

import typer

from yankao.site.cli.session import opened

OK, NOT_A_MESSAGE, TRY_LATER = 0, 65, 75
MUCH = 26 * 1024 * 1024
app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False, help="收取市民來信")


@app.command()
def pipe(recipient: Annotated[str, typer.Option("--recipient", help="信封收件人（Postfix 的 ${recipient}）")] = "") -> None:
    """由標準輸入收一封信；結束碼 0 已收下、65 不是信件、75 請稍後再試."""
    raw, size = _read()
    try:
        with opened():
            intake = import_module("yankao.divisions.service.mail.intake")
            reading = import_module("yankao.divisions.service.mail.reading")
            setup = import_module("yankao.divisions.service.mail.setup").configured()
            marked = f"X-Original-To: {recipient}\r\n".encode() + raw if _is_address(recipient) else raw
            try:
                row = intake.take(marked, now=datetime.now(tz=UTC), setup=setup, size=size)
            except reading.NotAMessageError as error:
                typer.echo(str(error), err=True)
                raise typer.Exit(NOT_A_MESSAGE) from error
            typer.echo(f"{row.get_state_display()} {row.case.number if row.case else ''} {row.reason}".strip())
    except typer.Exit:
        raise
    except Exception as error:
        # Whatever it is, the mail server keeps the mail and comes again: nothing is lost by a fault of ours.
        typer.echo(f"暫時無法收信：{type(error).__name__}", err=True)
        raise typer.Exit(TRY_LATER) from error


@app.command()
def poll() -> None:
    """讀取設定的信箱（YANKAO_IMAP_URL）一次."""
    with opened():
        polling = import_module("yankao.divisions.service.mail.polling")
        if polling.configured_mailbox() is None:
            typer.echo("尚未設定信箱（YANKAO_IMAP_URL）", err=True)
            raise typer.Exit(1)
        typer.echo(f"讀取 {polling.poll_configured(now=datetime.now(tz=UTC))} 封")


def _read() -> tuple[bytes, int]:
    """Read one mail; of one that is too large only the beginning is kept, and how large it was."""
    raw = sys.stdin.buffer.read(MUCH)
    size = len(raw)
    while chunk := sys.stdin.buffer.read(1024 * 1024):
        size += len(chunk)
    return raw, size


def _is_address(text: str) -> bool:
    return "@" in text and text.isprintable() and len(text) < 320  # noqa: PLR2004 -- the longest address there is
