"""Takes a mail in: a new letter becomes a petition, an answer a supplement, a bounce marks its notice; the rest is held for somebody to look at."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from yankao.divisions.service.citizen.attempts import digest
from yankao.divisions.service.mail.models import IncomingMail
from yankao.divisions.service.mail.originals import keep
from yankao.divisions.service.mail.reading import Letter, read
from yankao.divisions.service.mail.setup import LARGEST, MEGABYTE, MOST_HOPS, MOST_OF_SENDER, SENDER_WITHIN, Setup
from yankao.divisions.service.mail.writing import add_to_case, open_petition
from yankao.engines.cases.errors import WrongStep
from yankao.engines.cases.models import Case
from yankao.engines.notices.deliver import bounced
from yankao.engines.notices.models import Delivery
from yankao.engines.notices.threads import NUMBER, deliveries_in, number_in
from yankao.kernel.persons.read import opened
from yankao.kernel.persons.vault import SealedValueError

State = IncomingMail.State
HEAD = 64 * 1024
NOT_THE_SENDER = "回信的寄件人與案件留存的電子郵件不同"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fate:
    """What becomes of a mail."""

    state: IncomingMail.State
    reason: str = ""
    case: Case | None = None


def take(raw: bytes, *, now: datetime, setup: Setup, size: int = 0) -> IncomingMail:
    """Take one mail and return what became of it; the same Message-ID a second time changes nothing.

    `size` tells that only the beginning of a larger mail was handed over.

    Raises:
        NotAMessageError: what was handed over is no mail.
    """
    is_whole = max(size, len(raw)) <= LARGEST
    kept = raw if is_whole else raw[:HEAD]
    letter = read(kept)
    mark = sha256(letter.message_id.encode() or raw).hexdigest()
    with transaction.atomic():
        # The insert waits for a twin under way: whoever comes second sees what became of the first.
        row, is_new = IncomingMail.objects.get_or_create(
            digest=mark,
            defaults={
                "who": digest(f"mail {letter.address}"), "received_at": now, "state": State.HELD, "size": max(size, len(raw)),
                "is_whole": is_whole, "is_mayors": bool(letter.recipients & setup.mayor_addresses), "key_id": "",
            },
        )  # fmt: skip
        if not is_new:
            return row
        fate = _fate(letter, row, now=now, setup=setup)
        row.state, row.reason, row.case = fate.state, fate.reason[:200], fate.case
        keep(row, kept)
        row.save()
    return row


def _fate(letter: Letter, row: IncomingMail, *, now: datetime, setup: Setup) -> Fate:
    if letter.bounce is not None:
        return _bounce(letter, now=now)
    refusal = _refusal(letter, row, now=now, setup=setup)
    if refusal:
        return Fate(state=State.HELD, reason=refusal)
    try:
        # A refusal in the middle leaves nothing of the case behind, and the mail is held.
        with transaction.atomic():
            return _answer(letter, row, now=now, setup=setup) or _new(letter, row, now=now, setup=setup)
    except (ValidationError, PermissionDenied) as error:
        says = "；".join(error.messages) if isinstance(error, ValidationError) else str(error)
        return Fate(state=State.HELD, reason=f"無法立案：{says}")


def _refusal(letter: Letter, row: IncomingMail, *, now: datetime, setup: Setup) -> str:
    """Return why a mail is not taken without somebody looking at it, or nothing: the first reason that holds."""
    recent = IncomingMail.objects.filter(who=row.who, received_at__gt=now - SENDER_WITHIN).exclude(pk=row.pk)
    reasons = (
        (not row.is_whole, f"信件過大（{row.size // MEGABYTE} MB），只保存了開頭"),
        ("@" not in letter.address, "沒有可以回復的寄件人"),
        (letter.address in setup.own_addresses, "寄件人是本系統自己的地址（郵件迴圈）"),
        (bool(letter.automatic), f"自動回覆或大量郵件（{letter.automatic}）"),
        (letter.hops > MOST_HOPS, "經過的主機過多（郵件迴圈）"),
        (recent.count() >= MOST_OF_SENDER, f"同一寄件人一小時內已超過 {MOST_OF_SENDER} 封"),
        (not letter.text and not letter.attachments, "沒有內容"),
    )
    return next((says for holds, says in reasons if holds), "")


def _bounce(letter: Letter, *, now: datetime) -> Fate:
    assert letter.bounce is not None
    ours = deliveries_in(letter.bounce.about)
    found = Delivery.objects.select_related("notice").filter(pk__in=ours[:1]).first()
    if found is None:
        return Fate(state=State.HELD, reason="退信無法對應到寄出的通知")
    case = Case.objects.filter(number=found.notice.subject_id).first()
    if not letter.bounce.is_final:
        return Fate(state=State.BOUNCE, reason="對方主機延後收信，尚未退回", case=case)
    bounced(found.pk, reason=letter.bounce.reason or "未說明原因", now=now)
    return Fate(state=State.BOUNCE, reason="已標記為退信，請另以電話或書面告知", case=case)


def _answer(letter: Letter, row: IncomingMail, *, now: datetime, setup: Setup) -> Fate | None:
    """Add an answer to its case when the mark in it proves which one, and the sender is its reporter."""
    number = number_in(letter.subject) or _number_of(letter.references)
    case = Case.objects.select_related("reporter").filter(number=number).first() if number else None
    if case is None:
        return None
    if not is_reporter(case, letter.address):
        return Fate(state=State.HELD, reason=NOT_THE_SENDER, case=case)
    try:
        with transaction.atomic():
            add_to_case(case, letter, now=now)
    except WrongStep:
        # The case is over: what is said now is a petition of its own that names the earlier one.
        case = open_petition(letter, row, now=now, setup=setup, earlier=case.number)
        return Fate(state=State.OPENED, case=case)
    return Fate(state=State.ADDED, case=case)


def _new(letter: Letter, row: IncomingMail, *, now: datetime, setup: Setup) -> Fate:
    named = NUMBER.search(letter.subject)
    # A number without its mark proves nothing: it is noted, and nobody's case is touched.
    case = open_petition(letter, row, now=now, setup=setup, earlier=named[1] if named else "")
    return Fate(state=State.OPENED, case=case)


def _number_of(references: str) -> str:
    ours = deliveries_in(references)
    told = Delivery.objects.filter(pk__in=ours, notice__subject_kind="case").order_by("-id").values_list("notice__subject_id", flat=True)
    return told.first() or ""


def is_reporter(case: Case, address: str) -> bool:
    """Whether a mail address is the one left with the case."""
    if case.reporter is None:
        return False
    try:
        return bool(address) and opened(case.reporter).email.strip().lower() == address
    except SealedValueError:
        return False
