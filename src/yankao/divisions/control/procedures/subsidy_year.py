"""基本設施補助年度作業: a year of the central block grant, from choosing its cases in the centre's calendar to the score that changes the next amount."""

from datetime import date

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from yankao.divisions.control.roles import CONTROL, OPENERS, OVERSIGHT
from yankao.engines.cases.declare import Action, Deadline, Escalation, Procedure, Routing, Steps, Tell, Verb, Verbs
from yankao.engines.cases.measures import count_entering, count_received, open_at_end, overdue_at_end, share_in_time
from yankao.engines.cases.models import CaseDetail
from yankao.engines.indicators.declare import Indicator
from yankao.kernel.days import Days, Hours, Span, WorkDays
from yankao.kernel.law import Dated, Law, Practice, Since

KEY = "control.subsidy_year"
BEGAN = date(2009, 1, 1)
CALENDAR = Practice("於國發會所訂期程內完成相關前置作業、管考系統審定及年度實施計畫陳報等作業", seen="施政計畫 112 第78行")
CHOSEN = Practice("按基本設施各經費類別及指定用途經費額度篩選適合之計畫", seen="施政計畫 112 第78行")
SCORED = Practice("將視年度執行績效辦理考核，並依考核成績調整補助額度", seen="業務報告 104-04 第330行")
GRANTS = Law("中央對直轄市及縣（市）政府補助辦法")
BY_THE_CENTRE: Dated[Span] = Dated(Since(BEGAN, Days(0), CALENDAR))


class Step(Steps):
    CHOOSING = "choosing", "篩選計畫中"
    CHOSEN = "chosen", "待管考系統審定"
    EXAMINED = "examined", "待陳報實施計畫"
    REPORTED = "reported", "待中央考核"
    SCORED = "scored", "已考核調整"
    DROPPED = "dropped", "當年度未獲補助"


class SubsidyYear(CaseDetail):
    """Facts of one year of the grant, as the commission and the centre write them."""

    year = models.PositiveSmallIntegerField("年度（民國）", validators=[MinValueValidator(90), MaxValueValidator(200)])
    ceiling = models.PositiveBigIntegerField("核定補助額度（元）", validators=[MinValueValidator(1)])
    choose_by = models.DateField("前置作業期限")
    examine_by = models.DateField("管考系統審定期限")
    report_by = models.DateField("實施計畫陳報期限")
    chosen_count = models.PositiveIntegerField("篩選計畫件數", null=True, blank=True, validators=[MinValueValidator(1)])
    chosen_amount = models.PositiveBigIntegerField("篩選計畫補助金額（元）", null=True, blank=True)
    examined_on = models.DateField("審定日期", null=True, blank=True)
    report_number = models.CharField("陳報文號", max_length=60, blank=True)
    score = models.DecimalField(
        "中央考核成績", max_digits=5, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0), MaxValueValidator(100)]
    )
    score_number = models.CharField("考核結果文號", max_length=60, blank=True)
    next_ceiling = models.PositiveBigIntegerField("調整後補助額度（元）", null=True, blank=True)


def calendar_is_in_order(it: SubsidyYear) -> str | None:
    """Refuse days of the centre's calendar that do not follow each other."""
    return None if it.choose_by <= it.examine_by <= it.report_by else "期程應依前置作業、管考系統審定、實施計畫陳報之先後"


def begins_once(it: SubsidyYear) -> str | None:
    """Refuse a year that is followed already, and days of the calendar in a wrong order."""
    others = SubsidyYear.objects.filter(year=it.year).exclude(case__step=Step.DROPPED).exclude(pk=it.pk)
    if number := others.values_list("case__number", flat=True).first():
        return f"{it.year}年度已立案辦理（{number}），請於該案續辦"
    return calendar_is_in_order(it)


def chosen_within_the_ceiling(it: SubsidyYear) -> str | None:
    """Refuse cases whose money passes the amount of the grant."""
    if it.chosen_amount is None or it.chosen_amount <= it.ceiling:
        return None
    return f"篩選計畫補助金額{it.chosen_amount:,}元超過核定補助額度{it.ceiling:,}元，請減列計畫"


SUBSIDY_YEAR = Procedure(
    key=KEY,
    name="基本設施補助年度作業",
    letter="B",
    systems=("infra-subsidy",),
    detail=SubsidyYear,
    basis=(GRANTS, CALENDAR, CHOSEN, SCORED),
    opened_by=OPENERS,
    seen_by=CONTROL | OVERSIGHT,
    asks=("year", "ceiling", "choose_by", "examine_by", "report_by"),
    may_ask=("title", "description"),
    lists=("year", "ceiling", "chosen_count", "score"),
    searches=("report_number", "score_number"),
    routing=Routing.OWN,
    first=Step.CHOOSING,
    ends=(Step.SCORED, Step.DROPPED),
    opening_guard=begins_once,
    actions=(
        Action(key="choose", name="篩選計畫", at=Step.CHOOSING, to=Step.CHOSEN, by=CONTROL, asks=("chosen_count", "chosen_amount"), guard=chosen_within_the_ceiling),
        Action(key="choose_again", name="重新篩選", at=(Step.CHOSEN, Step.EXAMINED), to=Step.CHOOSING, by=CONTROL, needs_reason=True),
        Action(key="examine", name="管考系統審定", at=Step.CHOSEN, to=Step.EXAMINED, by=CONTROL, asks=("examined_on",)),
        Action(key="report", name="陳報實施計畫", at=Step.EXAMINED, to=Step.REPORTED, by=CONTROL, asks=("report_number",)),
        Action(key="score", name="登錄中央考核成績", at=Step.REPORTED, to=Step.SCORED, by=CONTROL, asks=("score", "score_number", "next_ceiling")),
        Action(key="drop", name="未獲補助", at=(Step.CHOOSING, Step.CHOSEN), to=Step.DROPPED, by=CONTROL, needs_reason=True),
    ),
    verbs=Verbs(edit=Verb(by=CONTROL), note=Verb(by=CONTROL), attach=Verb(by=CONTROL), reopen=Verb(by=CONTROL, at=(Step.SCORED, Step.DROPPED), to=Step.CHOOSING)),
    deadlines=(
        Deadline(key="choose", name="完成前置作業", start=Step.CHOOSING, stop=(Step.CHOSEN, Step.DROPPED), counts_from="choose_by", within=BY_THE_CENTRE,
                 remind=(WorkDays(5),), escalate=(Escalation(after=Hours(0), to=Tell.DESK, name="請即完成前置作業"),)),
        Deadline(key="examine", name="管考系統審定", start=Step.CHOSEN, stop=(Step.EXAMINED, Step.DROPPED), counts_from="examine_by", within=BY_THE_CENTRE,
                 remind=(WorkDays(5),), escalate=(Escalation(after=Hours(0), to=Tell.DESK, name="請即完成審定"),)),
        Deadline(key="report", name="陳報實施計畫", start=Step.EXAMINED, stop=Step.REPORTED, counts_from="report_by", within=BY_THE_CENTRE,
                 remind=(WorkDays(5),), escalate=(Escalation(after=Hours(0), to=Tell.DESK, name="請即陳報實施計畫"),)),
    ),
    indicators=(
        Indicator(key=f"{KEY}.received", name="基本設施補助辦理年度數", unit="年度", measure=count_received(), counting="期間內立案辦理之補助年度"),
        Indicator(key=f"{KEY}.scored", name="基本設施補助考核完竣年度數", unit="年度", measure=count_entering(Step.SCORED), counting="期間內登錄中央考核成績者"),
        Indicator(key=f"{KEY}.open", name="期末基本設施補助辦理中年度數", unit="年度", measure=open_at_end(), counting="期末尚未考核完竣者"),
        Indicator(key=f"{KEY}.overdue", name="期末基本設施補助作業逾期數", unit="年度", measure=overdue_at_end(), counting="期末已逾國發會所訂期程者"),
        Indicator(key=f"{KEY}.in_time", name="基本設施實施計畫如期陳報率", unit="%", measure=share_in_time(Step.REPORTED), counting="期間內陳報者，於國發會所訂期程內陳報之比率"),
    ),
)  # fmt: skip
