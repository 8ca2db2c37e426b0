"""What is counted of inspections and of what follows them: by the day of the visit and by grade."""

from collections.abc import Callable

from django.db.models import Aggregate, Count, Q, QuerySet, Sum

from yankao.divisions.engineering.logic.scoring import Grade
from yankao.divisions.engineering.logic.scoring_facts import InspectionFacts
from yankao.engines.indicators.ask import Asked, Question, as_count, as_share
from yankao.engines.indicators.declare import Measure, Measured
from yankao.kernel.roc import Window


def visits_in(detail: type[InspectionFacts], window: Window) -> QuerySet[InspectionFacts]:
    """Return the visits of a kind made in the window."""
    return detail._default_manager.filter(case__is_test=False, inspected_on__gte=window.first, inspected_on__lte=window.last)


def inspected(detail: type[InspectionFacts], *, grade: Grade | None = None) -> Measure:
    """Count the visits made in the window by the day of the visit, all or those of one grade."""
    return _of_visits(detail, (Count("pk", filter=None if grade is None else Q(grade=grade)),), as_count)


def inspected_together(*details: type[InspectionFacts]) -> Measure:
    """Count the visits of several kinds made in the window."""
    return lambda _subject, window: Measured(numerator=sum(visits_in(each, window).count() for each in details))


def grade_share(detail: type[InspectionFacts], grade: Grade) -> Measure:
    """Share of one grade among the visits of the window whose score was told."""
    told = ~Q(grade="")
    return _of_visits(detail, (Count("pk", filter=told & Q(grade=grade)), Count("pk", filter=told)), as_share)


def mean_score(detail: type[InspectionFacts]) -> Measure:
    """Mean of the scores told of the visits of the window."""
    return _of_visits(detail, (Sum("score"), Count("score")), as_share)


def _of_visits(detail: type[InspectionFacts], asks: tuple[Aggregate, ...], answer: Callable[..., Measured]) -> Measure:
    return Asked(lambda _subject, window: Question(rows=visits_in, given=(detail, window), asks=asks, answer=answer))
