"""停班與補班: what a change of the calendar would move, and the change itself; a date once told never becomes earlier."""

from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet

from yankao.engines.cases import registry
from yankao.engines.cases.category_rules import tier_of
from yankao.engines.cases.chase import recompute_workdays
from yankao.engines.cases.models import Case, DueDate
from yankao.kernel.actors import Actor
from yankao.kernel.changes import Subject
from yankao.kernel.changes.record import record_change
from yankao.kernel.days import Calendar, WorkDays, day_of, due_at, start_of
from yankao.kernel.roc import roc_date
from yankao.kernel.workdays.calendar import load_calendar, remove_day, set_day
from yankao.kernel.workdays.models import CalendarDay
from yankao.kernel.workdays.national import CityCalendar

WRITER = "admin"
SHOWN = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One open due date that would move."""

    number: str
    deadline: str
    old: datetime
    new: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What a change would do: how many due dates of how many cases move later, some of them, and how many keep the later date told."""

    deadlines: int
    case_ids: tuple[int, ...]
    kept: int
    moves: tuple[Move, ...]

    @property
    def cases(self) -> int:
        """How many cases have a due date that moves."""
        return len(self.case_ids)


class _Tiers:
    """The tiers of open cases, each looked up once; who owns an asset is read once for all cases of a procedure."""

    def __init__(self) -> None:
        self._tiers: dict[tuple[int | None, str, str, date], str] = {}
        self._owners: dict[str, dict[int, str]] = {}

    def of(self, case: Case) -> str:
        key = (case.category_id, case.district_id or "", self._owner(case), day_of(case.received_at))
        if key not in self._tiers:
            self._tiers[key] = tier_of(case)
        return self._tiers[key]

    def _owner(self, case: Case) -> str:
        procedure = registry.get(case.procedure)
        if not procedure.routed_by:
            return ""
        if procedure.key not in self._owners:
            told = procedure.detail._default_manager.filter(case__closed_at__isnull=True).exclude(**{procedure.routed_by: ""})
            self._owners[procedure.key] = dict(told.values_list("pk", procedure.routed_by))
        return self._owners[procedure.key].get(case.pk, "")


def preview(day: date, *, is_workday: bool) -> Preview:
    """Return what would move if the offices worked, or did not work, on a day."""
    before = load_calendar()
    after = CityCalendar({**before.entered, day: is_workday})
    return _compare(day, before=before, after=after)


def set_local_day(day: date, *, is_workday: bool, name: str, source: str, actor: Actor, now: datetime) -> Preview:
    """Enter a local closure (停止上班) or a local working day, and move the open due dates; returns what moved."""
    _require_writer(actor)
    with transaction.atomic():
        old = _locked(day)
        told = preview(day, is_workday=is_workday)
        if load_calendar().is_workday(day) == is_workday and old:
            raise ValidationError({"day": f"{roc_date(day)}已登錄為{_state(is_workday=is_workday)}"})
        set_day(day, is_workday=is_workday, name=name.strip()[:100], source=source.strip(), actor_name=actor.name[:100], now=now)
        new = f"{_state(is_workday=is_workday)} {name.strip()}".strip()
        record_change(day_subject(day), "set", actor=actor, now=now, changed={"day": (old, new)}, reason=source)
        recompute_workdays(now=now, only=told.case_ids)
    return told


def remove_local_day(day: date, *, reason: str, actor: Actor, now: datetime) -> Preview:
    """Take a local day back; the official calendar holds again, and due dates told later stay."""
    _require_writer(actor)
    if not reason.strip():
        raise ValidationError({"reason": "請填寫撤銷理由"})
    with transaction.atomic():
        old, before = _locked(day), load_calendar()
        remove_day(day, actor_name=actor.name[:100], now=now)
        after = load_calendar()
        told = _compare(day, before=before, after=after)
        new = _state(is_workday=after.is_workday(day))
        record_change(day_subject(day), "remove", actor=actor, now=now, changed={"day": (old, new)}, reason=reason)
        recompute_workdays(now=now, only=told.case_ids)
    return told


def day_subject(day: date) -> Subject:
    """Return the name under which changes of a day are written down."""
    return Subject(kind="calendar", id=day.isoformat())


def _compare(day: date, *, before: Calendar, after: Calendar) -> Preview:
    """Compare the open working-day limits that span the day under both calendars."""
    tiers = _Tiers()
    moves: list[Move] = []
    case_ids: dict[int, None] = {}
    deadlines = kept = 0
    for row in _open_rows(day):
        old, new = (_due(row, calendar, tiers) for calendar in (before, after))
        if old is None or new is None or old == new:
            continue
        if new <= row.due_at:
            kept += 1
            continue
        deadlines += 1
        case_ids[row.case_id] = None
        if len(moves) < SHOWN:
            name = registry.get(row.case.procedure).deadline(row.key).name
            moves.append(Move(number=row.case.number, deadline=name, old=row.due_at, new=new))
    return Preview(deadlines=deadlines, case_ids=tuple(case_ids), kept=kept, moves=tuple(moves))


def _open_rows(day: date) -> "QuerySet[DueDate]":
    rows = DueDate.objects.filter(met_at__isnull=True, case__closed_at__isnull=True, case__is_historical=False)
    return (
        rows.filter(starts_at__lt=start_of(day).replace(hour=23, minute=59, second=59), due_at__gt=start_of(day))
        .select_related("case")
        .order_by("due_at", "id")
    )


def _due(row: DueDate, calendar: Calendar, tiers: _Tiers) -> datetime | None:
    """Return when a limit of working days ends under a calendar; None for other limits."""
    case = row.case
    procedure = registry.get(case.procedure)
    deadline = procedure.deadline(row.key)
    detail = procedure.detail._default_manager.get(pk=case.pk) if callable(deadline.within) else None
    span = deadline.span_on(day_of(row.starts_at), detail=detail, tier=tiers.of(case)).value
    return due_at(row.starts_at, span, calendar) if isinstance(span, WorkDays) else None


def _locked(day: date) -> str:
    """Lock the row of a day and say what it held."""
    row = CalendarDay.objects.select_for_update().filter(day=day, is_local=True).first()
    return f"{_state(is_workday=row.is_workday)} {row.name}".strip() if row else ""


def _state(*, is_workday: bool) -> str:
    return "上班" if is_workday else "停班"


def _require_writer(actor: Actor) -> None:
    if not actor.has_role(WRITER):
        raise PermissionDenied("辦公日曆限系統管理者異動")
