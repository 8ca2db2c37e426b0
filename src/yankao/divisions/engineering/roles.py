"""Who works on 工程查核 and who beside it: the rules its procedures and registers share."""

from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Q, QuerySet

from yankao.divisions.engineering.draws.draw_tables import Visit
from yankao.engines.cases.models import Case
from yankao.engines.cases.who import Who, assisting, case_agency, case_agency_role, division, informed, role
from yankao.kernel.actors import Actor

ENGINEER = division("engineering", name="工程查核人員")
HANDLER = case_agency_role("clerk", "agency_lead", "controller", name="主辦機關")
LEAD = case_agency_role("agency_lead", "controller", name="機關主管或管考窗口")
OVERSIGHT = role("mayor_office", "auditor", name="市長室、稽核人員")
PLANNED = "planned"
READERS = ENGINEER | case_agency | assisting | informed | OVERSIGHT


def is_engineer(actor: Actor) -> bool:
    """Whether somebody belongs to the commission's unit of inspection."""
    return any(held.division == "engineering" for held in actor.memberships)


def reads_engineering(actor: Actor) -> bool:
    """Whether somebody may read the registers of inspection."""
    return is_engineer(actor) or actor.has_role("controller", "agency_lead", "clerk", "auditor", "mayor_office")


@dataclass(frozen=True, slots=True, kw_only=True)
class _AtSteps(Who):
    """Whoever, while the case stands at one of the steps: what is secret before a visit is open after its record went out."""

    steps: tuple[str, ...]
    name: str = field(compare=False)

    def allows(self, actor: Actor, case: Case | None = None) -> bool:  # noqa: ARG002  the rule is about the case alone
        return case is None or case.step in self.steps

    def filter(self, actor: Actor) -> Q:  # noqa: ARG002  the rule is about the case alone
        return Q(step__in=self.steps)

    def describe(self) -> str:
        return self.name


def once_at(*steps: str, name: str) -> Who:
    """Whoever, once the case has come to one of the steps."""
    return _AtSteps(steps=tuple(str(step) for step in steps), name=name)


@dataclass(frozen=True, slots=True, kw_only=True)
class _UnlessPlannedInSecret(Who):
    """Whoever, unless the case was opened from a visit still to come on which they are not named (作業辦法第13條)."""

    def allows(self, actor: Actor, case: Case | None = None) -> bool:
        return case is None or not _secret_to(actor).filter(case_id=case.pk).exists()

    def filter(self, actor: Actor) -> Q:
        return ~Q(pk__in=_secret_to(actor).values("case_id"))

    def describe(self) -> str:
        return "行程排定期間限知悉人員"


def _secret_to(actor: Actor) -> "QuerySet[Visit]":
    planned = Visit.objects.filter(state=Visit.State.PLANNED, case__step=PLANNED)
    try:
        return planned.exclude(readers__user_id=UUID(actor.id))
    except ValueError:
        return planned


unless_planned_in_secret = _UnlessPlannedInSecret()
