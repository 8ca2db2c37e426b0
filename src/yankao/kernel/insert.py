"""New rows written one deed at a time: the statement of a table is composed once, and its rows go in as they stand."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import Field, Model
from django.db.models.sql import InsertQuery


@dataclass(frozen=True, slots=True, kw_only=True)
class _Form:
    """How new rows of a table are written: its columns, each with its place in the statement, and the key that the database gives."""

    fields: tuple["Field[Any, Any]", ...]
    places: tuple[str, ...]
    beginning: str
    end: str


def insert(*rows: Model) -> None:
    """Write new rows of one table by one statement; a key that the database gives is put on its row.

    The rows that they point at are written already.
    """
    form, written = _form(type(rows[0])), []
    values: list[Any] = []
    for row in rows:
        places = list(form.places)
        for number, field in enumerate(form.fields):
            value = field.pre_save(row, add=True)
            if hasattr(value, "resolve_expression"):
                places[number], more = _compiled(row, value)
                values.extend(more)
            else:
                values.append(field.get_db_prep_save(value, connection=connection))
        written.append(f"({', '.join(places)})")
    with connection.cursor() as cursor:
        cursor.execute(f"{form.beginning}{', '.join(written)}{form.end}", values)
        if form.end:
            for row, (key,) in zip(rows, cursor.fetchall(), strict=True):
                row.pk = key
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias


@cache
def _form(model: type[Model]) -> _Form:
    key = model._meta.pk
    is_given = key.db_returning
    fields = tuple(it for it in model._meta.local_concrete_fields if not it.generated and not (is_given and it is key))
    columns = ", ".join(f'"{it.column}"' for it in fields)
    return _Form(
        fields=fields,
        places=tuple(it.get_placeholder(None, None, connection) if hasattr(it, "get_placeholder") else "%s" for it in fields),
        beginning=f'INSERT INTO "{model._meta.db_table}" ({columns}) VALUES ',  # noqa: S608 -- names of our own tables and columns
        end=f' RETURNING "{key.column}"' if is_given else "",
    )


def _compiled(row: Model, value: Any) -> tuple[str, Iterable[Any]]:  # noqa: ANN401 -- an expression of Django
    query = InsertQuery(type(row))
    sql, values = query.get_compiler(connection=connection).compile(value.resolve_expression(query, allow_joins=False, for_save=True))
    return str(sql), values
