"""逾限公文查核與懲處: what is late beyond thirty days is analysed one by one, and discipline proposed as the circumstances deserve."""

from django.db import models

from yankao.divisions.control.logic.documents import BEGAN, FLOW_RULES, DocumentClass, Speed, needs_analysis
from yankao.divisions.control.roles import CONTROL, HANDLER, OPENERS, READERS, WINDOW
from yankao.engines.cases.declare import Action, Deadline, Escalation, Extension, Procedure, Routing, Steps, Tell, Verb, Verbs
from yankao.engines.cases.measures import count_entering, count_received, open_at_end, overdue_at_end, share_in_time
from yankao.engines.cases.models import CaseDetail, CaseRecord
from yankao.engines.indicators.declare import Indicator
from yankao.kernel.days import Days, Hours, WorkDays
from yankao.kernel.law import Dated, Ours, Practice, Since

RULE = Practice("查核各機關逾限公文，並視情節簽擬懲處，以提高公文處理時效", seen="施政計畫 112 第79行")


class Step(Steps):
    FOUND = "found", "待說明"
    RETURNED = "returned", "退回補正"
    EXPLAINED = "explained", "待查核"
    PROPOSED = "proposed", "簽擬懲處中"
    DISCIPLINED = "disciplined", "已懲處"
    EXCUSED = "excused", "免予議處"


class Discipline(models.TextChoices):
    """What is proposed for whom is at fault (懲處種類)."""

    ADVICE = "advice", "書面勸導"
    ADMONITION = "admonition", "申誡"
    DEMERIT = "demerit", "記過"


class OverdueDocument(CaseDetail):
    """Facts of one overdue document under examination."""

    document_number = models.CharField("公文文號", max_length=40, db_collation="C")
    document_class = models.CharField("公文類別", max_length=16, choices=DocumentClass.choices)
    speed = models.CharField("速別", max_length=8, choices=Speed.choices, default=Speed.NORMAL)
    taken_in_on = models.DateField("收文日期")
    due_on = models.DateField("限辦日期（含展期）")
    examined_on = models.DateField("查核基準日")
    chase_number = models.CharField("稽催案號", max_length=20, blank=True)
    holder_unit = models.CharField("承辦單位", max_length=80, blank=True)
    cause = models.TextField("逾限原因", blank=True)
    analysis = models.TextField("個案分析", blank=True)
    discipline = models.CharField("懲處建議", max_length=12, choices=Discipline.choices, blank=True)
    discipline_for = models.CharField("懲處對象職稱", max_length=80, blank=True)
    decided_number = models.CharField("核定文號", max_length=60, blank=True)


class OverdueReview(CaseRecord):
    """One round of the commission's examination (查核紀錄)."""

    opinion = models.TextField("查核意見")


def is_overdue_at_all(it: OverdueDocument) -> str | None:
    if it.due_on < it.taken_in_on:
        return "限辦日期不得早於收文日期"
    return None if it.examined_on > it.due_on else "查核基準日尚未逾限辦日期，無須查核"


def long_overdue_is_analysed(it: OverdueDocument) -> str | None:
    if needs_analysis(it.document_class, it.due_on, it.examined_on) and not it.analysis.strip():
        return f"逾限已{(it.examined_on - it.due_on).days}日，超過30日者請填寫個案分析"
    return None


OVERDUE_DOCUMENT = Procedure(
    key="control.overdue_document",
    name="逾限公文查核",
    letter="B",
    systems=("doc-overdue",),
    detail=OverdueDocument,
    basis=(RULE, FLOW_RULES),
    opened_by=OPENERS,
    seen_by=READERS,
    asks=("document_number", "document_class", "speed", "taken_in_on", "due_on", "examined_on"),
    may_ask=("agency", "chase_number", "holder_unit", "title", "description"),
    lists=("document_number", "document_class", "due_on", "discipline"),
    searches=("document_number", "cause"),
    routing=Routing.ASKED,
    first=Step.FOUND,
    ends=(Step.DISCIPLINED, Step.EXCUSED),
    opening_guard=is_overdue_at_all,
    actions=(
        Action(key="explain", name="說明逾限原因", at=(Step.FOUND, Step.RETURNED), to=Step.EXPLAINED, by=HANDLER, asks=("cause",), may_ask=("analysis",),
               guard=long_overdue_is_analysed, tells=(Tell.DESK,)),
        Action(key="send_back", name="退回補正", at=Step.EXPLAINED, to=Step.RETURNED, by=CONTROL, record=OverdueReview, asks=("opinion",), tells=(Tell.AGENCY,)),
        Action(key="propose", name="簽擬懲處", at=Step.EXPLAINED, to=Step.PROPOSED, by=CONTROL, record=OverdueReview, asks=("opinion", "discipline", "discipline_for")),
        Action(key="decide", name="核定懲處", at=Step.PROPOSED, to=Step.DISCIPLINED, by=CONTROL, asks=("decided_number",), may_ask=("discipline", "discipline_for"), tells=(Tell.AGENCY,)),
        Action(key="excuse", name="免予議處", at=(Step.EXPLAINED, Step.PROPOSED), to=Step.EXCUSED, by=CONTROL, record=OverdueReview, asks=("opinion",), tells=(Tell.AGENCY,)),
    ),
    verbs=Verbs(edit=Verb(by=CONTROL), assign=Verb(by=HANDLER), transfer=Verb(by=CONTROL, at=(Step.FOUND, Step.RETURNED)), involve=Verb(by=CONTROL | WINDOW),
                reopen=Verb(by=CONTROL, at=(Step.DISCIPLINED, Step.EXCUSED), to=Step.EXPLAINED), note=Verb(by=CONTROL | HANDLER), attach=Verb(by=CONTROL | HANDLER)),
    deadlines=(
        Deadline(key="explain", name="說明逾限原因", start=Step.FOUND, stop=Step.EXPLAINED, within=Dated(Since(BEGAN, WorkDays(5), Ours("查核通知後五個工作日內說明"))),
                 remind=(WorkDays(1),), faults=(("agency", "承辦機關"), ("none", "不可歸責")),
                 escalate=(Escalation(after=Hours(0), to=Tell.AGENCY, name="請即說明"), Escalation(after=WorkDays(3), to=Tell.DESK, name="請逕行查核")),
                 extended_by=(Extension(by=CONTROL, times=1, total=Days(7), tells=(Tell.AGENCY,)),)),
        Deadline(key="conclude", name="查核結論", start=Step.EXPLAINED, stop=(Step.DISCIPLINED, Step.EXCUSED), within=Dated(Since(BEGAN, Days(30), Ours("說明後三十日內簽結"))),
                 pauses_at=(Step.RETURNED,), remind=(Days(5),), escalate=(Escalation(after=Hours(0), to=Tell.DESK, name="請簽結"),)),
    ),
    indicators=(
        Indicator(key="control.overdue_document.received", name="逾限公文查核件數", unit="件", measure=count_received(), counting="期間內列入查核之公文"),
        Indicator(key="control.overdue_document.disciplined", name="逾限公文懲處件數", unit="件", measure=count_entering(Step.DISCIPLINED), counting="期間內核定懲處者"),
        Indicator(key="control.overdue_document.excused", name="逾限公文免議件數", unit="件", measure=count_entering(Step.EXCUSED), counting="期間內免予議處者"),
        Indicator(key="control.overdue_document.open", name="期末查核中件數", unit="件", measure=open_at_end(), counting="期末尚未簽結者"),
        Indicator(key="control.overdue_document.overdue", name="期末查核逾期件數", unit="件", measure=overdue_at_end(), counting="期末查核中，已逾說明或結論期限者"),
        Indicator(key="control.overdue_document.in_time", name="逾限原因如期說明率", unit="%", measure=share_in_time(Step.EXPLAINED), counting="期間內說明者，於期限內說明之比率"),
    ),
)  # fmt: skip
