"""每月進度: what is told of one tender for one month, kept apart by who tells it: the central system, or the city's own record.

One source never overwrites the other; where the two disagree, a difference stands until somebody decides it with a reason.
"""

from decimal import Decimal
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from yankao.engines.registers.models import RegisterRow
from yankao.engines.registers.tenders.tender import percent

NEVER_BEHIND = Decimal(0)


class Source(models.TextChoices):
    """Who tells the progress of a month (資料來源)."""

    CENTRAL = "central", "工程會標案系統"
    OWN = "own", "本府紀錄"


class TenderMonth(RegisterRow):
    """One tender in one month as one source tells it (每月進度). `filled_on` is the day on which the agency filled it in there."""

    tender = models.ForeignKey("tenders.Tender", verbose_name="標案", on_delete=models.PROTECT, related_name="months")
    month = models.DateField("月份")
    source = models.CharField("資料來源", max_length=10, choices=Source.choices, db_collation="C")
    filled_on = models.DateField("填報日期")
    planned = percent("累計預定進度（%）")
    actual = percent("累計實際進度（%）")
    remark = models.CharField("辦理情形", max_length=400, blank=True)
    late_checkpoint = models.CharField("逾期未完成之檢核點", max_length=60, blank=True)
    lag_factor = models.CharField("落後因素", max_length=60, blank=True)
    lag_cause = models.CharField("原因分析", max_length=400, blank=True)
    lag_remedy = models.CharField("解決方法", max_length=400, blank=True)
    to_coordinate = models.CharField("待協調事項及涉及機關", max_length=400, blank=True)
    caught_up_by = models.DateField("改進完成期限", null=True, blank=True)
    responsible = models.CharField("責任歸屬", max_length=60, blank=True)

    class Meta(RegisterRow.Meta):
        verbose_name = "標案每月進度"
        ordering: ClassVar[list[str]] = ["-month", "tender_id", "source"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["tender", "month", "source"], condition=Q(is_struck=False), name="tender_month_once",
                violation_error_message="此標案該月之進度已登錄；如有變動，請以「更正」辦理",
            ),
            models.CheckConstraint(
                condition=Q(month__day=1), name="tender_month_is_its_first_day", violation_error_message="月份請填該月第一日，例如 112/3/1"
            ),
        ]  # fmt: skip
        indexes: ClassVar[list[models.Index]] = [*RegisterRow.Meta.indexes, models.Index(fields=["month", "source"], name="tender_month_source")]

    def __str__(self) -> str:
        return f"{self.tender_id} {self.month:%Y-%m} {self.source}"

    @property
    def lag(self) -> Decimal:
        """Percentage points behind (positive), as the central system subtracts: planned less actual, cumulative at the end of the month."""
        lag: Decimal = self.planned - self.actual
        return lag

    @property
    def is_behind(self) -> bool:
        """Whether the works are behind their plan at all."""
        return self.lag > NEVER_BEHIND

    @property
    def has_reason(self) -> bool:
        """Whether a reason for being behind is told."""
        return bool(self.lag_factor or self.lag_cause)


BEHIND = Q(planned__gt=F("actual"))


class Kind(models.TextChoices):
    """How the two sources contradict each other (差異情形)."""

    FEED_OFF = "feed_off", "已驗收，停止介接"
    OWN_LATE = "own_late", "本系統檢核點未完成，進度已落後，但工程會標案系統未落後"
    REASON_ONLY = "reason_only", "工程會標案系統已填落後原因，但本系統未落後"
    NOT_SENT = "not_sent", "當月進度或落後原因尚未同步"
    VALUES = "values", "進度數值不一致"


class Decision(models.TextChoices):
    """How a difference was settled (處理結果)."""

    CENTRAL = "central", "以工程會標案系統為準"
    OWN = "own", "以本府紀錄為準，請機關更正工程會標案系統"
    BOTH = "both", "兩者並存，已查明原因"
    GONE = "gone", "後續資料已一致"


class Difference(models.Model):
    """One contradiction between the two sources for one tender and month; it stays readable after it was decided."""

    id = models.BigAutoField(primary_key=True)
    tender = models.ForeignKey("tenders.Tender", verbose_name="標案", on_delete=models.PROTECT, related_name="differences")
    month = models.DateField("月份")
    kind = models.CharField("差異情形", max_length=12, choices=Kind.choices, db_collation="C")
    central = models.CharField("工程會標案系統", max_length=200)
    own = models.CharField("本府紀錄", max_length=200)
    found_at = models.DateTimeField("發現時間")
    decision = models.CharField("處理結果", max_length=10, choices=Decision.choices, blank=True, db_collation="C")
    reason = models.CharField("處理理由", max_length=400, blank=True)
    decided_at = models.DateTimeField("處理時間", null=True, blank=True)
    decided_by = models.CharField("處理者", max_length=100, blank=True)

    class Meta:
        verbose_name = "標案資料差異"
        ordering: ClassVar[list[str]] = ["-month", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["tender", "month", "kind"], condition=Q(decided_at__isnull=True), name="tender_difference_open_once"),
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True, decision="") | (Q(decided_at__isnull=False) & ~Q(decision="") & ~Q(reason="")),
                name="tender_difference_decided_with_reason",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["decided_at", "month"], name="tender_difference_open")]

    def __str__(self) -> str:
        return f"{self.tender_id} {self.month:%Y-%m} {self.kind}"


class Chase(models.Model):
    """That one agency was asked for one month at one step of the chase (稽催), and how many tenders it still owed then."""

    agency = models.ForeignKey("agencies.Agency", verbose_name="機關", on_delete=models.PROTECT, related_name="+")
    month = models.DateField("月份")
    step = models.PositiveSmallIntegerField("稽催次序")
    name = models.CharField("稽催方式", max_length=40)
    owed = models.PositiveIntegerField("未填標案數")
    told_at = models.DateTimeField("時間")

    class Meta:
        verbose_name = "填報稽催"
        ordering: ClassVar[list[str]] = ["-told_at", "agency_id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [models.UniqueConstraint(fields=["agency", "month", "step"], name="tender_chase_once")]

    def __str__(self) -> str:
        return f"{self.agency_id} {self.month:%Y-%m} {self.step}"
