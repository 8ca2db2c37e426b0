"""The notices an actor may read: those to the agencies and divisions of its memberships, or about a citizen's own cases."""

from datetime import datetime

from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast

from yankao.engines.cases.models import Case
from yankao.engines.notices.models import Notice
from yankao.kernel.actors import Actor, ActorKind

COUNTED_UP_TO = 99


def notices_for(actor: Actor) -> QuerySet[Notice]:
    """Return the notices of an actor."""
    if actor.kind is ActorKind.CITIZEN:
        own = Case.objects.filter(opener_kind=str(actor.kind), opener_id=actor.id, reporter__isnull=False)
        people = own.annotate(person=Cast("reporter_id", TextField())).values("person")
        return Notice.objects.filter(recipient_kind=Notice.Recipient.PERSON, recipient_id__in=people)
    agencies = [str(each) for each in sorted(actor.agency_ids())]
    divisions = sorted({held.division for held in actor.memberships if held.division})
    return Notice.objects.filter(
        Q(recipient_kind=Notice.Recipient.AGENCY, recipient_id__in=agencies) | Q(recipient_kind=Notice.Recipient.DIVISION, recipient_id__in=divisions)
    )


def unread_count(actor: Actor) -> int:
    """Count the notices not read yet, up to what a badge can show."""
    return notices_for(actor).filter(read_at__isnull=True).order_by()[: COUNTED_UP_TO + 1].count()


def mark_read(actor: Actor, *, now: datetime, ids: list[str] | None = None) -> int:
    """Mark notices as read, all of them or those named, and return how many."""
    unread = notices_for(actor).filter(read_at__isnull=True)
    return (unread if ids is None else unread.filter(pk__in=ids)).update(read_at=now)
