"""全民督工不滿意案件: the agency looks again, speaks with whoever reported, and the team decides what follows."""

from datetime import date

from django.db import models

from yankao.divisions.engineering.roles import ENGINEER, HANDLER, READERS
from yankao.engines.cases.declare import Action, Deadline, Escalation, Extension, Procedure, Routing, Steps, Tell, Verb, Verbs
from yankao.engines.cases.measures import count_entering, count_received, open_at_end, share_in_time
from yankao.engines.cases.models import CaseDetail
from yankao.engines.indicators.declare import Indicator
from yankao.kernel.days import Days, Hours, Months
from yankao.kernel.law import Dated, Ours, Practice, Since

BEGAN = date(2012, 2, 6)
RULE = Practice("訂有「因應全民督工改善情形民眾不滿意案件之處理機制」，針對不滿意案件再進一步瞭解與處理", seen="業務報告 108 第160行")
WITHIN = Dated(Since(BEGAN, Days(12), Ours("處理機制之期限未公開，比照督工十二日")))


class Step(Steps):
    ASKED = "asked", "待機關再處理"
    TOLD = "told", "待小組確認"
    CLOSED = "closed", "再處理結案"


class Outcome(models.TextChoices):
    """What the second look came to (再處理結果)."""

    IMPROVED = "improved", "再行改善"
    EXPLAINED = "explained", "說明後接受"
    MAINTAINED = "maintained", "維持原處理"


class Dissatisfaction(CaseDetail):
    """Facts of one second look."""

    complaint = models.TextField("不滿意原因", blank=True)
    looked_on = models.DateField("再次勘查日期", null=True, blank=True)
    called_on = models.DateField("聯繫通報人日期", null=True, blank=True)
    second_remedy = models.TextField("再處理情形", blank=True)
    outcome = models.CharField("再處理結果", max_length=12, choices=Outcome.choices, blank=True)
    opinion = models.TextField("小組意見", blank=True)


def is_looked_at_again(it: Dissatisfaction) -> str | None:
    if it.looked_on is not None and it.called_on is not None and it.called_on < it.looked_on:
        return "請於再次勘查後聯繫通報人說明結果"
    return None


DISSATISFACTION = Procedure(
    key="engineering.dissatisfaction",
    name="全民督工不滿意案件",
    letter="W",
    systems=("supervision-satisfaction",),
    detail=Dissatisfaction,
    basis=(RULE,),
    opened_by=ENGINEER,
    seen_by=READERS,
    person_seen_by=HANDLER,
    asks=("agency",),
    may_ask=("complaint", "title", "description", "address", "district", "lat", "long"),
    lists=("looked_on", "called_on", "outcome"),
    searches=("complaint", "second_remedy"),
    routing=Routing.ASKED,
    first=Step.ASKED,
    ends=(Step.CLOSED,),
    actions=(
        Action(key="look_again", name="填報再處理情形", at=Step.ASKED, to=Step.TOLD, by=HANDLER, asks=("looked_on", "called_on", "second_remedy", "outcome"),
               guard=is_looked_at_again, tells=(Tell.DESK,)),
        Action(key="send_back", name="退回再處理", at=Step.TOLD, to=Step.ASKED, by=ENGINEER, needs_reason=True, tells=(Tell.AGENCY,)),
        Action(key="close", name="確認結案", at=Step.TOLD, to=Step.CLOSED, by=ENGINEER, asks=("opinion",), tells=(Tell.AGENCY, Tell.REPORTER)),
    ),
    verbs=Verbs(edit=Verb(by=ENGINEER), assign=Verb(by=HANDLER), involve=Verb(by=ENGINEER), note=Verb(by=ENGINEER | HANDLER), attach=Verb(by=ENGINEER | HANDLER)),
    deadlines=(
        Deadline(key="look_again", name="再處理", start=Step.ASKED, stop=(Step.TOLD, Step.CLOSED), within=WITHIN, remind=(Days(3),),
                 escalate=(Escalation(after=Hours(0), to=Tell.AGENCY, name="請再行處理"), Escalation(after=Days(1), to=Tell.DESK, name="列入稽催")),
                 extended_by=(Extension(by=ENGINEER, times=1, total=Days(30), tells=(Tell.AGENCY,)),)),
    ),
    retention=Dated(Since(BEGAN, Months(60), Ours("通報人資料保存5年，件數不受影響"))),
    indicators=(
        Indicator(key="engineering.dissatisfaction.received", name="全民督工不滿意再處理件數", unit="件", measure=count_received(), counting="期間內開立者", basis=(RULE,)),
        Indicator(key="engineering.dissatisfaction.closed", name="全民督工不滿意再處理結案件數", unit="件", measure=count_entering(Step.CLOSED), counting="期間內確認結案者"),
        Indicator(key="engineering.dissatisfaction.in_time", name="全民督工不滿意如期再處理率", unit="%", measure=share_in_time(Step.TOLD), counting="期間內填報再處理者未逾期之比率"),
        Indicator(key="engineering.dissatisfaction.open", name="期末全民督工不滿意未結件數", unit="件", measure=open_at_end(), counting="期末未結者"),
    ),
)  # fmt: skip
