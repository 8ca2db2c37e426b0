"""Tell people: one statement writes the notices of a deed, in the transaction of the deed; what goes outside is worked out after."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from yankao.engines.notices.models import ChannelKey, Notice
from yankao.kernel.insert import insert

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
        insert(*rows)
    return len(rows)


def tell_once(tellings: Iterable[Telling], *, now: datetime, by: Literal["subject_id", "title"] = "subject_id") -> int:
    """Write those notices that nobody was given before, about the same thing or, with `by`, in the same words; return how many."""
    found = list(tellings)
    known = Notice.objects.filter(subject_kind__in={it.subject_kind for it in found}, **{f"{by}__in": {getattr(it, by) for it in found}})
    told = set(known.values_list("subject_kind", by))
    return tell((it for it in found if (it.subject_kind, getattr(it, by)) not in told), now=now)
