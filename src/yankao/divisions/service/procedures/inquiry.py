"""市政諮詢: a question answered at the counter or on the line; what cannot be answered at once is followed up."""

from datetime import date

from django.db import models

from yankao.divisions.service.roles import AGENT, CHANNELS, OVERSIGHT
from yankao.engines.cases.declare import Action, Deadline, Escalation, FollowOn, Procedure, Routing, Steps, Tell, Verb, Verbs
from yankao.engines.cases.measures import count_received
from yankao.engines.cases.models import CaseDetail
from yankao.engines.indicators.declare import Indicator
from yankao.kernel.days import Hours, WorkDays
from yankao.kernel.law import Dated, Ours, Since


class Step(Steps):
    ASKED = "asked", "待查復"
    ANSWERED = "answered", "已答復"
    FORWARDED = "forwarded", "改列陳情"


class Inquiry(CaseDetail):
    """Facts of one inquiry kept because it could not be answered at once, or is worth keeping."""

    question = models.TextField("詢問事項")
    answer = models.TextField("答復內容", blank=True)


def is_answered(it: Inquiry) -> str | None:
    return None if it.answer.strip() else "請填寫答復內容"


INQUIRY = Procedure(
    key="service.inquiry",
    name="市政諮詢",
    letter="Q",
    systems=("inquiry",),
    detail=Inquiry,
    opened_by=AGENT,
    seen_by=AGENT | OVERSIGHT,
    person_seen_by=AGENT,
    asks=("question", "channel"),
    may_ask=("category", "reporter"),
    lists=("question", "channel"),
    searches=("question", "answer"),
    channels=CHANNELS,
    routing=Routing.OWN,
    first=Step.ASKED,
    actions=(
        Action(key="answer", name="答復", at=Step.ASKED, to=Step.ANSWERED, by=AGENT, asks=("answer",), guard=is_answered, tells=(Tell.REPORTER,)),
        Action(key="forward", name="改列人民陳情", at=Step.ASKED, to=Step.FORWARDED, by=AGENT,
               followed_by=FollowOn(procedure="service.petition", reasons=(("needs_agency", "須由權責機關書面答復"),))),
    ),
    verbs=Verbs(edit=Verb(by=AGENT), note=Verb(by=AGENT), attach=Verb(by=AGENT), merge=Verb(by=AGENT),
                reopen=Verb(by=AGENT, at=(Step.ANSWERED,), to=Step.ASKED)),
    deadlines=(
        Deadline(key="answer", name="答復詢問", start=Step.ASKED, stop=(Step.ANSWERED, Step.FORWARDED),
                 within=Dated(Since(date(2008, 4, 1), WorkDays(1), Ours("當場未能答復者，次一工作日內查復"))),
                 escalate=(Escalation(after=Hours(0), to=Tell.DESK, name="請查復"),)),
    ),
    indicators=(
        Indicator(key="service.inquiry.count", name="市政諮詢件數", unit="件", measure=count_received(),
                  counting="立案之諮詢；僅於線上即時答復者計入話務諮詢通數，不在此列"),
    ),
)  # fmt: skip
