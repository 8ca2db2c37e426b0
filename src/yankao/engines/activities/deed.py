"""What every deed on a meeting shares: the row lock, who may, whether it still can be done, the version, and the audit entry."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from yankao.engines.activities.declare import Series
from yankao.engines.activities.errors import MeetingConflict, WrongStanding
from yankao.engines.activities.models import Meeting, Standing
from yankao.kernel import audit
from yankao.kernel.actors import Actor

SUBJECT = "meeting"


def require(it: Series, actor: Actor, *, deed: str) -> None:
    """Refuse whoever does not call meetings of this series, and say who does."""
    if not it.called_by.allows(actor):
        raise PermissionDenied(f"您沒有「{deed}」的權限（{it.called_by.describe()}）")


@contextmanager
def doing(it: Series, meeting_id: int, *, actor: Actor, deed: str, at: tuple[Standing, ...], version: int | None = None) -> Iterator[Meeting]:
    """Lock a meeting for a deed of those who call it; its version rises when the deed is done.

    Raises:
        PermissionDenied: the actor does not call meetings of this series.
        WrongStanding: the meeting stands elsewhere.
        MeetingConflict: `version` is given and the meeting has moved on.
    """
    require(it, actor, deed=deed)
    with transaction.atomic():
        meeting = Meeting.objects.select_for_update().get(pk=meeting_id, series=it.key)
        if version is not None and version != meeting.version:
            raise MeetingConflict
        if meeting.standing not in at:
            allowed = "、".join(str(each.label) for each in at)
            raise WrongStanding(f"「{deed}」限於{allowed}時辦理；會議目前為「{Standing(meeting.standing).label}」。")
        yield meeting
        meeting.version += 1
        meeting.save()


def record(meeting: Meeting, verb: str, *, actor: Actor, now: datetime, values: Mapping[str, object] | None = None) -> None:
    """Write the audit entry of a deed."""
    audit.record(subject_kind=SUBJECT, subject_id=meeting.pk, verb=f"{meeting.series}:{verb}", actor=actor, at=now, values=values)
