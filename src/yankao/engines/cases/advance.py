"""Do one declared deed on a case (辦理動作), and open the case that follows on where the declaration says so."""

from datetime import datetime

from django.core.exceptions import ValidationError

from yankao.engines.cases import registry
from yankao.engines.cases.declare import Action, FollowOn, steps_of
from yankao.engines.cases.deed import Backdated, Deed, doing, require_step
from yankao.engines.cases.errors import WrongStep
from yankao.engines.cases.facts import Facts, clean
from yankao.engines.cases.models import Case, CaseNote
from yankao.engines.cases.open import Origin, open_follow_on
from yankao.kernel.actors import Actor

TEXT_FACTS = ("internal_note", "public_reply")
"""Texts any deed may carry: the internal 處理紀錄 and the public 回復, kept apart."""


def advance(
    case: Case,
    key: str,
    *,
    actor: Actor,
    now: datetime,
    facts: Facts | None = None,
    reason: str = "",
    reason_code: str = "",
    back: Backdated | None = None,
    version: int | None = None,
) -> Case:
    """Do the deed `key` on a case and return the case as it is afterwards.

    Raises:
        PermissionDenied: the actor may not.
        WrongStep: the case is at another step, or is not overdue where the deed waits for that.
        ValidationError: a fact is missing or wrong, a reason is missing, or the guard refused.
        Conflict: somebody changed the case since `version`.
    """
    action = registry.get(case.procedure).action(key)
    if action.through_reply:
        raise WrongStep(f"「{action.name}」請循擬復、核稿、決行的程序辦理。")
    with doing(case.pk, key, by=action.by, actor=actor, now=now, back=back, version=version, reason=reason) as deed:
        check_may_act(deed, action)
        apply_action(deed, action, facts or {})
        if action.followed_by is not None:
            _follow_on(deed, action.followed_by, reason_code=reason_code)
    return deed.case


def check_may_act(deed: Deed, action: Action) -> None:
    """Refuse a deed at the wrong step, before its time, without its reason, or past the letter it must go out with."""
    require_step(deed, steps_of(action.at), name=action.name, follows_merge=action.follows_merge)
    if action.only_overdue and (deed.case.due_at is None or deed.now < deed.case.due_at):
        raise WrongStep(f"「{action.name}」須於逾期後才能辦理。")
    if action.needs_reason and not deed.reason:
        raise ValidationError({"reason": f"「{action.name}」請填寫理由"})


def apply_action(deed: Deed, action: Action, facts: Facts) -> None:
    """Take the facts, ask the guard, lead the case on."""
    texts = {name: str(facts.get(name) or "") for name in TEXT_FACTS}
    asked = {name: value for name, value in facts.items() if name not in TEXT_FACTS}
    cleaned = clean(deed.procedure, asked, asks=action.asks, may_ask=action.may_ask, now=deed.now, record=action.record)
    for name, value in cleaned.detail.items():
        deed.set_detail(name, value)
    for name, value in cleaned.case.items():
        deed.set(name, value)
    _recount(deed, cleaned.detail)
    if action.record is not None:
        record = action.record
        deed.also(lambda passage: record(case=deed.case, passage=passage, **cleaned.record))
    deed.note(CaseNote.Kind.INTERNAL, texts["internal_note"])
    deed.note(CaseNote.Kind.PUBLIC, texts["public_reply"])
    if action.guard is not None and (refusal := action.guard(deed.detail)):
        raise ValidationError(refusal)
    if action.to is not None:
        deed.move(action.to)
    deed.tells = action.tells
    deed.message = f"{deed.case.number} {action.name}"


def _recount(deed: Deed, facts: Facts) -> None:
    """A limit that runs already is given anew when the deed says another date to count it from."""
    for deadline in deed.procedure.deadlines:
        if deadline.counts_from in facts and deed.clocks.is_running(deadline.key):
            deed.clocks.recount(deadline, at=deed.occurred_at, detail=deed.detail)


def _follow_on(deed: Deed, follow: FollowOn, *, reason_code: str) -> None:
    """Open the case that follows on; it takes over subject, place and reporter, and the first receipt stays on the chain."""
    if reason_code not in dict(follow.reasons):
        raise ValidationError({"reason_code": f"請選擇理由：{'、'.join(name for _, name in follow.reasons)}"})
    procedure = registry.get(follow.procedure)
    case = deed.case
    names = ("title", "description", "channel", "address", "district", "village", "lat", "long", "agency")
    told = follow.facts(deed.detail) if follow.facts is not None else {}
    askable = {*procedure.asks, *procedure.may_ask, "title", "district", "village", "lat", "long", "agency"}
    carried = {name: getattr(case, name) for name in names if name in askable and getattr(case, name)}
    carried |= {name: value for name, value in told.items() if name in askable}
    if not follow.keeps_agency:
        carried.pop("agency", None)
    if carried.get("channel") not in dict(procedure.channels):
        carried.pop("channel", None)
    origin = Origin(parent=case, reason_code=reason_code, reason=dict(follow.reasons)[reason_code], reporter_id=case.reporter_id)
    follower = open_follow_on(procedure, actor=deed.actor, now=deed.now, facts=carried, origin=origin)
    deed.note(CaseNote.Kind.INTERNAL, f"改列「{procedure.name}」{follower.number}：{origin.reason}")
