"""What an actor is told: the notices to its agencies and divisions or about a citizen's own cases, and what stands at the top of every page."""

from datetime import datetime
from functools import lru_cache
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast

from yankao.engines.cases.models import Case
from yankao.engines.cases.read import KEPT
from yankao.engines.notices.models import Notice
from yankao.kernel.actors import Actor, ActorKind

COUNTED_UP_TO = 99
_TOP = """
    SELECT (SELECT count(*) FROM ({counted}) AS unread),
           (SELECT array_agg(name ORDER BY starts_at, id) FROM cases_emergency WHERE ended_at IS NULL AND starts_at <= %s)
"""


def notices_for(actor: Actor) -> QuerySet[Notice]:
    """Return the notices of an actor."""
    if actor.kind is ActorKind.CITIZEN:
        own = Case.objects.filter(opener_kind=str(actor.kind), opener_id=actor.id, reporter__isnull=False)
        people = own.annotate(person=Cast("reporter_id", TextField())).values("person")
        return Notice.objects.filter(Q(recipient_kind=Notice.Recipient.PERSON, recipient_id__in=people) | _to_account(actor))
    agencies = [str(each) for each in sorted(actor.agency_ids())]
    divisions = sorted({held.division for held in actor.memberships if held.division})
    to_agency = Q(recipient_kind=Notice.Recipient.AGENCY, recipient_id__in=agencies)
    to_division = Q(recipient_kind=Notice.Recipient.DIVISION, recipient_id__in=divisions)
    return Notice.objects.filter(to_agency | to_division | _to_account(actor))


def unread_and_emergencies(actor: Actor, *, now: datetime) -> tuple[int, tuple[str, ...]]:
    """Return how many notices are unread and which emergencies go on (應變模式), for the top of every page, in one statement."""
    counted, values = _unread(actor)
    with connection.cursor() as cursor:
        cursor.execute(_TOP.format(counted=counted), [*values, now])
        count, names = cursor.fetchone()
    return count, tuple(names or ())


@lru_cache(maxsize=KEPT)
def _unread(actor: Actor) -> tuple[str, tuple[Any, ...]]:
    """Return the statement that finds an actor's unread notices, as many as are counted."""
    unread = notices_for(actor).filter(read_at__isnull=True).order_by().values("pk")[: COUNTED_UP_TO + 1]
    try:
        return unread.query.sql_with_params()
    except EmptyResultSet:
        return "SELECT 1 WHERE false", ()


def mark_read(actor: Actor, *, now: datetime, ids: list[str] | None = None) -> int:
    """Mark notices as read, all of them or those named, and return how many."""
    unread = notices_for(actor).filter(read_at__isnull=True)
    return (unread if ids is None else unread.filter(pk__in=ids)).update(read_at=now)


def _to_account(actor: Actor) -> Q:
    return Q(recipient_kind=Notice.Recipient.ACCOUNT, recipient_id=actor.id)
