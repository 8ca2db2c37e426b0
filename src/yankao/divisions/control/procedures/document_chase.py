"""公文查詢稽催: a document near or past its limit is asked after until it is sent out, or passed on as overdue."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from django.core.validators import MinValueValidator
from django.db import models

from yankao.divisions.control.logic.documents import BEGAN, FLOW_RULES, DocumentClass, Speed, time_for, used_is_right
from yankao.divisions.control.roles import CONTROL, HANDLER, OPENERS, READERS, WINDOW
from yankao.engines.cases.declare import Action, Deadline, Escalation, Extension, FollowOn, Procedure, Routing, Steps, Tell, Verb, Verbs
from yankao.engines.cases.measures import count_deeds, count_entering, count_received, open_at_end, overdue_at_end, share_in_time, windows_kept
from yankao.engines.cases.models import CaseDetail, CaseRecord
from yankao.engines.cases.who import case_agency_role
from yankao.engines.indicators.declare import Indicator
from yankao.kernel.days import Days, Hours, Span, WorkDays, day_of
from yankao.kernel.law import Dated, Ours, Practice, Since
from yankao.kernel.workdays.calendar import load_calendar

LEAD = case_agency_role("agency_lead", name="機關主管")
CONTROLLER = case_agency_role("controller", name="機關管考窗口")
RULE = Practice("督導各機關依照院頒「文書流程管理作業規範」", seen="施政計畫 112 第79行")
LAYERS = Ours("展期以3次、累計30日為限；10日以內由單位主管、20日以內由機關管考窗口、逾20日由研考會核定，參採他機關分層實務")


class Step(Steps):
    ASKED = "asked", "待查復"
    ANSWERED = "answered", "續辦中"
    DISPATCHED = "dispatched", "已發文"
    PASSED_ON = "passed_on", "移逾限查核"


class DocumentChase(CaseDetail):
    """Facts of one document that is asked after."""

    document_number = models.CharField("公文文號", max_length=40, db_collation="C")
    document_class = models.CharField("公文類別", max_length=16, choices=DocumentClass.choices)
    speed = models.CharField("速別", max_length=8, choices=Speed.choices, default=Speed.NORMAL)
    taken_in_on = models.DateField("收文日期")
    fixed_on = models.DateField("來文限辦日期", null=True, blank=True)
    holder_unit = models.CharField("承辦單位", max_length=80, blank=True)
    dispatched_on = models.DateField("發文日期", null=True, blank=True)
    dispatch_number = models.CharField("發文字號", max_length=60, blank=True)
    days_used = models.DecimalField("使用日數", max_digits=6, decimal_places=1, null=True, blank=True, validators=[MinValueValidator(Decimal("0.5"))])
    examined_on = models.DateField("查核基準日", null=True, blank=True)


class ChaseAnswer(CaseRecord):
    """One answer of the agency to being asked (查復)."""

    stage = models.CharField("目前辦理階段", max_length=100)
    reason = models.TextField("未結原因")
    expected_on = models.DateField("預定發文日期")


class ChaseLetter(CaseRecord):
    """One notice that asks again (稽催通知)."""

    notice_number = models.CharField("稽催單號", max_length=40)
    told = models.CharField("稽催事項", max_length=400)


def time_to_dispatch(it: DocumentChase) -> Dated[Span]:
    day = it.taken_in_on or date(2023, 1, 1)
    return time_for(it.document_class, it.speed, received_on=day, fixed_on=it.fixed_on)


def days_are_counted_right(it: DocumentChase) -> str | None:
    if it.dispatched_on is None or it.days_used is None:
        return "請填寫發文日期及使用日數"
    return used_is_right(it.taken_in_on, it.dispatched_on, it.days_used, load_calendar())


def overdue_of(it: DocumentChase) -> Mapping[str, object]:
    """Tell the examination which document it is, when it was due with all extensions, and which chase it comes from."""
    return {
        "document_number": it.document_number,
        "document_class": it.document_class,
        "speed": it.speed,
        "taken_in_on": it.taken_in_on,
        "due_on": day_of(it.case.due_dates.get(key="dispatch").due_at),
        "examined_on": it.examined_on,
        "chase_number": it.case.number,
        "holder_unit": it.holder_unit,
    }


EXAMINED = FollowOn(procedure="control.overdue_document", reasons=(("long_overdue", "逾限超過30日"), ("serious", "逾限情節重大")), facts=overdue_of)


DOCUMENT_CHASE = Procedure(
    key="control.document_chase",
    name="公文查詢稽催",
    letter="B",
    systems=("doc-chasing", "doc-timeliness"),
    detail=DocumentChase,
    basis=(FLOW_RULES, RULE, LAYERS),
    opened_by=OPENERS | WINDOW,
    seen_by=READERS,
    asks=("document_number", "document_class", "speed", "taken_in_on"),
    may_ask=("fixed_on", "holder_unit", "title", "description", "agency"),
    lists=("document_number", "document_class", "taken_in_on"),
    searches=("document_number", "dispatch_number"),
    routing=Routing.OWN,
    first=Step.ASKED,
    ends=(Step.DISPATCHED, Step.PASSED_ON),
    actions=(
        Action(key="answer", name="查復", at=Step.ASKED, to=Step.ANSWERED, by=HANDLER, record=ChaseAnswer, asks=("stage", "reason", "expected_on"), tells=(Tell.DESK,)),
        Action(key="ask_again", name="再稽催", at=Step.ANSWERED, to=Step.ASKED, by=CONTROL | WINDOW, record=ChaseLetter, asks=("notice_number", "told"), tells=(Tell.AGENCY,)),
        Action(key="dispatch", name="登錄發文", at=(Step.ASKED, Step.ANSWERED), to=Step.DISPATCHED, by=HANDLER | CONTROL,
               asks=("dispatched_on", "days_used"), may_ask=("dispatch_number",), guard=days_are_counted_right),
        Action(key="change_speed", name="變更速別", at=(Step.ASKED, Step.ANSWERED), by=WINDOW, asks=("speed",), needs_reason=True),
        Action(key="pass_on", name="移逾限公文查核", at=(Step.ASKED, Step.ANSWERED), to=Step.PASSED_ON, by=CONTROL, only_overdue=True, needs_reason=True,
               asks=("examined_on",), followed_by=EXAMINED, tells=(Tell.AGENCY,)),
    ),
    verbs=Verbs(edit=Verb(by=CONTROL | WINDOW), assign=Verb(by=HANDLER), transfer=Verb(by=CONTROL), involve=Verb(by=CONTROL | WINDOW),
                reopen=Verb(by=CONTROL, at=(Step.DISPATCHED, Step.PASSED_ON), to=Step.ASKED, tells=(Tell.AGENCY,)),
                note=Verb(by=CONTROL | HANDLER), attach=Verb(by=CONTROL | HANDLER)),
    deadlines=(
        Deadline(key="dispatch", name="公文處理時限", start=Step.ASKED, stop=(Step.DISPATCHED, Step.PASSED_ON), counts_from="taken_in_on",
                 within=time_to_dispatch, remind=(WorkDays(1),), faults=(("agency", "承辦機關"), ("consulted", "會辦機關"), ("none", "不可歸責")),
                 escalate=(Escalation(after=Hours(0), to=Tell.AGENCY, name="請即辦結"), Escalation(after=Days(30), to=Tell.DESK, name="逾限超過30日，請移逾限公文查核")),
                 extended_by=(Extension(by=LEAD, times=3, total=Days(10), tells=(Tell.AGENCY,)), Extension(by=CONTROLLER, times=3, total=Days(20), tells=(Tell.AGENCY,)),
                              Extension(by=CONTROL, times=3, total=Days(30), tells=(Tell.AGENCY,)))),
        Deadline(key="answer", name="查復稽催", start=Step.ASKED, stop=(Step.ANSWERED, Step.DISPATCHED, Step.PASSED_ON), renews=True,
                 within=Dated(Since(BEGAN, WorkDays(2), Ours("稽催後二個工作日內查復"))), remind=(WorkDays(1),),
                 escalate=(Escalation(after=Hours(0), to=Tell.AGENCY, name="請即查復"), Escalation(after=WorkDays(2), to=Tell.DESK, name="請洽機關管考窗口"))),
    ),
    indicators=(
        Indicator(key="control.document_chase.received", name="公文稽催件數", unit="件", measure=count_received(), counting="期間內開立稽催之公文，再稽催不另計件"),
        Indicator(key="control.document_chase.again", name="公文再稽催次數", unit="次", measure=count_deeds("ask_again"), counting="期間內再稽催之次數"),
        Indicator(key="control.document_chase.dispatched", name="稽催後發文件數", unit="件", measure=count_entering(Step.DISPATCHED), counting="期間內登錄發文者"),
        Indicator(key="control.document_chase.open", name="期末稽催中件數", unit="件", measure=open_at_end(), counting="期末尚未發文亦未移查核者"),
        Indicator(key="control.document_chase.overdue", name="期末逾限件數", unit="件", measure=overdue_at_end(), counting="期末稽催中，已逾處理時限或查復期限者"),
        Indicator(key="control.document_chase.in_time", name="稽催公文如期發文率", unit="%", measure=share_in_time(Step.DISPATCHED), counting="期間內發文者，於處理時限（含展期）內發文之比率"),
        Indicator(key="control.document_chase.answered_in_time", name="稽催如期查復率", unit="%", measure=windows_kept(Step.ANSWERED), counting="期間內各次查復，於二個工作日內查復之比率"),
    ),
)  # fmt: skip
