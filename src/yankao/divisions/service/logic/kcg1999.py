"""Imports the open data of 1999 dispatch cases (Open1999派工受理案件資料), alone or with the changes seen on them."""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from pathlib import Path

from yankao.divisions.service.intelligence.drills import BURST_PREFIX, is_burst, is_trial
from yankao.divisions.service.logic.imported import CategoryBook, refusing, summary_of
from yankao.divisions.service.logic.kcg1999_events import Seen, read_events
from yankao.divisions.service.logic.kcg1999_passages import STEPS, Record, moment, passages_of
from yankao.divisions.service.logic.kcg1999_replies import Reply, read_reply
from yankao.divisions.service.procedures.dispatch import DISPATCH, CallBackOutcome
from yankao.engines.cases.models import LinkKind
from yankao.engines.cases.replay import replay
from yankao.engines.cases.replay_words import ReplayedCase, ReplayedLink
from yankao.engines.connectors.declare import Importer, ImportTask, Summary
from yankao.engines.connectors.reading import BadFileError, Line, objects, refuse_future
from yankao.engines.connectors.rejects import Rejects
from yankao.kernel.agencies.city import current_city
from yankao.kernel.agencies.read import ids_by_name

SOURCE = "kcg1999"
REQUIRED = ("FileNo_", "Cre_Date_", "Status_")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reader:
    """Everything needed to make a case of a record."""

    events: Mapping[str, Seen]
    bursts: frozenset[tuple[str, str]]
    categories: CategoryBook
    agencies: Mapping[str, int]
    districts: Mapping[str, str]


def import_kcg1999(task: ImportTask) -> Summary:
    """Import the file; a record that cannot be read is written to the rejects with its reason."""
    task.progress("讀取異動紀錄" if task.events else "讀取案件")
    bursts = _bursts(task.file)
    rows = current_city().rows("districts")
    reader = _Reader(
        events=read_events(task.events) if task.events else {},
        bursts=bursts,
        categories=CategoryBook(DISPATCH.key, source=SOURCE),
        agencies=ids_by_name(current_city().aliases()),
        districts={row["zip_code"]: row["code"] for row in rows} | {row["name"]: row["code"] for row in rows},
    )
    with Rejects(task.rejects_file) as rejects:
        told = replay(
            DISPATCH,
            _cases(task, reader, rejects),
            actor=task.actor,
            now=task.now,
            source=SOURCE,
            on_refused=refusing(rejects),
            on_batch=lambda tally: task.progress(f"已處理 {tally.imported + tally.unchanged:,} 件"),
        )
        reader.categories.report(task.progress)
        return summary_of(told, rejects)


KCG1999 = Importer(key=SOURCE, name="1999派工受理案件開放資料", run=import_kcg1999, takes_events=True)


def _cases(task: ImportTask, reader: _Reader, rejects: Rejects) -> Iterator[ReplayedCase]:
    for line, record in objects(task.file):
        if record is None:
            rejects.add(line.number, "不是有效的 JSON 物件", line.text)
            continue
        try:
            yield _case(line, {name: str(value) for name, value in record.items()}, reader, now=task.now)
        except ValueError as problem:
            rejects.add(line.number, str(problem), line.text)


def _case(line: Line, record: Mapping[str, str], reader: _Reader, *, now: datetime) -> ReplayedCase:
    number, created_at = record.get("FileNo_", "").strip(), _moment(record, "Cre_Date_", now=now)
    status, unit = record.get("Status_", ""), record.get("UnitName_", "")
    if not number:
        message = "缺少案件編號 FileNo_"
        raise ValueError(message)
    if created_at is None:
        message = "缺少建立時間 Cre_Date_"
        raise ValueError(message)
    if status not in STEPS:
        message = f"狀態「{status}」不明，應為 {'、'.join(STEPS)}"
        raise ValueError(message)
    if unit and unit not in reader.agencies:
        message = f"機關「{unit}」不在機關表，請先補上別名"
        raise ValueError(message)
    reply = read_reply(record.get("AfterDesc_", ""), received_at=created_at)
    seen = reader.events.get(number)
    closed_at = _moment(record, "Close_Date_", now=now)
    told = Record(created_at=created_at, saved_at=_moment(record, "Save_Date_", now=now), closed_at=closed_at, status=status, unit=unit, reply=reply)
    description, kind = record.get("BeforeDesc_", "").strip(), record.get("InformDesc_", "").strip()
    return ReplayedCase(
        external_id=number,
        digest=_digest(record, seen),
        received_at=created_at,
        closed_at=closed_at,
        passages=passages_of(told, seen, reader.agencies),
        title=(description.splitlines() or [""])[0][:60] or kind or DISPATCH.name,
        description=description,
        category_id=reader.categories.id_of(kind) if kind else None,
        agency_id=reader.agencies.get(unit),
        district_id=reader.districts.get(record.get("zipcode_", "")) or reader.districts.get(record.get("ZipName_", "")),
        address=record.get("address_", "").strip(),
        is_test=is_trial(description) or (_place(record) in reader.bursts),
        detail={"result": reply.result, "call_back": reply.call_back, "wants_call_back": reply.call_back != CallBackOutcome.NOT_NEEDED},
        links=_links(number, reply),
        line=line.number,
        text=line.text,
    )


def _moment(record: Mapping[str, str], column: str, *, now: datetime) -> datetime | None:
    try:
        found = moment(record.get(column, ""))
    except ValueError as problem:
        message = f"{column} {problem}"
        raise ValueError(message) from None
    refuse_future(found, column=column, now=now)
    return found


def _links(number: str, reply: Reply) -> tuple[ReplayedLink, ...]:
    kind = LinkKind.MERGED if reply.is_merged else LinkKind.RELATED
    reason = "來源紀錄載明併案" if reply.is_merged else "來源紀錄提及"
    return tuple(ReplayedLink(external_id=other, kind=kind, reason=reason) for other in reply.cases if other != number)


def _digest(record: Mapping[str, str], seen: Seen | None) -> bytes:
    """Fingerprint a record: every field of the source (those of the mirror begin with _ and do not count), and what was seen."""
    plain = {name: value.strip() for name, value in record.items() if not name.startswith("_")}
    text = json.dumps([plain, seen.plain if seen else None], sort_keys=True, ensure_ascii=False)
    return blake2b(text.encode(), digest_size=16).digest()


def _place(record: Mapping[str, str]) -> tuple[str, str]:
    return record.get("address_", "").strip(), record.get("BeforeDesc_", "").strip()[:BURST_PREFIX]


def _bursts(path: Path) -> frozenset[tuple[str, str]]:
    """Find the places from which a rehearsal was reported: many like reports within a short time.

    Raises:
        BadFileError: no row has the columns of this format.

    """
    moments: dict[tuple[str, str], list[datetime]] = defaultdict(list)
    missing, is_empty = set(REQUIRED), True
    for _, record in objects(path):
        missing, is_empty = missing - set(record or ()), False
        if record is None or not all(_place({name: str(value) for name, value in record.items()})):
            continue
        plain = {name: str(value) for name, value in record.items()}
        try:
            created = moment(plain.get("Cre_Date_", ""))
        except ValueError:
            continue
        if created is not None:
            moments[_place(plain)].append(created)
    if missing and not is_empty:
        message = f"{path.name} 不是 1999 派工案件：沒有任何一列有 {'、'.join(it for it in REQUIRED if it in missing)}（應為一行一個 JSON 物件）"
        raise BadFileError(message)
    return frozenset(place for place, times in moments.items() if is_burst(times))
