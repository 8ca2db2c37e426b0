"""The invented officials of a demonstration city who do the deeds of 管制考核."""

from yankao.kernel.actors import Actor, ActorKind, Membership
from yankao.kernel.agencies.read import by_slug, subtree_ids, unit_of


def acting(role: str, slug: str, name: str) -> Actor:
    """Return an invented official of an agency."""
    agency = by_slug(slug)
    held = Membership(
        role=role, agency_id=agency.pk, agency_ids=frozenset(subtree_ids(agency.path)), agency_name=agency.name, division=agency.division
    )  # fmt: skip
    return Actor(kind=ActorKind.USER, id=f"demo-{role}-{slug}", name=name, memberships=(held,))


def desk() -> Actor:
    """Return the invented clerk of the commission."""
    return acting("officer", unit_of("control").slug, "管考承辦（模擬）")
