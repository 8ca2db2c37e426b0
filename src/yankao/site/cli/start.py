"""`yankao init`, `serve` and `demo`: make an installation, and run it in the foreground."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from importlib import import_module
from typing import Annotated

import typer
from django.db import connections
from rich.console import Console
from rich.table import Table

from yankao.site import hooks
from yankao.site.cli.session import opened, read
from yankao.site.environment import Environment
from yankao.site.errors import SiteError
from yankao.site.home import create
from yankao.site.ports import HOST, answers, free_port
from yankao.site.postgres import ensure_running, is_running
from yankao.site.processes import Child, Supervisor
from yankao.site.watchdog import Watchdog

FIRST_PORT = 8000
NOT_A_DEMO = "這個資料夾不是為展示建立的，不會放入模擬資料；請以 YANKAO_HOME 指定另一個資料夾"
Json = Annotated[bool, typer.Option("--json", help="stdout 僅輸出 JSON")]
Port = Annotated[int, typer.Option("--port", metavar="PORT", min=1, max=65535, help="埠；已被使用時取下一個")]


def init(
    *, simulated: Annotated[bool, typer.Option("--simulated", help="允許放入模擬資料，之後不可轉為正式")] = False, as_json: Json = False
) -> None:
    """建立資料夾、金鑰、資料庫與資料表；可重複執行."""
    environment = read()
    if simulated and environment.home.is_made and not environment.home.is_simulated:
        raise SiteError(NOT_A_DEMO)
    create(environment.home, is_simulated=simulated)
    with opened(may_create=True):
        is_changed = _prepare(environment)
    say(f"已就緒：{environment.home.root}")
    if as_json:
        put_json({"home": str(environment.home.root), "simulated": read().home.is_simulated, "tables_changed": is_changed})


def serve(port: Port = FIRST_PORT, *, as_json: Json = False) -> None:
    """啟動網頁伺服器與背景工作，直到 Ctrl-C."""
    environment = read()
    create(environment.home)
    with opened():
        _prepare(environment)
        _supervise(
            environment, port=free_port(port), on_ready=lambda url: put_json({"url": url}) if as_json else print(url, flush=True), needs_worker=False
        )


def demo(
    port: Port = FIRST_PORT,
    *,
    empty: Annotated[bool, typer.Option("--empty", help="只建立帳號與金鑰，不放入模擬案件")] = False,
    as_json: Json = False,
) -> None:
    """啟動展示城市：資料庫、網頁與背景工作；Ctrl-C 全部結束."""
    os.environ["YANKAO_DEMO"] = "1"
    environment = read()
    if environment.home.is_made and not environment.home.is_simulated:
        raise SiteError(NOT_A_DEMO)
    create(environment.home, is_simulated=True)
    with opened(may_create=True):
        _prepare(environment)
        hooks.seed_demo(environment.home, is_empty=empty)
        _supervise(environment, port=free_port(port), on_ready=_announce_json if as_json else _announce, needs_worker=True)


def say(text: str) -> None:
    """Tell the operator something; stdout stays free for results."""
    typer.echo(text, err=True)


def _prepare(environment: Environment) -> bool:
    # Found by name because it needs the models, which exist only once the database is up and Django loaded.
    prepare: Callable[..., bool] = import_module("yankao.site.prepare").prepare
    now = datetime.now(UTC)
    is_changed = prepare(city=environment.city, now=now)
    if is_changed:
        say("資料表已更新")
    if environment.home.is_simulated:
        import_module("yankao.engines.connectors.simulated").mark_simulated(now=now)
    return is_changed


def _supervise(environment: Environment, *, port: int, on_ready: Callable[[str], None], needs_worker: bool) -> None:
    connections.close_all()
    os.environ["YANKAO_HOME"] = str(environment.home.root)
    children = [Child(name="web", command=(sys.executable, "-m", "yankao.site.web", str(port)), watchdog=Watchdog(port=port))]
    if needs_worker:
        children.append(Child(name="worker", command=(sys.executable, "-m", "yankao.site.cli", "worker", "--supervised")))

    def look_after_database() -> None:
        if environment.is_embedded and not is_running(environment.home):
            ensure_running(environment.home)

    Supervisor(
        children=tuple(children),
        each_tick=look_after_database,
        is_ready=lambda: answers(port, host=environment.bind),
        on_ready=lambda: on_ready(f"http://{HOST}:{port}"),
    ).run()


def _announce_json(url: str) -> None:
    names = ("role", "account", "password")
    accounts = [dict(zip(names, row, strict=True)) for row in hooks.demo_accounts()]
    put_json({"url": url, "accounts": accounts, "keys": dict(hooks.demo_keys()), "simulated": True})
    connections.close_all()


def put_json(value: object) -> None:
    """Write one line of JSON to stdout at once: the command goes on after it."""
    print(json.dumps(value, ensure_ascii=False), flush=True)


def _announce(url: str) -> None:
    print(url, flush=True)
    console = Console(width=100, highlight=False)
    table = Table("角色", "帳號", "密碼")
    for row in hooks.demo_accounts():
        table.add_row(*row)
    console.print(table)
    for name, key in hooks.demo_keys():
        console.print(f"{name}: {key}", soft_wrap=True)
    console.print("模擬資料，僅供展示。Ctrl-C 結束。")
    connections.close_all()
    sys.stdout.flush()
