"""Filling windows (填報期間): opened period by period, chased, extended with a reason, and counted: how many owed reports came, how many in time."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, F, Q, QuerySet

from yankao.engines.notices.models import Notice
from yankao.engines.notices.tell import Telling, tell
from yankao.engines.progress import registry
from yankao.engines.progress.declare import Programme
from yankao.engines.progress.models import FillingWindow, PeriodReport, Plan, Risk
from yankao.engines.progress.who import require
from yankao.kernel import audit
from yankao.kernel.actors import Actor
from yankao.kernel.days import day_of, due_at, last_day_of, remind_at, start_of
from yankao.kernel.roc import RocMonth, roc_date
from yankao.kernel.workdays.calendar import load_calendar

FOLLOWED = 3
IN_TIME = Q(submitted_at__isnull=False, submitted_at__lt=F("window__due_at"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Fill:
    """How one window was filled: reports owed, handed in, handed in by the deadline; each rate shows its denominator."""

    owed: int
    filled: int
    in_time: int

    @property
    def late(self) -> int:
        """Reports handed in after the deadline."""
        return self.filled - self.in_time

    @property
    def missing(self) -> int:
        """Reports still owed."""
        return self.owed - self.filled


def window_of(it: Programme, month: date) -> FillingWindow:
    """Return the window of a period, made by the rule in force at its end when it is first asked for."""
    rule = it.filling.at(month)
    last = RocMonth.of(month).last
    due = due_at(start_of(last), rule.value.within, load_calendar())
    found, _ = FillingWindow.objects.get_or_create(
        programme=it.key, month=month, defaults={"given_at": due, "due_at": due, "rule": rule.describe()[:300]}
    )
    return found


def extend_window(it: Programme, month: date, *, actor: Actor, now: datetime, until: date, reason: str) -> FillingWindow:
    """Move the deadline of a window later, with a reason; what was given first stays on record."""
    require(it.listed_by, actor, deed="展延填報期限")
    if not reason.strip():
        raise ValidationError({"reason": "請敘明展延理由"})
    with transaction.atomic():
        window = FillingWindow.objects.select_for_update().get(pk=window_of(it, month).pk)
        moved = start_of(date.fromordinal(until.toordinal() + 1))
        if moved <= window.due_at:
            raise ValidationError({"until": f"新期限應晚於原期限{roc_date(last_day_of(window.due_at))}"})
        window.due_at, window.extended_reason = moved, reason.strip()
        window.save(update_fields=["due_at", "extended_reason"])
        audit.record(
            subject_kind="window", subject_id=f"{it.key}/{month}", verb="extend", actor=actor, at=now, values={"until": str(until), "reason": reason}
        )
    return window


def owing(it: Programme, month: date) -> Q:
    """Return which plans owe a report for a period: under control then, within their months, and of a risk class that reports then."""
    last = RocMonth.of(month).last
    return Q(
        Q(left_on__isnull=True) | Q(left_on__gt=last),
        programme=it.key,
        year__lte=month.year,
        last_year__gte=month.year,
        risk__in=[risk for risk in Risk.values if it.owes(risk, month)],
        starts_on__lte=last,
        ends_on__gte=month,
        listed_on__lte=last,
    )


def owing_plans(it: Programme, month: date) -> QuerySet[Plan]:
    """Return the plans that owe a report for a period."""
    return Plan.objects.filter(owing(it, month))


def missing_plans(it: Programme, month: date) -> QuerySet[Plan]:
    """Return the plans that owe a report for a period and have not handed it in."""
    handed_in = PeriodReport.objects.filter(month=month, submitted_at__isnull=False, plan__programme=it.key)
    return owing_plans(it, month).exclude(pk__in=handed_in.values("plan_id"))


def fill_of(it: Programme, month: date) -> Fill:
    """Return how the window of a period was filled."""
    reports = PeriodReport.objects.filter(month=month, plan__in=owing_plans(it, month), submitted_at__isnull=False)
    found = reports.aggregate(filled=Count("pk"), in_time=Count("pk", filter=IN_TIME))
    return Fill(owed=owing_plans(it, month).count(), filled=found["filled"], in_time=found["in_time"])


def fill_by_agency(it: Programme, month: date) -> Mapping[str, Fill]:
    """Return how each agency filled a window, by its name, those with most missing first."""
    owed = dict(owing_plans(it, month).order_by().values_list("agency__name").annotate(n=Count("pk")))
    rows = (
        PeriodReport.objects.filter(month=month, plan__in=owing_plans(it, month), submitted_at__isnull=False)
        .order_by()
        .values_list("plan__agency__name")
    )
    filled = {name: (n, k) for name, n, k in rows.annotate(n=Count("pk"), k=Count("pk", filter=IN_TIME))}
    found = {name: Fill(owed=n, filled=filled.get(name, (0, 0))[0], in_time=filled.get(name, (0, 0))[1]) for name, n in owed.items()}
    return dict(sorted(found.items(), key=lambda pair: (-pair[1].missing, pair[0])))


def chase_windows(*, now: datetime) -> int:
    """Open the window of the period that ended last, and remind the agencies whose reports are missing; return how many were told.

    Windows opened before are followed for some months: the yearly one closes after the next month has begun.
    """
    last = RocMonth.of(day_of(now)).plus(-1).first
    earlier = [last, *(RocMonth.of(last).plus(-back).first for back in range(1, FOLLOWED))]
    opened = set(FillingWindow.objects.filter(month__in=earlier, reminded__gt=0).values_list("programme", "month"))
    return sum(
        _chase(it, month, now=now) for it in registry.every() if not it.is_closed for month in earlier if month == last or (it.key, month) in opened
    )


@transaction.atomic
def _chase(it: Programme, month: date, *, now: datetime) -> int:
    try:
        rule = it.filling.at(month).value
    except ValueError:
        return 0  # before the programme began
    if not owing_plans(it, month).exists():
        return 0
    window = FillingWindow.objects.select_for_update().get(pk=window_of(it, month).pk)
    stages = [*(remind_at(window.due_at, span, load_calendar()) for span in sorted(rule.remind, key=lambda span: -span.n)), window.due_at]
    reached = 1 + sum(moment <= now for moment in stages)  # the opening itself is the first telling
    if reached <= window.reminded:
        return 0
    window.reminded = reached
    window.save(update_fields=["reminded"])
    return tell(
        _tellings(it, window, missing_plans(it, month).values_list("agency_id").annotate(n=Count("pk")).order_by("agency_id"), now=now), now=now
    )


def _tellings(it: Programme, window: FillingWindow, rows: Iterable[tuple[int, int]], *, now: datetime) -> Iterator[Telling]:
    period, until = RocMonth.of(window.month), roc_date(last_day_of(window.due_at))
    is_late = now >= window.due_at
    total = 0
    for agency_id, count in rows:
        total += count
        state = f"已逾填報期限（{until}）" if is_late else f"請於{until}前填報"
        yield _telling(Notice.Recipient.AGENCY, str(agency_id), it, window, f"{it.name}{period}尚有{count}案未填報，{state}")
    if is_late and total:
        yield _telling(Notice.Recipient.DIVISION, it.owner, it, window, f"{it.name}{period}已逾填報期限，尚有{total}案未填報")


def _telling(kind: Notice.Recipient, to: str, it: Programme, window: FillingWindow, title: str) -> Telling:
    return Telling(recipient_kind=kind, recipient_id=to, subject_kind="window", subject_id=f"{it.key}/{window.month}", title=title)
