"""Writes a public case as the rows of the standard: a request, the extensions other cities use, and the bulk table."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest

from yankao.divisions.service.open311.formats import Row, moment_text
from yankao.divisions.service.open311.publish import PublicCase, covered_text
from yankao.divisions.service.procedures.dispatch import DISPATCH
from yankao.engines.cases import registry
from yankao.engines.cases.facts import label_of
from yankao.engines.cases.models import Case, CaseLink, LinkKind, Passage

CHANNELS = dict(DISPATCH.channels)
BULK_COLUMNS = (
    "service_request_id", "requested_datetime", "updated_datetime", "closed_date", "status_description", "status_notes", "source",
    "service_name", "service_subtype", "description", "agency_responsible", "address", "lat", "long",
)  # fmt: skip


def request_row(it: PublicCase, request: HttpRequest) -> dict[str, Any]:
    """Return a request with the fields of the standard."""
    photos = photo_urls(it, request)
    return {
        "service_request_id": it.number,
        "status": "closed" if it.is_closed else "open",
        "status_notes": it.status_notes,
        "service_name": it.service_name,
        "service_code": it.service_code,
        "description": it.description,
        "agency_responsible": it.agency,
        "service_notice": "",
        "requested_datetime": moment_text(it.requested_at),
        "updated_datetime": moment_text(it.updated_at),
        "expected_datetime": moment_text(it.expected_at),
        "address": it.address,
        "address_id": "",
        "zipcode": it.zip_code,
        "lat": it.lat,
        "long": it.long,
        "media_url": photos[0] if photos else "",
    }


def photo_urls(it: PublicCase, request: HttpRequest) -> list[str]:
    """Return the addresses of the pictures that somebody of the city has released."""
    return [request.build_absolute_uri(f"/open311/v2/media/{it.number}/{photo}") for photo in it.photo_ids]


def extension_rows(cases: Sequence[Case], shown: Sequence[PublicCase], request: HttpRequest) -> list[Row]:
    """Return what `extensions=true` adds to each case: attributes, extended attributes and the notes of its course; two queries."""
    ids = [case.pk for case in cases]
    passages: dict[int, list[Passage]] = {}
    for passage in Passage.objects.filter(case_id__in=ids).order_by("id"):
        passages.setdefault(passage.case_id, []).append(passage)
    links: dict[int, list[CaseLink]] = {}
    found = CaseLink.objects.filter(from_case_id__in=ids, kind=LinkKind.FOLLOW_ON, undone_at__isnull=True, to_case__is_confidential=False)
    for link in found.select_related("to_case").order_by("ordinal"):
        links.setdefault(link.from_case_id, []).append(link)
    return [
        {
            "attributes": _attributes(it),
            "extended_attributes": {
                "channel": CHANNELS.get(it.channel, it.channel),
                "x": it.long,
                "y": it.lat,
                "photos": photo_urls(it, request),
            },
            "notes": _notes(case, it, passages.get(case.pk, []), links.get(case.pk, [])),
        }
        for case, it in zip(cases, shown, strict=True)
    ]


def _attributes(it: PublicCase) -> list[Row]:
    values = (("lamp_number", it.lamp_number), ("landmark", it.landmark), ("is_dangerous", "是" if it.is_dangerous else "否"))
    return [{"label": label_of(DISPATCH, code), "name": code, "value": value, "code": code} for code, value in values if value]


def _notes(case: Case, it: PublicCase, passages: Sequence[Passage], links: Sequence[CaseLink]) -> list[Row]:
    """Return the course of a case in order: opened, each new state, each public word, follow-on cases, closed."""
    procedure = registry.get(case.procedure)
    closed = {str(step) for step in procedure.closed_steps}
    notes = [
        (
            passage.occurred_at,
            {
                "datetime": moment_text(passage.occurred_at),
                "summary": procedure.step_name(passage.to_step),
                "description": "",
                "type": "opened" if not passage.from_step else "closed" if passage.to_step in closed else "activity",
            },
        )
        for passage in passages
        if passage.from_step != passage.to_step
    ]
    notes += [
        (note.written_at, {"datetime": moment_text(note.written_at), "summary": "回復", "description": note.text, "type": "public_note"})
        for note in it.notes
    ]
    notes += [(link.made_at, _follow_on(case, link)) for link in links]
    return [row for _, row in sorted(notes, key=lambda note: note[0])]


def _follow_on(case: Case, link: CaseLink) -> dict[str, Any]:
    name = registry.get(link.to_case.procedure).name
    summary = f"改列「{name}」{link.to_case.number}"
    return {
        "datetime": moment_text(link.made_at),
        "summary": summary,
        "description": covered_text(case, link.reason),
        "type": "follow_on_created",
        "service_request_id": link.to_case.number,
    }


def bulk_row(it: PublicCase) -> Mapping[str, Any]:
    """Return a case as one row of the open-data table."""
    values = (
        it.number,
        moment_text(it.requested_at),
        moment_text(it.updated_at),
        moment_text(it.closed_at),
        it.step_name,
        it.status_notes,
        CHANNELS.get(it.channel, it.channel),
        it.service_name,
        it.group,
        it.description,
        it.agency,
        it.address,
        it.lat,
        it.long,
    )
    return dict(zip(BULK_COLUMNS, values, strict=True))
