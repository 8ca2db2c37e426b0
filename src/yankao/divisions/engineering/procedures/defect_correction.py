"""查核缺失改善: the contractor puts defects right, the supervisor checks, the agency confirms, and the team takes note, within 30 days."""

from datetime import date

from django.db import models
from django.db.models import Count, Q

from yankao.divisions.engineering.logic.scoring import ACT, BEGAN
from yankao.divisions.engineering.logic.site_models import SiteFinding, SitePhoto
from yankao.divisions.engineering.roles import ENGINEER, HANDLER, LEAD, READERS
from yankao.engines.cases.declare import Action, Deadline, Escalation, Extension, Procedure, Routing, Steps, Tell, Verb, Verbs
from yankao.engines.cases.measures import count_deeds, count_entering, count_received, open_at_end, overdue_at_end, share_in_time
from yankao.engines.cases.models import CaseDetail, CaseRecord
from yankao.engines.indicators.declare import Indicator
from yankao.kernel.days import Days, Hours
from yankao.kernel.law import Dated, Law, Ours, Practice, Since
from yankao.kernel.roc import roc_date

REMEDY = Dated(
    Since(
        BEGAN, Days(30), Practice("受查機關應督促監造單位及承攬廠商於30日內將缺失改善完妥，再報小組備查（文到起算）", seen="業務報告 104-04 第425行")
    )
)
PHOTOS = Law(ACT, "第9條第1項")
UNMENDED = Law(ACT, "第10條第4項")
STAGES = frozenset(SitePhoto.Stage.values)


class Step(Steps):
    NOTIFIED = "notified", "紀錄已函送，待收文"
    CONTRACTOR = "contractor", "廠商改善中"
    SUPERVISOR = "supervisor", "待監造複核"
    AGENCY = "agency", "待機關確認"
    TO_FILE = "to_file", "待小組備查"
    FILED = "filed", "備查結案"


class DefectCorrection(CaseDetail):
    """Facts of one correction; the defects themselves are those of the inspection it follows."""

    received_on = models.DateField("文到日期", null=True, blank=True)
    contractor_done_on = models.DateField("廠商改善完成日期", null=True, blank=True)
    supervisor_checked_on = models.DateField("監造複核日期", null=True, blank=True)
    supervisor_checked_by = models.CharField("監造複核人員", max_length=60, blank=True)
    agency_confirmed_by = models.CharField("機關確認人員", max_length=60, blank=True)
    report_number = models.CharField("報備查文號", max_length=60, blank=True)
    filing_opinion = models.TextField("備查意見", blank=True)


class ExtensionWanted(CaseRecord):
    """What the agency asks before the limit has passed (申請展延); the team agrees by extending the limit."""

    asked_on = models.DateField("申請日期")
    asked_until = models.DateField("申請展延至")
    why = models.TextField("展延理由")


class OverdueMeasure(CaseRecord):
    """What was done because a defect stayed unmended past its limit without an extension (辦法第10條第4項)."""

    class Measure(models.TextChoices):
        """採取之處置."""

        CONTRACT = "contract", "依契約計罰"
        SUPERVISOR = "supervisor", "通知監造撤換派駐現場人員"
        SITE = "site", "通知廠商撤換工地負責人、品管或安衛人員"

    measure_taken = models.CharField("處置", max_length=12, choices=Measure.choices)
    letter_number = models.CharField("處置文號", max_length=60)


def findings_of(it: DefectCorrection) -> "models.QuerySet[SiteFinding]":
    """Return the standing findings of the inspection that this correction follows."""
    return SiteFinding.objects.filter(case=it.case.parent, is_struck=False) if it.case.parent is not None else SiteFinding.objects.none()


def receipt_is_told(it: DefectCorrection) -> str | None:
    if it.received_on is None:
        return "請填寫文到日期"
    sent_on: date = it.case.received_at.date()
    return f"文到日期不得早於函送日期（{roc_date(sent_on)}）" if it.received_on < sent_on else None


def all_is_mended_or_answered(it: DefectCorrection) -> str | None:
    """Every defect says how it was put right, with pictures before, during and after; advice on design is answered."""
    if it.contractor_done_on is not None and it.received_on is not None and it.contractor_done_on < it.received_on:
        return "廠商改善完成日期不得早於文到日期"
    found = findings_of(it)
    bare = found.filter(remedy="")
    if bare.exists():
        advice, defects = bare.filter(kind=SiteFinding.Kind.ADVICE).count(), bare.filter(kind=SiteFinding.Kind.DEFECT).count()
        return "、".join(filter(None, (f"{defects}項缺失未填改善情形" if defects else "", f"{advice}項規劃設計建議未答復" if advice else "")))
    pictured = found.filter(kind=SiteFinding.Kind.DEFECT).annotate(n=Count("photos__stage", filter=Q(photos__stage__in=STAGES), distinct=True))
    unpictured = pictured.filter(n__lt=len(STAGES)).count()
    return f"{unpictured}項缺失欠改善前、中、後照片（{PHOTOS}）" if unpictured else None


def check_is_told(it: DefectCorrection) -> str | None:
    done, checked = it.contractor_done_on, it.supervisor_checked_on
    return "監造複核日期不得早於廠商改善完成日期" if done is not None and checked is not None and checked < done else None


OPEN = (Step.CONTRACTOR, Step.SUPERVISOR, Step.AGENCY)

DEFECT_CORRECTION = Procedure(
    key="engineering.defect_correction",
    name="查核缺失改善追蹤",
    letter="I",
    systems=("defect-correction",),
    detail=DefectCorrection,
    basis=(PHOTOS, UNMENDED, REMEDY.since[-1].ground),
    opened_by=ENGINEER,
    seen_by=READERS,
    asks=("agency",),
    may_ask=("title", "description", "district", "address", "lat", "long"),
    lists=("received_on", "contractor_done_on", "report_number"),
    searches=("report_number",),
    routing=Routing.ASKED,
    first=Step.NOTIFIED,
    ends=(Step.FILED,),
    actions=(
        Action(key="receive", name="登錄文到", at=Step.NOTIFIED, to=Step.CONTRACTOR, by=HANDLER, asks=("received_on",), guard=receipt_is_told),
        Action(key="ask_extension", name="申請展延", at=OPEN, by=HANDLER, record=ExtensionWanted, asks=("asked_on", "asked_until", "why"), tells=(Tell.DESK,)),
        Action(key="mend", name="廠商報改善完成", at=Step.CONTRACTOR, to=Step.SUPERVISOR, by=HANDLER, asks=("contractor_done_on",), guard=all_is_mended_or_answered),
        Action(key="check", name="監造複核通過", at=Step.SUPERVISOR, to=Step.AGENCY, by=HANDLER, asks=("supervisor_checked_on", "supervisor_checked_by"), guard=check_is_told),
        Action(key="supervisor_return", name="監造退回續改", at=Step.SUPERVISOR, to=Step.CONTRACTOR, by=HANDLER, needs_reason=True),
        Action(key="confirm", name="機關確認並報備查", at=Step.AGENCY, to=Step.TO_FILE, by=LEAD, asks=("agency_confirmed_by", "report_number"), tells=(Tell.DESK,)),
        Action(key="agency_return", name="機關退回續改", at=Step.AGENCY, to=Step.CONTRACTOR, by=LEAD, needs_reason=True),
        Action(key="file", name="同意備查", at=Step.TO_FILE, to=Step.FILED, by=ENGINEER, asks=("filing_opinion",), tells=(Tell.AGENCY,)),
        Action(key="team_return", name="小組退回續改", at=Step.TO_FILE, to=Step.CONTRACTOR, by=ENGINEER, needs_reason=True, tells=(Tell.AGENCY,)),
        Action(key="punish", name="登錄逾期處置", at=(*OPEN, Step.TO_FILE), by=ENGINEER | LEAD, record=OverdueMeasure, asks=("measure_taken", "letter_number"),
               only_overdue=True, tells=(Tell.AGENCY, Tell.DESK)),
    ),
    verbs=Verbs(edit=Verb(by=ENGINEER), assign=Verb(by=HANDLER), involve=Verb(by=ENGINEER | LEAD), note=Verb(by=ENGINEER | HANDLER), attach=Verb(by=ENGINEER | HANDLER),
                reopen=Verb(by=ENGINEER, at=(Step.FILED,), to=Step.CONTRACTOR, tells=(Tell.AGENCY,))),
    deadlines=(
        Deadline(key="receive", name="登錄文到", start=Step.NOTIFIED, stop=Step.CONTRACTOR, within=Dated(Since(BEGAN, Days(7), Ours("函送後七日內登錄文到，以利起算"))),
                 remind=(Days(1),), escalate=(Escalation(after=Hours(0), to=Tell.AGENCY, name="請登錄文到日期"),)),
        Deadline(key="remedy", name="缺失改善", start=Step.CONTRACTOR, stop=(Step.TO_FILE, Step.FILED), counts_from="received_on", within=REMEDY,
                 remind=(Days(7), Days(1)), faults=(("contractor", "廠商"), ("supervisor", "監造單位"), ("agency", "主辦機關"), ("none", "不可歸責")),
                 escalate=(Escalation(after=Hours(0), to=Tell.AGENCY, name="缺失逾期未改善，請依契約及辦法第10條處理"), Escalation(after=Days(7), to=Tell.DESK, name="請通知機關或其上級")),
                 extended_by=(Extension(by=ENGINEER, times=2, total=Days(60), tells=(Tell.AGENCY,)),)),
        Deadline(key="file", name="小組備查", start=Step.TO_FILE, stop=(Step.FILED, Step.CONTRACTOR), renews=True, within=Dated(Since(BEGAN, Days(14), Ours("報備查後十四日內審查"))),
                 remind=(Days(3),), escalate=(Escalation(after=Hours(0), to=Tell.DESK, name="請完成備查"),)),
    ),
    indicators=(
        Indicator(key="engineering.defect_correction.opened", name="缺失改善追蹤件數", unit="件", measure=count_received(), counting="期間內函送缺失之查核案"),
        Indicator(key="engineering.defect_correction.filed", name="缺失改善備查件數", unit="件", measure=count_entering(Step.FILED), counting="期間內同意備查者"),
        Indicator(key="engineering.defect_correction.in_time", name="缺失如期改善率", unit="%", measure=share_in_time(Step.TO_FILE),
                  counting="期間內報備查者，於文到30日（含展延）內之比率", basis=(REMEDY.since[-1].ground,)),
        Indicator(key="engineering.defect_correction.returned", name="退回續改次數", unit="次", measure=count_deeds("supervisor_return", "agency_return", "team_return"),
                  counting="監造、機關及小組退回續改之次數合計，同案多次分別計次"),
        Indicator(key="engineering.defect_correction.extended", name="同意展延次數", unit="次", measure=count_deeds("extend"), counting="期間內同意展延之次數"),
        Indicator(key="engineering.defect_correction.punished", name="逾期處置次數", unit="次", measure=count_deeds("punish"), counting="期間內登錄之逾期處置", basis=(UNMENDED,)),
        Indicator(key="engineering.defect_correction.open", name="期末缺失改善未結件數", unit="件", measure=open_at_end(), counting="期末尚未備查者"),
        Indicator(key="engineering.defect_correction.overdue", name="期末缺失改善逾期件數", unit="件", measure=overdue_at_end(), counting="期末未結且已逾期限者"),
    ),
)  # fmt: skip
