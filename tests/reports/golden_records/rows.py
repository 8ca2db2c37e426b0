"""Many records out of one: a row and what hangs on it, copied in the database."""

from collections.abc import Iterable

from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.db.models import Model

from yankao.engines.cases.models import Case, Passage

FRESH = {
    "public_id": "gen_random_uuid()", "number": "%(mark)s || n", "call_id": "%(mark)s || n", "external_id": "''", "latest_id": "NULL",
    "token": "gen_random_uuid()",
}  # fmt: skip
"""What no two records share, and how a copy gets its own."""
MANY = 10_000


def copies(row: Model, count: int, *, with_rows: Iterable[tuple[type[Model], str]] = ()) -> list[int]:
    """Make of one record so many in all, each with its own rows of the tables that name it in a column; return the keys of all."""
    model = type(row)
    if count < 1:
        row.delete()
        return []
    kept = {"mark": f"G{row.pk}-", "count": count, "made": row.pk}
    columns = {column: FRESH.get(column, f'"{column}"') for column in _columns(model) if column != "id"}
    with connection.cursor() as cursor:
        if count > MANY:
            _drop_indexes(cursor, model._meta.db_table)
        cursor.execute(_insert(model, columns, "generate_series(2, %(count)s) n", "id = %(made)s") + " RETURNING id", kept)
        made = [key for (key,) in cursor.fetchall()]
        for table, column in with_rows:
            copied = {each: "new.id" if each == column else f'old."{each}"' for each in _columns(table) if each != "id"}
            cursor.execute(_insert(table, copied, "unnest(%(ids)s::bigint[]) new(id)", f'old."{column}" = %(made)s', old="old"), kept | {"ids": made})
    return [row.pk, *made]


def _drop_indexes(cursor: CursorWrapper, table: str) -> None:
    """Leave out, until the test is rolled back, the indexes that only make reading fast: to keep them costs most of what copying costs."""
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    cursor.execute("SELECT indexrelid::regclass::text FROM pg_index WHERE indrelid = %s::regclass AND NOT indisunique", [table])
    for (name,) in cursor.fetchall():
        cursor.execute(f"DROP INDEX {name}")
    cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def copied_case(case: Case, count: int, *details: type[Model]) -> list[int]:
    """Make of one case so many in all, with its facts and what was done on it."""
    return copies(case, count, with_rows=((Passage, "case_id"), *((detail, "case_id") for detail in details)))


def _columns(model: type[Model]) -> list[str]:
    return [field.column for field in model._meta.concrete_fields if field.column and not field.generated]


def _insert(model: type[Model], columns: dict[str, str], beside: str, where: str, *, old: str = "") -> str:
    listed, given, table = ", ".join(f'"{name}"' for name in columns), ", ".join(columns.values()), model._meta.db_table
    return f'INSERT INTO "{table}" ({listed}) SELECT {given} FROM "{table}" {old}, {beside} WHERE {where}'
