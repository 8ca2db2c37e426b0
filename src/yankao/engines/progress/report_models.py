"""What is reported period after period: progress and money in stages, the way of each report, checks on site, alarms and filling windows."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from yankao.engines.progress.plan_models import Baseline, Plan, State, money_field, percent_field, value_field, within_hundred


class Source(models.TextChoices):
    """Where a reported figure comes from (資料來源)."""

    TYPED = "typed", "人工填報"
    IMPORTED = "imported", "檔案匯入"
    FEED = "feed", "系統介接"


class FillingWindow(models.Model):
    """The time in which one period of a programme is filled in (填報期間), as it was given; an extension keeps what was given first."""

    programme = models.CharField("列管類別", max_length=60, db_collation="C")
    month = models.DateField("期別")
    given_at = models.DateTimeField("原定期限")
    due_at = models.DateTimeField("填報期限")
    rule = models.CharField("依據", max_length=300)
    extended_reason = models.CharField("展延理由", max_length=400, blank=True)
    reminded = models.PositiveSmallIntegerField("已提醒次數", default=0)

    class Meta:
        verbose_name = "填報期間"
        constraints: ClassVar[list[models.BaseConstraint]] = [models.UniqueConstraint(fields=["programme", "month"], name="window_once")]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["due_at"], name="window_due")]

    def __str__(self) -> str:
        return f"{self.programme} {self.month:%Y-%m}"


class PeriodReport(models.Model):
    """What one plan reports for the period that ends with `month`, against the promise that stood when it was written.

    All figures are cumulative. The stages of money are never merged: 分配, 實現, 應付, 節餘. Nothing told is null, never zero.
    """

    id = models.BigAutoField(primary_key=True)
    plan = models.ForeignKey(Plan, verbose_name="計畫", on_delete=models.CASCADE, related_name="reports")
    month = models.DateField("期別")
    window = models.ForeignKey(FillingWindow, verbose_name="填報期間", on_delete=models.PROTECT, related_name="reports")
    baseline = models.ForeignKey(Baseline, verbose_name="比較基準", null=True, on_delete=models.RESTRICT, related_name="+")
    planned_year = percent_field("預定年累計進度（%）", null=True)
    planned_total = percent_field("預定總累計進度（%）", null=True)
    planned_amount = money_field("預定年累計支用數（元）", null=True)
    target = value_field("目標值", null=True)
    year_progress = percent_field("年累計進度（%）", null=True, blank=True)
    total_progress = percent_field("總累計進度（%）", null=True, blank=True)
    value = value_field("實際值", null=True, blank=True)
    allotted = money_field("累計分配數（元）", null=True, blank=True)
    realised = money_field("累計實現數（元）", null=True, blank=True)
    payable = money_field("應付未付數（元）", null=True, blank=True)
    surplus = money_field("節餘數（元）", null=True, blank=True)
    text = models.TextField("辦理情形", blank=True)
    reason = models.CharField("進度下修理由", max_length=400, blank=True)
    year_lag = models.GeneratedField(
        expression=F("planned_year") - F("year_progress"),
        output_field=models.DecimalField("年累計落後", max_digits=6, decimal_places=2),
        db_persist=True,
    )
    total_lag = models.GeneratedField(
        expression=F("planned_total") - F("total_progress"),
        output_field=models.DecimalField("總累計落後", max_digits=6, decimal_places=2),
        db_persist=True,
    )
    source = models.CharField("來源", max_length=10, choices=Source.choices, default=Source.TYPED, db_collation="C")
    state = models.CharField("狀態", max_length=12, choices=State.choices, default=State.DRAFT, db_collation="C")
    submitted_at = models.DateTimeField("首次送審時間", null=True)
    passed_at = models.DateTimeField("審查通過時間", null=True)
    returns = models.PositiveSmallIntegerField("退回補正次數", default=0)
    filled_by = models.CharField("填報者", max_length=100)
    filled_at = models.DateTimeField("填報時間")
    version = models.PositiveIntegerField("版次", default=1)

    class Meta:
        verbose_name = "期報"
        ordering: ClassVar[list[str]] = ["plan_id", "month"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["plan", "month"], name="report_once_a_period"),
            models.CheckConstraint(condition=within_hundred("year_progress", "total_progress"), name="report_within_hundred"),
            models.CheckConstraint(condition=Q(month__day=1), name="report_month_is_its_first_day"),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["month", "state"], name="report_waiting")]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.month:%Y-%m}"


class ReportEdit(models.Model):
    """One cell of a report that was changed, with what stood there before."""

    report = models.ForeignKey(PeriodReport, on_delete=models.CASCADE, related_name="edits")
    field = models.CharField("欄位", max_length=30, db_collation="C")
    old = models.TextField("原值", blank=True)
    new = models.TextField("新值", blank=True)
    actor_name = models.CharField("填報者", max_length=100)
    done_at = models.DateTimeField("時間")

    class Meta:
        verbose_name = "填報異動"
        ordering: ClassVar[list[str]] = ["id"]

    def __str__(self) -> str:
        return f"{self.report_id} {self.field}"


class ReportPassage(models.Model):
    """One deed on the way of a report (審核歷程)."""

    report = models.ForeignKey(PeriodReport, on_delete=models.CASCADE, related_name="passages")
    stage = models.CharField("動作", max_length=20, db_collation="C")
    from_state = models.CharField("原狀態", max_length=12, db_collation="C")
    to_state = models.CharField("新狀態", max_length=12, db_collation="C")
    reason = models.CharField("理由", max_length=400, blank=True)
    actor_id = models.CharField("執行者識別碼", max_length=64, db_collation="C")
    actor_name = models.CharField("執行者", max_length=100)
    done_at = models.DateTimeField("時間")

    class Meta:
        verbose_name = "審核歷程"
        ordering: ClassVar[list[str]] = ["id"]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["stage", "done_at"], name="report_passage_stage")]

    def __str__(self) -> str:
        return f"{self.report_id} {self.stage}"


class ReportPhoto(models.Model):
    """A photograph or paper beside the figures of a period."""

    report = models.ForeignKey(PeriodReport, on_delete=models.CASCADE, related_name="photos")
    stored = models.ForeignKey("files.StoredFile", verbose_name="檔案", on_delete=models.PROTECT, related_name="+")
    caption = models.CharField("說明", max_length=200, blank=True)

    class Meta:
        verbose_name = "照片"

    def __str__(self) -> str:
        return f"{self.report_id} {self.caption}"


class Verification(models.Model):
    """What was found on site (實地查證); it stands beside the reported figure and never replaces it."""

    plan = models.ForeignKey(Plan, verbose_name="計畫", on_delete=models.CASCADE, related_name="verifications")
    month = models.DateField("期別")
    checked_on = models.DateField("查證日期")
    progress = percent_field("查證進度（%）", null=True, blank=True)
    finding = models.TextField("查證意見")
    checked_by = models.CharField("查證人員", max_length=200)
    told_at = models.DateTimeField("登錄時間")

    class Meta:
        verbose_name = "實地查證"
        ordering: ClassVar[list[str]] = ["checked_on", "id"]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["checked_on"], name="verification_day")]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.checked_on}"


class AlarmKind(models.TextChoices):
    """What is wrong (警示)."""

    LAG = "lag", "進度落後"
    SPEND = "spend", "年經費支用比偏低"
    AHEAD = "ahead", "超越目標過多"


class Alarm(models.Model):
    """One alarm of one period: what was measured out of what, under which rule, and what the agency answers by when.

    It is lifted when the corrected figure no longer deserves it. `streak` counts the periods in a row with the same alarm.
    """

    plan = models.ForeignKey(Plan, verbose_name="計畫", on_delete=models.CASCADE, related_name="alarms")
    report = models.ForeignKey(PeriodReport, verbose_name="期報", on_delete=models.CASCADE, related_name="alarms")
    month = models.DateField("期別")
    kind = models.CharField("警示", max_length=10, choices=AlarmKind.choices, db_collation="C")
    measured = models.DecimalField("數值", max_digits=9, decimal_places=2)
    numerator = value_field("分子", null=True)
    denominator = value_field("分母", null=True)
    rule = models.CharField("依據", max_length=300)
    streak = models.PositiveSmallIntegerField("連續期數", default=1)
    raised_at = models.DateTimeField("警示時間")
    due_at = models.DateTimeField("說明期限")
    lifted_at = models.DateTimeField("撤銷時間", null=True)
    answered_at = models.DateTimeField("說明時間", null=True)
    answered_by = models.CharField("說明者", max_length=100, blank=True)
    cause = models.TextField("原因分析", blank=True)
    remedy = models.TextField("改善方案", blank=True)
    catch_up_month = models.DateField("預定趕上月份", null=True, blank=True)
    responsible = models.CharField("責任歸屬", max_length=100, blank=True)
    case = models.ForeignKey("cases.Case", verbose_name="催辦案件", null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name = "警示"
        ordering: ClassVar[list[str]] = ["month", "kind"]
        constraints: ClassVar[list[models.BaseConstraint]] = [models.UniqueConstraint(fields=["report", "kind"], name="alarm_once_a_report")]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["month", "kind"], name="alarm_month"),
            models.Index(fields=["due_at"], condition=Q(answered_at__isnull=True, lifted_at__isnull=True), name="alarm_unanswered"),
        ]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.month:%Y-%m} {self.kind}"
