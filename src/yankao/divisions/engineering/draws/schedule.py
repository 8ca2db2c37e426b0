"""查核行程: plan a visit from the priority list or the sealed order, replace it when the site cannot be visited, and mark it done.

Nobody picks from the order: the next number on it that can still be visited is taken, and every number passed over keeps its reason.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from yankao.divisions.engineering.draws.candidates import candidates
from yankao.divisions.engineering.draws.draw_tables import Draw, Visit
from yankao.divisions.engineering.draws.opening import call_off
from yankao.divisions.engineering.draws.seal import order_for
from yankao.divisions.engineering.draws.secrets_kept import is_named, name_first, require_open, share
from yankao.divisions.engineering.draws.visit_members import going, names_of, ties, unknown
from yankao.divisions.engineering.roles import is_engineer
from yankao.engines.registers.tenders.sizes import Size, size_on
from yankao.engines.registers.tenders.tender import State, Tender
from yankao.kernel import audit
from yankao.kernel.actors import Actor
from yankao.kernel.days import day_of
from yankao.kernel.roc import roc_date

FEWEST_MEMBERS, MOST_MEMBERS = 2, 3
NOBODY_LEFT = "抽籤順位已無可查核之標案，請再次公布抽籤"


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrangement:
    """When and where a visit meets, and who goes; `cleared` says why a tie that the data suggest is none."""

    visit_on: date
    meets_at: time
    meeting_place: str
    leader: str
    members: str
    staff: str = ""
    cleared: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Next:
    """The next number of an order that can be visited, and what was passed over before it and why."""

    tender: Tender
    position: int
    passed: Mapping[str, str]


def plan_priority(tender: Tender, *, actor: Actor, now: datetime, arrangement: Arrangement) -> Visit:
    """Plan a visit to a tender that article 4 puts first; raises ValidationError when no ground speaks for it."""
    _require_engineer(actor)
    found = next((it for it in candidates(arrangement.visit_on) if it.tender.pk == tender.pk), None)
    if found is None or not found.grounds:
        raise ValidationError("此標案沒有優先查核之理由，或本年度已查核或排定；一般案件請依抽籤順位排定")
    with transaction.atomic():
        visit = _plan(Visit(tender=tender, chosen=Visit.Chosen.PRIORITY, ground="；".join(found.grounds)[:300]), arrangement, actor=actor, now=now)
        name_first(visit, actor, now=now)
    return visit


def plan_drawn(draw: Draw, *, actor: Actor, now: datetime, arrangement: Arrangement, size: Size | None = None) -> Visit:
    """Plan a visit to the next tender of a sealed order, of one size class where the quota asks for it.

    Raises:
        PermissionDenied: the actor is not named on the draw.
        ValidationError: nothing of the order is left, or the arrangement is incomplete.
    """
    _require_engineer(actor)
    order = order_for(draw, actor=actor, now=now)
    with transaction.atomic():
        Draw.objects.select_for_update().get(pk=draw.pk)
        chosen = _next(order, draw, day=arrangement.visit_on, size=size)
        visit = Visit(tender=chosen.tender, chosen=Visit.Chosen.DRAWN, draw=draw, position=chosen.position, ground=_told(chosen)[:300])
        _plan(visit, arrangement, actor=actor, now=now)
        share(draw, visit, actor=actor, now=now)
    return visit


def replace(visit_id: int, *, actor: Actor, now: datetime, why: str, note: str) -> Visit:
    """Give a visit up on the day (天候、停工) and take the next of the sealed order in its place, at the same hour with the same people.

    A priority visit is replaced from the newest draw of its year.

    Raises:
        PermissionDenied: the actor is not named on the visit.
        ValidationError: no cause, or no order to take the next from.
    """
    _require_engineer(actor)
    old = _open(visit_id, "替補", actor=actor, now=now)
    if why not in Visit.Why.values or not note.strip():
        raise ValidationError({"note": "請選擇替補原因並敘明現場情形"})
    draw = old.draw or Draw.objects.filter(year=old.visit_on.year).order_by("-published_at").first()
    if draw is None or not is_named(draw, actor):
        raise ValidationError("沒有您知悉的抽籤可供替補，請先公布本季抽籤")
    order = order_for(draw, actor=actor, now=now)
    with transaction.atomic():
        Draw.objects.select_for_update().get(pk=draw.pk)
        _give_up(old, Visit.State.REPLACED, why=why, note=note, actor=actor, now=now)
        size = size_on(old.tender.budget_amount, old.visit_on) if _has_more(order, draw, old) else None
        # Who came cannot be exchanged on the day: a site that one of them is tied to is passed over.
        chosen = _next(order, draw, day=old.visit_on, size=size, members=names_of(old.members))
        cause = Visit.Why(why).label
        new = Visit(
            tender=chosen.tender, chosen=Visit.Chosen.DRAWN, draw=draw, position=chosen.position, replaces=old,
            ground=f"替補（{cause}）：{_told(chosen)}"[:300],
        )  # fmt: skip
        arrangement = Arrangement(
            visit_on=old.visit_on, meets_at=old.meets_at, meeting_place=old.meeting_place, leader=old.leader, members=old.members, staff=old.staff
        )
        _plan(new, arrangement, actor=actor, now=now)
        share(old, new, actor=actor, now=now)
    return new


def cancel(visit_id: int, *, actor: Actor, now: datetime, note: str) -> Visit:
    """Give a visit up without another in its place; raises ValidationError without a reason."""
    _require_engineer(actor)
    visit = _open(visit_id, "取消行程", actor=actor, now=now)
    if not note.strip():
        raise ValidationError({"note": "請敘明取消之理由"})
    with transaction.atomic():
        _give_up(visit, Visit.State.CANCELLED, why="", note=note, actor=actor, now=now)
    return visit


def finish(visit_id: int, *, actor: Actor, now: datetime) -> Visit:
    """Mark a visit as made; from then on it is no secret to the unit. Refused before its day."""
    _require_engineer(actor)
    visit = _open(visit_id, "登錄已查核", actor=actor, now=now)
    if visit.visit_on > day_of(now):
        raise ValidationError(f"行程日期為{roc_date(visit.visit_on)}，尚未屆至")
    with transaction.atomic():
        visit.state = Visit.State.DONE
        visit.save(update_fields=["state"])
        _record(visit, "finish", actor=actor, now=now)
    return visit


def _require_engineer(actor: Actor) -> None:
    if not is_engineer(actor):
        raise PermissionDenied("僅工程查核人員得辦理查核行程")


def _open(visit_id: int, what: str, *, actor: Actor, now: datetime) -> Visit:
    visit = Visit.objects.select_related("tender", "draw").get(pk=visit_id)
    require_open(visit, what, actor=actor, now=now)
    if visit.state != Visit.State.PLANNED:
        raise ValidationError(f"此行程為「{visit.get_state_display()}」，不能再變更")
    return visit


def _next(order: tuple[str, ...], draw: Draw, *, day: date, size: Size | None, members: Sequence[str] = ()) -> Next:
    """Walk down the order to the first tender that stands open that day and to which none of the members is tied."""
    used = set(draw.visits.values_list("tender__number", flat=True))
    left = [(n, number) for n, number in enumerate(order, start=1) if number not in used]
    tenders = {it.number: it for it in Tender.objects.filter(number__in=[number for _, number in left]).select_related("agency")}
    open_now, experts = {it.tender.number for it in candidates(day)}, going(members, day)
    passed: dict[str, str] = {}
    for position, number in left:
        tender = tenders.get(number)
        reason = _why_not(tender, is_open=number in open_now)
        if tender is None or reason:
            passed[number] = reason
        elif size is None or size_on(tender.budget_amount, day) is size:
            if not (tied := list(ties(experts, tender, day))):
                return Next(tender=tender, position=position, passed=passed)
            passed[number] = f"委員應予迴避：{'、'.join(tied)}"
    raise ValidationError(NOBODY_LEFT)


def _why_not(tender: Tender | None, *, is_open: bool) -> str:
    if tender is None:
        return "標案已作廢"
    if tender.state != State.WORKING:
        return str(State(tender.state).label)
    return "" if is_open else "已竣工、已查核或已排定"


def _has_more(order: tuple[str, ...], draw: Draw, old: Visit) -> bool:
    """Whether the order still holds an open tender of the class of the visit given up."""
    try:
        _next(order, draw, day=old.visit_on, size=size_on(old.tender.budget_amount, old.visit_on), members=names_of(old.members))
    except ValidationError:
        return False
    return True


def _told(chosen: Next) -> str:
    passed = "、".join(f"{number}（{why}）" for number, why in chosen.passed.items())
    return f"抽籤順位第{chosen.position}" + (f"；順位在前而未查核者：{passed}" if passed else "")


def _plan(visit: Visit, it: Arrangement, *, actor: Actor, now: datetime) -> Visit:
    _check(it, now=now)
    names = names_of(it.members)
    if visit.replaces is None and (strangers := unknown(names, it.visit_on)):
        raise ValidationError({"members": f"不在專家人才庫之外聘名單，或有不得擔任之事由：{'、'.join(strangers)}"})
    tied = list(ties(going(names, it.visit_on), visit.tender, it.visit_on))
    if tied and not it.cleared.strip():
        raise ValidationError({"members": f"應予迴避：{'；'.join(tied)}。請改聘其他委員；不迴避者請敘明理由"})
    if tied:
        visit.ground = f"{visit.ground}；{'；'.join(tied)}，不迴避：{it.cleared.strip()}"[:300]
    for name in ("visit_on", "meets_at", "meeting_place", "leader", "members", "staff"):
        setattr(visit, name, getattr(it, name))
    visit.planned_at, visit.planned_by = now, actor.name[:100]
    visit.validate_constraints()
    visit.save(force_insert=True)
    _record(visit, "plan", actor=actor, now=now)
    return visit


def _check(it: Arrangement, *, now: datetime) -> None:
    wrong: dict[str, str] = {}
    if it.visit_on < day_of(now):
        wrong["visit_on"] = "查核日期不得早於今日"
    if not FEWEST_MEMBERS <= len(set(names_of(it.members))) <= MOST_MEMBERS:
        wrong["members"] = f"每案聘請{FEWEST_MEMBERS}至{MOST_MEMBERS}位外聘委員"
    wrong |= {name: "請填寫" for name in ("meeting_place", "leader") if not getattr(it, name).strip()}
    if wrong:
        raise ValidationError(wrong)


def _give_up(visit: Visit, state: Visit.State, *, why: str, note: str, actor: Actor, now: datetime) -> None:
    visit.state, visit.why, visit.note = state, why, note.strip()[:300]
    visit.save(update_fields=["state", "why", "note"])
    call_off(visit, actor=actor, now=now)
    _record(visit, str(state), actor=actor, now=now)


def _record(visit: Visit, verb: str, *, actor: Actor, now: datetime) -> None:
    values = {"tender": visit.tender.number, "visit_on": str(visit.visit_on), "state": visit.state}
    audit.record(subject_kind="visit", subject_id=str(visit.public_id), verb=verb, actor=actor, at=now, values=values)
