"""Put plans under control (列管), correct them, and let them leave (退場); each in one transaction with its audit entry."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from yankao.engines.cases.open import next_number
from yankao.engines.progress.declare import Programme
from yankao.engines.progress.errors import PlanConflict, WrongState
from yankao.engines.progress.facts import Facts, clean
from yankao.engines.progress.intake import LETTER, Entry, Intake, check_whole, check_years, enter, record
from yankao.engines.progress.intake import SUBJECT as SUBJECT
from yankao.engines.progress.intake import Listing as Listing
from yankao.engines.progress.models import Exit, MilestoneDone, Plan, Standing
from yankao.engines.progress.who import require
from yankao.kernel.actors import Actor
from yankao.kernel.columns import RowFinder
from yankao.kernel.days import day_of

SUCCEEDED = (Exit.KEPT, Exit.CARRIED)
"""The exits after which the plan stands again in the next set."""
_COPIED = (
    "name", "agency_id", "category",
    "district_id", "level", "risk", "budget_public", "budget_fund", "budget_central", "listed_number", "is_simulated",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaving:
    """How a plan leaves control: by which exit, why, by which letter, on which day, into which other plan."""

    exit_: Exit
    reason: str
    number: str = ""
    on: date | None = None
    into: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """That a control point of a plan was reached, on which day and by what evidence."""

    plan: Plan
    key: str
    done_on: date
    evidence: str = ""


def list_plan(it: Programme, *, actor: Actor, now: datetime, facts: Facts, year: int) -> Plan:
    """Put a plan under control and return it.

    Raises:
        PermissionDenied: the actor may not list plans of this programme.
        ValidationError: a fact is missing or wrong, or the programme is closed.
    """
    require(it.listed_by, actor, deed=f"{it.name}列管")
    if it.is_closed:
        raise WrongState(f"「{it.name}」已結束列管，僅供查閱。")
    return take_over(it, actor=actor, now=now, facts=facts, listing=Listing(year=year, listed_on=day_of(now)))


def take_over(it: Programme, *, actor: Actor, now: datetime, facts: Facts, listing: Listing) -> Plan:
    """Enter a plan from an import, a selection or a simulation: the same checks, whoever starts it; the same source twice is one plan."""
    entry = Entry(facts=facts, listing=listing)
    with transaction.atomic():
        intake = Intake(it, (entry,))
        if known := intake.known(listing):
            return known
        drafted = intake.check(entry)
        enter(it, (drafted,), actor=actor, now=now)
    return drafted.plan


def correct_plan(it: Programme, plan_id: int, *, actor: Actor, now: datetime, facts: Facts, version: int | None = None) -> Plan:
    """Correct facts of a plan; only those given change."""
    with _locked(it, plan_id, version=version) as plan:
        require(it.listed_by, actor, plan, deed="修正計畫資料")
        cleaned = clean(it, facts, only=facts, rows=RowFinder())
        old = {name: str(getattr(plan, name)) for name in cleaned.plan}
        for name, value in cleaned.plan.items():
            setattr(plan, name, value)
        check_years(plan)
        check_whole(it, plan, cleaned.detail, detail=detail_of(it, plan))
        plan.save()
        _save_detail(it, plan, cleaned.detail)
        values = {name: f"{old.get(name, '')}→{value}" for name, value in facts.items()}
        record(it, "correct", [(plan, values)], actor=actor, now=now)
    return plan


def leave(
    it: Programme,
    plan_id: int,
    *,
    actor: Actor,
    now: datetime,
    exit_: Exit,
    reason: str,
    number: str = "",
    on: date | None = None,
    into: int | None = None,
    is_trusted: bool = False,
) -> Plan:
    """Let a plan leave control; 保留 and 跨年續列 put it into the next set, 併案 names the plan it goes into.

    `is_trusted` is for an import that an operator started.

    Raises:
        PermissionDenied: only those who list plans may let them go.
        WrongState: the plan has left already.
        ValidationError: the exit is not open to this programme, or its reason, letter or goal is missing.
    """
    with _locked(it, plan_id) as plan:
        if not is_trusted:
            require(it.listed_by, actor, plan, deed=str(exit_.label))
        leaving = Leaving(exit_=exit_, reason=reason, number=number, on=on, into=into)
        let_go(it, plan, leaving, now=now)
        plan.save()
        record_left(it, [(plan, leaving)], actor=actor, now=now)
        if exit_ in SUCCEEDED:
            _carry_over(it, plan, actor=actor, now=now)
    return plan


def reach_milestone(
    it: Programme, plan: Plan, *, actor: Actor, now: datetime, key: str, done_on: date, evidence: str = "", is_trusted: bool = False
) -> MilestoneDone:
    """Tell that a control point was reached; telling it again corrects the day."""
    if not is_trusted:
        require(it.filled_by | it.listed_by, actor, plan, deed="登錄查核點")
    promised = plan.baseline.milestones.values_list("key", flat=True) if plan.baseline else ()
    check_reached(it, key, done_on, promised=promised, now=now)
    with transaction.atomic():
        (found,) = write_reached(it, [Reached(plan=plan, key=key, done_on=done_on, evidence=evidence)], actor=actor, now=now)
    return found


def let_go(it: Programme, plan: Plan, leaving: Leaving, *, now: datetime) -> None:
    """Let a plan that the caller holds and will save leave control.

    Raises:
        WrongState: the plan has left already.
        ValidationError: the exit is not open to this programme, or its reason, letter or goal is missing.
    """
    _check_exit(it, plan, leaving)
    plan.standing = Standing(leaving.exit_.value)
    plan.left_on, plan.left_number, plan.left_reason = leaving.on or day_of(now), leaving.number.strip(), leaving.reason.strip()
    plan.merged_into_id = leaving.into


def record_left(it: Programme, left: Iterable[tuple[Plan, Leaving]], *, actor: Actor, now: datetime) -> None:
    """Write into the audit that plans left control."""
    for verb, told in groupby(left, lambda each: f"leave:{each[1].exit_}"):
        values = ((plan, {"reason": leaving.reason, "number": leaving.number}) for plan, leaving in told)
        record(it, verb, values, actor=actor, now=now)


def check_reached(it: Programme, key: str, done_on: date, *, promised: Iterable[str], now: datetime) -> None:
    """Refuse a control point that neither the programme nor the plan's baseline has, and a day to come."""
    if key not in {known for known, _ in it.milestones} and key not in promised:
        raise ValidationError({"key": "此計畫沒有這個查核點，請先列入基準"})
    if done_on > day_of(now):
        raise ValidationError({"done_on": "實際完成日不得晚於今日"})


def write_reached(it: Programme, reached: Sequence[Reached], *, actor: Actor, now: datetime) -> list[MilestoneDone]:
    """Write down control points that were checked; one told before gets the new day."""
    rows = [
        MilestoneDone(plan=each.plan, key=each.key, done_on=each.done_on, evidence=each.evidence, told_at=now, told_by=actor.name[:100])
        for each in reached
    ]
    if not rows:
        return []
    told = ("done_on", "evidence", "told_at", "told_by")
    found = MilestoneDone.objects.bulk_create(rows, update_conflicts=True, unique_fields=("plan", "key"), update_fields=told)
    values = ((each.plan, {"key": each.key, "done_on": str(each.done_on)}) for each in reached)
    record(it, "milestone", values, actor=actor, now=now)
    return found


def detail_of(it: Programme, plan: Plan) -> Any:  # noqa: ANN401 -- each programme has a table of its own
    """Return the facts only this programme knows of a plan; None where it has none."""
    return None if it.detail is None else it.detail._default_manager.filter(plan=plan).first()


def _save_detail(it: Programme, plan: Plan, values: dict[str, Any]) -> None:
    if it.detail is not None:
        it.detail._default_manager.update_or_create(plan=plan, defaults=values)


def _check_exit(it: Programme, plan: Plan, leaving: Leaving) -> None:
    exit_ = leaving.exit_
    if not plan.is_tracked:
        raise WrongState(f"此計畫已{plan.get_standing_display()}。")
    if exit_ not in it.exits:
        raise ValidationError({"exit": f"「{it.name}」不適用{exit_.label}"})
    if not leaving.reason.strip():
        raise ValidationError({"reason": f"請敘明{exit_.label}的理由"})
    if exit_ is not Exit.RELEASED and not leaving.number.strip():
        raise ValidationError({"number": f"{exit_.label}應經簽准，請填文號"})
    if exit_ is Exit.MERGED and not Plan.objects.filter(pk=leaving.into or 0, standing=Standing.TRACKED).exclude(pk=plan.pk).exists():
        raise ValidationError({"into": "請選擇併入的列管中計畫"})


def _carry_over(it: Programme, plan: Plan, *, actor: Actor, now: datetime) -> Plan:
    """Put the plan into the next set; its months go on from the day after the set."""
    first = date(plan.last_year + 1, 1, 1)
    following = Plan(
        programme=it.key,
        number=next_number(LETTER, received_at=now)[0],
        year=plan.last_year + 1,
        last_year=plan.last_year + it.years,
        listed_on=day_of(now),
        carried_from=plan,
        starts_on=first,
        ends_on=max(plan.ends_on, date(plan.last_year + it.years, 12, 31)),
        **{name: getattr(plan, name) for name in _COPIED},
    )
    following.save(force_insert=True)
    detail = detail_of(it, plan)
    if detail is not None:
        _save_detail(it, following, {field.name: getattr(detail, field.name) for field in detail._meta.fields if field.name != "plan"})
    record(it, "carry", [(following, {"from": plan.number})], actor=actor, now=now)
    return following


@contextmanager
def _locked(it: Programme, plan_id: int, *, version: int | None = None) -> Iterator[Plan]:
    with transaction.atomic():
        plan = Plan.objects.select_for_update(of=("self",)).get(pk=plan_id, programme=it.key)
        if version is not None and plan.version != version:
            raise PlanConflict
        plan.version += 1
        yield plan
