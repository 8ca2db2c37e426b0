"""Send what waits (寄送): one delivery at a time, with the same id at every attempt, so that what arrives twice is known as one."""

from datetime import datetime
from uuid import UUID

from django.db.models import F

from yankao.engines.identity.models import User
from yankao.engines.notices.channels import Later, Message, Refused, channel_of
from yankao.engines.notices.models import ChannelKey, Delivery, Hook, Preference
from yankao.engines.notices.threads import message_mark
from yankao.engines.notices.webhook import SENT_AT, payload, secret_of
from yankao.engines.notices.words import words_of
from yankao.kernel.persons.models import Person
from yankao.kernel.persons.read import opened
from yankao.kernel.persons.vault import SealedValueError

MOST_ATTEMPTS = 8
"""Some six hours: the pauses between grow from seconds to hours."""
GONE = "收件人已無可用的地址"
BOUNCE = "對方郵件主機退回"


def deliver(delivery_id: UUID, *, now: datetime) -> None:
    """Send one delivery and write down what became of it.

    Raises:
        Later: it did not go and is to be tried again.
    """
    found = Delivery.objects.select_related("notice").filter(pk=delivery_id, state=Delivery.State.QUEUED).first()
    if found is None:
        return
    # Counted before the sending: a worker that dies on a message does not try it for ever.
    Delivery.objects.filter(pk=found.pk).update(attempts=F("attempts") + 1, tried_at=now)
    channel = channel_of(found.channel)
    if channel.missing:
        _note(found, Delivery.State.WAITING, channel.missing)
        return
    try:
        reference = channel.send(message_of(found, now=now))
    except Refused as refused:
        _note(found, Delivery.State.FAILED, refused.reason)
    except Later as later:
        if found.attempts + 1 >= MOST_ATTEMPTS:
            _note(found, Delivery.State.FAILED, f"已試 {MOST_ATTEMPTS} 次：{later.reason}")
            return
        _note(found, Delivery.State.QUEUED, later.reason)
        raise
    else:
        Delivery.objects.filter(pk=found.pk, state=Delivery.State.QUEUED).update(
            state=Delivery.State.SENT, reason="", reference=reference, sent_at=now
        )


def message_of(it: Delivery, *, now: datetime) -> Message:
    """Return the message of a delivery with the address as it is now."""
    if it.channel == ChannelKey.WEBHOOK:
        return _to_hook(it, now=now)
    words, address = words_of(it.notice, it), address_of(it)
    if it.channel == ChannelKey.SMS:
        return Message(id=str(it.pk), address=address, subject="", text=words.short)
    return Message(id=message_mark(it.pk), address=address, subject=words.subject, text=words.text)


def _to_hook(it: Delivery, *, now: datetime) -> Message:
    hook = Hook.objects.filter(pk=it.target_id, ended_at__isnull=True).first()
    if hook is None:
        raise Refused("此介接通知網址已停用")
    told = it.notice
    data = {"id": str(told.pk), "subject_kind": told.subject_kind, "subject_id": told.subject_id, "title": told.title, "text": told.text}
    text = payload(kind=f"{told.subject_kind}.notice", at=told.created_at, data=data)
    headers = {SENT_AT: str(int(now.timestamp())), "secret": secret_of(hook)}
    return Message(id=str(it.pk), address=hook.url, subject="", text=text, headers=headers)


def address_of(it: Delivery) -> str:
    """Return where a delivery goes; who has left no address any more gets nothing."""
    found = ""
    if it.target_kind == Delivery.Target.PERSON:
        found = _of_person(it)
    elif it.target_kind == Delivery.Target.USER:
        found = User.objects.filter(pk=it.target_id, is_active=True).values_list("email", flat=True).first() or ""
    else:
        wish = Preference.objects.filter(owner_kind=it.target_kind, owner_id=it.target_id).first()
        found = wish.mailbox if wish else ""
    if not found:
        raise Refused(GONE)
    return found


def _of_person(it: Delivery) -> str:
    person = Person.objects.filter(pk=it.target_id).first()
    try:
        data = opened(person) if person else None
    except SealedValueError:
        raise Refused("個人資料已清除或無法開啟") from None
    if data is None:
        return ""
    return data.phone if it.channel == ChannelKey.SMS else data.email


def bounced(delivery_id: UUID, *, reason: str, now: datetime) -> bool:
    """Write down that a mail came back; return whether it was one of ours that had gone."""
    went = Delivery.objects.filter(pk=delivery_id, channel=ChannelKey.EMAIL).exclude(state=Delivery.State.BOUNCED)
    return bool(went.update(state=Delivery.State.BOUNCED, reason=Refused(f"{BOUNCE}：{reason}").reason, tried_at=now))


def _note(it: Delivery, state: Delivery.State, reason: str) -> None:
    Delivery.objects.filter(pk=it.pk, state=Delivery.State.QUEUED).update(state=state, reason=reason)
