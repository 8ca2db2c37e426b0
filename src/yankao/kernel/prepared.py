"""Queries of one shape that are asked thousands of times a day: compiled once, then sent with other values."""

from collections.abc import Callable
from functools import cached_property
from typing import Any, Generic, TypeVar

from django.db.models import Model, QuerySet

M = TypeVar("M", bound=Model)


class Prepared(Generic[M]):
    """The first row of a query of one table; its builder is called once, with marks in the places of values."""

    def __init__(self, build: Callable[..., QuerySet[M]], **marks: object) -> None:
        """Take the builder and for each of its arguments a mark: of the type of its values, and equal to nothing else in the statement."""
        self._build, self._marks = build, marks

    @cached_property
    def _told(self) -> tuple[str, tuple[Any, ...], type[M]]:
        rows = self._build(**self._marks)[:1]
        sql, places = rows.query.sql_with_params()
        return sql, tuple(places), rows.model

    def first(self, **values: object) -> M | None:
        """Return the first row for these values, what the query adds to it included."""
        sql, places, model = self._told
        given = [(mark, values[name]) for name, mark in self._marks.items()]
        return next(iter(model._default_manager.raw(sql, [_filled(place, given) for place in places])), None)


def _filled(place: Any, given: list[tuple[object, object]]) -> Any:  # noqa: ANN401 -- whatever a statement holds
    if isinstance(place, list):
        return [_filled(each, given) for each in place]
    return next((value for mark, value in given if mark == place), place)
