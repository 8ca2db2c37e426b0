"""Measures over the rows of a register: what indicators of a register are declared with, asked in one statement for each set of rows.

Counting rules (計件原則) that all share: rows struck off are left out; a row counts in the window that holds its date.
"""

from collections.abc import Callable
from functools import partial

from django.db.models import Aggregate, Count, Model, Q, QuerySet, Sum

from yankao.engines.indicators.ask import Asked, Question, as_count, as_share
from yankao.engines.indicators.declare import Measure, Measured
from yankao.engines.registers import registry
from yankao.engines.registers.models import RegisterCount
from yankao.engines.registers.read import filtered
from yankao.kernel.roc import Window

ALL = Q()


def rows_in(subject: str, window: Window) -> QuerySet[Model]:
    """Return the rows of a register dated in the window."""
    it = registry.get(subject)
    return filtered(it.model._default_manager.all(), it, {}, first=window.first, last=window.last)


def standing(subject: str, window: Window, starts: str, ends: str) -> QuerySet[Model]:
    """Return the rows that hold on the last day of the window: begun by then, not ended before it."""
    it = registry.get(subject)
    still = Q(**{f"{ends}__isnull": True}) | Q(**{f"{ends}__gte": window.last})
    return it.model._default_manager.filter(still, **{f"{starts}__lte": window.last})


def counts_in(subject: str, key: str, window: Window) -> QuerySet[RegisterCount]:
    """Return what was counted on standing rows within the window."""
    counts = RegisterCount.objects.filter(register=subject, key=key, counted_at__gte=window.start, counted_at__lt=window.end)
    return counts.filter(row_id__in=registry.get(subject).model._default_manager.values("pk"))


def count_rows(where: Q = ALL) -> Measure:
    """Count the rows dated in the window, all or those that fulfil a condition."""
    return _of_rows((Count("pk", filter=where or None),))


def sum_of(column: str, where: Q = ALL) -> Measure:
    """Sum a column over the rows dated in the window."""
    return _of_rows((Sum(column, filter=where or None),))


def monthly_average_of(column: str) -> Measure:
    """The sum of a column over the rows dated in the window, divided by its months."""

    def question(subject: str, window: Window) -> Question:
        answer = partial(as_share, whole=window.months)
        return Question(rows=rows_in, given=(subject, window), asks=(Sum(column),), answer=answer)

    return Asked(question)


def share_of(where: Q, *, of: Q = ALL) -> Measure:
    """The share of the rows dated in the window that fulfil one condition among those that fulfil the other."""
    return _of_rows((Count("pk", filter=of & where), Count("pk", filter=of or None)), as_share)


def count_standing(*, starts: str, ends: str, where: Q = ALL, distinct: str = "") -> Measure:
    """Count the rows that hold on the last day of the window, or the different values of a column among them; empty ones do not count."""
    told = where & ~Q(**{distinct: ""}) if distinct else where
    return _of_standing(starts, ends, (Count(distinct or "pk", distinct=bool(distinct), filter=told or None),))


def share_standing(where: Q, *, starts: str, ends: str) -> Measure:
    """The share that fulfils a condition among the rows that hold on the last day of the window."""
    return _of_standing(starts, ends, (Count("pk", filter=where), Count("pk")), as_share)


def sum_counted(key: str, *, times: bool = False) -> Measure:
    """Sum what was counted on standing rows within the window (計次), or with `times` how often something was counted."""
    asks = (Count("pk") if times else Sum("amount"),)
    return Asked(lambda subject, window: Question(rows=counts_in, given=(subject, key, window), asks=asks, answer=as_count))


def count_overdue(column: str, *, starts: str, ends: str) -> Measure:
    """Count the rows that hold on the last day of the window and whose day in `column` has passed by then."""

    def question(subject: str, window: Window) -> Question:
        asks = (Count("pk", filter=Q(**{f"{column}__lt": window.last})),)
        return Question(rows=standing, given=(subject, window, starts, ends), asks=asks, answer=as_count)

    return Asked(question)


def _of_rows(asks: tuple[Aggregate, ...], answer: Callable[..., Measured] = as_count) -> Measure:
    return Asked(lambda subject, window: Question(rows=rows_in, given=(subject, window), asks=asks, answer=answer))


def _of_standing(starts: str, ends: str, asks: tuple[Aggregate, ...], answer: Callable[..., Measured] = as_count) -> Measure:
    return Asked(lambda subject, window: Question(rows=standing, given=(subject, window, starts, ends), asks=asks, answer=answer))
