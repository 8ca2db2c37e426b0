"""The lines of the table in their order, each measured when it is asked for."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from bench import create, importing, indicators, lists, plans, report, search
from bench.people import held, live_cases
from bench.table import Line
from bench.world import City

__all__ = ["each", "held"]
MOST_ROWS = 1_000_000


def each(city: City, *, now: datetime, is_small: bool, before: dict[str, float], slow: dict[str, float]) -> Iterator[Line]:
    """Measure one line after the other; the slow times of the pages are put into `slow`."""
    live_cases(now)
    yield from lists.lines(city.home, turns=20 if is_small else 60, before=before, slow=slow)
    yield search.line(city.home, now=now, checked=search.QUERIES if is_small else search.QUERIES // 5)
    yield indicators.line(city.home, size=city.size, turns=2 if is_small else 3)
    yield from report.lines(city, city.home.parent, is_small=is_small)
    yield create.line(city, seconds=1.5 if is_small else 5.0, rounds=3)
    with tempfile.TemporaryDirectory(prefix="yankao-bench-") as folder:
        rows = 5_000 if is_small else min(city.size // 3, MOST_ROWS)
        yield importing.line(city.home, rows=rows, now=now, folder=Path(folder))
        written = plans.FEW_ROWS if is_small else plans.ROWS
        yield from plans.lines(turns=20 if is_small else 60, years=1 if is_small else 10, rows=written, folder=Path(folder))
