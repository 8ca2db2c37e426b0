"""Imports the call detail records of the telephone system: call_id,started_at,answered_at,ended_at,agent,class,case_number."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice

from django.db import connection, transaction

from yankao.divisions.service.registers.calls import CallCase, CallClass, CallRecord
from yankao.engines.cases.models import Case
from yankao.engines.cases.replay_tables import Table
from yankao.engines.connectors.declare import Importer, ImportTask, Summary
from yankao.engines.connectors.reading import BadFileError, Row, refuse_future, rows
from yankao.engines.connectors.rejects import Rejects
from yankao.kernel.days import TAIPEI
from yankao.kernel.roc import parse_date

HEADING = ("call_id", "started_at", "answered_at", "ended_at", "agent", "class", "case_number")
BATCH = 10_000
LONGEST = {"call_id": 40, "agent": 40, "case_number": 20}
_CLASSES = {str(it): str(it) for it in CallClass} | {str(it.label): str(it) for it in CallClass} | {"": ""}
_STORED = ("call_id", "started_at", "answered_at", "ended_at", "agent", "call_class", "case_number")
Call = tuple[str, datetime, datetime | None, datetime | None, str, str, str]


@dataclass(slots=True, kw_only=True)
class _Tally:
    imported: int = 0
    repaired: int = 0
    unchanged: int = 0
    duplicates: int = 0
    seen: set[bytes] = field(default_factory=set)


def import_cdr(task: ImportTask) -> Summary:
    """Import the file; calls are known by their call_id, and a later export of the same call replaces the earlier."""
    tally, found = _Tally(), _after_heading(task)
    with Rejects(task.rejects_file) as rejects:
        calls = _calls(found, rejects, now=task.now)
        while batch := list(islice(calls, BATCH)):
            with transaction.atomic():
                _take(batch, tally, rejects)
            task.progress(f"已處理 {tally.imported + tally.unchanged:,} 通")
        if rejects.noted:
            task.progress(f"{rejects.noted:,} 通所填的 case_number 查無此案，通話仍予匯入（計入修復）；清單：{rejects.notes_file}")
        return Summary(
            read=tally.imported + tally.unchanged + tally.duplicates + rejects.count,
            imported=tally.imported,
            repaired=tally.repaired,
            unchanged=tally.unchanged,
            duplicates=tally.duplicates,
            rejected=rejects.count,
            rejects_file=str(rejects.path),
        )


CDR = Importer(key="cdr", name="話務系統通話紀錄", run=import_cdr)


def _after_heading(task: ImportTask) -> Iterator[Row]:
    found = rows(task.file)
    heading = next(found, None)
    if heading is None or tuple(cell.strip() for cell in heading.cells) != HEADING:
        message = f"第一列應為 {','.join(HEADING)}"
        raise BadFileError(message)
    return found


def _calls(found: Iterator[Row], rejects: Rejects, *, now: datetime) -> Iterator[tuple[Row, Call]]:
    for row in found:
        try:
            yield row, _call(row, now=now)
        except ValueError as problem:
            rejects.add(row.number, str(problem), row.text)


def _call(row: Row, *, now: datetime) -> Call:
    if len(row.cells) != len(HEADING):
        message = f"應有 {len(HEADING)} 欄，此列有 {len(row.cells)} 欄"
        raise ValueError(message)
    call_id, started, answered, ended, agent, kind, case_number = (cell.strip() for cell in row.cells)
    _check_lengths(call_id=call_id, agent=agent, case_number=case_number)
    started_at, answered_at, ended_at = (
        _moment(text, column, now=now) for text, column in ((started, "started_at"), (answered, "answered_at"), (ended, "ended_at"))
    )
    if started_at is None:
        message = "缺少進線時間 started_at"
        raise ValueError(message)
    if (answered_at and answered_at < started_at) or (ended_at and ended_at < (answered_at or started_at)):
        message = "answered_at 不得早於 started_at，ended_at 不得早於兩者"
        raise ValueError(message)
    if kind not in _CLASSES:
        message = f"class「{kind}」不明，應為 {'、'.join(CallClass.values)}"
        raise ValueError(message)
    return call_id, started_at, answered_at, ended_at, agent, _CLASSES[kind], case_number


def _check_lengths(**cells: str) -> None:
    """Refuse what the columns cannot hold: a cut number would name another case."""
    if not cells["call_id"]:
        message = "缺少通話編號 call_id"
        raise ValueError(message)
    for column, cell in cells.items():
        if len(cell) > LONGEST[column]:
            message = f"{column} 超過 {LONGEST[column]} 字：{cell[:20]}…"
            raise ValueError(message)


def _moment(text: str, column: str, *, now: datetime) -> datetime | None:
    try:
        found = moment(text)
    except ValueError:
        message = f"{column}「{text[:30]}」不是可辨識的時間，例如 2023-03-01T14:05:00 或 112/3/1 14:05"
        raise ValueError(message) from None
    refuse_future(found, column=column, now=now)
    return found


def moment(text: str) -> datetime | None:
    """Read a moment: ISO 8601, or a ROC or Gregorian day with a time; without a zone it is Taipei's."""
    if not text:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        day, _, clock = text.partition(" ")
        found = datetime.combine(parse_date(day), datetime.strptime(clock or "00:00", "%H:%M:%S" if clock.count(":") > 1 else "%H:%M").time())  # noqa: DTZ007
    return found if found.tzinfo else found.replace(tzinfo=TAIPEI)


def _take(batch: list[tuple[Row, Call]], tally: _Tally, rejects: Rejects) -> None:
    known = {row[0]: row for row in CallRecord.objects.filter(call_id__in=[call[0] for _, call in batch]).values_list(*_STORED, "is_simulated")}
    fresh: dict[str, Call] = {}
    changed: dict[str, Call] = {}
    for row, call in batch:
        mark = hashlib.blake2b(repr(call[0]).encode(), digest_size=8).digest()
        stored = (*call, False)
        if mark in tally.seen:
            same = known.get(call[0]) == stored or (fresh.get(call[0]) or changed.get(call[0])) == call
            if same:
                tally.duplicates += 1
            else:
                rejects.add(row.number, f"call_id {call[0]} 在同一檔案中已出現，但內容不同", row.text)
            continue
        tally.seen.add(mark)
        if call[0] not in known:
            fresh[call[0]] = call
        elif known[call[0]] == stored:
            tally.unchanged += 1
        else:
            changed[call[0]] = call
    tally.imported += len(fresh) + len(changed)
    unknown = _write(fresh, changed)
    for row, call in batch:
        if call[0] in unknown:
            unknown.discard(call[0])
            tally.repaired += 1
            rejects.note(row.number, f"case_number「{call[-1]}」查無此案，通話仍予匯入", row.text)


def _write(fresh: dict[str, Call], changed: dict[str, Call]) -> set[str]:
    """Write calls and join them with their cases; return those that name a case that is not here."""
    table = Table(CallRecord)
    for call in fresh.values():
        table.add(dict(zip(_STORED, call, strict=True)))
    table.write()
    stored = list(CallRecord.objects.filter(call_id__in=changed))
    for row in stored:
        for name, value in zip(_STORED, changed[row.call_id], strict=True):
            setattr(row, name, value)
        row.is_simulated = False
    CallRecord.objects.bulk_update(stored, [*_STORED, "is_simulated"], batch_size=1000)
    return _link([call for call in (*fresh.values(), *changed.values()) if call[-1]])


def _link(calls: list[Call]) -> set[str]:
    """Join calls with the cases they name; a number that is not here stays on the call as told, and the call is returned."""
    if not calls:
        return set()
    ids = dict(CallRecord.objects.filter(call_id__in=[call[0] for call in calls]).values_list("call_id", "pk"))
    CallCase.objects.filter(call_id__in=ids.values()).delete()
    cases = dict(Case.objects.filter(number__in={call[-1] for call in calls}).values_list("number", "pk"))
    CallCase.objects.bulk_create(
        (CallCase(call_id=ids[call[0]], case_id=cases[call[-1]]) for call in calls if call[-1] in cases), ignore_conflicts=True, batch_size=5000
    )
    return {call[0] for call in calls if call[-1] not in cases}


def drop_calls(*, start: datetime, end: datetime) -> int:
    """Remove the simulated calls of a window; return how many there were."""
    with connection.cursor() as cursor:
        window = "is_simulated AND started_at >= %s AND started_at < %s"
        cursor.execute(f"DELETE FROM service_callcase WHERE call_id IN (SELECT id FROM service_callrecord WHERE {window})", [start, end])  # noqa: S608
        cursor.execute(f"DELETE FROM service_callrecord WHERE {window}", [start, end])  # noqa: S608
        return int(cursor.rowcount)
