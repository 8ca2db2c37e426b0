"""Tell people: one statement writes the notices of a deed, in the transaction of the deed; what goes outside is worked out after."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from yankao.engines.notices.models import ChannelKey, Notice

OUTSIDE = frozenset({Notice.Recipient.PERSON, Notice.Recipient.APPLICATION})


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """One notice to write: to whom, about what, in which words (no personal data); `by` asks for one channel."""

    recipient_kind: Notice.Recipient
    recipient_id: str
    subject_kind: str
    subject_id: str
    title: str
    text: str = ""
    by: ChannelKey | None = None


def tell(tellings: Iterable[Telling], *, now: datetime) -> int:
    """Write the notices and return how many. Agencies read theirs here; within seconds each is taken up for the channels outside."""
    rows = [
        Notice(
            recipient_kind=it.recipient_kind,
            recipient_id=it.recipient_id,
            subject_kind=it.subject_kind,
            subject_id=it.subject_id,
            title=it.title[:200],
            text=it.text,
            by=it.by or "",
            created_at=now,
            state=Notice.State.OUTBOX if it.recipient_kind in OUTSIDE else Notice.State.SHOWN,
        )
        for it in dict.fromkeys(tellings)
    ]
    if rows:
        Notice.objects.bulk_create(rows)
    return len(rows)
