"""Many rows of one table at once: written by COPY, with numbers taken from the table's sequence in blocks."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from django.db import connection, models
from psycopg import sql

from yankao.engines.cases.replay_text import NULL, WRITERS, has_signs, text_of

# Materialized, or the name of the sequence would be looked up anew for every number.
_NEXT = """
    WITH it AS MATERIALIZED (SELECT pg_get_serial_sequence(%s, 'id')::regclass AS sequence)
    SELECT string_agg(nextval(it.sequence)::text, ' ') FROM it, generate_series(1, %s)
"""


class _Line(NamedTuple):
    """A row as text with a gap for each value that differs from row to row, in the order of the columns."""

    text: str
    names: tuple[str, ...]
    made: tuple[tuple[str, Callable[[], Any]], ...]
    keys: tuple[tuple[int, set[str]], ...]
    """Which gaps hold a reference, and where what is referred to is remembered."""


class Blank:
    """A row filled in as far as many rows have it in common; which line it makes with which values is worked out once."""

    def __init__(self, cells: Mapping[str, str]) -> None:
        """Take the text of every column."""
        self.cells = cells
        self.lines: dict[tuple[str, ...], _Line] = {}


class Table:
    """The rows of one table on their way into the database; columns not named take the default of their field."""

    def __init__(self, model: type[models.Model], *, with_key: bool = False, always: Mapping[str, object] | None = None) -> None:
        """Collect rows of `model`.

        `with_key` says that the numbers of the rows are given, not drawn by the database; `always` what all rows have in common.
        """
        fields = [it for it in model._meta.local_concrete_fields if not it.generated and (with_key or not isinstance(it, models.AutoField))]
        self.name = model._meta.db_table
        self.columns = [str(it.column) for it in fields]
        self._made: Mapping[str, Callable[[], Any]] = {it.attname: it.default for it in fields if _is_made(it)}
        self._blank = Blank({it.attname: _default(it) for it in fields} | {name: text_of(value) for name, value in (always or {}).items()})
        self.rows: list[str] = []
        self._keys: dict[str, set[str]] = {it.attname: set() for it in fields if it.primary_key or it.is_relation}
        self.keys: Mapping[str, set[str]] = {str(it.column): self._keys[it.attname] for it in fields if it.attname in self._keys}
        """What the rows say in the column of the key and in those that refer to other tables."""

    def blank(self, values: Mapping[str, object]) -> Blank:
        """Return a row filled in as far as many rows have it in common, for `add`."""
        self._check(values)
        return Blank({**self._blank.cells, **{name: text_of(value) for name, value in values.items()}})

    def add(self, values: Mapping[str, object], *, blank: Blank | None = None) -> None:
        """Take one row, named by attributes (agency_id, not agency)."""
        blank, names = blank or self._blank, tuple(values)
        line = blank.lines.get(names) or self._line(blank, names)
        if line.made:
            values = {**values, **{name: make() for name, make in line.made}}
        # Most values are texts that stand as they are: those cost no call of ours.
        cells = [value if type(value := values[name]) is str and not has_signs(value) else WRITERS[type(value)](value) for name in line.names]
        for place, seen in line.keys:
            seen.add(cells[place])
        self.rows.append(line.text % tuple(cells))

    def _line(self, blank: Blank, names: tuple[str, ...]) -> _Line:
        self._check(names)
        made = tuple((name, make) for name, make in self._made.items() if name not in names and blank.cells[name] is NULL)
        gaps = {*names, *(name for name, _ in made)}
        order = tuple(name for name in blank.cells if name in gaps)
        for name in self._keys.keys() - gaps:
            self._keys[name].add(blank.cells[name])
        line = blank.lines[names] = _Line(
            text="\t".join("%s" if name in gaps else text.replace("%", "%%") for name, text in blank.cells.items()),
            names=order,
            made=made,
            keys=tuple((place, self._keys[name]) for place, name in enumerate(order) if name in self._keys),
        )
        return line

    def _check(self, names: Iterable[str]) -> None:
        if unknown := sorted(set(names) - self._blank.cells.keys()):
            message = f"{self.name} 沒有欄位 {unknown}"
            raise ValueError(message)

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
