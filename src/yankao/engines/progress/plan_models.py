"""What all programmes share: plans (列管計畫), their money, their baselines that are never changed, and their control points."""

from decimal import Decimal
from typing import Any, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

HUNDRED = Decimal(100)


def percent_field(name: str, **more: Any) -> "models.DecimalField[Any, Any]":  # noqa: ANN401 -- whatever a column takes
    """Return a column for a cumulative percentage."""
    return models.DecimalField(name, max_digits=5, decimal_places=2, validators=[MinValueValidator(0), MaxValueValidator(100)], **more)


def money_field(name: str, **more: Any) -> "models.DecimalField[Any, Any]":  # noqa: ANN401 -- whatever a column takes
    """Return a column for an amount in whole dollars (元)."""
    return models.DecimalField(name, max_digits=15, decimal_places=0, validators=[MinValueValidator(0)], **more)


def value_field(name: str, **more: Any) -> "models.DecimalField[Any, Any]":  # noqa: ANN401 -- whatever a column takes
    """Return a column for a measured value of an indicator (衡量值)."""
    return models.DecimalField(name, max_digits=18, decimal_places=4, **more)


def within_hundred(*names: str) -> Q:
    """Return the condition that percentages lie between 0 and 100, or are not told."""
    condition = Q()
    for name in names:
        condition &= Q(**{f"{name}__isnull": True}) | Q(**{f"{name}__gte": 0, f"{name}__lte": 100})
    return condition


class Risk(models.TextChoices):
    """The risk class of a plan (風險等級), which sets how often it reports."""

    LOW = "low", "低風險"
    MEDIUM = "medium", "中風險"
    HIGH = "high", "高風險"


class Level(models.TextChoices):
    """Who controls a plan (管制級別)."""

    CITY = "city", "府管制"
    BUREAU = "bureau", "局管制"
    OWN = "own", "自行管制"


class Standing(models.TextChoices):
    """Whether a plan is under control, or how it left (列管狀態)."""

    TRACKED = "tracked", "列管中"
    RELEASED = "released", "解除列管"
    WITHDRAWN = "withdrawn", "撤案"
    STOPPED = "stopped", "停辦"
    MERGED = "merged", "併案"
    KEPT = "kept", "保留"
    CARRIED = "carried", "跨年續列"


class Exit(models.TextChoices):
    """The ways out of control (退場): the same words as the standing they lead to."""

    RELEASED = "released", "解除列管"
    WITHDRAWN = "withdrawn", "撤案"
    STOPPED = "stopped", "停辦"
    MERGED = "merged", "併案"
    KEPT = "kept", "保留"
    CARRIED = "carried", "跨年續列"


class State(models.TextChoices):
    """How far the report of a period has come (填報狀態)."""

    DRAFT = "draft", "填報中"
    WINDOW = "window", "待管考窗口確認"
    HEAD = "head", "待主管核定"
    COMMISSION = "commission", "待研考會審查"
    PASSED = "passed", "審查通過"
    RETURNED = "returned", "退回補正"


class Plan(models.Model):
    """One plan under control: a project, a subsidised case, an indicator. `year` to `last_year` is the set it belongs to (Gregorian)."""

    id = models.BigAutoField(primary_key=True)
    number = models.CharField("列管編號", max_length=20, unique=True, db_collation="C", editable=False)
    programme = models.CharField("列管類別", max_length=60, db_collation="C", editable=False)
    year = models.PositiveSmallIntegerField("年度", editable=False)
    last_year = models.PositiveSmallIntegerField("迄年度", editable=False)
    name = models.CharField("計畫名稱", max_length=200)
    agency = models.ForeignKey("agencies.Agency", verbose_name="主辦機關", on_delete=models.PROTECT, related_name="+")
    category = models.CharField("類別", max_length=60, blank=True)
    district = models.ForeignKey("agencies.District", verbose_name="行政區", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    starts_on = models.DateField("計畫起日")
    ends_on = models.DateField("計畫迄日")
    level = models.CharField("管制級別", max_length=10, choices=Level.choices, default=Level.CITY, db_collation="C")
    risk = models.CharField("風險等級", max_length=10, choices=Risk.choices, default=Risk.MEDIUM, db_collation="C")
    is_lower_better = models.BooleanField("數值愈低愈好", default=False)
    budget_public = money_field("公務預算（元）", default=0)
    budget_fund = money_field("基金預算（元）", default=0)
    budget_central = money_field("中央補助（元）", default=0)
    standing = models.CharField("列管狀態", max_length=10, choices=Standing.choices, default=Standing.TRACKED, db_collation="C", editable=False)
    listed_on = models.DateField("列管日期", editable=False)
    listed_number = models.CharField("列管核定文號", max_length=60, blank=True)
    left_on = models.DateField("退場日期", null=True, editable=False)
    left_number = models.CharField("退場文號", max_length=60, blank=True, editable=False)
    left_reason = models.CharField("退場理由", max_length=400, blank=True, editable=False)
    merged_into = models.ForeignKey("self", verbose_name="併入", null=True, on_delete=models.PROTECT, related_name="merged", editable=False)
    carried_from = models.OneToOneField("self", verbose_name="承接", null=True, on_delete=models.PROTECT, related_name="carried_to", editable=False)
    baseline = models.ForeignKey("Baseline", verbose_name="現行基準", null=True, on_delete=models.RESTRICT, related_name="+", editable=False)
    latest = models.ForeignKey("PeriodReport", verbose_name="最近一期", null=True, on_delete=models.SET_NULL, related_name="+", editable=False)
    source = models.CharField("資料來源", max_length=40, blank=True, db_collation="C", editable=False)
    external_id = models.CharField("來源編號", max_length=80, blank=True, db_collation="C", editable=False)
    version = models.PositiveIntegerField("版次", default=1, editable=False)
    is_simulated = models.BooleanField("模擬資料", default=False, editable=False)

    class Meta:
        verbose_name = "列管計畫"
        ordering: ClassVar[list[str]] = ["number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="plan_ends_after_it_starts", violation_error_message="計畫迄日不得早於起日"
            ),
            models.CheckConstraint(condition=Q(last_year__gte=F("year")), name="plan_set_is_a_period"),
            models.CheckConstraint(
                condition=Q(standing="tracked", left_on__isnull=True) | (~Q(standing="tracked") & Q(left_on__isnull=False)), name="plan_left_on_a_day"
            ),
            models.UniqueConstraint(fields=["programme", "year", "external_id"], condition=~Q(external_id=""), name="plan_taken_over_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["programme", "year", "number"], name="plan_set"),
            models.Index(fields=["agency", "programme", "year"], name="plan_agency"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def budget(self) -> Decimal:
        """All money of the plan, whatever its source."""
        return sum((self.budget_public, self.budget_fund, self.budget_central), Decimal(0))

    @property
    def is_tracked(self) -> bool:
        """Whether the plan is under control."""
        return self.standing == Standing.TRACKED


class PlanDetail(models.Model):
    """The facts only one programme knows. A programme's file subclasses it; the shared facts stay on the plan."""

    plan = models.OneToOneField(Plan, primary_key=True, on_delete=models.CASCADE, related_name="%(app_label)s_%(class)s", editable=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.pk)


class Baseline(models.Model):
    """One version of what a plan promised (作業計畫基準); written once, never changed. A later version names the letter that approved it."""

    plan = models.ForeignKey(Plan, verbose_name="計畫", on_delete=models.CASCADE, related_name="baselines")
    version = models.PositiveSmallIntegerField("版次")
    approved_number = models.CharField("簽准文號", max_length=60, blank=True)
    reason = models.CharField("修正理由", max_length=400, blank=True)
    made_at = models.DateTimeField("訂定時間")
    made_by = models.CharField("訂定者", max_length=100)

    class Meta:
        verbose_name = "基準"
        ordering: ClassVar[list[str]] = ["plan_id", "version"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["plan", "version"], name="baseline_version_once"),
            models.CheckConstraint(
                condition=Q(version=1) | (~Q(approved_number="") & ~Q(reason="")),
                name="baseline_change_is_approved",
                violation_error_message="修正基準須有簽准文號及理由",
            ),
        ]

    def __str__(self) -> str:
        return f"第{self.version}版"


class BaselineMonth(models.Model):
    """What one month of a baseline promises: cumulative progress of the year and in all, cumulative spending, and the target value."""

    baseline = models.ForeignKey(Baseline, verbose_name="基準", on_delete=models.CASCADE, related_name="months")
    month = models.DateField("月份")
    year_progress = percent_field("預定年累計進度（%）")
    total_progress = percent_field("預定總累計進度（%）")
    amount = money_field("預定年累計支用數（元）", default=0)
    target = value_field("目標值", null=True, blank=True)

    class Meta:
        verbose_name = "預定進度"
        ordering: ClassVar[list[str]] = ["baseline_id", "month"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["baseline", "month"], name="baseline_month_once"),
            models.CheckConstraint(condition=within_hundred("year_progress", "total_progress"), name="baseline_within_hundred"),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"


class Milestone(models.Model):
    """One promised point of a baseline (里程碑、管制查核點); `key` stays the same from version to version."""

    baseline = models.ForeignKey(Baseline, verbose_name="基準", on_delete=models.CASCADE, related_name="milestones")
    key = models.CharField("代碼", max_length=40, db_collation="C")
    name = models.CharField("查核點", max_length=100)
    planned_on = models.DateField("預定完成日")
    order = models.PositiveSmallIntegerField("順序", default=0)

    class Meta:
        verbose_name = "查核點"
        ordering: ClassVar[list[str]] = ["baseline_id", "planned_on", "order"]
        constraints: ClassVar[list[models.BaseConstraint]] = [models.UniqueConstraint(fields=["baseline", "key"], name="milestone_once")]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["key", "planned_on"], name="milestone_planned")]

    def __str__(self) -> str:
        return self.name


class MilestoneDone(models.Model):
    """That a control point was reached, on which day and by what evidence."""

    plan = models.ForeignKey(Plan, verbose_name="計畫", on_delete=models.CASCADE, related_name="reached")
    key = models.CharField("代碼", max_length=40, db_collation="C")
    done_on = models.DateField("實際完成日")
    evidence = models.CharField("佐證", max_length=200, blank=True)
    told_at = models.DateTimeField("登錄時間")
    told_by = models.CharField("登錄者", max_length=100)

    class Meta:
        verbose_name = "查核點完成"
        constraints: ClassVar[list[models.BaseConstraint]] = [models.UniqueConstraint(fields=["plan", "key"], name="milestone_done_once")]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["key", "done_on"], name="milestone_done_on")]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.key}"
