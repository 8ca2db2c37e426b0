"""Tell people: one statement writes the notices of a deed, in the transaction of the deed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from yankao.engines.notices.models import Notice


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """One notice to write: to whom, about what, in which words (no personal data)."""

    recipient_kind: Notice.Recipient
    recipient_id: str
    subject_kind: str
    subject_id: str
    title: str
    text: str = ""


def tell(tellings: Iterable[Telling], *, now: datetime) -> int:
    """Write the notices and return how many. Agencies read theirs here; a person's waits in the outbox for its channel."""
    rows = [
        Notice(
            recipient_kind=it.recipient_kind,
            recipient_id=it.recipient_id,
            subject_kind=it.subject_kind,
            subject_id=it.subject_id,
            title=it.title[:200],
            text=it.text,
            created_at=now,
            state=Notice.State.OUTBOX if it.recipient_kind == Notice.Recipient.PERSON else Notice.State.SHOWN,
        )
        for it in dict.fromkeys(tellings)
    ]
    if rows:
        Notice.objects.bulk_create(rows)
    return len(rows)
