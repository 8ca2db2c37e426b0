"""品質預警機制: signs that the quality of works is at risk oblige the agency to answer what it does about them, before an inspection must.

The reports name the mechanism and do not describe it: its signs and limits are this program's own and marked so.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import models

from yankao.divisions.engineering.roles import ENGINEER, HANDLER, READERS
from yankao.engines.cases.declare import Action, Deadline, Escalation, Procedure, Routing, Steps, Tell, Verb, Verbs
from yankao.engines.cases.measures import count_entering, count_received, share_in_time
from yankao.engines.cases.models import CaseDetail
from yankao.engines.cases.who import system
from yankao.engines.indicators.declare import Indicator
from yankao.kernel.days import Days, Hours, day_of
from yankao.kernel.law import Dated, Ours, Practice, Since

BEGAN = date(2014, 1, 1)
NAMED = Practice("品質預警機制（每年辦理二次講習）", seen="業務報告 112-11 第164行")
OURS = Ours("預警徵兆、門檻及答復期限，官方文件未載明，由本系統訂定，待本府核定")


class Sign(models.TextChoices):
    """What the warning rests on (預警徵兆)."""

    LAG = "lag", "進度嚴重落後"
    GROWING = "growing", "進度連續擴大落後"
    STANDSTILL = "standstill", "停工過久"
    CHANGES = "changes", "多次變更設計"
    CHEAP = "cheap", "決標標價偏低"
    REPORTS = "reports", "民眾多次通報"
    SCORE = "score", "前次查核成績不佳"
    SILENT = "silent", "連續未填報進度"


class Step(Steps):
    WARNED = "warned", "待答復"
    ANSWERED = "answered", "待審查"
    FOLLOWED = "followed", "追蹤改善中"
    LIFTED = "lifted", "解除預警"
    INSPECTED = "inspected", "移列優先查核"


class QualityWarning(CaseDetail):
    """Facts of one warning on one tender."""

    tender = models.ForeignKey("tenders.Tender", verbose_name="標案編號", on_delete=models.PROTECT, related_name="+")
    sign = models.CharField("預警徵兆", max_length=12, choices=Sign.choices)
    figure = models.CharField("徵兆情形", max_length=200)
    cause = models.TextField("原因", blank=True)
    remedy = models.TextField("因應措施", blank=True)
    remedied_by = models.DateField("預定完成日期", null=True, blank=True)
    responsible = models.CharField("負責人員", max_length=60, blank=True)
    evidence = models.TextField("改善成果", blank=True)
    opinion = models.TextField("審查意見", blank=True)


def named_after_its_tender(it: QualityWarning) -> Mapping[str, Any]:
    """A warning written by hand is called as one that was computed: by its tender and its sign."""
    return {"title": f"{it.tender.name}：{it.get_sign_display()}"[:100]}


def answer_names_a_day(it: QualityWarning) -> str | None:
    if it.remedied_by is None:
        return "請填寫預定完成日期"
    return "預定完成日期不得早於預警立案日期" if it.remedied_by < day_of(it.case.received_at) else None


def evidence_is_told(it: QualityWarning) -> str | None:
    return None if it.evidence.strip() else "請填寫改善成果，或由機關先行補送"


QUALITY_WARNING = Procedure(
    key="engineering.quality_warning",
    name="工程品質預警",
    letter="Q",
    systems=("quality-warning",),
    detail=QualityWarning,
    basis=(NAMED, OURS),
    opened_by=ENGINEER | system,
    seen_by=READERS,
    asks=("tender", "sign", "figure", "agency"),
    may_ask=("title", "description"),
    lists=("tender", "sign", "figure", "remedied_by"),
    searches=("figure", "remedy"),
    routing=Routing.ASKED,
    opening_fill=named_after_its_tender,
    first=Step.WARNED,
    ends=(Step.LIFTED, Step.INSPECTED),
    actions=(
        Action(key="answer", name="答復因應措施", at=Step.WARNED, to=Step.ANSWERED, by=HANDLER, asks=("cause", "remedy", "remedied_by", "responsible"),
               guard=answer_names_a_day, tells=(Tell.DESK,)),
        Action(key="send_back", name="退回補充", at=Step.ANSWERED, to=Step.WARNED, by=ENGINEER, asks=("opinion",), needs_reason=True, tells=(Tell.AGENCY,)),
        Action(key="follow", name="同意並追蹤", at=Step.ANSWERED, to=Step.FOLLOWED, by=ENGINEER, may_ask=("opinion",), tells=(Tell.AGENCY,)),
        Action(key="show", name="補送改善成果", at=Step.FOLLOWED, by=HANDLER, asks=("evidence",), tells=(Tell.DESK,)),
        Action(key="lift", name="解除預警", at=Step.FOLLOWED, to=Step.LIFTED, by=ENGINEER, asks=("opinion",), guard=evidence_is_told,
               tells=(Tell.AGENCY,)),
        Action(key="inspect", name="移列優先查核", at=(Step.WARNED, Step.ANSWERED, Step.FOLLOWED), to=Step.INSPECTED, by=ENGINEER, needs_reason=True),
    ),
    verbs=Verbs(assign=Verb(by=HANDLER), note=Verb(by=ENGINEER | HANDLER), attach=Verb(by=ENGINEER | HANDLER)),
    deadlines=(
        Deadline(key="answer", name="答復預警", start=Step.WARNED, stop=(Step.ANSWERED, Step.INSPECTED), renews=True,
                 within=Dated(Since(BEGAN, Days(7), OURS)), remind=(Days(2),), extended_by=ENGINEER,
                 escalate=(Escalation(after=Hours(0), to=Tell.AGENCY, name="請即答復預警"), Escalation(after=Days(3), to=Tell.DESK, name="未答復者移列優先查核"),
                           Escalation(after=Days(7), to=Tell.MAYOR, name="機關未答復品質預警"))),
        Deadline(key="remedy", name="完成因應措施", start=Step.FOLLOWED, stop=(Step.LIFTED, Step.INSPECTED), counts_from="remedied_by",
                 within=Dated(Since(BEGAN, Days(0), OURS)), remind=(Days(3),), extended_by=ENGINEER,
                 escalate=(Escalation(after=Hours(0), to=Tell.AGENCY, name="請送改善成果"), Escalation(after=Days(7), to=Tell.DESK, name="移列優先查核"))),
    ),
    indicators=(
        Indicator(key="engineering.quality_warning.received", name="工程品質預警件數", unit="件", measure=count_received(), basis=(OURS,), counting="期間內發出之預警；同一標案同一徵兆未解除前不重複發出"),
        Indicator(key="engineering.quality_warning.lifted", name="解除預警件數", unit="件", measure=count_entering(Step.LIFTED), counting="期間內解除者"),
        Indicator(key="engineering.quality_warning.inspected", name="預警移列查核件數", unit="件", measure=count_entering(Step.INSPECTED), counting="期間內移列優先查核者"),
        Indicator(key="engineering.quality_warning.in_time", name="預警如期答復率", unit="%", measure=share_in_time(Step.ANSWERED), counting="期間內答復者，於期限內答復之比率"),
    ),
)  # fmt: skip
