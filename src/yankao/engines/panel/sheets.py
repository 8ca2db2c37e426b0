"""評分表: saved by whoever judges, signed once and locked; nobody sees another's before giving the own."""

import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from hashlib import sha256

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet

from yankao.engines.panel.declare import Scheme, Scorer, Sight
from yankao.engines.panel.deed import locked, record
from yankao.engines.panel.entries import is_own
from yankao.engines.panel.models import Entry, Member, Proof, Recusal, Review, Sheet, SheetLine, Standing
from yankao.engines.panel.ranking import half_up, total
from yankao.engines.panel.rules import Criterion
from yankao.kernel.actors import Actor

TOTAL_PLACES = 4
STEP = Decimal("0.01")


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What stands on one sheet: points by criterion, the remark, which of several sheets it is, and when a call or visit took place."""

    points: Mapping[str, Decimal]
    remark: str = ""
    serial: int = 1
    taken_at: datetime | None = None


def save(it: Scheme, review_id: int, entry_id: int, *, actor: Actor, now: datetime, given: Given, member_id: int | None = None) -> Sheet:
    """Keep a sheet that is not signed yet; it may be changed until it is.

    Raises:
        PermissionDenied: the sheet is not the actor's to fill.
        WrongStanding: nothing is scored now.
        ValidationError: points out of range, a sheet already signed, or one too many.
    """
    with locked(it, review_id, deed="評分", at=(Standing.SCORING,)) as review:
        entry = review.entries.get(pk=entry_id)
        member = _scorer(it, review, entry, actor=actor, member_id=member_id)
        sheet = _write(it, review, entry, member, given=given, now=now)
        record(review, "save_sheet", actor=actor, now=now, values={"sheet": sheet.pk})
    return sheet


def sign(it: Scheme, review_id: int, entry_id: int, *, actor: Actor, now: datetime, given: Given, proof: Proof) -> Sheet:
    """Sign a sheet and lock it; how the person proved who they are was checked by whoever calls this, and is written down.

    This is no electronic signature in the sense of 電子簽章法; what it gives is a time, a digest, and both in the chained audit.
    """
    with locked(it, review_id, deed="評分", at=(Standing.SCORING,)) as review:
        entry = review.entries.get(pk=entry_id)
        member = _scorer(it, review, entry, actor=actor, member_id=None)
        sheet = _write(it, review, entry, member, given=given, now=now)
        _lock(review, sheet, actor=actor, now=now, proof=proof)
    return sheet


def enter_paper(it: Scheme, review_id: int, entry_id: int, member_id: int, *, actor: Actor, now: datetime, given: Given) -> Sheet:
    """Enter a sheet that a member signed on paper (紙本登錄); the paper stays with the file of the review."""
    if not it.run_by.allows(actor):
        raise PermissionDenied("紙本評分表由承辦單位登錄")
    with locked(it, review_id, deed="登錄紙本評分", at=(Standing.SCORING,)) as review:
        entry = review.entries.get(pk=entry_id)
        member = review.members.select_related("expert").get(pk=member_id)
        _require_judges(review, entry, member)
        sheet = _write(it, review, entry, member, given=given, now=now)
        _lock(review, sheet, actor=actor, now=now, proof=Proof.PAPER)
    return sheet


def is_intact(sheet: Sheet) -> bool:
    """Whether a signed sheet still holds what was signed."""
    return hmac.compare_digest(sheet.digest, _digest(sheet))


def seat_of(review: Review, actor: Actor) -> Member | None:
    """Return the actor's seat on the panel, if any."""
    return next(
        (seat for seat in review.members.filter(left_at__isnull=True).select_related("expert") if str(seat.expert.account_id) == actor.id), None
    )


def seen_by_judge(it: Scheme, review: Review, entry: Entry, member: Member) -> QuerySet[Sheet]:
    """Return the signed sheets of an entry a judge may see now: the own ones, and the others' once the own are all signed."""
    found = Sheet.objects.filter(review=review, entry=entry, phase=review.phase, attempt=review.attempt, signed_at__isnull=False)
    owed = member.assignments.filter(entry=entry).first()
    own = found.filter(member=member)
    may_see = it.phase(review.phase).sight is Sight.AFTER_OWN and owed is not None and own.count() >= owed.sheets
    return (found if may_see else own).select_related("member").prefetch_related("lines")


def _scorer(it: Scheme, review: Review, entry: Entry, *, actor: Actor, member_id: int | None) -> Member | None:
    """Return the seat in whose name the actor scores; None where the office or the entry's own people do."""
    phase = it.phase(review.phase)
    if phase.scorer is Scorer.OFFICE:
        if not it.run_by.allows(actor):
            raise PermissionDenied(f"「{phase.name}」由承辦單位評分")
        return None
    if phase.scorer is Scorer.SELF:
        if not is_own(entry, actor):
            raise PermissionDenied(f"「{phase.name}」由受評者自評")
        return None
    member = seat_of(review, actor)
    if member is None or (member_id is not None and member.pk != member_id):
        raise PermissionDenied("只有本次評審的委員可以評分，且不得代理")
    _require_judges(review, entry, member)
    return member


def _require_judges(review: Review, entry: Entry, member: Member) -> None:
    if member.agreed_at is None:
        raise PermissionDenied("請先同意擔任委員並簽署保密及迴避聲明")
    if Recusal.objects.filter(member=member, entry=entry, is_upheld=True).exists():
        raise PermissionDenied("您對此案應行迴避，不得評分")
    if member.left_at is not None or entry.review_id != review.pk or not member.assignments.filter(entry=entry).exists():
        raise PermissionDenied("此案未分由您評審")


def _write(it: Scheme, review: Review, entry: Entry, member: Member | None, *, given: Given, now: datetime) -> Sheet:
    if entry.state != Entry.State.ACCEPTED:
        raise ValidationError("此案未受理或未進入本階段，不能評分。")
    criteria = it.criteria.at(review.rules_on).value
    points = cleaned(criteria, given.points)
    most = 1 if member is None else member.assignments.get(entry=entry).sheets
    if not 1 <= given.serial <= most:
        raise ValidationError({"serial": f"此案應填 {most} 份評分表，沒有第 {given.serial} 份"})
    key = {"review": review, "entry": entry, "phase": review.phase, "attempt": review.attempt, "member": member, "serial": given.serial}
    sheet = Sheet.objects.select_for_update(of=("self",)).filter(**key).order_by("pk").first() or Sheet(**key)
    if sheet.signed_at is not None:
        raise ValidationError("此評分表已簽署並鎖定，不能修改；有誤者請於評定會議提出。")
    sheet.total = half_up(total(criteria, points)[0], TOTAL_PLACES)
    sheet.remark, sheet.taken_at, sheet.saved_at = given.remark.strip(), given.taken_at, now
    sheet.save()
    sheet.lines.all().delete()
    SheetLine.objects.bulk_create(SheetLine(sheet=sheet, criterion=each.key, points=points[each.key]) for each in criteria)
    return sheet


def cleaned(criteria: tuple[Criterion, ...], points: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """Return the points of every criterion, or refuse what is missing, out of range or finer than hundredths."""
    errors: dict[str, str] = {}
    for each in criteria:
        value = points.get(each.key)
        if value is None or not value.is_finite():
            errors[each.key] = f"請填寫「{each.name}」的分數"
        elif not 0 <= value <= each.scale:
            errors[each.key] = f"「{each.name}」應為 0 至 {each.scale} 分"
        elif value != value.quantize(STEP):
            errors[each.key] = f"「{each.name}」至多小數二位"
    if errors:
        raise ValidationError(errors)
    return {each.key: points[each.key].quantize(STEP) for each in criteria}


def _lock(review: Review, sheet: Sheet, *, actor: Actor, now: datetime, proof: Proof) -> None:
    sheet.signed_at, sheet.proof, sheet.signed_by_name = now, proof, actor.name[:200]
    sheet.digest = _digest(sheet)
    sheet.save()
    record(review, "sign_sheet", actor=actor, now=now, values={"sheet": sheet.pk, "digest": sheet.digest, "proof": proof})


def _digest(sheet: Sheet) -> str:
    lines = {line.criterion: format(line.points.normalize(), "f") for line in sheet.lines.all()}
    told = {
        "review": sheet.review_id, "entry": sheet.entry_id, "phase": sheet.phase, "attempt": sheet.attempt, "member": sheet.member_id,
        "serial": sheet.serial, "lines": lines, "total": format(Decimal(sheet.total).normalize(), "f"), "remark": sheet.remark,
        "taken_at": sheet.taken_at.timestamp() if sheet.taken_at else None, "signed_at": sheet.signed_at.timestamp() if sheet.signed_at else None,
        "by": sheet.signed_by_name, "proof": str(sheet.proof),
    }  # fmt: skip
    return sha256(json.dumps(told, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def points_of(sheet: Sheet, criteria: tuple[Criterion, ...]) -> tuple[Fraction, tuple[Fraction, ...]]:
    """Return the exact points of a sheet and of its parts, out of 100."""
    given = {line.criterion: line.points for line in sheet.lines.all()}
    return total(criteria, given)
