"""年度查核計畫與法定件數: the year's plan beside the minimum of article 4, and what the head of the agency changed of it with a letter."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from yankao.divisions.engineering.draws.draw_tables import Visit
from yankao.divisions.engineering.procedures.inspection import Inspection
from yankao.divisions.engineering.procedures.reinspection import Reinspection
from yankao.divisions.engineering.roles import is_engineer, reads_engineering
from yankao.engines.indicators.declare import Indicator, Measure, Measured, Mode
from yankao.engines.registers.declare import Register
from yankao.engines.registers.models import RegisterRow
from yankao.engines.registers.registry import register
from yankao.engines.registers.tenders.register import quota_population
from yankao.engines.registers.tenders.sizes import ARTICLE, QuotaRule, Size, rule_on, size_on
from yankao.kernel.law import Since
from yankao.kernel.roc import HIGHEST_ROC_YEAR, YEAR_BEFORE_FIRST, Window

KEY = "draws.yearplan"


class YearPlan(RegisterRow):
    """The plan of one year (年度查核計畫): how many of each class are to be inspected, who approved it, and what was adjusted."""

    year = models.PositiveSmallIntegerField("年度（民國）", validators=[MinValueValidator(89), MaxValueValidator(HIGHEST_ROC_YEAR)])
    planned_large = models.PositiveIntegerField("預定查核件數（五千萬元以上）")
    planned_middle = models.PositiveIntegerField("預定查核件數（一千萬元以上未達五千萬元）")
    planned_small = models.PositiveIntegerField("預定查核件數（公告金額以上未達一千萬元）")
    approved_on = models.DateField("核定日期")
    approval_number = models.CharField("核定文號", max_length=60)
    adjusted_reason = models.CharField("低於法定件數之理由", max_length=300, blank=True)
    adjusted_number = models.CharField("首長核准調整文號", max_length=60, blank=True)
    reported_on = models.DateField("報主管機關備查日期", null=True, blank=True)
    reported_number = models.CharField("報備查文號", max_length=60, blank=True)

    class Meta(RegisterRow.Meta):
        verbose_name = "年度查核計畫"
        ordering: ClassVar[list[str]] = ["-year"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["year"], condition=Q(is_struck=False), name="year_plan_once", violation_error_message="該年度計畫已登錄；修正請以「更正」辦理"
            )
        ]

    def __str__(self) -> str:
        return f"{self.year}年度查核計畫"

    @property
    def planned(self) -> dict[Size, int]:
        """How many of each class."""
        return {Size.LARGE: self.planned_large, Size.MIDDLE: self.planned_middle, Size.SMALL: self.planned_small}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One class of the board, or all of them: how many there are, must be, are planned, stand on the calendar and were inspected."""

    name: str
    population: int
    minimum: int
    planned: int | None
    arranged: int
    done: int

    @property
    def share(self) -> int | None:
        """What was inspected in percent of the minimum, rounded half up; None where there is none."""
        return None if not self.minimum else (self.done * 200 + self.minimum) // (2 * self.minimum)

    @property
    def is_short(self) -> bool:
        """Whether the plan stays below the minimum."""
        return self.planned is not None and self.planned < self.minimum


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """The quota board of one year as of a day (法定件數看板)."""

    year: int
    day: date
    rule: Since[QuotaRule]
    lines: tuple[Line, ...]
    total: Line
    again: int
    plan: YearPlan | None


def board(year: int, *, day: date) -> Board:
    """Return the board of a Gregorian year as it stands on a day, by the version of article 4 in force on the year's first day of planning.

    A year keeps one version: the one in force when its plan was approved, or on the day itself while there is no plan.
    """
    plan = YearPlan.objects.filter(year=year - YEAR_BEFORE_FIRST).first()
    rule = rule_on(plan.approved_on if plan is not None else day)
    last = min(day, date(year, 12, 31))
    counts = population_by_size(last, rule.value)
    done, again = _done(year, last, rule.value)
    arranged = Counter(
        rule.value.size_of(budget)
        for budget in Visit.objects.filter(visit_on__year=year, state=Visit.State.PLANNED).values_list("tender__budget_amount", flat=True)
    )
    planned = plan.planned if plan is not None else {}
    lines = tuple(
        Line(name=str(size.label), population=counts[size], minimum=rule.value.minima[size].of(counts[size]), planned=planned.get(size),
             arranged=arranged[size], done=done[size])
        for size in Size
    )  # fmt: skip
    total = Line(
        name="合計", population=sum(counts.values()), minimum=rule.value.minimum(counts), planned=sum(planned.values()) if planned else None,
        arranged=arranged.total(), done=done.total(),
    )  # fmt: skip
    return Board(year=year, day=day, rule=rule, lines=lines, total=total, again=again, plan=plan)


def population_by_size(day: date, rule: QuotaRule) -> dict[Size, int]:
    """Count what article 4 counts by size class, for the year up to a day."""
    rows = quota_population(day)
    return {size: rows.filter(rule.of_size(size)).count() for size in Size}


def below_minimum_is_approved(it: YearPlan) -> str | None:
    """Refuse a plan below the minimum that the head of the agency has not adjusted and reported (第4條第2項)."""
    day = it.approved_on
    rule = rule_on(day).value
    counts = population_by_size(day, rule)
    short = [str(size.label) for size in Size if it.planned[size] < rule.minima[size].of(counts[size])]
    if sum(it.planned.values()) < rule.minimum(counts) and not short:
        short = ["合計"]
    if not short or (it.adjusted_reason.strip() and it.adjusted_number.strip()):
        return None
    return f"預定查核件數低於法定件數（{'、'.join(short)}），請填寫理由及首長核准調整文號，並報主管機關備查"


def _done(year: int, last: date, rule: QuotaRule) -> tuple[Counter[Size | None], int]:
    """Count first inspections by size class, and the second ones apart: a tender is counted once a year."""
    done = Inspection.objects.filter(inspected_on__year=year, inspected_on__lte=last)
    sizes = Counter(rule.size_of(known or told or Decimal(0)) for known, told in done.values_list("tender__budget_amount", "budget_amount"))
    return sizes, Reinspection.objects.filter(inspected_on__year=year, inspected_on__lte=last).count()


def _minimum(_subject: str, window: Window) -> Measured:
    return Measured(numerator=board(window.last.year, day=window.last).total.minimum)


def _reached(_subject: str, window: Window) -> Measured:
    total = board(window.last.year, day=window.last).total
    return Measured(numerator=total.done, denominator=total.minimum)


def _done_of(size: Size) -> Measure:
    def measure(_subject: str, window: Window) -> Measured:
        last = window.last
        rows = Inspection.objects.filter(inspected_on__gte=window.first, inspected_on__lte=last, tender__isnull=False)
        budgets = rows.values_list("tender__budget_amount", flat=True)
        return Measured(numerator=sum(size_on(budget, last) is size for budget in budgets))

    return measure


YEAR_PLANS = register(
    Register(
        key=KEY,
        name="年度查核計畫",
        model=YearPlan,
        systems=("inspection-plan",),
        seen_by=reads_engineering,
        written_by=is_engineer,
        lists=("year", "planned_large", "planned_middle", "planned_small", "approved_on", "approval_number"),
        dated_by="approved_on",
        searches=("approval_number",),
        asks=("year", "planned_large", "planned_middle", "planned_small", "approved_on", "approval_number"),
        may_ask=("adjusted_reason", "adjusted_number", "reported_on", "reported_number"),
        checks=(below_minimum_is_approved,),
        indicators=(
            Indicator(key=f"{KEY}.minimum", name="法定查核件數", unit="件", measure=_minimum, mode=Mode.YEAR_TO_DATE, basis=(ARTICLE,),
                      counting="年初至期末本府自辦且曾在施工中之標案，依作業辦法第4條各規模件數及比率計算；補助及委託其他機關者不計"),
            Indicator(key=f"{KEY}.reached", name="查核件數占法定件數比率", unit="%", measure=_reached, mode=Mode.YEAR_TO_DATE, places=0, basis=(ARTICLE,),
                      counting="年初至期末已查核標案件數占法定件數；同年度複查另計，不計入"),
            *(
                Indicator(key=f"{KEY}.done_{size.value}", name=f"查核件數（{size.label}）", unit="件", measure=_done_of(size),
                          counting="期間內已查核之標案，依預算金額分級")
                for size in Size
            ),
        ),
    )
)  # fmt: skip
