"""Measures of 管制考核 over cases: what is open at the end of a period, deeds done, windows kept, and cases of one class."""

from django.db import connection, models

from yankao.engines.cases.declare import Steps
from yankao.engines.indicators.declare import Measure, Measured
from yankao.kernel.roc import Window

Value = str | int | list[str]


def _count(sql: str, window: Window, **values: Value) -> tuple[int, ...]:
    with connection.cursor() as cursor:
        cursor.execute(sql, {"start": window.start, "end": window.end, **values})
        return tuple(int(count or 0) for count in cursor.fetchone())


def open_at_end() -> Measure:
    """Count the cases received before the end of the window and not closed by then (期末列管中)."""

    def measure(subject: str, window: Window) -> Measured:
        sql = """SELECT count(*) FROM cases_case WHERE procedure = %(subject)s AND received_at < %(end)s AND NOT is_test
                    AND (closed_at IS NULL OR closed_at >= %(end)s)"""
        return Measured(numerator=_count(sql, window, subject=subject)[0])

    return measure


def overdue_at_end() -> Measure:
    """Count the cases open at the end of the window with a limit that had passed unmet by then (期末逾期)."""

    def measure(subject: str, window: Window) -> Measured:
        sql = """SELECT count(*) FROM cases_case c WHERE c.procedure = %(subject)s AND c.received_at < %(end)s AND NOT c.is_test
                    AND (c.closed_at IS NULL OR c.closed_at >= %(end)s) AND EXISTS (
                        SELECT 1 FROM cases_duedate d WHERE d.case_id = c.id AND d.due_at < %(end)s AND d.paused_at IS NULL
                           AND (d.met_at IS NULL OR d.met_at >= %(end)s))"""
        return Measured(numerator=_count(sql, window, subject=subject)[0])

    return measure


def count_deeds(*actions: str) -> Measure:
    """Count how often one of the deeds was done in the window: the same case counts each time."""

    def measure(subject: str, window: Window) -> Measured:
        sql = """SELECT count(*) FROM cases_passage p JOIN cases_case c ON c.id = p.case_id
                  WHERE p.procedure = %(subject)s AND p.action = ANY(%(actions)s)
                    AND p.occurred_at >= %(start)s AND p.occurred_at < %(end)s AND NOT c.is_test"""
        return Measured(numerator=_count(sql, window, subject=subject, actions=list(actions))[0])

    return measure


def windows_kept(*steps: Steps) -> Measure:
    """Of all limits stopped by entering one of the steps in the window, the share in time; every period of a case counts."""

    def measure(subject: str, window: Window) -> Measured:
        sql = """SELECT count(*) FILTER (WHERE p.in_time), count(*) FROM cases_passage p JOIN cases_case c ON c.id = p.case_id
                  WHERE p.procedure = %(subject)s AND p.to_step = ANY(%(steps)s) AND p.in_time IS NOT NULL
                    AND p.occurred_at >= %(start)s AND p.occurred_at < %(end)s AND NOT c.is_test"""
        kept, of = _count(sql, window, subject=subject, steps=[str(step) for step in steps])
        return Measured(numerator=kept, denominator=of)

    return measure


def received_with(detail: type[models.Model], column: str, value: str) -> Measure:
    """Count the cases received in the window whose fact has a value."""
    named = detail._meta.get_field(column)
    assert isinstance(named, models.Field)
    table, name = detail._meta.db_table, named.column

    def measure(subject: str, window: Window) -> Measured:
        sql = f"""SELECT count(*) FROM cases_case c JOIN {table} d ON d.case_id = c.id
                   WHERE c.procedure = %(subject)s AND d.{name} = %(value)s AND NOT c.is_test
                     AND c.received_at >= %(start)s AND c.received_at < %(end)s"""  # noqa: S608  names of our own tables
        return Measured(numerator=_count(sql, window, subject=subject, value=value)[0])

    return measure
