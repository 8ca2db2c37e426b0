"""辦公日曆: days for which the official calendar, or a local closure, was entered."""

from django.db import models


class CalendarDay(models.Model):
    """One day; it takes the place of what the national rules would say about it."""

    day = models.DateField("日期", primary_key=True)
    is_workday = models.BooleanField("上班日")
    is_local = models.BooleanField("本市自訂", default=False, help_text="例如天然災害停止上班；匯入辦公日曆表時不會被覆蓋。")
    name = models.CharField("名稱", max_length=100, blank=True)
    source = models.TextField("依據")
    official_is_workday = models.BooleanField("辦公日曆表原訂上班", null=True, blank=True)
    official_name = models.CharField("辦公日曆表原訂名稱", max_length=100, blank=True, default="", db_default="")
    recorded_by = models.CharField("登錄人", max_length=100)
    recorded_at = models.DateTimeField("登錄時間")

    class Meta:
        """Order and names."""

        ordering = ("day",)
        verbose_name = "辦公日曆"
        verbose_name_plural = "辦公日曆"
        constraints = (models.CheckConstraint(name="workdays_says_its_source", condition=~models.Q(source="")),)

    def __str__(self) -> str:
        """Say the day and whether the offices work."""
        return f"{self.day.isoformat()} {'上班' if self.is_workday else '放假'} {self.name}".rstrip()
