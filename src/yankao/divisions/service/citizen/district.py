"""Everything of one or several districts for the mayor's office: how much is open and late, of what, with whom, and where again and again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, F, Max, Q, QuerySet

from yankao.divisions.service.open311.covering import public_address
from yankao.divisions.service.procedures.dispatch import DISPATCH
from yankao.divisions.service.procedures.dispatch import Step as DispatchStep
from yankao.divisions.service.procedures.petition import PETITION
from yankao.divisions.service.procedures.petition import Step as PetitionStep
from yankao.engines.cases import registry
from yankao.engines.cases.models import Case
from yankao.engines.cases.read import visible_cases
from yankao.kernel.actors import Actor
from yankao.kernel.roc import Window

MOST_ROWS = 15
LONGEST_WAITING = 10
REPEATED_FROM, REPEATED_WITHIN = 3, timedelta(days=180)
DONE_STEPS = (str(DispatchStep.REPORTED), str(PetitionStep.ANSWERED))
"""Open in the books still, but the agency has reported or answered: nobody in the street waits for these."""
OPEN = Q(closed_at__isnull=True, is_historical=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """How much of one thing: received and closed in the period, open and late now."""

    name: str
    received: int
    closed: int
    open: int
    late: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A case that waits: what it is about and where, without anything of a person."""

    number: str
    name: str
    place: str
    agency: str
    step: str
    received_at: datetime
    days: int
    is_late: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeated:
    """A place reported again and again."""

    place: str
    name: str
    count: int
    open: int
    last_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DistrictSheet:
    """The whole page."""

    total: Figures
    procedures: tuple[Figures, ...]
    categories: tuple[Figures, ...]
    agencies: tuple[Figures, ...]
    waiting: tuple[Waiting, ...]
    repeated: tuple[Repeated, ...]


def sheet_of(area: Q, window: Window, *, actor: Actor, now: datetime) -> DistrictSheet:
    """Return the page of an area, some districts or an electoral district; five statements however many cases there are."""
    seen = visible_cases(actor, procedures=(DISPATCH, PETITION)).filter(area, is_test=False)
    by_procedure = tuple(_figures(row, registry.get(row["procedure"]).name) for row in _counted(seen, window, now, "procedure"))
    return DistrictSheet(
        total=_sum(by_procedure),
        procedures=by_procedure,
        categories=_busiest(_counted(seen, window, now, "category__name"), "category__name", "未分項目"),
        agencies=_busiest(_counted(seen, window, now, "agency__name"), "agency__name", "待分派"),
        waiting=tuple(_waiting(seen, now)),
        repeated=tuple(_repeated(seen, now)),
    )


def _counted(cases: QuerySet[Case], window: Window, now: datetime, key: str) -> QuerySet[Case, dict[str, Any]]:
    """Count by one column: every figure in one statement; what was merged counts as received, not as work."""
    alone = Q(merged_into__isnull=True)
    inside = {"gte": window.start, "lt": window.end}
    received = Q(**{f"received_at__{name}": moment for name, moment in inside.items()})
    closed = Q(**{f"closed_at__{name}": moment for name, moment in inside.items()})
    counted = (
        cases.order_by()
        .values(key)
        .annotate(
            received=Count("pk", filter=received),
            closed=Count("pk", filter=closed & alone),
            open=Count("pk", filter=OPEN & alone),
            late=Count("pk", filter=OPEN & alone & Q(due_at__lte=now)),
        )
    )
    found: QuerySet[Case, dict[str, Any]] = counted.filter(Q(received__gt=0) | Q(closed__gt=0) | Q(open__gt=0)).order_by("-open", "-received", key)
    return found


def _figures(row: dict[str, Any], name: str) -> Figures:
    return Figures(name=name, received=row["received"], closed=row["closed"], open=row["open"], late=row["late"])


def _busiest(rows: QuerySet[Case, dict[str, Any]], key: str, unnamed: str) -> tuple[Figures, ...]:
    return tuple(_figures(row, row[key] or unnamed) for row in rows[:MOST_ROWS])


def _sum(rows: Sequence[Figures]) -> Figures:
    return Figures(
        name="",
        received=sum(it.received for it in rows),
        closed=sum(it.closed for it in rows),
        open=sum(it.open for it in rows),
        late=sum(it.late for it in rows),
    )


def _waiting(cases: QuerySet[Case], now: datetime) -> list[Waiting]:
    rows = (
        cases.filter(OPEN, merged_into__isnull=True).exclude(step__in=DONE_STEPS).select_related("category", "agency").order_by("received_at", "id")
    )
    return [
        Waiting(
            number=case.number,
            name=case.category.name if case.category else registry.get(case.procedure).name,
            place=public_address(case.address),
            agency=case.agency.short_name or case.agency.name if case.agency else "待分派",
            step=registry.get(case.procedure).step_name(case.step),
            received_at=case.received_at,
            days=(now - case.received_at).days,
            is_late=case.due_at is not None and case.due_at <= now,
        )
        for case in rows.defer("haystack", "search", "description")[:LONGEST_WAITING]
    ]


def _repeated(cases: QuerySet[Case], now: datetime) -> list[Repeated]:
    recent = cases.filter(received_at__gte=now - REPEATED_WITHIN, received_at__lte=now).exclude(address="")
    rows = (
        recent.order_by()
        .values("address", name=F("category__name"))
        .annotate(n=Count("pk"), open=Count("pk", filter=OPEN & Q(merged_into__isnull=True)), last_at=Max("received_at"))
        .filter(n__gte=REPEATED_FROM)
        .order_by("-n", "address")
    )
    return [
        Repeated(place=public_address(row["address"]), name=row["name"] or "", count=row["n"], open=row["open"], last_at=row["last_at"])
        for row in rows[:LONGEST_WAITING]
    ]
