"""品質監聽: a sample of each agent's calls is scored by a dated sheet; the agent reads the result and may object (申復)."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import ClassVar

from django.db import models
from django.db.models import Aggregate, Avg, Count, F, Q

from yankao.engines.indicators.ask import Asked, Question, as_count, as_share
from yankao.engines.indicators.declare import Indicator, Measure, Measured
from yankao.engines.registers.declare import Register, holders
from yankao.engines.registers.models import RegisterRow
from yankao.engines.registers.registry import register
from yankao.kernel.law import Dated, Ours, Since
from yankao.kernel.roc import Window

BEGAN = date(2008, 4, 1)
PER_AGENT = Dated(Since(BEGAN, 4, Ours("每人每月隨機抽聽4通；當月不足者全數抽聽")))
PASS_FROM = Dated(Since(BEGAN, Decimal(80), Ours("得分80分以上且無重大缺失為合格")))
OBJECTION_WITHIN = Dated(Since(BEGAN, timedelta(days=7), Ours("話務人員於評分後7日內得申復，逾期即確定")))
COACHED_WITHIN = Dated(Since(BEGAN, timedelta(days=14), Ours("不合格者於評分後14日內完成輔導")))
CALIBRATED_WITHIN = Dated(Since(BEGAN, Decimal(5), Ours("同一通由數人評分，得分相差5分以內為校準一致")))


class ScoreItem(RegisterRow):
    """One line of the score sheet (評分項目), for calls from one day to another; a fatal one fails the call whatever the rest."""

    number = models.PositiveSmallIntegerField("項次")
    group = models.CharField("構面", max_length=40)
    name = models.CharField("評分項目", max_length=100)
    points = models.PositiveSmallIntegerField("配分", help_text="重大缺失項目填0")
    is_fatal = models.BooleanField("重大缺失項目", default=False)
    guidance = models.CharField("評分說明", max_length=300, blank=True)
    starts_on = models.DateField("適用起日")
    ends_on = models.DateField("適用迄日", null=True, blank=True, help_text="最後一個適用日；現行者免填")

    class Meta(RegisterRow.Meta):
        verbose_name = "監聽評分項目"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(is_fatal=True, points=0) | Q(is_fatal=False, points__gte=1),
                name="score_item_has_points_or_is_fatal",
                violation_error_message="一般項目應有配分，重大缺失項目配分為0",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="score_item_ends_after_it_starts",
                violation_error_message="適用迄日不得早於起日",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class MonitoringPlan(models.Model):
    """The draw of one month (抽樣計畫): how many calls of each agent, out of how many, and the seed by which anybody can draw again."""

    month = models.DateField("月份", unique=True)
    per_agent = models.PositiveSmallIntegerField("每人通數")
    seed = models.CharField("亂數種子", max_length=64, db_collation="C")
    population = models.PositiveIntegerField("母體通數")
    agents = models.PositiveIntegerField("話務人員數")
    drawn_by = models.CharField("抽樣者", max_length=100)
    drawn_at = models.DateTimeField("抽樣時間")

    class Meta:
        verbose_name = "監聽抽樣"

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"


class CallReview(models.Model):
    """One call to be listened to: drawn, scored, perhaps objected to and decided on, and the coaching that followed."""

    class Kind(models.TextChoices):
        """Whether the score counts for the agent, or only compares the supervisors."""

        MONITORING = "monitoring", "監聽"
        CALIBRATION = "calibration", "校準"

    class State(models.TextChoices):
        """How far the review has come."""

        DRAWN = "drawn", "待評分"
        SCORED = "scored", "已評分"
        OBJECTED = "objected", "申復中"
        FINAL = "final", "申復已核定"

    call = models.ForeignKey("service.CallRecord", verbose_name="話務", on_delete=models.PROTECT, related_name="reviews")
    plan = models.ForeignKey(MonitoringPlan, verbose_name="抽樣", null=True, blank=True, on_delete=models.PROTECT, related_name="reviews")
    month = models.DateField("月份")
    agent = models.CharField("話務員代號", max_length=40, db_collation="C")
    kind = models.CharField("種類", max_length=12, choices=Kind.choices, default=Kind.MONITORING, db_collation="C")
    state = models.CharField("情形", max_length=10, choices=State.choices, default=State.DRAWN, db_collation="C")
    score = models.DecimalField("得分", max_digits=5, decimal_places=1, null=True, blank=True)
    is_fatal = models.BooleanField("有重大缺失", default=False)
    is_passed = models.BooleanField("合格", null=True, blank=True)
    remark = models.TextField("評語", blank=True)
    scorer_id = models.CharField("評分者識別碼", max_length=64, blank=True, db_collation="C")
    scorer = models.CharField("評分者", max_length=100, blank=True)
    scored_at = models.DateTimeField("評分時間", null=True, blank=True)
    objection = models.TextField("申復理由", blank=True)
    objected_at = models.DateTimeField("申復時間", null=True, blank=True)
    ruling = models.TextField("核定意見", blank=True)
    ruled_by = models.CharField("核定者", max_length=100, blank=True)
    ruled_at = models.DateTimeField("核定時間", null=True, blank=True)
    coach_by = models.DateField("輔導期限", null=True, blank=True)
    coaching = models.TextField("輔導紀錄", blank=True)
    coached_by = models.CharField("輔導者", max_length=100, blank=True)
    coached_at = models.DateTimeField("輔導時間", null=True, blank=True)

    class Meta:
        verbose_name = "品質監聽"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["call"], condition=Q(kind="monitoring"), name="call_review_once"),
            models.UniqueConstraint(fields=["call", "scorer_id"], condition=Q(kind="calibration"), name="calibration_once_for_each"),
            models.CheckConstraint(condition=Q(state="drawn") | Q(score__isnull=False), name="call_review_scored_has_score"),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["month", "agent"], name="call_review_month")]

    def __str__(self) -> str:
        return f"{self.agent} {self.month:%Y-%m}"


class ReviewScore(models.Model):
    """The points given to one line of the sheet in one review."""

    review = models.ForeignKey(CallReview, verbose_name="監聽", on_delete=models.CASCADE, related_name="scores")
    item = models.ForeignKey(ScoreItem, verbose_name="項目", on_delete=models.PROTECT, related_name="+")
    points = models.PositiveSmallIntegerField("得分", help_text="重大缺失項目：1為有缺失")
    remark = models.CharField("說明", max_length=200, blank=True)

    class Meta:
        verbose_name = "監聽評分"
        constraints: ClassVar[list[models.BaseConstraint]] = [models.UniqueConstraint(fields=["review", "item"], name="review_score_once")]

    def __str__(self) -> str:
        return f"{self.review_id} {self.item_id} {self.points}"


def monitored_in(window: Window) -> "models.QuerySet[CallReview]":
    """Return the calls of the months of the window that were listened to."""
    drawn = Q(state=CallReview.State.DRAWN)
    return CallReview.objects.filter(~drawn, kind=CallReview.Kind.MONITORING, month__gte=window.first, month__lte=window.last)


def _number_monitored() -> Measure:
    return _measure(Count("pk"), answer=as_count)


def _agents_monitored() -> Measure:
    return _measure(Count("agent", distinct=True), answer=as_count)


def _mean_score() -> Measure:
    return _measure(Avg("score"), Count("pk"), answer=_mean)


def _mean(mean: Decimal | None, number: int) -> Measured:
    return Measured(numerator=(mean or Decimal(0)) * number, denominator=number)


def _share(part: Q, *, of: Q | None = None) -> Measure:
    return _measure(Count("pk", filter=of & part if of else part), Count("pk", filter=of), answer=as_share)


def _measure(*asks: Aggregate, answer: Callable[..., Measured]) -> Measure:
    return Asked(lambda _subject, window: Question(rows=monitored_in, given=(window,), asks=asks, answer=answer))


SCORE_ITEMS = register(
    Register(
        key="service.score_item",
        name="監聽評分表",
        model=ScoreItem,
        systems=("callcenter",),
        seen_by=holders("agent", "desk_lead", "auditor", "admin"),
        written_by=holders("desk_lead"),
        asks=("number", "group", "name", "starts_on"),
        may_ask=("points", "is_fatal", "guidance", "ends_on"),
        lists=("number", "group", "name", "points", "is_fatal", "starts_on", "ends_on"),
        filters=("is_fatal",),
        searches=("group", "name"),
        dated_by="starts_on",
    )
)
CALL_REVIEWS = register(
    Register(
        key="service.call_review",
        name="品質監聽紀錄",
        model=CallReview,
        systems=("callcenter",),
        seen_by=holders("desk_lead", "auditor"),
        lists=("month", "agent", "kind", "state", "score", "is_fatal", "is_passed", "scorer", "scored_at", "objected_at", "ruled_at", "coach_by",
               "coached_at"),
        filters=("kind", "state", "agent", "is_passed"),
        searches=("agent",),
        dated_by="month",
        indicators=(
            Indicator(key="service.call_review.count", name="監聽通數", unit="通", measure=_number_monitored(),
                      counting="當月抽樣中已評分之通數；校準用之評分不計", basis=(PER_AGENT.since[0].ground,)),
            Indicator(key="service.call_review.agents", name="受監聽話務人員數", unit="人", measure=_agents_monitored(),
                      counting="當月至少一通經評分之話務人員"),
            Indicator(key="service.call_review.mean_score", name="監聽平均得分", unit="分", places=1, measure=_mean_score(),
                      counting="已評分通數之得分平均；申復後改評者以改評之得分計"),
            Indicator(key="service.call_review.passed_share", name="監聽合格率", unit="%", measure=_share(Q(is_passed=True)),
                      counting="已評分通數中，得分達標準且無重大缺失者之比率", basis=(PASS_FROM.since[0].ground,)),
            Indicator(key="service.call_review.fatal_share", name="重大缺失率", unit="%", measure=_share(Q(is_fatal=True)),
                      counting="已評分通數中，有重大缺失者之比率"),
            Indicator(key="service.call_review.coached_share", name="輔導完成率", unit="%",
                      measure=_share(Q(coached_at__isnull=False), of=Q(coach_by__isnull=False)),
                      counting="應輔導之通數中，已登錄輔導紀錄者之比率", basis=(COACHED_WITHIN.since[0].ground,)),
        ),
    )
)  # fmt: skip
