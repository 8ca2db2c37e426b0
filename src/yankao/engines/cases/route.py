"""Who works on a case: transfer (改派), hand back (退回改分), ruling on competence (權責裁定), parties (協辦、會辦、副知)."""

from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError

from yankao.engines.cases.change import verb_of
from yankao.engines.cases.declare import Tell
from yankao.engines.cases.deed import Backdated, Deed, doing, require_step
from yankao.engines.cases.models import Case, Party, PartyKind
from yankao.engines.cases.who import assisting, informed
from yankao.kernel.actors import Actor
from yankao.kernel.agencies.models import Agency
from yankao.kernel.days import day_of

RETURNS_BEFORE_RULING = 2
"""The second return goes to 權責裁定 by the commission, whose decision stands."""


def transfer(
    case: Case, *, actor: Actor, now: datetime, agency: Agency, reason: str = "", back: Backdated | None = None, version: int | None = None
) -> Case:
    """Give the case to another main agency; its clock goes on."""
    verb = verb_of(case, "transfer")
    with doing(case.pk, "transfer", by=verb.by if verb else None, actor=actor, now=now, back=back, version=version, reason=reason) as deed:
        require_step(deed, verb.at if verb else (), name="改派機關")
        if deed.case.returns >= RETURNS_BEFORE_RULING:
            raise ValidationError("此案已退回二次，請以「權責裁定」決定承辦機關。")
        if deed.case.agency_id == agency.pk:
            raise ValidationError({"agency": f"此案目前就是由{agency.name}承辦"})
        _hand_to(deed, agency)
        if verb and verb.to is not None:
            deed.move(verb.to)
        deed.tells, deed.message = (Tell.AGENCY,), f"{deed.case.number} 改派至{agency.name}"
    return deed.case


def hand_back(case: Case, *, actor: Actor, now: datetime, reason: str, back: Backdated | None = None, version: int | None = None) -> Case:
    """Return a case that is not ours for a new agency (退回改分): the clock is not restarted, the return is counted."""
    verb = verb_of(case, "hand_back")
    with doing(case.pk, "hand_back", by=verb.by if verb else None, actor=actor, now=now, back=back, version=version, reason=reason) as deed:
        require_step(deed, verb.at if verb else (), name="退回改分")
        if not deed.reason:
            raise ValidationError({"reason": "退回改分請敘明理由及建議之權責機關"})
        deed.mark("returns", deed.case.returns + 1)
        _hand_to(deed, None)
        if verb and verb.to is not None:
            deed.move(verb.to)
        ruling = deed.case.returns >= RETURNS_BEFORE_RULING
        deed.tells, deed.message = (Tell.DESK,), f"{deed.case.number} {'第二次退回，請權責裁定' if ruling else '退回改分'}"
    return deed.case


def rule_on(case: Case, *, actor: Actor, now: datetime, agency: Agency, reason: str, version: int | None = None) -> Case:
    """Decide which agency is competent after the second return (權責裁定); the reason is written down."""
    verb = verb_of(case, "rule_on")
    with doing(case.pk, "rule_on", by=verb.by if verb else None, actor=actor, now=now, version=version, reason=reason) as deed:
        require_step(deed, verb.at if verb else (), name="權責裁定")
        if deed.case.returns < RETURNS_BEFORE_RULING:
            raise ValidationError("退回未達二次，請以「改派機關」處理。")
        if not deed.reason:
            raise ValidationError({"reason": "請敘明裁定理由"})
        _hand_to(deed, agency)
        if verb and verb.to is not None:
            deed.move(verb.to)
        deed.tells, deed.message = (Tell.AGENCY,), f"{deed.case.number} 權責裁定由{agency.name}承辦"
    return deed.case


def _hand_to(deed: Deed, agency: Agency | None) -> None:
    if agency is not None and agency.valid_to is not None and agency.valid_to < day_of(deed.now):
        raise ValidationError({"agency": f"{agency.name}已裁撤，請改選存續的機關"})
    deed.set("agency", agency)
    deed.mark("handler_id", None)
    deed.mark("handler_name", "")


def involve(case: Case, *, actor: Actor, now: datetime, agency: Agency, kind: PartyKind, asked: str = "") -> Party:
    """Ask an agency to assist (協辦), to be consulted (會辦) or only tell it (副知); outside bodies take part without a login."""
    verb = verb_of(case, "involve")
    with doing(case.pk, "involve", by=verb.by if verb else None, actor=actor, now=now, reason=f"{kind.label}：{agency.name}") as deed:
        require_step(deed, verb.at if verb else (), name="請其他機關參與")
        if agency.pk == deed.case.agency_id:
            raise ValidationError({"agency": "主辦機關不必再列為參與機關"})
        if Party.objects.filter(case=deed.case, agency=agency, kind=kind, ended_at__isnull=True).exists():
            raise ValidationError({"agency": f"{agency.name}已列為{kind.label}"})
        if kind in {PartyKind.ASSIST, PartyKind.CONSULT} and not asked.strip():
            raise ValidationError({"asked": "請填寫請辦事項"})
        party = Party.objects.create(case=deed.case, agency=agency, kind=kind, asked=asked.strip(), since_at=now)
        deed.tells, deed.message = (Tell.PARTIES,), f"{deed.case.number} 請{agency.name}{kind.label}"
    return party


def answer_as_party(party: Party, *, actor: Actor, now: datetime, answer: str) -> Party:
    """Write the part of an assisting or consulted agency (辦理情形), one more each window; its own members only."""
    if party.agency_id not in actor.agency_ids():
        raise PermissionDenied("限該協辦、會辦機關填復")
    if party.ended_at is not None:
        raise PermissionDenied("此機關已不參與本案")
    if not answer.strip():
        raise ValidationError({"answer": "請填寫辦理情形"})
    with doing(party.case_id, "answer_as_party", by=assisting | informed, actor=actor, now=now, reason=f"{party.get_kind_display()}機關回復") as deed:
        party.answer, party.answered_at = answer.strip(), now
        party.save(update_fields=["answer", "answered_at"])
        # The case is locked, so nobody else takes the same ordinal.
        party.answers.create(ordinal=party.answers.count() + 1, answer=party.answer, answered_at=now, answered_by=actor.name[:100])
        deed.tells, deed.message = (Tell.AGENCY,), f"{deed.case.number} 協辦機關已回復"
    return party
