"""委員評分: who scores an inspection, their sheets signed and locked, and who may see them; nobody sees another's before giving the own."""

import hmac
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from hashlib import sha256

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet

from yankao.divisions.engineering.logic.score_models import ScoreSheet
from yankao.divisions.engineering.logic.scoring import HIGHEST, LOWEST
from yankao.divisions.engineering.logic.scoring_facts import InspectionFacts
from yankao.divisions.engineering.logic.site_sync import PROCEDURES
from yankao.divisions.engineering.roles import ENGINEER, OVERSIGHT
from yankao.engines.cases import registry
from yankao.engines.cases.models import Case
from yankao.engines.notices.models import Notice
from yankao.engines.notices.tell import Telling, tell
from yankao.engines.panel.conflicts import Involved, Suspicion
from yankao.engines.panel.experts import eligible, suggested
from yankao.engines.panel.models import Expert, Proof
from yankao.kernel import audit
from yankao.kernel.actors import Actor
from yankao.kernel.days import day_of

POOL = "engineering.inspection"
SCORING = ("inspected", "sent")
TOLD = (*SCORING, "graded")
PLACE = "/inspection-scores/"


def seat(case: Case, expert_id: int, *, actor: Actor, now: datetime, cleared: str = "") -> ScoreSheet:
    """Ask a member for a sheet, once the site was visited; a conflict the data suggest needs the reason why it is none.

    Raises:
        PermissionDenied: the actor is no engineer.
        ValidationError: not in the pool, there already, or a suspected conflict without a reason.
    """
    _require_engineer(actor)
    with _locked(case) as locked:
        expert = eligible(POOL, on=day_of(now)).filter(pk=expert_id).first()
        if expert is None:
            raise ValidationError({"expert": "此人不在可遴聘的名單內，或有不得擔任的事由"})
        if (found := suspected(locked, expert, now=now)) and not cleared.strip():
            raise ValidationError({"cleared": f"應予迴避：{'、'.join(each.describe() for each in found)}；不迴避者請敘明理由"})
        sheet = ScoreSheet(
            case=locked, expert=expert, is_external=expert.is_external, cleared_because=cleared.strip()[:300], seated_at=now,
            seated_by_name=actor.name[:200],
        )  # fmt: skip
        sheet.validate_constraints()
        sheet.save(force_insert=True)
        _record(locked, "seat_member", actor=actor, now=now, values={"expert": expert.pk, "cleared": cleared})
        if expert.account_id:
            tell([_asking(locked, expert)], now=now)
    return sheet


def unseat(case: Case, sheet_id: int, *, actor: Actor, now: datetime, reason: str) -> None:
    """Take back the request for a sheet that was not given (請假、迴避), with the reason."""
    _require_engineer(actor)
    with _locked(case) as locked:
        sheet = _open_sheet(locked, pk=sheet_id)
        if not reason.strip():
            raise ValidationError({"reason": "請敘明不參與評分之理由"})
        sheet.delete()
        _record(locked, "unseat_member", actor=actor, now=now, values={"expert": sheet.expert_id, "reason": reason})


def sign(case: Case, *, actor: Actor, now: datetime, given: int, remark: str, proof: Proof) -> ScoreSheet:
    """Sign the own sheet and lock it; how the member proved who they are was checked by whoever calls this, and is written down."""
    with _locked(case) as locked:
        own = own_sheet(locked, actor)
        if own is None:
            raise PermissionDenied("只有本次查核的委員可以評分，且不得代理")
        return _lock(locked, _open_sheet(locked, pk=own.pk), actor=actor, now=now, given=given, remark=remark, proof=proof)


def enter_paper(case: Case, sheet_id: int, *, actor: Actor, now: datetime, given: int, remark: str = "") -> ScoreSheet:
    """Enter a sheet that a member signed on paper; the paper stays with the file of the inspection."""
    _require_engineer(actor)
    with _locked(case) as locked:
        return _lock(locked, _open_sheet(locked, pk=sheet_id), actor=actor, now=now, given=given, remark=remark, proof=Proof.PAPER)


def sheets_of(case: Case) -> QuerySet[ScoreSheet]:
    """Return the sheets asked for of an inspection, signed or not."""
    return ScoreSheet.objects.filter(case=case).select_related("expert")


def own_sheet(case: Case, actor: Actor) -> ScoreSheet | None:
    """Return the actor's own sheet of an inspection, if there is one."""
    return next((sheet for sheet in sheets_of(case) if str(sheet.expert.account_id) == actor.id), None)


def may_watch(case: Case, actor: Actor) -> bool:
    """Whether the actor runs the inspection or watches over it, and may see who has signed."""
    return ENGINEER.allows(actor, case) or OVERSIGHT.allows(actor, case)


def may_see_scores(case: Case, actor: Actor) -> bool:
    """Whether the actor may see the scores of all: a member once the own sheet is signed, the office unless it owes one itself."""
    own = own_sheet(case, actor)
    return may_watch(case, actor) if own is None else own.signed_at is not None


def suspected(case: Case, expert: Expert, *, now: datetime) -> tuple[Suspicion, ...]:
    """Return what the data suggest against a member: ties to the agency, the contractor or the supervisor."""
    it = registry.get(case.procedure).detail._default_manager.get(pk=case.pk)
    assert isinstance(it, InspectionFacts)
    involved = [Involved(name=name) for name in (it.contractor, it.supervisor) if name]
    if case.agency is not None:
        involved.append(Involved(name=case.agency.name, agency_id=case.agency.pk))
    return suggested(expert, involved, on=it.inspected_on or day_of(now))


def is_intact(sheet: ScoreSheet) -> bool:
    """Whether a signed sheet still holds what was signed."""
    return hmac.compare_digest(sheet.digest, _digest(sheet))


@contextmanager
def _locked(case: Case) -> Iterator[Case]:
    with transaction.atomic():
        locked = Case.objects.select_for_update(of=("self",)).select_related("agency").get(pk=case.pk, procedure__in=PROCEDURES)
        if locked.step not in SCORING:
            raise ValidationError("登錄查核之後、通知成績之前始得評分")
        yield locked


def _open_sheet(case: Case, *, pk: int) -> ScoreSheet:
    sheet = sheets_of(case).filter(pk=pk).first()
    if sheet is None:
        raise ValidationError("此委員未列入本次查核")
    if sheet.signed_at is not None:
        raise ValidationError("此評分表已簽署並鎖定，不能修改")
    return sheet


def _lock(case: Case, sheet: ScoreSheet, *, actor: Actor, now: datetime, given: int, remark: str, proof: Proof) -> ScoreSheet:
    if not LOWEST <= given <= HIGHEST:
        raise ValidationError({"given": f"委員評分應在{LOWEST}至{HIGHEST}分之間"})
    sheet.given, sheet.remark, sheet.proof = given, remark.strip(), proof
    sheet.signed_at, sheet.signed_by_name = now, actor.name[:200]
    sheet.digest = _digest(sheet)
    sheet.save()
    _record(case, "sign_score", actor=actor, now=now, values={"sheet": sheet.pk, "digest": sheet.digest, "proof": proof})
    return sheet


def _digest(sheet: ScoreSheet) -> str:
    told = {
        "case": sheet.case_id, "expert": sheet.expert_id, "given": sheet.given, "remark": sheet.remark, "by": sheet.signed_by_name,
        "signed_at": sheet.signed_at.timestamp() if sheet.signed_at else None, "proof": str(sheet.proof),
    }  # fmt: skip
    return sha256(json.dumps(told, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _asking(case: Case, expert: Expert) -> Telling:
    return Telling(
        recipient_kind=Notice.Recipient.ACCOUNT, recipient_id=str(expert.account_id), subject_kind="page", subject_id=f"{PLACE}{case.number}/",
        title=f"請簽署查核評分表：{case.number}", text="簽署後不能修改；簽署前看不到其他委員的評分。",
    )  # fmt: skip


def _require_engineer(actor: Actor) -> None:
    if not ENGINEER.allows(actor):
        raise PermissionDenied("委員評分由工程查核人員辦理")


def _record(case: Case, verb: str, *, actor: Actor, now: datetime, values: dict[str, object]) -> None:
    audit.record(subject_kind="case", subject_id=case.number, verb=f"{case.procedure}:{verb}", actor=actor, at=now, values=values)
