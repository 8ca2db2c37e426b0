"""立法委員質詢、監察院糾正及調查、行政院院會及院長提示: what comes from the central government is answered and its execution tracked."""

from datetime import date

from django.db import models

from yankao.divisions.control.logic.directive import FAULTS, DirectiveFacts, Step, directive
from yankao.divisions.control.roles import CONTROL, MAYOR
from yankao.engines.cases.declare import Deadline, Escalation, Extension, Tell
from yankao.kernel.days import Days, Hours, Months, Span, WorkDays
from yankao.kernel.law import Dated, Law, Ours, Practice, Since

BEGAN = date(2001, 1, 1)
TRACKED = Practice("管考立法委員質詢、監察院糾正或調查暨行政院調查案件，並追蹤其答覆及執行情形", seen="施政計畫 112 第81行")
PREMIER = Practice("管考行政院院會、院長提示暨決議事項", seen="施政計畫 112 第81行")
CORRECTION_ACT = Law("監察法", "第25條")
THREE_DAYS: Dated[Span] = Dated(Since(BEGAN, WorkDays(3), Ours("參採中央機關立委質詢3日之公文時效（工作日），待本府訂定後修改")))
TWO_MONTHS: Dated[Span] = Dated(Since(BEGAN, Months(2), CORRECTION_ACT))
ONE_MONTH: Dated[Span] = Dated(Since(BEGAN, Months(1), Ours("調查及函查案件以來函所定期限為準，未定者一個月內函復")))


class LegislatorQuestion(DirectiveFacts):
    """Facts of one interpellation of a legislator that concerns the city."""

    class Form(models.TextChoices):
        ORAL = "oral", "口頭質詢"
        WRITTEN = "written", "書面質詢"
        PROPOSAL = "proposal", "臨時提案"

    legislator = models.CharField("立法委員", max_length=60)
    form = models.CharField("質詢方式", max_length=12, choices=Form.choices)
    term = models.PositiveSmallIntegerField("立法院屆次")
    session = models.PositiveSmallIntegerField("會期")
    forwarded_by = models.CharField("交辦機關", max_length=60, blank=True)
    answer_number = models.CharField("答復文號", max_length=60, blank=True)
    answered_on = models.DateField("答復日期", null=True, blank=True)


class ControlYuanCase(DirectiveFacts):
    """Facts of one correction or investigation of the Control Yuan."""

    class Form(models.TextChoices):
        CORRECTION = "correction", "糾正"
        INVESTIGATION = "investigation", "調查"
        INQUIRY = "inquiry", "函查"

    form = models.CharField("案件性質", max_length=16, choices=Form.choices)
    yuan_number = models.CharField("監察院文號", max_length=60)
    committee = models.CharField("監察院委員會", max_length=60, blank=True)
    investigators = models.CharField("調查委員", max_length=100, blank=True)
    via = models.CharField("轉交機關", max_length=60, blank=True)
    answer_number = models.CharField("函復文號", max_length=60, blank=True)
    answered_on = models.DateField("函復日期", null=True, blank=True)
    accountability = models.TextField("人員議處情形", blank=True)


class ExecutiveYuanOrder(DirectiveFacts):
    """Facts of one remark of the premier, resolution of the Executive Yuan or inquiry of it."""

    class Form(models.TextChoices):
        REMARK = "remark", "院長提示"
        RESOLUTION = "resolution", "院會決議"
        INQUIRY = "inquiry", "行政院調查"

    form = models.CharField("案件性質", max_length=12, choices=Form.choices)
    meeting_number = models.CharField("院會次別", max_length=40, blank=True)
    ministry = models.CharField("主管部會", max_length=60, blank=True)
    answer_number = models.CharField("函復文號", max_length=60, blank=True)
    answered_on = models.DateField("函復日期", null=True, blank=True)


def time_to_answer_the_yuan(it: ControlYuanCase) -> Dated[Span]:
    return TWO_MONTHS if it.form == ControlYuanCase.Form.CORRECTION else ONE_MONTH


def answer_is_not_before_the_order(it: LegislatorQuestion | ControlYuanCase | ExecutiveYuanOrder) -> str | None:
    is_early = it.answered_on is not None and it.ordered_on is not None and it.answered_on < it.ordered_on
    return "答復日期不得早於質詢或來文日期" if is_early else None


def correction_names_what_was_done(it: ControlYuanCase) -> str | None:
    if it.form == ControlYuanCase.Form.CORRECTION and not it.accountability.strip():
        return "糾正案請填寫人員議處情形；無議處者請敘明理由"
    return answer_is_not_before_the_order(it)


ANSWER_IN_THREE_DAYS = Deadline(
    key="answer", name="答復立法委員質詢", start=(Step.REGISTERED, Step.REPORTING), stop=(Step.SUBMITTED, Step.CANCELLED), within=THREE_DAYS,
    remind=(WorkDays(1),), faults=FAULTS,
    escalate=(Escalation(after=Hours(0), to=Tell.AGENCY, name="請即答復"), Escalation(after=WorkDays(1), to=Tell.DESK, name="請催辦")),
    extended_by=(Extension(by=CONTROL, times=1, total=WorkDays(3), tells=(Tell.AGENCY,)), Extension(by=MAYOR, tells=(Tell.AGENCY,))),
)  # fmt: skip
ANSWER_THE_YUAN = Deadline(
    key="answer", name="函復監察院", start=(Step.REGISTERED, Step.REPORTING), stop=(Step.SUBMITTED, Step.CANCELLED), within=time_to_answer_the_yuan,
    remind=(Days(14), Days(5)), faults=FAULTS,
    escalate=(Escalation(after=Hours(0), to=Tell.AGENCY, name="請即函復"), Escalation(after=Days(3), to=Tell.DESK, name="請催辦並簽報")),
    extended_by=(Extension(by=CONTROL, times=1, total=Months(1), tells=(Tell.AGENCY,)), Extension(by=MAYOR, tells=(Tell.AGENCY,))),
)  # fmt: skip

LEGISLATOR_QUESTION = directive(
    key="control.legislator_question",
    name="立法委員質詢",
    detail=LegislatorQuestion,
    systems=("legislator-questions",),
    basis=(TRACKED,),
    asks=("legislator", "form", "term", "session"),
    may_ask=("forwarded_by",),
    report_asks=("answer_number", "answered_on"),
    report_guard=answer_is_not_before_the_order,
    deadlines=(ANSWER_IN_THREE_DAYS,),
    is_first_window_set=False,
)
CONTROL_YUAN = directive(
    key="control.control_yuan",
    name="監察院糾正及調查案件",
    detail=ControlYuanCase,
    systems=("control-yuan",),
    basis=(TRACKED, CORRECTION_ACT),
    asks=("form", "yuan_number"),
    may_ask=("committee", "investigators", "via", "accountability"),
    report_asks=("answer_number", "answered_on"),
    report_guard=correction_names_what_was_done,
    deadlines=(ANSWER_THE_YUAN,),
    is_first_window_set=False,
)
EXECUTIVE_YUAN = directive(
    key="control.executive_yuan",
    name="行政院院會及院長提示事項",
    detail=ExecutiveYuanOrder,
    systems=("executive-yuan",),
    basis=(PREMIER, TRACKED),
    asks=("form",),
    may_ask=("meeting_number", "ministry"),
    report_asks=("answer_number", "answered_on"),
    report_guard=answer_is_not_before_the_order,
)
