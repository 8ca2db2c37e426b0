"""`yankao suggest-duplicates`: which earlier reports of a file each report may repeat."""

import time
from pathlib import Path
from typing import Annotated

import typer

from yankao.divisions.service.intelligence.replay import suggest_in_order
from yankao.divisions.service.intelligence.sightings import read_sightings
from yankao.engines.connectors.reading import BadFileError
from yankao.shell.cli.output import put, put_json, refuse, say

File = Annotated[Path, typer.Argument(metavar="FILE", exists=True, dir_okay=False, help="1999 派工案件（.jsonl 或 .jsonl.gz），不需結果欄位")]
Json = Annotated[bool, typer.Option("--json", help="stdout 僅輸出 JSON，每件一行，最後一行為摘要")]


def command(file: File, *, as_json: Json = False) -> None:
    """依受理先後重播，列出每件可能重複的先前案件（至多五件，最可能者在前）."""
    began = time.perf_counter()
    read = listed = 0
    try:
        sightings = list(read_sightings(file))
    except BadFileError as error:
        raise refuse(error) from None
    for it in suggest_in_order(sightings):
        read, listed = read + 1, listed + bool(it.found)
        ids = [number for number, _ in it.found]
        if as_json:
            put_json({"id": it.id, "suggested": ids, "likeness": [likeness for _, likeness in it.found]})
        elif ids:
            put(f"{it.id}\t{' '.join(ids)}")
    seconds = round(time.perf_counter() - began, 1)
    say(f"{read:,} 件，其中 {listed:,} 件列有可能重複者，{seconds} 秒")
    if as_json:
        put_json({"id": None, "read": read, "listed": listed, "seconds": seconds})
