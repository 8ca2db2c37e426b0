"""Thousands of plans under control with ten years of monthly reports, written by a few statements: the city that the figures of plans need."""

from __future__ import annotations

from datetime import UTC, date, datetime

from django.db import connection

from yankao.engines.progress.declare import Programme

NOW = datetime(2024, 1, 5, tzinfo=UTC)
LAST = date(2023, 12, 1)
TABLES = ("plan", "baseline", "baselinemonth", "fillingwindow", "periodreport")
# The keys are drawn first, so that each row is written once, as a city that was never changed would have it; the database looks at the end.
KEYS = """
CREATE TEMPORARY TABLE bench_plan ON COMMIT DROP AS
SELECT n, nextval(pg_get_serial_sequence('progress_plan', 'id')) AS id, nextval(pg_get_serial_sequence('progress_baseline', 'id')) AS baseline_id
FROM generate_series(1, %(count)s) AS n
"""
BASELINES = """
INSERT INTO progress_baseline (id, version, approved_number, reason, made_at, made_by, plan_id)
SELECT baseline_id, 1, '', '', %(now)s, 'bench', id FROM bench_plan ORDER BY n
"""
MONTHS = """
INSERT INTO progress_baselinemonth (month, year_progress, total_progress, amount, baseline_id)
SELECT make_date(2023, m, 1), 100 * m / 12.0, 100 * (m + 12 * (%(years)s - 1)) / (12.0 * %(years)s), 10000000 * m / 12, baseline_id
FROM bench_plan, generate_series(1, 12) AS m ORDER BY n, m
"""
WINDOWS = """
INSERT INTO progress_fillingwindow (programme, month, given_at, due_at, rule, extended_reason, reminded)
SELECT %(programme)s, month, %(now)s, %(now)s, 'bench', '', 0 FROM generate_series(%(first)s::date, %(last)s::date, interval '1 month') AS month
ON CONFLICT DO NOTHING
"""
# Month after month, as a city writes them: the reports of one plan lie far apart.
REPORTS = """
INSERT INTO progress_periodreport (month, planned_year, planned_total, planned_amount, year_progress, total_progress, allotted, realised, text,
    reason, source, state, submitted_at, passed_at, returns, filled_by, filled_at, version, baseline_id, plan_id, window_id)
SELECT w.month, promised, promised, 1000000, told, told, 1000000, 950000, '依作業計畫辦理', '', 'typed', 'passed', %(now)s, %(now)s, 0, 'bench',
    %(now)s, 1, p.baseline_id, p.id, w.id
FROM progress_fillingwindow w, bench_plan p,
    LATERAL (SELECT 100 * extract(month FROM w.month) / 12.0 AS promised) a,
    LATERAL (SELECT promised * CASE WHEN p.n %% 5 = 0 THEN 0.8 ELSE 1 END AS told) b
WHERE w.programme = %(programme)s AND w.month BETWEEN %(first)s AND %(last)s
ORDER BY w.month, p.n
"""
PLANS = """
INSERT INTO progress_plan (id, number, programme, year, last_year, name, category, starts_on, ends_on, level, risk, is_lower_better, budget_public,
    budget_fund, budget_central, standing, listed_on, listed_number, left_number, left_reason, source, external_id, version, is_simulated, agency_id,
    baseline_id, latest_id)
SELECT p.id, %(letter)s || lpad(n::text, 8, '0'), %(programme)s, 2023, 2023, '計畫' || n, '', %(first)s, '2023-12-31', 'city', 'medium', false,
    10000000, 0, 0, 'tracked', %(first)s, '', '', '', 'bench', 'bench-' || n, 1, true,
    agencies[1 + n %% array_length(agencies, 1)], p.baseline_id, r.id
FROM bench_plan p JOIN progress_periodreport r ON r.plan_id = p.id AND r.month = %(last)s,
    (SELECT array_agg(id ORDER BY id) FROM (SELECT id FROM agencies_agency ORDER BY id LIMIT 40) few) a (agencies)
ORDER BY n
"""
FORGET = "DROP TABLE bench_plan"


def fill(it: Programme, count: int, *, years: int, letter: str) -> None:
    """Write so many plans of 2023 with a baseline and the monthly reports of some years up to then; one in five is behind."""
    values: dict[str, str | int | date] = {
        "programme": it.key, "letter": letter, "count": count, "years": years,
        "first": date(LAST.year - years + 1, 1, 1), "last": LAST, "now": NOW,
    }  # fmt: skip
    with connection.cursor() as cursor:
        for statement in (KEYS, BASELINES, MONTHS, WINDOWS, REPORTS, PLANS, FORGET):
            cursor.execute(statement, values)
        for table in TABLES:
            cursor.execute(f"ANALYZE progress_{table}")
