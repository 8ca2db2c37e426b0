"""Read a register: which rows and columns an actor sees, filtered, searched and paged; the sensitive columns are masked for all others."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.db.models import Q, QuerySet

from yankao.engines.registers.declare import Register
from yankao.engines.registers.facts import column_of
from yankao.engines.registers.models import RegisterEdit, RegisterRow
from yankao.engines.registers.write import facts_hidden
from yankao.kernel import search
from yankao.kernel.actors import Actor
from yankao.kernel.days import ONE_DAY, start_of

MASK = "○○○"


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page of rows, newest first; `after` is the place at which the next one begins, None on the last."""

    rows: tuple[Any, ...]
    after: tuple[Any, int] | None


def visible_rows(it: Register, actor: Actor, *, with_struck: bool = False) -> QuerySet[Any]:
    """Return the rows the actor may see: those that stand, or also those struck off.

    Raises:
        PermissionDenied: the actor may not see the register.
    """
    if not it.seen_by(actor):
        raise PermissionDenied(f"您沒有檢視「{it.name}」的權限")
    return rows_of(it, with_struck=with_struck)


def rows_of(it: Register, *, with_struck: bool = False) -> QuerySet[Any]:
    """Return the rows of a register with what its list names of other tables, in one statement; who may see them is asked before."""
    rows: QuerySet[Any] = it.model.kept.all() if with_struck and issubclass(it.model, RegisterRow) else it.model._default_manager.all()
    related = [name for name in dict.fromkeys((*it.lists, *it.fields)) if column_of(it, name).many_to_one]
    return rows.select_related(*related) if related else rows


def filtered(rows: QuerySet[Any], it: Register, values: Mapping[str, str], *, first: date | None = None, last: date | None = None) -> QuerySet[Any]:
    """Narrow rows by the declared filters and by days, both counted.

    Raises:
        ValidationError: a value that is none of its column's.
    """
    for name in it.filters:
        value = values.get(name, "").strip()
        if value:
            try:
                rows = rows.filter(**{name: column_of(it, name).to_python(value)})
            except ValidationError as error:
                raise ValidationError({name: error.messages}) from None
    is_moment = isinstance(column_of(it, it.dated_by), models.DateTimeField)
    if first is not None:
        rows = rows.filter(**{f"{it.dated_by}__gte": start_of(first) if is_moment else first})
    if last is not None:
        end = last + ONE_DAY
        rows = rows.filter(**{f"{it.dated_by}__lt": start_of(end) if is_moment else end})
    return rows


def searched(rows: QuerySet[Any], it: Register, query: str) -> QuerySet[Any]:
    """Return the rows in whose text all words of the query stand; a register filled by import is searched by how its keys begin."""
    if not issubclass(it.model, RegisterRow):
        condition = Q()
        for name in it.searches:
            condition |= Q(**{f"{name}__startswith": query.strip()})
        return rows.filter(condition) if query.strip() else rows
    return search.searched(rows, query)


def page(rows: QuerySet[Any], it: Register, *, after: tuple[Any, int] | None = None, size: int = 50) -> Page:
    """Return one page of rows by their date, newest first, read from the place where the last one ended."""
    name = it.dated_by
    if after is not None:
        value, pk = after
        rows = rows.filter(Q(**{f"{name}__lt": value}) | Q(**{name: value, "pk__lt": pk}))
    found = list(rows.order_by(f"-{name}", "-pk")[: size + 1])
    shown = found[:size]
    more = len(found) > size
    return Page(rows=tuple(shown), after=(getattr(shown[-1], name), shown[-1].pk) if more else None)


def columns_for(it: Register, actor: Actor) -> tuple[str, ...]:
    """Return the columns of a row the actor sees whole: list and form; sensitive ones only for those they are shown to."""
    names = dict.fromkeys((*it.lists, *it.fields, *it.sensitive))
    return tuple(name for name in names if not facts_hidden(it, actor, (name,)))


def fields_for(it: Register, actor: Actor) -> tuple[str, ...]:
    """Return the fields of the form that the actor may fill in."""
    return tuple(name for name in it.fields if not facts_hidden(it, actor, (name,)))


def told(it: Register, row: models.Model, name: str, *, actor: Actor) -> object:
    """Return a value of a row as the actor may see it: a choice by its name, a sensitive one covered."""
    if facts_hidden(it, actor, (name,)):
        return MASK
    chosen = getattr(row, f"get_{name}_display", None)
    return chosen() if chosen else getattr(row, name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One change of a row as it is read: what, from what to what, why, by whom and when."""

    verb: str
    label: str
    old: str
    new: str
    reason: str
    actor_name: str
    done_at: datetime
    version: int


def history(it: Register, row: RegisterRow, *, actor: Actor) -> tuple[Change, ...]:
    """Return what was corrected, struck off or restored on a row, oldest first; sensitive values stay covered."""
    return tuple(_change(it, edit, actor) for edit in RegisterEdit.objects.filter(register=it.key, row_id=row.pk))


def _change(it: Register, edit: RegisterEdit, actor: Actor) -> Change:
    is_hidden = facts_hidden(it, actor, (edit.field,))
    return Change(
        verb=edit.get_verb_display(),
        label=str(column_of(it, edit.field).verbose_name) if edit.field else "",
        old=MASK if is_hidden else edit.old,
        new=MASK if is_hidden else edit.new,
        reason=edit.reason,
        actor_name=edit.actor_name,
        done_at=edit.done_at,
        version=edit.version,
    )


def version_of(it: Register, row: RegisterRow, number: int) -> dict[str, str]:
    """Return the facts of a row as they stood in an earlier version, for those fields that have changed since."""
    later: Iterable[RegisterEdit] = RegisterEdit.objects.filter(register=it.key, row_id=row.pk, version__gt=number).exclude(field="").order_by("-id")
    return {edit.field: edit.old for edit in later}
