"""Finds the newest report or promise of each plan by its index, so that the cost does not grow with the years on record."""

from collections.abc import Iterable
from datetime import date

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.expressions import RawSQL

from yankao.engines.progress.models import Baseline, BaselineMonth, PeriodReport, Plan

HANDED_IN = Q(submitted_at__isnull=False)


def any_of(keys: Iterable[int]) -> RawSQL:
    """Return what a key is `__in` to be one of many, told as one value: thousands of them cost time to write into a statement."""
    return RawSQL("SELECT unnest(%s::bigint[])", [list(keys)])


def last_reports(plans: QuerySet[Plan], *which: Q) -> QuerySet[PeriodReport]:
    """Return of each plan the newest of its reports that fit, such as those up to a month."""
    newest = PeriodReport.objects.filter(*which, plan=OuterRef("pk")).order_by("-month").values("pk")[:1]
    return PeriodReport.objects.filter(pk__in=plans.order_by().values(newest=Subquery(newest)))


def last_promises(baselines: Iterable[int], month: date) -> QuerySet[BaselineMonth]:
    """Return what each baseline promises for a month: its own line, or the nearest before it."""
    newest = BaselineMonth.objects.filter(baseline=OuterRef("pk"), month__lte=month).order_by("-month").values("pk")[:1]
    return BaselineMonth.objects.filter(pk__in=Baseline.objects.filter(pk__in=any_of(baselines)).order_by().values(newest=Subquery(newest)))
