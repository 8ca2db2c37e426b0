"""`yankao suggest-routing`: who would execute every report of a file, and as which item, by what the city did before."""

import time
from pathlib import Path
from typing import Annotated

import typer

from yankao.divisions.service.intelligence.routing import Suggestion
from yankao.divisions.service.intelligence.sightings import read_sightings
from yankao.divisions.service.intelligence.store import NoModelError, home_models, load
from yankao.engines.connectors.reading import BadFileError
from yankao.shell.cli.output import put, put_json, refuse, say

WRONG_USE = 2
File = Annotated[Path, typer.Argument(metavar="FILE", exists=True, dir_okay=False, help="1999 派工案件（.jsonl 或 .jsonl.gz），不需結果欄位")]
Json = Annotated[bool, typer.Option("--json", help="stdout 僅輸出 JSON，每件一行，最後一行為摘要")]


def command(file: File, *, as_json: Json = False) -> None:
    """依行政區、地點、內容與受理時間建議承辦機關與項目；不讀取任何結果欄位."""
    began = time.perf_counter()
    try:
        model, sightings = load(home_models()), list(read_sightings(file))
    except NoModelError as error:
        say(str(error))
        raise typer.Exit(WRONG_USE) from None
    except BadFileError as error:
        raise refuse(error) from None
    sure = 0
    for it in model.suggest(sightings):
        sure += it.is_sure
        if as_json:
            put_json(routing_line(it))
        else:
            put(f"{it.id}\t{it.agency}\t{it.item}\t{it.confidence:.0%}\t{'；'.join(it.why)}")
    seconds = round(time.perf_counter() - began, 1)
    say(f"{len(sightings):,} 件，{seconds} 秒；模型訓練於 {model.trained_on}")
    if as_json:
        put_json({"id": None, "read": len(sightings), "sure": sure, "trained_on": model.trained_on.isoformat(), "seconds": seconds})


def routing_line(it: Suggestion) -> dict[str, object]:
    """Return one suggestion in the words of the file format."""
    return {
        "id": it.id,
        "agency": it.agency,
        "type": it.item,
        "confidence": it.confidence,
        "agencies": it.agencies,
        "types": it.items,
        "why": it.why,
    }
