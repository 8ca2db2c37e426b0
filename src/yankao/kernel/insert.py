"""New rows written one deed at a time: the statement of a table is composed once, and its rows go in as they stand."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from types import NoneType
from typing import Any
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.sql import InsertQuery

_PLAIN: dict[type["models.Field[Any, Any]"], type] = {
    models.CharField: str,
    models.TextField: str,
    models.IntegerField: int,
    models.FloatField: float,
    models.BooleanField: bool,
    models.UUIDField: UUID,
    models.BinaryField: bytes,
}
"""Such a value in such a column is what the database takes; every other one is made ready by its column, as Django does it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Column:
    """A column of a table: the name of its value on a row, the types of values that go in as they stand, and its place in the statement."""

    name: str
    plain: frozenset[type]
    place: str
    field: "models.Field[Any, Any]"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Form:
    """How new rows of a table are written: its columns between the beginning and the end, which asks for the key that the database gives."""

    columns: tuple[_Column, ...]
    beginning: str
    end: str


def insert(*rows: models.Model) -> None:
    """Write new rows of one table by one statement; a key that the database gives is put on its row.

    The rows that they point at are written already.
    """
    database = connections[DEFAULT_DB_ALIAS]
    form, written = _form(type(rows[0])), []
    values: list[Any] = []
    for row in rows:
        places = []
        for column in form.columns:
            value = getattr(row, column.name)
            place, given = (column.place, (value,)) if type(value) in column.plain else _ready(column, row, database)
            places.append(place)
            values += given
        written.append(f"({', '.join(places)})")
    with database.cursor() as cursor:
        cursor.execute(f"{form.beginning}{', '.join(written)}{form.end}", values)
        if form.end:
            for row, (key,) in zip(rows, cursor.fetchall(), strict=True):
                row.pk = key
    for row in rows:
        row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS


def _ready(column: _Column, row: models.Model, database: BaseDatabaseWrapper) -> tuple[str, Sequence[object]]:
    value = column.field.pre_save(row, add=True)
    if isinstance(value, datetime) and value.tzinfo is not None and isinstance(column.field, models.DateTimeField):
        return column.place, (value,)
    if not hasattr(value, "resolve_expression"):
        return column.place, (column.field.get_db_prep_save(value, connection=database),)
    query = InsertQuery(type(row))
    place, given = query.get_compiler(connection=database).compile(value.resolve_expression(query, allow_joins=False, for_save=True))
    return str(place), tuple(given)


@cache
def _form(model: type[models.Model]) -> _Form:
    key = model._meta.pk
    fields = [it for it in model._meta.local_concrete_fields if not it.generated and not (it is key and it.db_returning)]
    names = ", ".join(f'"{it.column}"' for it in fields)
    return _Form(
        columns=tuple(_Column(name=it.attname, plain=_plain(it), place=_place(it), field=it) for it in fields),
        beginning=f'INSERT INTO "{model._meta.db_table}" ({names}) VALUES ',  # noqa: S608 -- names of our own tables and columns
        end=f' RETURNING "{key.column}"' if key.db_returning else "",
    )


def _plain(field: "models.Field[Any, Any]") -> frozenset[type]:
    if getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False):
        return frozenset()
    kept = field.target_field if isinstance(field, models.ForeignKey) else field
    return frozenset({NoneType, *(plain for kind, plain in _PLAIN.items() if isinstance(kept, kind))})


def _place(field: "models.Field[Any, Any]") -> str:
    return str(field.get_placeholder(None, None, connections[DEFAULT_DB_ALIAS])) if hasattr(field, "get_placeholder") else "%s"
