"""Who comes: agencies and people are asked (出席、列席), answer for themselves, and sign in at the door (簽到)."""

from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from yankao.engines.activities.declare import Series
from yankao.engines.activities.deed import doing, record
from yankao.engines.activities.errors import WrongStanding
from yankao.engines.activities.models import Attendee, Meeting, Standing
from yankao.kernel.actors import Actor

ASKING = (Standing.PLANNED, Standing.NOTICED)
SIGNING = (Standing.NOTICED, Standing.HELD)


def invite(
    it: Series, meeting_id: int, *, actor: Actor, now: datetime, agency_ids: Iterable[int], kind: Attendee.Kind = Attendee.Kind.ATTENDS
) -> int:
    """Ask agencies to come; one that is asked already stays as it is. Return how many are new."""
    with doing(it, meeting_id, actor=actor, deed="邀請與會", at=ASKING) as meeting:
        asked = set(meeting.attendees.filter(name="").values_list("agency_id", flat=True))
        wanted = [pk for pk in dict.fromkeys(agency_ids) if pk not in asked]
        Attendee.objects.bulk_create(Attendee(meeting=meeting, agency_id=pk, kind=kind) for pk in wanted)
        record(meeting, "invite", actor=actor, now=now, values={"agencies": wanted})
    return len(wanted)


def invite_person(
    it: Series, meeting_id: int, *, actor: Actor, now: datetime, name: str, title: str = "", kind: Attendee.Kind = Attendee.Kind.ATTENDS
) -> Attendee:
    """Ask a person by name, for example a scholar."""
    with doing(it, meeting_id, actor=actor, deed="邀請與會", at=ASKING) as meeting:
        if not name.strip():
            raise ValidationError({"name": "請填寫姓名"})
        attendee = Attendee.objects.create(meeting=meeting, name=name.strip()[:100], title=title.strip()[:100], kind=kind)
        record(meeting, "invite_person", actor=actor, now=now, values={"name": name})
    return attendee


def uninvite(it: Series, meeting_id: int, attendee_id: int, *, actor: Actor, now: datetime) -> None:
    """Take somebody off the list before the notice went out."""
    with doing(it, meeting_id, actor=actor, deed="移除與會者", at=(Standing.PLANNED,)) as meeting:
        meeting.attendees.filter(pk=attendee_id).delete()
        record(meeting, "uninvite", actor=actor, now=now, values={"attendee": attendee_id})


def answer(it: Series, meeting_id: int, attendee_id: int, *, actor: Actor, now: datetime, answer: Attendee.Answer, sent: str = "") -> Attendee:
    """Answer an invitation: for an agency its own members, for anybody those who call the meeting.

    Raises:
        PermissionDenied: the invitation is another agency's.
        WrongStanding: no notice went out, or the meeting is over.
        ValidationError: a deputy without a name.
    """
    with transaction.atomic():
        meeting = Meeting.objects.select_for_update().get(pk=meeting_id, series=it.key)
        attendee = meeting.attendees.select_related("agency").get(pk=attendee_id)
        if not (it.called_by.allows(actor) or attendee.agency_id in actor.agency_ids()):
            raise PermissionDenied("限受邀機關回復出席情形")
        if meeting.standing != Standing.NOTICED:
            raise WrongStanding("開會通知發出後、開會之前才能回復。")
        if answer == Attendee.Answer.DEPUTY and not sent.strip():
            raise ValidationError({"sent": "請填寫代理人員的職稱及姓名"})
        attendee.answer, attendee.sent = answer, sent.strip()[:100]
        attendee.save(update_fields=["answer", "sent"])
        record(meeting, "answer", actor=actor, now=now, values={"attendee": attendee_id, "answer": str(answer), "sent": sent})
    return attendee


def sign_in(it: Series, meeting_id: int, attendee_id: int, *, actor: Actor, now: datetime, sent: str = "", came: bool = True) -> Attendee:
    """Write down that somebody came, and who came for an agency; `came=False` takes a mistake back."""
    with doing(it, meeting_id, actor=actor, deed="登錄簽到", at=SIGNING) as meeting:
        attendee = meeting.attendees.get(pk=attendee_id)
        attendee.signed_in_at = min(now, meeting.ends_at or now) if came else None
        attendee.sent = sent.strip()[:100] or attendee.sent
        attendee.save(update_fields=["signed_in_at", "sent"])
        record(meeting, "sign_in" if came else "sign_out", actor=actor, now=now, values={"attendee": attendee_id, "sent": sent})
    return attendee
