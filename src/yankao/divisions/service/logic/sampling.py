"""滿意度抽樣的作業: draw the month's sample, ask by telephone or message, write the answers down; who said no is never asked again."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from random import Random

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Count, Q, QuerySet

from yankao.divisions.service.logic.wilson import wilson
from yankao.divisions.service.registers.calls import CallCase
from yankao.divisions.service.registers.surveys import (
    CONTENT_FROM,
    SAMPLE,
    DoNotAsk,
    Outcome,
    SurveyAttempt,
    SurveyEntry,
    SurveyKind,
    SurveySample,
)
from yankao.engines.cases.models import Case
from yankao.engines.notices.models import Notice
from yankao.engines.notices.tell import Telling, tell
from yankao.kernel import audit
from yankao.kernel.actors import Actor
from yankao.kernel.days import day_of
from yankao.kernel.roc import RocMonth, Window

DRAWERS, ASKERS = ("desk_lead",), ("agent", "desk_lead")
PROCEDURE_OF = {SurveyKind.PETITION: "service.petition", SurveyKind.DISPATCH: "service.dispatch"}
OPEN = (Outcome.WAITING, Outcome.NO_ANSWER, Outcome.SMS)
"""The entries that may still be asked."""
SMS_TEXT = "感謝您使用市政服務，請就案件 {number} 的處理情形為我們評分：{link}（不需輸入個人資料）"
SCORES = ((5, "非常滿意"), (4, "滿意"), (3, "普通"), (2, "不滿意"), (1, "非常不滿意"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Satisfaction:
    """The share of content people of one kind in one month, with the Wilson 95 % interval, in percent."""

    content: int
    answered: int
    drawn: int

    @property
    def share(self) -> float:
        """The share in percent."""
        return 100 * self.content / self.answered if self.answered else 0.0

    @property
    def bounds(self) -> tuple[float, float]:
        """Lower and upper bound in percent."""
        low, high = wilson(self.content, self.answered)
        return 100 * low, 100 * high


@transaction.atomic
def draw_sample(month: RocMonth, kind: SurveyKind, *, seed: str, actor: Actor, now: datetime) -> SurveySample:
    """Draw the sample of a month that is over, once; the same seed draws the same cases."""
    if not actor.has_role(*DRAWERS):
        raise PermissionDenied("滿意度抽樣由服務中心督導辦理")
    if month.last >= day_of(now):
        raise ValidationError(f"{month}尚未結束，請於次月抽樣")
    if SurveySample.objects.filter(month=month.first, kind=kind).exists():
        raise ValidationError(f"{month}{kind.label}已抽樣，不得重抽")
    everything, allowed = _population(month, kind)
    chosen = Random(seed).sample(sorted(allowed), SAMPLE.at(month.last).value.of(len(allowed)))  # noqa: S311  a draw to be repeated, no secret
    sample = SurveySample.objects.create(
        month=month.first, kind=kind, population=everything, excluded=everything - len(allowed), size=len(chosen), seed=seed,
        drawn_by=actor.name[:100], drawn_at=now,
    )  # fmt: skip
    SurveyEntry.objects.bulk_create(
        SurveyEntry(sample=sample, month=month.first, kind=kind, case_id=case, call_id=call or None, token=secrets.token_urlsafe(32))
        for case, call in chosen
    )
    _record(f"sample/{sample.pk}", "draw", actor=actor, now=now, values={"month": month.code, "kind": str(kind), "seed": seed})
    return sample


def _population(month: RocMonth, kind: SurveyKind) -> tuple[int, list[tuple[int, int]]]:
    """Return how many there are, and those that may be asked as (case, call); call is 0 for cases, a case stands once."""
    window = Window(month.first, month.last)
    if kind is SurveyKind.CALL:
        joined = CallCase.objects.filter(call__started_at__gte=window.start, call__started_at__lt=window.end, call__answered_at__isnull=False)
        everything = dict(joined.order_by("-call_id").values_list("case_id", "call_id"))
    else:
        closed = Case.objects.filter(procedure=PROCEDURE_OF[kind], closed_at__gte=window.start, closed_at__lt=window.end, merged_into__isnull=True)
        everything = dict.fromkeys(closed.values_list("pk", flat=True), 0)
    allowed = set(_may_be_asked(Case.objects.filter(pk__in=everything)).values_list("pk", flat=True))
    return len(everything), [(case, call) for case, call in everything.items() if case in allowed]


def _may_be_asked(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Leave out what is confidential, anonymous, an accusation, a test or history, without telephone, or of somebody who said never."""
    never = DoNotAsk.objects.values("phone_index")
    secret = Q(service_petition__is_accusation=True) | Q(service_petition__is_anonymous=True)
    plain = cases.filter(
        is_confidential=False, is_test=False, is_historical=False, reporter__phone_index__isnull=False, reporter__erased_at__isnull=True
    )
    return plain.exclude(secret).exclude(reporter__phone_index__in=never)


def open_entries(month: RocMonth, kind: SurveyKind) -> QuerySet[SurveyEntry]:
    """Return who is still to be asked, the least tried first."""
    tries = SAMPLE.at(month.last).value.tries
    rows = SurveyEntry.objects.filter(month=month.first, kind=kind, outcome__in=OPEN, attempts__lt=tries)
    return rows.select_related("case", "case__reporter").order_by("attempts", "pk")


@transaction.atomic
def record_attempt(
    entry_id: int, outcome: Outcome, *, actor: Actor, now: datetime, score: int | None = None, comment: str = ""
) -> SurveyEntry:  # fmt: skip
    """Write one attempt down: an answer needs its score; 'never' is remembered for all later samples."""
    if not actor.has_role(*ASKERS):
        raise PermissionDenied("滿意度訪問由話務及服務人員辦理")
    entry = SurveyEntry.objects.select_for_update().filter(pk=entry_id).first()
    if entry is None or entry.outcome not in OPEN:
        raise ValidationError("此件已完成訪問，請重新整理")
    if outcome in {Outcome.WAITING, Outcome.SMS}:
        raise ValidationError("請選擇訪問結果")
    if outcome is Outcome.ANSWERED and score not in dict(SCORES):
        raise ValidationError("完成訪問請選擇滿意度")
    entry.attempts += 1
    _close(entry, outcome, by=actor.name, now=now, score=score, comment=comment)
    if outcome is Outcome.NEVER:
        remember_never(entry, by=actor.name, now=now)
    _record(str(entry.pk), "ask", actor=actor, now=now, values={"outcome": str(outcome)})
    return entry


@transaction.atomic
def answer_online(token: str, score: int, comment: str, *, now: datetime) -> SurveyEntry:
    """Take the answer of somebody who opened the link of a message; once."""
    entry = SurveyEntry.objects.select_for_update().filter(token=token).first()
    if entry is None or entry.outcome not in OPEN:
        raise ValidationError("此問卷已填寫或已結束，謝謝您。")
    if score not in dict(SCORES):
        raise ValidationError("請選擇滿意度")
    _close(entry, Outcome.ANSWERED, by="民眾（簡訊問卷）", now=now, score=score, comment=comment)
    return entry


@transaction.atomic
def send_messages(month: RocMonth, kind: SurveyKind, *, link: str, actor: Actor, now: datetime) -> int:
    """Put a message with the questionnaire into the outbox for everybody not yet reached; `link` holds {token}."""
    if not actor.has_role(*DRAWERS):
        raise PermissionDenied("簡訊問卷由服務中心督導寄發")
    entries = list(open_entries(month, kind).exclude(outcome=Outcome.SMS).select_for_update(of=("self",)))
    tellings = [
        Telling(
            recipient_kind=Notice.Recipient.PERSON,
            recipient_id=str(entry.case.reporter_id),
            subject_kind="case",
            subject_id=entry.case.number,
            title="簡訊：滿意度問卷",
            text=SMS_TEXT.format(number=entry.case.number, link=link.format(token=entry.token)),
        )
        for entry in entries
    ]
    for entry in entries:
        _close(entry, Outcome.SMS, by=actor.name, now=now)
    return tell(tellings, now=now)


def remember_never(entry: SurveyEntry, *, by: str, now: datetime) -> None:
    """Remember that this telephone is asked no more."""
    reporter = entry.case.reporter
    if reporter is not None and reporter.phone_index is not None:
        DoNotAsk.objects.get_or_create(phone_index=reporter.phone_index, defaults={"asked_at": now, "recorded_by": by[:100]})


def satisfaction_of(month: RocMonth) -> dict[SurveyKind, Satisfaction]:
    """Return the satisfaction of a month by kind, in one statement."""
    counted = (
        SurveyEntry.objects.filter(month=month.first)
        .order_by()
        .values("kind")
        .annotate(drawn=Count("pk"), answered=Count("score"), content=Count("pk", filter=Q(score__gte=CONTENT_FROM)))
    )
    return {SurveyKind(row["kind"]): Satisfaction(content=row["content"], answered=row["answered"], drawn=row["drawn"]) for row in counted}


def samples_of(month: RocMonth) -> Sequence[SurveySample]:
    """Return the draws of a month."""
    return list(SurveySample.objects.filter(month=month.first).order_by("kind"))


def _close(entry: SurveyEntry, outcome: Outcome, *, by: str, now: datetime, score: int | None = None, comment: str = "") -> None:
    entry.outcome = outcome
    if outcome is Outcome.ANSWERED:
        entry.score, entry.comment, entry.answered_at = score, comment.strip()[:400], now
    entry.save()
    SurveyAttempt.objects.create(entry=entry, outcome=outcome, tried_by=by[:100], tried_at=now)


def _record(subject: str, verb: str, *, actor: Actor, now: datetime, values: dict[str, object]) -> None:
    audit.record(subject_kind="register", subject_id=f"service.survey/{subject}", verb=f"service.survey:{verb}", actor=actor, at=now, values=values)
