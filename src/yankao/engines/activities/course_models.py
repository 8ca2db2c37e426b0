"""課程、參訪、接待: one activity with its days, whoever registered and came, what they said of it, and its pictures."""

from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from yankao.kernel.ids import uuid7


class EventStanding(models.TextChoices):
    """How far an activity has come, in the order of a smooth life."""

    PLANNED = "planned", "籌備中"
    OPEN = "open", "開放報名"
    HELD = "held", "已辦理"
    CANCELLED = "cancelled", "取消"


class Event(models.Model):
    """One activity. `headcount` (人) and `attendances` (人次) are what was counted or published; they are never taken for one another."""

    series = models.CharField("活動系列", max_length=60, db_collation="C")
    title = models.CharField("活動名稱", max_length=200)
    starts_on = models.DateField("辦理日期")
    ends_on = models.DateField("結束日期")
    place = models.CharField("地點", max_length=200, blank=True)
    organiser = models.CharField("主辦單位", max_length=200, blank=True)
    partners = models.CharField("合辦單位", max_length=200, blank=True)
    programme = models.TextField("課程表或行程", blank=True)
    sessions = models.PositiveSmallIntegerField("場次", default=1, validators=[MinValueValidator(1)])
    batches = models.PositiveSmallIntegerField("梯次", default=1, validators=[MinValueValidator(1)])
    capacity = models.PositiveIntegerField("名額", null=True, blank=True)
    headcount = models.PositiveIntegerField("人", null=True, blank=True)
    attendances = models.PositiveIntegerField("人次", null=True, blank=True)
    outcome = models.TextField("成果及心得", blank=True)
    address = models.URLField("線上課程網址", blank=True)
    standing = models.CharField("狀態", max_length=12, choices=EventStanding.choices, default=EventStanding.PLANNED)
    reason = models.CharField("取消理由", max_length=300, blank=True)
    source = models.CharField("來源", max_length=200, blank=True)
    version = models.PositiveIntegerField("版本", default=1)
    is_simulated = models.BooleanField("模擬資料", default=False)

    class Meta:
        verbose_name = "活動"
        ordering: ClassVar[list[str]] = ["-starts_on", "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["series", "title", "starts_on"], name="event_once", violation_error_message="此系列同日同名之活動已登錄"),
            models.CheckConstraint(
                condition=Q(ends_on__gte=models.F("starts_on")), name="event_days", violation_error_message="結束日期不得早於辦理日期"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["series", "starts_on"], name="event_series_when")]

    def __str__(self) -> str:
        return self.title


class Registration(models.Model):
    """One person registered for an activity; the token is in the QR code shown at the door."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="registrations", verbose_name="活動")
    token = models.UUIDField("報到碼", default=uuid7, unique=True, editable=False)
    name = models.CharField("姓名", max_length=60)
    job_title = models.CharField("職稱", max_length=60, blank=True)
    agency = models.ForeignKey("agencies.Agency", verbose_name="機關", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    firm = models.CharField("廠商或單位", max_length=100, blank=True)
    registered_at = models.DateTimeField("報名時間")
    registered_by = models.CharField("報名者識別碼", max_length=64, db_collation="C")
    cancelled_at = models.DateTimeField("取消時間", null=True, blank=True)
    score = models.PositiveSmallIntegerField("滿意度", null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(5)])
    said = models.TextField("意見", blank=True)

    class Meta:
        verbose_name = "報名"
        ordering: ClassVar[list[str]] = ["registered_at", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["event", "name", "agency", "firm"], condition=Q(cancelled_at__isnull=True), nulls_distinct=False,
                                    name="registered_once", violation_error_message="此人已報名"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name


class CheckIn(models.Model):
    """That somebody came on one day (報到): the people who came are 人, the days they came are 人次."""

    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="check_ins", verbose_name="報名")
    day = models.DateField("日期")
    checked_at = models.DateTimeField("報到時間")

    class Meta:
        verbose_name = "報到"
        ordering: ClassVar[list[str]] = ["day"]
        constraints: ClassVar[list[models.BaseConstraint]] = [models.UniqueConstraint(fields=["registration", "day"], name="checked_in_once_a_day")]

    def __str__(self) -> str:
        return f"{self.registration_id} {self.day}"


class EventPhoto(models.Model):
    """One picture of an activity (活動照片)."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="photos", verbose_name="活動")
    stored = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, related_name="+", verbose_name="檔案")
    caption = models.CharField("說明", max_length=200, blank=True)
    added_at = models.DateTimeField("上傳時間")

    class Meta:
        verbose_name = "活動照片"
        ordering: ClassVar[list[str]] = ["pk"]

    def __str__(self) -> str:
        return self.caption
