"""寫異動紀錄: every administrative deed writes its old and new values here and its entry in the audit, in its own transaction."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.db.models import QuerySet

from yankao.kernel import audit
from yankao.kernel.actors import Actor
from yankao.kernel.changes.facts import Stale, Subject
from yankao.kernel.changes.models import Change

HIDDEN = "○○○"
"""Stands for a value that is somebody's personal data."""
Changed = Mapping[str, tuple[object, object]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One deed on a thing: its changed fields, each with the old and the new value."""

    verb: str
    at: datetime
    actor_name: str
    reason: str
    fields: tuple[tuple[str, str, str], ...]


def last_change(subject: Subject) -> int:
    """Return the number of the newest change of a thing, 0 when there is none; a form carries it as its version."""
    found = _of(subject).order_by("-id").values_list("id", flat=True).first()
    return found or 0


def require_unchanged(subject: Subject, seen: int | None) -> None:
    """Refuse when somebody changed the thing after the form was opened; the caller holds the lock of its row."""
    if seen is not None and last_change(subject) != seen:
        raise Stale


def record_change(
    subject: Subject, verb: str, *, actor: Actor, now: datetime, changed: Changed, reason: str = "", hidden: Collection[str] = ()
) -> None:
    """Write down what was changed, in the caller's transaction; of fields in `hidden` only the name is kept."""
    written = {name: (HIDDEN, HIDDEN) if name in hidden else (_text(old), _text(new)) for name, (old, new) in changed.items()}
    Change.objects.bulk_create(
        Change(
            subject_kind=subject.kind,
            subject_id=subject.id,
            verb=verb,
            field=name,
            old=old,
            new=new,
            reason=reason.strip()[:400],
            actor_id=actor.id,
            actor_name=actor.name[:200],
            done_at=now,
        )
        for name, (old, new) in (written or {"": ("", "")}).items()
    )
    values = {name: [_text(old), _text(new)] for name, (old, new) in changed.items()} | ({"reason": reason} if reason else {})
    audit.record(subject_kind=subject.kind, subject_id=subject.id, verb=f"{subject.kind}:{verb}", actor=actor, at=now, values=values)


def history(subject: Subject, *, after: int = 0, most: int = 200) -> tuple[Event, ...]:
    """Return what was done to a thing, newest first; `after` names the change a form had seen."""
    rows = list(_of(subject).filter(id__gt=after).order_by("-id")[:most])
    return tuple(_event(list(group)) for _, group in groupby(rows, key=lambda row: (row.done_at, row.verb, row.actor_id, row.reason)))


def _event(rows: list[Change]) -> Event:
    first = rows[0]
    fields = tuple((row.field, row.old, row.new) for row in reversed(rows) if row.field)
    return Event(verb=first.verb, at=first.done_at, actor_name=first.actor_name, reason=first.reason, fields=fields)


def _of(subject: Subject) -> QuerySet[Change]:
    return Change.objects.filter(subject_kind=subject.kind, subject_id=subject.id)


def _text(value: object) -> str:
    return "" if value is None else str(value)
