"""紙本受理單: forms printed ahead, each with a number of its own, so that none is lost between the outage and its entry."""

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Q

from yankao.engines.indicators.declare import Indicator
from yankao.engines.registers.declare import Register, holders
from yankao.engines.registers.measures import count_rows
from yankao.engines.registers.registry import register
from yankao.kernel.law import Dated, Ours, Since

MOST_AT_ONCE = 50
ENTERED_WITHIN_HOURS = Dated(Since(date(2008, 4, 1), 24, Ours("恢復後24小時內補登紙本受理單")))


class PaperSlip(models.Model):
    """One numbered form: printed, then used for a case with both times, or spoilt with the reason."""

    number = models.CharField("受理單號", max_length=16, unique=True, db_collation="C")
    printed_on = models.DateField("印製日期")
    printed_at = models.DateTimeField("印製時間")
    printed_by = models.CharField("印製者", max_length=100)
    case = models.ForeignKey("cases.Case", verbose_name="補登案件", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    received_at = models.DateTimeField("實際受理時間", null=True, blank=True)
    entered_at = models.DateTimeField("補登時間", null=True, blank=True)
    entered_by = models.CharField("補登者", max_length=100, blank=True)
    spoilt_at = models.DateTimeField("作廢時間", null=True, blank=True)
    spoilt_by = models.CharField("作廢者", max_length=100, blank=True)
    spoilt_reason = models.CharField("作廢理由", max_length=200, blank=True)

    class Meta:
        verbose_name = "紙本受理單"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(case__isnull=True, entered_at__isnull=True, received_at__isnull=True)
                | Q(case__isnull=False, entered_at__isnull=False, received_at__isnull=False),
                name="paper_slip_entered_with_both_times",
            ),
            models.CheckConstraint(condition=Q(case__isnull=True) | Q(spoilt_at__isnull=True), name="paper_slip_used_or_spoilt"),
            models.CheckConstraint(condition=Q(spoilt_at__isnull=True) | ~Q(spoilt_reason=""), name="paper_slip_spoilt_says_why"),
        ]

    def __str__(self) -> str:
        return self.number


PAPER_SLIPS = register(
    Register(
        key="service.paper_slip",
        name="紙本受理單",
        model=PaperSlip,
        systems=("service-online", "callcenter"),
        seen_by=holders("agent", "desk_lead", "auditor"),
        lists=("number", "printed_on", "printed_by", "case", "received_at", "entered_at", "entered_by", "spoilt_reason"),
        searches=("number",),
        dated_by="printed_on",
        indicators=(
            Indicator(key="service.paper_slip.entered", name="紙本補登件數", unit="件", measure=count_rows(Q(case__isnull=False)),
                      counting="期間內印製之受理單中，已補登為案件者"),
            Indicator(key="service.paper_slip.open", name="紙本受理單未回收張數", unit="張",
                      measure=count_rows(Q(case__isnull=True, spoilt_at__isnull=True)),
                      counting="期間內印製之受理單中，尚未補登亦未作廢者；空白備用者在內"),
        ),
    )
)  # fmt: skip
