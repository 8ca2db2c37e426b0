"""All indicators of a window of five months, against one sequential scan of each table they read."""

from __future__ import annotations

import re
import time
from pathlib import Path

from psycopg import sql

from bench.meter import asked, in_turns
from bench.people import bare
from bench.table import Line
from yankao.engines.indicators.compute import figures
from yankao.kernel.roc import Window

WINDOW = Window.of_months("112-03", "112-07")
TARGET = 0.5
SMALL = 100_000
TABLE = re.compile(r'(?:FROM|JOIN) "?(\w+)"?')
BROKEN_MS = 60_000


def line(home: Path, *, size: int, turns: int) -> Line:
    """Measure the whole computation, as a report asks for it."""
    used = time.process_time()
    with asked() as statements:
        found = figures(WINDOW)
    cpu = (time.process_time() - used) * 1000
    with bare(home) as plain:
        known = {name for (name,) in plain.execute("SELECT relname FROM pg_class WHERE relkind = 'r'")}
        tables = sorted({name for text, _ in statements.statements for name in TABLE.findall(text)} & known)
        plain.execute(
            "SET enable_indexscan = off; SET enable_indexonlyscan = off; SET enable_bitmapscan = off; SET max_parallel_workers_per_gather = 0"
        )
        plain.execute("SET synchronize_seqscans = off")

        def scan() -> None:
            for name in tables:
                plain.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(name)))

        ours, limit = in_turns(turns, lambda: figures(WINDOW), scan)
    ratio = ours.usual / limit.usual
    return Line(
        work=f"all {len(found)} indicators of five months",
        against=f"one sequential scan of the {len(tables)} tables they read",
        ours=f"{ours.usual:,.0f} ms",
        limit=f"{limit.usual:,.0f} ms",
        ratio=f"{ratio:.2f}",
        target=f"<= {TARGET}" + (" (of millions)" if size < SMALL else ""),
        is_kept=ratio <= TARGET,
        is_sound=ours.usual <= BROKEN_MS,
        cpu=f"{cpu:,.0f} ms",
        queries=str(statements.count),
    )
