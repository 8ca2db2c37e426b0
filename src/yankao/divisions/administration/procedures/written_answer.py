"""會後書面答復: what could not be answered before the council is answered in writing after it, to the councillor with a copy to the council."""

from datetime import date

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from yankao.divisions.administration.roles import EDITORS, HANDLER, OPENERS, READERS
from yankao.engines.cases.declare import Action, Deadline, Escalation, Extension, Procedure, Routing, Steps, Tell, Verb, Verbs
from yankao.engines.cases.measures import count_entering, count_received, share_in_time
from yankao.engines.cases.models import CaseDetail, CaseRecord
from yankao.engines.indicators.declare import Indicator
from yankao.kernel.days import Days, Hours, WorkDays
from yankao.kernel.law import Dated, Law, Ours, Practice, Since

BEGAN = date(2010, 12, 25)
"""The first term of the merged city's council began."""


class Step(Steps):
    OWED = "owed", "待書面答復"
    RETURNED = "returned", "退回補正"
    SUBMITTED = "submitted", "審查中"
    ACCEPTED = "accepted", "已函復"
    DROPPED = "dropped", "議員撤回"


class WrittenAnswer(CaseDetail):
    """Facts of one question left to be answered in writing."""

    session_term = models.PositiveSmallIntegerField("屆別", validators=[MinValueValidator(1)])
    session_meeting = models.PositiveSmallIntegerField("次別", validators=[MinValueValidator(1)])
    councillor = models.CharField("議員", max_length=60)
    electoral_district = models.PositiveSmallIntegerField("選區", null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(30)])
    asked_on = models.DateField("質詢日期")
    question = models.TextField("質詢事項")
    answer = models.TextField("書面答復", blank=True)
    letter_number = models.CharField("函復文號", max_length=60, blank=True)
    council_copied = models.BooleanField("副知議會", default=False)


class WrittenAnswerReview(CaseRecord):
    """One round of review."""

    opinion = models.TextField("審查意見")


def council_has_a_copy(it: WrittenAnswer) -> str | None:
    return None if it.council_copied else "書面答復應副知市議會"


WRITTEN_ANSWER = Procedure(
    key="administration.written_answer",
    name="會後書面答復",
    letter="O",
    systems=("council-report",),
    detail=WrittenAnswer,
    basis=(Law("地方制度法", "第48條"), Practice("答復議員質詢事項", seen="業務報告112-11")),
    opened_by=OPENERS,
    seen_by=READERS,
    asks=("session_term", "session_meeting", "councillor", "asked_on", "question"),
    may_ask=("electoral_district", "agency", "title", "description"),
    lists=("councillor", "asked_on", "question"),
    searches=("question", "answer"),
    routing=Routing.ASKED,
    first=Step.OWED,
    ends=(Step.ACCEPTED, Step.DROPPED),
    actions=(
        Action(key="submit", name="提送答復稿", at=(Step.OWED, Step.RETURNED), to=Step.SUBMITTED, by=HANDLER, asks=("answer",), tells=(Tell.DESK,)),
        Action(key="send_back", name="退回補正", at=Step.SUBMITTED, to=Step.RETURNED, by=EDITORS, record=WrittenAnswerReview, asks=("opinion",), tells=(Tell.AGENCY,)),
        Action(key="accept", name="函復議員", at=Step.SUBMITTED, to=Step.ACCEPTED, by=EDITORS, asks=("letter_number", "council_copied"), guard=council_has_a_copy, tells=(Tell.AGENCY,)),
        Action(key="drop", name="議員撤回", at=(Step.OWED, Step.RETURNED), to=Step.DROPPED, by=EDITORS, needs_reason=True, tells=(Tell.AGENCY,)),
    ),
    verbs=Verbs(edit=Verb(by=EDITORS), assign=Verb(by=HANDLER), transfer=Verb(by=EDITORS), reopen=Verb(by=EDITORS, at=(Step.ACCEPTED, Step.DROPPED), to=Step.SUBMITTED),
                note=Verb(by=EDITORS | HANDLER), attach=Verb(by=EDITORS | HANDLER)),
    deadlines=(
        Deadline(key="submit", name="提送答復稿", start=Step.OWED, stop=(Step.SUBMITTED, Step.DROPPED),
                 within=Dated(Since(BEGAN, Days(10), Ours("質詢後十日內提送答復稿"))), remind=(Days(2),), faults=(("agency", "機關"), ("none", "不可歸責")),
                 escalate=(Escalation(after=Hours(0), to=Tell.AGENCY, name="請即提送"), Escalation(after=WorkDays(1), to=Tell.DESK, name="請催辦")),
                 extended_by=(Extension(by=EDITORS, times=1, total=Days(10), tells=(Tell.AGENCY,)),)),
    ),
    indicators=(
        Indicator(key="administration.written_answer.received", name="會後書面答復件數", unit="件", measure=count_received(), counting="期間內交辦者"),
        Indicator(key="administration.written_answer.accepted", name="會後書面答復完成件數", unit="件", measure=count_entering(Step.ACCEPTED), counting="期間內已函復者，同一案計一次"),
        Indicator(key="administration.written_answer.in_time", name="會後書面答復如期提送率", unit="%", measure=share_in_time(Step.SUBMITTED), counting="期間內提送者，於期限內提送之比率"),
    ),
)  # fmt: skip
