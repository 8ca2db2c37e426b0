"""備詢資料: what an electoral district may be asked about, written by the agency in charge before the session, one topic a case."""

from datetime import date

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from yankao.divisions.administration.roles import EDITORS, HANDLER, OPENERS, READERS
from yankao.engines.cases.declare import Action, Deadline, Escalation, Extension, Procedure, Routing, Steps, Tell, Verb, Verbs
from yankao.engines.cases.measures import count_entering, count_received, share_in_time
from yankao.engines.cases.models import CaseDetail, CaseRecord
from yankao.engines.indicators.declare import Indicator
from yankao.kernel.days import Hours, WorkDays
from yankao.kernel.law import Dated, Law, Ours, Practice, Since

BEGAN = date(2010, 12, 25)
"""The first term of the merged city's council began."""


class Step(Steps):
    OWED = "owed", "待擬答"
    RETURNED = "returned", "退回補正"
    SUBMITTED = "submitted", "審查中"
    ACCEPTED = "accepted", "備妥"
    DROPPED = "dropped", "免備"


class SessionBrief(CaseDetail):
    """Facts of one topic of one electoral district."""

    session_term = models.PositiveSmallIntegerField("屆別", validators=[MinValueValidator(1)])
    session_meeting = models.PositiveSmallIntegerField("次別", validators=[MinValueValidator(1)])
    electoral_district = models.PositiveSmallIntegerField("選區", validators=[MinValueValidator(1), MaxValueValidator(30)])
    topic = models.CharField("議題", max_length=200)
    councillors = models.CharField("關切議員", max_length=200, blank=True)
    answer = models.TextField("擬答", blank=True)
    figures = models.TextField("佐證數據", blank=True)
    contact = models.CharField("備詢人員", max_length=100, blank=True)


class SessionBriefReview(CaseRecord):
    """One round of review."""

    opinion = models.TextField("審查意見")


SESSION_BRIEF = Procedure(
    key="administration.session_brief",
    name="備詢資料",
    letter="R",
    systems=("council-report",),
    detail=SessionBrief,
    basis=(Law("地方制度法", "第48條"), Practice("於定期大會列席備詢", seen="業務報告112-11")),
    opened_by=OPENERS,
    seen_by=READERS,
    asks=("session_term", "session_meeting", "electoral_district", "topic"),
    may_ask=("councillors", "agency", "title", "description"),
    lists=("electoral_district", "topic", "councillors"),
    searches=("topic", "answer"),
    routing=Routing.ASKED,
    first=Step.OWED,
    ends=(Step.ACCEPTED, Step.DROPPED),
    actions=(
        Action(key="submit", name="提送擬答", at=(Step.OWED, Step.RETURNED), to=Step.SUBMITTED, by=HANDLER, asks=("answer", "contact"), tells=(Tell.DESK,), may_ask=("figures",)),
        Action(key="send_back", name="退回補正", at=Step.SUBMITTED, to=Step.RETURNED, by=EDITORS, record=SessionBriefReview, asks=("opinion",), tells=(Tell.AGENCY,)),
        Action(key="accept", name="備妥", at=Step.SUBMITTED, to=Step.ACCEPTED, by=EDITORS, record=SessionBriefReview, asks=("opinion",), tells=(Tell.AGENCY,)),
        Action(key="drop", name="免備", at=(Step.OWED, Step.RETURNED), to=Step.DROPPED, by=EDITORS, needs_reason=True, tells=(Tell.AGENCY,)),
    ),
    verbs=Verbs(edit=Verb(by=EDITORS), assign=Verb(by=HANDLER), transfer=Verb(by=EDITORS), reopen=Verb(by=EDITORS, at=(Step.ACCEPTED, Step.DROPPED), to=Step.SUBMITTED),
                note=Verb(by=EDITORS | HANDLER), attach=Verb(by=EDITORS | HANDLER)),
    deadlines=(
        Deadline(key="submit", name="提送擬答", start=Step.OWED, stop=(Step.SUBMITTED, Step.DROPPED),
                 within=Dated(Since(BEGAN, WorkDays(7), Ours("交辦後七個工作日內提送，以便於會前彙整"))), remind=(WorkDays(2),), faults=(("agency", "機關"), ("none", "不可歸責")),
                 escalate=(Escalation(after=Hours(0), to=Tell.AGENCY, name="請即提送"), Escalation(after=WorkDays(1), to=Tell.DESK, name="請催辦")),
                 extended_by=(Extension(by=EDITORS, times=1, total=WorkDays(7), tells=(Tell.AGENCY,)),)),
    ),
    indicators=(
        Indicator(key="administration.session_brief.received", name="備詢資料件數", unit="件", measure=count_received(), counting="期間內交辦者"),
        Indicator(key="administration.session_brief.accepted", name="備詢資料完成件數", unit="件", measure=count_entering(Step.ACCEPTED), counting="期間內備妥者，同一案計一次"),
        Indicator(key="administration.session_brief.in_time", name="備詢資料如期提送率", unit="%", measure=share_in_time(Step.SUBMITTED), counting="期間內提送者，於期限內提送之比率"),
    ),
)  # fmt: skip
