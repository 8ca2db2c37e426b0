"""Measures over cases and their passages: what indicators of a procedure are declared with, asked in one statement for each set of rows.

Counting rules (計件原則) that all share: test cases are left out; a merged case counts as received, for it was reported, but is not
counted again where work done is measured; a follow-on case counts in its own procedure. A case is received in response mode
(應變模式) when an emergency covered its item and district then: measures may count only those, or leave them out.
"""

from collections.abc import Callable, Hashable, Mapping
from datetime import datetime
from typing import Any
from zlib import crc32

from django.db import connection
from django.db.models import Aggregate, Count, Exists, F, IntegerField, Max, Model, OuterRef, Q, QuerySet, Sum, Value, When
from django.db.models import Case as Either

from yankao.engines.cases.declare import Steps, steps_of
from yankao.engines.cases.models import Case, CaseLink, DueDate, LinkKind, Passage
from yankao.engines.indicators.ask import Asked, Question, as_count, as_share
from yankao.engines.indicators.declare import Measure, Measured
from yankao.kernel.roc import Window

IN_TIME = Either(When(in_time=True, then=Value(1)), default=Value(0), output_field=IntegerField())


def received_in(window: Window) -> QuerySet[Case]:
    """Return the cases of all procedures received in the window."""
    return Case.objects.filter(received_at__gte=window.start, received_at__lt=window.end, is_test=False)


def followed_on(procedure: str, later: str, window: Window) -> QuerySet[Case]:
    """Return the cases of a procedure received in the window from which a case of another one follows."""
    links = CaseLink.objects.filter(from_case=OuterRef("pk"), kind=LinkKind.FOLLOW_ON, to_case__procedure=later)
    return received_in(window).filter(Exists(links), procedure=procedure)


def open_after(window: Window) -> QuerySet[Case]:
    """Return the cases of all procedures received before the end of the window and not closed by then."""
    still = Q(closed_at__isnull=True) | Q(closed_at__gte=window.end)
    return Case.objects.filter(still, received_at__lt=window.end, is_test=False)


def done_in(procedure: str, window: Window) -> QuerySet[Passage, Any]:
    """Return what was done in the window on the cases of a procedure, case by case."""
    done = Passage.objects.filter(procedure=procedure, occurred_at__gte=window.start, occurred_at__lt=window.end)
    return done.exclude(_of_case(is_test=True)).values("case_id")


def received_with_facts(detail: type[Model], procedure: str, window: Window) -> QuerySet[Model]:
    """Return the facts of the cases of a procedure received in the window."""
    return detail._default_manager.filter(
        case__procedure=procedure, case__received_at__gte=window.start, case__received_at__lt=window.end, case__is_test=False
    )


def count_received(*, channels: tuple[str, ...] = (), in_emergency: bool | None = None) -> Measure:
    """Count the cases received in the window (受理件數), of all channels or of some, in response mode only or outside it only."""
    where = Q(channel__in=channels) if channels else Q()
    if in_emergency is not None:
        where &= Q(emergency__isnull=not in_emergency)
    asks = (Count("pk", filter=where or None),)
    return Asked(lambda subject, window: _of_received(subject, window, asks, as_count))


def monthly_average_received() -> Measure:
    """Cases received in the window divided by its months (平均每月), rounded half up."""

    def question(subject: str, window: Window) -> Question:
        months = window.months
        return _of_received(subject, window, (Count("pk"),), lambda count: Measured(numerator=count, denominator=months))

    return Asked(question)


def share_followed_on(procedure: str) -> Measure:
    """Of the cases received in the window: the share from which a case of another procedure follows (改列比率)."""

    def question(subject: str, window: Window) -> Question:
        return Question(rows=followed_on, given=(subject, procedure, window), asks=(Count("pk"),), answer=as_count)

    return Asked(question, of=Asked(lambda subject, window: _of_received(subject, window, (Count("pk"),), as_count)))


def received_with(detail: type[Model], column: str, value: str) -> Measure:
    """Count the cases received in the window whose fact has a value."""
    asks = (Count("pk", filter=Q(**{column: value})),)

    def question(subject: str, window: Window) -> Question:
        return Question(rows=received_with_facts, given=(detail, subject, window), asks=asks, answer=as_count)

    return Asked(question)


def open_at_end() -> Measure:
    """Count the cases received before the end of the window and not closed by then (期末未結)."""
    return _of_open(lambda _window: Count("pk"))


def overdue_at_end() -> Measure:
    """Count the cases open at the end of the window with a limit that had passed unmet by then (期末逾期)."""

    def ask(window: Window) -> Aggregate:
        unmet = Q(met_at__isnull=True) | Q(met_at__gte=window.end)
        passed = DueDate.objects.filter(unmet, case=OuterRef("pk"), due_at__lt=window.end, paused_at__isnull=True)
        return Count("pk", filter=Q(Exists(passed)))

    return _of_open(ask)


def count_entering(*steps: Steps) -> Measure:
    """Count the cases that entered one of the steps in the window, each case once."""
    name, about = _named("entered", steps), Q(to_step__in=_texts(steps)) & ~Q(to_step=F("from_step"))
    return _of_done(about, lambda: {name: Count("pk", filter=about)}, (Count("case_id", filter=Q(**{f"{name}__gt": 0})),), as_count)


def count_deeds(*actions: str) -> Measure:
    """Count how often one of the deeds was done in the window: the same case counts each time."""
    name, about = _named("did", actions), Q(action__in=sorted(actions))
    return _of_done(about, lambda: {name: Count("pk", filter=about)}, (Sum(name),), as_count)


def share_in_time(*steps: Steps, in_emergency: bool | None = None) -> Measure:
    """Of the cases whose time limit was stopped by entering one of the steps in the window: the share in time (如期率).

    A case that came back and went again counts with its last entry of the window. Passages without a time limit do not count.
    Cases received in response mode may be left out, or be the only ones counted.
    """
    name, about = _named("last", (*steps, str(in_emergency))), Q(to_step__in=_texts(steps), in_time__isnull=False)

    def each() -> dict[str, Aggregate]:
        covered = _of_case(emergency__isnull=False)
        apart = Q() if in_emergency is None else Q(covered) if in_emergency else Q(~covered)
        # The last entry has the highest number; its lowest bit says whether it was in time.
        return {name: Max(F("pk") * 2 + IN_TIME, filter=about & apart)}

    return _of_done(about, each, (Sum(F(name) % 2), Count(name)), as_share)


def windows_kept(*steps: Steps) -> Measure:
    """Of all limits stopped by entering one of the steps in the window, the share in time; every period of a case counts."""
    kept, whole, about = _named("kept", steps), _named("limits", steps), Q(to_step__in=_texts(steps), in_time__isnull=False)
    each = {kept: Count("pk", filter=about & Q(in_time=True)), whole: Count("pk", filter=about)}
    return _of_done(about, lambda: each, (Sum(kept), Sum(whole)), as_share)


def mean_days(*, start: Steps, stop: Steps) -> Measure:
    """Mean days from a case's first entry of `start` to its first entry of `stop`, of those that stopped in the window."""

    def measure(subject: str, window: Window) -> Measured:
        sql = """SELECT coalesce(sum(extract(epoch FROM s.at - f.at)), 0)::bigint, count(*)
                   FROM (SELECT case_id, min(occurred_at) AS at FROM cases_passage
                          WHERE procedure = %(subject)s AND to_step = ANY(%(stop)s) AND occurred_at >= %(start)s AND occurred_at < %(end)s
                          GROUP BY case_id) s
                   JOIN LATERAL (SELECT min(occurred_at) AS at FROM cases_passage p
                                  WHERE p.case_id = s.case_id AND p.to_step = ANY(%(start_at)s)) f ON f.at IS NOT NULL
                  WHERE NOT EXISTS (SELECT 1 FROM cases_passage p WHERE p.case_id = s.case_id AND p.to_step = ANY(%(stop)s)
                                       AND p.procedure = %(subject)s AND p.occurred_at < %(start)s)"""
        days: dict[str, datetime] = {"start": window.start, "end": window.end}
        steps = {"start_at": _texts(steps_of(start)), "stop": _texts(steps_of(stop))}
        with connection.cursor() as cursor:
            cursor.execute(sql, {"subject": subject, **days, **steps})
            seconds, cases = cursor.fetchone()
        return Measured(numerator=int(seconds), denominator=int(cases) * 86400)

    return measure


def _of_received(subject: str, window: Window, asks: tuple[Aggregate, ...], answer: Callable[..., Measured]) -> Question:
    return Question(rows=received_in, given=(window,), asks=asks, answer=answer, by="procedure", of=subject)


def _of_open(ask: Callable[[Window], Aggregate]) -> Measure:
    def question(subject: str, window: Window) -> Question:
        return Question(rows=open_after, given=(window,), asks=(ask(window),), answer=as_count, by="procedure", of=subject)

    return Asked(question)


def _of_done(about: Q, each: Callable[[], Mapping[str, Aggregate]], asks: tuple[Aggregate, ...], answer: Callable[..., Measured]) -> Measure:
    def question(subject: str, window: Window) -> Question:
        return Question(rows=done_in, given=(subject, window), each=each(), about=about, asks=asks, answer=answer)

    return Asked(question)


def _of_case(**facts: bool) -> Exists:
    """Ask for a rare fact of the case of a passage by its own small index: to join all their cases would cost more than all the rest."""
    return Exists(Case.objects.filter(pk=OuterRef("case_id"), **facts))


def _texts(steps: tuple[Steps, ...]) -> list[str]:
    return sorted({str(step) for step in steps})


def _named(word: str, values: tuple[Hashable, ...]) -> str:
    """Name a value of each case by what it is computed from: equal ones of several figures are computed once."""
    return f"{word}_{crc32(repr(sorted(map(str, values))).encode()):08x}"
