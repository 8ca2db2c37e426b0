"""Plans under control at the size of a city: the portfolio of thousands of plans, and the monthly analysis of a thousand.

    DATABASE_URL=postgresql://... python bench/plans.py [--plans 5000] [--years 1]

The rows are written inside one transaction of a migrated database and rolled back at the end. `measure` returns what it measured beside
a limit of the same run: the time PostgreSQL takes to read the same rows once, without Django.
"""

import argparse
import json
import os
from collections.abc import Iterable
from datetime import UTC, date, datetime
from decimal import Decimal
from time import perf_counter

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yankao.site.settings")
django.setup()

from django.db import connection, transaction  # noqa: E402 -- Django is set up first
from django.db.models import F  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from yankao.divisions.control.programmes.infra_subsidy import INFRA_SUBSIDY  # noqa: E402
from yankao.divisions.control.programmes.project_tracking import PROJECTS  # noqa: E402
from yankao.engines.progress.analysis import analyse  # noqa: E402
from yankao.engines.progress.declare import Programme  # noqa: E402
from yankao.engines.progress.models import Baseline, BaselineMonth, FillingWindow, PeriodReport, Plan, State  # noqa: E402
from yankao.engines.progress.read import Narrowing, narrowed, shares, visible_plans, with_lamps  # noqa: E402
from yankao.kernel.actors import Actor, ActorKind, Membership  # noqa: E402
from yankao.kernel.agencies.city import current_city  # noqa: E402
from yankao.kernel.agencies.load import load_city  # noqa: E402
from yankao.kernel.agencies.models import Agency  # noqa: E402

PORTFOLIO_WITHIN, STATEMENTS, ANALYSIS_WITHIN = 0.1, 10, 5.0
LAST, RUNS = date(2023, 12, 1), 20
NOW = datetime(2024, 1, 5, tzinfo=UTC)


def fill(it: Programme, count: int, *, years: int) -> None:
    """Write so many plans with a baseline and the monthly reports of some years; one in five is behind."""
    agencies = list(Agency.objects.order_by("pk")[:40])
    first = date(2024 - years, 1, 1)
    plans = Plan.objects.bulk_create(_plans(it, count, agencies, first))
    baselines = Baseline.objects.bulk_create(Baseline(plan=plan, version=1, made_at=NOW, made_by="bench") for plan in plans)
    months = [date(year, month, 1) for year in range(first.year, 2024) for month in range(1, 13)]
    share = {month: (Decimal(100) * (n + 1) / len(months)).quantize(Decimal("0.01")) for n, month in enumerate(months)}
    BaselineMonth.objects.bulk_create(
        (
            BaselineMonth(baseline=row, month=month, year_progress=share[month], total_progress=share[month])
            for row in baselines
            for month in months[-12:]
        ),
        batch_size=5000,
    )
    windows = {month: FillingWindow.objects.create(programme=it.key, month=month, given_at=NOW, due_at=NOW, rule="bench") for month in months}
    for month in months:
        PeriodReport.objects.bulk_create(
            (_report(plan, row, n, windows[month], share[month]) for n, (plan, row) in enumerate(zip(plans, baselines, strict=True))), batch_size=5000
        )
    with connection.cursor() as cursor:
        cursor.execute(
            """UPDATE progress_plan p SET latest_id = r.id, baseline_id = b.id FROM progress_periodreport r, progress_baseline b
                WHERE r.plan_id = p.id AND b.plan_id = p.id AND r.month = %s AND p.programme = %s""",
            [LAST, it.key],
        )
        cursor.execute("ANALYZE progress_plan")
        cursor.execute("ANALYZE progress_periodreport")


def portfolio(it: Programme) -> dict[str, float]:
    """Read the first page of a portfolio as its page does: statements, and the slowest of twenty runs but one."""
    actor = _officer()
    seconds, statements = [], 0
    for _ in range(RUNS):
        with CaptureQueriesContext(connection) as caught:
            began = perf_counter()
            plans = with_lamps(it, visible_plans(it, actor), day=LAST)
            shares(narrowed(plans, Narrowing(year=2023)))
            list(narrowed(plans, Narrowing(year=2023)).select_related("agency", "latest").order_by(F("lag").desc(nulls_last=True), "number")[:51])
            seconds.append(perf_counter() - began)
        statements = len(caught)
    return {"p95": round(sorted(seconds)[-2], 4), "limit": PORTFOLIO_WITHIN, "statements": statements, "most_statements": STATEMENTS}


def analysis(it: Programme) -> dict[str, float]:
    """Analyse one month."""
    with CaptureQueriesContext(connection) as caught:
        began = perf_counter()
        found = analyse(it, LAST, before=date(2023, 11, 1))
        seconds = perf_counter() - began
    return {
        "plans": found.whole.plans,
        "behind": found.whole.behind,
        "seconds": round(seconds, 3),
        "limit": ANALYSIS_WITHIN,
        "statements": len(caught),
    }


def floor() -> float:
    """Return how long the database takes to read the latest report of every plan once, as a measure of this machine."""
    with connection.cursor() as cursor:
        began = perf_counter()
        cursor.execute("SELECT p.number, r.year_lag FROM progress_plan p JOIN progress_periodreport r ON r.id = p.latest_id ORDER BY r.year_lag DESC")
        cursor.fetchall()
        return round(perf_counter() - began, 4)


def measure(*, plans: int = 5000, years: int = 1) -> dict[str, object]:
    """Return portfolio and analysis with their limits; nothing stays in the database."""
    with transaction.atomic():
        if not Agency.objects.exists():
            load_city(current_city(), now=NOW)
        fill(PROJECTS, plans, years=years)
        fill(INFRA_SUBSIDY, 1000, years=1)
        found: dict[str, object] = {"portfolio": portfolio(PROJECTS), "analysis": analysis(INFRA_SUBSIDY), "floor": floor()}
        transaction.set_rollback(True)
    return found


def _plans(it: Programme, count: int, agencies: list[Agency], first: date) -> Iterable[Plan]:
    return (
        Plan(
            number=f"{'XY'[it is PROJECTS]}{n:08d}", programme=it.key, year=2023, last_year=2023, name=f"計畫{n}", agency=agencies[n % len(agencies)],
            starts_on=first, ends_on=date(2023, 12, 31), listed_on=first, budget_public=10_000_000,
        )
        for n in range(count)
    )  # fmt: skip


def _report(plan: Plan, baseline: Baseline, n: int, window: FillingWindow, promised: Decimal) -> PeriodReport:
    told = promised * (4 if n % 5 == 0 else 5) / 5
    return PeriodReport(
        plan=plan, month=window.month, window=window, baseline=baseline, planned_year=promised, planned_total=promised,
        year_progress=told, total_progress=told, allotted=1_000_000, realised=950_000,
        state=State.PASSED, submitted_at=NOW, filled_by="bench", filled_at=NOW,
    )  # fmt: skip


def _officer() -> Actor:
    agency = Agency.objects.get(slug="rdec-control")
    held = Membership(role="officer", agency_id=agency.pk, agency_ids=frozenset({agency.pk}), agency_name=agency.name, division="control")
    return Actor(kind=ActorKind.USER, id="bench", name="bench", memberships=(held,))


if __name__ == "__main__":
    asked = argparse.ArgumentParser()
    asked.add_argument("--plans", type=int, default=5000)
    asked.add_argument("--years", type=int, default=1)
    given = asked.parse_args()
    print(json.dumps(measure(plans=given.plans, years=given.years), indent=1))
