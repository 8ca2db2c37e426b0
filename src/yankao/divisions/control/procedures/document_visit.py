"""公文查訪: the visit team sees sampled agencies between July and October; every defect leads to a recommendation that is followed."""

from datetime import date

from django.core.validators import MinValueValidator
from django.db import models

from yankao.divisions.control.logic.documents import FLOW_RULES
from yankao.divisions.control.roles import CONTROL, HANDLER, READERS, WINDOW
from yankao.engines.cases.declare import Action, Deadline, Escalation, Extension, Procedure, Routing, Steps, Tell, Verb, Verbs
from yankao.engines.cases.measures import count_deeds, count_entering, count_received, open_at_end, overdue_at_end, share_in_time
from yankao.engines.cases.models import CaseDetail, CaseRecord
from yankao.engines.indicators.declare import Indicator
from yankao.kernel.days import Days, Hours, Months, WorkDays
from yankao.kernel.law import Dated, Ours, Practice, Since

BEGAN = date(2010, 12, 25)
TEAM = Practice("邀集行國處、人事處、政風處等局處組成本府公文查訪小組", seen="業務報告 112-11 第113行")
REPORT = Practice("完成編印公文查訪報告函送受查訪機關參考，並依所建議事項改進", seen="業務報告 110 第75行")
MONTHS = Dated(Since(BEGAN, (7, 10), Practice("每年7月至10月間抽選機關查訪", seen="業務報告 112-11 第113行")))


class Step(Steps):
    PLANNED = "planned", "待查訪"
    VISITED = "visited", "待函送建議"
    ADVISED = "advised", "待改善"
    NOT_ENOUGH = "not_enough", "續請改善"
    IMPROVED = "improved", "待確認"
    CLOSED = "closed", "結案"
    CANCELLED = "cancelled", "取消查訪"


class DocumentVisit(CaseDetail):
    """Facts of one visit to one agency."""

    planned_on = models.DateField("預定查訪日期")
    sampled_because = models.CharField("抽選理由", max_length=200)
    visited_on = models.DateField("查訪日期", null=True, blank=True)
    led_by = models.CharField("領隊", max_length=60, blank=True)
    has_administration = models.BooleanField("行國處派員", default=False)
    has_personnel = models.BooleanField("人事處派員", default=False)
    has_ethics = models.BooleanField("政風處派員", default=False)
    sampled = models.PositiveIntegerField("抽查公文件數", null=True, blank=True, validators=[MinValueValidator(1)])
    good_points = models.TextField("優點", blank=True)
    report_number = models.CharField("查訪報告函送文號", max_length=60, blank=True)


class Defect(CaseRecord):
    """One defect found, and what is recommended against it (缺失及建議)."""

    class Kind(models.TextChoices):
        """What the defect is about (查訪項目)."""

        INTAKE = "intake", "收文登錄"
        HANDLING = "handling", "承辦及會辦"
        LIMIT = "limit", "時效及展期"
        CHASING = "chasing", "稽催查考"
        FILING = "filing", "歸檔及檔案"
        SECRECY = "secrecy", "機密及個資"
        PETITIONS = "petitions", "人民陳情"

    defect_kind = models.CharField("查訪項目", max_length=12, choices=Kind.choices)
    document_number = models.CharField("抽查文號", max_length=40, blank=True)
    defect = models.TextField("缺失情形")
    recommendation = models.TextField("建議事項")


class VisitImprovement(CaseRecord):
    """One report of the visited agency on what it has mended (改善情形)."""

    improved = models.TextField("改善情形")
    completed_on = models.DateField("改善完成日", null=True, blank=True)


class VisitReview(CaseRecord):
    """One look of the commission at what was mended (確認紀錄)."""

    opinion = models.TextField("確認意見")


def is_in_season(day: date) -> str | None:
    first, last = MONTHS.at(day).value
    return None if first <= day.month <= last else f"公文查訪於每年{first}月至{last}月辦理"


def is_planned_in_season(it: DocumentVisit) -> str | None:
    return is_in_season(it.planned_on)


def team_is_whole(it: DocumentVisit) -> str | None:
    missing = [name for name, came in (("行國處", it.has_administration), ("人事處", it.has_personnel), ("政風處", it.has_ethics)) if not came]
    if missing:
        return f"查訪小組應有{'、'.join(missing)}派員"
    return is_in_season(it.visited_on) if it.visited_on is not None else "請填寫查訪日期"


def a_defect_was_recorded(it: DocumentVisit) -> str | None:
    return None if Defect.objects.filter(case_id=it.pk).exists() else "請先登錄缺失及建議；無缺失者請逕行結案"


DOCUMENT_VISIT = Procedure(
    key="control.document_visit",
    name="公文查訪",
    letter="B",
    systems=("doc-visits",),
    detail=DocumentVisit,
    basis=(TEAM, REPORT, FLOW_RULES),
    opened_by=CONTROL,
    seen_by=READERS,
    asks=("sampled_because", "planned_on", "agency"),
    may_ask=("title", "description"),
    lists=("planned_on", "visited_on", "sampled"),
    searches=("sampled_because", "good_points", "report_number"),
    routing=Routing.ASKED,
    first=Step.PLANNED,
    ends=(Step.CLOSED, Step.CANCELLED),
    opening_guard=is_planned_in_season,
    actions=(
        Action(key="visit", name="登錄查訪", at=Step.PLANNED, to=Step.VISITED, by=CONTROL, asks=("visited_on", "led_by", "sampled"),
               may_ask=("has_administration", "has_personnel", "has_ethics", "good_points"), guard=team_is_whole),
        Action(key="find", name="登錄缺失及建議", at=Step.VISITED, by=CONTROL, record=Defect, asks=("defect_kind", "defect", "recommendation"), may_ask=("document_number",)),
        Action(key="advise", name="函送查訪建議", at=Step.VISITED, to=Step.ADVISED, by=CONTROL, asks=("report_number",), guard=a_defect_was_recorded, tells=(Tell.AGENCY,)),
        Action(key="improve", name="提報改善情形", at=(Step.ADVISED, Step.NOT_ENOUGH), to=Step.IMPROVED, by=HANDLER, record=VisitImprovement,
               asks=("improved",), may_ask=("completed_on",), tells=(Tell.DESK,)),
        Action(key="send_back", name="續請改善", at=Step.IMPROVED, to=Step.NOT_ENOUGH, by=CONTROL, record=VisitReview, asks=("opinion",), tells=(Tell.AGENCY,)),
        Action(key="confirm", name="確認改善", at=Step.IMPROVED, to=Step.CLOSED, by=CONTROL, record=VisitReview, asks=("opinion",), tells=(Tell.AGENCY,)),
        Action(key="close", name="無缺失結案", at=Step.VISITED, to=Step.CLOSED, by=CONTROL, asks=("good_points",), tells=(Tell.AGENCY,)),
        Action(key="cancel", name="取消查訪", at=Step.PLANNED, to=Step.CANCELLED, by=CONTROL, needs_reason=True, tells=(Tell.AGENCY,)),
    ),
    verbs=Verbs(edit=Verb(by=CONTROL), assign=Verb(by=HANDLER), involve=Verb(by=CONTROL | WINDOW), note=Verb(by=CONTROL | HANDLER), attach=Verb(by=CONTROL | HANDLER),
                reopen=Verb(by=CONTROL, at=(Step.CLOSED,), to=Step.ADVISED, tells=(Tell.AGENCY,))),
    deadlines=(
        Deadline(key="visit", name="辦理查訪", start=Step.PLANNED, stop=(Step.VISITED, Step.CANCELLED), counts_from="planned_on",
                 within=Dated(Since(BEGAN, Days(14), Ours("預定日後十四日內辦理"))), remind=(Days(7),), escalate=(Escalation(after=Hours(0), to=Tell.DESK, name="請排定查訪"),)),
        Deadline(key="advise", name="函送查訪建議", start=Step.VISITED, stop=(Step.ADVISED, Step.CLOSED),
                 within=Dated(Since(BEGAN, Days(30), Ours("查訪後三十日內函送建議"))), remind=(Days(5),), escalate=(Escalation(after=Hours(0), to=Tell.DESK, name="請函送建議"),)),
        Deadline(key="improve", name="提報改善情形", start=Step.ADVISED, stop=(Step.IMPROVED, Step.CLOSED),
                 within=Dated(Since(BEGAN, Months(1), Ours("函送後一個月內提報改善情形"))), remind=(WorkDays(5),), faults=(("agency", "受查訪機關"), ("none", "不可歸責")),
                 escalate=(Escalation(after=Hours(0), to=Tell.AGENCY, name="請提報改善情形"), Escalation(after=Days(7), to=Tell.DESK, name="請函催")),
                 extended_by=(Extension(by=CONTROL, times=1, total=Months(1), tells=(Tell.AGENCY,)),)),
    ),
    indicators=(
        Indicator(key="control.document_visit.planned", name="公文查訪排定機關數", unit="個機關", measure=count_received(), counting="期間內排定之查訪，取消者亦計"),
        Indicator(key="control.document_visit.visited", name="公文查訪機關數", unit="個機關", measure=count_entering(Step.VISITED), counting="期間內完成查訪之機關"),
        Indicator(key="control.document_visit.defects", name="公文查訪缺失件數", unit="件", measure=count_deeds("find"), counting="期間內登錄之缺失及建議"),
        Indicator(key="control.document_visit.open", name="期末公文查訪未結件數", unit="件", measure=open_at_end(), counting="期末尚未結案者"),
        Indicator(key="control.document_visit.overdue", name="期末公文查訪逾期件數", unit="件", measure=overdue_at_end(), counting="期末未結且已逾期限者"),
        Indicator(key="control.document_visit.in_time", name="查訪建議如期改善提報率", unit="%", measure=share_in_time(Step.IMPROVED), counting="期間內提報改善者，於期限內提報之比率"),
    ),
)  # fmt: skip
