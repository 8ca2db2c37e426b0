"""現場會勘、複查、協調: a petition that is stuck is settled on the spot: who comes, what was agreed, who does it by when, and the recheck."""

from datetime import date

from django.db import models

from yankao.divisions.service.roles import AGENT, CHANNELS, HANDLER, LEAD, READERS
from yankao.engines.cases.declare import Action, Deadline, Escalation, Extension, Procedure, Routing, Steps, Tell, Verb, Verbs
from yankao.engines.cases.measures import count_entering, count_received, mean_days, share_in_time
from yankao.engines.cases.models import CaseDetail, CaseRecord
from yankao.engines.indicators.declare import Indicator
from yankao.kernel.days import Days, Hours, Months, WorkDays
from yankao.kernel.law import Dated, Ours, Practice, Since

BEGAN = date(2008, 4, 1)
ACTIVE = Practice("主動出擊以現場會勘、複查、協調等方式，深入基層解決問題，落實民眾陳情案件之處理", seen="施政計畫 112 第82行")


class Step(Steps):
    PROPOSED = "proposed", "待排定"
    SCHEDULED = "scheduled", "已排定"
    MET = "met", "已會勘"
    TRACKED = "tracked", "列管追蹤"
    TO_RECHECK = "to_recheck", "待複查"
    CLOSED = "closed", "結案"
    CANCELLED = "cancelled", "取消"


class Kind(models.TextChoices):
    """What brings people to the spot (辦理方式)."""

    INSPECTION = "inspection", "現場會勘"
    RECHECK = "recheck", "複查"
    MEDIATION = "mediation", "協調"


class Result(models.TextChoices):
    """How the matter was settled (辦理結果)."""

    SOLVED = "solved", "已解決"
    EXPLAINED = "explained", "已向民眾說明，民眾接受"
    NO_AGREEMENT = "no_agreement", "協調未成"
    NOT_CITY = "not_city", "非市府權責，已轉知"


class OnsiteCoordination(CaseDetail):
    """Facts of one matter settled on the spot; each meeting, agreed item and report on an item is a record of its own."""

    kind = models.CharField("辦理方式", max_length=12, choices=Kind.choices, default=Kind.INSPECTION)
    meets_at = models.DateTimeField("會勘時間", null=True, blank=True)
    meeting_point = models.CharField("集合地點", max_length=200, blank=True)
    convened_by = models.CharField("召集人職稱", max_length=60, blank=True)
    items_due_on = models.DateField("列管事項完成期限", null=True, blank=True)
    result = models.CharField("辦理結果", max_length=16, choices=Result.choices, blank=True)
    settlement = models.TextField("結論說明", blank=True)
    rechecked_on = models.DateField("複查日期", null=True, blank=True)
    recheck_finding = models.TextField("複查情形", blank=True)


class SiteMeeting(CaseRecord):
    """One meeting on the spot (會勘紀錄): who came, who did not, what was concluded."""

    held_at = models.DateTimeField("實際會勘時間")
    attended = models.TextField("出席機關及職稱")
    absent = models.CharField("未出席機關", max_length=200, blank=True)
    citizen_was_there = models.BooleanField("陳情人到場", default=False)
    conclusion = models.TextField("會勘結論")


class TrackedItem(CaseRecord):
    """One thing agreed (列管事項): what, by which agency, until when."""

    item_number = models.PositiveSmallIntegerField("項次")
    item = models.CharField("列管事項", max_length=300)
    responsible = models.CharField("辦理機關", max_length=120)
    due_on = models.DateField("完成期限")


class ItemReport(CaseRecord):
    """One report on a thing agreed (列管事項辦理情形)."""

    of_number = models.PositiveSmallIntegerField("回報項次")
    is_done = models.BooleanField("已完成", default=False)
    progress = models.TextField("辦理情形")


def meeting_lies_ahead(it: OnsiteCoordination) -> str | None:
    if it.meets_at is not None and it.meets_at < it.case.received_at:
        return "會勘時間不得早於受理時間"
    return None


def all_items_are_done(it: OnsiteCoordination) -> str | None:
    agreed = set(TrackedItem.objects.filter(case_id=it.case_id).values_list("item_number", flat=True))
    done = set(ItemReport.objects.filter(case_id=it.case_id, is_done=True).values_list("of_number", flat=True))
    left = sorted(agreed - done)
    return f"列管事項第 {'、'.join(map(str, left))} 項尚未回報完成" if left else None


def result_is_told(it: OnsiteCoordination) -> str | None:
    return None if it.result and it.settlement.strip() else "請選擇辦理結果並填寫結論說明"


ONSITE_COORDINATION = Procedure(
    key="service.onsite_coordination",
    name="現場會勘、複查、協調",
    letter="S",
    systems=("onsite-coordination",),
    basis=(ACTIVE,),
    detail=OnsiteCoordination,
    opened_by=AGENT | HANDLER,
    seen_by=READERS,
    person_seen_by=AGENT | HANDLER,
    asks=("title", "description", "address", "agency"),
    may_ask=("kind", "channel", "lat", "long", "meets_at", "items_due_on", "reporter"),
    lists=("kind", "address", "meets_at", "items_due_on", "result"),
    searches=("settlement", "meeting_point"),
    channels=CHANNELS,
    routing=Routing.ASKED,
    first=Step.PROPOSED,
    ends=(Step.CLOSED, Step.CANCELLED),
    actions=(
        Action(key="schedule", name="排定會勘", at=Step.PROPOSED, to=Step.SCHEDULED, by=AGENT | HANDLER, asks=("meets_at", "meeting_point", "convened_by"),
               may_ask=("kind",), guard=meeting_lies_ahead, tells=(Tell.AGENCY, Tell.PARTIES, Tell.REPORTER)),
        Action(key="reschedule", name="改期", at=Step.SCHEDULED, by=AGENT | HANDLER, asks=("meets_at",), may_ask=("meeting_point",), needs_reason=True,
               guard=meeting_lies_ahead, tells=(Tell.AGENCY, Tell.PARTIES, Tell.REPORTER)),
        Action(key="hold", name="登錄會勘紀錄", at=Step.SCHEDULED, to=Step.MET, by=AGENT | HANDLER, record=SiteMeeting,
               asks=("held_at", "attended", "conclusion"), may_ask=("absent", "citizen_was_there"), tells=(Tell.PARTIES,)),
        Action(key="meet_again", name="再次會勘", at=(Step.MET, Step.TRACKED), to=Step.SCHEDULED, by=AGENT | HANDLER, asks=("meets_at",), needs_reason=True,
               guard=meeting_lies_ahead, tells=(Tell.AGENCY, Tell.PARTIES, Tell.REPORTER)),
        Action(key="track", name="列管追蹤", at=Step.MET, to=Step.TRACKED, by=AGENT | HANDLER, record=TrackedItem,
               asks=("item_number", "item", "responsible", "due_on", "items_due_on"), tells=(Tell.AGENCY, Tell.PARTIES)),
        Action(key="add_item", name="增列事項", at=Step.TRACKED, by=AGENT | HANDLER, record=TrackedItem,
               asks=("item_number", "item", "responsible", "due_on"), tells=(Tell.AGENCY, Tell.PARTIES)),
        Action(key="report_item", name="回報辦理情形", at=Step.TRACKED, by=HANDLER | AGENT, record=ItemReport, asks=("of_number", "progress"),
               may_ask=("is_done",)),
        Action(key="ask_recheck", name="請求複查", at=Step.TRACKED, to=Step.TO_RECHECK, by=HANDLER, guard=all_items_are_done, tells=(Tell.DESK,)),
        Action(key="recheck_failed", name="複查未完成", at=Step.TO_RECHECK, to=Step.TRACKED, by=AGENT, asks=("rechecked_on", "recheck_finding"),
               needs_reason=True, tells=(Tell.AGENCY, Tell.PARTIES)),
        Action(key="recheck_passed", name="複查通過並結案", at=Step.TO_RECHECK, to=Step.CLOSED, by=AGENT,
               asks=("rechecked_on", "recheck_finding", "result", "settlement"), guard=result_is_told, tells=(Tell.REPORTER, Tell.AGENCY)),
        Action(key="close", name="現場解決並結案", at=Step.MET, to=Step.CLOSED, by=AGENT, asks=("result", "settlement"), guard=result_is_told,
               tells=(Tell.REPORTER, Tell.AGENCY)),
        Action(key="cancel", name="取消會勘", at=(Step.PROPOSED, Step.SCHEDULED), to=Step.CANCELLED, by=LEAD, needs_reason=True,
               tells=(Tell.AGENCY, Tell.PARTIES, Tell.REPORTER)),
    ),
    verbs=Verbs(
        edit=Verb(by=AGENT),
        assign=Verb(by=HANDLER),
        transfer=Verb(by=AGENT, at=(Step.PROPOSED, Step.SCHEDULED)),
        involve=Verb(by=AGENT | HANDLER),
        reopen=Verb(by=AGENT, at=(Step.CLOSED, Step.CANCELLED), to=Step.SCHEDULED, tells=(Tell.AGENCY,)),
        note=Verb(by=AGENT | HANDLER),
        attach=Verb(by=AGENT | HANDLER),
    ),
    deadlines=(
        Deadline(key="schedule", name="排定會勘", start=Step.PROPOSED, stop=(Step.SCHEDULED, Step.MET, Step.CANCELLED),
                 within=Dated(Since(BEGAN, WorkDays(3), Ours("受理後三個工作日內排定並通知與會機關"))),
                 escalate=(Escalation(after=Hours(0), to=Tell.DESK, name="請協調排定"),)),
        Deadline(key="meet", name="辦理會勘", start=Step.PROPOSED, stop=(Step.MET, Step.CANCELLED, Step.CLOSED),
                 within=Dated(Since(BEGAN, Days(14), Ours("會勘併入陳情30日期限內辦理，以14日為度"))), remind=(Days(3), Days(1)),
                 escalate=(Escalation(after=Hours(0), to=Tell.AGENCY, name="請儘速會勘"), Escalation(after=Days(3), to=Tell.DESK, name="列入稽催")),
                 extended_by=(Extension(by=LEAD, times=2, total=Days(14)),)),
        Deadline(key="track", name="列管事項完成", start=Step.TRACKED, stop=(Step.TO_RECHECK, Step.CLOSED), counts_from="items_due_on",
                 within=Dated(Since(BEGAN, Days(0), Ours("依會勘結論所定期限"))), remind=(Days(7), Days(1)),
                 escalate=(Escalation(after=Hours(0), to=Tell.AGENCY, name="請敘明落後原因"), Escalation(after=Days(3), to=Tell.DESK, name="列入稽催")),
                 extended_by=(Extension(by=LEAD, times=3, total=Days(90)),)),
        Deadline(key="recheck", name="複查", start=Step.TO_RECHECK, stop=(Step.CLOSED, Step.TRACKED), renews=True,
                 within=Dated(Since(BEGAN, WorkDays(5), Ours("機關報完成後五個工作日內複查"))),
                 escalate=(Escalation(after=Hours(0), to=Tell.DESK, name="請複查"),)),
    ),
    retention=Dated(Since(BEGAN, Months(120), Ours("比照人民陳情，陳情人資料保存10年，件數不受影響"))),
    indicators=(
        Indicator(key="service.onsite_coordination.received", name="現場會勘協調案件數", unit="件", measure=count_received(),
                  counting="受理時間落於期間者；自陳情或派工改列者各計一件，測試案件不計"),
        Indicator(key="service.onsite_coordination.held", name="辦理會勘案件數", unit="件", measure=count_entering(Step.MET),
                  counting="期間內完成會勘之案件，同案數次會勘計一件"),
        Indicator(key="service.onsite_coordination.closed", name="會勘協調結案件數", unit="件", measure=count_entering(Step.CLOSED),
                  counting="期間內現場解決或複查通過而結案者；取消者不計"),
        Indicator(key="service.onsite_coordination.in_time_share", name="如期會勘率", unit="%", measure=share_in_time(Step.MET),
                  counting="期間內完成會勘之案件，於期限（含核准之展延）前完成者之比率"),
        Indicator(key="service.onsite_coordination.mean_days", name="會勘協調平均處理天數", unit="天",
                  measure=mean_days(start=Step.PROPOSED, stop=Step.CLOSED), counting="自受理至結案之日曆天"),
    ),
)  # fmt: skip
