"""評定會議: the panel decides on what the sheets say: keep, drop one member and recompute, void and redo, or no result."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db.models import Max

from yankao.engines.panel import members
from yankao.engines.panel.declare import Scheme
from yankao.engines.panel.deed import doing, record
from yankao.engines.panel.models import Decision, Dissent, Entry, Member, Result, Review, Standing
from yankao.engines.panel.outcome import Outcome, outcome_of
from yankao.engines.panel.ranking import half_up, percent
from yankao.engines.panel.rounds import open_scoring, unsigned
from yankao.engines.panel.rules import PanelRule
from yankao.kernel.actors import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is written down of the meeting; `dissents` are (member, different opinion), which the minutes must take in."""

    held_at: datetime
    place: str
    present: Sequence[int]
    outcome: str
    votes_for: int
    dropped_id: int | None = None
    reason: str = ""
    differences: str = ""
    minutes: str = ""
    recorder: str = ""
    observers: str = ""
    dissents: Sequence[tuple[int, str]] = field(default_factory=tuple)


def decide(it: Scheme, review_id: int, *, actor: Actor, now: datetime, facts: Facts) -> Decision:
    """Write the decision of the meeting down and do what it says.

    Raises:
        PermissionDenied: the actor does not run reviews of this scheme.
        WrongStanding: the review is not being scored.
        ValidationError: no quorum, no majority, sheets missing, a tie that the meeting has to part, or no reason given.
    """
    with doing(it, review_id, actor=actor, deed="評定", at=(Standing.SCORING,)) as review:
        _check(it, review, facts, now=now)
        present = list(members.sitting(review).filter(pk__in=facts.present))
        _require_quorum(it.panel.at(review.rules_on).value, present, sitting=members.sitting(review).count(), votes=facts.votes_for)
        found = None
        if facts.outcome in {Decision.Outcome.KEEP, Decision.Outcome.DROP}:
            found = outcome_of(it, review, dropping=facts.dropped_id if facts.outcome == Decision.Outcome.DROP else None)
            _require_clear(found)
        decision = _write(review, facts, present, actor=actor, now=now)
        _carry_out(it, review, decision, found, now=now)
        record(
            review, "decide", actor=actor, now=now, values={"outcome": facts.outcome, "present": sorted(facts.present), "dropped": facts.dropped_id}
        )
    return decision


def part(it: Scheme, review_id: int, order: Sequence[int], *, actor: Actor, now: datetime) -> None:
    """Write down in which order the meeting parted entries of one rank (同名次之次序)."""
    with doing(it, review_id, actor=actor, deed="決定同名次次序", at=(Standing.SCORING,)) as review:
        tied = {entry.pk for tie in outcome_of(it, review).contested for entry in tie}
        if not order or set(order) - tied or len(set(order)) != len(order):
            raise ValidationError("只能決定名額相爭的同名次案件之次序。")
        for n, pk in enumerate(order, start=1):
            Entry.objects.filter(pk=pk, review=review).update(parted=n)
        record(review, "part", actor=actor, now=now, values={"order": list(order)})


def _check(it: Scheme, review: Review, facts: Facts, *, now: datetime) -> None:
    known = Decision.Outcome
    seats = {seat.pk for seat in members.sitting(review)}
    checks = (
        ("held_at", facts.held_at > now, "會議時間不得晚於現在"),
        ("place", not facts.place.strip(), "請填寫會議地點"),
        ("outcome", facts.outcome not in known.values, "請選擇決議"),
        ("reason", facts.outcome != known.KEEP and not facts.reason.strip(), "非維持原評分結果者，請敘明理由"),
        ("dropped", facts.outcome == known.DROP and facts.dropped_id not in {seat.pk for seat in members.droppable(review)}, "請選擇除去評分的委員"),
        ("present", not set(facts.present) <= seats, "出席者應為本次評審的委員，不得代理"),
        ("dissents", any(pk not in set(facts.present) or not text.strip() for pk, text in facts.dissents), "不同意見應由出席委員提出並載明內容"),
    )
    if errors := {name: sentence for name, is_wrong, sentence in checks if is_wrong}:
        raise ValidationError(errors)
    if review.phase != it.deciding.key:
        raise ValidationError(f"尚未進入「{it.deciding.name}」，不能評定。")
    if facts.outcome in {known.KEEP, known.DROP} and (missing := unsigned(it, review)):
        raise ValidationError(f"尚有 {missing} 份評分表未簽署；委員未能評分者請先解任，再行評定。")


def _require_quorum(rule: PanelRule, present: Sequence[Member], *, sitting: int, votes: int) -> None:
    scholars = sum(seat.expert.is_scholar_or_expert for seat in present)
    if len(present) < rule.quorum * sitting:
        raise ValidationError({"present": f"出席 {len(present)} 人，未達委員總額 {sitting} 人之{percent(rule.quorum)}，不得決議"})
    if scholars < rule.scholars_present or scholars < rule.scholars_share * len(present):
        share = percent(rule.scholars_share)
        raise ValidationError({"present": f"出席專家學者 {scholars} 人，應至少 {rule.scholars_present} 人且不少於出席人數{share}"})
    if not len(present) < 2 * votes <= 2 * len(present):
        raise ValidationError({"votes_for": "決議應經出席委員過半數同意"})


def _require_clear(found: Outcome) -> None:
    if found.unscored:
        raise ValidationError(f"下列案件沒有評分：{'、'.join(entry.code for entry in found.unscored[:20])}")
    if found.contested:
        codes = "；".join("、".join(entry.code for entry in tie) for tie in found.contested)
        raise ValidationError(f"名額不足以容納同名次者（{codes}），請先登錄會議決定的次序。")


def _write(review: Review, facts: Facts, present: Sequence[Member], *, actor: Actor, now: datetime) -> Decision:
    chair = next((seat for duty in ("convenor", "deputy") for seat in present if seat.duty == duty), None)
    if chair is None:
        raise ValidationError({"present": "召集人及副召集人均未出席，應擇期另開會議"})
    number = (review.decisions.aggregate(last=Max("number"))["last"] or 0) + 1
    decision = Decision.objects.create(
        review=review, number=number, held_at=facts.held_at, place=facts.place.strip()[:200], chair=chair.expert.name,
        recorder=facts.recorder.strip()[:100],
        observers=facts.observers.strip()[:300], outcome=facts.outcome, votes_for=facts.votes_for, reason=facts.reason.strip(),
        dropped_id=facts.dropped_id if facts.outcome == Decision.Outcome.DROP else None, differences=facts.differences.strip(),
        minutes=facts.minutes.strip(), made_at=now, made_by_name=actor.name[:200],
    )  # fmt: skip
    decision.present.set(present)
    Dissent.objects.bulk_create(Dissent(decision=decision, member_id=pk, text=text.strip()) for pk, text in facts.dissents)
    return decision


def _carry_out(it: Scheme, review: Review, decision: Decision, found: Outcome | None, *, now: datetime) -> None:
    if decision.outcome == Decision.Outcome.VOID:
        # The sheets stay on file under their attempt; the new ones begin with nothing.
        review.attempt += 1
        Entry.objects.filter(review=review).update(parted=0)
        open_scoring(review, it.deciding, now=now, title=f"原評分廢棄，請重行評分：{review.title}")
        return
    if found is not None:
        Result.objects.bulk_create(
            Result(
                entry=row.entry, decision=decision, rank=row.placed.rank, score=row.placed.score, mean=half_up(row.placed.mean, 4),
                rank_sum=half_up(row.placed.rank_sum, 2), sheets=row.placed.sheets, adjusted=row.adjusted, adjusted_rank=row.adjusted_rank,
                grade=row.grade, grade_name=row.grade_name, amount=row.amount, is_award=row.is_award, made_at=now,
            )
            for row in found.rows
        )  # fmt: skip
    else:
        going = review.entries.filter(state=Entry.State.ACCEPTED)
        Result.objects.bulk_create(Result(entry=entry, decision=decision, made_at=now, reason=decision.reason[:300]) for entry in going)
    review.standing, review.decided_at, review.scores_due_at = Standing.DECIDED, now, None
