"""What is read and counted of courses, visits and receptions: 場次, 梯次, 人 and 人次, each on its own."""

from dataclasses import dataclass

from django.db.models import Avg, Count, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from yankao.engines.activities import course_registry as registry
from yankao.engines.activities.course import EventSeries
from yankao.engines.activities.course_models import CheckIn, Event, EventStanding, Registration
from yankao.engines.indicators.ask import Asked, Question, as_count, as_share
from yankao.engines.indicators.declare import Measure
from yankao.kernel.actors import Actor
from yankao.kernel.roc import Window


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """What a set of activities comes to. `person_times` takes 人 where only 人 was counted: each came once."""

    sessions: int
    batches: int
    headcount: int
    person_times: int
    without_headcount: int


def visible_series(actor: Actor) -> tuple[EventSeries, ...]:
    """Return the series the actor may see."""
    return tuple(it for it in registry.every() if it.seen_by.allows(actor) or it.held_by.allows(actor))


def held_in(series: str, window: Window) -> QuerySet[Event]:
    """Return the activities of a series held in the window, by the day they began."""
    return events_in(window).filter(series=series)


def totals_of(events: QuerySet[Event]) -> Totals:
    """Add up a set of activities, in one statement."""
    found = events.order_by().aggregate(
        all_sessions=Sum("sessions", default=0),
        all_batches=Sum("batches", default=0),
        people=Sum("headcount", default=0),
        times=Sum(Coalesce("attendances", "headcount"), default=0),
        silent=Count("pk", filter=Q(headcount__isnull=True, attendances__isnull=False)),
    )
    return Totals(
        sessions=found["all_sessions"],
        batches=found["all_batches"],
        headcount=found["people"],
        person_times=found["times"],
        without_headcount=found["silent"],
    )


def events_in(window: Window) -> QuerySet[Event]:
    """Return the activities of all series held in the window, by the day they began."""
    return Event.objects.filter(standing=EventStanding.HELD, starts_on__gte=window.first, starts_on__lte=window.last)


def answers_in(window: Window) -> QuerySet[Registration]:
    """Return what people said of the activities held in the window."""
    return Registration.objects.filter(event__in=events_in(window), score__isnull=False)


def count_sessions() -> Measure:
    """Count the sessions held (場次)."""
    return _of_events(Sum("sessions"))


def count_batches() -> Measure:
    """Count the batches held (梯次)."""
    return _of_events(Sum("batches"))


def count_people() -> Measure:
    """Count the people who came (人): only of activities for which people were counted."""
    return _of_events(Sum("headcount"))


def count_person_times() -> Measure:
    """Count how often people came (人次); where only people were counted each came once."""
    return _of_events(Sum(Coalesce("attendances", "headcount")))


def mean_satisfaction() -> Measure:
    """Mean of what people said of the activities held in the window, out of five."""
    asks = (Sum("score"), Count("pk"))
    return Asked(lambda subject, window: Question(rows=answers_in, given=(window,), asks=asks, answer=as_share, by="event__series", of=subject))


def _of_events(ask: Sum) -> Measure:
    return Asked(lambda subject, window: Question(rows=events_in, given=(window,), asks=(ask,), answer=as_count, by="series", of=subject))


def came(event: Event) -> tuple[int, int]:
    """Return how many people came by the door, and how often (人、人次)."""
    rows = CheckIn.objects.filter(registration__event=event)
    return rows.values("registration").distinct().count(), rows.count()


def satisfaction(event: Event) -> float | None:
    """Return the mean of what people said of one activity."""
    found: float | None = event.registrations.aggregate(mean=Avg("score"))["mean"]
    return found
