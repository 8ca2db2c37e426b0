"""Cases, procedures and categories as the interface tells them, to each caller no more than it may know."""

from datetime import datetime
from typing import Any

from yankao.engines.cases import registry
from yankao.engines.cases.declare import Action, Procedure, steps_of
from yankao.engines.cases.facts import label_of
from yankao.engines.cases.models import Case, CaseNote
from yankao.engines.cases.read import possible_actions
from yankao.kernel.actors import Actor, ActorKind
from yankao.kernel.persons.read import masked
from yankao.kernel.text import redact
from yankao.shell.deeds import usable_verbs
from yankao.shell.dossier import is_staff
from yankao.shell.export import bare
from yankao.shell.words import VERB_NAMES, deed_name

Told = dict[str, Any]
RELATED = ("category", "agency", "district")
DEFERRED = ("haystack", "search", "source_digest")


def tell_case(case: Case, actor: Actor) -> Told:
    """Tell a case as a list shows it; to programs with personal data in free text covered."""
    procedure = registry.get(case.procedure)
    text = redact if actor.kind is ActorKind.APPLICATION else str
    return {
        "number": case.number,
        "public_id": str(case.public_id),
        "procedure": {"key": procedure.key, "name": procedure.name},
        "category": {"key": case.category.code, "name": case.category.name} if case.category else None,
        "title": text(case.title),
        "agency": {"key": case.agency.slug, "name": case.agency.name} if case.agency else None,
        "step": {"key": case.step, "name": procedure.step_name(case.step)},
        "channel": case.channel,
        "received_at": bare(case.received_at),
        "due_at": bare(case.due_at),
        "closed_at": bare(case.closed_at),
        "district": {"key": str(case.district.pk), "name": case.district.name} if case.district else None,
        "address": case.address,
        "lat": case.lat,
        "long": case.long,
        "source": case.source,
        "external_id": case.external_id,
        "is_historical": case.is_historical,
        "is_simulated": case.is_simulated,
        "version": case.version,
    }


def tell_whole(case: Case, actor: Actor, *, now: datetime) -> Told:
    """Tell a case with its facts, history, time limits and texts."""
    procedure, staff = registry.get(case.procedure), is_staff(actor)
    notes = list(case.notes.order_by("written_at", "id"))
    return {
        **tell_case(case, actor),
        "description": redact(case.description) if actor.kind is ActorKind.APPLICATION else case.description,
        "facts": _facts(case, procedure, actor),
        "passages": _passages(case, procedure, staff=staff),
        "due_dates": _due_dates(case, procedure),
        "replies": [_text(note, actor) for note in notes if note.kind != CaseNote.Kind.INTERNAL],
        "notes": [_text(note, actor) for note in notes if note.kind == CaseNote.Kind.INTERNAL] if staff else [],
        "reporter": masked(case.reporter).as_dict() if staff and case.reporter else None,
        "actions": _possible(case, actor, now=now),
    }


def _facts(case: Case, procedure: Procedure, actor: Actor) -> Told:
    """Staff see all facts of the detail; others what the opening form asks."""
    detail = procedure.detail._default_manager.get(pk=case.pk)
    asked = {*procedure.asks, *procedure.may_ask}
    fields = [field for field in procedure.detail._meta.fields if field.editable and not field.primary_key]
    names = [field.attname for field in fields if is_staff(actor) or field.name in asked]
    text = redact if actor.kind is ActorKind.APPLICATION else str
    values = {name: bare(getattr(detail, name)) for name in names}
    return {name: text(value) if isinstance(value, str) else value for name, value in values.items()}


def _passages(case: Case, procedure: Procedure, *, staff: bool) -> list[Told]:
    return [
        {
            "action": row.action,
            "name": deed_name(procedure, row.action),
            "from_step": row.from_step,
            "to_step": row.to_step,
            "occurred_at": bare(row.occurred_at),
            "recorded_at": bare(row.recorded_at),
            "in_time": row.in_time,
            "who": row.actor_name if staff else "",
            "reason": row.reason if staff else "",
        }
        for row in case.passages.order_by("occurred_at", "id")
        if staff or row.from_step != row.to_step
    ]


def _due_dates(case: Case, procedure: Procedure) -> list[Told]:
    names = {deadline.key: deadline.name for deadline in procedure.deadlines}
    return [
        {
            "key": row.key,
            "name": names.get(row.key, row.key),
            "due_at": bare(row.due_at),
            "given_at": bare(row.given_at),
            "met_at": bare(row.met_at),
            "rule": row.rule,
        }
        for row in sorted(case.due_dates.all(), key=lambda row: row.due_at)
    ]


def _text(note: CaseNote, actor: Actor) -> Told:
    text = redact(note.text) if actor.kind is ActorKind.APPLICATION else note.text
    return {"kind": note.kind, "text": text, "written_at": bare(note.written_at)}


def _possible(case: Case, actor: Actor, *, now: datetime) -> list[Told]:
    actions = [{"key": each.key, "name": each.name} for each in possible_actions(case, actor, now=now)]
    return actions + [{"key": name, "name": VERB_NAMES[name]} for name in usable_verbs(case, actor, now=now)]


def tell_procedure(procedure: Procedure, actor: Actor) -> Told:
    """Tell a procedure as it is declared, and whether the caller may open its cases."""
    return {
        "key": procedure.key,
        "name": procedure.name,
        "division": procedure.owner,
        "systems": list(procedure.systems),
        "basis": [ground.describe() for ground in procedure.basis],
        "opened_by": procedure.opened_by.describe(),
        "may_read": procedure.seen_by.reach(actor).value,
        "may_open": procedure.opened_by.allows(actor),
        "steps": [{"key": step.value, "name": str(step.label)} for step in procedure.steps],
        "channels": [{"key": key, "name": name} for key, name in procedure.channels],
        "facts": _asked(procedure, procedure.asks, procedure.may_ask),
        "actions": [_action(procedure, action) for action in procedure.actions],
    }


def _action(procedure: Procedure, action: Action) -> Told:
    reasons = action.followed_by.reasons if action.followed_by else ()
    return {
        "key": action.key,
        "name": action.name,
        "at": [str(step) for step in steps_of(action.at)],
        "to": None if action.to is None else str(action.to),
        "by": action.by.describe(),
        "needs_reason": action.needs_reason,
        "reason_codes": [{"key": key, "name": name} for key, name in reasons],
        "facts": _asked(procedure, action.asks, action.may_ask, record=action),
    }


def _asked(procedure: Procedure, asks: tuple[str, ...], may_ask: tuple[str, ...], *, record: Action | None = None) -> list[Told]:
    model = record.record if record is not None else None
    return [
        {"name": name, "label": label_of(procedure, name, record=model), "is_required": name in asks}
        for name in dict.fromkeys((*asks, *may_ask))
        if name != "reporter"
    ]
