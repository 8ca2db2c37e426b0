"""What may be read of meetings: by those the series is open to, and by the agencies that were asked to come."""

from datetime import datetime

from django.db.models import Count, Q, QuerySet

from yankao.engines.activities import registry
from yankao.engines.activities.declare import Series
from yankao.engines.activities.models import Meeting, Resolution, Standing
from yankao.engines.cases.models import Case
from yankao.kernel.actors import Actor


def visible_series(actor: Actor) -> tuple[Series, ...]:
    """Return the series of which the actor may see some meeting."""
    invited = set(visible(actor).values_list("series", flat=True).distinct())
    return tuple(it for it in registry.every() if it.seen_by.allows(actor) or it.called_by.allows(actor) or it.key in invited)


def visible(actor: Actor, *, series: Series | None = None) -> QuerySet[Meeting]:
    """Return the meetings the actor may see, newest first; invited agencies see a meeting once its notice is out."""
    known = [it.key for it in registry.every() if it.seen_by.allows(actor) or it.called_by.allows(actor)]
    mine = Q(attendees__agency_id__in=sorted(actor.agency_ids())) & ~Q(standing=Standing.PLANNED)
    found = Meeting.objects.filter(pk__in=Meeting.objects.filter(Q(series__in=known) | mine).values("pk"))
    found = found if series is None else found.filter(series=series.key)
    return found.order_by("-starts_at", "-pk")


def listed(meetings: QuerySet[Meeting]) -> QuerySet[Meeting]:
    """Add to each meeting the numbers its list shows: who came, what was resolved and tracked, in one statement."""
    return meetings.annotate(
        came=Count("attendees", filter=Q(attendees__signed_in_at__isnull=False), distinct=True),
        asked=Count("attendees", distinct=True),
        resolved=Count("resolutions", distinct=True),
        tracked=Count("resolutions", filter=Q(resolutions__case__isnull=False), distinct=True),
    )


def open_cases(it: Series) -> QuerySet[Case]:
    """Return the cases that resolutions of the series became and that are still open, oldest due first."""
    ids = Resolution.objects.filter(meeting__series=it.key, case__isnull=False).values("case_id")
    return Case.objects.filter(pk__in=ids, closed_at__isnull=True).select_related("agency").order_by("due_at", "pk")


def owing_minutes(*, now: datetime) -> QuerySet[Meeting]:
    """Return the meetings whose minutes are late."""
    return Meeting.objects.filter(standing=Standing.HELD, minutes_due_at__lte=now)
