"""文宣資料: the agencies' leaflets kept at the service desk for visitors: how many came, were taken and went back (市政文宣資料索閱)."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from yankao.engines.connectors.registry import register as register_importer
from yankao.engines.indicators.declare import Indicator, Mode
from yankao.engines.registers.declare import Counter, Register, Review, holders
from yankao.engines.registers.importing import csv_importer
from yankao.engines.registers.measures import count_standing, sum_counted, sum_of
from yankao.engines.registers.models import RegisterRow
from yankao.engines.registers.registry import register
from yankao.kernel.roc import roc_date

MOST_AT_ONCE = 500
DESK = holders("agent", "desk_lead")


class Leaflet(RegisterRow):
    """One leaflet of one agency as it was delivered to the desk."""

    title = models.CharField("文宣名稱", max_length=120)
    agency = models.ForeignKey("agencies.Agency", verbose_name="提供機關", on_delete=models.PROTECT, related_name="+")
    received_on = models.DateField("收件日期")
    valid_until = models.DateField("有效期限", null=True, blank=True, help_text="活動或優惠截止日；長期有效者免填")
    place = models.CharField("陳列位置", max_length=60, blank=True)
    received = models.PositiveIntegerField("收件份數")
    taken = models.PositiveIntegerField("索閱份數", default=0)
    returned = models.PositiveIntegerField("退回份數", default=0)

    class Meta(RegisterRow.Meta):
        verbose_name = "文宣資料"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(received__gte=F("taken") + F("returned")),
                name="leaflet_not_more_than_came",
                violation_error_message="索閱與退回份數合計不得多於收件份數",
            ),
            models.UniqueConstraint(
                fields=["agency", "title", "received_on"],
                condition=Q(is_struck=False),
                name="leaflet_delivered_once",
                violation_error_message="同一機關同日已登錄相同名稱的文宣，請改用補件或更正",
            ),
        ]

    def __str__(self) -> str:
        return self.title


def is_in_stock(it: Leaflet) -> str | None:
    """Refuse to give away or back what is not there."""
    left = it.received - it.taken - it.returned
    return None if left >= 0 else f"存量不足，尚缺 {-left} 份；若有補件請先登錄補件份數"


def ends_after_it_came(it: Leaflet) -> str | None:
    """A leaflet that had expired when it came is sent back, not displayed."""
    if it.valid_until is None or it.valid_until >= it.received_on:
        return None
    return f"此文宣於 {roc_date(it.valid_until)} 已逾有效期限，請退回提供機關，不予陳列"


LEAFLETS = register(
    Register(
        key="service.leaflet",
        name="文宣資料",
        model=Leaflet,
        systems=("leaflets",),
        seen_by=holders("agent", "desk_lead", "controller", "auditor", "mayor_office", "admin"),
        written_by=DESK,
        struck_by=holders("desk_lead"),
        asks=("title", "agency", "received_on", "received"),
        may_ask=("valid_until", "place"),
        checks=(ends_after_it_came,),
        lists=("title", "agency", "received_on", "valid_until", "place", "received", "taken", "returned"),
        searches=("title", "agency", "place"),
        dated_by="received_on",
        counters=(
            Counter(key="take", name="索閱", column="taken", by=DESK, at_most=MOST_AT_ONCE, checks=(is_in_stock,)),
            Counter(key="give_back", name="退回機關", column="returned", by=DESK, at_most=100_000, checks=(is_in_stock,)),
            Counter(key="replenish", name="補件", column="received", by=DESK, at_most=100_000),
        ),
        review=Review(column="valid_until", owner="agency", title="title"),
        indicators=(
            Indicator(key="service.leaflet.taken", name="文宣資料索閱份數", unit="份", measure=sum_counted("take"),
                      counting="期間內民眾索閱之份數；退回機關及作廢者不計"),
            Indicator(key="service.leaflet.requests", name="文宣資料索閱次數", unit="次", measure=sum_counted("take", times=True),
                      counting="期間內登錄索閱之次數，一次取用多份計一次"),
            Indicator(key="service.leaflet.received", name="文宣資料收件份數", unit="份", measure=sum_of("received"),
                      counting="收件日期落於期間之文宣，含其後補件之份數"),
            Indicator(key="service.leaflet.kinds", name="陳列文宣種類", unit="種", mode=Mode.NOW,
                      measure=count_standing(starts="received_on", ends="valid_until"), counting="期間末日已收件且未逾有效期限之種類"),
        ),
    )
)  # fmt: skip
register_importer(csv_importer(LEAFLETS))
