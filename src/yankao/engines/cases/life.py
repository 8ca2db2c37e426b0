"""The ends of a case's life that every procedure shares: withdraw (撤案), reopen (重啟), extend (展延), whose fault it was (逾期歸責)."""

from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError

from yankao.engines.cases import registry
from yankao.engines.cases.change import verb_of
from yankao.engines.cases.declare import Extension
from yankao.engines.cases.deed import Backdated, Deed, doing, require_step
from yankao.engines.cases.errors import WrongStep
from yankao.engines.cases.models import Case, ExtensionGrant
from yankao.kernel.actors import Actor
from yankao.kernel.days import Days, Hours, Months, Span, WorkDays, extended

MOST_AT_ONCE = 999
"""No extension counts further, in whatever unit: what lies beyond is a slip of the hand, and no calendar reaches there."""
UNITS: dict[str, type[Hours | Days | WorkDays | Months]] = {"hours": Hours, "days": Days, "workdays": WorkDays, "months": Months}


def withdraw(case: Case, *, actor: Actor, now: datetime, reason: str, back: Backdated | None = None, version: int | None = None) -> Case:
    """Close a case because the reporter takes it back (撤案); the reason is kept."""
    return _to(case, "withdraw", name="撤案", actor=actor, now=now, reason=reason, back=back, version=version)


def reopen(case: Case, *, actor: Actor, now: datetime, reason: str, back: Backdated | None = None, version: int | None = None) -> Case:
    """Take a closed case up again (重啟) with its reason; its clocks go on from the due date they were given."""
    if case.closed_at is None:
        raise WrongStep("案件尚未結案，不需重啟。")
    return _to(case, "reopen", name="重啟", actor=actor, now=now, reason=reason, back=back, version=version)


def _to(case: Case, key: str, *, name: str, actor: Actor, now: datetime, reason: str, back: Backdated | None, version: int | None) -> Case:
    verb = verb_of(case, key)
    with doing(case.pk, key, by=verb.by if verb else None, actor=actor, now=now, back=back, version=version, reason=reason) as deed:
        assert verb is not None
        if key == "reopen" and deed.case.closed_at is None:
            raise WrongStep("案件尚未結案，不需重啟。")
        if key != "reopen" or verb.at:
            require_step(deed, verb.at, name=name)
        if not deed.reason:
            raise ValidationError({"reason": f"「{name}」請填寫理由"})
        if verb.to is not None:
            deed.move(verb.to)
        deed.tells, deed.message = verb.tells, f"{deed.case.number} {name}"
    return deed.case


def extend(case: Case, key: str, *, actor: Actor, now: datetime, by: Span, reason: str, version: int | None = None) -> Case:
    """Extend a due date before it has passed, within what the lowest layer that the actor belongs to may grant.

    Raises:
        ValidationError: no reason, already overdue, met, or more than this layer may grant (the message names the next layer).
    """
    deadline = registry.get(case.procedure).deadline(key)
    rule = None
    for extension in deadline.extensions:
        rule = extension.by if rule is None else rule | extension.by
    with doing(case.pk, "extend", by=rule, actor=actor, now=now, version=version, reason=reason) as deed:
        if not deed.reason:
            raise ValidationError({"reason": "展延請填寫書面理由，系統將通知反映人"})
        if by.n > MOST_AT_ONCE:
            raise ValidationError({"amount": f"展延一次最多填 {MOST_AT_ONCE}，請確認數量與單位"})
        row = deed.clocks.rows.get(key)
        if row is None or row.met_at is not None:
            raise WrongStep(f"「{deadline.name}」目前沒有可展延的期限。")
        if row.paused_at is None and now >= row.due_at:
            raise WrongStep("期限已過，逾期後不得申請展延。")
        due = extended(row.due_at, by, deed.clocks.calendar)
        layer = _layer(deadline.extensions, deed, key=key, by=by, due=due)
        unit = next(name for name, kind in UNITS.items() if isinstance(by, kind))
        before, row.extended = row.due_at, row.extended + 1
        deed.clocks.move_due(deadline, due, after=now)
        deed.tells, deed.message = layer.tells, f"{deed.case.number} 「{deadline.name}」展延{by}"
        deed.also(lambda passage: ExtensionGrant(due_date=row, passage=passage, from_at=before, to_at=due, amount=by.n, unit=unit))
    return deed.case


def _layer(extensions: tuple[Extension, ...], deed: Deed, *, key: str, by: Span, due: datetime) -> Extension:
    """Find the layer that may grant this; refuse with the limit of the highest one the actor belongs to."""
    row = deed.clocks.rows[key]
    refusal = ""
    for extension in extensions:
        if not extension.by.allows(deed.actor, deed.case):
            continue
        if extension.times is not None and row.extended >= extension.times:
            refusal = f"{extension.by.describe()}最多展延{extension.times}次"
        elif extension.total is not None and due > extended(row.given_at, extension.total, deed.clocks.calendar):
            refusal = f"{extension.by.describe()}最多累計展延{extension.total}"
        else:
            return extension
    raise ValidationError({"amount": f"{refusal or '此展延'}，本次申請{by}須由上一層核准。"})


def assign_fault(case: Case, key: str, *, actor: Actor, now: datetime, fault: str, reason: str = "") -> Case:
    """Say whose fault an overdue due date was (逾期歸責): one of the declared codes, decided by whoever runs the procedure."""
    procedure = registry.get(case.procedure)
    deadline = procedure.deadline(key)
    verb = procedure.verbs.transfer
    with doing(case.pk, "assign_fault", by=verb.by if verb else None, actor=actor, now=now, reason=reason) as deed:
        row = deed.clocks.rows.get(key)
        if row is None or row.paused_at is not None or (row.met_at or now) < row.due_at:
            raise WrongStep("此案並未逾期，不需歸責。")
        if fault not in dict(deadline.faults):
            raise ValidationError({"fault": f"歸責對象應為：{'、'.join(name for _, name in deadline.faults)}"})
        deed.clocks.blame(key, fault)
        deed.reason = deed.reason or f"逾期歸責：{dict(deadline.faults)[fault]}"
    return deed.case


def may_extend(case: Case, key: str, actor: Actor) -> bool:
    """Whether some layer of the extension rules holds the actor."""
    try:
        deadline = registry.get(case.procedure).deadline(key)
    except StopIteration as missing:
        raise PermissionDenied("沒有這個期限") from missing
    return any(extension.by.allows(actor, case) for extension in deadline.extensions)
