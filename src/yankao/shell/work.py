"""What waits for an actor: the open cases at a step where a declared deed is the actor's to do, and how many of them are late."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache, reduce
from operator import or_

from django.db.models import Count, Q, QuerySet

from yankao.engines.cases import registry
from yankao.engines.cases.declare import Procedure, steps_of
from yankao.engines.cases.models import Case
from yankao.engines.cases.read import KEPT, Standing, visible_cases
from yankao.engines.cases.who import NOTHING, Who, both
from yankao.kernel.actors import Actor, ActorKind
from yankao.kernel.days import ONE_DAY, day_of, start_of

SOME_CITIZEN = Actor(kind=ActorKind.CITIZEN, id="", name="")
"""Whoever is not logged in yet: asked what a citizen could do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """How much of one procedure waits for the actor."""

    procedure: Procedure
    open: int
    today: int
    late: int


@lru_cache(maxsize=KEPT)
def usable(actor: Actor) -> tuple[Procedure, ...]:
    """Return the procedures an actor has to do with: those it may open, and for staff those it may see."""
    return tuple(each for each in registry.every() if may_use(each, actor))


def may_use(procedure: Procedure, actor: Actor) -> bool:
    """Whether the actor has to do with the procedure; a citizen only with what a citizen may open."""
    if procedure.opened_by.allows(actor):
        return True
    return actor.kind is not ActorKind.CITIZEN and procedure.seen_by.allows(actor)


def waiting(actor: Actor) -> QuerySet[Case]:
    """Return the open cases that wait for a deed of the actor; a case given to a named handler waits for that one only."""
    cases = Case.objects.filter(_waiting_for(actor), closed_at__isnull=True, is_historical=False)
    return cases.filter(Q(handler_id__isnull=True) | Q(handler_id=actor.id)) if actor.kind is ActorKind.USER else cases


@lru_cache(maxsize=KEPT)
def _waiting_for(actor: Actor) -> Q:
    """Return where a deed is the actor's: for each condition on the case the steps for which it is asked; the statement stays short."""
    places: dict[Q, dict[str, set[str]]] = {}
    conditions: dict[Who, Q] = {}
    for procedure in usable(actor):
        for by, steps in _steps_of(procedure).items():
            for rule in (procedure.seen_by, by):
                conditions[rule] = conditions.get(rule) or rule.filter(actor)
            condition = both(conditions[procedure.seen_by], conditions[by])
            places.setdefault(condition, {}).setdefault(procedure.key, set()).update(steps)
    places.pop(NOTHING, None)
    return reduce(or_, (both(condition, Q(Standing.at(here))) for condition, here in places.items()), NOTHING)


def _steps_of(procedure: Procedure) -> dict[Who, set[str]]:
    """Return at which steps of a procedure whoever has something to do."""
    found: dict[Who, set[str]] = {}
    for action in procedure.actions:
        if not action.only_overdue:
            found.setdefault(action.by, set()).update(map(str, steps_of(action.at)))
    return found


def loads(cases: QuerySet[Case], *, now: datetime) -> tuple[Load, ...]:
    """Count cases by procedure: all, due today, and late; one statement."""
    tomorrow = start_of(day_of(now) + ONE_DAY)
    late = Q(due_at__lte=now)
    counted = (
        cases.order_by()
        .values("procedure")
        .annotate(open=Count("pk"), late=Count("pk", filter=late), today=Count("pk", filter=Q(due_at__lte=tomorrow) & ~late))
        .order_by("procedure")
    )
    return tuple(Load(procedure=registry.get(row["procedure"]), open=row["open"], today=row["today"], late=row["late"]) for row in counted)


def own_cases(actor: Actor, *, procedures: Iterable[Procedure] | None = None) -> QuerySet[Case]:
    """Return the cases the actor opened, newest first."""
    cases = visible_cases(actor, procedures=tuple(procedures) if procedures is not None else None)
    return cases.filter(opener_kind=str(actor.kind), opener_id=actor.id).order_by("-received_at", "-id")
