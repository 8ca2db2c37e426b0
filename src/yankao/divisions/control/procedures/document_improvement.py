"""公文逾限檢討報告: an agency whose share of overdue documents passes the limit in a month says why and what it will do."""

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from yankao.divisions.control.logic.documents import BEGAN, OVERDUE_SHARE
from yankao.divisions.control.roles import CONTROL, HANDLER, OPENERS, READERS
from yankao.engines.cases.declare import Action, Deadline, Escalation, Extension, Procedure, Routing, Steps, Tell, Verb, Verbs
from yankao.engines.cases.measures import count_entering, count_received, open_at_end, overdue_at_end, share_in_time
from yankao.engines.cases.models import CaseDetail, CaseRecord
from yankao.engines.indicators.declare import Indicator
from yankao.kernel.days import Days, Hours, WorkDays
from yankao.kernel.law import Dated, Ours, Practice, Since

RULE = Practice("公文統計分析結果，並函請各機關檢討改進", seen="施政績效成果報告 108 第133行")


class Step(Steps):
    OWED = "owed", "待檢討"
    RETURNED = "returned", "退回補正"
    SUBMITTED = "submitted", "審查中"
    ACCEPTED = "accepted", "同意備查"
    LIFTED = "lifted", "免提檢討"


class DocumentImprovement(CaseDetail):
    """Facts of one report that an agency owes for one month."""

    month = models.DateField("統計月份")
    overdue_count = models.PositiveIntegerField("逾限件數")
    counted = models.PositiveIntegerField("發文及待辦件數", validators=[MinValueValidator(1)])
    overdue_share = models.DecimalField("逾限比率（%）", max_digits=5, decimal_places=2, validators=[MinValueValidator(0), MaxValueValidator(100)])
    letter_number = models.CharField("函請檢討文號", max_length=60, blank=True)
    causes = models.TextField("逾限原因分析", blank=True)
    measures = models.TextField("改善措施", blank=True)
    done_by = models.DateField("預定改善完成日", null=True, blank=True)


class ImprovementReview(CaseRecord):
    """One round of the commission's review of the report."""

    opinion = models.TextField("審查意見")


def share_passes_the_limit(it: DocumentImprovement) -> str | None:
    limit = OVERDUE_SHARE.at(it.month).value
    if it.overdue_count > it.counted:
        return "逾限件數不得多於發文及待辦件數"
    share = (Decimal(it.overdue_count) * 100 / Decimal(it.counted)).quantize(Decimal("0.01"))
    if it.overdue_share != share:
        return f"逾限比率應為{share}%（{it.overdue_count}／{it.counted}）"
    return None if share > limit else f"逾限比率{share}%未超過{limit}%，不須提檢討報告"


DOCUMENT_IMPROVEMENT = Procedure(
    key="control.document_improvement",
    name="公文逾限檢討報告",
    letter="B",
    systems=("doc-timeliness",),
    detail=DocumentImprovement,
    basis=(RULE,),
    opened_by=OPENERS,
    seen_by=READERS,
    asks=("month", "overdue_count", "counted", "overdue_share"),
    may_ask=("agency", "letter_number", "title", "description"),
    lists=("month", "overdue_share", "overdue_count"),
    searches=("causes", "measures"),
    routing=Routing.ASKED,
    first=Step.OWED,
    ends=(Step.ACCEPTED, Step.LIFTED),
    opening_guard=share_passes_the_limit,
    actions=(
        Action(key="submit", name="提檢討報告", at=(Step.OWED, Step.RETURNED), to=Step.SUBMITTED, by=HANDLER, asks=("causes", "measures", "done_by"), tells=(Tell.DESK,)),
        Action(key="send_back", name="退回補正", at=Step.SUBMITTED, to=Step.RETURNED, by=CONTROL, record=ImprovementReview, asks=("opinion",), tells=(Tell.AGENCY,)),
        Action(key="accept", name="同意備查", at=Step.SUBMITTED, to=Step.ACCEPTED, by=CONTROL, record=ImprovementReview, asks=("opinion",), tells=(Tell.AGENCY,)),
        Action(key="lift", name="免提檢討", at=Step.OWED, to=Step.LIFTED, by=CONTROL, needs_reason=True, tells=(Tell.AGENCY,)),
    ),
    verbs=Verbs(edit=Verb(by=CONTROL), assign=Verb(by=HANDLER), transfer=Verb(by=CONTROL), reopen=Verb(by=CONTROL, at=(Step.ACCEPTED, Step.LIFTED), to=Step.SUBMITTED),
                note=Verb(by=CONTROL | HANDLER), attach=Verb(by=CONTROL | HANDLER)),
    deadlines=(
        Deadline(key="submit", name="提檢討報告", start=Step.OWED, stop=(Step.SUBMITTED, Step.LIFTED),
                 within=Dated(Since(BEGAN, Days(10), Ours("函請檢討後十日內提報"))), remind=(WorkDays(2),), faults=(("agency", "機關"), ("none", "不可歸責")),
                 escalate=(Escalation(after=Hours(0), to=Tell.AGENCY, name="請即提報"), Escalation(after=WorkDays(3), to=Tell.DESK, name="請函催")),
                 extended_by=(Extension(by=CONTROL, times=1, total=Days(10), tells=(Tell.AGENCY,)),)),
    ),
    indicators=(
        Indicator(key="control.document_improvement.received", name="公文逾限應檢討機關次", unit="機關次", measure=count_received(), counting="期間內逾限比率超過規定而應提檢討者"),
        Indicator(key="control.document_improvement.accepted", name="公文檢討同意備查件數", unit="件", measure=count_entering(Step.ACCEPTED), counting="期間內同意備查者"),
        Indicator(key="control.document_improvement.open", name="期末應檢討未結件數", unit="件", measure=open_at_end(), counting="期末尚未備查者"),
        Indicator(key="control.document_improvement.overdue", name="期末逾期未提檢討件數", unit="件", measure=overdue_at_end(), counting="期末未結且已逾提報期限者"),
        Indicator(key="control.document_improvement.in_time", name="公文檢討如期提報率", unit="%", measure=share_in_time(Step.SUBMITTED), counting="期間內提報者，於期限內提報之比率"),
    ),
)  # fmt: skip
