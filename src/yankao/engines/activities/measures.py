"""What is counted of meetings: held ones by series and by programme, attendance, resolutions, minutes in time, periods with a meeting."""

from django.db.models import Aggregate, Count, Exists, F, OuterRef, Q, QuerySet

from yankao.engines.activities import registry
from yankao.engines.activities.models import HELD, Attendee, Meeting, MeetingProgramme, Resolution
from yankao.engines.activities.periods import period_of
from yankao.engines.indicators.ask import Asked, Question, as_count, as_share
from yankao.engines.indicators.declare import Measure, Measured
from yankao.kernel.days import day_of
from yankao.kernel.roc import Window


def meetings_in(window: Window) -> QuerySet[Meeting]:
    """Return the meetings of all series that were held in the window."""
    return Meeting.objects.filter(standing__in=HELD, starts_at__gte=window.start, starts_at__lt=window.end)


def attendees_in(window: Window) -> QuerySet[Attendee]:
    """Return who signed in at the meetings held in the window."""
    return Attendee.objects.filter(meeting__in=meetings_in(window), signed_in_at__isnull=False)


def resolutions_in(window: Window) -> QuerySet[Resolution]:
    """Return the resolutions of the meetings held in the window."""
    return Resolution.objects.filter(meeting__in=meetings_in(window))


def count_held(programme: str = "") -> Measure:
    """Count the meetings held (場次); with a programme those that served it, once however many others they served too."""

    def question(subject: str, window: Window) -> Question:
        served = MeetingProgramme.objects.filter(meeting=OuterRef("pk"), programme=programme)
        ask = Count("pk", filter=Q(Exists(served)) if programme else None)
        return Question(rows=meetings_in, given=(window,), asks=(ask,), answer=as_count, by="series", of=subject)

    return Asked(question)


def count_attendance() -> Measure:
    """Count who signed in (人次)."""

    def question(subject: str, window: Window) -> Question:
        return Question(rows=attendees_in, given=(window,), asks=(Count("pk"),), answer=as_count, by="meeting__series", of=subject)

    return Asked(question)


def count_resolutions(where: Q | None = None) -> Measure:
    """Count the resolutions of the meetings held in the window."""
    asks = (Count("pk", filter=where),)

    def question(subject: str, window: Window) -> Question:
        return Question(rows=resolutions_in, given=(window,), asks=asks, answer=as_count, by="meeting__series", of=subject)

    return Asked(question)


def share_minuted_in_time() -> Measure:
    """Share of the meetings held whose minutes went out in time; one whose time still runs counts in neither."""

    def question(subject: str, window: Window) -> Question:
        settled = Q(minuted_at__isnull=False) | Q(minutes_due_at__lt=window.end)
        asks: tuple[Aggregate, ...] = (Count("pk", filter=settled & Q(minuted_at__lt=F("minutes_due_at"))), Count("pk", filter=settled))
        return Question(rows=meetings_in, given=(window,), asks=asks, answer=as_share, by="series", of=subject)

    return Asked(question)


def share_of_periods_held() -> Measure:
    """Share of the periods (季) that ended in the window in which the series met at least once."""

    def measure(subject: str, window: Window) -> Measured:
        it = registry.get(subject)
        if it.every is None:
            raise ValueError(f"會議系列 {subject} 未宣告召開頻率")
        ended = {period for month in window.each_month() if (period := period_of(it.every, month.first)).last <= window.last}
        since = min(ended, key=lambda period: period.first).start if ended else window.start
        met = Meeting.objects.filter(series=subject, standing__in=HELD, starts_at__gte=since, starts_at__lt=window.end)
        days = {day_of(each) for each in met.values_list("starts_at", flat=True)}
        return Measured(numerator=sum(any(day in period for day in days) for period in ended), denominator=len(ended))

    return measure
