"""行程立案: the inspection of a visit is opened by those named on it, with all that the schedule and the register of tenders know."""

from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from yankao.divisions.engineering.draws.draw_tables import Reader, Visit
from yankao.divisions.engineering.draws.secrets_kept import require_open
from yankao.divisions.engineering.logic.scoring_facts import Occasion
from yankao.divisions.engineering.procedures.inspection import INSPECTION, Inspection
from yankao.divisions.engineering.procedures.reinspection import REINSPECTION
from yankao.divisions.engineering.roles import is_engineer
from yankao.engines.cases.advance import advance
from yankao.engines.cases.declare import Procedure
from yankao.engines.cases.models import Case
from yankao.engines.cases.open import Origin, open_case
from yankao.kernel import audit
from yankao.kernel.actors import Actor, ActorKind

SOURCE = "visit"
OPEN = (Visit.State.PLANNED, Visit.State.DONE)
OCCASIONS = (("全民督工", Occasion.CITIZEN), ("進度落後", Occasion.LAGGING), ("標價偏低", Occasion.LOW_PRICE))
"""What a ground of article 4 says, and the occasion it is; the first that stands in the ground counts."""


def open_inspection(visit_id: int, *, actor: Actor, now: datetime) -> Case:
    """Open the inspection of a visit, the second one of a tender's year as 複查; asked for twice, the same case is given.

    Raises:
        PermissionDenied: the actor is no engineer, or is not named on the visit (the try stays on record).
        ValidationError: the visit was given up.
    """
    if not is_engineer(actor):
        raise PermissionDenied("僅工程查核人員得開立查核案件")
    # Outside the transaction of the deed, so that a refused try stays on record.
    require_open(Visit.objects.get(pk=visit_id), "開立查核案件", actor=actor, now=now)
    with transaction.atomic():
        visit = Visit.objects.select_for_update(of=("self",)).select_related("tender__agency", "tender__district", "case").get(pk=visit_id)
        if visit.case is not None:
            return visit.case
        if visit.state not in OPEN:
            raise ValidationError(f"此行程為「{visit.get_state_display()}」，不能立案")
        facts = {"tender": visit.tender, "occasion": _occasion(visit), "planned_on": visit.visit_on, "led_by": visit.leader}
        origin = Origin(source=SOURCE, is_simulated=visit.tender.is_simulated)
        case = open_case(_kind(visit), actor=actor, now=now, facts=facts, origin=origin)
        Visit.objects.filter(pk=visit.pk).update(case=case)
        audit.record(subject_kind="visit", subject_id=str(visit.public_id), verb="open_case", actor=actor, at=now, values={"case": case.number})
    return case


def open_many(visits: Iterable[Visit], *, actor: Actor, now: datetime) -> tuple[list[Case], list[str]]:
    """Open the inspections of several visits; what could not be opened is told, the others stay opened."""
    opened, wrong = [], []
    for visit in visits:
        try:
            opened.append(open_inspection(visit.pk, actor=actor, now=now))
        except ValidationError as error:
            wrong.append(f"{visit.tender.number}：{'；'.join(error.messages)}")
    return opened, wrong


def to_open(visits: Iterable[Visit], actor: Actor) -> list[Visit]:
    """Return those of the visits whose inspection the actor may still open."""
    found = [it for it in visits if it.case_id is None and it.state in OPEN]
    if not is_engineer(actor) or actor.kind is not ActorKind.USER:
        return []
    named = set(Reader.objects.filter(user_id=actor.id, visit__in=found).values_list("visit_id", flat=True))
    return [it for it in found if it.pk in named]


def call_off(visit: Visit, *, actor: Actor, now: datetime) -> None:
    """Cancel the inspection of a visit that is given up, unless it has been made; the reason is that of the visit."""
    case = visit.case
    if case is not None and case.step == INSPECTION.first:
        advance(case, "cancel", actor=actor, now=now, facts={}, reason=f"行程{visit.get_state_display()}：{visit.note}")


def _kind(visit: Visit) -> Procedure:
    """Return 複查 for the second visit to a tender in a year, 查核 for the first."""
    year = visit.visit_on.year
    is_second = Inspection.objects.filter(tender=visit.tender, inspected_on__year=year, inspected_on__lte=visit.visit_on).exists()
    return REINSPECTION if is_second else INSPECTION


def _occasion(visit: Visit) -> Occasion:
    if visit.chosen != Visit.Chosen.PRIORITY:
        return Occasion.ORDINARY
    return next((occasion for words, occasion in OCCASIONS if words in visit.ground), Occasion.ORDINARY)
