"""假日值班: which free days of a month need whom, what is still missing, and the handing over of a duty with approval (調班)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from yankao.divisions.service.registers.shifts import HOLIDAY_SEATS, SHIFT_DUTIES, DutySwap, Shift, ShiftDuty, rests_enough
from yankao.engines.notices.models import Notice
from yankao.engines.notices.tell import Telling, tell
from yankao.engines.registers.write import correct, may_enter
from yankao.kernel import audit
from yankao.kernel.actors import Actor
from yankao.kernel.days import ONE_DAY, day_of
from yankao.kernel.law import Dated, Ours, Since
from yankao.kernel.roc import RocMonth, roc_date
from yankao.kernel.workdays.calendar import load_calendar
from yankao.kernel.workdays.models import CalendarDay

CHASED_AHEAD = Dated(Since(date(2008, 4, 1), timedelta(days=7), Ours("假日前7日仍缺值班人員者，每日提醒服務中心")))
SWAPPERS = ("agent", "desk_lead")
DIVISION = "service"
State = DutySwap.State


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftCover:
    """One shift of a holiday: who is on duty and how many are still wanted."""

    shift: Shift
    name: str
    duties: tuple[ShiftDuty, ...]
    missing: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Holiday:
    """One day on which the offices are closed, with its shifts."""

    day: date
    name: str
    shifts: tuple[ShiftCover, ...]

    @property
    def missing(self) -> int:
        """How many people are still wanted on that day."""
        return sum(each.missing for each in self.shifts)


def holidays(first: date, last: date) -> tuple[Holiday, ...]:
    """Return the free days of the city's calendar between two days, both counted, with their duties; three statements."""
    calendar = load_calendar()
    names = dict(CalendarDay.objects.filter(day__gte=first, day__lte=last, is_workday=False).values_list("day", "name"))
    duties = list(ShiftDuty.objects.filter(duty_on__gte=first, duty_on__lte=last).order_by("seat", "person"))
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return tuple(
        Holiday(day=day, name=names.get(day) or "例假日", shifts=_covers(day, [each for each in duties if each.duty_on == day]))
        for day in days
        if not calendar.is_workday(day)
    )


def _covers(day: date, duties: Sequence[ShiftDuty]) -> tuple[ShiftCover, ...]:
    wanted = HOLIDAY_SEATS.at(day).value
    return tuple(_cover(shift, tuple(each for each in duties if each.shift == shift), wanted.get(shift, 0)) for shift in Shift)


def _cover(shift: Shift, duties: tuple[ShiftDuty, ...], wanted: int) -> ShiftCover:
    return ShiftCover(shift=shift, name=str(shift.label), duties=duties, missing=max(0, wanted - len(duties)))


def holidays_of(month: RocMonth) -> tuple[Holiday, ...]:
    """Return the free days of a month."""
    return holidays(month.first, month.last)


def chase_missing(*, now: datetime) -> int:
    """Tell the service centre, once a day, of the holidays of the coming days that still miss somebody; return how many were told."""
    today = day_of(now)
    short = [each for each in holidays(today, today + CHASED_AHEAD.at(today).value) if each.missing]
    known = set(
        Notice.objects.filter(subject_kind="holiday_duty", created_at__gte=now - ONE_DAY / 2, subject_id__in=[str(each.day) for each in short])
        .values_list("subject_id", flat=True)
    )  # fmt: skip
    return tell((_telling(each) for each in short if str(each.day) not in known), now=now)


def _telling(it: Holiday) -> Telling:
    lacking = "、".join(f"{each.name}缺{each.missing}人" for each in it.shifts if each.missing)
    return Telling(
        recipient_kind=Notice.Recipient.DIVISION,
        recipient_id=DIVISION,
        subject_kind="holiday_duty",
        subject_id=str(it.day),
        title=f"{roc_date(it.day)}（{it.name}）假日值班{lacking}，請儘速排班",
    )


@transaction.atomic
def ask_swap(duty_id: int, to_person: str, *, reason: str, actor: Actor, now: datetime) -> DutySwap:
    """Ask to hand a coming duty over; whether the other one may take it is asked at once."""
    if not actor.has_role(*SWAPPERS):
        raise PermissionDenied("調班由服務中心人員申請")
    duty = ShiftDuty.objects.select_for_update().filter(pk=duty_id).first()
    wrong = _why_not(duty, to_person.strip(), reason.strip(), today=day_of(now))
    if duty is None or wrong:
        raise ValidationError(wrong)
    swap = DutySwap.objects.create(
        duty=duty, from_person=duty.person, to_person=to_person.strip(), reason=reason.strip()[:200], asked_by=actor.name[:100], asked_at=now
    )
    _record(swap, "ask", actor=actor, now=now)
    return swap


def _why_not(duty: ShiftDuty | None, to_person: str, reason: str, *, today: date) -> str:
    if duty is None:
        return "查無此筆輪值"
    if duty.duty_on < today:
        return "已過的班次不能調班"
    if not to_person or to_person == duty.person:
        return "請填寫另一位代班人員"
    if not reason:
        return "請填寫調班事由"
    if duty.swaps.filter(state=State.ASKED).exists():
        return "此班已有待核的調班"
    return rests_enough(_taken_by(duty, to_person)) or ""


def _taken_by(duty: ShiftDuty, person: str) -> ShiftDuty:
    return ShiftDuty(pk=duty.pk, duty_on=duty.duty_on, shift=duty.shift, person=person, seat=duty.seat, is_holiday=duty.is_holiday)


@transaction.atomic
def decide_swap(swap_id: int, *, is_approved: bool, answer: str, actor: Actor, now: datetime) -> DutySwap:
    """Approve a handing over, which changes the rota under all its rules, or refuse it with the reason."""
    if not may_enter(SHIFT_DUTIES, actor):
        raise PermissionDenied("調班由服務中心督導核定")
    swap = DutySwap.objects.select_for_update().select_related("duty").filter(pk=swap_id, state=State.ASKED).first()
    if swap is None:
        raise ValidationError("此調班已核定，請重新整理")
    if not is_approved and not answer.strip():
        raise ValidationError("不同意請填寫理由")
    if is_approved:
        correct(SHIFT_DUTIES, swap.duty_id, actor=actor, now=now, facts={"person": swap.to_person}, reason=f"調班：{swap.reason}"[:400])
    swap.state = State.APPROVED if is_approved else State.REFUSED
    swap.answer, swap.decided_by, swap.decided_at = answer.strip()[:200], actor.name[:100], now
    swap.save()
    _record(swap, "decide", actor=actor, now=now)
    return swap


def _record(swap: DutySwap, verb: str, *, actor: Actor, now: datetime) -> None:
    values = {"to": swap.to_person, "state": str(swap.state)}
    audit.record(
        subject_kind="register", subject_id=f"service.duty_swap/{swap.pk}", verb=f"service.duty_swap:{verb}", actor=actor, at=now, values=values
    )
