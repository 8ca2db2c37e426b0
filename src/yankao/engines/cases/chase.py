"""Chase what is owed (稽催): remind before a due date, escalate after it, and move open working-day deadlines with the calendar."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from yankao.engines.cases import registry
from yankao.engines.cases.category_rules import tier_of
from yankao.engines.cases.clock import chase_plan, due_after, earliest_open
from yankao.engines.cases.declare import Deadline, Tell
from yankao.engines.cases.models import Case, DueDate
from yankao.engines.cases.telling import tell_about
from yankao.kernel import audit
from yankao.kernel.actors import job
from yankao.kernel.days import Calendar, WorkDays, day_of, due_at
from yankao.kernel.workdays.calendar import load_calendar

BATCH = 500
CHASER = job("cases.chase")


def chase(*, now: datetime) -> int:
    """Send the reminders and escalations that are due, each once, and return how many; safe to run twice and in parallel."""
    told = 0
    while batch := _chase_batch(now=now):
        told += batch
    return told


@transaction.atomic
def _chase_batch(*, now: datetime) -> int:
    due = DueDate.objects.filter(chase_at__lte=now).select_related("case").order_by("chase_at")
    rows = list(due.select_for_update(skip_locked=True, of=("self",))[:BATCH])
    calendar = load_calendar() if rows else None
    for row in rows:
        assert calendar is not None
        _chase_one(row, calendar=calendar, now=now)
    DueDate.objects.bulk_update(rows, ["chase_at", "chased"])
    return len(rows)


def _chase_one(row: DueDate, *, calendar: Calendar, now: datetime) -> None:
    """Tell whom the declaration names; what fell due while nobody was chasing is told once, by its latest word."""
    case = row.case
    procedure = registry.get(case.procedure)
    deadline = procedure.deadline(row.key)
    plan = chase_plan(deadline, row.due_at, calendar)
    reached = sum(1 for moment, _ in plan if moment <= now)
    if case.closed_at is None and not case.is_historical and reached > row.chased:
        moment, sentence = plan[reached - 1]
        tell_about(case, procedure, _told(deadline, row, moment, calendar), title=f"{case.number} {sentence}", now=now)
    row.chased = reached
    row.chase_at = plan[reached][0] if reached < len(plan) and case.closed_at is None else None


def _told(deadline: Deadline, row: DueDate, moment: datetime, calendar: Calendar) -> tuple[Tell, ...]:
    escalated = tuple(step.to for step in deadline.escalate if due_after(row.due_at, step.after, calendar) == moment)
    return escalated or deadline.remind_to or (Tell.AGENCY,)


def recompute_workdays(*, now: datetime, only: Collection[int] | None = None) -> int:
    """After a change of the calendar: move open working-day due dates, never earlier than told, with a line in the audit.

    `only` names the cases that can be affected, where that is known.
    """
    keys = [deadline.key for procedure in registry.every() for deadline in procedure.deadlines]
    rows = DueDate.objects.filter(key__in=keys, met_at__isnull=True, case__closed_at__isnull=True, case__is_historical=False)
    if only is not None:
        rows = rows.filter(case_id__in=only)
    calendar = load_calendar()
    moved = 0
    for pk in list(rows.values_list("case_id", flat=True).distinct()):
        moved += _recompute_case(pk, calendar=calendar, now=now)
    return moved


@transaction.atomic
def _recompute_case(case_id: int, *, calendar: Calendar, now: datetime) -> int:
    case = Case.objects.select_for_update().get(pk=case_id)
    procedure = registry.get(case.procedure)
    changed = []
    rows = list(DueDate.objects.filter(case=case))
    for row in rows:
        deadline = procedure.deadline(row.key)
        detail = procedure.detail._default_manager.get(pk=case.pk) if callable(deadline.within) else None
        span = deadline.span_on(day_of(row.starts_at), detail=detail, tier=tier_of(case)).value
        due = due_at(row.starts_at, span, calendar)
        if row.met_at is None and isinstance(span, WorkDays) and due > row.due_at:
            row.due_at = due
            plan = chase_plan(deadline, due, calendar)
            row.chased = sum(1 for moment, _ in plan if moment <= now)
            row.chase_at = plan[row.chased][0] if row.chased < len(plan) and row.paused_at is None else None
            changed.append(row)
    if changed:
        DueDate.objects.bulk_update(changed, ["due_at", "chase_at", "chased"])
        case.due_at = earliest_open(rows)
        case.save(update_fields=["due_at"])
        values = {row.key: row.due_at.isoformat() for row in changed}
        audit.record(subject_kind="case", subject_id=case.number, verb="calendar_moved", actor=CHASER, at=now, values=values)
    return len(changed)
