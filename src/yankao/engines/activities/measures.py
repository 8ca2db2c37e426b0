"""What is counted of meetings: held ones by series and by programme, attendance, resolutions, minutes in time."""

from django.db.models import F, Q, QuerySet

from yankao.engines.activities.models import Attendee, Meeting, Resolution, Standing
from yankao.engines.indicators.declare import Measure, Measured
from yankao.kernel.roc import Window

HELD = (Standing.HELD, Standing.MINUTED)


def held_in(series: str, window: Window) -> QuerySet[Meeting]:
    """Return the meetings of a series that were held in the window."""
    return Meeting.objects.filter(series=series, standing__in=HELD, starts_at__gte=window.start, starts_at__lt=window.end)


def count_held(programme: str = "") -> Measure:
    """Count the meetings held (場次); with a programme those that served it, once however many others they served too."""

    def measure(subject: str, window: Window) -> Measured:
        found = held_in(subject, window)
        found = found.filter(programmes__programme=programme) if programme else found
        return Measured(numerator=found.count())

    return measure


def count_attendance() -> Measure:
    """Count who signed in (人次)."""

    def measure(subject: str, window: Window) -> Measured:
        found = Attendee.objects.filter(meeting__in=held_in(subject, window), signed_in_at__isnull=False)
        return Measured(numerator=found.count())

    return measure


def count_resolutions(where: Q | None = None) -> Measure:
    """Count the resolutions of the meetings held in the window."""

    def measure(subject: str, window: Window) -> Measured:
        return Measured(numerator=Resolution.objects.filter(where or Q(), meeting__in=held_in(subject, window)).count())

    return measure


def share_minuted_in_time() -> Measure:
    """Share of the meetings held whose minutes went out in time; one whose time still runs counts in neither."""

    def measure(subject: str, window: Window) -> Measured:
        found = held_in(subject, window).filter(Q(minuted_at__isnull=False) | Q(minutes_due_at__lt=window.end))
        return Measured(numerator=found.filter(minuted_at__lt=F("minutes_due_at")).count(), denominator=found.count())

    return measure
