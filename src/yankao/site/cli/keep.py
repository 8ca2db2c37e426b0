"""`yankao backup`, `restore` and `check`: keep the data, get them back, and know that they are whole."""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Annotated

import typer

from yankao import cities
from yankao.site import archive
from yankao.site.cli.session import opened, read
from yankao.site.home import create

FINDINGS = 1
Folder = Annotated[Path, typer.Argument(metavar="DIR", help="備份資料夾", file_okay=False)]
Json = Annotated[bool, typer.Option("--json", help="stdout 僅輸出 JSON，最後一行為摘要")]


def backup(folder: Folder, *, as_json: Json = False) -> None:
    """備份資料庫與檔案到空的資料夾；金鑰另存於 DIR-keys，請分開保管."""
    manifest = archive.write(read(), folder.absolute())
    say(f"金鑰在 {archive.keys_folder(folder.absolute())}，請與備份分開保管")
    finish({"done": True, "files": len(manifest), "folder": str(folder.absolute())}, as_json=as_json)


def restore(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="備份資料夾", exists=True, file_okay=False)],
    *,
    keys: Annotated[Path | None, typer.Option("--keys", metavar="DIR", help="金鑰資料夾；預設 DIR-keys")] = None,
    as_json: Json = False,
) -> None:
    """還原備份到空的目標，隨後檢查."""
    environment, source = read(), folder.absolute()
    archive.verify(source)
    archive.take_keys(environment, (keys or archive.keys_folder(source)).absolute())
    create(environment.home)
    # The settings are read again now that the keys are in place.
    with opened(may_create=True) as ready:
        archive.read_back(ready, source)
        import_module("yankao.site.prepare").refuse_other_city(ready)
        found = list(findings())
        report(found, as_json=as_json)
    leave(found)


def check(*, as_json: Json = False) -> None:
    """檢查城市資料、資料表與稽核鏈；有發現時結束碼為 1."""
    found = list(findings())
    report(found, as_json=as_json)
    leave(found)


def findings() -> Iterator[str]:
    """Yield one sentence for everything that is wrong."""
    # Found by name: these read models, which exist only once Django is loaded.
    yield from import_module("yankao.cities.tables").problems(cities.load(read().city))
    if import_module("yankao.site.prepare").has_pending_migrations():
        yield "資料表與此版本不符，請執行 yankao init"
        return
    for finding in import_module("yankao.kernel.audit.check").verify():
        yield finding.sentence


def report(found: list[str], *, as_json: bool) -> None:
    """Print every finding and how many there were."""
    for sentence in found:
        print(json.dumps({"finding": sentence}, ensure_ascii=False) if as_json else sentence)
    finish({"findings": len(found)}, as_json=as_json, text="沒有發現" if not found else f"共 {len(found)} 項")


def finish(summary: dict[str, object], *, as_json: bool, text: str = "完成") -> None:
    """Print the summary as the last line."""
    print(json.dumps(summary, ensure_ascii=False) if as_json else text, flush=True)


def leave(found: list[str]) -> None:
    """Exit with 1 when something was found."""
    if found:
        raise typer.Exit(FINDINGS)


def say(text: str) -> None:
    """Tell the operator something; stdout stays free for results."""
    typer.echo(text, err=True)
