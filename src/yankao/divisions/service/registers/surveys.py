"""滿意度抽樣: each month some of the closed cases and of the calls are drawn, and their citizens asked by telephone or message."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar

from django.db import models
from django.db.models import Count, Q

from yankao.engines.indicators.ask import Asked, Question, as_count, as_share
from yankao.engines.indicators.declare import Indicator, Measure, Measured
from yankao.engines.registers.declare import Register, holders
from yankao.engines.registers.registry import register
from yankao.kernel.law import Dated, Ours, Since
from yankao.kernel.roc import Window

BEGAN = date(2008, 4, 1)
CONTENT_FROM = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleSize:
    """How many are drawn: a share of all, at least and at most so many."""

    share: Decimal
    fewest: int
    most: int
    tries: int

    def of(self, population: int) -> int:
        """Return how many of so many are drawn."""
        return min(population, self.most, max(self.fewest, int(population * self.share)))


SAMPLE = Dated(
    Since(
        BEGAN,
        SampleSize(share=Decimal("0.02"), fewest=30, most=400, tries=3),
        Ours("每月抽取2%，至少30件、至多400件；每件至多撥打3次；保密、匿名、檢舉、測試案件及請勿再訪者不抽"),
    )
)


class SurveyKind(models.TextChoices):
    """What a sample is drawn from (母體)."""

    CALL = "call", "1999話務（錄案者）"
    PETITION = "petition", "人民陳情（結案）"
    DISPATCH = "dispatch", "派工通報（結案）"


class Outcome(models.TextChoices):
    """What came of one attempt, or of the whole entry (訪問結果)."""

    WAITING = "waiting", "待訪"
    ANSWERED = "answered", "完成訪問"
    NO_ANSWER = "no_answer", "無人接聽"
    WRONG = "wrong", "空號或錯號"
    REFUSED = "refused", "拒訪"
    NEVER = "never", "請勿再訪"
    SMS = "sms", "已發簡訊問卷"


class SurveySample(models.Model):
    """One draw: of which month and kind, out of how many, how many were left out and why, by which seed."""

    month = models.DateField("月份")
    kind = models.CharField("種類", max_length=10, choices=SurveyKind.choices, db_collation="C")
    population = models.PositiveIntegerField("母體件數")
    excluded = models.PositiveIntegerField("排除件數")
    size = models.PositiveIntegerField("抽出件數")
    seed = models.CharField("亂數種子", max_length=64, db_collation="C")
    drawn_by = models.CharField("抽樣者", max_length=100)
    drawn_at = models.DateTimeField("抽樣時間")

    class Meta:
        verbose_name = "滿意度抽樣"
        constraints: ClassVar[list[models.BaseConstraint]] = [models.UniqueConstraint(fields=["month", "kind"], name="survey_sample_once")]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.kind}"


class SurveyEntry(models.Model):
    """One citizen to be asked about one case or call: how often tried, and what was answered."""

    sample = models.ForeignKey(SurveySample, verbose_name="抽樣", on_delete=models.PROTECT, related_name="entries")
    month = models.DateField("月份")
    kind = models.CharField("種類", max_length=10, choices=SurveyKind.choices, db_collation="C")
    case = models.ForeignKey("cases.Case", verbose_name="案件", on_delete=models.PROTECT, related_name="+")
    call = models.ForeignKey("service.CallRecord", verbose_name="話務", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    token = models.CharField("問卷代碼", max_length=43, unique=True, db_collation="C")
    outcome = models.CharField("結果", max_length=10, choices=Outcome.choices, default=Outcome.WAITING, db_collation="C")
    attempts = models.PositiveSmallIntegerField("撥打次數", default=0)
    score = models.PositiveSmallIntegerField("滿意度", null=True, blank=True)
    comment = models.CharField("意見", max_length=400, blank=True)
    answered_at = models.DateTimeField("完成時間", null=True, blank=True)

    class Meta:
        verbose_name = "滿意度訪問"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["sample", "case"], name="survey_entry_once"),
            models.CheckConstraint(condition=Q(score__isnull=True) | Q(score__range=(1, 5)), name="survey_entry_score"),
            models.CheckConstraint(condition=~Q(outcome="answered") | Q(score__isnull=False), name="survey_answer_has_score"),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["kind", "month"], name="survey_entry_month")]

    def __str__(self) -> str:
        return f"{self.kind} {self.month:%Y-%m}"


class SurveyAttempt(models.Model):
    """One attempt to ask: when, by whom, and what came of it."""

    entry = models.ForeignKey(SurveyEntry, verbose_name="訪問", on_delete=models.CASCADE, related_name="tries")
    outcome = models.CharField("結果", max_length=10, choices=Outcome.choices, db_collation="C")
    tried_by = models.CharField("訪問者", max_length=100)
    tried_at = models.DateTimeField("時間")

    class Meta:
        verbose_name = "訪問紀錄"
        ordering: ClassVar[list[str]] = ["id"]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.outcome}"


class DoNotAsk(models.Model):
    """A telephone whose owner wants to be asked no more (請勿再訪), kept by its keyed index only."""

    phone_index = models.BinaryField("電話索引", max_length=64, unique=True)
    asked_at = models.DateTimeField("表示時間")
    recorded_by = models.CharField("登錄者", max_length=100)

    class Meta:
        verbose_name = "請勿再訪"

    def __str__(self) -> str:
        return str(self.pk)


def asked_in(window: Window) -> "models.QuerySet[SurveyEntry]":
    """Return who was to be asked about what was done in the months of the window."""
    return SurveyEntry.objects.filter(month__gte=window.first, month__lte=window.last)


def satisfied(kind: str) -> Measure:
    """The share of content people among those who answered."""
    of = Q(kind=kind) if kind else Q()
    return _measure(Count("pk", filter=of & Q(score__gte=CONTENT_FROM)), Count("score", filter=of or None), answer=as_share)


def _drawn() -> Measure:
    return _measure(Count("pk"), answer=as_count)


def _responded() -> Measure:
    return _measure(Count("score"), Count("pk"), answer=as_share)


def _measure(*asks: Count, answer: Callable[..., Measured]) -> Measure:
    return Asked(lambda _subject, window: Question(rows=asked_in, given=(window,), asks=asks, answer=answer))


SURVEYS = register(
    Register(
        key="service.survey",
        name="滿意度訪問",
        model=SurveyEntry,
        systems=("callcenter", "petition", "dispatch"),
        seen_by=holders("agent", "desk_lead", "auditor", "mayor_office"),
        lists=("month", "kind", "case", "outcome", "attempts", "score", "comment", "answered_at"),
        filters=("kind", "outcome", "score"),
        searches=("kind",),
        dated_by="month",
        indicators=(
            Indicator(key="service.survey.drawn", name="滿意度抽樣件數", unit="件", measure=_drawn(), counting="當月抽出之案件與話務；母體及排除件數另記於抽樣",
                      basis=(SAMPLE.since[0].ground,)),
            Indicator(key="service.survey.response_share", name="滿意度訪問完成率", unit="%", measure=_responded(),
                      counting="抽出件數中，完成訪問者之比率"),
            Indicator(key="service.petition.satisfaction", name="人民陳情滿意度", unit="%", places=1, measure=satisfied(SurveyKind.PETITION),
                      counting="抽樣並完成訪問之陳情案件中，評為滿意以上者之比率；民眾自行上網評分者另計"),
            Indicator(key="service.dispatch.satisfaction", name="派工通報滿意度", unit="%", places=1, measure=satisfied(SurveyKind.DISPATCH),
                      counting="抽樣並完成訪問之派工案件中，評為滿意以上者之比率"),
        ),
    )
)  # fmt: skip
