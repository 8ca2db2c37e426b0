"""`yankao worker`: does what was put into the queue until it is stopped."""

from __future__ import annotations

import json
import signal
from typing import Annotated

import typer

from yankao.kernel.jobs.worker import run_worker
from yankao.site.processes import end_with_parent


def command(
    *,
    drain: Annotated[bool, typer.Option("--drain", help="做完現有工作即結束")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="stdout 僅輸出 JSON 摘要")] = False,
    supervised: Annotated[bool, typer.Option(hidden=True)] = False,
) -> None:
    """執行背景工作，直到 Ctrl-C."""
    if supervised:
        end_with_parent()
        # Until the worker has set its own handlers there is nothing to finish: a supervised start may end at once.
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
    run_worker(wait=not drain)
    if as_json:
        print(json.dumps({"done": True}))
