"""Put plans under control (列管), correct them, and let them leave (退場); each in one transaction with its audit entry."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from yankao.engines.cases.open import next_number
from yankao.engines.progress.declare import Programme
from yankao.engines.progress.errors import PlanConflict, WrongState
from yankao.engines.progress.facts import Facts, check, clean
from yankao.engines.progress.models import Exit, MilestoneDone, Plan, Standing
from yankao.engines.progress.who import require
from yankao.kernel import audit
from yankao.kernel.actors import Actor
from yankao.kernel.days import day_of
from yankao.kernel.roc import YEAR_BEFORE_FIRST

SUBJECT = "plan"
LETTER = "J"
SUCCEEDED = (Exit.KEPT, Exit.CARRIED)
"""The exits after which the plan stands again in the next set."""
_COPIED = (
    "name", "agency_id", "category",
    "district_id", "level", "risk", "budget_public", "budget_fund", "budget_central", "listed_number", "is_simulated",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """Where a plan comes from besides its facts: the set (a Gregorian year), the day it was listed, an outside source."""

    year: int
    listed_on: date
    source: str = ""
    external_id: str = ""
    is_simulated: bool = False


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
    known = listing.external_id and Plan.objects.filter(programme=it.key, year=listing.year, external_id=listing.external_id).first()
    if known:
        return known
    cleaned = clean(it, facts, only=it.fields)
    plan = Plan(
        programme=it.key,
        year=listing.year,
        last_year=listing.year + it.years - 1,
        listed_on=listing.listed_on,
        source=listing.source,
        external_id=listing.external_id,
        is_simulated=listing.is_simulated,
        **cleaned.plan,
    )
    _check_years(plan)
    _checked(it, plan, cleaned.detail)
    with transaction.atomic():
        plan.number = next_number(LETTER, received_at=now)[0]
        plan.save(force_insert=True)
        _save_detail(it, plan, cleaned.detail)
        _record(it, plan, "list", actor=actor, now=now, values={name: str(value) for name, value in cleaned.plan.items()})
    return plan


def correct_plan(it: Programme, plan_id: int, *, actor: Actor, now: datetime, facts: Facts, version: int | None = None) -> Plan:
    """Correct facts of a plan; only those given change."""
    with _locked(it, plan_id, version=version) as plan:
        require(it.listed_by, actor, plan, deed="修正計畫資料")
        cleaned = clean(it, facts, only=facts)
        old = {name: str(getattr(plan, name)) for name in cleaned.plan}
        for name, value in cleaned.plan.items():
            setattr(plan, name, value)
        _check_years(plan)
        _checked(it, plan, cleaned.detail)
        plan.save()
        _save_detail(it, plan, cleaned.detail)
        _record(it, plan, "correct", actor=actor, now=now, values={name: f"{old.get(name, '')}→{value}" for name, value in facts.items()})
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
        _check_exit(it, plan, exit_, reason=reason, number=number, into=into)
        plan.standing = Standing(exit_.value)
        plan.left_on, plan.left_number, plan.left_reason = on or day_of(now), number.strip(), reason.strip()
        plan.merged_into_id = into
        plan.save()
        _record(it, plan, f"leave:{exit_}", actor=actor, now=now, values={"reason": reason, "number": number})
        if exit_ in SUCCEEDED:
            _carry_over(it, plan, actor=actor, now=now)
    return plan


def reach_milestone(
    it: Programme, plan: Plan, *, actor: Actor, now: datetime, key: str, done_on: date, evidence: str = "", is_trusted: bool = False
) -> MilestoneDone:
    """Tell that a control point was reached; telling it again corrects the day."""
    if not is_trusted:
        require(it.filled_by | it.listed_by, actor, plan, deed="登錄查核點")
    known = {key for key, _ in it.milestones} | set(plan.baseline.milestones.values_list("key", flat=True) if plan.baseline else ())
    if key not in known:
        raise ValidationError({"key": "此計畫沒有這個查核點，請先列入基準"})
    if done_on > day_of(now):
        raise ValidationError({"done_on": "實際完成日不得晚於今日"})
    with transaction.atomic():
        found, _ = MilestoneDone.objects.update_or_create(
            plan=plan, key=key, defaults={"done_on": done_on, "evidence": evidence, "told_at": now, "told_by": actor.name[:100]}
        )
        _record(it, plan, "milestone", actor=actor, now=now, values={"key": key, "done_on": str(done_on)})
    return found


def detail_of(it: Programme, plan: Plan) -> Any:  # noqa: ANN401 -- each programme has a table of its own
    """Return the facts only this programme knows of a plan; None where it has none."""
    return None if it.detail is None else it.detail._default_manager.filter(plan=plan).first()


def _check_years(plan: Plan) -> None:
    if plan.starts_on.year > plan.last_year or plan.ends_on.year < plan.year:
        raise ValidationError({"starts_on": f"計畫期間不在{plan.year - YEAR_BEFORE_FIRST}年度列管期間內，請查明年度"})


def _checked(it: Programme, plan: Plan, detail: dict[str, Any]) -> None:
    """Ask the checks with the detail as it will be, at hand as `plan.facts`."""
    if it.detail is not None:
        facts = (detail_of(it, plan) if plan.pk else None) or it.detail(plan=plan)
        for name, value in detail.items():
            setattr(facts, name, value)
        plan.facts = facts  # type: ignore[attr-defined]  # for the checks of the declaration
    check(it, plan)


def _save_detail(it: Programme, plan: Plan, values: dict[str, Any]) -> None:
    if it.detail is not None:
        it.detail._default_manager.update_or_create(plan=plan, defaults=values)


def _check_exit(it: Programme, plan: Plan, exit_: Exit, *, reason: str, number: str, into: int | None) -> None:
    if not plan.is_tracked:
        raise WrongState(f"此計畫已{plan.get_standing_display()}。")
    if exit_ not in it.exits:
        raise ValidationError({"exit": f"「{it.name}」不適用{exit_.label}"})
    if not reason.strip():
        raise ValidationError({"reason": f"請敘明{exit_.label}的理由"})
    if exit_ is not Exit.RELEASED and not number.strip():
        raise ValidationError({"number": f"{exit_.label}應經簽准，請填文號"})
    if exit_ is Exit.MERGED and not Plan.objects.filter(pk=into or 0, standing=Standing.TRACKED).exclude(pk=plan.pk).exists():
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
    _record(it, following, "carry", actor=actor, now=now, values={"from": plan.number})
    return following


@contextmanager
def _locked(it: Programme, plan_id: int, *, version: int | None = None) -> Iterator[Plan]:
    with transaction.atomic():
        plan = Plan.objects.select_for_update(of=("self",)).get(pk=plan_id, programme=it.key)
        if version is not None and plan.version != version:
            raise PlanConflict
        plan.version += 1
        yield plan


def _record(it: Programme, plan: Plan, verb: str, *, actor: Actor, now: datetime, values: dict[str, str]) -> None:
    audit.record(subject_kind=SUBJECT, subject_id=plan.number, verb=f"{it.key}:{verb}", actor=actor, at=now, values=values)
