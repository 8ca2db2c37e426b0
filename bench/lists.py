"""The worklists and the public list: a page of rows as the reader gets it, against the same SELECT by bare psycopg."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import psycopg

from bench.meter import Asked, Timed, asked, in_turns
from bench.people import bare, browser
from bench.table import Line

PAGES = (
    ("worklist of 50", "/worklist/", "agent"),
    ("worklist of 50, 40 procedures", "/worklist/", "clerk"),
    ("list of 50 of a procedure", "/p/service.dispatch/?state=all", "clerk"),
    ("public list of 30", "/map/list/", ""),
)
QUERIES, CPU_MS, GROWTH = 8, 15.0, 1.3
BROKEN = 10
"""A page that costs so many times its target has a fault."""


def lines(home: Path, *, turns: int, before: dict[str, float], slow: dict[str, float]) -> Iterator[Line]:
    """Measure each page; `before` are the slow times of the small city, by page; those of this one are put into `slow`."""
    with bare(home) as plain:
        for work, path, name in PAGES:
            client = browser(name)
            client.get(path)
            with asked() as statements:
                answer = client.get(path)
            assert answer.status_code == 200, (path, answer.status_code)
            sql, values = _select(statements)
            ours, limit = in_turns(turns, partial(client.get, path), partial(_read, plain, sql, values))
            slow[work] = ours.slow
            yield _line(work, ours, limit, statements.count, before.get(work))


def _select(statements: Asked) -> tuple[str, object]:
    """Return the statement that reads the rows of the list: the longest one about cases."""
    return max(((sql, values) for sql, values in statements.statements if 'FROM "cases_case"' in sql), key=lambda it: len(it[0]))


def _line(work: str, ours: Timed, limit: Timed, queries: int, before: float | None) -> Line:
    grown = None if before is None else ours.slow / before
    is_kept = queries <= QUERIES and ours.cpu_usual <= CPU_MS and (grown is None or grown <= GROWTH)
    return Line(
        work=work,
        against="the same SELECT by bare psycopg",
        ours=f"{ours.usual:.1f} ms, p95 {ours.slow:.1f} ms",
        limit=f"{limit.usual:.1f} ms, p95 {limit.slow:.1f} ms",
        ratio=f"{ours.usual / limit.usual:.1f} ×" + ("" if grown is None else f"; p95 {grown:.2f} × that of 30,000"),
        target=f"<= {QUERIES} queries, <= {CPU_MS:.0f} ms CPU" + ("" if grown is None else f", p95 <= {GROWTH} × that of 30,000"),
        is_kept=is_kept,
        is_sound=queries <= 2 * QUERIES and ours.cpu_usual <= BROKEN * CPU_MS,
        cpu=f"{ours.cpu_usual:.1f} ms",
        queries=str(queries),
    )


def _read(plain: psycopg.Connection, sql: str, values: object) -> None:
    plain.execute(sql, values).fetchall()  # type: ignore[call-overload]
