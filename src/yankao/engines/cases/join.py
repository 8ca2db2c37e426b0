"""Cases that belong together: merge (併案) and un-merge; every reporter is told and nothing of either case is lost."""

from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from yankao.engines.cases.change import verb_of
from yankao.engines.cases.declare import Tell
from yankao.engines.cases.deed import Deed, doing, require_step
from yankao.engines.cases.models import Case, CaseLink, LinkKind
from yankao.kernel.actors import Actor


def merge(case: Case, *, into: Case, actor: Actor, now: datetime, reason: str = "") -> Case:
    """Merge `case` into `into`: it closes, keeps its own number and history, and its reporter follows the other case.

    Raises:
        ValidationError: the same case, another procedure, a closed or already merged one.
    """
    verb = verb_of(case, "merge")
    with transaction.atomic():
        first, second = sorted((case.pk, into.pk))  # one order of locks, so that two clerks merging crosswise do not block each other
        locked = {found.pk: found for found in Case.objects.select_for_update().filter(pk__in=(first, second)).order_by("pk")}
        _check_merge(locked[case.pk], locked[into.pk], actor=actor)
        with doing(case.pk, "merge", by=verb.by if verb else None, actor=actor, now=now, reason=reason or f"併入 {into.number}") as deed:
            require_step(deed, verb.at if verb else (), name="併案")
            lead_into(deed, into)
    return deed.case


def lead_into(deed: Deed, into: Case) -> None:
    """Close the case of a deed into another, whose row the caller has locked; its reporter is told and follows the other case."""
    deed.mark("merged_into", into)
    deed.mark("closed_at", deed.now)
    deed.mark("due_at", None)
    ordinal = CaseLink.objects.filter(from_case=into, kind=LinkKind.MERGED).count() + 1
    CaseLink.objects.create(from_case=into, to_case=deed.case, kind=LinkKind.MERGED, ordinal=ordinal, reason=deed.reason[:400], made_at=deed.now)
    deed.tells, deed.message = (Tell.REPORTER,), f"{deed.case.number} 已併入 {into.number} 一併處理"


def _check_merge(case: Case, into: Case, *, actor: Actor) -> None:
    verb = verb_of(into, "merge")
    if verb is None or not verb.by.allows(actor, into):
        raise PermissionDenied("您沒有併入該案件的權限")
    if case.pk == into.pk:
        raise ValidationError({"into": "不能併入自己"})
    if case.procedure != into.procedure:
        raise ValidationError({"into": "不同程序的案件不能併案，請改用關聯案件"})
    if into.merged_into_id is not None:
        raise ValidationError({"into": f"{into.number} 本身已併入其他案件，請併入最終的案件"})
    if into.closed_at is not None:
        raise ValidationError({"into": f"{into.number} 已結案，不能再併入"})
    if case.merged_into_id is not None:
        raise ValidationError({"into": "此案件已併案"})
    if case.merged_cases.exists():
        raise ValidationError({"into": "已有其他案件併入此案，請改以此案為主"})


def unmerge(case: Case, *, actor: Actor, now: datetime, reason: str) -> Case:
    """Undo a merge: the case is open again at its own step with its own clocks; the link stays, marked undone."""
    verb = verb_of(case, "merge")
    with doing(case.pk, "unmerge", by=verb.by if verb else None, actor=actor, now=now, reason=reason) as deed:
        if deed.case.merged_into_id is None:
            raise ValidationError("此案件並未併案")
        if not deed.reason:
            raise ValidationError({"reason": "請敘明取消併案的理由"})
        links = CaseLink.objects.filter(to_case=deed.case, kind=LinkKind.MERGED, undone_at__isnull=True)
        links.update(undone_at=now)
        deed.mark("merged_into", None)
        deed.mark("closed_at", None)
        _ = deed.clocks  # loads them, so that the due date is shown again
        deed.tells, deed.message = (Tell.REPORTER,), f"{deed.case.number} 已取消併案，恢復單獨處理"
    return deed.case
