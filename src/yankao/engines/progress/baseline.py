"""Set what a plan promises (基準): a first version by the operation plan, later ones by an approved letter; none is ever changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import OuterRef, Subquery

from yankao.engines.cases.replay_tables import Table, write_rows
from yankao.engines.progress.declare import Programme
from yankao.engines.progress.errors import Refusal, WrongState
from yankao.engines.progress.intake import record
from yankao.engines.progress.models import Baseline, BaselineMonth, Milestone, Plan
from yankao.engines.progress.newest import any_of
from yankao.engines.progress.rules import Promise, baseline_refusals
from yankao.engines.progress.who import require
from yankao.kernel.actors import Actor
from yankao.kernel.roc import RocMonth, Window, roc_date

PROMISED = ("month", "year_progress", "total_progress", "amount", "target")


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One promised control point (查核點)."""

    key: str
    name: str
    planned_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """One version of a baseline as it is to be written."""

    plan: Plan
    promises: Sequence[Promise]
    points: Sequence[Point] = ()
    version: int = 1
    approved_number: str = ""
    reason: str = ""


class BaselineRefused(ValidationError):
    """A baseline that cannot stand; `refusals` name month, reason and remedy."""

    def __init__(self, refusals: Sequence[Refusal]) -> None:
        self.refusals = tuple(refusals)
        super().__init__([str(refusal) for refusal in refusals])


def set_baseline(
    it: Programme,
    plan: Plan,
    *,
    actor: Actor,
    now: datetime,
    promises: Sequence[Promise],
    points: Sequence[Point] = (),
    approved_number: str = "",
    reason: str = "",
) -> Baseline:
    """Write the next version of a plan's baseline; reports written before keep the version they were held against.

    Raises:
        PermissionDenied: the actor may not.
        WrongState: the plan has left.
        BaselineRefused: a month falls, passes 100, leaves the plan or its money; or the change names no letter and reason.
    """
    require(it.filled_by | it.listed_by, actor, plan, deed="訂定或修正基準")
    return _write(it, plan, actor=actor, now=now, promises=promises, points=points, approved_number=approved_number.strip(), reason=reason.strip())


def take_over_baseline(
    it: Programme, plan: Plan, *, actor: Actor, now: datetime, promises: Sequence[Promise], points: Sequence[Point] = ()
) -> Baseline:
    """Write the first baseline of a plan from an import or a simulation, with the same checks."""
    return _write(it, plan, actor=actor, now=now, promises=promises, points=points, approved_number="", reason="")


def even_promises(plan: Plan) -> list[Promise]:
    """Propose a baseline that rises evenly, month by month, to 100 and to the whole budget in the last month."""
    months = list(Window(plan.starts_on, plan.ends_on).each_month())
    proposed = []
    for done, month in enumerate(months, start=1):
        of_year = [each for each in months if each.year == month.year]
        share = Decimal(of_year.index(month) + 1) / len(of_year)
        proposed.append(
            Promise(
                month=month.first,
                year_progress=(share * 100).quantize(Decimal("0.01")),
                total_progress=(Decimal(done) * 100 / len(months)).quantize(Decimal("0.01")),
                amount=(share * plan.budget * len(of_year) / len(months)).quantize(Decimal(1)),
            )
        )
    return proposed


def _write(
    it: Programme,
    plan: Plan,
    *,
    actor: Actor,
    now: datetime,
    promises: Sequence[Promise],
    points: Sequence[Point],
    approved_number: str,
    reason: str,
) -> Baseline:
    with transaction.atomic():
        held = Plan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
        if not held.is_tracked:
            raise WrongState(f"此計畫已{held.get_standing_display()}，不得修正基準。")
        last = Baseline.objects.filter(plan=held).order_by("-version").values_list("version", flat=True).first() or 0
        draft = Draft(plan=held, promises=promises, points=points, version=last + 1, approved_number=approved_number, reason=reason)
        check_draft(draft)
        (baseline,) = write_baselines(it, [draft], actor=actor, now=now)
        plan.baseline = baseline
    return baseline


def check_draft(draft: Draft) -> None:
    """Refuse what cannot be promised; BaselineRefused names each month with reason and remedy."""
    plan = draft.plan
    refused = [
        refusal.at(str(RocMonth.of(draft.promises[position].month)))
        for position, refusal in baseline_refusals(draft.promises, first=plan.starts_on, last=plan.ends_on, budget=plan.budget)
    ]
    if not draft.promises:
        refused.append(Refusal(field="month", why="沒有任何月份", remedy="請至少填一個月的預定進度"))
    if draft.version > 1 and not (draft.approved_number and draft.reason):
        refused.append(Refusal(field="approved_number", why="修正基準須經簽准", remedy="請填簽准文號及修正理由"))
    refused += [
        Refusal(field=f"points.{point.key}", why=f"查核點「{point.name}」{roc_date(point.planned_on)}不在計畫期間", remedy="請更正日期")
        for point in draft.points
        if not plan.starts_on <= point.planned_on <= plan.ends_on
    ]
    if refused:
        raise BaselineRefused(refused)


def write_baselines(it: Programme, drafts: Sequence[Draft], *, actor: Actor, now: datetime) -> list[Baseline]:
    """Write baselines that were checked, of plans the caller holds or has just entered, by a fixed number of statements."""
    if not drafts:
        return []
    made = [
        Baseline(
            plan_id=draft.plan.pk,
            version=draft.version,
            approved_number=draft.approved_number,
            reason=draft.reason,
            made_at=now,
            made_by=actor.name[:100],
        )
        for draft in drafts
    ]
    write_rows(made)
    both = list(zip(made, drafts, strict=True))
    months, points = Table(BaselineMonth), Table(Milestone)
    for row, draft in both:
        for promise in draft.promises:
            months.add({"baseline_id": row.pk, **{name: getattr(promise, name) for name in PROMISED}})
        for order, point in enumerate(draft.points):
            points.add({"baseline_id": row.pk, "key": point.key, "name": point.name, "planned_on": point.planned_on, "order": order})
    months.write()
    points.write()
    newest = Baseline.objects.filter(plan=OuterRef("pk")).order_by("-version").values("pk")[:1]
    Plan.objects.filter(pk__in=any_of(draft.plan.pk for draft in drafts)).update(baseline_id=Subquery(newest))
    for row, draft in both:
        draft.plan.baseline = row
    record(it, "baseline", ((draft.plan, _values(draft)) for draft in drafts), actor=actor, now=now)
    return made


def _values(draft: Draft) -> dict[str, str]:
    return {"version": str(draft.version), "number": draft.approved_number, "reason": draft.reason, "months": str(len(draft.promises))}
