"""申復: whoever was judged may object within the time, with reason and evidence; a change makes a new result and keeps the old."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError

from yankao.engines.panel.declare import Scheme
from yankao.engines.panel.deed import doing, locked, record, tell_agencies
from yankao.engines.panel.entries import is_own
from yankao.engines.panel.models import Appeal, Result, Review, Standing
from yankao.kernel.actors import Actor
from yankao.kernel.days import due_at
from yankao.kernel.files.models import StoredFile
from yankao.kernel.workdays.calendar import load_calendar


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What was decided on an objection; a change names the grade and says why."""

    outcome: str
    answer: str
    grade: str = ""


def file_appeal(
    it: Scheme, result_id: int, *, actor: Actor, now: datetime, reason: str, number: str = "", evidence: Sequence[StoredFile] = ()
) -> Appeal:
    """Object to a result, once, within the time.

    Raises:
        PermissionDenied: the entry is not the actor's.
        WrongStanding: the results are not published.
        ValidationError: too late, twice, or without a reason.
    """
    result = Result.objects.select_related("entry").get(pk=result_id)
    with locked(it, result.entry.review_id, deed="申復", at=(Standing.PUBLISHED,)) as review:
        if not (is_own(result.entry, actor) or it.run_by.allows(actor)):
            raise PermissionDenied("申復由受評者提出，或由承辦單位依來文登錄")
        if review.appeal_until is None or now >= review.appeal_until:
            raise ValidationError("申復期限已過，不予受理。")
        if not reason.strip():
            raise ValidationError({"reason": "請敘明申復的理由"})
        if not result.is_current or Appeal.objects.filter(result__entry=result.entry).exists():
            raise ValidationError("此案已提出申復，以一次為限。")
        due = due_at(now, it.appeal_answer.at(review.rules_on).value, load_calendar())
        appeal = Appeal.objects.create(
            result=result, filed_at=now, filed_by_name=actor.name[:200], number=number.strip()[:60], reason=reason.strip(), due_at=due
        )
        appeal.evidence.set(evidence)
        record(review, "file_appeal", actor=actor, now=now, values={"entry": result.entry.order, "reason": reason})
    return appeal


def decide_appeal(it: Scheme, appeal_id: int, *, actor: Actor, now: datetime, facts: Answer) -> Appeal:
    """Decide on an objection; a change makes a new result with the grade and its money, and the old one stays readable."""
    review_id = Appeal.objects.values_list("result__entry__review_id", flat=True).get(pk=appeal_id)
    with doing(it, review_id, actor=actor, deed="決定申復", at=(Standing.PUBLISHED,)) as review:
        appeal = Appeal.objects.select_related("result__entry").get(pk=appeal_id)
        if appeal.outcome != Appeal.Outcome.OPEN:
            raise ValidationError("此申復已決定。")
        if facts.outcome not in set(Appeal.Outcome.values) - {Appeal.Outcome.OPEN}:
            raise ValidationError({"outcome": "請選擇決定"})
        if not facts.answer.strip():
            raise ValidationError({"answer": "請敘明決定的理由"})
        appeal.outcome, appeal.answer = facts.outcome, facts.answer.strip()
        appeal.decided_at, appeal.decided_by_name = now, actor.name[:200]
        if facts.outcome == Appeal.Outcome.CHANGED:
            appeal.replaced_by = _replace(it, review, appeal.result, facts, now=now)
        appeal.save()
        tell_agencies(review, f"申復決定：{appeal.result.entry.title}", f"{appeal.get_outcome_display()}。{appeal.answer}", now=now)
        record(review, "decide_appeal", actor=actor, now=now, values={"appeal": appeal.pk, "outcome": facts.outcome, "grade": facts.grade})
    return appeal


def _replace(it: Scheme, review: Review, old: Result, facts: Answer, *, now: datetime) -> Result:
    grading = it.grading.at(review.rules_on).value
    grade = next((each for each in grading.grades if each.key == facts.grade), None)
    if grade is None:
        raise ValidationError({"grade": "請選擇變更後的等第"})
    if grade.key == old.grade:
        raise ValidationError({"grade": "等第沒有變更；維持原評定請選擇「維持原評定」"})
    Result.objects.filter(pk=old.pk).update(is_current=False)
    return Result.objects.create(
        entry=old.entry, decision=old.decision, rank=old.rank, score=old.score, mean=old.mean, rank_sum=old.rank_sum, sheets=old.sheets,
        adjusted=old.adjusted, adjusted_rank=old.adjusted_rank, grade=grade.key, grade_name=grade.name, is_award=grade.is_award,
        amount=grading.prize_of(grade.key, group=old.entry.group), made_at=now, reason=facts.answer.strip()[:300],
        letter_number=old.letter_number,
    )  # fmt: skip
