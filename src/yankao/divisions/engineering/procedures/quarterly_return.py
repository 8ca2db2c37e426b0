"""查核季報表: each quarter's inspections, computed from their records, go to the central authority by the end of the month after."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from yankao.divisions.engineering.logic.returns import FIGURES, figures_of, quarter_end
from yankao.divisions.engineering.roles import ENGINEER, OVERSIGHT
from yankao.engines.cases.declare import Action, Deadline, Escalation, Procedure, Routing, Steps, Tell, Verb, Verbs
from yankao.engines.cases.measures import count_entering, share_in_time
from yankao.engines.cases.models import CaseDetail
from yankao.engines.cases.who import system
from yankao.engines.indicators.declare import Indicator
from yankao.kernel.agencies.read import unit_of
from yankao.kernel.days import Days, Hours, Months, WorkDays
from yankao.kernel.law import Dated, Law, Practice, Since
from yankao.kernel.roc import YEAR_BEFORE_FIRST

UNIT = "engineering"
ARTICLE = Law("工程施工查核小組組織準則", "第10條")
BOTH_WAYS = Practice("將查核季報表上網填報後並函送工程會", seen="業務報告 104-04 第453行")
TO_MEETING = Practice("每季查核成果提報市政會議（104年）、公共工程督導會報（112年）", seen="業務報告 104-04 第455行、112-11 第137行")


class Step(Steps):
    DRAFTED = "drafted", "編製中"
    CHECKED = "checked", "待核定"
    APPROVED = "approved", "待彙送"
    SENT = "sent", "已彙送"


class QuarterlyReturn(CaseDetail):
    """Facts of one return; its figures are those of the records on the day it was made."""

    year = models.PositiveSmallIntegerField("年度（民國）", validators=[MinValueValidator(89), MaxValueValidator(999)])
    quarter = models.PositiveSmallIntegerField("季別", validators=[MinValueValidator(1), MaxValueValidator(4)])
    ended_on = models.DateField("季末日", null=True, blank=True)
    inspected = models.PositiveIntegerField("查核件數")
    again = models.PositiveIntegerField("複查件數")
    grade_a = models.PositiveIntegerField("優等件數")
    grade_b = models.PositiveIntegerField("甲等件數")
    grade_c = models.PositiveIntegerField("乙等件數")
    grade_d = models.PositiveIntegerField("丙等件數")
    pending = models.PositiveIntegerField("成績未定件數")
    average = models.DecimalField("平均成績", max_digits=5, decimal_places=2, null=True, blank=True)
    approved_by = models.CharField("核定者", max_length=60, blank=True)
    entered_on = models.DateField("上網填報日期", null=True, blank=True)
    letter_number = models.CharField("函送文號", max_length=60, blank=True)
    letter_on = models.DateField("函送日期", null=True, blank=True)
    meeting = models.CharField("提報會議", max_length=60, blank=True)
    meeting_on = models.DateField("提報日期", null=True, blank=True)


def figures_of_the_quarter(it: QuarterlyReturn) -> Mapping[str, Any]:
    """Return what follows from year and quarter: the last day, every figure as the records give it, and who sends it."""
    year = it.year + YEAR_BEFORE_FIRST
    title = f"{it.year}年第{it.quarter}季查核季報表"
    return {"ended_on": quarter_end(year, it.quarter), **figures_of(year, it.quarter), "agency": unit_of(UNIT), "title": title}


def quarter_has_ended(it: QuarterlyReturn) -> str | None:
    if it.ended_on != quarter_end(it.year + YEAR_BEFORE_FIRST, it.quarter):
        return f"季末日應為{quarter_end(it.year + YEAR_BEFORE_FIRST, it.quarter):%Y-%m-%d}"
    if QuarterlyReturn.objects.filter(year=it.year, quarter=it.quarter).exclude(pk=it.pk).exists():
        return f"{it.year}年第{it.quarter}季季報已立案"
    return agrees_with_the_records(it)


def agrees_with_the_records(it: QuarterlyReturn) -> str | None:
    """Refuse a figure that the records do not give; it is corrected by 修改, never by hand against them."""
    found = figures_of(it.year + YEAR_BEFORE_FIRST, it.quarter)
    columns = {column.name: str(column.verbose_name) for column in QuarterlyReturn._meta.fields}
    wrong = [f"{columns[name]}應為{found[name]}" for name in FIGURES if getattr(it, name) != found[name]]
    return f"與查核紀錄不符：{'、'.join(wrong)}，請以「修改」更新" if wrong else None


def sent_both_ways(it: QuarterlyReturn) -> str | None:
    if it.entered_on is not None and it.ended_on is not None and it.entered_on <= it.ended_on:
        return "上網填報日期應在季末日之後"
    return None


QUARTERLY_RETURN = Procedure(
    key="engineering.quarterly_return",
    name="查核季報表",
    letter="K",
    systems=("inspection-quarterly",),
    detail=QuarterlyReturn,
    basis=(ARTICLE, BOTH_WAYS, TO_MEETING),
    opened_by=ENGINEER | system,
    seen_by=ENGINEER | OVERSIGHT,
    asks=("year", "quarter"),
    may_ask=("ended_on", *FIGURES, "title", "agency"),
    lists=("year", "quarter", "inspected", "again", "average", "letter_number"),
    searches=("letter_number",),
    routing=Routing.ASKED,
    opening_fill=figures_of_the_quarter,
    opening_guard=quarter_has_ended,
    opening_tells=(Tell.DESK,),
    first=Step.DRAFTED,
    ends=(Step.SENT,),
    actions=(
        Action(key="check", name="核對紀錄並送核", at=Step.DRAFTED, to=Step.CHECKED, by=ENGINEER, guard=agrees_with_the_records),
        Action(key="send_back", name="退回重編", at=(Step.CHECKED, Step.APPROVED), to=Step.DRAFTED, by=ENGINEER, needs_reason=True),
        Action(key="approve", name="核定", at=Step.CHECKED, to=Step.APPROVED, by=ENGINEER, asks=("approved_by",), guard=agrees_with_the_records),
        Action(key="send", name="上網填報並函送", at=Step.APPROVED, to=Step.SENT, by=ENGINEER, asks=("entered_on", "letter_number", "letter_on"), guard=sent_both_ways),
        Action(key="present", name="提報會議", at=Step.SENT, by=ENGINEER, asks=("meeting", "meeting_on")),
    ),
    verbs=Verbs(edit=Verb(by=ENGINEER, at=(Step.DRAFTED,)), note=Verb(by=ENGINEER), attach=Verb(by=ENGINEER), reopen=Verb(by=ENGINEER, at=(Step.SENT,), to=Step.DRAFTED)),
    deadlines=(
        Deadline(key="send", name="彙送季報", start=Step.DRAFTED, stop=Step.SENT, counts_from="ended_on",
                 within=Dated(Since(date(1999, 1, 1), Months(1), ARTICLE)), remind=(Days(10), WorkDays(3)),
                 escalate=(Escalation(after=Hours(0), to=Tell.DESK, name="季報逾期，請即彙送"), Escalation(after=WorkDays(3), to=Tell.MAYOR, name="查核季報逾期未彙送"))),
    ),
    indicators=(
        Indicator(key="engineering.quarterly_return.sent", name="查核季報彙送次數", unit="次", measure=count_entering(Step.SENT), counting="期間內上網填報並函送者"),
        Indicator(key="engineering.quarterly_return.in_time", name="查核季報如期彙送率", unit="%", measure=share_in_time(Step.SENT), basis=(ARTICLE,), counting="期間內彙送者，於次月底前彙送之比率"),
    ),
)  # fmt: skip
