"""What is counted of reviews: rounds, entries, grades and their shares, money, sheets, objections; by the day of the decision."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.db.models import Aggregate, Avg, Count, Q, QuerySet, Sum

from yankao.engines.indicators.ask import Asked, Question, as_count, as_share
from yankao.engines.indicators.declare import Measure, Measured
from yankao.engines.panel.models import Appeal, Entry, FollowUp, Member, Result, Review, Sheet, Standing
from yankao.kernel.roc import Window

DONE = (Standing.DECIDED, Standing.PUBLISHED, Standing.CLOSED)


def decided_in(window: Window) -> QuerySet[Review]:
    """Return the reviews of all schemes decided in the window."""
    return Review.objects.filter(standing__in=DONE, decided_at__gte=window.start, decided_at__lt=window.end)


def entries_in(window: Window) -> QuerySet[Entry]:
    """Return the entries of the rounds decided, but for those withdrawn or not taken."""
    return Entry.objects.filter(review__in=decided_in(window), state__in=(Entry.State.ACCEPTED, Entry.State.OUT))


def results_in(window: Window) -> QuerySet[Result]:
    """Return what the entries of the rounds decided came to, changes after an objection in their place."""
    return Result.objects.filter(entry__review__in=decided_in(window), is_current=True)


def members_in(window: Window) -> QuerySet[Member]:
    """Return who sat on the panels of the rounds decided to the end."""
    return Member.objects.filter(review__in=decided_in(window), left_at__isnull=True)


def sheets_in(window: Window) -> QuerySet[Sheet]:
    """Return the signed sheets on which the decisions rest."""
    return Sheet.objects.filter(review__in=decided_in(window), signed_at__isnull=False)


def appeals_in(window: Window) -> QuerySet[Appeal]:
    """Return the objections to the rounds decided."""
    return Appeal.objects.filter(result__entry__review__in=decided_in(window))


def follow_ups_in(window: Window) -> QuerySet[FollowUp]:
    """Return what the rounds decided asked of agencies."""
    return FollowUp.objects.filter(review__in=decided_in(window))


def count_reviews() -> Measure:
    """Count the rounds decided."""
    return _measure(decided_in, "scheme", Count("pk"))


def count_entries() -> Measure:
    """Count the entries of the rounds decided, but for those withdrawn or not taken."""
    return _measure(entries_in, "review__scheme", Count("pk"))


def count_grade(grade: str) -> Measure:
    """Count the entries that got a grade; a change after an objection counts as changed."""
    return _measure(results_in, "entry__review__scheme", Count("pk", filter=Q(grade=grade)))


def share_grade(grade: str) -> Measure:
    """Share of the judged entries that got a grade."""
    return _measure(results_in, "entry__review__scheme", Count("pk", filter=Q(grade=grade)), Count("pk"), answer=as_share)


def count_awards() -> Measure:
    """Count the entries with a prize."""
    return _measure(results_in, "entry__review__scheme", Count("pk", filter=Q(is_award=True)))


def sum_amount() -> Measure:
    """Add up the money of the prizes."""
    return _measure(results_in, "entry__review__scheme", Sum("amount"))


def mean_score() -> Measure:
    """Mean of the official scores."""
    return _measure(results_in, "entry__review__scheme", Avg("score"), answer=_mean)


def mean_score_of(number: int) -> Measure:
    """Mean of the official scores of the rounds of that number within their year (上、下半年)."""
    return _measure(results_in, "entry__review__scheme", Avg("score", filter=Q(entry__review__number=number)), answer=_mean)


def count_members() -> Measure:
    """Count the seats of the panels that decided, but for those who had left."""
    return _measure(members_in, "review__scheme", Count("pk"))


def count_agencies() -> Measure:
    """Count the agencies judged in the rounds decided, each once in however many rounds."""
    return _measure(entries_in, "review__scheme", Count("agency_id", distinct=True))


def count_entries_of(group: str) -> Measure:
    """Count the entries of one group."""
    return _measure(entries_in, "review__scheme", Count("pk", filter=Q(group=group)))


def sheets_a_round() -> Measure:
    """Signed sheets by the rounds they belong to (每次份數)."""
    return _measure(sheets_in, "review__scheme", Count("pk"), Count("review_id", distinct=True), answer=as_share)


def count_sheets() -> Measure:
    """Count the signed sheets on which the decisions rest."""
    return _measure(sheets_in, "review__scheme", Count("pk"))


def count_appeals(where: Q | None = None) -> Measure:
    """Count the objections to the rounds decided."""
    return _measure(appeals_in, "result__entry__review__scheme", Count("pk", filter=where))


def count_follow_ups(where: Q | None = None) -> Measure:
    """Count what the rounds decided asked of agencies."""
    return _measure(follow_ups_in, "review__scheme", Count("pk", filter=where))


def _measure(rows: Callable[[Window], QuerySet[Any]], by: str, *asks: Aggregate, answer: Callable[..., Measured] = as_count) -> Measure:
    return Asked(lambda subject, window: Question(rows=rows, given=(window,), asks=asks, answer=answer, by=by, of=subject))


def _mean(mean: Decimal | None) -> Measured:
    return Measured(numerator=None if mean is None else Decimal(mean).quantize(Decimal("0.01")))
