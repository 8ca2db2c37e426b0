"""保健服務: the blood-pressure desk of the service centre: who came in which session, and how long a nurse was there."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar

from django.db import models
from django.db.models import Q

from yankao.engines.connectors.registry import register as register_importer
from yankao.engines.indicators.declare import Indicator
from yankao.engines.registers.declare import Register, holders
from yankao.engines.registers.importing import csv_importer
from yankao.engines.registers.measures import monthly_average_of, sum_of
from yankao.engines.registers.models import RegisterRow
from yankao.engines.registers.registry import register
from yankao.kernel.law import Dated, Practice, Since
from yankao.kernel.roc import roc_date
from yankao.kernel.workdays.calendar import load_calendar

DESK = holders("agent", "desk_lead")


class Session(models.TextChoices):
    """When the desk was open (時段)."""

    MORNING = "morning", "上午"
    AFTERNOON = "afternoon", "下午"
    WHOLE_DAY = "whole_day", "全日"


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """The hours of one session of the desk (服務時間)."""

    session: Session
    text: str
    hours: Decimal


DESK_HOURS: Dated[tuple[Opening, ...]] = Dated(
    Since(
        date(2019, 1, 1),
        (Opening(session=Session.WHOLE_DAY, text="上午8:00至下午17:30", hours=Decimal("9.5")),),
        Practice("每週一至週五上午8:00至下午17:30", seen="施政績效成果報告 108 第210行"),
    ),
    Since(
        date(2020, 1, 1),
        (
            Opening(session=Session.MORNING, text="上午8:00至12:00", hours=Decimal(4)),
            Opening(session=Session.AFTERNOON, text="下午1:30至5:30", hours=Decimal(4)),
        ),
        Practice("每週一至週五上午8:00至12:00，下午1:30至5:30", seen="施政報告 109 第122行"),
    ),
)
"""服務時間 as the reports of each year print it."""


class HealthVisit(RegisterRow):
    """One session of the desk: how many person-times were measured, with how many hours of a nurse. No name is written down."""

    served_on = models.DateField("服務日期")
    session = models.CharField("時段", max_length=12, choices=Session.choices)
    person_times = models.PositiveIntegerField("人次")
    nurse_hours = models.DecimalField("護理人員時數", max_digits=4, decimal_places=1, default=Decimal(0))
    referred = models.PositiveIntegerField("建議就醫人次", default=0)
    remark = models.CharField("備註", max_length=200, blank=True)

    class Meta(RegisterRow.Meta):
        verbose_name = "保健服務"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["served_on", "session"],
                condition=Q(is_struck=False),
                name="health_session_once",
                violation_error_message="此日期及時段已登錄，請更正原紀錄",
            ),
            models.CheckConstraint(
                condition=Q(referred__lte=models.F("person_times")),
                name="health_referred_are_served",
                violation_error_message="建議就醫人次不得多於服務人次",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.served_on} {self.session}"


def desk_was_open(it: HealthVisit) -> str | None:
    """The desk serves on working days, in the sessions of that year, and a nurse is there no longer than it is open."""
    since = DESK_HOURS.at(it.served_on)
    opening = next((each for each in since.value if each.session == it.session), None)
    if opening is None:
        return f"{roc_date(it.served_on)} 的服務時間為{'、'.join(each.text for each in since.value)}，沒有「{Session(it.session).label}」時段"
    if not load_calendar().is_workday(it.served_on):
        return f"{roc_date(it.served_on)} 不是上班日，保健服務未開放，請查明日期"
    if it.nurse_hours > opening.hours:
        return f"護理人員時數不得超過該時段的 {opening.hours} 小時"
    return None


HEALTH_VISITS = register(
    Register(
        key="service.health_visit",
        name="保健服務",
        model=HealthVisit,
        systems=("health-service",),
        seen_by=holders("agent", "desk_lead", "auditor", "mayor_office", "admin"),
        written_by=DESK,
        struck_by=holders("desk_lead"),
        asks=("served_on", "session", "person_times"),
        may_ask=("nurse_hours", "referred", "remark"),
        checks=(desk_was_open,),
        lists=("served_on", "session", "person_times", "nurse_hours", "referred", "remark"),
        filters=("session",),
        searches=("remark",),
        dated_by="served_on",
        indicators=(
            Indicator(key="service.health_visit.person_times", name="保健服務人次", unit="人次", measure=sum_of("person_times"),
                      counting="期間內各時段量測血壓之人次合計；同一人同日再來仍計",
                      basis=tuple(since.ground for since in DESK_HOURS.since)),
            Indicator(key="service.health_visit.monthly_average", name="保健服務平均每月人次", unit="人次／月", places=0,
                      measure=monthly_average_of("person_times"), counting="人次合計除以期間月數，四捨五入"),
            Indicator(key="service.health_visit.nurse_hours", name="護理人員服務時數", unit="小時", measure=sum_of("nurse_hours"),
                      counting="期間內各時段護理人員時數合計"),
        ),
    )
)  # fmt: skip
register_importer(csv_importer(HEALTH_VISITS))
