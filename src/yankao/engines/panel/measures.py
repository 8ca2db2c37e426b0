"""What is counted of reviews: rounds, entries, grades and their shares, money, sheets, objections; by the day of the decision."""

from decimal import Decimal

from django.db.models import Avg, Q, QuerySet, Sum

from yankao.engines.indicators.declare import Measure, Measured
from yankao.engines.panel.models import Appeal, Entry, FollowUp, Result, Review, Sheet, Standing
from yankao.kernel.roc import Window

DONE = (Standing.DECIDED, Standing.PUBLISHED, Standing.CLOSED)


def decided_in(scheme: str, window: Window) -> QuerySet[Review]:
    """Return the reviews of a scheme decided in the window."""
    return Review.objects.filter(scheme=scheme, standing__in=DONE, decided_at__gte=window.start, decided_at__lt=window.end)


def _results(scheme: str, window: Window) -> QuerySet[Result]:
    return Result.objects.filter(entry__review__in=decided_in(scheme, window), is_current=True)


def count_reviews() -> Measure:
    """Count the rounds decided."""

    def measure(subject: str, window: Window) -> Measured:
        return Measured(numerator=decided_in(subject, window).count())

    return measure


def count_entries() -> Measure:
    """Count the entries of the rounds decided, but for those withdrawn or not taken."""

    def measure(subject: str, window: Window) -> Measured:
        found = Entry.objects.filter(review__in=decided_in(subject, window), state__in=(Entry.State.ACCEPTED, Entry.State.OUT))
        return Measured(numerator=found.count())

    return measure


def count_grade(grade: str) -> Measure:
    """Count the entries that got a grade; a change after an objection counts as changed."""

    def measure(subject: str, window: Window) -> Measured:
        return Measured(numerator=_results(subject, window).filter(grade=grade).count())

    return measure


def share_grade(grade: str) -> Measure:
    """Share of the judged entries that got a grade."""

    def measure(subject: str, window: Window) -> Measured:
        found = _results(subject, window)
        return Measured(numerator=found.filter(grade=grade).count(), denominator=found.count())

    return measure


def count_awards() -> Measure:
    """Count the entries with a prize."""

    def measure(subject: str, window: Window) -> Measured:
        return Measured(numerator=_results(subject, window).filter(is_award=True).count())

    return measure


def sum_amount() -> Measure:
    """Add up the money of the prizes."""

    def measure(subject: str, window: Window) -> Measured:
        return Measured(numerator=_results(subject, window).aggregate(total=Sum("amount"))["total"] or 0)

    return measure


def mean_score() -> Measure:
    """Mean of the official scores."""

    def measure(subject: str, window: Window) -> Measured:
        mean = _results(subject, window).aggregate(mean=Avg("score"))["mean"]
        return Measured(numerator=None if mean is None else Decimal(mean).quantize(Decimal("0.01")))

    return measure


def count_sheets() -> Measure:
    """Count the signed sheets on which the decisions rest."""

    def measure(subject: str, window: Window) -> Measured:
        found = Sheet.objects.filter(review__in=decided_in(subject, window), signed_at__isnull=False)
        return Measured(numerator=found.count())

    return measure


def count_appeals(where: Q | None = None) -> Measure:
    """Count the objections to the rounds decided."""

    def measure(subject: str, window: Window) -> Measured:
        found = Appeal.objects.filter(where or Q(), result__entry__review__in=decided_in(subject, window))
        return Measured(numerator=found.count())

    return measure


def count_follow_ups(where: Q | None = None) -> Measure:
    """Count what the rounds decided asked of agencies."""

    def measure(subject: str, window: Window) -> Measured:
        return Measured(numerator=FollowUp.objects.filter(where or Q(), review__in=decided_in(subject, window)).count())

    return measure
