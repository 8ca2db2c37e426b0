"""會議: one meeting of a series, who was asked to come, what was on the agenda and what was resolved."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from yankao.engines.activities.course_models import CheckIn as CheckIn
from yankao.engines.activities.course_models import Event as Event
from yankao.engines.activities.course_models import EventPhoto as EventPhoto
from yankao.engines.activities.course_models import EventStanding as EventStanding
from yankao.engines.activities.course_models import Registration as Registration


class Standing(models.TextChoices):
    """How far a meeting has come, in the order of a smooth life."""

    PLANNED = "planned", "籌備中"
    NOTICED = "noticed", "已發開會通知"
    HELD = "held", "已開會，紀錄整理中"
    MINUTED = "minuted", "紀錄已函發"
    CANCELLED = "cancelled", "取消"


HELD = (Standing.HELD, Standing.MINUTED)
"""The standings of a meeting that has taken place."""


class Meeting(models.Model):
    """One meeting (會議) of a series, numbered within it."""

    series = models.CharField("會議系列", max_length=60, db_collation="C")
    number = models.PositiveIntegerField("次別")
    title = models.CharField("會議名稱", max_length=200)
    starts_at = models.DateTimeField("開會時間")
    ends_at = models.DateTimeField("散會時間", null=True, blank=True)
    place = models.CharField("開會地點", max_length=200)
    chair = models.CharField("主席", max_length=100)
    recorder = models.CharField("紀錄", max_length=100, blank=True)
    standing = models.CharField("狀態", max_length=12, choices=Standing.choices, default=Standing.PLANNED)
    notice_number = models.CharField("開會通知單文號", max_length=60, blank=True)
    noticed_at = models.DateTimeField("通知時間", null=True, blank=True)
    minutes = models.TextField("會議紀要", blank=True)
    minutes_due_at = models.DateTimeField("紀錄函發期限", null=True, blank=True)
    minutes_number = models.CharField("會議紀錄文號", max_length=60, blank=True)
    minuted_at = models.DateTimeField("紀錄函發時間", null=True, blank=True)
    chased_at = models.DateTimeField("催辦時間", null=True, blank=True)
    reason = models.CharField("取消或改期理由", max_length=300, blank=True)
    version = models.PositiveIntegerField("版本", default=1)
    is_simulated = models.BooleanField("模擬資料", default=False)

    class Meta:
        verbose_name = "會議"
        ordering: ClassVar[list[str]] = ["-starts_at", "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [models.UniqueConstraint(fields=["series", "number"], name="meeting_number_once")]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["series", "starts_at"], name="meeting_series_when"),
            models.Index(fields=["minutes_due_at"], condition=Q(standing="held"), name="meeting_minutes_owed"),
        ]

    def __str__(self) -> str:
        return self.title


class MeetingProgramme(models.Model):
    """A set under control that a meeting served (列管計畫)."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="programmes")
    programme = models.CharField("列管計畫", max_length=60, db_collation="C")

    class Meta:
        verbose_name = "會議列管計畫"
        constraints: ClassVar[list[models.BaseConstraint]] = [models.UniqueConstraint(fields=["meeting", "programme"], name="meeting_programme_once")]

    def __str__(self) -> str:
        return self.programme


class Attendee(models.Model):
    """Somebody asked to come (出席、列席): an agency, or a person by name and title."""

    class Kind(models.TextChoices):
        ATTENDS = "attends", "出席"
        SITS_IN = "sits_in", "列席"

    class Answer(models.TextChoices):
        NONE = "none", "未回復"
        COMES = "comes", "出席"
        DEPUTY = "deputy", "派員代理"
        REGRETS = "regrets", "不克出席"

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="attendees")
    agency = models.ForeignKey("agencies.Agency", verbose_name="機關", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    name = models.CharField("姓名", max_length=100, blank=True)
    title = models.CharField("職稱", max_length=100, blank=True)
    kind = models.CharField("身分", max_length=8, choices=Kind.choices, default=Kind.ATTENDS)
    answer = models.CharField("回復", max_length=8, choices=Answer.choices, default=Answer.NONE)
    sent = models.CharField("到場人員", max_length=100, blank=True)
    signed_in_at = models.DateTimeField("簽到時間", null=True, blank=True)

    class Meta:
        verbose_name = "與會者"
        ordering: ClassVar[list[str]] = ["kind", "agency__path", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["meeting", "agency"], condition=Q(name=""), name="meeting_agency_once"),
            models.CheckConstraint(condition=Q(agency__isnull=False) | ~Q(name=""), name="meeting_somebody"),
        ]

    def __str__(self) -> str:
        return self.name or str(self.agency)


class AgendaItem(models.Model):
    """One item of the agenda (議程)."""

    class Kind(models.TextChoices):
        OPEN = "open", "歷次決議追蹤"
        REPORT = "report", "報告事項"
        DISCUSSION = "discussion", "討論事項"
        MOTION = "motion", "臨時動議"

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="items")
    order = models.PositiveIntegerField("項次")
    kind = models.CharField("類別", max_length=12, choices=Kind.choices)
    title = models.CharField("案由", max_length=200)
    text = models.TextField("說明", blank=True)
    agency = models.ForeignKey("agencies.Agency", verbose_name="提案機關", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey("cases.Case", verbose_name="追蹤案件", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    suggested = models.CharField("建議來源", max_length=120, blank=True, db_collation="C")

    class Meta:
        verbose_name = "議程"
        ordering: ClassVar[list[str]] = ["order", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["meeting", "case"], condition=Q(case__isnull=False), name="agenda_case_once"),
            models.UniqueConstraint(fields=["meeting", "suggested"], condition=~Q(suggested=""), name="agenda_suggestion_once"),
        ]

    def __str__(self) -> str:
        return self.title


class Resolution(models.Model):
    """One resolution or instruction of the chair (決議、主席裁示), and the case it became."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="resolutions")
    item = models.ForeignKey(AgendaItem, verbose_name="議程", null=True, blank=True, on_delete=models.PROTECT, related_name="resolutions")
    order = models.PositiveIntegerField("項次")
    text = models.TextField("決議或裁示")
    agency = models.ForeignKey("agencies.Agency", verbose_name="主辦機關", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField("限辦日期", null=True, blank=True)
    case = models.OneToOneField("cases.Case", verbose_name="列管案件", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "決議"
        ordering: ClassVar[list[str]] = ["order", "pk"]

    def __str__(self) -> str:
        return self.text[:60]
