"""Plans under control at the size of a city: the portfolio of thousands of plans with ten years of reports, the monthly analysis of a thousand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from django.db import connection, transaction

from bench import plans_import
from bench.meter import asked, in_turns
from bench.people import browser
from bench.plans_fill import LAST, fill
from bench.table import Line
from yankao.divisions.control.programmes.infra_subsidy import INFRA_SUBSIDY
from yankao.divisions.control.programmes.project_tracking import PROJECTS
from yankao.engines.progress.analysis import analyse

PLANS, ANALYSED = 5_000, 1_000
PORTFOLIO_MS, STATEMENTS, ANALYSIS_MS, BROKEN = 100.0, 10, 5_000.0, 10
ROWS, FEW_ROWS = 5_000, 2_000
JOIN = """
SELECT p.number, r.year_lag FROM progress_plan p JOIN progress_periodreport r ON r.id = p.latest_id
WHERE p.programme = %s ORDER BY r.year_lag DESC
"""


def lines(*, turns: int, years: int, rows: int, folder: Path) -> Iterator[Line]:
    """Measure the imports on the city as it is, then the pages on rows that are written for them and taken back at the end."""
    yield from plans_import.lines(rows=rows, folder=folder)
    with transaction.atomic():
        fill(PROJECTS, PLANS, years=years, letter="X")
        fill(INFRA_SUBSIDY, ANALYSED, years=1, letter="Y")
        yield _portfolio(turns, years)
        yield _analysis(max(2, turns // 10))
        transaction.set_rollback(True)


def _portfolio(turns: int, years: int) -> Line:
    client, path = browser("tracker"), f"/t/{PROJECTS.key}/?year={LAST.year - 1911}"
    client.get(path)
    with asked() as statements:
        answer = client.get(path)
    assert answer.status_code == 200, answer.status_code
    ours, limit = in_turns(turns, lambda: client.get(path), _join)
    return Line(
        work=f"portfolio page of {PLANS:,} plans, monthly reports of {years} years",
        against="plans and their latest reports read once, without Django",
        ours=f"{ours.usual:.1f} ms, p95 {ours.slow:.1f} ms",
        limit=f"{limit.usual:.1f} ms, p95 {limit.slow:.1f} ms",
        ratio=f"{ours.usual / limit.usual:.1f} ×",
        target=f"<= {STATEMENTS} queries, p95 <= {PORTFOLIO_MS:.0f} ms",
        is_kept=statements.count <= STATEMENTS and ours.slow <= PORTFOLIO_MS,
        is_sound=statements.count <= 2 * STATEMENTS and ours.usual <= BROKEN * PORTFOLIO_MS,
        cpu=f"{ours.cpu_usual:.1f} ms",
        queries=str(statements.count),
    )


def _analysis(turns: int) -> Line:
    def work() -> object:
        return analyse(INFRA_SUBSIDY, LAST, before=date(LAST.year, LAST.month - 1, 1))

    with asked() as statements:
        work()
    ours, limit = in_turns(turns, work, _join)
    return Line(
        work=f"monthly analysis of {ANALYSED:,} plans",
        against="plans and their latest reports read once, without Django",
        ours=f"{ours.usual:,.0f} ms",
        limit=f"{limit.usual:.1f} ms",
        ratio=f"{ours.usual / limit.usual:.1f} ×",
        target=f"<= {ANALYSIS_MS:,.0f} ms",
        is_kept=ours.slow <= ANALYSIS_MS,
        is_sound=ours.usual <= BROKEN * ANALYSIS_MS,
        cpu=f"{ours.cpu_usual:,.0f} ms",
        queries=str(statements.count),
    )


def _join() -> None:
    with connection.cursor() as cursor:
        cursor.execute(JOIN, [PROJECTS.key])
        cursor.fetchall()
