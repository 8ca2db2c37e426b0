"""`yankao train-routing`: learn from the city's own history who executes what, measure it, and keep the result."""

import time
from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from yankao.divisions.service.intelligence.own_cases import own_reports
from yankao.divisions.service.intelligence.sightings import Routed, read_routed
from yankao.divisions.service.intelligence.store import home_models, save
from yankao.divisions.service.intelligence.training import TooFewError, train
from yankao.engines.connectors.reading import BadFileError
from yankao.kernel.days import day_of
from yankao.shell.cli.output import put, put_json, refuse, say
from yankao.shell.words import now

Files = Annotated[
    list[Path] | None,
    typer.Argument(metavar="FILE...", exists=True, dir_okay=False, help="1999 派工案件（.jsonl 或 .jsonl.gz）；省略時用資料庫中的案件"),
]
Json = Annotated[bool, typer.Option("--json", help="stdout 僅輸出 JSON，最後一行為摘要")]


def command(files: Files = None, *, as_json: Json = False) -> None:
    """由歷史案件學習承辦機關與項目；以最新五分之一量測正確率，連同日期與件數存入 YANKAO_HOME/models."""
    began, used = time.perf_counter(), time.process_time()
    sources: Counter[str] = Counter()
    reports: list[Routed] = []
    try:
        for name, found in _read(files or []):
            sources[name] += len(found)
            reports += found
            say(f"{name}：{len(found):,} 件")
        model = train(reports, trained_on=day_of(now()), sources=sources, say=say)
    except (TooFewError, BadFileError) as error:
        raise refuse(error) from None
    folder = save(model, home_models())
    assert model.measured is not None
    summary = {
        "model": str(folder),
        "trained_on": model.trained_on.isoformat(),
        "sources": dict(sources),
        "agencies": len(model.agency.names),
        "types": len(model.item.names),
        "measured": asdict(model.measured),
        "cpu_seconds": round(time.process_time() - used, 1),
        "seconds": round(time.perf_counter() - began, 1),
    }
    if as_json:
        put_json(summary)
        return
    told = model.measured
    put(f"機關首選 {told.agency_top1:.1%}（前三 {told.agency_top3:.1%}），項目首選 {told.item_top1:.1%}（前三 {told.item_top3:.1%}）")
    put(f"把握九成以上者占 {told.sure_share:.1%}，其中正確 {told.sure_right:.1%}；量測 {told.reports:,} 件")
    put(f"處理器 {summary['cpu_seconds']} 秒，共 {summary['seconds']} 秒；存於 {folder}")


def _read(files: list[Path]) -> list[tuple[str, list[Routed]]]:
    if not files:
        return [("資料庫", list(own_reports()))]
    return [(file.name, list(read_routed([file]))) for file in files]
