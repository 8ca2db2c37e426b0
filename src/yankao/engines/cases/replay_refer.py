"""Looks up what the rows of a bulk load refer to once for each value instead of once for each row, where the database lets us.

Left to itself the database looks up every reference of every row, a quarter of its work in such a load. Where the account may,
it is told to leave that out while rows are copied in; then every value of every referring column is looked up here, and locked
as the database would have locked it. What is not there fails the load. Anything but references that a trigger or a deferred rule
keeps on these tables switches the whole off: then the database does as always.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from typing import NamedTuple

from django.db import IntegrityError, connection

from yankao.engines.cases.replay_tables import Table
from yankao.engines.cases.replay_text import NULL

_MAY = """
    SELECT has_parameter_privilege('session_replication_role', 'SET') AND NOT EXISTS (
        SELECT FROM pg_trigger kept LEFT JOIN pg_constraint rule ON rule.oid = kept.tgconstraint
        WHERE kept.tgrelid = ANY(%s::regclass[]) AND (rule.contype IS DISTINCT FROM 'f' OR cardinality(rule.conkey) <> 1)
    )
"""
_REFERENCES = """
    SELECT here.relname, mine.attname, there.relname, theirs.attname, format_type(theirs.atttypid, NULL)
    FROM pg_constraint rule
    JOIN pg_class here ON here.oid = rule.conrelid
    JOIN pg_class there ON there.oid = rule.confrelid
    JOIN pg_attribute mine ON mine.attrelid = rule.conrelid AND mine.attnum = rule.conkey[1]
    JOIN pg_attribute theirs ON theirs.attrelid = rule.confrelid AND theirs.attnum = rule.confkey[1]
    WHERE rule.contype = 'f' AND rule.conrelid = ANY(%s::regclass[])
    ORDER BY there.relname, here.relname, mine.attname
"""
_FOUND = "SELECT {key}::text FROM {table} WHERE {key} = ANY(%s::{kind}[]) ORDER BY {key} FOR KEY SHARE"
_SHOWN = 5


class Reference(NamedTuple):
    """A column that refers to a column of another table, whose values are of a kind."""

    table: str
    column: str
    to_table: str
    to_column: str
    kind: str


@contextmanager
def looked_up_at_once(tables: Sequence[Table], *, written: Sequence[Table] = ()) -> Iterator[None]:
    """Look up what the rows of `tables` refer to when the body has copied them in; the caller holds the transaction.

    `written`: tables whose rows were copied in before in the same transaction; what refers to those needs no looking up.

    Raises:
        IntegrityError: a row refers to what is not there.
    """
    names = tuple(sorted(table.name for table in tables if table.rows))
    if not _may(names):
        yield
        return
    keys = {(table.name, column): frozenset(values) for table in (*tables, *written) for column, values in table.keys.items()}
    _trust(is_trusted=True)
    yield
    _trust(is_trusted=False)
    for reference in _references(names):
        _look_up(reference, keys)


@cache
def _may(names: tuple[str, ...]) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(_MAY, [list(names)])
        return bool(cursor.fetchone()[0])


@cache
def _references(names: tuple[str, ...]) -> Sequence[Reference]:
    with connection.cursor() as cursor:
        cursor.execute(_REFERENCES, [list(names)])
        return [Reference(*row) for row in cursor.fetchall()]


def _trust(*, is_trusted: bool) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL session_replication_role = {'replica' if is_trusted else 'origin'}")


def _look_up(it: Reference, keys: Mapping[tuple[str, str], frozenset[str]]) -> None:
    missing = keys[it.table, it.column] - {NULL} - keys.get((it.to_table, it.to_column), frozenset())
    if not missing:
        return
    name = connection.ops.quote_name
    statement = _FOUND.format(key=name(it.to_column), table=name(it.to_table), kind=it.kind)
    with connection.cursor() as cursor:
        cursor.execute(statement, [sorted(missing)])
        missing -= {key for (key,) in cursor.fetchall()}
    if missing:
        message = f"{it.table}.{it.column} 指向 {it.to_table} 所沒有的 {'、'.join(sorted(missing)[:_SHOWN])}"
        raise IntegrityError(message)
