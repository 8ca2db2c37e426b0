"""What is counted of citizens' reports on public works: working days beside calendar days, satisfaction, and how many works were inspected."""

from datetime import datetime
from decimal import Decimal

from django.db import connection

from yankao.engines.cases.declare import Steps
from yankao.engines.indicators.declare import Measure, Measured
from yankao.kernel.days import day_of, days_used
from yankao.kernel.roc import Window
from yankao.kernel.workdays.calendar import load_calendar

VALID = """FROM cases_case c JOIN engineering_citizensupervision d ON d.case_id = c.id
            WHERE c.procedure = %(subject)s AND c.received_at >= %(start)s AND c.received_at < %(end)s AND NOT c.is_test
              AND c.step NOT IN ('invalid', 'passed_on')"""
WORK = "coalesce('tender ' || d.tender_id, nullif(d.project, ''), c.number)"
"""What a report is about: the tender, else the name of the works, else the report alone."""
SATISFIED, DISSATISFIED = "d.satisfaction >= 4", "d.satisfaction <= 2"


def received_valid() -> Measure:
    """Count the reports of the window that are neither invalid nor passed on."""
    return lambda subject, window: Measured(numerator=_row(f"SELECT count(*) {VALID}", subject, window)[0])


def inspected_share() -> Measure:
    """Share of the works reported in the window that were inspected: a work reported twice counts once."""

    def measure(subject: str, window: Window) -> Measured:
        sql = f"SELECT count(DISTINCT {WORK}) FILTER (WHERE d.inspection_number <> ''), count(DISTINCT {WORK}) {VALID}"
        part, whole = _row(sql, subject, window)
        return Measured(numerator=part, denominator=whole)

    return measure


def inspected_works() -> Measure:
    """Count the works reported in the window that were inspected: a work reported twice counts once."""
    return lambda subject, window: Measured(
        numerator=_row(f"SELECT count(DISTINCT {WORK}) {VALID} AND d.inspection_number <> ''", subject, window)[0]
    )


def _rated(which: str) -> Measure:
    def measure(subject: str, window: Window) -> Measured:
        sql = f"""SELECT count(*) FILTER (WHERE {which}), count(*) FROM engineering_citizensupervision d
                    JOIN (SELECT case_id, max(occurred_at) AS at FROM cases_passage WHERE procedure = %(subject)s AND action = 'rate' GROUP BY case_id) r
                      ON r.case_id = d.case_id JOIN cases_case c ON c.id = d.case_id
                   WHERE d.satisfaction IS NOT NULL AND r.at >= %(start)s AND r.at < %(end)s AND NOT c.is_test"""  # noqa: S608  words of our own
        part, whole = _row(sql, subject, window)
        return Measured(numerator=part, denominator=whole)

    return measure


def satisfied_share() -> Measure:
    """Share of the satisfied among those who said in the window how satisfied they are."""
    return _rated(SATISFIED)


def dissatisfied_share() -> Measure:
    """Share of the dissatisfied among those who said in the window how satisfied they are."""
    return _rated(DISSATISFIED)


def mean_workdays(*, start: Steps, stop: Steps) -> Measure:
    """Mean working days from a report's first entry of `start` to its first entry of `stop`, of those that stopped in the window."""

    def measure(subject: str, window: Window) -> Measured:
        sql = """SELECT f.at, s.at FROM (SELECT case_id, min(occurred_at) AS at FROM cases_passage
                                          WHERE procedure = %(subject)s AND to_step = %(stop)s GROUP BY case_id) s
                   JOIN (SELECT case_id, min(occurred_at) AS at FROM cases_passage
                          WHERE procedure = %(subject)s AND to_step = %(start_at)s GROUP BY case_id) f ON f.case_id = s.case_id
                   JOIN cases_case c ON c.id = s.case_id
                  WHERE s.at >= %(start)s AND s.at < %(end)s AND s.at >= f.at AND NOT c.is_test"""
        calendar = load_calendar()
        with connection.cursor() as cursor:
            cursor.execute(sql, {"subject": subject, "start": window.start, "end": window.end, "start_at": str(start), "stop": str(stop)})
            spans: list[tuple[datetime, datetime]] = cursor.fetchall()
        used = [days_used(day_of(began), day_of(ended), calendar) for began, ended in spans]
        return Measured(numerator=sum(used, Decimal(0)), denominator=len(used))

    return measure


def _row(sql: str, subject: str, window: Window) -> tuple[int, ...]:
    with connection.cursor() as cursor:
        cursor.execute(sql, {"subject": subject, "start": window.start, "end": window.end})
        return tuple(int(count or 0) for count in cursor.fetchone())
