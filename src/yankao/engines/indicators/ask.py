"""合併詢問: what a measure asks of the database, so that all questions about the same rows are answered by one statement."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from types import MappingProxyType
from typing import Any

from django.db.models import Aggregate, Q, QuerySet

from yankao.engines.indicators.declare import Measured
from yankao.kernel.roc import Window

Answers = tuple[Any, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Aggregates over rows: `rows(*given)` finds the rows, `answer` makes of the aggregates' values what was measured.

    Questions with the same `rows` and `given` are asked together. With `by` the rows are those of many subjects and the column tells
    them apart; this question is about those `of` one. Where the rows are grouped, `each` is computed of every group before `asks`.
    `about` says which rows matter, so that others need not be read when no other question asks for them.
    A condition belongs into an aggregate's filter; one that reaches over many related rows must be an `Exists`, or rows of its own,
    because a join would repeat the rows of all other questions.
    """

    rows: Callable[..., QuerySet[Any, Any]]
    given: tuple[Hashable, ...]
    asks: tuple[Aggregate, ...]
    answer: Callable[..., Measured]
    by: str = ""
    of: str = ""
    each: Mapping[str, Aggregate] = field(default_factory=lambda: MappingProxyType({}))
    about: Q | None = None

    @property
    def group(self) -> Hashable:
        """What questions that can be asked together have in common."""
        return (self.rows, self.given, self.by)


@dataclass(frozen=True, slots=True)
class Asked:
    """A measure that says what it asks: alone it is one statement, beside others over the same rows it is a part of theirs.

    With `of` it is a share whose whole is asked of other rows: what a part must be looked up for, row by row, would slow the rest down.
    """

    question: Callable[[str, Window], Question]
    of: "Asked | None" = None

    def __call__(self, subject: str, window: Window) -> Measured:
        """Ask it alone."""
        return self.answer(ask(self.questions(subject, window)))

    def questions(self, subject: str, window: Window) -> tuple[Question, ...]:
        """Return what it asks."""
        return (self.question(subject, window), *(self.of.questions(subject, window) if self.of else ()))

    def answer(self, measured: Sequence[Measured]) -> Measured:
        """Make of the answers what was measured."""
        return measured[0] if self.of is None else Measured(numerator=measured[0].numerator, denominator=measured[1].numerator)


def as_count(count: Any) -> Measured:  # noqa: ANN401 -- a number of the database, None for a sum of nothing
    """Take a count or a sum for what was measured."""
    return Measured(numerator=count or 0)


def as_share(part: Any, whole: Any) -> Measured:  # noqa: ANN401
    """Take a part and the whole for what was measured."""
    return Measured(numerator=part or 0, denominator=whole or 0)


def as_share_of_sums(*counts: int) -> Measured:
    """Take the sum of the first half by the sum of the other: parts and wholes month by month."""
    middle = len(counts) // 2
    return Measured(numerator=sum(counts[:middle]), denominator=sum(counts[middle:]))


def ask(questions: Sequence[Question]) -> tuple[Measured, ...]:
    """Answer questions, in their order, with one statement for all those about the same rows."""
    groups: dict[Hashable, list[int]] = defaultdict(list)
    for place, each in enumerate(questions):
        groups[each.group].append(place)
    measured: dict[int, Measured] = {}
    for places in groups.values():
        together = [questions[place] for place in places]
        answers = _answers(together)
        measured |= {place: it.answer(*values) for place, it, values in zip(places, together, answers, strict=True)}
    return tuple(measured[place] for place in range(len(questions)))


def _answers(group: Sequence[Question]) -> list[Answers]:
    head = group[0]
    names = {it: f"asked_{number}" for number, it in enumerate(dict.fromkeys(it for each in group for it in each.asks))}
    asks = {name: it for it, name in names.items()}
    firsts = {name: it for each in group for name, it in each.each.items()}
    rows = head.rows(*head.given).order_by()
    subjects = dict.fromkeys(each.of for each in group)
    if head.by:
        rows = rows.filter(**{head.by: head.of} if len(subjects) == 1 else {f"{head.by}__in": sorted(subjects)})
    abouts = list(dict.fromkeys(each.about for each in group))
    if None not in abouts:
        rows = rows.filter(reduce(or_, filter(None, abouts)))
    found: dict[str, Mapping[str, Any]]
    if len(subjects) == 1:
        found = {head.of: rows.annotate(**firsts).aggregate(**asks) if firsts else rows.aggregate(**asks)}
    else:
        found = {row[head.by]: row for row in rows.values(head.by).annotate(**asks)}
    nothing = {name: it.empty_result_set_value for name, it in asks.items()}
    return [tuple(found.get(each.of, nothing)[names[it]] for it in each.asks) for each in group]
