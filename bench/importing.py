"""An import of rows, against COPY of what it wrote into the same tables, with the same indexes, triggers and audit."""

from __future__ import annotations

import csv
import time
from datetime import datetime
from pathlib import Path

import psycopg
from django.db import models
from psycopg import sql

from bench.people import bare
from bench.table import Line
from yankao.divisions.service.procedures.dispatch import DISPATCH, Dispatch
from yankao.engines.cases.models import Case, CaseNote, DueDate, Passage
from yankao.engines.cases.replay_csv import import_csv
from yankao.engines.connectors.bulk import many_rows
from yankao.engines.connectors.declare import ImportTask
from yankao.kernel.actors import job
from yankao.kernel.audit.models import Entry

TARGET, BROKEN = 0.25, 0.05
TABLES: tuple[type[models.Model], ...] = (Case, Dispatch, Passage, DueDate, CaseNote)
COLUMNS = ("external_id", "received_at", "closed_at", "step", "category", "agency", "channel", "district", "address", "description")
Shifts = dict[type[models.Model], int]
AUDIT = ("subject_kind", "subject_id", "at", "actor_kind", "actor_id", "actor_name", "verb", "fields", "digest")


def line(home: Path, *, rows: int, now: datetime, folder: Path) -> Line:
    """Write a file of rows, import it, then copy the same rows in once more under other numbers; both are taken away afterwards."""
    file = _file(folder / "import.csv", rows, now=now)
    with bare(home) as plain:
        first = _top(plain, Case)
        used, began = time.process_time(), time.perf_counter()
        told = import_csv(
            DISPATCH, ImportTask(file=file, rejects_file=folder / "rejects.csv", actor=job("bench"), now=now, progress=lambda _text: None)
        )
        ours, cpu = time.perf_counter() - began, time.process_time() - used
        assert told.imported == rows, told
        last = _top(plain, Case)
        limit = _copied(plain, first, last)
        _take_away(plain, first)
    ratio = limit / ours
    return Line(
        work=f"import of {rows:,} rows",
        against="COPY of the same rows into the same tables, in one transaction",
        ours=f"{rows / ours:,.0f} rows/s",
        limit=f"{rows / limit:,.0f} rows/s",
        ratio=f"{ratio:.2f}",
        target=f">= {TARGET}",
        is_kept=ratio >= TARGET,
        is_sound=ratio >= BROKEN,
        cpu=f"{cpu / rows * 1000:.2f} ms a row",
    )


def _file(path: Path, rows: int, *, now: datetime) -> Path:
    """Write known cases as a file of another system would: other numbers, the same facts."""
    named = ("received_at", "closed_at", "step", "category__code", "agency__name", "channel", "district__code", "address", "description")
    found = Case.objects.filter(procedure=DISPATCH.key, is_simulated=True, is_historical=True).order_by("pk").values_list(*named)[:rows]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for number, row in enumerate(found):
            writer.writerow([f"bench-{now:%y%m%d%H%M%S}-{number:07d}", *("" if cell is None else cell for cell in row)])
    return path


def _top(plain: psycopg.Connection, model: type[models.Model]) -> int:
    found = plain.execute(sql.SQL("SELECT coalesce(max(id), 0) FROM {}").format(sql.Identifier(model._meta.db_table))).fetchone()
    assert found is not None
    return int(found[0])


def _copied(plain: psycopg.Connection, first: int, last: int) -> float:
    """Take the rows out under other numbers, put them in by COPY, and return how long the putting in took."""
    shifts: Shifts = {model: _top(plain, model) + 1 for model in (Case, Passage, DueDate, CaseNote)}
    parcels = [(*_named(model), _taken_out(plain, model, shifts, first, last)) for model in TABLES]
    audit = sql.SQL(
        "SELECT {} FROM audit_entry WHERE subject_kind = 'case' AND subject_id IN (SELECT number FROM cases_case WHERE id > {} AND id <= {})"
    )
    cells = [sql.SQL("'Z' || subject_id") if name == "subject_id" else sql.Identifier(name) for name in AUDIT]
    parcels.append((Entry._meta.db_table, AUDIT, _out(plain, audit.format(sql.SQL(", ").join(cells), first, last))))
    with many_rows():
        began = time.perf_counter()
        with plain.transaction(), plain.cursor() as cursor:
            for table, columns, rows in parcels:
                names = sql.SQL(", ").join(map(sql.Identifier, columns))
                with cursor.copy(sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), names)) as copy:
                    copy.write(rows)
        return time.perf_counter() - began


def _named(model: type[models.Model]) -> tuple[str, tuple[str, ...]]:
    return model._meta.db_table, tuple(str(it.column) for it in model._meta.local_concrete_fields)


def _taken_out(plain: psycopg.Connection, model: type[models.Model], shifts: Shifts, first: int, last: int) -> bytes:
    cells = []
    for it in model._meta.local_concrete_fields:
        column: sql.Composable = sql.Identifier(str(it.column))
        owner = it.remote_field.model if it.remote_field is not None else model if it.primary_key else None
        if owner in shifts:
            column = sql.SQL("{} + {}").format(column, shifts[owner])
        elif it.column == "public_id":
            column = sql.SQL("gen_random_uuid()")
        elif it.column in {"number", "external_id"} and model is Case:
            column = sql.SQL("'Z' || {}").format(column)
        cells.append(column)
    key = sql.Identifier("id" if model is Case else "case_id")
    statement = sql.SQL("SELECT {} FROM {} WHERE {key} > {} AND {key} <= {}")
    return _out(plain, statement.format(sql.SQL(", ").join(cells), sql.Identifier(model._meta.db_table), first, last, key=key))


def _out(plain: psycopg.Connection, query: sql.Composed) -> bytes:
    with plain.cursor() as cursor, cursor.copy(sql.SQL("COPY ({}) TO STDOUT").format(query)) as copy:
        return b"".join(bytes(part) for part in copy)


def _take_away(plain: psycopg.Connection, first: int) -> None:
    """Delete both; their entries in the audit stay, as they must. Nothing else can point at them, so nobody need look row by row."""
    with plain.transaction():
        plain.execute("SET LOCAL session_replication_role = replica")
        for model in reversed(TABLES):
            key = sql.Identifier("id" if model is Case else "case_id")
            plain.execute(sql.SQL("DELETE FROM {} WHERE {} > {}").format(sql.Identifier(model._meta.db_table), key, first))
