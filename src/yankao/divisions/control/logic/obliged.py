"""Which agencies owe a report on overdue documents for a month (逾限比率超過規定): found in the monthly statistics, opened as cases."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Sum
from django.db.models.expressions import CombinedExpression

from yankao.divisions.control.logic.documents import OVERDUE_SHARE
from yankao.divisions.control.procedures.document_improvement import DOCUMENT_IMPROVEMENT
from yankao.divisions.control.registers.document_month import ALL, OVERDUE, DocumentMonth
from yankao.engines.cases.models import Case
from yankao.engines.cases.open import Origin, open_case
from yankao.kernel.actors import Actor
from yankao.kernel.agencies.models import Agency
from yankao.kernel.roc import RocMonth

SOURCE = "document_month"


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyShare:
    """One agency's overdue documents of one month, over all classes."""

    agency_id: int
    overdue: int
    counted: int

    @property
    def share(self) -> Decimal:
        """The overdue share in percent (逾限比率)."""
        return (Decimal(self.overdue) * 100 / Decimal(self.counted)).quantize(Decimal("0.01")) if self.counted else Decimal(0)


def total_of(columns: tuple[str, ...]) -> CombinedExpression | Sum:
    """Return the expression that sums several columns of the rows of a group."""
    first, *rest = (Sum(name) for name in columns)
    total: CombinedExpression | Sum = first
    for each in rest:
        total = total + each
    return total


def shares_of(month: RocMonth) -> tuple[AgencyShare, ...]:
    """Return every agency of the month, the worst first (逾限比率排名)."""
    rows = DocumentMonth.objects.filter(month=month.first).values_list("agency_id")
    found = [
        AgencyShare(agency_id=agency_id, overdue=overdue, counted=counted)
        for agency_id, overdue, counted in rows.annotate(overdue=total_of(OVERDUE), counted=total_of(ALL))
    ]
    return tuple(sorted(found, key=lambda each: (-each.share, each.agency_id)))


def oblige(month: RocMonth, *, actor: Actor, now: datetime, letter_number: str = "", is_simulated: bool = False) -> list[Case]:
    """Open the report each agency above the limit owes (函請檢討), under the letter that asks for it; a second run opens nothing twice."""
    limit = OVERDUE_SHARE.at(month.first).value
    return [
        open_case(
            DOCUMENT_IMPROVEMENT,
            actor=actor,
            now=now,
            facts={
                "agency": Agency.objects.get(pk=each.agency_id),
                "month": month.first,
                "overdue_count": each.overdue,
                "counted": each.counted,
                "overdue_share": each.share,
                "letter_number": letter_number,
                "title": f"{month}公文逾限比率{each.share}%檢討報告",
            },
            origin=Origin(source=SOURCE, external_id=f"{month.code}-{each.agency_id}", is_simulated=is_simulated),
        )
        for each in shares_of(month)
        if each.share > limit
    ]
