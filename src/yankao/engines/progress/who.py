"""Who may, for a plan: the rules of cases on actors and agencies, asked of the plan's agency."""

from django.core.exceptions import PermissionDenied

from yankao.engines.cases.models import Case
from yankao.engines.cases.who import Who
from yankao.engines.progress.models import Plan
from yankao.kernel.actors import Actor


def may(rule: Who, actor: Actor, plan: Plan | None = None) -> bool:
    """Whether a rule lets the actor, for this plan or for some plan; a plan is asked like a case of its agency."""
    return rule.allows(actor, None if plan is None else Case(agency_id=plan.agency_id))


def require(rule: Who, actor: Actor, plan: Plan | None = None, *, deed: str) -> None:
    """Refuse the actor whom the rule does not let, and say who may."""
    if not may(rule, actor, plan):
        raise PermissionDenied(f"您沒有「{deed}」的權限（{rule.describe()}）")
