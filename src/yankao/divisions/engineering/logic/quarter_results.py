"""每季查核成果: what a quarter's inspections came to agency by agency, for the meeting that hears of them and of those that did badly."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import Count, Q, Sum

from yankao.divisions.engineering.logic.returns import HUNDREDTH, window_of
from yankao.divisions.engineering.logic.scoring import Grade
from yankao.divisions.engineering.procedures.inspection import Inspection
from yankao.engines.cases.models import Case

POOR = Decimal(75)
"""Ours, as the score that puts a site first at the next inspection: an agency whose mean lies below it is told to the meeting."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyResult:
    """One agency's quarter: inspections, their grades and mean, and its corrections that are late at the moment of asking."""

    agency: str
    inspected: int
    good: int
    third: int
    average: Decimal | None
    late: int

    @property
    def is_poor(self) -> bool:
        """Whether the meeting hears of the agency by name: a 丙等, a low mean, or corrections past their limit."""
        return self.third > 0 or self.late > 0 or (self.average is not None and self.average < POOR)


def results_of(year: int, quarter: int, *, now: datetime) -> tuple[AgencyResult, ...]:
    """Return every agency that was inspected in the quarter, the lowest mean first."""
    return tuple(sorted(_results(year, quarter, now), key=lambda it: (it.average is None, it.average or 0, it.agency)))


def _results(year: int, quarter: int, now: datetime) -> Iterator[AgencyResult]:
    window = window_of(year, quarter)
    rows = Inspection.objects.filter(case__is_test=False, inspected_on__gte=window.first, inspected_on__lte=window.last, case__agency__isnull=False)
    late = dict(
        Case.objects.filter(procedure="engineering.defect_correction", closed_at__isnull=True, due_at__lte=now, is_test=False)
        .values_list("agency_id")
        .annotate(n=Count("pk"))
    )
    good = Q(grade__in=(Grade.EXCELLENT, Grade.FIRST))
    counted = rows.order_by().values_list("case__agency_id", "case__agency__name").annotate(
        inspected=Count("pk"), fine=Count("pk", filter=good), third=Count("pk", filter=Q(grade=Grade.THIRD)), total=Sum("score"), told=Count("score")
    )  # fmt: skip
    for pk, name, inspected, fine, third, total, told in counted:
        average = (Decimal(total) / told).quantize(HUNDREDTH, ROUND_HALF_UP) if told else None
        yield AgencyResult(agency=name, inspected=inspected, good=fine, third=third, average=average, late=late.get(pk, 0))
