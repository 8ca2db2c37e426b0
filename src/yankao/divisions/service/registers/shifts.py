"""交班簿與輪班表: what one shift leaves to the next, and who sits at which seat in which shift."""

from datetime import date, datetime, time, timedelta
from typing import ClassVar

from django.db import models
from django.db.models import Q

from yankao.engines.connectors.registry import register as register_importer
from yankao.engines.indicators.declare import Indicator, Measure, Measured
from yankao.engines.registers.declare import Register, holders
from yankao.engines.registers.importing import csv_importer
from yankao.engines.registers.measures import count_rows
from yankao.engines.registers.models import RegisterRow
from yankao.engines.registers.registry import register
from yankao.kernel.days import ONE_DAY, TAIPEI, start_of
from yankao.kernel.law import Dated, Law, Ours, Since
from yankao.kernel.roc import Window, roc_date
from yankao.kernel.workdays.calendar import load_calendar

DESK = holders("agent", "desk_lead")


class Shift(models.TextChoices):
    """The shifts of the contact centre, which never closes (班別)."""

    DAY = "day", "日班"
    EVENING = "evening", "晚班"
    NIGHT = "night", "大夜班"


SHIFT_LENGTH = timedelta(hours=8)
FIRST_HOUR = {Shift.DAY: timedelta(hours=8), Shift.EVENING: timedelta(hours=16), Shift.NIGHT: timedelta(hours=24)}
"""When a shift begins, counted from the start of the day it belongs to; the night belongs to the evening before it."""

REST = Dated(
    Since(date(2008, 4, 1), timedelta(0), Ours("同一人之班次不得重疊")),
    Since(date(2018, 3, 1), timedelta(hours=11), Law("勞動基準法", "第34條第2項")),
)
"""更換班次時的連續休息時間: between the end of one shift and the beginning of the next of the same person."""

HOLIDAY_SEATS = Dated(
    Since(
        date(2008, 4, 1),
        {Shift.DAY: 3, Shift.EVENING: 2, Shift.NIGHT: 1},
        Ours("假日每班最少值班人數：日班3人、晚班2人、大夜班1人"),
    )
)
"""How many people each shift of a holiday needs at least (假日值班)."""

BEGINS = ((time(8), Shift.DAY), (time(16), Shift.EVENING))
"""When a shift begins; whatever is earlier or later belongs to the night."""


class ShiftNote(RegisterRow):
    """One entry of the hand-over book (交班事項)."""

    shift_on = models.DateField("日期")
    shift = models.CharField("班別", max_length=10, choices=Shift.choices)
    text = models.TextField("交班事項")
    is_done = models.BooleanField("已辦畢", default=False)

    class Meta(RegisterRow.Meta):
        verbose_name = "交班事項"

    def __str__(self) -> str:
        return self.text[:40]


class ShiftDuty(RegisterRow):
    """One person at one seat in one shift (輪值)."""

    duty_on = models.DateField("日期")
    shift = models.CharField("班別", max_length=10, choices=Shift.choices)
    person = models.CharField("值班人員", max_length=40, help_text="姓名或人員代號")
    seat = models.CharField("座席", max_length=10, blank=True)
    is_holiday = models.BooleanField("假日值班", default=False)

    class Meta(RegisterRow.Meta):
        verbose_name = "輪值"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["duty_on", "shift", "person"],
                condition=Q(is_struck=False),
                name="shift_duty_person_once",
                violation_error_message="此人員該班已排班",
            ),
            models.UniqueConstraint(
                fields=["duty_on", "shift", "seat"],
                condition=Q(is_struck=False) & ~Q(seat=""),
                name="shift_duty_seat_once",
                violation_error_message="此座席該班已有人員",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.duty_on} {self.get_shift_display()} {self.person}"


def shift_at(moment: datetime) -> Shift:
    """Return the shift that works at a moment."""
    clock = moment.astimezone(TAIPEI).time()
    found = Shift.NIGHT
    for begins, shift in BEGINS:
        if clock >= begins:
            found = shift
    return found


class DutySwap(models.Model):
    """One request to hand a duty over to somebody else (調班): asked for, then approved or refused by the supervisor."""

    class State(models.TextChoices):
        """How far the request has come."""

        ASKED = "asked", "待核"
        APPROVED = "approved", "核准"
        REFUSED = "refused", "不同意"

    duty = models.ForeignKey(ShiftDuty, verbose_name="輪值", on_delete=models.PROTECT, related_name="swaps")
    from_person = models.CharField("原值班人員", max_length=40)
    to_person = models.CharField("代班人員", max_length=40)
    reason = models.CharField("事由", max_length=200)
    state = models.CharField("情形", max_length=10, choices=State.choices, default=State.ASKED, db_collation="C")
    asked_by = models.CharField("申請者", max_length=100)
    asked_at = models.DateTimeField("申請時間")
    decided_by = models.CharField("核定者", max_length=100, blank=True)
    decided_at = models.DateTimeField("核定時間", null=True, blank=True)
    answer = models.CharField("核定意見", max_length=200, blank=True)

    class Meta:
        verbose_name = "調班"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["duty"], condition=Q(state="asked"), name="duty_swap_asked_once"),
        ]

    def __str__(self) -> str:
        return f"{self.from_person} → {self.to_person}"


def hours_of(day: date, shift: Shift) -> tuple[datetime, datetime]:
    """Return when a shift of a day begins and ends."""
    begins = start_of(day) + FIRST_HOUR[shift]
    return begins, begins + SHIFT_LENGTH


def rests_enough(it: ShiftDuty) -> str | None:
    """Refuse a shift that overlaps another of the same person, or leaves less rest than the law wants."""
    begins, ends = hours_of(it.duty_on, Shift(it.shift))
    since = REST.at(it.duty_on)
    others = ShiftDuty.objects.filter(person=it.person, duty_on__gte=it.duty_on - 2 * ONE_DAY, duty_on__lte=it.duty_on + 2 * ONE_DAY)
    for other in others.exclude(pk=it.pk).order_by("duty_on", "pk"):
        other_begins, other_ends = hours_of(other.duty_on, Shift(other.shift))
        named = f"{it.person} 已排 {roc_date(other.duty_on)} {Shift(other.shift).label}"
        if begins < other_ends and other_begins < ends:
            return f"{named}，班次重疊，請改排他人"
        gap = begins - other_ends if other_ends <= begins else other_begins - ends
        if gap < since.value:
            hours, wanted = int(gap.total_seconds() // 3600), int(since.value.total_seconds() // 3600)
            return f"{named}，中間僅休息 {hours} 小時，應至少 {wanted} 小時（{since.ground.describe()}），請改排他人"
    return None


def holiday_is_told_truly(it: ShiftDuty) -> str | None:
    """Refuse a holiday duty on a day on which the offices work."""
    if it.is_holiday and load_calendar().is_workday(it.duty_on):
        return f"{roc_date(it.duty_on)} 是上班日，不列假日值班"
    return None


def seats_taken() -> Measure:
    """The largest number of different seats that the rota fills in one shift of the window."""

    def measure(_subject: str, window: Window) -> Measured:
        rows = ShiftDuty.objects.filter(duty_on__gte=window.first, duty_on__lte=window.last).exclude(seat="")
        counted = rows.order_by().values("duty_on", "shift").annotate(n=models.Count("seat", distinct=True)).order_by("-n")
        return Measured(numerator=next((row["n"] for row in counted[:1]), 0))

    return measure


SHIFT_NOTES = register(
    Register(
        key="service.shift_note",
        name="交班簿",
        model=ShiftNote,
        systems=("callcenter",),
        seen_by=holders("agent", "desk_lead", "auditor"),
        written_by=DESK,
        asks=("shift_on", "shift", "text"),
        may_ask=("is_done",),
        lists=("shift_on", "shift", "text", "is_done"),
        filters=("shift", "is_done"),
        searches=("text",),
        dated_by="shift_on",
    )
)
SHIFT_DUTIES = register(
    Register(
        key="service.shift_duty",
        name="輪班表",
        model=ShiftDuty,
        systems=("callcenter",),
        seen_by=holders("agent", "desk_lead", "auditor", "mayor_office"),
        written_by=holders("desk_lead"),
        asks=("duty_on", "shift", "person"),
        may_ask=("seat", "is_holiday"),
        checks=(rests_enough, holiday_is_told_truly),
        lists=("duty_on", "shift", "person", "seat", "is_holiday"),
        filters=("shift", "is_holiday"),
        searches=("person", "seat"),
        dated_by="duty_on",
        indicators=(
            Indicator(key="service.shift_duty.duties", name="輪值班次", unit="人班", measure=count_rows(),
                      counting="期間內排定之輪值，一人一班計一人班；作廢者不計"),
            Indicator(key="service.shift_duty.holiday_duties", name="假日值班班次", unit="人班", measure=count_rows(Q(is_holiday=True)),
                      counting="期間內列為假日值班之輪值"),
            Indicator(key="service.shift_duty.seats", name="輪班最多同時開放座席", unit="座席", measure=seats_taken(),
                      counting="期間內各班輪值所用不同座席數之最大值；未填座席者不計"),
        ),
    )
)  # fmt: skip
register_importer(csv_importer(SHIFT_DUTIES))
