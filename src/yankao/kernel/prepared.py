"""Queries of one shape that are asked thousands of times a day: compiled once, then sent with other values."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections, router
from django.db.models import Model, QuerySet

M = TypeVar("M", bound=Model)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told(Generic[M]):
    """A compiled query: its statement, what stands in the places of values, how its columns are read, and the row that they make."""

    sql: str
    places: tuple[Any, ...]
    readers: Mapping[int, tuple[list[Callable[..., Any]], Any]]
    model: type[M]
    columns: list[str]
    added: list[str]


class Prepared(Generic[M]):
    """The first row of a query of one table; its builder is called once, with marks in the places of values."""

    def __init__(self, build: Callable[..., QuerySet[M]], **marks: object) -> None:
        """Take the builder and for each of its arguments a mark: of the type of its values, and equal to nothing else in the statement."""
        self._build, self._marks = build, marks

    @cached_property
    def _told(self) -> _Told[M]:
        rows = self._build(**self._marks)[:1]
        compiler = rows.query.get_compiler(DEFAULT_DB_ALIAS)
        sql, places = compiler.as_sql()
        return _Told(
            sql=sql,
            places=tuple(places),
            readers=compiler.get_converters([column for column, _, _ in compiler.select]),
            model=rows.model,
            columns=[column.attname for column in rows.model._meta.concrete_fields],
            added=list(rows.query.annotations),
        )

    def first(self, **values: object) -> M | None:
        """Return the first row for these values, what the query adds to it included."""
        told, given = self._told, {mark: values[name] for name, mark in self._marks.items()}
        database = router.db_for_read(told.model)
        with connections[database].cursor() as cursor:
            cursor.execute(told.sql, [_filled(place, given) for place in told.places])
            found = cursor.fetchone()
        if found is None:
            return None
        row = list(found)
        for place, (readers, column) in told.readers.items():
            for read in readers:
                row[place] = read(row[place], column, connections[database])
        made = told.model.from_db(database, told.columns, row[: len(told.columns)])
        for name, value in zip(told.added, row[len(told.columns) :], strict=True):
            setattr(made, name, value)
        return made


def _filled(place: Any, given: Mapping[object, object]) -> Any:  # noqa: ANN401 -- whatever a statement holds
    if isinstance(place, list):
        return [_filled(each, given) for each in place]
    return given.get(place, place)
