"""The time limits of a case (期限) and their extensions."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from yankao.engines.cases.category_models import key_field
from yankao.engines.cases.emergency_models import Emergency


class DueDate(models.Model):
    """One time limit of a case (期限): as given, as extended, paused, met; it keeps in words the rule it was given under."""

    case = models.ForeignKey("cases.Case", verbose_name="案件", on_delete=models.CASCADE, related_name="due_dates", db_index=False)
    key = key_field("期限", 40)
    period = models.PositiveSmallIntegerField("期次", default=1)
    starts_at = models.DateTimeField("起算")
    given_at = models.DateTimeField("原定期限")
    due_at = models.DateTimeField("期限（含展延與停計）")
    met_at = models.DateTimeField("完成時間", null=True, blank=True)
    paused_at = models.DateTimeField("停計起", null=True, blank=True)
    emergency = models.ForeignKey(
        Emergency, verbose_name="停計之應變模式", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    extended = models.PositiveSmallIntegerField("展延次數", default=0)
    rule = models.CharField("依據", max_length=300)
    chase_at = models.DateTimeField("下次提醒", null=True, blank=True)
    chased = models.PositiveSmallIntegerField("已提醒次數", default=0)
    fault = key_field("逾期歸責", 20, blank=True)

    class Meta:
        verbose_name = "期限"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["case", "key", "period"], name="due_date_once_a_period"),
            models.CheckConstraint(condition=Q(due_at__gte=F("given_at")), name="due_date_never_earlier_than_given"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["chase_at"], condition=Q(chase_at__isnull=False), name="due_date_chase"),
            models.Index(fields=["key", "due_at"], name="due_date_key"),
            models.Index(fields=["emergency"], condition=Q(emergency__isnull=False), name="due_date_emergency"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.key}"


class ExtensionGrant(models.Model):
    """One extension of a due date (展延): by how long, why, granted by whom."""

    due_date = models.ForeignKey(DueDate, verbose_name="期限", on_delete=models.CASCADE, related_name="grants")
    passage = models.ForeignKey("cases.Passage", verbose_name="歷程", on_delete=models.CASCADE, related_name="+")
    from_at = models.DateTimeField("原期限")
    to_at = models.DateTimeField("新期限")
    amount = models.PositiveSmallIntegerField("數量")
    unit = key_field("單位", 10)

    class Meta:
        verbose_name = "展延"

    def __str__(self) -> str:
        return f"{self.due_date_id} → {self.to_at:%Y-%m-%d}"
