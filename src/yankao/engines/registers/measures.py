"""Measures over the rows of a register: what indicators of a register are declared with, each one set-based statement.

Counting rules (計件原則) that all share: rows struck off are left out; a row counts in the window that holds its date.
"""

from django.db.models import Count, Model, Q, QuerySet, Sum

from yankao.engines.indicators.declare import Measure, Measured
from yankao.engines.registers import registry
from yankao.engines.registers.models import RegisterCount
from yankao.engines.registers.read import filtered
from yankao.kernel.roc import Window

ALL = Q()


def _rows_in(subject: str, window: Window) -> QuerySet[Model]:
    it = registry.get(subject)
    return filtered(it.model._default_manager.all(), it, {}, first=window.first, last=window.last)


def count_rows(where: Q = ALL) -> Measure:
    """Count the rows dated in the window, all or those that fulfil a condition."""

    def measure(subject: str, window: Window) -> Measured:
        return Measured(numerator=_rows_in(subject, window).filter(where).count())

    return measure


def sum_of(column: str, where: Q = ALL) -> Measure:
    """Sum a column over the rows dated in the window."""

    def measure(subject: str, window: Window) -> Measured:
        return Measured(numerator=_rows_in(subject, window).filter(where).aggregate(sum=Sum(column))["sum"] or 0)

    return measure


def monthly_average_of(column: str) -> Measure:
    """The sum of a column over the rows dated in the window, divided by its months."""

    def measure(subject: str, window: Window) -> Measured:
        return Measured(numerator=_rows_in(subject, window).aggregate(sum=Sum(column))["sum"] or 0, denominator=window.months)

    return measure


def share_of(where: Q, *, of: Q = ALL) -> Measure:
    """The share of the rows dated in the window that fulfil one condition among those that fulfil the other."""

    def measure(subject: str, window: Window) -> Measured:
        found = _rows_in(subject, window).aggregate(part=Count("pk", filter=of & where), whole=Count("pk", filter=of) if of else Count("pk"))
        return Measured(numerator=found["part"], denominator=found["whole"])

    return measure


def standing(subject: str, window: Window, *, starts: str, ends: str) -> QuerySet[Model]:
    """Return the rows that hold on the last day of the window: begun by then, not ended before it."""
    it = registry.get(subject)
    still = Q(**{f"{ends}__isnull": True}) | Q(**{f"{ends}__gte": window.last})
    return it.model._default_manager.filter(still, **{f"{starts}__lte": window.last})


def count_standing(*, starts: str, ends: str, where: Q = ALL, distinct: str = "pk") -> Measure:
    """Count the rows that hold on the last day of the window, or the different values of a column among them; empty ones do not count."""

    def measure(subject: str, window: Window) -> Measured:
        rows = standing(subject, window, starts=starts, ends=ends).filter(where)
        if distinct != "pk":
            rows = rows.exclude(**{distinct: ""})
        return Measured(numerator=rows.aggregate(n=Count(distinct, distinct=True))["n"])

    return measure


def share_standing(where: Q, *, starts: str, ends: str) -> Measure:
    """The share that fulfils a condition among the rows that hold on the last day of the window."""

    def measure(subject: str, window: Window) -> Measured:
        found = standing(subject, window, starts=starts, ends=ends).aggregate(part=Count("pk", filter=where), whole=Count("pk"))
        return Measured(numerator=found["part"], denominator=found["whole"])

    return measure


def sum_counted(key: str, *, times: bool = False) -> Measure:
    """Sum what was counted on standing rows within the window (計次), or with `times` how often something was counted."""

    def measure(subject: str, window: Window) -> Measured:
        it = registry.get(subject)
        counts = RegisterCount.objects.filter(register=subject, key=key, counted_at__gte=window.start, counted_at__lt=window.end)
        counts = counts.filter(row_id__in=it.model._default_manager.values("pk"))
        return Measured(numerator=counts.count() if times else counts.aggregate(sum=Sum("amount"))["sum"] or 0)

    return measure


def count_overdue(column: str, *, starts: str, ends: str) -> Measure:
    """Count the rows that hold on the last day of the window and whose day in `column` has passed by then."""

    def measure(subject: str, window: Window) -> Measured:
        rows = standing(subject, window, starts=starts, ends=ends)
        return Measured(numerator=rows.filter(**{f"{column}__lt": window.last}).count())

    return measure
