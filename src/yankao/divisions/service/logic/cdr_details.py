"""Imports what the telephone system tells of a call afterwards: call_id,wrapped_at,transferred_to,satisfaction."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from django.db import transaction

from yankao.divisions.service.logic.cdr import moment
from yankao.divisions.service.registers.calls import CallRecord
from yankao.engines.connectors.declare import Importer, ImportTask, Summary
from yankao.engines.connectors.reading import BadFileError, Row, rows
from yankao.engines.connectors.rejects import Rejects

HEADING = ("call_id", "wrapped_at", "transferred_to", "satisfaction")
BATCH = 5_000
LONGEST_UNIT = 100
SCORES = {"": None, **{str(n): n for n in range(1, 6)}}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    call_id: str
    wrapped_at: datetime | None
    transferred_to: str
    satisfaction: int | None


def import_details(task: ImportTask) -> Summary:
    """Add to calls already imported; an empty cell leaves what is known, a call that is not here is rejected."""
    found = rows(task.file)
    heading = next(found, None)
    if heading is None or tuple(cell.strip() for cell in heading.cells) != HEADING:
        raise BadFileError(f"第一列應為 {','.join(HEADING)}")
    imported = unchanged = 0
    with Rejects(task.rejects_file) as rejects:
        told = _told(found, rejects)
        while batch := list(islice(told, BATCH)):
            changed = _take(batch, rejects)
            imported += changed[0]
            unchanged += changed[1]
        return Summary(
            read=imported + unchanged + rejects.count, imported=imported, repaired=0, unchanged=unchanged, duplicates=0, rejected=rejects.count,
            rejects_file=str(rejects.path),
        )  # fmt: skip


def _told(found: Iterator[Row], rejects: Rejects) -> Iterator[tuple[Row, _Told]]:
    for row in found:
        try:
            yield row, _read(row)
        except ValueError as problem:
            rejects.add(row.number, str(problem), row.text)


def _read(row: Row) -> _Told:
    if len(row.cells) != len(HEADING):
        raise ValueError(f"應有 {len(HEADING)} 欄，此列有 {len(row.cells)} 欄")
    call_id, wrapped, unit, score = (cell.strip() for cell in row.cells)
    if not call_id:
        raise ValueError("缺少 call_id")
    if score not in SCORES:
        raise ValueError(f"satisfaction「{score[:10]}」應為1至5，未評者留空")
    if len(unit) > LONGEST_UNIT:
        raise ValueError(f"transferred_to 超過 {LONGEST_UNIT} 字")
    return _Told(call_id=call_id, wrapped_at=moment(wrapped), transferred_to=unit, satisfaction=SCORES[score])


@transaction.atomic
def _take(batch: list[tuple[Row, _Told]], rejects: Rejects) -> tuple[int, int]:
    calls = {call.call_id: call for call in CallRecord.objects.select_for_update().filter(call_id__in=[told.call_id for _, told in batch])}
    changed: dict[str, CallRecord] = {}
    refused = 0
    for row, told in batch:
        call = calls.get(told.call_id)
        why = _why_not(call, told)
        if call is None or why:
            rejects.add(row.number, why, row.text)
            refused += 1
        elif _merge(call, told):
            changed[call.call_id] = call
    CallRecord.objects.bulk_update(changed.values(), HEADING[1:], batch_size=1000)
    return len(changed), len(batch) - refused - len(changed)


def _why_not(call: CallRecord | None, told: _Told) -> str:
    if call is None:
        return f"call_id {told.call_id} 尚未匯入，請先匯入通話紀錄"
    if told.wrapped_at is not None and (call.ended_at is None or told.wrapped_at < call.ended_at):
        return "wrapped_at 不得早於通話結束時間"
    return ""


def _merge(call: CallRecord, told: _Told) -> bool:
    """Take over what was told and tell whether anything changed."""
    before = (call.wrapped_at, call.transferred_to, call.satisfaction)
    call.wrapped_at = told.wrapped_at or call.wrapped_at
    call.transferred_to = told.transferred_to or call.transferred_to
    call.satisfaction = told.satisfaction or call.satisfaction
    return before != (call.wrapped_at, call.transferred_to, call.satisfaction)


CDR_DETAILS = Importer(key="cdr-details", name="話務系統後處理、轉接與按鍵評分", run=import_details)
