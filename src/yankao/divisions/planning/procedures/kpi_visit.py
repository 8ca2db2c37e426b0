"""績效指標複評實地訪查: scholars and bureaus visit an agency in March and April; what they advise is taken into its rolling revision."""

from datetime import date

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from yankao.divisions.planning.roles import HANDLER, PLANNING, READERS
from yankao.engines.cases.declare import Action, Deadline, Escalation, Extension, Procedure, Routing, Steps, Tell, Verb, Verbs
from yankao.engines.cases.measures import count_entering, count_received, share_in_time
from yankao.engines.cases.models import CaseDetail, CaseRecord
from yankao.engines.indicators.declare import Indicator
from yankao.kernel.days import Days, Hours, Months, WorkDays
from yankao.kernel.law import Dated, Ours, Practice, Since

BEGAN = date(2013, 1, 1)
VISITS = Practice("訂於3～4月期間至機關進行實地訪查，邀請學者專家及相關局處擔任訪查委員", seen="業務報告 104-04 第236至240行")
REVISION = Practice("於112年4月完成彙整分析，並函請各機關滾動檢討修正後續施政作為", seen="業務報告 112-11 第71行")
SEASON = Dated(Since(BEGAN, (3, 4), VISITS))


class Step(Steps):
    PLANNED = "planned", "待訪查"
    VISITED = "visited", "彙整分析中"
    ADVISED = "advised", "待滾動檢討"
    RETURNED = "returned", "退回補正"
    REVISED = "revised", "待確認"
    CLOSED = "closed", "結案"
    CANCELLED = "cancelled", "取消訪查"


class KpiVisit(CaseDetail):
    """Facts of one visit to one agency about the results of one year."""

    year = models.PositiveSmallIntegerField("績效年度（民國）", validators=[MinValueValidator(90)])
    planned_on = models.DateField("預定訪查日期")
    visited_on = models.DateField("訪查日期", null=True, blank=True)
    place = models.CharField("訪查地點", max_length=120, blank=True)
    convenor = models.CharField("召集人", max_length=60, blank=True)
    scholars = models.CharField("學者專家委員", max_length=200, blank=True)
    bureaus = models.CharField("相關局處委員", max_length=200, blank=True)
    first_score = models.DecimalField(
        "機關自評分數", max_digits=5, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0), MaxValueValidator(100)]
    )
    second_score = models.DecimalField(
        "複評分數", max_digits=5, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0), MaxValueValidator(100)]
    )
    analysis = models.TextField("彙整分析", blank=True)
    letter_number = models.CharField("函送文號", max_length=60, blank=True)


class VisitAdvice(CaseRecord):
    """One piece of advice of the visitors on one indicator, or on the agency as a whole (委員意見)."""

    indicator = models.ForeignKey("progress.Plan", verbose_name="績效指標", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    visitor = models.CharField("訪查委員", max_length=60)
    advice = models.TextField("意見及建議")


class RollingRevision(CaseRecord):
    """What the agency changes in its policy and its targets (滾動檢討修正)."""

    revision = models.TextField("檢討修正作為")
    targets_changed = models.BooleanField("修正目標值", default=False)
    approved_number = models.CharField("修正簽准文號", max_length=60, blank=True)


class RevisionReview(CaseRecord):
    """One look of the commission at the revision."""

    opinion = models.TextField("審查意見")


def is_in_season(day: date) -> str | None:
    first, last = SEASON.at(day).value
    return None if first <= day.month <= last else f"實地訪查於每年{first}月至{last}月辦理"


def is_planned_in_season(it: KpiVisit) -> str | None:
    return is_in_season(it.planned_on)


def was_in_season(it: KpiVisit) -> str | None:
    return is_in_season(it.visited_on) if it.visited_on is not None else "請填寫訪查日期"


def advice_was_recorded(it: KpiVisit) -> str | None:
    return None if VisitAdvice.objects.filter(case_id=it.pk).exists() else "請先登錄委員意見"


KPI_VISIT = Procedure(
    key="planning.kpi_visit",
    name="績效指標複評實地訪查",
    letter="B",
    systems=("kpi-review",),
    detail=KpiVisit,
    basis=(VISITS, REVISION),
    opened_by=PLANNING,
    seen_by=READERS,
    asks=("year", "planned_on", "agency"),
    may_ask=("place", "first_score", "title", "description"),
    lists=("year", "planned_on", "visited_on", "second_score"),
    searches=("scholars", "analysis", "letter_number"),
    routing=Routing.ASKED,
    first=Step.PLANNED,
    ends=(Step.CLOSED, Step.CANCELLED),
    opening_guard=is_planned_in_season,
    actions=(
        Action(key="visit", name="登錄訪查", at=Step.PLANNED, to=Step.VISITED, by=PLANNING, asks=("visited_on", "convenor", "scholars", "bureaus"), may_ask=("place", "first_score"), guard=was_in_season),
        Action(key="advise_on", name="登錄委員意見", at=Step.VISITED, by=PLANNING, record=VisitAdvice, asks=("visitor", "advice"), may_ask=("indicator",)),
        Action(key="send", name="函送彙整分析", at=Step.VISITED, to=Step.ADVISED, by=PLANNING, asks=("second_score", "analysis", "letter_number"), guard=advice_was_recorded, tells=(Tell.AGENCY,)),
        Action(key="revise", name="提報滾動檢討", at=(Step.ADVISED, Step.RETURNED), to=Step.REVISED, by=HANDLER, record=RollingRevision, asks=("revision",), may_ask=("targets_changed", "approved_number"), tells=(Tell.DESK,)),
        Action(key="send_back", name="退回補正", at=Step.REVISED, to=Step.RETURNED, by=PLANNING, record=RevisionReview, asks=("opinion",), tells=(Tell.AGENCY,)),
        Action(key="confirm", name="確認結案", at=Step.REVISED, to=Step.CLOSED, by=PLANNING, record=RevisionReview, asks=("opinion",), tells=(Tell.AGENCY,)),
        Action(key="cancel", name="取消訪查", at=Step.PLANNED, to=Step.CANCELLED, by=PLANNING, needs_reason=True, tells=(Tell.AGENCY,)),
    ),
    verbs=Verbs(edit=Verb(by=PLANNING), assign=Verb(by=HANDLER), note=Verb(by=PLANNING | HANDLER), attach=Verb(by=PLANNING | HANDLER),
                reopen=Verb(by=PLANNING, at=(Step.CLOSED,), to=Step.ADVISED, tells=(Tell.AGENCY,))),
    deadlines=(
        Deadline(key="visit", name="辦理訪查", start=Step.PLANNED, stop=(Step.VISITED, Step.CANCELLED), counts_from="planned_on",
                 within=Dated(Since(BEGAN, Days(14), Ours("預定日後十四日內辦理"))), remind=(Days(7),), escalate=(Escalation(after=Hours(0), to=Tell.DESK, name="請排定訪查"),)),
        Deadline(key="send", name="函送彙整分析", start=Step.VISITED, stop=Step.ADVISED,
                 within=Dated(Since(BEGAN, Days(30), Ours("訪查後三十日內彙整函送；報告僅載4月完成"))), remind=(Days(5),), escalate=(Escalation(after=Hours(0), to=Tell.DESK, name="請函送"),)),
        Deadline(key="revise", name="提報滾動檢討", start=Step.ADVISED, stop=(Step.REVISED, Step.CLOSED),
                 within=Dated(Since(BEGAN, Months(1), Ours("函送後一個月內提報；報告未載期限"))), remind=(WorkDays(5),), faults=(("agency", "受訪機關"), ("none", "不可歸責")),
                 escalate=(Escalation(after=Hours(0), to=Tell.AGENCY, name="請提報滾動檢討"), Escalation(after=Days(7), to=Tell.DESK, name="請函催")),
                 extended_by=(Extension(by=PLANNING, times=1, total=Months(1), tells=(Tell.AGENCY,)),)),
    ),
    indicators=(
        Indicator(key="planning.kpi_visit.planned", name="績效實地訪查排定機關數", unit="個機關", measure=count_received(), counting="期間內排定之訪查，取消者亦計"),
        Indicator(key="planning.kpi_visit.visited", name="績效實地訪查機關數", unit="個機關", measure=count_entering(Step.VISITED), counting="期間內完成訪查之機關"),
        Indicator(key="planning.kpi_visit.closed", name="績效訪查滾動檢討結案件數", unit="件", measure=count_entering(Step.CLOSED), counting="期間內確認結案者"),
        Indicator(key="planning.kpi_visit.in_time", name="績效訪查滾動檢討如期提報率", unit="%", measure=share_in_time(Step.REVISED), counting="期間內提報者，於期限內提報之比率"),
    ),
)  # fmt: skip
