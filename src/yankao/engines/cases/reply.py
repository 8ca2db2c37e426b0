"""The way of a reply (公文回復): drafted, parts asked of assisting agencies, checked, decided by the competent layer, numbered, sent."""

import re
from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from yankao.engines.cases import registry
from yankao.engines.cases.advance import apply_action, check_may_act
from yankao.engines.cases.declare import Reply, Tell
from yankao.engines.cases.deed import Deed, doing
from yankao.engines.cases.errors import WrongStep
from yankao.engines.cases.models import Case, CaseNote, Party, PartyKind, ReplyDraft
from yankao.engines.cases.open import next_number
from yankao.kernel.actors import Actor
from yankao.kernel.days import day_of
from yankao.kernel.roc import roc_year
from yankao.kernel.text import redact

PLACEHOLDER = re.compile(r"\{\{?[^{}]*\}?\}|【[^】]*(?:待填|請填)[^】]*】|○○+|XX+")


def reply_of(case: Case) -> Reply:
    """Return how the case's procedure sends replies; refuse where it sends none."""
    reply = registry.get(case.procedure).reply
    if reply is None:
        raise WrongStep("此程序不使用公文回復。")
    return reply


def blockers(text: str) -> list[str]:
    """Return what keeps a text from being sent: empty, placeholders not filled, personal data not masked."""
    problems = []
    if not text.strip():
        problems.append("尚未填寫回復內容")
    if found := PLACEHOLDER.search(text):
        problems.append(f"尚有未填的欄位「{found.group()}」")
    if redact(text) != text:
        problems.append("內容含有電話、身分證字號、車牌或電子郵件等個人資料，請遮蔽後再送出")
    return problems


def draft(case: Case, *, actor: Actor, now: datetime, text: str, version: int | None = None) -> ReplyDraft:
    """Write or rewrite the draft (擬復); a draft sent back is taken up again."""
    reply = reply_of(case)
    with doing(case.pk, "draft_reply", by=reply.drafted_by, actor=actor, now=now, version=version) as deed:
        found = _open_draft(deed)
        if found is None:
            found = ReplyDraft(case=deed.case, state=ReplyDraft.State.DRAFT, drafted_by=actor.name, drafted_at=now)
        elif found.state not in {ReplyDraft.State.DRAFT, ReplyDraft.State.SENT_BACK}:
            raise WrongStep("此稿已送出核稿，請先由核稿或決行人員退回。")
        found.text, found.state, found.drafted_by, found.drafted_at = text, ReplyDraft.State.DRAFT, actor.name, now
        found.save()
    return found


def merge_parts(case: Case) -> str:
    """Return the parts written by assisting and consulted agencies, each under its name, for the main agency to merge."""
    parties = Party.objects.filter(case=case, kind__in=(PartyKind.ASSIST, PartyKind.CONSULT), ended_at__isnull=True).select_related("agency")
    return "\n\n".join(f"{party.agency.name}：\n{party.answer}" for party in parties if party.answer)


def submit(case: Case, *, actor: Actor, now: datetime) -> ReplyDraft:
    """Send the draft to be checked (送核稿): every assisting agency has answered, nothing is left to fill."""
    reply = reply_of(case)
    with doing(case.pk, "submit_reply", by=reply.drafted_by, actor=actor, now=now) as deed:
        found = _require(deed, ReplyDraft.State.DRAFT)
        silent = [party.agency.short_name for party in _unanswered(deed.case)]
        problems = blockers(found.text) + ([f"尚待{'、'.join(silent)}會辦回復"] if silent else [])
        if problems:
            raise ValidationError(problems)
        found.state = ReplyDraft.State.CHECKING
        found.save(update_fields=["state"])
        deed.tells, deed.message = (Tell.AGENCY,), f"{deed.case.number} 回復稿送核"
    return found


def check(case: Case, *, actor: Actor, now: datetime) -> ReplyDraft:
    """Agree to the draft (核稿) and pass it on to the deciding layer."""
    reply = reply_of(case)
    with doing(case.pk, "check_reply", by=reply.checked_by, actor=actor, now=now) as deed:
        found = _require(deed, ReplyDraft.State.CHECKING)
        found.state, found.checked_by = ReplyDraft.State.DECIDING, actor.name
        found.save(update_fields=["state", "checked_by"])
    return found


def send_back(case: Case, *, actor: Actor, now: datetime, reason: str) -> ReplyDraft:
    """Return the draft to its author with the reason (退稿)."""
    reply = reply_of(case)
    who = reply.checked_by | reply.decided_by.at(day_of(now)).value
    with doing(case.pk, "send_back_reply", by=who, actor=actor, now=now, reason=reason) as deed:
        found = _open_draft(deed)
        if found is None or found.state not in {ReplyDraft.State.CHECKING, ReplyDraft.State.DECIDING}:
            raise WrongStep("目前沒有送核中的回復稿。")
        if not deed.reason:
            raise ValidationError({"reason": "退稿請敘明理由"})
        found.state = ReplyDraft.State.SENT_BACK
        found.save(update_fields=["state"])
        deed.tells, deed.message = (Tell.AGENCY,), f"{deed.case.number} 回復稿退回：{deed.reason}"
    return found


def decide(case: Case, *, actor: Actor, now: datetime, version: int | None = None) -> Case:
    """Sign the reply (決行): it gets its document number, goes out, and the declared deed is done with it.

    Who decides stands in the dated table of 分層負責; a deputy signs for the person stood in for (代行), and the record says so.
    """
    reply = reply_of(case)
    with transaction.atomic():
        rule = reply.decided_by.at(day_of(now)).value
        with doing(case.pk, reply.action, by=rule, actor=actor, now=now, version=version) as deed:
            found = _require(deed, ReplyDraft.State.DECIDING)
            if problems := blockers(found.text):
                raise ValidationError(problems)
            action = deed.procedure.action(reply.action)
            check_may_act(deed, action)
            number = document_number(reply, now=now)
            names = {"answer": found.text, "letter_number": number}
            apply_action(deed, action, {name: names[name] for name in action.asks if name in names})
            deed.note(CaseNote.Kind.PUBLIC, found.text)
            found.state, found.decided_by, found.decided_at, found.number = ReplyDraft.State.SENT, _signer(actor), now, number
            found.save()
    return deed.case


def document_number(reply: Reply, *, now: datetime) -> str:
    """Give the next document number (文號) of the series: the series word, the ROC year and a running number."""
    serial = next_number("文", received_at=now)[0]
    return f"{reply.series}第{roc_year(day_of(now))}{serial[-7:]}號"


def _signer(actor: Actor) -> str:
    behalf = next((held.on_behalf_of for held in actor.memberships if held.on_behalf_of), "")
    return f"{actor.name}（代{behalf}）" if behalf else actor.name


def _open_draft(deed: Deed) -> ReplyDraft | None:
    return ReplyDraft.objects.filter(case=deed.case).exclude(state=ReplyDraft.State.SENT).first()


def _require(deed: Deed, state: ReplyDraft.State) -> ReplyDraft:
    found = _open_draft(deed)
    if found is None or found.state != state:
        raise WrongStep(f"目前沒有「{state.label}」的回復稿。")
    return found


def _unanswered(case: Case) -> list[Party]:
    waiting = Party.objects.filter(case=case, kind__in=(PartyKind.ASSIST, PartyKind.CONSULT), answered_at__isnull=True, ended_at__isnull=True)
    return list(waiting.select_related("agency"))


def may_see_draft(case: Case, actor: Actor) -> bool:
    """Whether the actor works on replies of the case; drafts are nobody else's business."""
    reply = registry.get(case.procedure).reply
    if reply is None:
        return False
    deciders = [since.value for since in reply.decided_by.since]
    return any(rule.allows(actor, case) for rule in (reply.drafted_by, reply.checked_by, *deciders))


def require_draft_reader(case: Case, actor: Actor) -> None:
    """Refuse whoever does not work on replies of the case."""
    if not may_see_draft(case, actor):
        raise PermissionDenied("回復稿限承辦及核稿、決行人員檢視")
