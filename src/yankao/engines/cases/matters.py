"""Mother cases (母案): a report of a matter is merged into its mother by itself, or many by hand; each keeps its number and reporter."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet

from yankao.engines.cases import registry
from yankao.engines.cases.change import verb_of
from yankao.engines.cases.declare import Procedure, steps_of
from yankao.engines.cases.deed import doing
from yankao.engines.cases.emergency_read import InForce
from yankao.engines.cases.errors import WrongStep
from yankao.engines.cases.join import lead_into, merge
from yankao.engines.cases.models import Case, Matter
from yankao.engines.cases.who import Who, system
from yankao.kernel.actors import Actor, job

JOINER = job("cases.matters")


def lock_matter(matter_id: int) -> Matter | None:
    """Lock a matter with its mother case before anything of a new report is written: always in this order, so that nobody waits crosswise."""
    matter = Matter.objects.select_for_update().filter(pk=matter_id, ended_at__isnull=True).first()
    if matter is not None and matter.mother_id is not None:
        matter.mother = Case.objects.select_for_update().get(pk=matter.mother_id)
    return matter


def take_report(case: Case, matter: Matter, mode: InForce, detail: Any, *, now: datetime) -> None:  # noqa: ANN401  the detail of any procedure
    """Merge a new report into the mother case of its matter, or make it the mother where there is none that still waits for its answer."""
    response = registry.get(case.procedure).response
    if case.is_test or (response is not None and response.keeps_own is not None and response.keeps_own(detail)):
        return
    mother = matter.mother
    if mother is None or not takes_reports(mother):
        _make_mother(matter, case)
        return
    with doing(case.pk, "merge", by=system, actor=JOINER, now=now, reason=f"應變模式「{mode.name}」{matter.name}：併入母案 {mother.number}") as deed:
        lead_into(deed, mother)
    for name in ("merged_into_id", "closed_at", "due_at", "version"):
        setattr(case, name, getattr(deed.case, name))


def takes_reports(mother: Case) -> bool:
    """Whether new reports may still go into a mother case: not once it is answered, for they may tell of something new."""
    return mother.closed_at is None and mother.merged_into_id is None and mother.step not in answered_steps(registry.get(mother.procedure))


def answered_steps(procedure: Procedure) -> tuple[str, ...]:
    """Return the steps at which a case of the procedure is answered: where its first time limit stops."""
    return tuple(str(step) for step in steps_of(procedure.deadlines[0].stop)) if procedure.deadlines else ()


def choose_mother(matter: Matter, case: Case, *, actor: Actor, now: datetime) -> Matter:
    """Make an open case of the item the mother of a matter; what went into an earlier mother stays there."""
    with transaction.atomic():
        lock_matter(matter.pk)
        with doing(case.pk, "make_mother", by=_merger(case), actor=actor, now=now, reason=f"列為「{matter.name}」母案") as deed:
            if deed.case.category_id != matter.category_id or (matter.area and deed.case.district_id != matter.area):
                raise ValidationError({"case": "母案的項目及行政區應與事項相同"})
            if not takes_reports(deed.case):
                raise WrongStep("母案應為尚未回報或回復、未併案的案件。")
            _make_mother(matter, deed.case)
    return matter


def _make_mother(matter: Matter, case: Case) -> None:
    matter.mother = case
    Matter.objects.filter(pk=matter.pk).update(mother=case)


def _merger(case: Case) -> Who | None:
    verb = verb_of(case, "merge")
    return verb.by if verb else None


def loose_reports(matter: Matter) -> QuerySet[Case]:
    """Return the open reports of the item there that stand beside the mother case."""
    cases = Case.objects.filter(category=matter.category_id, closed_at__isnull=True, merged_into__isnull=True, is_historical=False, is_test=False)
    if matter.area:
        cases = cases.filter(district=matter.area)
    answered = answered_steps(registry.get(matter.category.procedure))
    if matter.mother_id is not None:
        cases = cases.exclude(pk=matter.mother_id)
    return cases.exclude(step__in=answered).order_by("received_at", "id")


def put_under(case: Case, matter: Matter, *, actor: Actor, now: datetime) -> Case:
    """Merge one report into the mother case of a matter by hand."""
    if matter.mother is None:
        raise ValidationError("此事項還沒有母案，請先指定母案。")
    return merge(case, into=matter.mother, actor=actor, now=now, reason=f"應變事項「{matter.name}」併入母案 {matter.mother.number}")


def children_of(mothers: Iterable[int]) -> QuerySet[Case]:
    """Return the reports merged into mother cases."""
    return Case.objects.filter(merged_into__in=list(mothers))
