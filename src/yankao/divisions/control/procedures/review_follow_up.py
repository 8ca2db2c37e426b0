"""考評建議追蹤: what a review asked of an agency (改善、獎懲、參採) is answered by its day, checked, and released or asked again."""

from datetime import date

from django.db import models

from yankao.divisions.control.roles import CONTROL, HANDLER, OVERSIGHT
from yankao.engines.cases.declare import Action, Deadline, Escalation, Extension, Procedure, Routing, Steps, Tell, Verb, Verbs
from yankao.engines.cases.measures import count_entering, count_received, open_at_end, overdue_at_end, share_in_time
from yankao.engines.cases.models import CaseDetail, CaseRecord
from yankao.engines.cases.who import assisting, case_agency, division, informed, system
from yankao.engines.indicators.declare import Indicator
from yankao.kernel.days import Days, Hours, Months, Span, WorkDays
from yankao.kernel.law import Dated, Ours, Practice, Since

BEGAN = date(2001, 1, 1)
RULE = Practice("請其依考評成績辦理獎懲作業，並對考評結果研提改善措施", seen="業務報告 112-11 第97行")
LIFTED = Practice("針對考核委員建議事項之辦理情形，將持續追蹤列管", seen="業務報告 104-04 第376行")
BY_THE_DATE: Dated[Span] = Dated(Since(BEGAN, Days(0), Ours("以來函所定日期為期限，遇假日順延")))
RESEARCH = division("research", name="研究發展組")
COMMISSION = CONTROL | RESEARCH


class Step(Steps):
    ASKED = "asked", "待回復"
    RETURNED = "returned", "退回補正"
    ANSWERED = "answered", "審查中"
    RELEASED = "released", "解除列管"
    CANCELLED = "cancelled", "註銷"


class ReviewFollowUp(CaseDetail):
    """Facts of one recommendation of a review and of what became of it."""

    review_title = models.CharField("評審名稱", max_length=200)
    about = models.CharField("受評對象", max_length=200, blank=True)
    kind = models.CharField(
        "性質", max_length=12, choices=(("suggestion", "改善建議"), ("merit", "獎勵建議"), ("penalty", "懲處建議"), ("adopt", "參採建議"))
    )
    request = models.TextField("建議內容")
    answer_on = models.DateField("應回復日")
    answer = models.TextField("辦理情形", blank=True)
    order_number = models.CharField("獎懲令或函文號", max_length=60, blank=True)
    released_by = models.CharField("解除列管之會議或長官", max_length=80, blank=True)


class FollowUpOpinion(CaseRecord):
    """One round of the commission's look at an answer (審查意見)."""

    opinion = models.TextField("審查意見")


def answer_is_whole(it: ReviewFollowUp) -> str | None:
    if not it.answer.strip():
        return "請填寫辦理情形"
    is_personnel = it.kind in {"merit", "penalty"}
    return "獎懲建議請填寫獎懲令或函文號；不予獎懲者填寫函復文號" if is_personnel and not it.order_number.strip() else None


REVIEW_FOLLOW_UP = Procedure(
    key="control.review_follow_up",
    name="考評建議追蹤",
    letter="E",
    systems=("annual-evaluation", "enterprise-evaluation", "traffic-safety"),
    detail=ReviewFollowUp,
    basis=(RULE, LIFTED),
    opened_by=COMMISSION | system,
    seen_by=COMMISSION | case_agency | assisting | informed | OVERSIGHT,
    asks=("review_title", "kind", "request", "answer_on", "agency"),
    may_ask=("about", "description"),
    lists=("review_title", "kind", "answer_on"),
    searches=("review_title", "about", "request", "answer"),
    routing=Routing.CATEGORY,
    first=Step.ASKED,
    ends=(Step.RELEASED, Step.CANCELLED),
    actions=(
        Action(key="answer", name="回復辦理情形", at=(Step.ASKED, Step.RETURNED), to=Step.ANSWERED, by=HANDLER, asks=("answer",),
               may_ask=("order_number",), guard=answer_is_whole, tells=(Tell.DESK,)),
        Action(key="send_back", name="退回補正", at=Step.ANSWERED, to=Step.RETURNED, by=COMMISSION, record=FollowUpOpinion, asks=("opinion",),
               tells=(Tell.AGENCY,)),
        Action(key="release", name="解除列管", at=Step.ANSWERED, to=Step.RELEASED, by=COMMISSION, record=FollowUpOpinion,
               asks=("opinion", "released_by"), tells=(Tell.AGENCY,)),
        Action(key="urge", name="函催", at=(Step.ASKED, Step.RETURNED), by=COMMISSION, only_overdue=True, tells=(Tell.AGENCY,)),
        Action(key="cancel", name="註銷", at=(Step.ASKED, Step.RETURNED), to=Step.CANCELLED, by=COMMISSION, needs_reason=True, tells=(Tell.AGENCY,)),
    ),
    verbs=Verbs(
        edit=Verb(by=COMMISSION),
        assign=Verb(by=HANDLER, at=(Step.ASKED, Step.RETURNED)),
        transfer=Verb(by=COMMISSION, at=(Step.ASKED, Step.RETURNED), tells=(Tell.AGENCY,)),
        involve=Verb(by=COMMISSION | HANDLER),
        reopen=Verb(by=COMMISSION, at=(Step.RELEASED, Step.CANCELLED), to=Step.ASKED, tells=(Tell.AGENCY,)),
        note=Verb(by=COMMISSION | HANDLER),
        attach=Verb(by=COMMISSION | HANDLER),
    ),
    deadlines=(
        Deadline(key="answer", name="回復辦理情形", start=Step.ASKED, stop=(Step.ANSWERED, Step.CANCELLED), counts_from="answer_on",
                 within=BY_THE_DATE, remind=(WorkDays(3),),
                 escalate=(Escalation(after=Hours(0), to=Tell.AGENCY, name="請儘速回復"), Escalation(after=Days(7), to=Tell.DESK, name="請函催")),
                 extended_by=(Extension(by=COMMISSION, times=2, total=Months(2), tells=(Tell.AGENCY,)),)),
    ),
    indicators=(
        Indicator(key="control.review_follow_up.received", name="考評建議列管件數", unit="件", measure=count_received(), counting="期間內列管者"),
        Indicator(key="control.review_follow_up.released", name="考評建議解除列管件數", unit="件", measure=count_entering(Step.RELEASED),
                  counting="期間內解除列管者"),
        Indicator(key="control.review_follow_up.open", name="考評建議期末列管中件數", unit="件", measure=open_at_end(), counting="期末未解除列管者"),
        Indicator(key="control.review_follow_up.overdue", name="考評建議期末逾期件數", unit="件", measure=overdue_at_end(),
                  counting="期末已逾回復期限而未回復者"),
        Indicator(key="control.review_follow_up.in_time", name="考評建議如期回復率", unit="%", measure=share_in_time(Step.ANSWERED),
                  counting="期間內回復者於期限（含展期）內回復之比率"),
    ),
)  # fmt: skip
