"""What is counted of inspections and of what follows them: by the day of the visit, by grade, and what is open or late at a period's end."""

from django.db import connection
from django.db.models import Count, Q, Sum

from yankao.divisions.engineering.logic.scoring import Grade
from yankao.divisions.engineering.logic.scoring_facts import InspectionFacts
from yankao.engines.cases.measures import Parameter
from yankao.engines.indicators.declare import Measure, Measured
from yankao.kernel.roc import Window

HELD = Q(case__is_test=False)


def inspected(*details: type[InspectionFacts], grade: Grade | None = None) -> Measure:
    """Count the visits made in the window by the day of the visit: of one kind or of several together, all or those of one grade."""
    where = HELD if grade is None else HELD & Q(grade=grade)

    def measure(_subject: str, window: Window) -> Measured:
        days = Q(inspected_on__gte=window.first, inspected_on__lte=window.last)
        return Measured(numerator=sum(each._default_manager.filter(where, days).count() for each in details))

    return measure


def grade_share(detail: type[InspectionFacts], grade: Grade) -> Measure:
    """Share of one grade among the visits of the window whose score was told."""

    def measure(_subject: str, window: Window) -> Measured:
        rows = detail._default_manager.filter(HELD, inspected_on__gte=window.first, inspected_on__lte=window.last).exclude(grade="")
        found = rows.aggregate(part=Count("pk", filter=Q(grade=grade)), whole=Count("pk"))
        return Measured(numerator=found["part"], denominator=found["whole"])

    return measure


def mean_score(detail: type[InspectionFacts]) -> Measure:
    """Mean of the scores told of the visits of the window."""

    def measure(_subject: str, window: Window) -> Measured:
        rows = detail._default_manager.filter(HELD, inspected_on__gte=window.first, inspected_on__lte=window.last, score__isnull=False)
        found = rows.aggregate(total=Sum("score"), whole=Count("pk"))
        return Measured(numerator=found["total"] or 0, denominator=found["whole"])

    return measure


def count_deeds(*actions: str) -> Measure:
    """Count how often one of the deeds was done in the window: the same case counts each time."""

    def measure(subject: str, window: Window) -> Measured:
        sql = """SELECT count(*) FROM cases_passage p JOIN cases_case c ON c.id = p.case_id
                  WHERE p.procedure = %(subject)s AND p.action = ANY(%(actions)s)
                    AND p.occurred_at >= %(start)s AND p.occurred_at < %(end)s AND NOT c.is_test"""
        return Measured(numerator=_count(sql, window, subject=subject, actions=list(actions)))

    return measure


def open_at_end(*, is_overdue: bool = False) -> Measure:
    """Count the cases not closed by the end of the window (期末未結), all or those past a limit."""

    def measure(subject: str, window: Window) -> Measured:
        sql = """SELECT count(*) FROM cases_case c WHERE c.procedure = %(subject)s AND c.received_at < %(end)s AND NOT c.is_test
                    AND (c.closed_at IS NULL OR c.closed_at >= %(end)s) AND (NOT %(overdue)s OR EXISTS (
                        SELECT 1 FROM cases_duedate d WHERE d.case_id = c.id AND d.due_at < %(end)s AND d.paused_at IS NULL
                           AND (d.met_at IS NULL OR d.met_at >= %(end)s)))"""
        return Measured(numerator=_count(sql, window, subject=subject, overdue=is_overdue))

    return measure


def _count(sql: str, window: Window, **values: Parameter) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, {"start": window.start, "end": window.end, **values})
        return int(cursor.fetchone()[0] or 0)
