"""關懷專線: the hotline for people in quarantine or in need during the epidemic; it is closed, and its daily totals stay readable."""

from datetime import date
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
from yankao.kernel.law import Practice
from yankao.kernel.roc import Window, roc_date

OPEN = Window(date(2022, 2, 1), date(2023, 3, 31))
GROUND = Practice("自111年2月底起協助進駐，於112年3月31日結束營運", seen="業務報告 112-11 第192行")


class CareCall(RegisterRow):
    """The calls of one day (每日來電數), as the contractor's people at the hotline counted them."""

    called_on = models.DateField("日期")
    calls = models.PositiveIntegerField("來電通數")
    remark = models.CharField("備註", max_length=200, blank=True)

    class Meta(RegisterRow.Meta):
        verbose_name = "關懷專線來電"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["called_on"],
                condition=Q(is_struck=False),
                name="care_day_once",
                violation_error_message="此日期的通數已登錄，請更正原紀錄",
            ),
        ]

    def __str__(self) -> str:
        return str(self.called_on)


def hotline_was_open(it: CareCall) -> str | None:
    """Refuse a day on which there was no hotline."""
    if it.called_on in OPEN:
        return None
    return f"關懷專線營運期間為 {roc_date(OPEN.first)} 至 {roc_date(OPEN.last)}，{roc_date(it.called_on)} 不得登錄"


CARE_CALLS = register(
    Register(
        key="service.care_call",
        name="關懷專線（已結束營運）",
        model=CareCall,
        systems=("care-hotline",),
        seen_by=holders("agent", "desk_lead", "auditor", "mayor_office", "admin"),
        written_by=holders("desk_lead"),
        asks=("called_on", "calls"),
        may_ask=("remark",),
        checks=(hotline_was_open,),
        lists=("called_on", "calls", "remark"),
        searches=("remark",),
        dated_by="called_on",
        indicators=(
            Indicator(key="service.care_call.count", name="關懷專線受理通數", unit="通", measure=sum_of("calls"),
                      counting="期間內每日來電通數合計；專線於112年3月31日結束營運，其後無數值可增", basis=(GROUND,)),
            Indicator(key="service.care_call.monthly_average", name="關懷專線平均每月通數", unit="通／月", places=0,
                      measure=monthly_average_of("calls"), counting="受理通數除以期間月數，四捨五入"),
        ),
    )
)  # fmt: skip
register_importer(csv_importer(CARE_CALLS))
