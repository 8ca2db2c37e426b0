"""Which emergency covers a case (應變模式): the one in force for its item, district and moment of receipt, with what it changes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import OuterRef, Q, QuerySet, Subquery

from yankao.engines.cases import registry
from yankao.engines.cases.declare import Procedure
from yankao.engines.cases.models import Case, Emergency, EmergencyItem, EmergencyRoute, Matter
from yankao.kernel.actors import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class InForce:
    """What an emergency changes for a new case: who takes it, which matter it belongs to, whether its clocks stand."""

    emergency_id: int
    name: str
    stops_clocks: bool
    ended_at: datetime | None
    agency_id: int | None
    matter_id: int | None


def items_in_force(category: int, *, area: str, at: datetime) -> QuerySet[EmergencyItem]:
    """Return the covered items of a category for a district at a moment, the emergency begun last first."""
    is_on = Q(emergency__ended_at__isnull=True) | Q(emergency__ended_at__gt=at)
    is_here = Q(emergency__areas=[]) | (Q(emergency__areas__contains=[area]) if area else Q(pk__in=()))
    return EmergencyItem.objects.filter(is_on, is_here, category=category, emergency__starts_at__lte=at).order_by("-emergency__starts_at", "-id")


def covering(category_id: int, *, area: str, at: datetime) -> InForce | None:
    """Return what is in force for a category in a district at a moment, or None in ordinary times."""
    same = Q(emergency=OuterRef("emergency"), category=OuterRef("category"), area__in=("", area))
    routes = EmergencyRoute.objects.filter(same, undone_at__isnull=True).order_by("-area")
    matters = Matter.objects.filter(same, ended_at__isnull=True).order_by("-area")
    found = items_in_force(category_id, area=area, at=at).select_related("emergency")
    item = found.annotate(route=Subquery(routes.values("agency")[:1]), matter=Subquery(matters.values("pk")[:1])).first()
    if item is None:
        return None
    return InForce(
        emergency_id=item.emergency_id,
        name=item.emergency.name,
        stops_clocks=item.stops_clocks,
        ended_at=item.emergency.ended_at,
        agency_id=item.route,
        matter_id=item.matter,
    )


def active(*, now: datetime) -> QuerySet[Emergency]:
    """Return the emergencies that go on now."""
    return Emergency.objects.filter(starts_at__lte=now, ended_at__isnull=True)


def unended() -> QuerySet[Emergency]:
    """Return the emergencies nobody has ended, those that are still to begin included."""
    return Emergency.objects.filter(ended_at__isnull=True)


def cases_of(emergency: Emergency) -> QuerySet[Case]:
    """Return the cases received in an emergency; trial cases are left out."""
    return Case.objects.filter(emergency=emergency, is_test=False)


def responding(procedures: Iterable[Procedure] | None = None) -> tuple[Procedure, ...]:
    """Return the procedures that are run in response mode, if need be."""
    return tuple(it for it in (registry.every() if procedures is None else procedures) if it.response is not None)


def may_lead(actor: Actor) -> bool:
    """Whether the actor may start and end response mode for some procedure."""
    return any(it.response is not None and it.response.led_by.allows(actor) for it in responding())


def may_inform(actor: Actor) -> bool:
    """Whether the actor may tell all reporters of a matter, in any procedure."""
    return any(it.response is not None and it.response.informed_by.allows(actor) for it in responding())
