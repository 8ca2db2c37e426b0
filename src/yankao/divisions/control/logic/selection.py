"""From the approved list to plans under control (核定列管項目轉入列管): each candidate once, with the facts that were agreed on."""

from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from yankao.divisions.control.procedures.project_selection import PROJECT_SELECTION, ProjectSelection, Step
from yankao.divisions.control.programmes.project_tracking import PROJECTS
from yankao.engines.progress.models import Level, Plan, Risk
from yankao.engines.progress.plans import Listing, take_over
from yankao.engines.progress.who import require
from yankao.kernel.actors import Actor
from yankao.kernel.days import day_of
from yankao.kernel.roc import YEAR_BEFORE_FIRST

SOURCE = "selection"


def waiting() -> QuerySet[ProjectSelection]:
    """Return the approved candidates that are no plans yet."""
    known = Plan.objects.filter(programme=PROJECTS.key, source=SOURCE, external_id=OuterRef("case__number"))
    approved = ProjectSelection.objects.filter(case__procedure=PROJECT_SELECTION.key, case__step=str(Step.LISTED))
    return approved.filter(~Exists(known)).select_related("case__agency").order_by("case__number")


def list_approved(*, actor: Actor, now: datetime) -> list[Plan]:
    """Put every approved candidate under control; a second run lists nothing twice."""
    require(PROJECTS.listed_by, actor, deed="核定項目轉入列管")
    return [_list(it, actor=actor, now=now) for it in waiting()]


def _list(it: ProjectSelection, *, actor: Actor, now: datetime) -> Plan:
    facts = {
        "name": it.plan_name,
        "agency": it.case.agency,
        "starts_on": it.starts_on,
        "ends_on": it.ends_on,
        "category": it.get_importance_display(),
        "level": it.level or Level.CITY,
        "risk": it.risk or Risk.MEDIUM,
        "listed_number": it.approval_number,
        "budget_public": it.budget,
    }
    listing = Listing(
        year=it.year + YEAR_BEFORE_FIRST, listed_on=day_of(now), source=SOURCE, external_id=it.case.number, is_simulated=it.case.is_simulated
    )
    return take_over(PROJECTS, actor=actor, now=now, facts=facts, listing=listing)
