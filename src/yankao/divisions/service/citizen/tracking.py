"""Finding and following one's own case: by its number and the telephone or e-mail left with it, then for half an hour in this session."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext as _

from yankao.divisions.service.citizen.attempts import Attempt, digest, is_too_many, note_attempt
from yankao.divisions.service.citizen.limits import TRACK_KIND, TRIES_MOST, TRIES_OF_NUMBER, TRY_WITHIN
from yankao.divisions.service.citizen.people import NET_NAME
from yankao.divisions.service.citizen.words import promise_of, promise_words
from yankao.divisions.service.open311.publish import covered_text
from yankao.divisions.service.procedures.dispatch import DISPATCH, Rating
from yankao.divisions.service.procedures.petition import PETITION, Petition
from yankao.divisions.service.procedures.petition import Step as PetitionStep
from yankao.engines.cases import registry
from yankao.engines.cases.models import Case, CaseFile, CaseNote
from yankao.engines.cases.read import possible_actions, possible_verbs
from yankao.engines.cases.who import PROVEN
from yankao.kernel.actors import Actor, ActorKind
from yankao.kernel.persons.vault import indexes
from yankao.shell.work import SOME_CITIZEN

SESSION = "citizen_case"
OPEN_FOR = timedelta(minutes=30)
LONGEST = 200
SAID = {
    (DISPATCH.key, "created"): "已收到，正在確認由哪個機關辦理。",
    (DISPATCH.key, "notified"): "已送交機關，等候機關簽收。",
    (DISPATCH.key, "in_hand"): "機關處理中。",
    (DISPATCH.key, "reported"): "機關已回報處理結果。",
    (DISPATCH.key, "released"): "已處理完畢並結案。",
    (DISPATCH.key, "withdrawn"): "已撤案，不再處理。",
    (PETITION.key, "registered"): "已收到，正在確認由哪個機關回復。",
    (PETITION.key, "assigned"): "機關正在處理並準備回復。",
    (PETITION.key, "awaiting"): "需要您補充資料，補充後才能繼續處理。",
    (PETITION.key, "answered"): "機關已回復。",
    (PETITION.key, "disregarded"): "依規定不予處理。",
    (PETITION.key, "closed"): "已結案。",
    (PETITION.key, "withdrawn"): "已撤案，不再處理。",
}
"""The steps in words for a citizen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """One text on the case: when, from whom, what."""

    written_at: datetime
    is_mine: bool
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """A case as its reporter sees it."""

    number: str
    procedure: str
    title: str
    description: str
    place: str
    agency: str
    received_at: datetime
    closed_at: datetime | None
    says: str
    promise: str
    stands: str
    missing: str
    merged_into: str
    words: tuple[Word, ...]
    files: tuple[CaseFile, ...]
    may: frozenset[str]
    satisfaction: int | None


def tracked_procedures() -> list[str]:
    """Return the procedures a citizen may follow: those a citizen may open."""
    return [it.key for it in registry.every() if it.opened_by.allows(SOME_CITIZEN)]


def find_case(number: str, contact: str) -> Case | None:
    """Return the case of a number whose reporter left this telephone or e-mail; one question whatever is wrong."""
    plain, value = "".join(number.split()).upper()[:LONGEST], contact.strip()[:LONGEST]
    reached = Q(reporter__phone_index__in=indexes("phone", value)) | Q(reporter__email_index__in=indexes("email", value))
    return Case.objects.filter(reached, number=plain, procedure__in=tracked_procedures(), is_test=False).first()


def may_try(address: str, number: str, *, now: datetime) -> bool:
    """Count a try, then say whether it is within the limits: counted first, so that many at once do not slip through."""
    tried = _counted(address, number)
    note_attempt(TRACK_KIND, *tried, now=now)
    too_many = is_too_many(TRACK_KIND, tried[0], most=TRIES_MOST + 1, within=TRY_WITHIN, now=now)
    return not (too_many or is_too_many(TRACK_KIND, tried[1], most=TRIES_OF_NUMBER + 1, within=TRY_WITHIN, now=now))


def forgive(address: str, number: str, *, now: datetime) -> None:
    """Take back the count of a try that was right."""
    Attempt.objects.filter(kind=TRACK_KIND, who__in=[digest(it) for it in _counted(address, number)], at=now).delete()


def _counted(address: str, number: str) -> tuple[str, str]:
    return f"address {address}", f"number {''.join(number.split()).upper()[:LONGEST]}"


def remember(request: HttpRequest, case: Case, *, now: datetime) -> None:
    """Open a case to this session for half an hour, under a new session key."""
    request.session.cycle_key()
    request.session[SESSION] = {"case": str(case.public_id), "until": (now + OPEN_FOR).isoformat()}


def forget(request: HttpRequest) -> None:
    """Close the case of this session."""
    request.session.pop(SESSION, None)


def opened_case(request: HttpRequest, *, now: datetime) -> Case | None:
    """Return the case that is open to this session, or None when its time is over."""
    kept: dict[str, Any] = request.session.get(SESSION) or {}
    try:
        public_id, until = UUID(kept["case"]), datetime.fromisoformat(kept["until"])
    except (KeyError, ValueError):
        return None
    if now >= until:
        return None
    related = ("agency", "reporter", "merged_into", "merged_into__agency", "merged_into__reporter", "district")
    return Case.objects.select_related(*related).filter(public_id=public_id).first()


def reporter_of(case: Case) -> Actor:
    """Return the reporter as somebody who acts: the citizen who opened the case, or whoever proved to be its reporter."""
    own = case.opener_kind == ActorKind.CITIZEN
    return Actor(kind=ActorKind.CITIZEN, id=case.opener_id if own else f"{PROVEN}{case.reporter_id}", name=NET_NAME)


def followed(case: Case, *, now: datetime) -> Followed:
    """Return the case as its reporter sees it; of a case it was merged into only what is fit for everybody."""
    procedure, actor = registry.get(case.procedure), reporter_of(case)
    stands_for = case.merged_into or case
    detail = procedure.detail._default_manager.filter(pk=case.pk).first()
    promise, stands = promise_words(promise_of(stands_for), now=now)
    if stands_for.closed_at is not None and stands == "open":
        promise, stands = "", "none"
    verbs = {name for name in possible_verbs(case, actor) if name in {"supplement", "withdraw", "attach"}}
    deeds = {action.key for action in possible_actions(case, actor, now=now) if action.key in {"rate", "completed"}}
    return Followed(
        number=case.number,
        procedure=_(procedure.name),
        title=case.title,
        description=case.description,
        place=case.address,
        agency=stands_for.agency.name if stands_for.agency else "",
        received_at=case.received_at,
        closed_at=stands_for.closed_at,
        says=said(stands_for),
        promise=promise,
        stands=stands,
        missing=detail.missing if isinstance(detail, Petition) and case.step == PetitionStep.AWAITING else "",
        merged_into=case.merged_into.number if case.merged_into else "",
        words=tuple(sorted(_words(case), key=lambda it: it.written_at)),
        files=tuple(files_of(case, actor)),
        may=frozenset(verbs | deeds),
        satisfaction=rating_of(case),
    )


def rating_of(case: Case) -> int | None:
    """Return how content the reporter said to be."""
    if case.procedure == DISPATCH.key:
        return Rating.objects.filter(case=case).order_by("-id").values_list("satisfaction", flat=True).first()
    return Petition.objects.filter(pk=case.pk).values_list("satisfaction", flat=True).first()


def said(case: Case) -> str:
    """Return the state of a case in plain words."""
    known = SAID.get((case.procedure, case.step))
    if known:
        return _(known)
    return _("目前進度：%(step)s") % {"step": _(registry.get(case.procedure).step_name(case.step))}


def files_of(case: Case, actor: Actor) -> Iterable[CaseFile]:
    """Return the files the reporter may have: the own ones and those released."""
    mine = Q(stored__uploaded_by_kind=actor.kind.value, stored__uploaded_by_id=actor.id)
    return CaseFile.objects.filter(mine | Q(is_public=True), case=case, removed_at__isnull=True).select_related("stored").order_by("id")


def _words(case: Case) -> list[Word]:
    shown = (CaseNote.Kind.PUBLIC, CaseNote.Kind.SUPPLEMENT)
    words = [
        Word(written_at=it.written_at, is_mine=it.kind == CaseNote.Kind.SUPPLEMENT, text=it.text)
        for it in CaseNote.objects.filter(case=case, kind__in=shown).order_by("id")
    ]
    if case.merged_into is not None:
        others = CaseNote.objects.filter(case=case.merged_into, kind=CaseNote.Kind.PUBLIC).order_by("id")
        words += [Word(written_at=it.written_at, is_mine=False, text=covered_text(case.merged_into, it.text, it.author_name)) for it in others]
    return words
