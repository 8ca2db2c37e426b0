"""Updates (進度): what happened to the public cases in a period, and what a program's user adds to a case reported through it."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q

from yankao.divisions.service.open311.formats import Problem, Refused, Row, moment_text, not_found
from yankao.divisions.service.open311.intake import LONGEST_LINK, attach_all, with_links
from yankao.divisions.service.open311.parameters import Parameters, span
from yankao.divisions.service.open311.publish import covered_text, publishable
from yankao.divisions.service.procedures.dispatch import DISPATCH, Result, Step
from yankao.engines.cases import registry
from yankao.engines.cases.change import supplement
from yankao.engines.cases.models import Case, CaseNote, Passage
from yankao.kernel.actors import Actor

LONGEST_SPAN = timedelta(days=90)
USUAL_SPAN = timedelta(hours=24)
MOST = 1000
CLIENT_STATES = (
    "OPEN", "FIXED", "IN_PROGRESS", "ACTION_SCHEDULED", "INVESTIGATING", "DUPLICATE", "NOT_COUNCILS_RESPONSIBILITY", "NO_FURTHER_ACTION",
    "INTERNAL_REFERRAL", "FOR_TRIAGE", "CLOSED", "CANCELLED", "REOPEN",
)  # fmt: skip
_STATES = {
    Step.CREATED: "FOR_TRIAGE",
    Step.NOTIFIED: "OPEN",
    Step.IN_HAND: "IN_PROGRESS",
    Step.REPORTED: "IN_PROGRESS",
    Step.RELEASED: "CLOSED",
    Step.WITHDRAWN: "CANCELLED",
}
_RESULTS = {
    Result.FIXED: "FIXED",
    Result.PRIVATE: "NOT_COUNCILS_RESPONSIBILITY",
    Result.NOT_FOUND: "NO_FURTHER_ACTION",
}
_DEEDS = {"merge": "DUPLICATE", "convert": "INTERNAL_REFERRAL"}


def updates(parameters: Parameters, *, now: datetime) -> list[Row]:
    """Return what was recorded in the period on public cases, the oldest first: new states and public words."""
    given = any(parameters.text(name) for name in ("start_date", "end_date"))
    start, end = span(parameters, now=now, longest=LONGEST_SPAN if given else USUAL_SPAN)
    numbers = parameters.listed("service_request_id")
    parameters.check()
    words = CaseNote.objects.filter(passage=OuterRef("pk"), kind=CaseNote.Kind.PUBLIC)
    told = ~Q(from_step=F("to_step")) | Q(action__in=list(_DEEDS)) | Q(Exists(words))
    found = Passage.objects.filter(told, case__in=publishable(), recorded_at__gte=start, recorded_at__lte=end)
    if numbers:
        found = found.filter(case__number__in=numbers[:MOST])
    passages = list(found.select_related("case__reporter", "case__service_dispatch").order_by("recorded_at", "id")[:MOST])
    return _rows(passages)


def _rows(passages: Sequence[Passage]) -> list[Row]:
    notes: dict[int | None, list[CaseNote]] = {}
    for note in CaseNote.objects.filter(passage__in=[it.pk for it in passages], kind=CaseNote.Kind.PUBLIC).order_by("id"):
        notes.setdefault(note.passage_id, []).append(note)
    return [_row(passage, notes.get(passage.pk, ())) for passage in passages]


def _row(passage: Passage, notes: Iterable[CaseNote]) -> Row:
    case = passage.case
    state = registry.get(passage.procedure).step_name(passage.to_step)
    said = "\n".join(covered_text(case, note.text, note.author_name, passage.actor_name) for note in notes)
    return {
        "update_id": str(passage.pk),
        "service_request_id": case.number,
        "status": _state(passage),
        "updated_datetime": moment_text(passage.recorded_at),
        "description": said or state,
        "media_url": "",
        "external_status_code": passage.to_step,
    }


def _state(passage: Passage) -> str:
    """Return the word that the clients know for a deed or a state; how a released case ended is told by its result."""
    if passage.action in _DEEDS:
        return _DEEDS[passage.action]
    if passage.to_step == Step.RELEASED:
        result = getattr(getattr(passage.case, "service_dispatch", None), "result", "")
        return next((word for known, word in _RESULTS.items() if known == result), "CLOSED")
    return next((word for step, word in _STATES.items() if step == passage.to_step), "OPEN")


@transaction.atomic
def add_update(parameters: Parameters, *, files: Sequence["UploadedFile[Any]"], actor: Actor, now: datetime) -> str:
    """Write what the reporter adds (補陳) and return the id of the update; sent again under the same update_id it is the same."""
    number, sent_id = parameters.text("service_request_id"), parameters.text("update_id", longest=60)
    state = parameters.text("status").upper()
    description = parameters.text("description", longest=4000)
    links = parameters.web_addresses("media_url", longest=LONGEST_LINK)
    parameters.moment("updated_datetime")
    if not number:
        parameters.wrong("請填寫 service_request_id（案號）")
    if state and state not in CLIENT_STATES:
        parameters.wrong(f"status 應為：{'、'.join(CLIENT_STATES)}")
    if not (description or links or files):
        parameters.wrong("請填寫 description（補充內容）")
    case = _case_of(number, parameters, actor=actor)
    parameters.check()
    assert case is not None
    mark = f"〔{actor.name}更新 {sent_id}〕" if sent_id else ""
    known = CaseNote.objects.filter(case=case, kind=CaseNote.Kind.SUPPLEMENT, text__endswith=mark).order_by("id").first() if mark else None
    if known is not None:
        return str(known.passage_id)
    text = "\n".join(filter(None, (with_links(description, links), f"（民眾回報狀態：{state}）" if state else "", mark))) or "（附件）"
    _supplement(case, text, files=files, actor=actor, now=now)
    return str(Passage.objects.filter(case=case, action="supplement").order_by("-id").values_list("pk", flat=True)[0])


def _case_of(number: str, parameters: Parameters, *, actor: Actor) -> Case | None:
    """Return the case if this program opened it, locked; to others it does not exist."""
    if not number:
        return None
    mine = Case.objects.filter(number=number, procedure=DISPATCH.key, opener_kind=str(actor.kind), opener_id=actor.id)
    case = mine.select_for_update().first()
    if case is None:
        parameters.wrong(f"查無經由此 api_key 通報的案號「{number[:40]}」", code=404)
    return case


def _supplement(case: Case, text: str, *, files: Sequence["UploadedFile[Any]"], actor: Actor, now: datetime) -> None:
    try:
        supplement(case, actor=actor, now=now, text=text)
        attach_all(case, files, actor=actor, now=now)
    except PermissionDenied as error:
        raise Refused(Problem(code=403, description=str(error))) from error
    except ValidationError as error:
        raise Refused(*(Problem(description=message) for message in error.messages)) from error


def case_of_token(token: str) -> Case:
    """Return the case behind a token. We answer reports at once and never hand one out; a case's public id serves as its token."""
    try:
        case = publishable().filter(public_id=token).first()
    except ValidationError:
        case = None
    if case is None:
        raise not_found(f"查無 token「{token[:60]}」")
    return case
