"""交班表: the sheet of the morning: yesterday's counts, what is urgent now, what the night left to do, and who is on duty today."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, F, Q

from yankao.divisions.service.pages.board_tiles import desk_cases, wishes
from yankao.divisions.service.pages.callback_queue import waiting_cases
from yankao.divisions.service.pages.finding import PROCEDURES
from yankao.divisions.service.registers.shifts import ShiftDuty, ShiftNote
from yankao.engines.cases import registry
from yankao.engines.cases.models import Case, Passage
from yankao.engines.cases.read import visible_cases
from yankao.kernel.actors import Actor
from yankao.kernel.days import ONE_DAY, day_of, start_of
from yankao.shell.due import Lamp, lamp
from yankao.shell.words import tr

MOST = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """Yesterday's counts of one procedure."""

    procedure: str
    received: int
    answered: int
    closed: int
    open: int
    late: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Urgent:
    """One open case that cannot wait, and why."""

    number: str
    title: str
    address: str
    agency: str
    step: str
    lamp: Lamp
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Morning:
    """The whole sheet."""

    at: datetime
    yesterday: date
    counts: tuple[Counted, ...]
    urgent: tuple[Urgent, ...]
    notes: tuple[ShiftNote, ...]
    duties: tuple[ShiftDuty, ...]
    call_backs: int
    wishes: int


def morning(actor: Actor, *, now: datetime) -> Morning:
    """Gather the sheet."""
    today = day_of(now)
    return Morning(
        at=now,
        yesterday=today - ONE_DAY,
        counts=_counts(actor, now=now),
        urgent=_urgent(actor, now=now),
        notes=tuple(ShiftNote.objects.filter(is_done=False).order_by("shift_on", "pk")[:MOST]),
        duties=tuple(ShiftDuty.objects.filter(duty_on=today).order_by("shift", "seat", "person")),
        call_backs=waiting_cases(actor).count(),
        wishes=wishes().filter(case__in=desk_cases(actor).values("pk")).count(),
    )


def _counts(actor: Actor, *, now: datetime) -> tuple[Counted, ...]:
    procedures = tuple(registry.get(key) for key in PROCEDURES)
    start, end = start_of(day_of(now) - ONE_DAY), start_of(day_of(now))
    alive = Q(closed_at__isnull=True)
    rows = (
        visible_cases(actor, procedures=procedures)
        .filter(
            alive | Q(received_at__gte=start, received_at__lt=end) | Q(closed_at__gte=start, closed_at__lt=end), is_historical=False, is_test=False
        )
        .order_by()
        .values("procedure")
        .annotate(
            received=Count("pk", filter=Q(received_at__gte=start, received_at__lt=end)),
            closed=Count("pk", filter=Q(closed_at__gte=start, closed_at__lt=end)),
            open=Count("pk", filter=alive),
            late=Count("pk", filter=alive & Q(due_at__lte=now)),
        )
    )
    found = {row["procedure"]: row for row in rows}
    deeds = Passage.objects.filter(
        procedure__in=PROCEDURES, action__in=("report", "answer"), occurred_at__gte=start, occurred_at__lt=end, case__is_test=False
    )
    answered = dict(deeds.order_by().values("procedure").annotate(count=Count("case", distinct=True)).values_list("procedure", "count"))
    return tuple(
        Counted(
            procedure=tr(each.name),
            answered=answered.get(each.key, 0),
            received=found[each.key]["received"] if each.key in found else 0,
            closed=found[each.key]["closed"] if each.key in found else 0,
            open=found[each.key]["open"] if each.key in found else 0,
            late=found[each.key]["late"] if each.key in found else 0,
        )
        for each in procedures
    )


def _urgent(actor: Actor, *, now: datetime) -> tuple[Urgent, ...]:
    """Return the open dispatches in danger, late or not acknowledged, and the petitions due today; nearest first."""
    alive = visible_cases(actor, procedures=tuple(registry.get(key) for key in PROCEDURES)).filter(
        closed_at__isnull=True, is_historical=False, is_test=False
    )
    is_late, is_dangerous = Q(due_at__lte=now), Q(service_dispatch__is_dangerous=True) & ~Q(step="reported")
    is_untaken, is_due = Q(procedure="service.dispatch", step__in=("created", "notified")), Q(due_at__lte=start_of(day_of(now) + ONE_DAY))
    rows = alive.filter(is_late | is_dangerous | is_untaken | is_due).select_related("agency").defer("haystack", "search")
    found = rows.annotate(is_dangerous=F("service_dispatch__is_dangerous")).order_by(F("due_at").asc(nulls_last=True), "id")[:MOST]
    return tuple(_line(case, now=now) for case in found)


def _line(case: Case, *, now: datetime) -> Urgent:
    told = (
        (bool(case.is_dangerous), "立即危險"),  # type: ignore[attr-defined]
        (case.due_at is not None and case.due_at <= now, "逾期"),
        (case.step == "created", "待分派"),
        (case.step == "notified", "未簽收"),
    )
    return Urgent(
        number=case.number,
        title=case.title,
        address=case.address,
        agency=case.agency.short_name or case.agency.name if case.agency else "未分派",
        step=tr(registry.get(case.procedure).step_name(case.step)),
        lamp=lamp(case.due_at, now=now),
        why="、".join(word for is_true, word in told if is_true) or "今日到期",
    )
