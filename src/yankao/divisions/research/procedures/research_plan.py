"""自行研究計畫: agencies and schools propose what their staff will study, the commission approves and subsidises, the report is due in September."""

from datetime import date
from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q, Sum

from yankao.divisions.research.roles import AGENCIES, OVERSIGHT, RESEARCH
from yankao.engines.cases.declare import Action, Deadline, Escalation, Extension, Procedure, Routing, Steps, Tell, Verb, Verbs
from yankao.engines.cases.measures import count_entering, count_received, open_at_end, overdue_at_end, share_in_time
from yankao.engines.cases.models import CaseDetail
from yankao.engines.cases.who import case_agency, case_agency_role
from yankao.engines.indicators.declare import Indicator, Measured
from yankao.kernel.days import Days, Hours, Months
from yankao.kernel.law import Dated, Ours, Practice, Since
from yankao.kernel.roc import YEAR_BEFORE_FIRST, Window, roc_date

BEGAN = date(2009, 1, 1)
RULE = Practice("依據「研究發展案件評審獎勵要點」鼓勵本府所屬公務人員自行提案研究，並辦理評獎", seen="業務報告 104-04 第60行")
SEPTEMBER = Practice("預計104年9月底提交研究報告參加評審", seen="業務報告 104-04 第66行")
BY_THE_DATE = Dated(Since(BEGAN, Days(0), SEPTEMBER))
LAST_MONTH, LAST_DAY = 9, 30

HANDLER = case_agency_role("clerk", "agency_lead", "controller", name="提案機關")


class Step(Steps):
    """How far a plan of research has come."""

    PROPOSED = "proposed", "待審查"
    SENT_BACK = "sent_back", "退回補正"
    STUDIED = "studied", "核定研究中"
    HANDED_IN = "handed_in", "已提交報告"
    REFUSED = "refused", "不予核定"
    WITHDRAWN = "withdrawn", "撤案"


class ResearchPlan(CaseDetail):
    """Facts of one plan of research by staff."""

    year = models.PositiveSmallIntegerField("年度（民國）", validators=[MinValueValidator(90), MaxValueValidator(999)])
    topic = models.CharField("研究題目", max_length=200)
    researchers = models.CharField("研究人員", max_length=200)
    method = models.TextField("研究目的及方法")
    asked_amount = models.DecimalField("申請補助（元）", max_digits=9, decimal_places=0, default=Decimal(0), validators=[MinValueValidator(0)])
    approved_on = models.DateField("核定日期", null=True, blank=True)
    approval_number = models.CharField("核定文號", max_length=60, blank=True)
    approved_amount = models.DecimalField("核定補助（元）", max_digits=9, decimal_places=0, default=Decimal(0), validators=[MinValueValidator(0)])
    report_due_on = models.DateField("應提交報告日期", null=True, blank=True)
    report_title = models.CharField("報告名稱", max_length=200, blank=True)
    report_on = models.DateField("提交報告日期", null=True, blank=True)


def approval_is_whole(it: ResearchPlan) -> str | None:
    """The subsidy stays within what was asked, and the report is due by the end of September."""
    if it.approved_on is None or it.report_due_on is None:
        return "請填寫核定日期及應提交報告日期"
    if it.approved_amount > it.asked_amount:
        return f"核定補助不得高於申請之{it.asked_amount:,}元"
    last = date(it.year + YEAR_BEFORE_FIRST, LAST_MONTH, LAST_DAY)
    if not it.approved_on < it.report_due_on <= last:
        return f"應提交報告日期應在核定之後，至遲為{roc_date(last)}"
    return None


def report_follows_the_approval(it: ResearchPlan) -> str | None:
    """A report comes after the plan was approved."""
    is_early = it.report_on is not None and it.approved_on is not None and it.report_on < it.approved_on
    return "提交報告日期不得早於核定日期" if is_early else None


def _subsidised(_subject: str, window: Window) -> Measured:
    return Measured(numerator=_approved_in(window).filter(approved_amount__gt=0).count())


def _amount(_subject: str, window: Window) -> Measured:
    return Measured(numerator=_approved_in(window).aggregate(total=Sum("approved_amount"))["total"] or 0)


def _approved_in(window: Window) -> "models.QuerySet[ResearchPlan]":
    within = Q(approved_on__gte=window.first, approved_on__lte=window.last, case__is_test=False)
    return ResearchPlan.objects.filter(within).exclude(case__step=Step.REFUSED)


OPEN = (Step.PROPOSED, Step.SENT_BACK, Step.STUDIED)

RESEARCH_PLAN = Procedure(
    key="research.research_plan",
    name="自行研究計畫",
    letter="H",
    systems=("self-research",),
    detail=ResearchPlan,
    basis=(RULE, SEPTEMBER),
    opened_by=RESEARCH | AGENCIES,
    seen_by=RESEARCH | case_agency | OVERSIGHT,
    asks=("year", "topic", "researchers", "method"),
    may_ask=("asked_amount", "agency"),
    lists=("year", "researchers", "approved_amount", "report_due_on"),
    searches=("topic", "researchers", "report_title"),
    routing=Routing.OWN,
    first=Step.PROPOSED,
    ends=(Step.HANDED_IN, Step.REFUSED, Step.WITHDRAWN),
    actions=(
        Action(key="approve", name="核定研究", at=Step.PROPOSED, to=Step.STUDIED, by=RESEARCH, asks=("approved_on", "approval_number", "report_due_on"),
               may_ask=("approved_amount",), guard=approval_is_whole, tells=(Tell.AGENCY,)),
        Action(key="send_back", name="退回補正", at=Step.PROPOSED, to=Step.SENT_BACK, by=RESEARCH, needs_reason=True, tells=(Tell.AGENCY,)),
        Action(key="propose_again", name="補正後再送", at=Step.SENT_BACK, to=Step.PROPOSED, by=HANDLER, asks=("topic", "method"), may_ask=("asked_amount",),
               tells=(Tell.DESK,)),
        Action(key="refuse", name="不予核定", at=Step.PROPOSED, to=Step.REFUSED, by=RESEARCH, needs_reason=True, tells=(Tell.AGENCY,)),
        Action(key="hand_in", name="提交研究報告", at=Step.STUDIED, to=Step.HANDED_IN, by=HANDLER, asks=("report_title", "report_on"),
               guard=report_follows_the_approval, tells=(Tell.DESK,)),
        Action(key="urge", name="函催", at=Step.STUDIED, by=RESEARCH, only_overdue=True, tells=(Tell.AGENCY,)),
        Action(key="withdraw", name="撤案", at=OPEN, to=Step.WITHDRAWN, by=HANDLER | RESEARCH, needs_reason=True, tells=(Tell.DESK,)),
    ),
    verbs=Verbs(
        edit=Verb(by=RESEARCH), assign=Verb(by=HANDLER, at=OPEN), involve=Verb(by=RESEARCH), note=Verb(by=RESEARCH | HANDLER),
        attach=Verb(by=RESEARCH | HANDLER), reopen=Verb(by=RESEARCH, at=(Step.HANDED_IN, Step.WITHDRAWN), to=Step.STUDIED, tells=(Tell.AGENCY,)),
    ),
    deadlines=(
        Deadline(key="review", name="審查核定", start=Step.PROPOSED, stop=(Step.STUDIED, Step.REFUSED, Step.WITHDRAWN), pauses_at=(Step.SENT_BACK,),
                 within=Dated(Since(BEGAN, Days(30), Ours("提案三十日內審查核定，俾九月底前有足夠研究時間"))), remind=(Days(7),), remind_to=(Tell.DESK,),
                 escalate=(Escalation(after=Hours(0), to=Tell.DESK, name="請審查核定"),)),
        Deadline(key="report", name="提交研究報告", start=Step.STUDIED, stop=(Step.HANDED_IN, Step.WITHDRAWN), counts_from="report_due_on",
                 within=BY_THE_DATE, remind=(Days(30), Days(7)),
                 escalate=(Escalation(after=Hours(0), to=Tell.AGENCY, name="請提交研究報告"), Escalation(after=Days(14), to=Tell.DESK, name="請函催或收回補助")),
                 extended_by=(Extension(by=RESEARCH, times=1, total=Months(1), tells=(Tell.AGENCY,)),)),
    ),
    indicators=(
        Indicator(key="research.research_plan.proposed", name="自行研究提案數", unit="案", measure=count_received(), counting="期間內提送者，撤案及不予核定者亦計"),
        Indicator(key="research.research_plan.approved", name="自行研究核定數", unit="案", measure=count_entering(Step.STUDIED), counting="期間內核定研究者"),
        Indicator(key="research.research_plan.subsidised", name="自行研究補助案數", unit="案", measure=_subsidised, counting="期間內核定且有補助者，以核定日期計"),
        Indicator(key="research.research_plan.amount", name="自行研究補助金額", unit="元", measure=_amount, counting="期間內核定之補助合計，以核定日期計"),
        Indicator(key="research.research_plan.in_time", name="自行研究報告如期率", unit="%", measure=share_in_time(Step.HANDED_IN),
                  counting="期間內提交報告者，於期限（含展延）內提交之比率", basis=(SEPTEMBER,)),
        Indicator(key="research.research_plan.open", name="期末自行研究未結案數", unit="案", measure=open_at_end(), counting="期末尚未提交報告者"),
        Indicator(key="research.research_plan.overdue", name="期末自行研究逾期案數", unit="案", measure=overdue_at_end(), counting="期末未結且已逾期限者"),
    ),
)  # fmt: skip
