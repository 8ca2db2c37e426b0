"""凍結、簽核與送出: freeze the figures of an edition, sign it stage by stage, send it to the council, publish it, and correct it by a new one."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Max

from yankao.engines.indicators import registry
from yankao.engines.indicators.compute import BEGINNING, Amount, Wanted, figures_of
from yankao.engines.reports.build import build_with
from yankao.engines.reports.document_json import to_json
from yankao.engines.reports.edition_read import figure_of, frozen_of, making_of, report_of, window_of
from yankao.engines.reports.edition_types import load
from yankao.engines.reports.editions import doing, record, require_editor, signs, thaw, write
from yankao.engines.reports.errors import ReportError
from yankao.engines.reports.fill import Filler
from yankao.engines.reports.lists import Listing, Value
from yankao.engines.reports.models import Chapter, ChapterStanding, Edition, FrozenFigure, Signature, Stage, Standing
from yankao.kernel.actors import Actor
from yankao.kernel.roc import Window

STAGES = tuple(Stage)
CARRIED = (
    "kind",
    "title",
    "first",
    "last",
    "as_of",
    "session_term",
    "session_meeting",
    "chapter_number",
    "reporter_title",
    "reporter_name",
    "is_acting",
    "reported_on",
)
"""What a correction takes over from the edition it corrects."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A frozen figure looked at again: whether what was frozen is untouched, and what the records give today."""

    figure: FrozenFigure
    is_intact: bool
    today: Amount | None
    is_same: bool


def freeze(edition_id: int, *, actor: Actor, now: datetime) -> Edition:
    """Freeze every figure, statement and list the chapters name, with definition version, time of query and hash (凍結數字).

    Raises:
        PermissionDenied: the actor does not put reports together.
        ValidationError: a chapter is not accepted, or names what does not exist.
    """
    require_editor(actor, deed="凍結數字")
    with doing(edition_id, at=(Standing.DRAFTING,), deed="凍結數字") as edition:
        if waiting := list(edition.chapters.exclude(standing=ChapterStanding.ACCEPTED).values_list("title", flat=True)):
            raise ValidationError(f"尚有章節未審定：{'、'.join(waiting)}；請審定後再凍結數字。")
        edition.figures.all().delete()
        filler = _filled(edition)
        _keep(edition, filler, now=now)
        edition.frozen_at = now
        record(edition, "freeze", actor=actor, now=now, values={"figures": edition.figures.count(), "digest": edition.digest})
    return edition


def submit(edition_id: int, *, actor: Actor, now: datetime) -> Edition:
    """Send an edition with frozen figures on its way through the stages; whoever does signs for the first of them."""
    require_editor(actor, deed="送簽")
    with doing(edition_id, at=(Standing.DRAFTING,), deed="送簽") as edition:
        if edition.frozen_at is None:
            raise ValidationError("請先凍結數字，再送簽。")
        edition.standing = Standing.SIGNING
        _sign(edition, actor=actor, now=now, is_approval=True, note="")
        record(edition, "submit", actor=actor, now=now)
    return edition


def sign(edition_id: int, *, actor: Actor, now: datetime, is_approval: bool, note: str = "") -> Edition:
    """Agree at the stage the edition stands at, or send it back to be drafted anew with the reason."""
    with doing(edition_id, at=(Standing.SIGNING,), deed="簽核") as edition:
        stage = Stage(edition.stage)
        if not signs(actor, stage):
            raise PermissionDenied(f"現在輪到{stage.label}簽核，您沒有這個階段的權限")
        if not is_approval and not note.strip():
            raise ValidationError({"note": "退回時請說明理由"})
        _sign(edition, actor=actor, now=now, is_approval=is_approval, note=note)
        record(edition, "sign" if is_approval else "send_back", actor=actor, now=now, values={"stage": stage, "note": note})
    return edition


def amend(chapter_id: int, *, actor: Actor, now: datetime, text: str, version: int | None = None) -> Chapter:
    """Change a text during the sign-off: what is frozen stays, and what the text names for the first time is frozen with it."""
    with transaction.atomic():
        chapter = write(chapter_id, actor=actor, now=now, text=text, version=version)
        edition = chapter.edition
        if edition.standing == Standing.SIGNING:
            _keep(edition, _filled(edition), now=now)
            edition.save()
    return chapter


def send(edition_id: int, *, actor: Actor, now: datetime, number: str, copies: int | None, delivered_on: date | None) -> Edition:
    """Write down with which letter the report went to the council, in how many copies, and when it arrived."""
    require_editor(actor, deed="登錄函送")
    if not number.strip():
        raise ValidationError({"number": "請填寫送議會函文號"})
    with doing(edition_id, at=(Standing.APPROVED, Standing.SENT, Standing.PUBLISHED), deed="登錄函送") as edition:
        edition.council_number, edition.copies, edition.delivered_on = number.strip(), copies, delivered_on
        if edition.standing == Standing.APPROVED:
            edition.standing = Standing.SENT
        record(edition, "send", actor=actor, now=now, values={"number": number, "copies": copies, "delivered_on": delivered_on})
    return edition


def publish(edition_id: int, *, actor: Actor, now: datetime) -> Edition:
    """Let everybody read an approved edition."""
    require_editor(actor, deed="公開")
    with doing(edition_id, at=(Standing.APPROVED, Standing.SENT), deed="公開") as edition:
        edition.standing, edition.published_at = Standing.PUBLISHED, now
        record(edition, "publish", actor=actor, now=now)
    return edition


def correct(edition_id: int, *, actor: Actor, now: datetime, reason: str) -> Edition:
    """Open a new edition that corrects an approved one; what was approved stays as it is, and the new one brings a table of errata (勘誤表)."""
    require_editor(actor, deed="更正")
    if not reason.strip():
        raise ValidationError({"reason": "請說明更正的理由"})
    with doing(edition_id, at=(Standing.APPROVED, Standing.SENT, Standing.PUBLISHED), deed="更正") as old:
        number = (Edition.objects.filter(kind=old.kind).aggregate(last=Max("number"))["last"] or 0) + 1
        new = Edition(number=number, corrects=old, correction_reason=reason.strip()[:400], created_by=actor.name, created_at=now)
        for name in CARRIED:
            setattr(new, name, getattr(old, name))
        new.save(force_insert=True)
        for chapter in old.chapters.all():
            told = {name: getattr(chapter, name) for name in ("section", "order", "title", "text", "agency_id")}
            Chapter.objects.create(edition=new, standing=ChapterStanding.HANDED_IN, **told)
        record(new, "correct", actor=actor, now=now, values={"corrects": old.pk, "reason": reason})
    return new


def verify(edition: Edition) -> tuple[Checked, ...]:
    """Look at every frozen figure again: whether its hash still fits, and what the records give today. Nothing is changed."""
    found = list[Checked]()
    rows = tuple(edition.figures.select_related("statement"))
    values = _today(rows)
    for row in rows:
        today = values.get(row.pk)
        found.append(
            Checked(figure=row, is_intact=row.hash == hash_of(row), today=today, is_same=row.statement_id is not None or _text(today) == row.value)
        )
    return tuple(found)


def hash_of(row: FrozenFigure) -> str:
    """Return the hash of what was frozen of a figure."""
    names = ("key", "mode", "name", "unit", "first", "last", "value", "numerator", "denominator", "definition_version", "statement_id")
    told = {name: str(getattr(row, name)) for name in names} | {"queried_at": row.queried_at.astimezone(UTC).isoformat()}
    return hashlib.sha256(json.dumps(told, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def digest_of(edition: Edition) -> str:
    """Return one hash over all figures and lists of an edition; the audit keeps it."""
    hashes = list(edition.figures.order_by("key", "mode").values_list("hash", flat=True))
    return hashlib.sha256(json.dumps([hashes, edition.lists], ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _sign(edition: Edition, *, actor: Actor, now: datetime, is_approval: bool, note: str) -> None:
    stage = Stage(edition.stage)
    behalf = next((held.on_behalf_of for held in actor.memberships if held.on_behalf_of), "")
    Signature.objects.create(
        edition=edition,
        stage=stage,
        is_approval=is_approval,
        note=note.strip()[:400],
        by_id=actor.id,
        by_name=actor.name,
        on_behalf_of=behalf,
        at=now,
    )
    place = STAGES.index(stage)
    if not is_approval:
        edition.standing, edition.stage = Standing.DRAFTING, Stage.OFFICER
        thaw(edition)
    elif stage is STAGES[-1]:
        edition.document = to_json(report_of(edition))
        edition.standing, edition.approved_at = Standing.APPROVED, now
    else:
        edition.stage = STAGES[place + 1]


def _filled(edition: Edition) -> Filler:
    kept = frozen_of(edition) if edition.frozen_at else None
    try:
        _report, filler = build_with(load(edition.kind), window=window_of(edition), making=making_of(edition, frozen=kept))
    except ReportError as error:
        raise ValidationError(str(error).splitlines()) from None
    return filler


def _keep(edition: Edition, filler: Filler, *, now: datetime) -> None:
    """Write down what a filled report was made of; what is kept already stays as it is."""
    known = set(edition.figures.values_list("key", "mode"))
    rows = [
        FrozenFigure(
            key=it.key, mode=mode, name=it.name, unit=it.unit, first=it.first, last=it.last, value=_text(it.value), numerator=_text(it.numerator),
            denominator=_text(it.denominator), definition_version=it.version,
        )
        for (_key, mode), it in filler.found.items()
    ]  # fmt: skip
    for (key, days), lookup in filler.looked_up.items():
        if (it := lookup.statement) is not None:
            value = it.text if it.number is None else str(it.number)
            rows.append(FrozenFigure(key=key, mode=days, name=it.source, unit=it.unit, first=it.first, last=it.last, value=value, statement=it))
    for row in rows:
        if (row.key, row.mode) not in known:
            row.edition, row.queried_at = edition, now
            row.hash = hash_of(row)
            row.save(force_insert=True)
    edition.lists = [_told(key, by, listing) for (key, by), listing in filler.listed.items()]
    edition.digest = digest_of(edition)


def _told(key: str, by: str, listing: Listing) -> dict[str, Any]:
    rows = [{name: _plain(value) for name, value in row.items()} for row in listing.rows]
    return {"key": key, "by": by, "fields": list(listing.fields), "unit": listing.unit, "rows": rows}


def _plain(value: Value) -> list[str] | None:
    if value is None:
        return None
    if isinstance(value, date):
        return ["day", value.isoformat()]
    return ["number", str(value)] if isinstance(value, Decimal | int) else ["text", value]


def _text(value: Amount | None) -> str:
    return "" if value is None else str(value)


def _today(rows: Iterable[FrozenFigure]) -> dict[int, Amount | None]:
    """Compute frozen figures again, over the very days they were counted, all together; those retired since are left out."""
    wanted: dict[int, Wanted] = {}
    for row in rows:
        if row.statement_id is None and row.last is not None and registry.has(row.key):
            indicator, subject = registry.get(row.key)
            it = figure_of(row)
            wanted[row.pk] = Wanted(indicator=indicator, subject=subject, days=Window(it.first or BEGINNING, it.last))
    return dict(zip(wanted, (found.value for found in figures_of(wanted.values())), strict=True))
