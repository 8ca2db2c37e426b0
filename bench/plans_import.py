"""Files of plans and of their reports taken in, against COPY of what they wrote into the same tables, indexes, triggers and audit."""

from __future__ import annotations

import csv
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

from django.db import connection, models, transaction
from psycopg import sql

from bench.table import Line
from yankao.divisions.control.programmes.infra_subsidy import INFRA_SUBSIDY, InfraSubsidy
from yankao.engines.connectors.declare import Importer, ImportTask
from yankao.engines.progress.importing import plan_importer, report_importer
from yankao.engines.progress.models import (
    Alarm,
    Baseline,
    BaselineMonth,
    FillingWindow,
    Milestone,
    MilestoneDone,
    PeriodReport,
    Plan,
    ReportEdit,
    ReportPassage,
)
from yankao.kernel.actors import job
from yankao.kernel.agencies.models import Agency
from yankao.kernel.audit.models import Entry

TARGET, BROKEN, TURNS = 0.25, 0.05, 3
NOW = datetime(2024, 2, 1, tzinfo=UTC)
AUDIT = ("subject_kind", "subject_id", "at", "actor_kind", "actor_id", "actor_name", "verb", "fields", "digest")
PLANS: tuple[type[models.Model], ...] = (Plan, InfraSubsidy, Baseline, BaselineMonth, Milestone, MilestoneDone)
REPORTS: tuple[type[models.Model], ...] = (FillingWindow, PeriodReport, ReportEdit, ReportPassage, Alarm)
MONTHS = range(1, 13)
Parcel = tuple[str, tuple[str, ...], bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """One import: what it is called, its file, what takes it in, and the tables it writes to."""

    name: str
    file: Path
    importer: Importer
    tables: tuple[type[models.Model], ...]


def lines(*, rows: int, folder: Path) -> Iterator[Line]:
    """Measure both imports in turns with COPY; nothing stays in the database."""
    plans = Work(name="plans with 12 promised months", file=_plans(folder / "plans.csv", rows), importer=plan_importer(INFRA_SUBSIDY), tables=PLANS)
    reports = Work(
        name="monthly reports, handed in", file=_reports(folder / "reports.csv", rows), importer=report_importer(INFRA_SUBSIDY), tables=REPORTS
    )
    with transaction.atomic():
        yield _line(plans, rows)
        _run(plans, rows)
        yield _line(reports, rows)
        transaction.set_rollback(True)


def _line(work: Work, rows: int) -> Line:
    parcels = _parcels(work, rows)
    ours, cpu, limit = [], [], []
    for _ in range(TURNS):
        with _undone():
            used, began = time.process_time(), time.perf_counter()
            _run(work, rows)
            ours.append(time.perf_counter() - began)
            cpu.append(time.process_time() - used)
        with _undone():
            began = time.perf_counter()
            _copy(parcels)
            limit.append(time.perf_counter() - began)
    ratio = median(limit) / median(ours)
    return Line(
        work=f"import of {rows:,} {work.name}",
        against="COPY of the same rows into the same tables",
        ours=f"{rows / median(ours):,.0f} rows/s",
        limit=f"{rows / median(limit):,.0f} rows/s",
        ratio=f"{ratio:.2f}",
        target=f">= {TARGET}",
        is_kept=ratio >= TARGET,
        is_sound=ratio >= BROKEN,
        cpu=f"{median(cpu) / rows * 1000:.2f} ms a row",
    )


def _run(work: Work, rows: int) -> None:
    told = work.importer.run(
        ImportTask(file=work.file, rejects_file=work.file.with_suffix(".rejects.csv"), actor=job("bench"), now=NOW, progress=lambda _text: None)
    )
    assert (told.read, told.unchanged, told.rejected) == (rows, 0, 0), told
    _settle()


def _copy(parcels: Sequence[Parcel]) -> None:
    with connection.cursor() as cursor:
        for table, columns, rows in parcels:
            names = sql.SQL(", ").join(map(sql.Identifier, columns))
            with cursor.copy(sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), names)) as copy:
                copy.write(rows)
    _settle()


def _settle() -> None:
    """Let the database check now what it would check at the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


@contextmanager
def _undone() -> Iterator[None]:
    """Take back what the body wrote."""
    point = transaction.savepoint()
    yield
    transaction.savepoint_rollback(point)


def _parcels(work: Work, rows: int) -> list[Parcel]:
    """Run the import once and take out what it wrote, table by table."""
    with _undone():
        tables: tuple[type[models.Model], ...] = (*work.tables, Entry)
        tops = {model: _top(model) for model in tables}
        _run(work, rows)
        return [(model._meta.db_table, columns, _out(model, columns, top)) for model, top in tops.items() if (columns := _columns(model))]


def _columns(model: type[models.Model]) -> tuple[str, ...]:
    return AUDIT if model is Entry else tuple(str(it.column) for it in model._meta.local_concrete_fields if not isinstance(it, models.GeneratedField))


def _key(model: type[models.Model]) -> str:
    return str(model._meta.pk.column)


def _top(model: type[models.Model]) -> int:
    found = model._default_manager.order_by("-pk").values_list("pk", flat=True).first()
    return int(found or 0)


def _out(model: type[models.Model], columns: Sequence[str], top: int) -> bytes:
    query = sql.SQL("COPY (SELECT {} FROM {} WHERE {key} > {} ORDER BY {key}) TO STDOUT").format(
        sql.SQL(", ").join(map(sql.Identifier, columns)), sql.Identifier(model._meta.db_table), top, key=sql.Identifier(_key(model))
    )
    with connection.cursor() as cursor, cursor.copy(query) as copy:
        return b"".join(bytes(part) for part in copy)


def _plans(path: Path, rows: int) -> Path:
    offices = list(Agency.objects.exclude(kind="outside").order_by("pk").values_list("name", flat=True)[:40])

    def row(n: int) -> dict[str, Any]:
        promised = {f"112年{month}月": round(month * 100 / 12, 2) for month in MONTHS}
        return {
            "計畫名稱": f"第{n}案", "主辦機關": offices[n % len(offices)], "計畫起日": "112/1/1", "計畫迄日": "112/12/31",
            "來源編號": f"file-{n}", "列管日期": "112/1/5", "經費類別": "道路", "中央補助（元）": "12,000,000",
            "發包（決標）": "112/5/31", "發包（決標）實際": "112/4/30", **promised,
        }  # fmt: skip

    return _written(path, row, rows)


def _reports(path: Path, rows: int) -> Path:
    return _written(
        path,
        lambda n: {
            "來源編號": f"file-{n}", "期別": "112-07", "年累計進度（%）": 50 + n % 10, "總累計進度（%）": 50 + n % 10,
            "累計分配數（元）": 6_000_000, "累計實現數（元）": 5_900_000, "辦理情形": "依作業計畫施工中",
        },
        rows,
    )  # fmt: skip


def _written(path: Path, row: Callable[[int], Mapping[str, Any]], rows: int) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(row(0)))
        writer.writeheader()
        writer.writerows(row(n) for n in range(rows))
    return path
