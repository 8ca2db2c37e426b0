"""Who may: rules that answer for one case in Python and filter all cases in SQL, from the same words."""

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from enum import StrEnum

from django.db.models import Q

from yankao.engines.cases.models import Case, Party
from yankao.kernel.actors import Actor, ActorKind

NOTHING = Q(pk__in=())
_EVERYTHING = ~NOTHING
PROVEN = "reporter:"
"""Begins the id of a citizen who is known only as the reporter of one case."""


def both(one: Q, other: Q) -> Q:
    """Join two conditions in the fewest words: where one of them allows everything the other does, the other alone is asked."""
    if _allows_all_of(one, other):
        return other
    return one if _allows_all_of(other, one) else one & other


def _allows_all_of(wide: Q, narrow: Q) -> bool:
    ways = _ways(wide)
    return wide == _EVERYTHING or narrow == NOTHING or all(way in ways for way in _ways(narrow))


def _ways(condition: Q) -> list[object]:
    """Return the conditions of which one is enough."""
    is_choice = not condition.negated and (condition.connector == Q.OR or len(condition.children) == 1)
    return list(condition.children) if is_choice else [condition]


class Reach(StrEnum):
    """How many cases a rule lets an actor at, told without looking at them."""

    ALL = "all"
    SOME = "some"
    NONE = "none"


class Who(ABC):
    """A rule on actors and cases. Rules are joined with | (either) and & (both)."""

    @abstractmethod
    def allows(self, actor: Actor, case: Case | None = None) -> bool:
        """Whether the actor may, for this case; without a case: whether it may for some case it would open or have."""

    @abstractmethod
    def filter(self, actor: Actor) -> Q:
        """Return the condition that selects exactly the cases for which `allows` is true."""

    @abstractmethod
    def describe(self) -> str:
        """Return the rule as a clerk would say it."""

    def reach(self, actor: Actor) -> Reach:
        """Return whether the rule selects every case for the actor, those that fit a condition, or none."""
        condition = self.filter(actor)
        return Reach.NONE if condition == NOTHING else Reach.ALL if condition == _EVERYTHING else Reach.SOME

    def __or__(self, other: "Who") -> "Who":
        return _Either(parts=(self, other))

    def __and__(self, other: "Who") -> "Who":
        return _Both(parts=(self, other))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Either(Who):
    parts: tuple[Who, ...]

    def allows(self, actor: Actor, case: Case | None = None) -> bool:
        return any(part.allows(actor, case) for part in self.parts)

    def filter(self, actor: Actor) -> Q:
        condition = NOTHING
        for part in self.parts:
            found = part.filter(actor)
            if found == _EVERYTHING:
                return _EVERYTHING
            condition = found if condition == NOTHING else condition if found == NOTHING else condition | found
        return condition

    def describe(self) -> str:
        return "、".join(dict.fromkeys(part.describe() for part in self.parts))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Both(Who):
    parts: tuple[Who, ...]

    def allows(self, actor: Actor, case: Case | None = None) -> bool:
        return all(part.allows(actor, case) for part in self.parts)

    def filter(self, actor: Actor) -> Q:
        condition = _EVERYTHING
        for part in self.parts:
            condition = both(condition, part.filter(actor))
        return condition

    def describe(self) -> str:
        return "且".join(part.describe() for part in self.parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Holding(Who):
    """Whoever holds one of the roles, in whichever agency: the answer does not depend on the case."""

    roles: tuple[str, ...] = ()
    division: str = ""
    name: str = field(default="", compare=False)

    def allows(self, actor: Actor, case: Case | None = None) -> bool:  # noqa: ARG002  the rule is about the actor alone
        return any(
            (not self.roles or held.role in self.roles) and (not self.division or held.division == self.division) for held in actor.memberships
        )

    def filter(self, actor: Actor) -> Q:
        return _EVERYTHING if self.allows(actor) else NOTHING

    def describe(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kind(Who):
    kind: ActorKind
    name: str
    scope: str = ""

    def allows(self, actor: Actor, case: Case | None = None) -> bool:  # noqa: ARG002  the rule is about the actor alone
        return actor.kind is self.kind and (not self.scope or self.scope in actor.scopes)

    def filter(self, actor: Actor) -> Q:
        return _EVERYTHING if self.allows(actor) else NOTHING

    def describe(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class _OwnAgency(Who):
    """Members of the case's main agency (主辦機關), or of an agency above it."""

    roles: tuple[str, ...] = ()
    name: str = field(default="承辦機關", compare=False)

    def allows(self, actor: Actor, case: Case | None = None) -> bool:
        mine = actor.agency_ids(*self.roles)
        return bool(mine) if case is None else case.agency_id in mine

    def filter(self, actor: Actor) -> Q:
        mine = actor.agency_ids(*self.roles)
        return Q(agency_id__in=sorted(mine)) if mine else NOTHING

    def describe(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class _Party(Who):
    """Members of an agency that takes part beside the main one (協辦、會辦、副知)."""

    kinds: tuple[str, ...]
    name: str = field(compare=False)

    def allows(self, actor: Actor, case: Case | None = None) -> bool:
        mine = actor.agency_ids()
        if case is None:
            return bool(mine)
        return any(party.kind in self.kinds and party.agency_id in mine and party.ended_at is None for party in case.parties.all())

    def filter(self, actor: Actor) -> Q:
        mine = actor.agency_ids()
        if not mine:
            return NOTHING
        return Q(pk__in=Party.objects.filter(kind__in=self.kinds, agency_id__in=sorted(mine), ended_at__isnull=True).values("case_id"))

    def describe(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class _Opener(Who):
    """Whoever opened the case: the citizen with an account, the clerk who entered it."""

    def allows(self, actor: Actor, case: Case | None = None) -> bool:
        return case is None or (case.opener_kind == actor.kind and case.opener_id == actor.id)

    def filter(self, actor: Actor) -> Q:
        return Q(opener_kind=str(actor.kind), opener_id=actor.id)

    def describe(self) -> str:
        return "立案人"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reporter(Who):
    """Whoever proved to be the reporter of the case, by its number and the contact left with it; known by the reporter's row."""

    def allows(self, actor: Actor, case: Case | None = None) -> bool:
        return case is None or (actor.kind is ActorKind.CITIZEN and case.reporter_id is not None and actor.id == f"{PROVEN}{case.reporter_id}")

    def filter(self, actor: Actor) -> Q:
        is_proven = actor.kind is ActorKind.CITIZEN and actor.id.startswith(PROVEN)
        return Q(reporter_id=actor.id.removeprefix(PROVEN)) if is_proven else NOTHING

    def describe(self) -> str:
        return "反映人"


def role(*roles: str, name: str) -> Who:
    """Whoever holds one of the roles, in any agency."""
    return _Holding(roles=roles, name=name)


def division(key: str, name: str = "研考會業務組") -> Who:
    """Members of the commission's unit for a division (研考會各組)."""
    return _Holding(division=key, name=name)


def case_agency_role(*roles: str, name: str) -> Who:
    """Members of the case's main agency who hold one of the roles."""
    return _OwnAgency(roles=roles, name=name)


def application(scope: str) -> Who:
    """A program with a key whose scopes hold `scope`."""
    return _Kind(kind=ActorKind.APPLICATION, scope=scope, name="介接應用程式")


case_agency: Who = _OwnAgency()
assisting: Who = _Party(kinds=("assist", "consult"), name="協辦、會辦機關")
informed: Who = _Party(kinds=("inform",), name="副知機關")
opener: Who = _Opener()
reporter: Who = _Reporter()
citizen: Who = _Kind(kind=ActorKind.CITIZEN, name="市民")
system: Who = _Kind(kind=ActorKind.JOB, name="系統")
