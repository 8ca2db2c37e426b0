"""The clocks of a case (期限): started, paused, resumed and stopped as it moves from step to step; never restarted by a return.

A limit owed period after period (`renews`) has one row for each period; only the row of the last period runs.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from yankao.engines.cases.declare import Deadline, Procedure, steps_of
from yankao.engines.cases.models import CaseDetail, DueDate
from yankao.kernel.days import TAIPEI, Calendar, Hours, Span, day_of, due_at, paused, remind_at, start_of
from yankao.kernel.insert import insert
from yankao.kernel.law import Since
from yankao.kernel.roc import roc_date
from yankao.kernel.workdays.calendar import CalendarOnDemand


def earliest_open(rows: Iterable[DueDate]) -> datetime | None:
    """Return the due date the case shows: the earliest neither met nor paused."""
    return min((row.due_at for row in rows if row.met_at is None and row.paused_at is None), default=None)


class Clocks:
    """The due dates of one case, loaded once, moved by its passages and saved together."""

    def __init__(self, procedure: Procedure, rows: Iterable[DueDate], *, tier: str, case_id: int, calendar: Calendar | None = None) -> None:
        """Take the rows of the case; `tier` is its category's tier of hours or days. A calendar read before serves many cases."""
        self.procedure = procedure
        self.rows = {row.key: row for row in sorted(rows, key=lambda row: row.period)}
        self.ended: list[DueDate] = []
        self.tier = tier
        self.case_id = case_id
        self._touched: set[str] = set()
        self._calendar = calendar

    @property
    def calendar(self) -> Calendar:
        """The working calendar (辦公日曆), read when a limit of days first asks it."""
        if self._calendar is None:
            self._calendar = CalendarOnDemand()
        return self._calendar

    def pass_step(self, from_step: str, to_step: str, *, at: datetime, detail: CaseDetail | None) -> bool | None:
        """Move every clock over one passage; return whether the limits stopped by it were kept (None: it stopped none)."""
        kept: bool | None = None
        for deadline in self.procedure.deadlines:
            kept = _both(kept, self._pass_one(deadline, from_step, to_step, at=at, detail=detail))
        return kept

    def _pass_one(self, deadline: Deadline, from_step: str, to_step: str, *, at: datetime, detail: CaseDetail | None) -> bool | None:
        row = self.rows.get(deadline.key)
        if row is None or (deadline.renews and row.met_at is not None and to_step in steps_of(deadline.start)):
            if to_step in steps_of(deadline.start):
                self.start(deadline, at=at, detail=detail)
            return None
        self._pause_or_resume(deadline, row, to_step, at=at, detail=detail)
        stops = steps_of(deadline.stop)
        if to_step in stops:
            if row.met_at is None:
                row.met_at, row.chase_at = at, None
                self._touched.add(row.key)
                return at < row.due_at if to_step == stops[0] else None
        elif row.met_at is not None and from_step in stops and self._goes_on(deadline, from_step, to_step):
            row.met_at = None
            if row.emergency_id is not None:
                row.paused_at = at
            else:
                self._plan_chase(deadline, row, after=at)
            self._touched.add(row.key)
        return None

    def _goes_on(self, deadline: Deadline, from_step: str, to_step: str) -> bool:
        """Steps are declared in the order of a smooth life; going to an earlier one sets the clock going again, unchanged.

        A limit that renews rests when the case goes back to before its start: entering the start will begin its next period.
        """
        order = self.procedure.steps.values
        if deadline.renews and order.index(to_step) < min(order.index(step) for step in steps_of(deadline.start)):
            return False
        return order.index(to_step) < order.index(from_step)

    def start(self, deadline: Deadline, *, at: datetime, detail: CaseDetail | None) -> DueDate | None:
        """Start a clock from `at`, or from the date fact it counts from; without that fact it does not start yet.

        Where a period ended before, this is the next one.
        """
        begin = self._begin(deadline, at=at, detail=detail)
        if begin is None:
            return None
        since = deadline.span_on(day_of(begin), detail=detail, tier=self.tier)
        due = due_at(begin, since.value, self.calendar)
        row = self._row(
            {
                "case_id": self.case_id,
                "key": deadline.key,
                "starts_at": begin,
                "given_at": due,
                "due_at": due,
                "rule": _rule_in_words(begin, since, deadline.name),
            }
        )
        self._plan_chase(deadline, row, after=at)
        if (before := self.rows.get(deadline.key)) is not None:
            row.period = before.period + 1
            self.ended.append(before)
        self.rows[deadline.key] = row
        self._touched.add(deadline.key)
        self._hold_with_the_others(row)
        return row

    def _row(self, values: Mapping[str, Any]) -> DueDate:
        return DueDate(**values)

    def _hold_with_the_others(self, row: DueDate) -> None:
        """A limit that begins while an emergency holds the others of the case stands with them."""
        response = self.procedure.response
        emergency_id = next((each.emergency_id for each in self.rows.values() if each.emergency_id is not None), None)
        if emergency_id is not None and response is not None and row.key in response.suspends:
            self.hold(emergency_id, (row.key,), at=row.starts_at)

    def _begin(self, deadline: Deadline, *, at: datetime, detail: CaseDetail | None) -> datetime | None:
        if not deadline.counts_from:
            return at
        fact = getattr(detail, deadline.counts_from, None)
        if isinstance(fact, datetime):
            return fact
        return start_of(fact) if isinstance(fact, date) else None

    def is_running(self, key: str) -> bool:
        """Whether the limit was given and is neither met nor paused."""
        row = self.rows.get(key)
        return row is not None and row.met_at is None and row.paused_at is None

    def recount(self, deadline: Deadline, *, at: datetime, detail: CaseDetail | None) -> None:
        """After the date fact it counts from was corrected: give the limit anew, keeping what was granted on top."""
        old = self.rows.pop(deadline.key, None)
        row = self.start(deadline, at=at, detail=detail)
        if old is None or row is None:
            return
        row.pk, row.period, row.met_at, row.paused_at, row.extended = old.pk, old.period, old.met_at, old.paused_at, old.extended
        row.emergency_id = old.emergency_id
        row.due_at = max(row.given_at, row.given_at + (old.due_at - old.given_at))

    def _pause_or_resume(self, deadline: Deadline, row: DueDate, to_step: str, *, at: datetime, detail: CaseDetail | None) -> None:
        held = row.emergency_id is not None and to_step not in steps_of(deadline.stop)
        stands = to_step in deadline.pauses_at or held
        if stands and row.paused_at is None and row.met_at is None:
            row.paused_at, row.chase_at = at, None
        elif not stands and row.paused_at is not None:
            self._resume(deadline, row, at=at, detail=detail)
        else:
            return
        self._touched.add(row.key)

    def _resume(self, deadline: Deadline, row: DueDate, *, at: datetime, detail: CaseDetail | None) -> None:
        """Set a standing clock going again; the due date moves later by the time it stood (nothing, when entered for a time before)."""
        assert row.paused_at is not None
        span = deadline.span_on(day_of(row.starts_at), detail=detail, tier=self.tier).value
        row.due_at = paused(row.due_at, paused_at=row.paused_at, resumed_at=max(at, row.paused_at), span=span, calendar=self.calendar)
        row.paused_at = None
        self._plan_chase(deadline, row, after=at)

    def hold(self, emergency_id: int, keys: Iterable[str], *, at: datetime) -> tuple[str, ...]:
        """Let clocks stand for the time of an emergency (應變停計) and return which; what is met or missed already stays as it is."""
        held = []
        for key in keys:
            row = self.rows.get(key)
            if row is None or row.met_at is not None or row.emergency_id is not None or row.due_at <= at:
                continue
            row.emergency_id = emergency_id
            if row.paused_at is None:
                row.paused_at, row.chase_at = max(at, row.starts_at), None
            self._touched.add(key)
            held.append(key)
        return tuple(held)

    def release(self, *, at: datetime, step: str, detail: CaseDetail | None) -> tuple[str, ...]:
        """Set the clocks that an emergency held going again and return which; one that its step pauses too goes on standing."""
        released = []
        for key, row in self.rows.items():
            if row.emergency_id is None:
                continue
            row.emergency_id = None
            deadline = self.procedure.deadline(key)
            if row.met_at is None and row.paused_at is not None and step not in deadline.pauses_at:
                self._resume(deadline, row, at=at, detail=detail)
            self._touched.add(key)
            released.append(key)
        return tuple(released)

    def move_due(self, deadline: Deadline, due: datetime, *, after: datetime) -> None:
        """Set a later due date (an extension granted) and plan the reminders anew."""
        row = self.rows[deadline.key]
        row.due_at = due
        self._plan_chase(deadline, row, after=after)
        self._touched.add(row.key)

    def blame(self, key: str, fault: str) -> None:
        """Note whose fault it was that a limit was missed (逾期歸責)."""
        self.rows[key].fault = fault
        self._touched.add(key)

    def silence(self) -> None:
        """Plan no more reminders: the case is closed."""
        for row in self.rows.values():
            if row.chase_at is not None:
                row.chase_at = None
                self._touched.add(row.key)

    def _plan_chase(self, deadline: Deadline, row: DueDate, *, after: datetime) -> None:
        plan = chase_plan(deadline, row.due_at, self.calendar)
        row.chased = sum(1 for moment, _ in plan if moment <= after)
        row.chase_at = plan[row.chased][0] if row.chased < len(plan) and row.paused_at is None else None

    def save_of(self, case_id: int) -> None:
        """Write the clocks of a case that has only now been written itself."""
        self.case_id = case_id
        for row in (*self.ended, *self.rows.values()):
            row.case_id = case_id
        self.save()

    def save(self) -> None:
        """Write what changed: new rows in one statement, changed rows in one."""
        touched = [self.rows[key] for key in sorted(self._touched)]
        new = [row for row in touched if row.pk is None]
        changed = [row for row in touched if row.pk is not None]
        if new:
            insert(*new)
        if changed:
            names = ["starts_at", "given_at", "due_at", "met_at", "paused_at", "extended", "chase_at", "chased", "fault", "rule", "emergency"]
            DueDate.objects.bulk_update(changed, names)
        self._touched.clear()


def chase_plan(deadline: Deadline, due: datetime, calendar: Calendar) -> list[tuple[datetime, str]]:
    """Return when to remind and to escalate for a due date: moments in order, each with its sentence."""
    plan = [(remind_at(due, span, calendar), f"「{deadline.name}」將於{span}後到期") for span in deadline.remind]
    plan += [(due_after(due, step.after, calendar), f"「{deadline.name}」已逾期，{step.name}") for step in deadline.escalate]
    return sorted(plan)


def due_after(due: datetime, span: Span, calendar: Calendar) -> datetime:
    """Return the moment `span` after a due date; no time at all means the due date itself."""
    return due if span.n == 0 else due_at(due - timedelta(microseconds=1), span, calendar)


def _both(first: bool | None, second: bool | None) -> bool | None:
    if first is None or second is None:
        return second if first is None else first
    return first and second


def _rule_in_words(begin: datetime, since: Since[Span], name: str) -> str:
    moment = begin.astimezone(TAIPEI)
    day = _day_in_words(moment.date())
    from_when = f"{day} {moment.hour:02}:{moment.minute:02}" if isinstance(since.value, Hours) else day
    value, since_day, ground = _since_in_words(since)
    return f"{name}：{from_when}起算＋{value}（{since_day}起適用；{ground}）"[:300]


_day_in_words = cache(roc_date)


@cache
def _since_in_words(since: Since[Span]) -> tuple[str, str, str]:
    return str(since.value), roc_date(since.day), since.ground.describe()
