"""督導看板的數字: how the open work of the desk stands now, counted by the database in a few set-based statements."""

from dataclasses import dataclass
from datetime import datetime

from django.db import models
from django.db.models import CharField, Count, F, Min, Q, QuerySet, Value, When

from yankao.divisions.service.pages.board_tiles import TILES, Tile, conditions, desk_cases, tile_cases, tiles_of
from yankao.divisions.service.pages.response_figures import Standing, standing
from yankao.engines.cases import registry
from yankao.engines.cases.emergency_read import active
from yankao.engines.cases.models import Case, DueDate
from yankao.kernel.actors import Actor
from yankao.shell.due import Lamp, running
from yankao.shell.words import tr

MOST_AGENCIES, MOST_LATE = 40, 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """The figures at the top of the board."""

    open: int
    late: int
    today: int
    unacknowledged: int
    unsent: int
    again: int
    returned: int
    call_backs: int
    received_today: int
    reported_today: int
    closed_today: int

    @property
    def tiles(self) -> tuple[Tile, ...]:
        """The figures as tiles, each leading to the list it counts."""
        return tiles_of({key: getattr(self, key) for key in TILES})


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyLine:
    """One agency: how much is open, late, due today and not yet acknowledged, and since when the oldest is late."""

    name: str
    full_name: str
    is_outside: bool
    open: int
    late: int
    today: int
    unacknowledged: int
    oldest: Lamp | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultLine:
    """Whose lateness: one limit, who is at fault as decided or, until then, with whom the case lies."""

    limit: str
    whose: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LateCase:
    """One of the cases longest late."""

    number: str
    title: str
    agency: str
    step: str
    lamp: Lamp
    has_agency: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """Everything on the board, as it was at one moment; `standings` tell of the emergencies that go on."""

    at: datetime
    totals: Totals
    agencies: tuple[AgencyLine, ...]
    faults: tuple[FaultLine, ...]
    latest: tuple[LateCase, ...]
    standings: tuple[Standing, ...]


def board(actor: Actor, *, now: datetime) -> Board:
    """Count the board; the number of statements does not depend on the number of cases."""
    cases = desk_cases(actor)
    alive = cases.filter(closed_at__isnull=True)
    return Board(
        at=now,
        totals=_totals(actor, cases, alive, now=now),
        agencies=_agencies(alive, now=now),
        faults=_faults(alive, now=now),
        latest=_latest(alive, now=now),
        standings=tuple(standing(emergency) for emergency in active(now=now)),
    )


def _counts(now: datetime, *keys: str) -> dict[str, Count]:
    asked = conditions(now)
    return {key: Count("pk", filter=asked[key]) for key in keys}


def _totals(actor: Actor, cases: QuerySet[Case], alive: QuerySet[Case], *, now: datetime) -> Totals:
    asked = conditions(now)
    counted = alive.aggregate(**_counts(now, "open", "late", "today", "unacknowledged", "unsent", "returned"))
    dated = cases.filter(asked["received_today"] | asked["closed_today"]).aggregate(**_counts(now, "received_today", "closed_today"))
    spoken = cases.filter(asked["reported_today"] | asked["again"]).aggregate(**_counts(now, "reported_today", "again"))
    return Totals(**counted, **dated, **spoken, call_backs=tile_cases(actor, "call_backs", now=now).count())


def _agencies(alive: QuerySet[Case], *, now: datetime) -> tuple[AgencyLine, ...]:
    counts = _counts(now, "open", "late", "today", "unacknowledged")
    rows = (
        alive.order_by()
        .values("agency__name", "agency__short_name", "agency__kind")
        .annotate(
            open=counts["open"],
            late=counts["late"],
            today=counts["today"],
            unacknowledged=counts["unacknowledged"],
            oldest=Min("due_at", filter=Q(due_at__lte=now)),
        )
    )
    found = rows.order_by("-late", "-today", "-open", "agency__name")[:MOST_AGENCIES]
    return tuple(
        AgencyLine(
            name=row["agency__short_name"] or row["agency__name"] or "未分派",
            full_name=row["agency__name"] or "",
            is_outside=row["agency__kind"] == "outside",
            open=row["open"],
            late=row["late"],
            today=row["today"],
            unacknowledged=row["unacknowledged"],
            oldest=running(row["oldest"], now=now) if row["oldest"] else None,
        )
        for row in found
    )


def _faults(alive: QuerySet[Case], *, now: datetime) -> tuple[FaultLine, ...]:
    """Tell whose the lateness is: as decided (歸責), or with whom the case lies as long as nobody has decided."""
    lies_with = models.Case(
        When(~Q(fault=""), then=F("fault")),
        When(case__agency__isnull=True, then=Value("with_centre")),
        When(case__step__in=("reported", "answered"), then=Value("with_centre")),
        default=Value("with_agency"),
        output_field=CharField(),
    )
    rows = DueDate.objects.filter(case__in=alive, met_at__isnull=True, paused_at__isnull=True, due_at__lte=now).annotate(whose=lies_with)
    counted = rows.values("case__procedure", "key", "whose").annotate(count=Count("pk")).order_by("-count", "key", "whose")
    return tuple(
        FaultLine(
            limit=_limit(row["case__procedure"], row["key"]), whose=_whose(row["case__procedure"], row["key"], row["whose"]), count=row["count"]
        )
        for row in counted
    )


def _limit(procedure: str, key: str) -> str:
    of = registry.get(procedure)
    return f"{tr(of.name)}・{tr(next((each.name for each in of.deadlines if each.key == key), key))}"


def _whose(procedure: str, key: str, whose: str) -> str:
    lying = {"with_agency": "未歸責（在機關）", "with_centre": "未歸責（在服務中心）"}
    if whose in lying:
        return tr(lying[whose])
    faults = next((dict(each.faults) for each in registry.get(procedure).deadlines if each.key == key), {})
    return tr(faults.get(whose, whose))


def _latest(alive: QuerySet[Case], *, now: datetime) -> tuple[LateCase, ...]:
    rows = alive.filter(due_at__lte=now).select_related("agency").defer("haystack", "search").order_by("due_at", "id")[:MOST_LATE]
    return tuple(
        LateCase(
            number=case.number,
            title=case.title,
            agency=case.agency.short_name or case.agency.name if case.agency else "未分派",
            step=tr(registry.get(case.procedure).step_name(case.step)),
            lamp=running(case.due_at, now=now),
            has_agency=case.agency_id is not None,
        )
        for case in rows
        if case.due_at is not None
    )
