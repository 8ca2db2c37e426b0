"""口頭報告稿: each unit writes its part of what the chair says before the council; it is fitted to the minutes allowed and approved."""

from datetime import date

from django.core.validators import MinValueValidator
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
    OWED = "owed", "待撰寫"
    RETURNED = "returned", "退回補正"
    SUBMITTED = "submitted", "審查中"
    ACCEPTED = "accepted", "定稿"
    DROPPED = "dropped", "免撰"


class SpeakingNotes(CaseDetail):
    """Facts of one part of the speech."""

    session_term = models.PositiveSmallIntegerField("屆別", validators=[MinValueValidator(1)])
    session_meeting = models.PositiveSmallIntegerField("次別", validators=[MinValueValidator(1)])
    minutes = models.PositiveSmallIntegerField("分配時間（分）", validators=[MinValueValidator(1)])
    speech = models.TextField("講稿", blank=True)


class SpeakingNotesReview(CaseRecord):
    """One round of review."""

    opinion = models.TextField("審查意見")


SIGNS_A_MINUTE = 220
"""So many signs are spoken in a minute; a draft a tenth longer still fits."""


def speech_fits_its_minutes(it: SpeakingNotes) -> str | None:
    most = it.minutes * SIGNS_A_MINUTE * 11 // 10
    length = len("".join(it.speech.split()))
    return None if length <= most else f"講稿{length}字，{it.minutes}分鐘以{most}字為限，請縮短"


SPEAKING_NOTES = Procedure(
    key="administration.speaking_notes",
    name="口頭報告稿",
    letter="N",
    systems=("council-report",),
    detail=SpeakingNotes,
    basis=(Law("地方制度法", "第48條"), Practice("於定期大會口頭報告業務", seen="業務報告112-11")),
    opened_by=OPENERS,
    seen_by=READERS,
    asks=("session_term", "session_meeting", "minutes"),
    may_ask=("agency", "title", "description"),
    lists=("session_term", "session_meeting", "minutes"),
    searches=("speech",),
    routing=Routing.ASKED,
    first=Step.OWED,
    ends=(Step.ACCEPTED, Step.DROPPED),
    actions=(
        Action(key="submit", name="提送講稿", at=(Step.OWED, Step.RETURNED), to=Step.SUBMITTED, by=HANDLER, asks=("speech",), tells=(Tell.DESK,), guard=speech_fits_its_minutes),
        Action(key="send_back", name="退回補正", at=Step.SUBMITTED, to=Step.RETURNED, by=EDITORS, record=SpeakingNotesReview, asks=("opinion",), tells=(Tell.AGENCY,)),
        Action(key="accept", name="定稿", at=Step.SUBMITTED, to=Step.ACCEPTED, by=EDITORS, record=SpeakingNotesReview, asks=("opinion",), tells=(Tell.AGENCY,)),
        Action(key="drop", name="免撰", at=(Step.OWED, Step.RETURNED), to=Step.DROPPED, by=EDITORS, needs_reason=True, tells=(Tell.AGENCY,)),
    ),
    verbs=Verbs(edit=Verb(by=EDITORS), assign=Verb(by=HANDLER), transfer=Verb(by=EDITORS), reopen=Verb(by=EDITORS, at=(Step.ACCEPTED, Step.DROPPED), to=Step.SUBMITTED),
                note=Verb(by=EDITORS | HANDLER), attach=Verb(by=EDITORS | HANDLER)),
    deadlines=(
        Deadline(key="submit", name="提送講稿", start=Step.OWED, stop=(Step.SUBMITTED, Step.DROPPED),
                 within=Dated(Since(BEGAN, WorkDays(5), Ours("交辦後五個工作日內提送"))), remind=(WorkDays(1),), faults=(("agency", "機關"), ("none", "不可歸責")),
                 escalate=(Escalation(after=Hours(0), to=Tell.AGENCY, name="請即提送"), Escalation(after=WorkDays(1), to=Tell.DESK, name="請催辦")),
                 extended_by=(Extension(by=EDITORS, times=1, total=WorkDays(5), tells=(Tell.AGENCY,)),)),
    ),
    indicators=(
        Indicator(key="administration.speaking_notes.received", name="口頭報告稿件數", unit="件", measure=count_received(), counting="期間內交辦者"),
        Indicator(key="administration.speaking_notes.accepted", name="口頭報告稿完成件數", unit="件", measure=count_entering(Step.ACCEPTED), counting="期間內定稿者，同一案計一次"),
        Indicator(key="administration.speaking_notes.in_time", name="口頭報告稿如期提送率", unit="%", measure=share_in_time(Step.SUBMITTED), counting="期間內提送者，於期限內提送之比率"),
    ),
)  # fmt: skip
