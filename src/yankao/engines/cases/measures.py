"""Measures over cases and their passages, each one set-based statement: what indicators of a procedure are declared with.

Counting rules (計件原則) that all share: test cases are left out; a merged case counts as received, for it was reported, but is not
counted again where work done is measured; a follow-on case counts in its own procedure. A case is received in response mode
(應變模式) when an emergency covered its item and district then: measures may count only those, or leave them out.
"""

from datetime import datetime

from django.db import connection

from yankao.engines.cases.declare import Steps, steps_of
from yankao.engines.indicators.declare import Measure, Measured
from yankao.kernel.roc import Window

Parameter = str | int | bool | datetime | list[str] | None


def _counts(sql: str, **values: Parameter) -> tuple[int, ...]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return tuple(int(count or 0) for count in cursor.fetchone())


def count_received(*, channels: tuple[str, ...] = (), in_emergency: bool | None = None) -> Measure:
    """Count the cases received in the window (受理件數), of all channels or of some, in response mode only or outside it only."""

    def measure(subject: str, window: Window) -> Measured:
        return Measured(numerator=received(subject, window.start, window.end, channels=channels, in_emergency=in_emergency))

    return measure


def received(subject: str, start: datetime, end: datetime, *, channels: tuple[str, ...] = (), in_emergency: bool | None = None) -> int:
    """Return how many cases of a procedure were received from `start` until before `end`."""
    return _counts(
        """SELECT count(*) FROM cases_case WHERE procedure = %(subject)s AND received_at >= %(start)s AND received_at < %(end)s
              AND NOT is_test AND (%(all)s OR channel = ANY(%(channels)s))
              AND (%(apart)s::boolean IS NULL OR (emergency_id IS NOT NULL) = %(apart)s)""",
        subject=subject,
        apart=in_emergency,
        start=start,
        end=end,
        all=not channels,
        channels=list(channels),
    )[0]


def monthly_average_received() -> Measure:
    """Cases received in the window divided by its months (平均每月), rounded half up."""

    def measure(subject: str, window: Window) -> Measured:
        return Measured(numerator=received(subject, window.start, window.end), denominator=window.months)

    return measure


def count_entering(*steps: Steps) -> Measure:
    """Count the cases that entered one of the steps in the window, each case once."""

    def measure(subject: str, window: Window) -> Measured:
        (count,) = _counts(
            """SELECT count(DISTINCT p.case_id) FROM cases_passage p JOIN cases_case c ON c.id = p.case_id
                WHERE p.procedure = %(subject)s AND p.to_step = ANY(%(steps)s) AND p.to_step <> p.from_step
                  AND p.occurred_at >= %(start)s AND p.occurred_at < %(end)s AND NOT c.is_test""",
            subject=subject,
            steps=[str(step) for step in steps],
            start=window.start,
            end=window.end,
        )
        return Measured(numerator=count)

    return measure


def share_in_time(*steps: Steps, in_emergency: bool | None = None) -> Measure:
    """Of the cases whose time limit was stopped by entering one of the steps in the window: the share in time (如期率).

    A case that came back and went again counts with its last entry of the window. Passages without a time limit do not count.
    Cases received in response mode may be left out, or be the only ones counted.
    """

    def measure(subject: str, window: Window) -> Measured:
        kept, all_of_them = _counts(
            """SELECT count(*) FILTER (WHERE in_time), count(*) FROM (
                   SELECT DISTINCT ON (p.case_id) p.in_time FROM cases_passage p JOIN cases_case c ON c.id = p.case_id
                    WHERE p.procedure = %(subject)s AND p.to_step = ANY(%(steps)s) AND p.in_time IS NOT NULL
                      AND p.occurred_at >= %(start)s AND p.occurred_at < %(end)s AND NOT c.is_test
                      AND (%(apart)s::boolean IS NULL OR (c.emergency_id IS NOT NULL) = %(apart)s)
                    ORDER BY p.case_id, p.id DESC) AS last_entry""",
            subject=subject,
            apart=in_emergency,
            steps=[str(step) for step in steps],
            start=window.start,
            end=window.end,
        )
        return Measured(numerator=kept, denominator=all_of_them)

    return measure


def share_followed_on(procedure: str) -> Measure:
    """Of the cases received in the window: the share from which a case of another procedure follows (改列比率)."""

    def measure(subject: str, window: Window) -> Measured:
        followed, all_of_them = _counts(
            """SELECT count(*) FILTER (WHERE EXISTS (
                          SELECT 1 FROM cases_caselink l JOIN cases_case later ON later.id = l.to_case_id
                           WHERE l.from_case_id = c.id AND l.kind = 'follow_on' AND later.procedure = %(later)s)), count(*)
                 FROM cases_case c
                WHERE c.procedure = %(subject)s AND c.received_at >= %(start)s AND c.received_at < %(end)s AND NOT c.is_test""",
            subject=subject,
            later=procedure,
            start=window.start,
            end=window.end,
        )
        return Measured(numerator=followed, denominator=all_of_them)

    return measure


def mean_days(*, start: Steps, stop: Steps) -> Measure:
    """Mean days from a case's first entry of `start` to its first entry of `stop`, of those that stopped in the window."""

    def measure(subject: str, window: Window) -> Measured:
        seconds, cases = _counts(
            """WITH stops AS (SELECT case_id, min(occurred_at) AS at FROM cases_passage
                               WHERE procedure = %(subject)s AND to_step = ANY(%(stop)s) GROUP BY case_id)
               SELECT coalesce(sum(extract(epoch FROM s.at - f.at)), 0)::bigint, count(*)
                 FROM stops s JOIN LATERAL (SELECT min(occurred_at) AS at FROM cases_passage p
                                             WHERE p.case_id = s.case_id AND p.to_step = ANY(%(start_at)s)) f ON f.at IS NOT NULL
                WHERE s.at >= %(start)s AND s.at < %(end)s""",
            subject=subject,
            start_at=[str(step) for step in steps_of(start)],
            stop=[str(step) for step in steps_of(stop)],
            start=window.start,
            end=window.end,
        )
        return Measured(numerator=seconds, denominator=cases * 86400)

    return measure
