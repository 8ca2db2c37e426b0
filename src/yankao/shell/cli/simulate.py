"""`yankao simulate`: fills windows of a simulated city with as many records as a table of totals orders; sends nothing."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from yankao.engines.connectors import registry
from yankao.engines.connectors.reading import BadFileError
from yankao.engines.connectors.simulated import NotSimulatedError, fill
from yankao.engines.connectors.statistics import refresh_statistics
from yankao.engines.connectors.totals import read_orders
from yankao.shell.cli.opening import open_database
from yankao.shell.cli.output import put, put_json, refuse, say


def command(
    *,
    totals: Annotated[
        Path, typer.Option("--totals", metavar="FILE.csv", exists=True, dir_okay=False, help="procedure,from,to,count[,field,value]；起訖為民國月份")
    ],
    as_json: Annotated[bool, typer.Option("--json", help="只印出 JSON 摘要")] = False,
) -> None:
    """依月總數產生模擬紀錄；取代同一期間先前的模擬，重複執行不改變任何資料."""
    now = datetime.now(UTC)
    try:
        orders = sorted(read_orders(totals), key=lambda order: (order.key, order.window))
    except BadFileError as error:
        raise refuse(error) from None
    for order in orders:
        try:
            fields = registry.simulator(order.key).fields
        except LookupError as error:
            raise refuse(f"第 {order.line} 行：{error.args[0]}") from None
        if unknown := sorted(set(order.fixed) - set(fields)):
            raise refuse(f"第 {order.line} 行：{order.key} 不能指定 {'、'.join(unknown)} 的件數；可指定：{'、'.join(fields) or '（無）'}")
    open_database()
    made = 0
    try:
        for order in orders:
            made += fill(order, now=now, progress=say)
    except NotSimulatedError as error:
        say(str(error))
        raise typer.Exit(1) from None
    refresh_statistics()
    ordered = sum(order.count for order in orders)
    if as_json:
        put_json({"ordered": ordered, "made": made, "unchanged": ordered - made})
    else:
        put(f"應有 {ordered:,} 筆，新產生 {made:,} 筆，未變動 {ordered - made:,} 筆")
