"""Many rows of one table at once: written by COPY, with numbers taken from the table's sequence in blocks."""

from collections.abc import Callable, Sequence
from typing import Any

from django.db import connection, models
from psycopg import sql


class Table:
    """The rows of one table on their way into the database; columns not named take the default of their field."""

    def __init__(self, model: type[models.Model], *, with_key: bool = False) -> None:
        """Collect rows of `model`; `with_key` says that the numbers of the rows are given, not drawn by the database."""
        fields = [it for it in model._meta.local_concrete_fields if with_key or not isinstance(it, models.AutoField)]
        self.name = model._meta.db_table
        self.columns = [str(it.column) for it in fields]
        self._template = [(it.attname, *_default(it)) for it in fields]
        self._known = {it.attname for it in fields}
        self.rows: list[list[Any]] = []

    def add(self, values: dict[str, Any]) -> None:
        """Take one row, named by attributes (agency_id, not agency)."""
        if not values.keys() <= self._known:
            message = f"{self.name} 沒有欄位 {sorted(values.keys() - self._known)}"
            raise ValueError(message)
        self.rows.append([values[name] if name in values else (make() if make else default) for name, default, make in self._template])

    def write(self, *, into: str = "") -> int:
        """Copy all rows into the table (or into a temporary one like it), forget them and return their number."""
        if not self.rows:
            return 0
        statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
            sql.Identifier(into or self.name), sql.SQL(", ").join(sql.Identifier(column) for column in self.columns)
        )
        with connection.cursor() as cursor, cursor.copy(statement) as copy:
            for row in self.rows:
                copy.write_row(row)
        count = len(self.rows)
        self.rows = []
        return count


def _default(it: "models.Field[Any, Any]") -> tuple[object, Callable[[], Any] | None]:
    if callable(it.default) and it.default is not models.NOT_PROVIDED:
        return None, it.default
    return (it.get_default() if it.has_default() or not it.null else None), None


def next_ids(model: type[models.Model], count: int) -> Sequence[int]:
    """Take the next numbers of a table's sequence, as many as needed, in one statement."""
    if not count:
        return ()
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [model._meta.db_table, count])
        return [row[0] for row in cursor.fetchall()]
