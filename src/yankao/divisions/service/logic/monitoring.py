"""品質監聽的作業: draw the month's calls, score them, hear the agent's objection, compare the supervisors, follow up the coaching."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from random import Random

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet

from yankao.divisions.service.logic.score_sheet import sheet_on
from yankao.divisions.service.registers.call_reviews import (
    COACHED_WITHIN,
    OBJECTION_WITHIN,
    PASS_FROM,
    PER_AGENT,
    CallReview,
    MonitoringPlan,
    ReviewScore,
    ScoreItem,
)
from yankao.divisions.service.registers.calls import CallRecord
from yankao.divisions.service.registers.staff_members import StaffMember
from yankao.kernel import audit
from yankao.kernel.actors import Actor
from yankao.kernel.days import day_of
from yankao.kernel.roc import RocMonth, Window

SUPERVISORS = ("desk_lead",)
Kind, State = CallReview.Kind, CallReview.State
FULL = Decimal(100)
TENTH = Decimal("0.1")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """What a filled sheet comes to."""

    score: Decimal
    is_fatal: bool
    is_passed: bool


def own_codes(actor: Actor) -> frozenset[str]:
    """Return the agent codes under which this account's calls run."""
    names = get_user_model().objects.filter(pk=actor.id).values("username")
    return frozenset(StaffMember.objects.filter(account__in=names).exclude(account="").values_list("employee_code", flat=True))


def may_supervise(actor: Actor) -> bool:
    """Whether the actor draws, scores and decides."""
    return actor.has_role(*SUPERVISORS)


def visible_reviews(actor: Actor) -> QuerySet[CallReview]:
    """Return the reviews the actor may read: all for supervisors and auditors, their own scored ones for agents."""
    if actor.has_role(*SUPERVISORS, "auditor"):
        return CallReview.objects.all()
    return CallReview.objects.filter(kind=Kind.MONITORING, agent__in=own_codes(actor)).exclude(state=State.DRAWN)


@transaction.atomic
def draw(month: RocMonth, *, seed: str, actor: Actor, now: datetime) -> MonitoringPlan:
    """Draw so many answered calls of each agent of a month that is over; the same seed draws the same calls.

    Raises:
        PermissionDenied: the actor is no supervisor.
        ValidationError: the month still runs, was drawn already, or has no call.
    """
    _require_supervisor(actor)
    if month.last >= day_of(now):
        raise ValidationError(f"{month}尚未結束，請於次月抽樣")
    if MonitoringPlan.objects.filter(month=month.first).exists():
        raise ValidationError(f"{month}已抽樣，不得重抽")
    by_agent = _calls_by_agent(month)
    if not by_agent:
        raise ValidationError(f"{month}沒有可抽樣的通話，請先匯入話務紀錄")
    per_agent = PER_AGENT.at(month.first).value
    plan = MonitoringPlan.objects.create(
        month=month.first,
        per_agent=per_agent,
        seed=seed,
        population=sum(map(len, by_agent.values())),
        agents=len(by_agent),
        drawn_by=actor.name[:100],
        drawn_at=now,
    )
    drawn = drawn_calls(by_agent, per_agent=per_agent, seed=seed)
    CallReview.objects.bulk_create(
        CallReview(call_id=pk, plan=plan, month=month.first, agent=agent) for agent, calls in drawn.items() for pk in calls
    )  # fmt: skip
    _record(plan.pk, "draw", actor=actor, now=now, values={"month": month.code, "seed": seed})
    return plan


def drawn_calls(by_agent: Mapping[str, Sequence[int]], *, per_agent: int, seed: str) -> dict[str, list[int]]:
    """Choose calls of each agent by chance; each agent's draw depends on the seed and the agent alone, so that it can be checked."""
    return {
        agent: sorted(Random(f"{seed}/{agent}").sample(sorted(calls), min(per_agent, len(calls))))  # noqa: S311  a draw to be repeated, no secret
        for agent, calls in sorted(by_agent.items())
    }


def _calls_by_agent(month: RocMonth) -> dict[str, list[int]]:
    window = Window(month.first, month.last)
    rows = CallRecord.objects.filter(started_at__gte=window.start, started_at__lt=window.end, answered_at__isnull=False).exclude(agent="")
    found: dict[str, list[int]] = {}
    for pk, agent in rows.order_by("pk").values_list("pk", "agent"):
        found.setdefault(agent, []).append(pk)
    return found


@transaction.atomic
def score(review_id: int, points: Mapping[int, int], *, remark: str, actor: Actor, now: datetime) -> CallReview:
    """Score a drawn call by the sheet of the day of the call; who fails is to be coached by a dated day."""
    _require_supervisor(actor)
    review = _locked(review_id)
    if review.state != State.DRAWN:
        raise ValidationError("此通已評分，如需更正請由申復核定改評")
    _write_scores(review, points, day=_day_of(review))
    review.remark, review.scorer_id, review.scorer, review.scored_at = remark.strip(), actor.id, actor.name[:100], now
    review.state = State.SCORED
    review.coach_by = None if review.is_passed else day_of(now + COACHED_WITHIN.at(day_of(now)).value)
    review.save()
    _record(review.pk, "score", actor=actor, now=now, values={"score": review.score, "passed": review.is_passed})
    return review


def objection_until(review: CallReview) -> datetime | None:
    """Return the moment up to which the agent may object."""
    return None if review.scored_at is None else review.scored_at + OBJECTION_WITHIN.at(day_of(review.scored_at)).value


def may_object(review: CallReview, actor: Actor, *, now: datetime) -> bool:
    """Whether the actor may object now: to a scored call of their own, within the time."""
    until = objection_until(review)
    return review.state == State.SCORED and until is not None and now < until and review.agent in own_codes(actor)


@transaction.atomic
def object_to(review_id: int, text: str, *, actor: Actor, now: datetime) -> CallReview:
    """Write the agent's objection (申復)."""
    review = _locked(review_id)
    if review.agent not in own_codes(actor):
        raise PermissionDenied("只能就自己的監聽結果申復")
    if not may_object(review, actor, now=now):
        raise ValidationError("申復期限已過，或此通已申復")
    if not text.strip():
        raise ValidationError({"objection": "請敘明申復理由"})
    review.objection, review.objected_at, review.state = text.strip(), now, State.OBJECTED
    review.save()
    _record(review.pk, "object", actor=actor, now=now, values={})
    return review


@transaction.atomic
def rule_on(review_id: int, ruling: str, *, actor: Actor, now: datetime, points: Mapping[int, int] | None = None) -> CallReview:
    """Decide on an objection: keep the score, or give a new one with `points`; the reason is told to the agent."""
    _require_supervisor(actor)
    review = _locked(review_id)
    if review.state != State.OBJECTED:
        raise ValidationError("此通沒有待核定的申復")
    if not ruling.strip():
        raise ValidationError({"ruling": "請填寫核定意見"})
    if points is not None:
        review.scores.all().delete()
        _write_scores(review, points, day=_day_of(review))
        if review.is_passed and review.coached_at is None:
            review.coach_by = None
    review.ruling, review.ruled_by, review.ruled_at, review.state = ruling.strip(), actor.name[:100], now, State.FINAL
    review.save()
    _record(review.pk, "rule_on", actor=actor, now=now, values={"score": review.score})
    return review


@transaction.atomic
def coach(review_id: int, text: str, *, actor: Actor, now: datetime) -> CallReview:
    """Write down what was coached after the call."""
    _require_supervisor(actor)
    review = _locked(review_id)
    if review.state == State.DRAWN:
        raise ValidationError("請先評分再登錄輔導")
    if not text.strip():
        raise ValidationError({"coaching": "請填寫輔導內容與改善約定"})
    review.coaching, review.coached_by, review.coached_at = text.strip(), actor.name[:100], now
    review.save()
    _record(review.pk, "coach", actor=actor, now=now, values={})
    return review


@transaction.atomic
def calibrate(review_id: int, points: Mapping[int, int], *, remark: str, actor: Actor, now: datetime) -> CallReview:
    """Score an already scored call once more, only to compare the supervisors (校準)."""
    _require_supervisor(actor)
    first = _locked(review_id)
    if first.kind != Kind.MONITORING or first.state == State.DRAWN:
        raise ValidationError("請選擇已評分的監聽通話進行校準")
    if first.scorer_id == actor.id or CallReview.objects.filter(call=first.call_id, kind=Kind.CALIBRATION, scorer_id=actor.id).exists():
        raise ValidationError("您已評過此通，請由其他督導評分校準")
    again = CallReview(
        call_id=first.call_id, month=first.month, agent=first.agent, kind=Kind.CALIBRATION, state=State.SCORED, scorer_id=actor.id,
        scorer=actor.name[:100], scored_at=now, remark=remark.strip(), score=Decimal(0),
    )  # fmt: skip
    again.save()
    _write_scores(again, points, day=_day_of(first))
    again.save()
    _record(again.pk, "calibrate", actor=actor, now=now, values={"score": again.score})
    return again


def overdue_coaching(*, today: date) -> QuerySet[CallReview]:
    """Return the failed calls whose coaching is late."""
    return CallReview.objects.filter(coach_by__lt=today, coached_at__isnull=True, kind=Kind.MONITORING)


def add_up(items: Sequence[ScoreItem], points: Mapping[int, int], *, day: date) -> Scored:
    """Return what the points come to, of a hundred; every line must be given, none more than it has.

    Raises:
        ValidationError: by the field `item-<id>` of each wrong line.
    """
    wrong: dict[str, str] = {}
    for item in items:
        most = 1 if item.is_fatal else item.points
        given = points.get(item.pk)
        if given is None:
            wrong[f"item-{item.pk}"] = f"請評「{item.name}」"
        elif not 0 <= given <= most:
            wrong[f"item-{item.pk}"] = f"「{item.name}」應為0至{most}"
    if wrong:
        raise ValidationError({name: [sentence] for name, sentence in wrong.items()})
    whole = sum(item.points for item in items)
    got = sum(points[item.pk] for item in items if not item.is_fatal)
    is_fatal = any(points[item.pk] for item in items if item.is_fatal)
    result = (FULL * got / whole).quantize(TENTH)
    return Scored(score=result, is_fatal=is_fatal, is_passed=not is_fatal and result >= PASS_FROM.at(day).value)


def _write_scores(review: CallReview, points: Mapping[int, int], *, day: date) -> None:
    items = sheet_on(day)
    if not items:
        raise ValidationError("通話當日沒有適用的評分表，請先建立或採用範本")
    found = add_up(items, points, day=day)
    ReviewScore.objects.bulk_create(ReviewScore(review=review, item=item, points=points[item.pk]) for item in items)
    review.score, review.is_fatal, review.is_passed = found.score, found.is_fatal, found.is_passed


def _day_of(review: CallReview) -> date:
    return day_of(review.call.started_at)


def _locked(review_id: int) -> CallReview:
    found = CallReview.objects.select_for_update().filter(Q(pk=review_id)).first()
    if found is None:
        raise ValidationError("查無此監聽紀錄")
    return found


def _require_supervisor(actor: Actor) -> None:
    if not may_supervise(actor):
        raise PermissionDenied("品質監聽由服務中心督導辦理")


def _record(pk: int, verb: str, *, actor: Actor, now: datetime, values: Mapping[str, object]) -> None:
    audit.record(
        subject_kind="register", subject_id=f"service.call_review/{pk}", verb=f"service.call_review:{verb}", actor=actor, at=now, values=values
    )
