"""Response mode (應變模式) as it is kept: a declared emergency, the items it covers, who takes them meanwhile, and its matters."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from yankao.engines.cases.category_models import Category, key_field


class EmergencyKind(models.TextChoices):
    """What the city answers to."""

    TYPHOON = "typhoon", "颱風"
    RAIN = "rain", "豪雨"
    QUAKE = "quake", "地震"
    OUTAGE = "outage", "大規模停水停電"
    EVENT = "event", "重大活動"
    OTHER = "other", "其他"


class Emergency(models.Model):
    """A declared emergency: from when, for which districts (none named: the whole city), by whose dated order, ended by whom."""

    name = models.CharField("名稱", max_length=60)
    kind = key_field("類別", 12, choices=EmergencyKind.choices)
    order_number = models.CharField("文號", max_length=60)
    ordered_on = models.DateField("發文日期")
    areas = ArrayField(models.CharField(max_length=12, db_collation="C"), verbose_name="行政區", default=list, blank=True)
    starts_at = models.DateTimeField("開始")
    until_at = models.DateTimeField("預定結束", null=True, blank=True)
    started_by = models.CharField("啟動人", max_length=100)
    started_by_id = key_field("啟動人識別碼", 64)
    recorded_at = models.DateTimeField("登錄時間")
    ended_at = models.DateTimeField("結束", null=True, blank=True)
    ended_by = models.CharField("解除人", max_length=100, blank=True)
    end_reason = models.CharField("解除依據", max_length=200, blank=True)
    is_settled = models.BooleanField("期限已恢復", default=False)

    class Meta:
        verbose_name = "應變模式"
        ordering: ClassVar[list[str]] = ["-starts_at", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("starts_at")), name="emergency_ends_after_it_starts"),
        ]

    def __str__(self) -> str:
        return self.name


class EmergencyItem(models.Model):
    """One item (項目) that an emergency covers, and whether the time limits of its cases stand still meanwhile."""

    emergency = models.ForeignKey(Emergency, verbose_name="應變模式", on_delete=models.CASCADE, related_name="items")
    category = models.ForeignKey(Category, verbose_name="項目", on_delete=models.PROTECT, related_name="+")
    stops_clocks = models.BooleanField("期限停計", default=False)
    added_at = models.DateTimeField("加入時間")

    class Meta:
        verbose_name = "應變項目"
        ordering: ClassVar[list[str]] = ["category__order", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [models.UniqueConstraint(fields=["emergency", "category"], name="emergency_item_once")]

    def __str__(self) -> str:
        return f"{self.emergency_id} {self.category_id}"


class EmergencyRoute(models.Model):
    """Who takes an item for the time of an emergency instead of its own agency (改分), in one district or in all."""

    emergency = models.ForeignKey(Emergency, verbose_name="應變模式", on_delete=models.CASCADE, related_name="routes")
    category = models.ForeignKey(Category, verbose_name="項目", on_delete=models.PROTECT, related_name="+")
    area = key_field("行政區", 12, blank=True)
    agency = models.ForeignKey("agencies.Agency", verbose_name="改由", on_delete=models.PROTECT, related_name="+")
    reason = models.CharField("理由", max_length=200, blank=True)
    made_at = models.DateTimeField("設定時間")
    made_by = models.CharField("設定人", max_length=100)
    undone_at = models.DateTimeField("取消時間", null=True, blank=True)
    undone_by = models.CharField("取消人", max_length=100, blank=True)

    class Meta:
        verbose_name = "應變改分"
        ordering: ClassVar[list[str]] = ["category__order", "area", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["emergency", "category", "area"], condition=Q(undone_at__isnull=True), name="emergency_route_once"),
        ]

    def __str__(self) -> str:
        return f"{self.category_id} {self.area}"


class Matter(models.Model):
    """One matter of an emergency (應變事項), such as the fallen trees of one district.

    The first report becomes its mother case (母案); later ones are merged into it by themselves as long as the mother is unanswered.
    """

    emergency = models.ForeignKey(Emergency, verbose_name="應變模式", on_delete=models.CASCADE, related_name="matters")
    category = models.ForeignKey(Category, verbose_name="項目", on_delete=models.PROTECT, related_name="+")
    area = key_field("行政區", 12, blank=True)
    name = models.CharField("事項", max_length=80)
    mother = models.ForeignKey("cases.Case", verbose_name="母案", null=True, blank=True, on_delete=models.PROTECT, related_name="matters")
    made_at = models.DateTimeField("設定時間")
    made_by = models.CharField("設定人", max_length=100)
    ended_at = models.DateTimeField("停止自動併入", null=True, blank=True)

    class Meta:
        verbose_name = "應變事項"
        ordering: ClassVar[list[str]] = ["category__order", "area", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["emergency", "category", "area"], condition=Q(ended_at__isnull=True), name="matter_once"),
        ]

    def __str__(self) -> str:
        return self.name
