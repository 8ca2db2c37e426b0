"""評審小組: who sits on it, what asks for recusal, and whether it is made by the rule."""

from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q, QuerySet

from yankao.engines.panel.conflicts import Involved, Suspicion, TieKind
from yankao.engines.panel.declare import Scheme
from yankao.engines.panel.deed import doing, locked, record, tell_judges
from yankao.engines.panel.experts import eligible, suggested
from yankao.engines.panel.models import Assignment, Entry, Expert, Member, Recusal, Review, Sheet, Standing
from yankao.engines.panel.ranking import percent
from yankao.kernel.actors import Actor
from yankao.kernel.days import day_of

AGREEMENT = "同意擔任並簽署保密及迴避聲明"
MAKING = (Standing.PREPARED, Standing.CALLED, Standing.CHECKED, Standing.SCORING)


def appoint(it: Scheme, review_id: int, expert_id: int, *, actor: Actor, now: datetime, duty: str = Member.Duty.MEMBER, code: str = "") -> Member:
    """Put an expert of the pool on the panel (遴聘); members get codes 委員1, 委員2 … in the order of their appointment."""
    with doing(it, review_id, actor=actor, deed="遴聘委員", at=MAKING) as review:
        if not eligible(it.key, on=day_of(now)).filter(pk=expert_id).exists():
            raise ValidationError({"expert": "此人不在可遴聘的名單內，或有不得擔任的事由"})
        if review.members.filter(expert_id=expert_id).exists():
            raise ValidationError({"expert": "此人已是本次評審的委員"})
        if duty == Member.Duty.CONVENOR and review.members.filter(duty=duty, left_at__isnull=True).exists():
            raise ValidationError({"duty": "召集人限一人，請先解任原召集人"})
        largest = it.panel.at(review.rules_on).value.largest
        if largest is not None and sitting(review).count() >= largest:
            raise ValidationError({"expert": f"委員至多 {largest} 人"})
        given = code.strip() or f"委員{review.members.count() + 1}"
        member = Member.objects.create(review=review, expert_id=expert_id, duty=duty, code=given)
        invitation = f"請登入後於「評審」{AGREEMENT}；有應迴避情形者請一併聲明。"
        tell_judges((member,), f"敬邀擔任評審委員：{review.title}", invitation, now=now)
        record(review, "appoint", actor=actor, now=now, values={"expert": expert_id, "duty": duty})
    return member


def agree(it: Scheme, review_id: int, member_id: int, *, actor: Actor, now: datetime) -> Member:
    """Agree to serve, to keep silent and to recuse oneself (同意擔任及保密切結): by the member, or by the secretary from the signed paper."""
    with locked(it, review_id, deed="同意擔任", at=MAKING) as review:
        member = review.members.select_related("expert").get(pk=member_id)
        if str(member.expert.account_id) != actor.id and not it.run_by.allows(actor):
            raise PermissionDenied("同意擔任由委員本人或承辦單位依書面登錄")
        member.agreed_at = now
        member.save(update_fields=["agreed_at"])
        record(review, "agree", actor=actor, now=now, values={"member": member.pk})
    return member


def dismiss(it: Scheme, review_id: int, member_id: int, *, actor: Actor, now: datetime, reason: str) -> Member:
    """Take a member off the panel (解任), with the reason; the sheets given stay on file."""
    with doing(it, review_id, actor=actor, deed="解任委員", at=MAKING) as review:
        if not reason.strip():
            raise ValidationError({"reason": "請敘明解任的理由"})
        member = review.members.get(pk=member_id)
        member.left_at, member.left_reason = now, reason.strip()[:300]
        member.save(update_fields=["left_at", "left_reason"])
        record(review, "dismiss", actor=actor, now=now, values={"member": member.pk, "reason": reason})
    return member


def recuse(
    it: Scheme,
    review_id: int,
    member_id: int,
    entry_id: int,
    *,
    actor: Actor,
    now: datetime,
    kind: TieKind,
    source: str = Recusal.Source.DECLARED,
    is_upheld: bool = True,
    reason: str = "",
) -> Recusal:
    """Write a recusal down: declared by the member, or decided by the secretary on what the data or a challenge suggest.

    A suspicion that is put aside needs its reason and stays on file; an upheld one takes the entry away from the member.
    """
    with locked(it, review_id, deed="登錄迴避", at=MAKING) as review:
        member = review.members.select_related("expert").get(pk=member_id)
        is_own = str(member.expert.account_id) == actor.id
        if not (it.run_by.allows(actor) or (is_own and is_upheld and source == Recusal.Source.DECLARED)):
            raise PermissionDenied("迴避由委員本人聲明，或由承辦單位決定")
        if not is_upheld and not reason.strip():
            raise ValidationError({"reason": "不迴避者請敘明理由"})
        if member.sheets.filter(entry_id=entry_id, signed_at__isnull=False, attempt=review.attempt).exists():
            raise ValidationError("委員已簽署此案的評分表；應迴避者請於評定會議除去其評分後重計。")
        found, _is_new = Recusal.objects.update_or_create(
            member=member,
            entry=review.entries.get(pk=entry_id),
            defaults={
                "kind": kind, "source": source, "is_upheld": is_upheld, "reason": reason.strip()[:300], "decided_at": now,
                "decided_by_name": actor.name[:200],
            },
        )  # fmt: skip
        if is_upheld:
            Assignment.objects.filter(member=member, entry_id=entry_id).delete()
        record(review, "recuse", actor=actor, now=now, values={"member": member.pk, "entry": entry_id, "kind": kind, "is_upheld": is_upheld})
    return found


def sitting(review: Review) -> QuerySet[Member]:
    """Return the members who sit on the panel now."""
    return review.members.filter(left_at__isnull=True).select_related("expert")


def droppable(review: Review) -> QuerySet[Member]:
    """Return the members whose sheets a meeting may leave out: who sits on the panel, and who was dismissed after signing."""
    signed = Sheet.objects.filter(review=review, attempt=review.attempt, signed_at__isnull=False).values("member_id")
    return review.members.filter(Q(left_at__isnull=True) | Q(pk__in=signed)).select_related("expert")


def owed_assignments(review: Review) -> QuerySet[Assignment]:
    """Return the assignments whose sheets are owed: of sitting members, for entries still in."""
    return Assignment.objects.filter(member__review=review, member__left_at__isnull=True, entry__state=Entry.State.ACCEPTED)


def involved_in(entry: Entry) -> tuple[Involved, ...]:
    """Return who has an interest in an entry: its people and bodies, and its agency."""
    people = tuple(Involved(name=party.name) for party in entry.parties.all())
    agency = entry.agency
    return people if agency is None else (*people, Involved(name=agency.name, agency_id=agency.pk))


def open_suspicions(review: Review, *, on: datetime) -> tuple[tuple[Member, Entry, Suspicion], ...]:
    """Return the conflicts the data suggest on which nothing was decided yet."""
    decided = set(Recusal.objects.filter(member__review=review).values_list("member_id", "entry_id"))
    entries = list(review.entries.filter(state__in=("submitted", "accepted")).select_related("agency").prefetch_related("parties"))
    seats = list(sitting(review).prefetch_related("expert__ties"))
    day = day_of(on)
    return tuple(
        (member, entry, found[0])
        for member in seats
        for entry in entries
        if (member.pk, entry.pk) not in decided and (found := suggested(member.expert, involved_in(entry), on=day))
    )


def wrong_with_panel(it: Scheme, review: Review) -> tuple[str, ...]:
    """Return, each as a sentence, what keeps the panel from beginning: its size, its share from outside, who has not agreed, who judges nothing."""
    rule = it.panel.at(review.rules_on).value
    seats = list(sitting(review))
    experts: Iterable[Expert] = [seat.expert for seat in seats]
    outside = sum(expert.is_external for expert in experts)
    unassigned = review.entries.filter(state=Entry.State.ACCEPTED).exclude(assignments__member__left_at__isnull=True, assignments__isnull=False)
    silent = [seat.code for seat in seats if seat.agreed_at is None]
    checks = (
        (len(seats) < rule.smallest, f"評審小組至少 {rule.smallest} 人，目前 {len(seats)} 人"),
        (bool(seats) and outside < rule.external_share * len(seats), f"外聘委員應占{percent(rule.external_share)}以上，目前 {outside}／{len(seats)}"),
        (not any(seat.duty == Member.Duty.CONVENOR for seat in seats), "請指定召集人"),
        (bool(silent), f"尚未同意擔任：{'、'.join(silent)}"),
        (unassigned.exists(), f"有 {unassigned.count()} 件沒有評審委員，請先分案"),
    )
    return tuple(sentence for is_wrong, sentence in checks if is_wrong)
