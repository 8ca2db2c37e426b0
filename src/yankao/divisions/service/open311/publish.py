"""Which cases everybody may see, and what of each: the one place where a case becomes a public record, for every interface and list."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, Prefetch, Q, QuerySet, Subquery

from yankao.divisions.service.open311.covering import covered, public_address, public_point
from yankao.divisions.service.procedures.dispatch import DISPATCH, Dispatch, Step
from yankao.engines.cases import registry
from yankao.engines.cases.models import Case, CaseFile, CaseNote, Passage
from yankao.kernel.persons.read import opened
from yankao.kernel.persons.vault import FIELDS, SealedValueError

LONGEST_TEXT = 4000
NOT_SHOWN = "（內容不公開）"
CLOSED = Q(closed_at__isnull=False) | Q(step__in=[str(step) for step in DISPATCH.closed_steps])
"""Closed to the public: over in our books, or at a last step of an old record that tells no time."""
LINE = (
    "number", "procedure", "step", "closed_at", "received_at", "address", "handler_name", "opener_kind", "opener_name",
    "category__name", "agency__name", "agency__short_name", "district__name",
    "reporter__key_id", *(f"reporter__{name}_enc" for name in FIELDS),
)  # fmt: skip
"""What is read of a case for a line of a list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicNote:
    """One word of the city to everybody: when, what."""

    passage_id: int | None
    written_at: datetime
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicLine:
    """A case in a list for everybody: nothing of any person, a home only as its street."""

    number: str
    is_closed: bool
    step: str
    step_name: str
    service_name: str
    agency: str
    agency_short: str
    requested_at: datetime
    address: str
    district: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicCase(PublicLine):
    """A case as everybody may see it in full: no internal note, nothing that names a person in what was written."""

    status_notes: str
    service_code: str
    group: str
    description: str
    agency_code: str
    channel: str
    updated_at: datetime
    expected_at: datetime | None
    closed_at: datetime | None
    zip_code: str
    lat: float | None
    long: float | None
    lamp_number: str
    landmark: str
    is_dangerous: bool
    notes: tuple[PublicNote, ...]
    photo_ids: tuple[int, ...]


def publishable() -> QuerySet[Case]:
    """Return the cases everybody may see: of procedures declared public, of public items, neither confidential nor a test.

    An old record whose item is not in the city's list has no public item and stays out.
    """
    public = [procedure.key for procedure in registry.every() if procedure.is_public and procedure.owner == DISPATCH.owner]
    return Case.objects.filter(procedure__in=public, category__is_public=True, is_confidential=False, is_test=False)


def newest_first(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Return cases, the newest first, with everything that is published of them: three queries however many they are."""
    latest = Passage.objects.filter(case=OuterRef("pk")).order_by("-id").values("occurred_at")[:1]
    notes = CaseNote.objects.filter(kind=CaseNote.Kind.PUBLIC).order_by("written_at", "id")
    files = CaseFile.objects.filter(is_public=True, removed_at__isnull=True, stored__media_type__startswith="image/").order_by("id")
    related = ("category", "agency", "district", "reporter", "merged_into", "service_dispatch")
    lists = (Prefetch("notes", queryset=notes, to_attr="public_notes"), Prefetch("files", queryset=files, to_attr="public_photos"))
    return cases.select_related(*related).prefetch_related(*lists).annotate(latest_at=Subquery(latest)).order_by("-received_at", "-id")


def lines_of(cases: QuerySet[Case], *, start: int, most: int) -> list[PublicLine]:
    """Return a part of the cases as lines of a list, the newest first; one query, of what a line shows and what is covered in it."""
    rows = cases.select_related("category", "agency", "district", "reporter").only(*LINE).order_by("-received_at", "-id")
    return [PublicLine(**_line(case, personal_values(case))) for case in rows[start : start + most]]


def published(cases: Iterable[Case]) -> list[PublicCase]:
    """Return what everybody may see of cases read by `newest_first`."""
    return [_published(case) for case in cases]


def personal_values(case: Case) -> tuple[str, ...] | None:
    """Return the names, numbers and addresses of the people on a case, only to be covered; None when they cannot be read.

    Nothing read here leaves: a text of the case is searched for these values before it is shown to anybody.
    """
    staff = (case.handler_name, case.opener_name if case.opener_kind in {"user", "citizen"} else "")
    if case.reporter is None:
        return staff
    try:
        return (*opened(case.reporter).as_dict().values(), *staff)
    except SealedValueError:
        return None


def covered_text(case: Case, text: str, *more: str) -> str:
    """Return a text of a case fit for everybody; `more` are names to be covered besides those on the case."""
    known = personal_values(case)
    return NOT_SHOWN if known is None else covered(text, known=(*known, *more))


def _published(case: Case) -> PublicCase:
    known = personal_values(case)
    detail = getattr(case, "service_dispatch", None) or Dispatch()
    notes = tuple(
        PublicNote(passage_id=note.passage_id, written_at=note.written_at, text=_text(note.text, known, note.author_name))
        for note in getattr(case, "public_notes", ())
    )
    line = _line(case, known)
    is_closed = line["is_closed"]
    updated_at = getattr(case, "latest_at", None) or case.received_at
    lat, long = public_point(case.lat, case.long, address=case.address)
    return PublicCase(
        **line,
        status_notes=_status_notes(case, detail, notes),
        service_code=case.category.code if case.category else "",
        group=case.category.group if case.category else "",
        description=_text(case.description, known)[:LONGEST_TEXT],
        agency_code=case.agency.official_code if case.agency else "",
        channel=case.channel,
        updated_at=case.closed_at or updated_at,
        expected_at=None if is_closed else case.due_at,
        closed_at=case.closed_at or (updated_at if is_closed else None),
        zip_code=case.district.zip_code if case.district else "",
        lat=lat,
        long=long,
        lamp_number=_text(detail.lamp_number, known),
        landmark=_text(detail.landmark, known),
        is_dangerous=detail.is_dangerous,
        notes=notes,
        photo_ids=tuple(photo.pk for photo in getattr(case, "public_photos", ())),
    )


def _line(case: Case, known: tuple[str, ...] | None) -> dict[str, Any]:
    return {
        "number": case.number,
        "is_closed": case.closed_at is not None or case.step in DISPATCH.closed_steps,
        "step": case.step,
        "step_name": registry.get(case.procedure).step_name(case.step),
        "service_name": case.category.name if case.category else "",
        "agency": case.agency.name if case.agency else "",
        "agency_short": case.agency.short_name if case.agency else "",
        "requested_at": case.received_at,
        "address": NOT_SHOWN if known is None else public_address(case.address, known=known),
        "district": case.district.name if case.district else "",
    }


def _text(text: str, known: tuple[str, ...] | None, *more: str) -> str:
    return NOT_SHOWN if known is None else covered(text, known=(*known, *more))


def _status_notes(case: Case, detail: Dispatch, notes: tuple[PublicNote, ...]) -> str:
    """Return the real state in words, the coded result and the last public word."""
    state = registry.get(case.procedure).step_name(case.step)
    if case.merged_into is not None:
        is_shown = not (case.merged_into.is_confidential or case.merged_into.is_test)
        state = f"併案（併入 {case.merged_into.number}）" if is_shown else "併案"
    result = detail.get_result_display() if detail.result and case.step in {Step.REPORTED, Step.RELEASED} else ""
    return "：".join(filter(None, ("，".join(filter(None, (state, result))), notes[-1].text if notes else "")))
