"""全民督工宣導: what told the public of the line and the site, by which medium and when; each half of the year owes one."""

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Q

from yankao.divisions.engineering.roles import is_engineer, reads_engineering
from yankao.engines.connectors import registry as connectors
from yankao.engines.indicators.declare import Indicator, Measure, Measured
from yankao.engines.registers.declare import Register
from yankao.engines.registers.importing import csv_importer
from yankao.engines.registers.measures import count_rows, sum_of
from yankao.engines.registers.models import RegisterRow
from yankao.engines.registers.registry import register
from yankao.kernel.law import Practice
from yankao.kernel.roc import Window

EACH_HALF = Practice("分別於上下年度各宣導全民督工通報專線暨網路通報系統1次", seen="業務報告 108 第166行")
HALF = 6


class Medium(models.TextChoices):
    """Where the public was told (宣導方式)."""

    TICKER = "ticker", "有線電視跑馬燈"
    CMS = "cms", "道路CMS及停車場電子看板"
    LED = "led", "LED電子看板"
    TALK = "talk", "大專院校簡介"
    WEB = "web", "網路及社群"
    PRINT = "print", "文宣及海報"


class SupervisionPromotion(RegisterRow):
    """One campaign in one medium."""

    medium = models.CharField("宣導方式", max_length=12, choices=Medium.choices)
    starts_on = models.DateField("宣導起日")
    ends_on = models.DateField("宣導迄日")
    place = models.CharField("刊播地點或對象", max_length=200)
    people = models.PositiveIntegerField("觸及人次", null=True, blank=True)
    words = models.CharField("宣導標語", max_length=200, blank=True)

    class Meta(RegisterRow.Meta):
        verbose_name = "全民督工宣導"
        ordering: ClassVar[list[str]] = ["-starts_on", "medium"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["medium", "starts_on", "place"], condition=Q(is_struck=False), name="promotion_once",
                                    violation_error_message="此項宣導已登錄"),
            models.CheckConstraint(condition=Q(ends_on__gte=models.F("starts_on")), name="promotion_days", violation_error_message="宣導迄日不得早於起日"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.medium} {self.place}"


def halves_told() -> Measure:
    """Of the half-years that lie wholly in the window: the share in which something was told to the public."""

    def measure(_subject: str, window: Window) -> Measured:
        halves = [
            half
            for year in range(window.first.year, window.last.year + 1)
            for half in _halves(year)
            if window.first <= half[0] and half[1] <= window.last
        ]
        told = sum(SupervisionPromotion.objects.filter(starts_on__lte=last, ends_on__gte=first).exists() for first, last in halves)
        return Measured(numerator=told, denominator=len(halves))

    return measure


def _halves(year: int) -> tuple[tuple[date, date], tuple[date, date]]:
    return (date(year, 1, 1), date(year, HALF, 30)), (date(year, HALF + 1, 1), date(year, 12, 31))


PROMOTIONS = register(
    Register(
        key="engineering.supervision_promotion",
        name="全民督工宣導",
        model=SupervisionPromotion,
        systems=("supervision-promotion",),
        seen_by=reads_engineering,
        written_by=is_engineer,
        lists=("medium", "starts_on", "ends_on", "place", "people"),
        filters=("medium",),
        searches=("place", "words"),
        dated_by="starts_on",
        asks=("medium", "starts_on", "ends_on", "place"),
        may_ask=("people", "words"),
        indicators=(
            Indicator(key="engineering.supervision_promotion.count", name="全民督工宣導次數", unit="次", measure=count_rows(), counting="期間內開始之宣導", basis=(EACH_HALF,)),
            Indicator(key="engineering.supervision_promotion.people", name="全民督工宣導人次", unit="人次", measure=sum_of("people"), counting="有統計觸及人次者之合計"),
            Indicator(key="engineering.supervision_promotion.halves", name="上下年度各宣導一次達成率", unit="%", measure=halves_told(),
                      counting="期間內完整之上、下半年，有宣導者之比率", basis=(EACH_HALF,)),
        ),
    )
)  # fmt: skip
connectors.register(csv_importer(PROMOTIONS))
