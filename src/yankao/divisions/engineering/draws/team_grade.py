"""查核小組績效考核: how the central authority graded the city's inspection team each year, what it advised, and what became of it."""

from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from yankao.divisions.engineering.roles import is_engineer, reads_engineering
from yankao.engines.connectors import registry as connectors
from yankao.engines.indicators.declare import Indicator, Measured, Mode
from yankao.engines.registers.declare import Register
from yankao.engines.registers.importing import csv_importer
from yankao.engines.registers.measures import count_rows
from yankao.engines.registers.models import RegisterRow
from yankao.engines.registers.registry import register
from yankao.kernel.law import Law
from yankao.kernel.roc import Window

KEY = "draws.teamgrade"
ARTICLE = Law("工程施工查核小組作業辦法", "第11條")
HIGHEST = 100


class Rating(models.TextChoices):
    """The grade of the team (考核等第)."""

    EXCELLENT = "excellent", "優等"
    GOOD = "good", "甲等"
    FAIR = "fair", "乙等"
    POOR = "poor", "丙等"


class TeamGrade(RegisterRow):
    """The grade of one year (考核年度)."""

    year = models.PositiveSmallIntegerField("考核年度（民國）", validators=[MinValueValidator(89), MaxValueValidator(999)])
    rating = models.CharField("考核等第", max_length=12, choices=Rating.choices, db_collation="C")
    rank = models.PositiveSmallIntegerField("名次", null=True, blank=True, validators=[MinValueValidator(1)])
    of_teams = models.PositiveSmallIntegerField("同組受考核小組數", null=True, blank=True)
    score = models.DecimalField("考核成績", max_digits=5, decimal_places=2, null=True, blank=True, validators=[MaxValueValidator(HIGHEST)])
    told_on = models.DateField("來函日期")
    letter_number = models.CharField("來函文號", max_length=60)
    advice = models.TextField("考核建議事項", blank=True)
    response = models.TextField("改善作為", blank=True)
    responded_on = models.DateField("函復日期", null=True, blank=True)

    class Meta(RegisterRow.Meta):
        verbose_name = "查核小組績效考核"
        ordering: ClassVar[list[str]] = ["-year"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["year"],
                condition=Q(is_struck=False),
                name="team_grade_once",
                violation_error_message="該年度考核已登錄；如有變動請以「更正」辦理",
            )
        ]

    def __str__(self) -> str:
        return f"{self.year}年度 {self.get_rating_display()}"


def rank_is_among_them(it: TeamGrade) -> str | None:
    """Refuse a rank below the last."""
    return "名次不得大於同組受考核小組數" if it.rank is not None and it.of_teams is not None and it.rank > it.of_teams else None


def an_answer_has_its_text(it: TeamGrade) -> str | None:
    """Refuse an answer without a text, or before the letter it answers."""
    if it.responded_on is None:
        return None
    if it.responded_on < it.told_on:
        return "函復日期不得早於來函日期"
    return None if it.response.strip() else "已函復者，請填寫改善作為"


def _unanswered(_subject: str, window: Window) -> Measured:
    rows = TeamGrade.objects.exclude(advice="").filter(told_on__lte=window.last)
    return Measured(numerator=rows.filter(Q(responded_on__isnull=True) | Q(responded_on__gt=window.last)).count())


TEAM_GRADES = register(
    Register(
        key=KEY,
        name="查核小組績效考核",
        model=TeamGrade,
        systems=("inspection-performance",),
        seen_by=reads_engineering,
        written_by=is_engineer,
        lists=("year", "rating", "rank", "of_teams", "score", "told_on"),
        dated_by="told_on",
        filters=("rating",),
        searches=("letter_number", "advice"),
        asks=("year", "rating", "told_on", "letter_number"),
        may_ask=("rank", "of_teams", "score", "advice", "response", "responded_on"),
        checks=(rank_is_among_them, an_answer_has_its_text),
        indicators=(
            Indicator(key=f"{KEY}.excellent", name="查核小組考核優等次數", unit="次", measure=count_rows(Q(rating=Rating.EXCELLENT)), basis=(ARTICLE,),
                      counting="期間內來函之考核結果為優等者"),
            Indicator(key=f"{KEY}.unanswered", name="考核建議未函復件數", unit="件", measure=_unanswered, mode=Mode.NOW, counting="期末有建議事項而尚未函復改善作為者"),
        ),
    )
)  # fmt: skip
connectors.register(csv_importer(TEAM_GRADES))
