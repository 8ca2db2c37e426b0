"""What an unanswered alarm opens (落後說明催辦): one procedure, declared once, that a division names its own."""

from datetime import date
from typing import Any

from django.db import models

from yankao.engines.cases.declare import Action, Deadline, Escalation, Procedure, Routing, Steps, Tell, Verb, Verbs
from yankao.engines.cases.measures import count_entering, count_received, share_in_time
from yankao.engines.cases.models import CaseDetail
from yankao.engines.cases.who import Who
from yankao.engines.indicators.declare import Indicator
from yankao.kernel.days import Days, Hours, WorkDays
from yankao.kernel.law import Dated, Ours, Since
from yankao.kernel.roc import RocMonth


class ObligationStep(Steps):
    """The steps of an explanation that is owed."""

    OWED = "owed", "待說明"
    ANSWERED = "answered", "已說明"
    LIFTED = "lifted", "免予說明"


class Obligation(CaseDetail):
    """Facts of an explanation owed for one period of one plan."""

    plan = models.ForeignKey("progress.Plan", verbose_name="計畫", on_delete=models.PROTECT, related_name="+")
    month = models.DateField("期別")
    cause = models.TextField("原因分析", blank=True)
    remedy = models.TextField("改善方案", blank=True)
    catch_up_month = models.DateField("預定趕上月份", null=True, blank=True)
    responsible = models.CharField("責任歸屬", max_length=100, blank=True)

    class Meta:
        abstract = True


def catches_up_within_the_plan(it: Any) -> str | None:  # noqa: ANN401 -- the detail of whichever division
    """Refuse a month of catching up that lies before the period or after the plan."""
    if it.catch_up_month is None or it.month <= it.catch_up_month <= it.plan.ends_on:
        return None
    return f"預定趕上月份應在{RocMonth.of(it.month)}至計畫迄月{RocMonth.of(it.plan.ends_on)}之間"


def obligation(
    *, key: str, name: str, detail: type[Obligation], systems: tuple[str, ...], desk: Who, openers: Who, readers: Who, handler: Who, since: date
) -> Procedure:
    """Return the procedure by which a division chases explanations that were not given in time."""
    step = ObligationStep
    return Procedure(
        key=key,
        name=name,
        letter="B",
        systems=systems,
        detail=detail,
        opened_by=openers,
        seen_by=readers,
        asks=("plan", "month"),
        may_ask=("agency", "title", "description"),
        lists=("month",),
        searches=("cause", "remedy"),
        routing=Routing.ASKED,
        first=step.OWED,
        ends=(step.ANSWERED, step.LIFTED),
        actions=(
            Action(
                key="answer",
                name="說明原因及改善方案",
                at=step.OWED,
                to=step.ANSWERED,
                by=handler,
                asks=("cause", "remedy", "catch_up_month", "responsible"),
                guard=catches_up_within_the_plan,
                tells=(Tell.DESK,),
            ),
            Action(key="lift", name="免予說明", at=step.OWED, to=step.LIFTED, by=desk, needs_reason=True, tells=(Tell.AGENCY,)),
        ),
        verbs=Verbs(assign=Verb(by=handler), note=Verb(by=desk | handler), attach=Verb(by=desk | handler)),
        deadlines=(
            Deadline(
                key="answer",
                name="補行說明",
                start=step.OWED,
                stop=(step.ANSWERED, step.LIFTED),
                within=Dated(Since(since, Days(7), Ours("逾期未說明者，催辦後七日內補行說明"))),
                remind=(WorkDays(2),),
                escalate=(
                    Escalation(after=Hours(0), to=Tell.AGENCY, name="請即說明"),
                    Escalation(after=WorkDays(3), to=Tell.DESK, name="提督導會報檢討"),
                ),
            ),
        ),
        indicators=(
            Indicator(key=f"{key}.received", name=f"{name}件數", unit="件", measure=count_received(), counting="期間內逾期未說明而催辦者"),
            Indicator(key=f"{key}.answered", name=f"{name}已說明件數", unit="件", measure=count_entering(step.ANSWERED), counting="期間內補行說明者"),
            Indicator(
                key=f"{key}.in_time",
                name=f"{name}如期率",
                unit="%",
                measure=share_in_time(step.ANSWERED),
                counting="期間內補行說明者，於期限內說明之比率",
            ),
        ),
    )
