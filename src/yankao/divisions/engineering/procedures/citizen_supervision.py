"""全民督工: a citizen reports a defect of public works; the agency surveys and repairs, and an engineer confirms before it closes."""

from collections import Counter
from datetime import date
from operator import attrgetter

from django.db import models

from yankao.divisions.engineering.logic.supervision import (
    dissatisfied_share,
    inspected_share,
    inspected_works,
    mean_workdays,
    received_valid,
    satisfied_share,
)
from yankao.engines.cases.declare import Action, Deadline, Escalation, Extension, FollowOn, Procedure, Routing, Steps, Tell, Tier, Tiers, Verb, Verbs
from yankao.engines.cases.measures import count_received, mean_days, share_in_time
from yankao.engines.cases.models import Case, CaseDetail, CaseRecord
from yankao.engines.cases.who import assisting, case_agency, case_agency_role, citizen, division, opener, role
from yankao.engines.indicators.declare import Indicator
from yankao.engines.indicators.rules import InForce, rule_figure
from yankao.kernel.days import Days, Hours, Months, Span
from yankao.kernel.law import Dated, Ours, Practice, Since

BEGAN = date(2012, 2, 6)
CENTRAL_LIMIT = Practice("工程會規定12天之時限", seen="業務報告 104-04 第496行")
CENTRAL_DAYS: Dated[Span] = Dated(Since(BEGAN, Days(12), CENTRAL_LIMIT))
DISSATISFIED = 2
AS_FAST_AS_1999 = Ours("四大類15小項比照1999立即處理之時效，官方期限表未公開")

ENGINEER = division("engineering", name="工程查核人員")
HANDLER = case_agency_role("clerk", "agency_lead", "controller", name="主辦機關")
OVERSIGHT = role("mayor_office", "auditor", name="市長室、稽核人員")


class Step(Steps):
    REPORTED = "reported", "待分案"
    TO_SURVEY = "to_survey", "待勘查"
    IMPROVING = "improving", "改善中"
    TO_CONFIRM = "to_confirm", "待確認"
    CLOSED = "closed", "結案"
    PASSED_ON = "passed_on", "非屬工程通報，已轉派工"
    INVALID = "invalid", "無效通報"


class InvalidKind(models.TextChoices):
    """Why a report is not counted (無效類別)."""

    EMPTY = "empty", "無具體內容或地點"
    SAME = "same", "同一事項重複通報"
    PRIVATE = "private", "非公共工程之私權爭議"
    UNTRUE = "untrue", "查無通報情事"


class CitizenSupervision(CaseDetail):
    """Facts of one report on public works."""

    tender = models.ForeignKey("tenders.Tender", verbose_name="標案編號", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    project = models.CharField("工程名稱", max_length=200, blank=True)
    contractor = models.CharField("施工廠商", max_length=100, blank=True)
    central_number = models.CharField("中央通報編號", max_length=40, blank=True)
    surveyed_on = models.DateField("勘查日期", null=True, blank=True)
    finding = models.TextField("勘查結果", blank=True)
    improved_on = models.DateField("改善完成日期", null=True, blank=True)
    remedy = models.TextField("改善情形", blank=True)
    reporter_contacted_on = models.DateField("聯繫通報人日期", null=True, blank=True)
    confirmed_by = models.CharField("確認工程人員", max_length=40, blank=True)
    invalid_kind = models.CharField("無效類別", max_length=12, choices=InvalidKind.choices, blank=True)
    invalid_reason = models.CharField("無效原因", max_length=200, blank=True)
    inspection_number = models.CharField("查核案號", max_length=20, blank=True)
    satisfaction = models.PositiveSmallIntegerField(
        "滿意度", null=True, blank=True, choices=((5, "非常滿意"), (4, "滿意"), (3, "普通"), (2, "不滿意"), (1, "非常不滿意"))
    )


class ProgressEntry(CaseRecord):
    """One entry on how the improvement goes (辦理情形)."""

    told_on = models.DateField("日期")
    progress = models.TextField("辦理情形")


def reports_by_works(first: date, last: date) -> Counter[str]:
    """Count the valid reports received in some days by the number of their tender; where none is named, by the name of the works."""
    rows = CitizenSupervision.objects.filter(case__received_at__date__gte=first, case__received_at__date__lte=last, case__is_test=False)
    named = rows.exclude(case__step__in=(Step.INVALID, Step.PASSED_ON)).values_list("tender__number", "project")
    return Counter(number or project for number, project in named if number or project)


def remedy_is_told(it: CitizenSupervision) -> str | None:
    if not it.remedy.strip():
        return "請填寫改善情形"
    if it.improved_on is None:
        return "請填寫改善完成日期"
    if it.surveyed_on is not None and it.improved_on < it.surveyed_on:
        return "改善完成日期不得早於勘查日期"
    return None


def reporter_was_called(it: CitizenSupervision) -> str | None:
    """The agency itself calls whoever reported, for it alone may see the data (個資法)."""
    if it.case.reporter_id is not None and it.reporter_contacted_on is None:
        return "請由主辦機關自行聯繫通報人，並填寫聯繫日期"
    return remedy_is_told(it)


def is_dissatisfied(it: CitizenSupervision) -> str | None:
    return None if it.satisfaction is not None and it.satisfaction <= DISSATISFIED else "限滿意度為「不滿意」或「非常不滿意」之案件"


def inspection_exists(it: CitizenSupervision) -> str | None:
    found = Case.objects.filter(number=it.inspection_number, procedure__in=("engineering.inspection", "engineering.reinspection")).exists()
    return None if found else f"查無查核案號「{it.inspection_number}」"


def engineer_signed(it: CitizenSupervision) -> str | None:
    return None if it.confirmed_by.strip() else "請填寫確認改善完成的工程人員"


CITIZEN_SUPERVISION = Procedure(
    key="engineering.citizen_supervision",
    name="全民督工",
    letter="W",
    systems=("citizen-supervision", "supervision-deadlines", "supervision-satisfaction", "supervision-review"),
    detail=CitizenSupervision,
    basis=(CENTRAL_LIMIT,),
    opened_by=ENGINEER | role("agent", "desk_lead", name="話務及服務人員") | citizen,
    seen_by=ENGINEER | case_agency | assisting | opener | OVERSIGHT,
    person_seen_by=HANDLER,
    asks=("category", "description", "address"),
    may_ask=("channel", "project", "contractor", "central_number", "lat", "long", "reporter"),
    lists=("project", "surveyed_on", "improved_on"),
    searches=("project", "contractor", "central_number"),
    channels=(("phone", "通報專線"), ("web", "網路"), ("app", "行動應用程式"), ("1999", "1999"), ("paper", "書面")),
    routing=Routing.CATEGORY,
    unrouted=Step.REPORTED,
    first=Step.TO_SURVEY,
    ends=(Step.CLOSED, Step.PASSED_ON, Step.INVALID),
    actions=(
        Action(key="send", name="分案", at=Step.REPORTED, to=Step.TO_SURVEY, by=ENGINEER, asks=("agency",), may_ask=("tender", "category"), tells=(Tell.AGENCY,)),
        Action(key="pass_on", name="轉1999派工", at=(Step.REPORTED, Step.TO_SURVEY), to=Step.PASSED_ON, by=ENGINEER,
               followed_by=FollowOn(procedure="service.dispatch", reasons=(("not_works", "非屬工程通報"),), keeps_agency=False), tells=(Tell.REPORTER,)),
        Action(key="invalidate", name="列為無效", at=(Step.REPORTED, Step.TO_SURVEY), to=Step.INVALID, by=ENGINEER, asks=("invalid_kind", "invalid_reason"),
               tells=(Tell.REPORTER,)),
        Action(key="survey", name="登錄勘查", at=Step.TO_SURVEY, to=Step.IMPROVING, by=HANDLER, asks=("surveyed_on", "finding"),
               may_ask=("tender", "project", "contractor", "reporter_contacted_on")),
        Action(key="progress", name="辦理情形", at=Step.IMPROVING, by=HANDLER, record=ProgressEntry, asks=("told_on", "progress")),
        Action(key="finish", name="報改善完成", at=Step.IMPROVING, to=Step.TO_CONFIRM, by=HANDLER, asks=("improved_on", "remedy"),
               may_ask=("reporter_contacted_on",), guard=reporter_was_called, tells=(Tell.DESK,)),
        Action(key="send_back", name="退回續改", at=Step.TO_CONFIRM, to=Step.IMPROVING, by=ENGINEER, needs_reason=True, tells=(Tell.AGENCY,)),
        Action(key="confirm", name="確認改善並結案", at=Step.TO_CONFIRM, to=Step.CLOSED, by=ENGINEER, asks=("confirmed_by",), guard=engineer_signed,
               tells=(Tell.REPORTER, Tell.AGENCY)),
        Action(key="rate", name="填滿意度", at=Step.CLOSED, by=opener | ENGINEER, asks=("satisfaction",)),
        Action(key="dissatisfied", name="不滿意案件再處理", at=Step.CLOSED, by=ENGINEER, guard=is_dissatisfied,
               followed_by=FollowOn(procedure="engineering.dissatisfaction", reasons=(("result", "對改善結果不滿意"), ("time", "對處理時效不滿意"),
                                    ("contact", "對聯繫說明不滿意"))), tells=(Tell.AGENCY,)),
        Action(key="link_inspection", name="登錄查核案號", at=(Step.TO_SURVEY, Step.IMPROVING, Step.TO_CONFIRM, Step.CLOSED), by=ENGINEER,
               asks=("inspection_number",), guard=inspection_exists),
    ),
    verbs=Verbs(
        edit=Verb(by=ENGINEER),
        assign=Verb(by=HANDLER, at=(Step.TO_SURVEY, Step.IMPROVING)),
        transfer=Verb(by=ENGINEER, at=(Step.REPORTED, Step.TO_SURVEY), to=Step.TO_SURVEY),
        hand_back=Verb(by=HANDLER, at=(Step.TO_SURVEY,), to=Step.REPORTED),
        rule_on=Verb(by=ENGINEER, at=(Step.REPORTED,), to=Step.TO_SURVEY),
        involve=Verb(by=ENGINEER | HANDLER),
        merge=Verb(by=ENGINEER),
        reopen=Verb(by=ENGINEER, at=(Step.CLOSED, Step.INVALID), to=Step.IMPROVING, tells=(Tell.AGENCY,)),
        supplement=Verb(by=opener | ENGINEER, tells=(Tell.AGENCY,)),
        note=Verb(by=ENGINEER | HANDLER),
        attach=Verb(by=ENGINEER | HANDLER | opener),
    ),
    deadlines=(
        Deadline(key="survey", name="現場勘查", start=(Step.REPORTED, Step.TO_SURVEY), stop=(Step.IMPROVING, *(Step.CLOSED, Step.PASSED_ON, Step.INVALID)),
                 within=Tiers(default="h24", tiers=tuple(
                     Tier(key=f"h{n}", name=f"{n}小時", within=Dated(Since(BEGAN, Hours(n), AS_FAST_AS_1999))) for n in (4, 8, 24))),
                 remind=(Hours(1),), escalate=(Escalation(after=Hours(0), to=Tell.DESK, name="請稽催勘查"),)),
        Deadline(key="repair", name="改善完成", start=(Step.REPORTED, Step.TO_SURVEY), stop=(Step.TO_CONFIRM, *(Step.CLOSED, Step.PASSED_ON, Step.INVALID)),
                 within=Tiers(default="d12", tiers=(
                     *(Tier(key=f"d{n}", name=f"{n}日", within=Dated(Since(BEGAN, Days(n), AS_FAST_AS_1999))) for n in (1, 2, 3, 5, 7, 10)),
                     Tier(key="d12", name="12日", within=CENTRAL_DAYS))),
                 remind=(Days(1),), escalate=(Escalation(after=Hours(0), to=Tell.AGENCY, name="請儘速改善"), Escalation(after=Days(1), to=Tell.DESK, name="列入稽催")),
                 extended_by=(Extension(by=ENGINEER, times=2, total=Days(60)),)),
    ),
    retention=Dated(Since(BEGAN, Months(60), Ours("通報人資料保存5年，件數不受影響"))),
    indicators=(
        Indicator(key="engineering.citizen_supervision.received", name="全民督工通報件數", unit="件", measure=count_received(),
                  counting="通報受理件數；測試案件不計"),
        Indicator(key="engineering.citizen_supervision.valid", name="全民督工有效通報件數", unit="件", measure=received_valid(),
                  counting="通報受理件數，扣除無效通報及非屬工程通報（轉1999派工）者"),
        Indicator(key="engineering.citizen_supervision.in_time_share", name="全民督工如期改善率", unit="%", measure=share_in_time(Step.TO_CONFIRM),
                  counting="期間內報改善完成之案件，於改善期限前完成者之比率"),
        Indicator(key="engineering.citizen_supervision.mean_days", name="全民督工平均處理天數", unit="天",
                  measure=mean_days(start=Step.TO_SURVEY, stop=Step.TO_CONFIRM), counting="自分案至報改善完成之日曆天"),
        Indicator(key="engineering.citizen_supervision.mean_workdays", name="全民督工平均處理工作天", unit="工作天", places=1,
                  measure=mean_workdays(start=Step.TO_SURVEY, stop=Step.TO_CONFIRM),
                  counting="自分案次日至報改善完成之工作天，當日完成以0.5天計；與日曆天並列，不得混用"),
        Indicator(key="engineering.citizen_supervision.satisfied_share", name="全民督工滿意度", unit="%", measure=satisfied_share(),
                  counting="期間內填報滿意度者，滿意及非常滿意之比率", places=1),
        Indicator(key="engineering.citizen_supervision.dissatisfied_share", name="全民督工不滿意比率", unit="%", measure=dissatisfied_share(),
                  counting="期間內填報滿意度者，不滿意及非常不滿意之比率", places=1),
        Indicator(key="engineering.citizen_supervision.inspected_share", name="督工案查核率", unit="%", measure=inspected_share(),
                  counting="期間內有效通報之工程，已辦理查核之比率（查核工程數除以受通報工程數）", places=1),
        Indicator(key="engineering.citizen_supervision.inspected", name="督工案查核工程數", unit="件", measure=inspected_works(),
                  counting="期間內有效通報之工程中已辦理查核者；同一工程數度受通報計一件"),
        rule_figure("engineering.citizen_supervision.limit", "全民督工改善時限", "天", InForce(rules=(CENTRAL_DAYS,), read=attrgetter("n"))),
    ),
)  # fmt: skip
