"""The people of the stories: made with just what a story is about."""

from datetime import datetime
from uuid import NAMESPACE_URL, uuid5

from yankao.engines.cases.models import Case
from yankao.kernel.actors import Actor, ActorKind, Membership
from yankao.kernel.agencies.models import Agency
from yankao.kernel.agencies.read import subtree_ids
from yankao.kernel.days import TAIPEI, last_day_of


def at(text: str) -> datetime:
    """Return a moment in Taipei written as 2023-03-01 09:00."""
    return datetime.fromisoformat(text).replace(tzinfo=TAIPEI)


def staff(role: str, slug: str, *, name: str = "", on_behalf_of: str = "") -> Actor:
    """Return somebody who holds a role in an agency."""
    agency = Agency.objects.get(slug=slug)
    held = Membership(
        role=role, agency_id=agency.pk, agency_ids=frozenset(subtree_ids(agency.path)), agency_name=agency.name, division=agency.division,
        on_behalf_of=on_behalf_of,
    )  # fmt: skip
    return Actor(kind=ActorKind.USER, id=str(uuid5(NAMESPACE_URL, f"{role}@{slug}")), name=name or f"{agency.short_name}{role}", memberships=(held,))


def citizen(name: str = "王小明") -> Actor:
    """Return a citizen with an account."""
    return Actor(kind=ActorKind.CITIZEN, id=str(uuid5(NAMESPACE_URL, name)), name=name)


def due_day(case: Case) -> str:
    """Return the last day on which the case is in time."""
    assert case.due_at is not None
    return str(last_day_of(case.due_at))
