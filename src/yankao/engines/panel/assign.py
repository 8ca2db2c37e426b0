"""分案: shared out by the program or by hand; conflicts are never assigned."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from yankao.engines.panel import members
from yankao.engines.panel.declare import Scheme
from yankao.engines.panel.deed import doing, record
from yankao.engines.panel.models import Assignment, Entry, Recusal, Review, Standing
from yankao.engines.panel.solve import Wanted, allocate, share_out, share_sheets
from yankao.kernel.actors import Actor

ASSIGNING = (Standing.CHECKED, Standing.SCORING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of sharing out: how many were assigned, and which entries lack how many judges."""

    assigned: int
    lacking: Mapping[str, int]
    loads: Mapping[str, int]


def assign_all(it: Scheme, review_id: int, *, actor: Actor, now: datetime) -> Outcome:
    """Let every member judge every entry, but where a conflict stands (全體委員評全部案件)."""
    with doing(it, review_id, actor=actor, deed="分案", at=ASSIGNING) as review:
        barred = _barred(review)
        seats, entries = list(members.sitting(review)), list(_going(review))
        pairs = [(seat.pk, entry.pk) for seat in seats for entry in entries if (seat.pk, entry.pk) not in barred]
        made = _make(pairs)
        record(review, "assign_all", actor=actor, now=now, values={"pairs": len(pairs)})
    return Outcome(assigned=made, lacking={}, loads={})


def assign_some(it: Scheme, review_id: int, *, actor: Actor, now: datetime, each: int, most: int | None = None) -> Outcome:
    """Give every entry so many judges: evenly, by field, never against a conflict; what is assigned stays assigned."""
    with doing(it, review_id, actor=actor, deed="分案", at=ASSIGNING) as review:
        seats, entries = list(members.sitting(review)), list(_going(review))
        if not 1 <= each <= max(len(seats), 1):
            raise ValidationError({"each": f"每件委員人數應為 1 至 {len(seats)}"})
        wanted = Wanted(
            judges=[str(seat.pk) for seat in seats],
            entries=[str(entry.pk) for entry in entries],
            each=each,
            most=most,
            conflicts={(str(member), str(entry)) for member, entry in _barred(review)},
            skills={str(seat.pk): seat.expert.fields for seat in seats},
            needs={str(entry.pk): [entry.field] for entry in entries if entry.field},
            kept={(str(row.member_id), str(row.entry_id)) for row in members.owed_assignments(review)},
        )
        found = share_out(wanted)
        made = _make([(int(member), int(entry)) for member, entry in found.pairs])
        record(review, "assign_some", actor=actor, now=now, values={"each": each, "pairs": made})
        codes = {str(entry.pk): entry.code for entry in entries}
        names = {str(seat.pk): seat.code for seat in seats}
    return Outcome(
        assigned=made,
        lacking={codes[key]: count for key, count in found.lacking.items()},
        loads={names[key]: count for key, count in found.loads.items()},
    )


def plan_sheets(it: Scheme, review_id: int, *, actor: Actor, now: datetime, total: int, seed: str) -> Outcome:
    """Share a number of calls or visits out that the entries need not divide (285 通分配 63 機關).

    Every entry gets at least the whole part, the rest one more each, in the order of SHA-256(seed, code), so that anybody can check whose turn
    it was; no sheet goes to a judge who must recuse, for example of the tested unit itself.
    """
    if not it.sheets:
        raise ValidationError(f"「{it.name}」每案每位委員一份評分表，不需分配份數。")
    with doing(it, review_id, actor=actor, deed="分配份數", at=(Standing.CHECKED,)) as review:
        entries = {entry.code: entry for entry in _going(review)}
        seats = {seat.code: seat for seat in members.sitting(review)}
        if total < len(entries) or not seats:
            raise ValidationError({"total": f"{len(entries)} 個受評對象至少各一份，且應先遴聘測試人員"})
        codes = {seat.pk: seat.code for seat in seats.values()}
        names = {entry.pk: entry.code for entry in entries.values()}
        barred = {(codes[member], names[entry]) for member, entry in _barred(review) if member in codes and entry in names}
        first = sorted(entries, key=lambda code: sha256(f"{seed}{code}".encode()).digest())
        try:
            given = share_sheets(allocate(total, sorted(entries), first=first), sorted(seats), barred)
        except ValueError as error:
            raise ValidationError(f"{error} 沒有可測試的人員，全部均應迴避；請增聘。") from error
        Assignment.objects.filter(member__review=review).delete()
        Assignment.objects.bulk_create(
            Assignment(member=seats[judge], entry=entries[entry], sheets=sheets) for (judge, entry), sheets in given.items()
        )
        record(review, "plan_sheets", actor=actor, now=now, values={"total": total, "seed": seed, "least": total // max(len(entries), 1)})
    loads: dict[str, int] = {}
    for (judge, _entry), sheets in given.items():
        loads[judge] = loads.get(judge, 0) + sheets
    return Outcome(assigned=sum(given.values()), lacking={}, loads=loads)


def set_sheets(it: Scheme, review_id: int, plan: Mapping[tuple[int, int], int], *, actor: Actor, now: datetime) -> int:
    """Write down by hand who fills how many sheets for which entry: (member, entry) to their number; 0 takes an unsigned one away."""
    with doing(it, review_id, actor=actor, deed="分案", at=ASSIGNING) as review:
        barred = _barred(review)
        if bad := [pair for pair, sheets in plan.items() if sheets and pair in barred]:
            raise ValidationError(f"有 {len(bad)} 件應迴避，不能分案。")
        seats = set(members.sitting(review).values_list("pk", flat=True))
        entries = set(_going(review).values_list("pk", flat=True))
        if any(member not in seats or entry not in entries for member, entry in plan):
            raise ValidationError("分案對象不是本次評審的委員或受理案件。")
        for (member, entry), sheets in plan.items():
            if sheets:
                Assignment.objects.update_or_create(member_id=member, entry_id=entry, defaults={"sheets": sheets})
            else:
                Assignment.objects.filter(member_id=member, entry_id=entry).delete()
        record(review, "set_sheets", actor=actor, now=now, values={"pairs": len(plan), "sheets": sum(plan.values())})
    return len(plan)


def _going(review: Review) -> QuerySet[Entry]:
    return review.entries.filter(state=Entry.State.ACCEPTED)


def _barred(review: Review) -> set[tuple[int, int]]:
    return set(Recusal.objects.filter(member__review=review, is_upheld=True).values_list("member_id", "entry_id"))


def _make(pairs: list[tuple[int, int]]) -> int:
    known = set(Assignment.objects.filter(member_id__in={member for member, _entry in pairs}).values_list("member_id", "entry_id"))
    fresh = [Assignment(member_id=member, entry_id=entry) for member, entry in pairs if (member, entry) not in known]
    Assignment.objects.bulk_create(fresh, ignore_conflicts=True)
    return len(fresh)
