"""Who acts: a frozen value that every verb is handed, so that nothing below the shell reads a request or a session."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class ActorKind(StrEnum):
    """What sort of thing acts. Stored with every deed, beside the id and the name as it was then."""

    USER = "user"
    CITIZEN = "citizen"
    APPLICATION = "application"
    JOB = "job"


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    """One role of one actor in one agency for a period (職務); `on_behalf_of` names the absent person of a deputy (職務代理人).

    `agency_ids` holds the agency itself and every unit below it, so that a rule needs no join to tell whose case it is.
    """

    role: str
    agency_id: int
    agency_ids: frozenset[int]
    agency_name: str = ""
    division: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    on_behalf_of: str = ""

    def is_valid(self, day: date) -> bool:
        """Whether the membership counts on `day`; both ends inclusive, None is open."""
        return (self.starts_on is None or self.starts_on <= day) and (self.ends_on is None or day <= self.ends_on)


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who does a deed: kind, stable id, name as it is now, and the memberships valid now."""

    kind: ActorKind
    id: str
    name: str
    memberships: tuple[Membership, ...] = ()
    scopes: tuple[str, ...] = ()

    def has_role(self, *roles: str) -> bool:
        """Whether any membership carries one of the roles."""
        return any(m.role in roles for m in self.memberships)

    def agency_ids(self, *roles: str) -> frozenset[int]:
        """Ids of the agencies (and all below them) in which the actor holds one of the roles; any role when none is named."""
        return frozenset[int]().union(*(m.agency_ids for m in self.memberships if not roles or m.role in roles))


def job(name: str) -> Actor:
    """Return the actor under which a background job works, named after the job."""
    return Actor(kind=ActorKind.JOB, id=name, name=name)
