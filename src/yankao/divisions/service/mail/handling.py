"""What somebody at the desk decides about a mail that was held: open a petition, add it to a case, or leave it."""

from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from yankao.divisions.service.mail.models import IncomingMail
from yankao.divisions.service.mail.originals import original
from yankao.divisions.service.mail.reading import Letter, read, said_newly
from yankao.divisions.service.mail.setup import Setup
from yankao.divisions.service.mail.writing import open_petition
from yankao.engines.cases.change import supplement
from yankao.engines.cases.models import Case
from yankao.kernel import audit
from yankao.kernel.actors import Actor

State = IncomingMail.State
DESK_ROLES = ("agent", "desk_lead")


def letter_of(row: IncomingMail) -> Letter | None:
    """Return the letter as read from its original, or None when that has been forgotten."""
    raw = original(row)
    return read(raw) if raw else None


@transaction.atomic
def accept(row: IncomingMail, *, actor: Actor, now: datetime, setup: Setup) -> Case:
    """Open the petition of a held letter; its sender is told the number."""
    held, letter = _held(row, actor)
    case = open_petition(letter, held, now=now, setup=setup)
    _decide(held, State.OPENED, actor=actor, now=now, case=case)
    return case


@transaction.atomic
def add(row: IncomingMail, number: str, *, actor: Actor, now: datetime) -> Case:
    """Add a held letter to a case by its number, in the name of the clerk who checked that it belongs there."""
    held, letter = _held(row, actor)
    case = Case.objects.filter(number=number.strip().upper()).first()
    if case is None:
        raise ValidationError({"number": "查無此案號"})
    supplement(case, actor=actor, now=now, text=f"〔來信，經人工核對〕\n{said_newly(letter.text)}")
    _decide(held, State.ADDED, actor=actor, now=now, case=case)
    return case


@transaction.atomic
def dismiss(row: IncomingMail, *, actor: Actor, now: datetime, reason: str) -> None:
    """Leave a held mail; why stands with it, and its original is kept for half a year."""
    if not reason.strip():
        raise ValidationError({"reason": "請填寫不予處理的理由"})
    held = _locked(row, actor)
    _decide(held, State.DISMISSED, actor=actor, now=now, reason=reason.strip())


def _locked(row: IncomingMail, actor: Actor) -> IncomingMail:
    if not actor.has_role(*DESK_ROLES):
        raise PermissionDenied("來信限話務人員及服務中心督導處理")
    held = IncomingMail.objects.select_for_update().get(pk=row.pk)
    if held.state != State.HELD:
        raise ValidationError("此信已由他人處理")
    return held


def _held(row: IncomingMail, actor: Actor) -> tuple[IncomingMail, Letter]:
    held = _locked(row, actor)
    letter = letter_of(held)
    if letter is None or not held.is_whole:
        raise ValidationError("此信只保存了開頭，請聯絡寄件人重寄或分次寄送")
    return held, letter


def _decide(row: IncomingMail, state: IncomingMail.State, *, actor: Actor, now: datetime, case: Case | None = None, reason: str = "") -> None:
    row.state, row.handled_at, row.handled_by = state, now, actor.name[:200]
    row.case = case or row.case
    row.reason = (reason or row.reason)[:200]
    row.save(update_fields=["state", "handled_at", "handled_by", "case", "reason"])
    audit.record(subject_kind="mail", subject_id=row.pk, verb=f"mail_{state}", actor=actor, at=now, values={"state": str(state)})
