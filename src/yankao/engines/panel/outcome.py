"""評定結果: worked out from the signed sheets as they stand, for the secretary's board before the meeting and for the decision itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from yankao.engines.panel.declare import Scheme
from yankao.engines.panel.fairness import Adjusted, Spread, adjusted, spreads
from yankao.engines.panel.models import Entry, Review, Sheet
from yankao.engines.panel.ranking import Awarded, Mark, Placed, graded, ranked
from yankao.engines.panel.sheets import points_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One entry in the order of its group: where it stands officially, its grade and money, and beside it what strictness would change."""

    entry: Entry
    group: str
    placed: Placed
    grade: str
    grade_name: str
    amount: int
    is_award: bool
    adjusted: Decimal
    adjusted_rank: int
    spread: Spread


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What the sheets say: rows in official order group by group, entries without a sheet, contested ties, and how strict each judge was."""

    rows: tuple[Row, ...]
    unscored: tuple[Entry, ...]
    contested: tuple[tuple[Entry, ...], ...]
    effects: Mapping[str, float]
    is_comparable: bool


def outcome_of(it: Scheme, review: Review, *, phase: str = "", dropping: int | None = None) -> Outcome:
    """Work the outcome of a phase out (the deciding one unless named), leaving out the sheets of the member `dropping`."""
    entries = {str(entry.pk): entry for entry in review.entries.filter(state=Entry.State.ACCEPTED).select_related("agency")}
    marks = marks_of(it, review, phase=phase or it.deciding.key, dropping=dropping)
    marks = [mark for mark in marks if mark.entry in entries]
    rows: list[Row] = []
    contested: list[tuple[Entry, ...]] = []
    fair = adjusted(marks)
    for group in sorted({entry.group for entry in entries.values()}):
        own = [mark for mark in marks if entries[mark.entry].group == group]
        found, ties = _group(it, review, group, own, entries, fair)
        rows += found
        contested += ties
    scored = {row.entry.pk for row in rows}
    unscored = tuple(entry for entry in entries.values() if entry.pk not in scored)
    names = {str(seat.pk): seat.code for seat in review.members.all()}
    effects = {names[judge]: effect for judge, effect in fair.effects.items() if judge in names}
    return Outcome(rows=tuple(rows), unscored=unscored, contested=tuple(contested), effects=effects, is_comparable=fair.is_comparable)


def marks_of(it: Scheme, review: Review, *, phase: str, dropping: int | None = None) -> list[Mark]:
    """Return the signed sheets of a phase as marks, in the present attempt."""
    criteria = it.criteria.at(review.rules_on).value
    sheets = Sheet.objects.filter(review=review, phase=phase, attempt=review.attempt, signed_at__isnull=False).prefetch_related("lines")
    sheets = sheets if dropping is None else sheets.exclude(member_id=dropping)
    marks = []
    for sheet in sheets:
        points, parts = points_of(sheet, criteria)
        marks.append(Mark(judge=str(sheet.member_id or ""), entry=str(sheet.entry_id), points=points, parts=parts))
    return marks


def _group(
    it: Scheme, review: Review, group: str, marks: Sequence[Mark], entries: Mapping[str, Entry], fair: Adjusted
) -> tuple[list[Row], list[tuple[Entry, ...]]]:
    criteria, rule = it.criteria.at(review.rules_on).value, it.rule.at(review.rules_on).value
    grading = it.grading.at(review.rules_on).value
    heaviest = max(range(len(criteria)), key=lambda n: (criteria[n].weight, -n))
    parted = {key: entry.parted for key, entry in entries.items() if entry.parted}
    placed = ranked(marks, rule, parted=parted, heaviest=heaviest)
    awarded: Awarded = graded(placed, grading.grades)
    apart = spreads(marks, differs=Fraction(rule.differs))
    order = sorted(placed, key=lambda each: -fair.scores[each.entry])
    fair_rank = {each.entry: n for n, each in enumerate(order, start=1)}
    rows = []
    for each in placed:
        grade = awarded.grades[each.entry]
        rows.append(
            Row(
                entry=entries[each.entry],
                group=group,
                placed=each,
                grade=grade,
                grade_name=grading.name_of(grade),
                amount=grading.prize_of(grade, group=group),
                is_award=any(known.key == grade and known.is_award for known in grading.grades),
                adjusted=Decimal(str(round(fair.scores[each.entry], 4))),
                adjusted_rank=fair_rank[each.entry],
                spread=apart[each.entry],
            )
        )
    return rows, [tuple(entries[key] for key in tie) for tie in awarded.contested]
