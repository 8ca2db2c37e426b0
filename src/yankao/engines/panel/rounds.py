"""Run a review (籌備、徵件、評分、公告、結案): each deed in one transaction with its audit entry."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from yankao.engines.panel import members
from yankao.engines.panel.declare import Phase, Scheme, Scorer
from yankao.engines.panel.deed import doing, record, require, tell_agencies, tell_judges
from yankao.engines.panel.models import Appeal, Entry, Result, Review, Sheet, Standing
from yankao.kernel.actors import Actor
from yankao.kernel.days import day_of, due_at, last_day_of
from yankao.kernel.roc import roc_date, roc_year
from yankao.kernel.workdays.calendar import load_calendar

BEFORE_DECISION = (Standing.PREPARED, Standing.CALLED, Standing.CHECKED, Standing.SCORING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is written down of a review at first; `rules_on` is the day whose rules it follows to its end."""

    year: int
    number: int = 1
    title: str = ""
    rules_on: date | None = None


def prepare(it: Scheme, *, actor: Actor, now: datetime, facts: Facts, is_simulated: bool = False) -> Review:
    """Prepare a round of the scheme.

    Raises:
        PermissionDenied: the actor does not run reviews of this scheme.
        ValidationError: the year has such a round already, or no rule holds on the day.
    """
    require(it.run_by, actor, deed="籌備評審")
    day = facts.rules_on or day_of(now)
    try:
        for dated in (it.criteria, it.rule, it.grading, it.panel, it.appeal):
            dated.at(day)
    except ValueError as error:
        raise ValidationError({"rules_on": str(error)}) from error
    title = facts.title.strip() or f"{roc_year(date(facts.year, 1, 1))}年度{it.name}" + (f"第{facts.number}梯次" if facts.number > 1 else "")
    review = Review(scheme=it.key, year=facts.year, number=facts.number, title=title[:200], rules_on=day, is_simulated=is_simulated)
    with transaction.atomic():
        try:
            with transaction.atomic():
                review.save(force_insert=True)
        except IntegrityError:
            raise ValidationError({"number": "此年度已有這個梯次的評審，請改填下一梯次"}) from None
        record(review, "prepare", actor=actor, now=now, values={"year": facts.year, "number": facts.number, "rules_on": day})
    return review


def call(it: Scheme, review_id: int, *, actor: Actor, now: datetime, entries_due_at: datetime) -> Review:
    """Call for entries until a moment (徵件)."""
    with doing(it, review_id, actor=actor, deed="徵件", at=(Standing.PREPARED,)) as review:
        if entries_due_at <= now:
            raise ValidationError({"entries_due_at": "收件截止應在現在之後"})
        review.entries_due_at, review.standing = entries_due_at, Standing.CALLED
        record(review, "call", actor=actor, now=now, values={"entries_due_at": entries_due_at})
    return review


def end_call(it: Scheme, review_id: int, *, actor: Actor, now: datetime) -> Review:
    """End the call (截止收件); from then on entries are checked and the panel is made. A review of existing things needs no call."""
    with doing(it, review_id, actor=actor, deed="截止收件", at=(Standing.PREPARED, Standing.CALLED)) as review:
        if not review.entries.exclude(state=Entry.State.WITHDRAWN).exists():
            raise ValidationError(f"尚無{it.entry_name}，請先登錄再截止；無人參加請停止辦理。")
        review.entries_due_at = review.entries_due_at or now
        review.standing = Standing.CHECKED
        record(review, "end_call", actor=actor, now=now)
    return review


def begin(it: Scheme, review_id: int, *, actor: Actor, now: datetime) -> Review:
    """Begin to score in the first phase; the panel must be made by the rule and every entry have somebody to judge it."""
    with doing(it, review_id, actor=actor, deed="開始評分", at=(Standing.CHECKED,)) as review:
        if open_ones := review.entries.filter(state=Entry.State.SUBMITTED).count():
            raise ValidationError(f"尚有 {open_ones} 件未決定是否受理，請先完成形式審查。")
        if not review.entries.filter(state=Entry.State.ACCEPTED).exists():
            raise ValidationError("沒有受理的參選案，無從評分；請停止辦理。")
        _enter_phase(it, review, it.phases[0], now=now)
        review.standing = Standing.SCORING
        record(review, "begin", actor=actor, now=now, values={"phase": review.phase})
    return review


def next_phase(it: Scheme, review_id: int, *, actor: Actor, now: datetime, out: Mapping[int, str]) -> Review:
    """Go on to the next phase; entries in `out` stay behind, each with its reason. All sheets of the phase must be signed."""
    with doing(it, review_id, actor=actor, deed="進入下一階段", at=(Standing.SCORING,)) as review:
        keys = [phase.key for phase in it.phases]
        at = keys.index(review.phase)
        if at + 1 == len(keys):
            raise ValidationError("已是最後階段，請召開評定會議。")
        if missing := unsigned(it, review):
            raise ValidationError(f"「{it.phases[at].name}」尚有 {missing} 份評分表未簽署，請先催請完成。")
        going = review.entries.filter(state=Entry.State.ACCEPTED)
        for entry in going.filter(pk__in=out):
            if not out[entry.pk].strip():
                raise ValidationError({"reason": f"請敘明「{entry.title}」未進入下一階段的理由"})
            entry.state, entry.out_at, entry.reason = Entry.State.OUT, review.phase, out[entry.pk].strip()[:300]
            entry.save(update_fields=["state", "out_at", "reason"])
        if not going.exists():
            raise ValidationError("沒有進入下一階段的參選案；請於評定會議決議從缺。")
        _enter_phase(it, review, it.phases[at + 1], now=now)
        record(review, "next_phase", actor=actor, now=now, values={"phase": review.phase, "out": sorted(out)})
    return review


def unsigned(it: Scheme, review: Review) -> int:
    """Return how many sheets of the present phase are owed and not signed."""
    signed = Sheet.objects.filter(review=review, phase=review.phase, attempt=review.attempt, signed_at__isnull=False)
    if it.phase(review.phase).scorer is Scorer.PANEL:
        owed = sum(each.sheets for each in members.owed_assignments(review))
        return owed - signed.filter(entry__state=Entry.State.ACCEPTED, member__left_at__isnull=True).count()
    return review.entries.filter(state=Entry.State.ACCEPTED).count() - signed.filter(entry__state=Entry.State.ACCEPTED).count()


def publish(it: Scheme, review_id: int, *, actor: Actor, now: datetime, number: str) -> Review:
    """Publish the results and send the letters under their number; from then runs the time to object (申復)."""
    with doing(it, review_id, actor=actor, deed="公告結果", at=(Standing.DECIDED,)) as review:
        if not number.strip():
            raise ValidationError({"number": "請填寫公告及通知的文號"})
        review.published_at, review.published_number, review.standing = now, number.strip()[:60], Standing.PUBLISHED
        review.appeal_until = due_at(now, it.appeal.at(review.rules_on).value, load_calendar())
        Result.objects.filter(entry__review=review, is_current=True).update(letter_number=review.published_number)
        tell_agencies(review, f"評審結果：{review.title}", f"{review.published_number}；如有異議，請於申復期限內提出。", now=now)
        record(review, "publish", actor=actor, now=now, values={"number": number})
    return review


def close(it: Scheme, review_id: int, *, actor: Actor, now: datetime) -> Review:
    """Close a review when the time to object is over, every objection decided and every recommendation under control."""
    with doing(it, review_id, actor=actor, deed="結案", at=(Standing.PUBLISHED,)) as review:
        if review.appeal_until is not None and now < review.appeal_until:
            raise ValidationError("申復期限未過，屆滿後才能結案。")
        if Appeal.objects.filter(result__entry__review=review, outcome=Appeal.Outcome.OPEN).exists():
            raise ValidationError("尚有申復未決定，請先完成審查。")
        if it.tracked is not None and review.follow_ups.filter(case__isnull=True).exists():
            raise ValidationError("尚有考評建議未列管，請先列管。")
        review.closed_at, review.standing = now, Standing.CLOSED
        record(review, "close", actor=actor, now=now)
    return review


def cancel(it: Scheme, review_id: int, *, actor: Actor, now: datetime, reason: str) -> Review:
    """Stop a review before it is decided; the agencies that handed in are told."""
    with doing(it, review_id, actor=actor, deed="停止辦理", at=BEFORE_DECISION) as review:
        if not reason.strip():
            raise ValidationError({"reason": "請敘明停止辦理的理由"})
        review.reason, review.standing = reason.strip()[:300], Standing.CANCELLED
        tell_agencies(review, f"評審停止辦理：{review.title}", review.reason, now=now)
        record(review, "cancel", actor=actor, now=now, values={"reason": reason})
    return review


def _enter_phase(it: Scheme, review: Review, phase: Phase, *, now: datetime) -> None:
    if phase.scorer is Scorer.PANEL and (problems := members.wrong_with_panel(it, review)):
        raise ValidationError(list(problems))
    review.phase = phase.key
    open_scoring(review, phase, now=now, title=f"請評分：{review.title}")


def open_scoring(review: Review, phase: Phase, *, now: datetime, title: str) -> None:
    """Set the day until which the sheets of a phase are due, and tell the judges who owe them."""
    review.scores_due_at = due_at(now, phase.within.at(review.rules_on).value, load_calendar())
    review.chased_at = review.reminded_at = None
    if phase.scorer is Scorer.PANEL:
        owing = members.sitting(review).filter(assignments__entry__state=Entry.State.ACCEPTED).distinct()
        tell_judges(owing, title, f"「{phase.name}」請於{roc_date(last_day_of(review.scores_due_at))}前簽署完成。", now=now)
