"""丙等處置: when a site is graded 丙等 the agency answers each of the five dispositions, and the team sees that it does."""

from django.db import models

from yankao.divisions.engineering.logic.scoring import ACT, BEGAN
from yankao.divisions.engineering.roles import ENGINEER, HANDLER, LEAD, READERS
from yankao.engines.cases.declare import Action, Deadline, Escalation, Extension, Procedure, Routing, Steps, Tell, Verb, Verbs
from yankao.engines.cases.measures import count_deeds, count_entering, count_received, open_at_end, share_in_time
from yankao.engines.cases.models import CaseDetail, CaseRecord
from yankao.engines.indicators.declare import Indicator
from yankao.kernel.days import Days, Hours
from yankao.kernel.law import Dated, Law, Ours, Since

FIVE = Law(ACT, "第10條第3項")
UPWARD = Law(ACT, "第10條第5項")
WITHIN = Dated(Since(BEGAN, Days(30), Ours("法規未定期限；比照缺失改善三十日")))


class Step(Steps):
    ASKED = "asked", "待機關處置"
    ANSWERED = "answered", "待小組審查"
    ESCALATED = "escalated", "已通知上級機關並副知審計"
    CLOSED = "closed", "處置完成"


class Answer(models.TextChoices):
    """How one disposition was answered (處置情形)."""

    TAKEN = "taken", "已處置"
    NOT_DUE = "not_due", "經檢討無須處置"


class Disposition(CaseDetail):
    """The five dispositions, each answered and explained."""

    discipline = models.CharField("一、所屬人員懲戒、懲處或移送", max_length=8, choices=Answer.choices, blank=True)
    discipline_told = models.TextField("一、說明及文號", blank=True)
    authority = models.CharField("二、報請技師等主管機關懲處或移送", max_length=8, choices=Answer.choices, blank=True)
    authority_told = models.TextField("二、說明及文號", blank=True)
    procurement = models.CharField("三、採購法第101條至第103條", max_length=8, choices=Answer.choices, blank=True)
    procurement_told = models.TextField("三、說明及文號", blank=True)
    supervision = models.CharField("四、監造撤換派駐現場人員", max_length=8, choices=Answer.choices, blank=True)
    supervision_told = models.TextField("四、說明及文號", blank=True)
    site_staff = models.CharField("五、廠商撤換工地負責人、品管或安衛人員", max_length=8, choices=Answer.choices, blank=True)
    site_staff_told = models.TextField("五、說明及文號", blank=True)
    review_opinion = models.TextField("審查意見", blank=True)


class Upward(CaseRecord):
    """One letter to the agency or its superior, copied to the auditors (通知機關或其上級並副知審計機關)."""

    letter_number = models.CharField("通知文號", max_length=60)
    superior = models.CharField("受通知機關", max_length=100)
    audit_copied = models.BooleanField("副知審計機關", default=False)
    forwarded = models.CharField("函送監察院或移送司法文號", max_length=60, blank=True)


ITEMS = ("discipline", "authority", "procurement", "supervision", "site_staff")
ASKED = tuple(name for item in ITEMS for name in (item, f"{item}_told"))


DISPOSITION = Procedure(
    key="engineering.disposition",
    name="丙等處置",
    letter="I",
    systems=("inspection", "defect-correction"),
    detail=Disposition,
    basis=(FIVE, UPWARD, WITHIN.since[-1].ground),
    opened_by=ENGINEER,
    seen_by=READERS,
    asks=("agency",),
    may_ask=("title", "description", "district", "address", "lat", "long"),
    lists=ITEMS,
    searches=("review_opinion",),
    routing=Routing.ASKED,
    first=Step.ASKED,
    ends=(Step.CLOSED,),
    actions=(
        Action(key="answer", name="填報處置情形", at=(Step.ASKED, Step.ESCALATED), to=Step.ANSWERED, by=HANDLER, asks=ASKED, tells=(Tell.DESK,)),
        Action(key="send_back", name="處置不當，退回", at=Step.ANSWERED, to=Step.ASKED, by=ENGINEER, needs_reason=True, tells=(Tell.AGENCY,)),
        Action(key="accept", name="審查通過", at=Step.ANSWERED, to=Step.CLOSED, by=ENGINEER, asks=("review_opinion",), tells=(Tell.AGENCY,)),
        Action(key="escalate", name="通知上級並副知審計", at=(Step.ASKED, Step.ANSWERED), to=Step.ESCALATED, by=ENGINEER, record=Upward,
               asks=("letter_number", "superior", "audit_copied"), may_ask=("forwarded",), only_overdue=True, tells=(Tell.AGENCY,)),
    ),
    verbs=Verbs(edit=Verb(by=ENGINEER), assign=Verb(by=HANDLER), involve=Verb(by=ENGINEER | LEAD), note=Verb(by=ENGINEER | HANDLER), attach=Verb(by=ENGINEER | HANDLER)),
    deadlines=(
        Deadline(key="answer", name="填報處置情形", start=Step.ASKED, stop=(Step.CLOSED,), within=WITHIN, remind=(Days(7),), pauses_at=(Step.ANSWERED,),
                 escalate=(Escalation(after=Hours(0), to=Tell.AGENCY, name="請填報丙等處置"), Escalation(after=Days(7), to=Tell.DESK, name="請通知上級機關")),
                 extended_by=(Extension(by=ENGINEER, times=1, total=Days(30), tells=(Tell.AGENCY,)),)),
    ),
    indicators=(
        Indicator(key="engineering.disposition.opened", name="丙等處置案件數", unit="件", measure=count_received(), counting="期間內列丙等而開立者", basis=(FIVE,)),
        Indicator(key="engineering.disposition.closed", name="丙等處置完成件數", unit="件", measure=count_entering(Step.CLOSED), counting="期間內審查通過者"),
        Indicator(key="engineering.disposition.in_time", name="丙等處置如期率", unit="%", measure=share_in_time(Step.CLOSED), counting="期間內審查通過者，扣除審查日數未逾期限之比率"),
        Indicator(key="engineering.disposition.escalated", name="通知上級機關次數", unit="次", measure=count_deeds("escalate"), counting="期間內通知上級並副知審計之次數", basis=(UPWARD,)),
        Indicator(key="engineering.disposition.open", name="期末丙等處置未結件數", unit="件", measure=open_at_end(), counting="期末未結者"),
    ),
)  # fmt: skip
