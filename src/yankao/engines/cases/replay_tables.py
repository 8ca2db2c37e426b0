"""Many rows of one table at once: written by COPY, with numbers taken from the table's sequence in blocks."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db import connection, models
from psycopg import sql

from yankao.engines.cases.replay_text import NULL, WRITERS, text_of

_NEXT = """
    SELECT string_agg(nextval(it.sequence)::text, ' ')
    FROM (SELECT pg_get_serial_sequence(%s, 'id')::regclass AS sequence) it, generate_series(1, %s)
"""


class Table:
    """The rows of one table on their way into the database; columns not named take the default of their field."""

    def __init__(self, model: type[models.Model], *, with_key: bool = False, always: Mapping[str, object] | None = None) -> None:
        """Collect rows of `model`.

        `with_key` says that the numbers of the rows are given, not drawn by the database; `always` what all rows have in common.
        """
        fields = [it for it in model._meta.local_concrete_fields if not it.generated and (with_key or not isinstance(it, models.AutoField))]
        self.name = model._meta.db_table
        self.columns = [str(it.column) for it in fields]
        self._blank = {it.attname: _default(it) for it in fields} | {name: text_of(value) for name, value in (always or {}).items()}
        self._made: list[tuple[str, Callable[[], Any]]] = [
            (it.attname, it.default) for it in fields if _is_made(it) and it.attname not in (always or {})
        ]
        self.rows: list[str] = []

    def blank(self, values: Mapping[str, object]) -> Mapping[str, str]:
        """Return a row filled in as far as many rows have it in common, for `add`."""
        return self._filled(self._blank, values)

    def add(self, values: Mapping[str, object], *, blank: Mapping[str, str] | None = None) -> None:
        """Take one row, named by attributes (agency_id, not agency)."""
        row = self._filled(self._blank if blank is None else blank, values)
        for name, make in self._made:
            if row[name] is NULL:
                row[name] = text_of(make())
        self.rows.append("\t".join(row.values()))

    def _filled(self, blank: Mapping[str, str], values: Mapping[str, object]) -> dict[str, str]:
        row = {**blank, **{name: WRITERS[type(value)](value) for name, value in values.items()}}
        if len(row) != len(self._blank):
            message = f"{self.name} 沒有欄位 {sorted(values.keys() - self._blank.keys())}"
            raise ValueError(message)
        return row

    def write(self, *, into: str = "") -> int:
        """Copy all rows into the table (or into a temporary one like it), forget them and return their number."""
        if not self.rows:
            return 0
        statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
            sql.Identifier(into or self.name), sql.SQL(", ").join(sql.Identifier(column) for column in self.columns)
        )
        count, text = len(self.rows), "\n".join([*self.rows, ""]).encode()
        self.rows = []
        with connection.cursor() as cursor, cursor.copy(statement) as copy:
            copy.write(text)
        return count


def write_rows(rows: Sequence[models.Model]) -> None:
    """Write new rows of one table, made but not yet saved; each gets its number."""
    if not rows:
        return
    model = type(rows[0])
    names = [it.attname for it in model._meta.local_concrete_fields if not it.generated]
    if isinstance(model._meta.pk, models.AutoField):
        for row, number in zip(rows, next_ids(model, len(rows)), strict=True):
            row.pk = number
    table = Table(model, with_key=True)
    for row in rows:
        table.add({name: getattr(row, name) for name in names})
        row._state.adding = False
    table.write()


def _is_made(it: "models.Field[Any, Any]") -> bool:
    return callable(it.default) and it.default is not models.NOT_PROVIDED


def _default(it: "models.Field[Any, Any]") -> str:
    return NULL if _is_made(it) or (it.null and not it.has_default()) else text_of(it.get_default())


def next_ids(model: type[models.Model], count: int) -> Sequence[int]:
    """Take the next numbers of a table's sequence, as many as needed, in one statement."""
    if not count:
        return ()
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, [model._meta.db_table, count])
        return [int(number) for number in cursor.fetchone()[0].split()]
