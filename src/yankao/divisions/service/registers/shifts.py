"""交班簿與輪班表: what one shift leaves to the next, and who sits at which seat in which shift."""

from datetime import datetime, time
from typing import ClassVar

from django.db import models
from django.db.models import Q

from yankao.engines.connectors.registry import register as register_importer
from yankao.engines.registers.declare import Register, holders
from yankao.engines.registers.importing import csv_importer
from yankao.engines.registers.models import RegisterRow
from yankao.engines.registers.registry import register
from yankao.kernel.days import TAIPEI

DESK = holders("agent", "desk_lead")


class Shift(models.TextChoices):
    """The shifts of the contact centre, which never closes (班別)."""

    DAY = "day", "日班"
    EVENING = "evening", "晚班"
    NIGHT = "night", "大夜班"


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
        lists=("duty_on", "shift", "person", "seat", "is_holiday"),
        filters=("shift",),
        searches=("person", "seat"),
        dated_by="duty_on",
    )
)
register_importer(csv_importer(SHIFT_DUTIES))
