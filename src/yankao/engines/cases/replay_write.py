"""Writes told cases down with everything that hangs on them, by COPY: the case, its detail, passages, due dates, texts, audit."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from psycopg import sql

from yankao.engines.cases.declare import Procedure
from yankao.engines.cases.models import Case, CaseNote, CaseRecord, DueDate, Edit, Passage
from yankao.engines.cases.open import next_number
from yankao.engines.cases.replay_drop import forget_history
from yankao.engines.cases.replay_plan import Planned, Planner
from yankao.engines.cases.replay_tables import Table, next_ids
from yankao.engines.cases.replay_words import ReplayedCase, ReplayedPassage
from yankao.kernel import audit
from yankao.kernel.actors import Actor
from yankao.kernel.days import day_of
from yankao.kernel.ids import uuid7
from yankao.kernel.persons.write import create_persons
from yankao.kernel.roc import roc_year
from yankao.kernel.text import normalise, tokens_of

LATE_REASON = "匯入歷史資料"
KEPT = frozenset({
    "id", "public_id", "number", "version", "parent_id", "merged_into_id", "chain_received_at", "returns", "reporter_id", "opener_kind", "opener_id",
    "opener_name",
})  # fmt: skip
"""Columns of a case told anew that keep what they hold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A case of the source that is here already."""

    case_id: int
    number: str
    digest: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Teller:
    """Who tells the history, when, from which source, and what sort of cases they become."""

    procedure: Procedure
    actor: Actor
    now: datetime
    source: str
    is_simulated: bool
    is_historical: bool

    @property
    def acts(self) -> dict[str, str]:
        """The columns of a passage that say who did it."""
        return {"actor_kind": str(self.actor.kind), "actor_id": self.actor.id, "actor_name": self.actor.name}


class _Tables:
    """All tables a batch writes to, in the order in which rows depend on each other."""

    def __init__(self, procedure: Procedure) -> None:
        self.cases = Table(Case, with_key=True)
        self.detail = Table(procedure.detail)
        self.passages = Table(Passage, with_key=True)
        self.due_dates = Table(DueDate)
        self.notes = Table(CaseNote)
        self.edits = Table(Edit)
        self.records: dict[type[CaseRecord], Table] = {}

    def record(self, model: type[CaseRecord]) -> Table:
        return self.records.setdefault(model, Table(model))

    def write_hanging(self) -> None:
        for table in (self.detail, self.passages, self.due_dates, self.notes, self.edits, *self.records.values()):
            table.write()


def write(teller: Teller, planner: Planner, new: Sequence[ReplayedCase], anew: Sequence[tuple[ReplayedCase, Known]]) -> Sequence[int]:
    """Write new cases and those told anew; return the numbers of the new rows."""
    if not new and not anew:
        return ()
    tables = _Tables(teller.procedure)
    ids = next_ids(Case, len(new))
    numbers = _numbers(teller.procedure, new)
    reporters = _reporters(new, teller.now)
    passage_ids = iter(next_ids(Passage, sum(len(case.passages) for case in (*new, *(case for case, _ in anew)))))
    for case, case_id, number, reporter_id in zip(new, ids, numbers, reporters, strict=True):
        _add(tables, teller, planner, case, Known(case_id=case_id, number=number, digest=b""), reporter_id, passage_ids)
    tables.cases.write()
    if anew:
        forget_history([known.case_id for _, known in anew], teller.procedure.detail)
        for case, known in anew:
            _add(tables, teller, planner, case, known, None, passage_ids)
        _overwrite(tables.cases)
    tables.write_hanging()
    _audit(teller, [(case, number) for case, number in zip(new, numbers, strict=True)] + [(case, known.number) for case, known in anew])
    return ids


def _numbers(procedure: Procedure, cases: Sequence[ReplayedCase]) -> list[str]:
    """Give each case the next number of the ROC year it was received in, year by year in blocks."""
    years: dict[int, list[int]] = defaultdict(list)
    for place, case in enumerate(cases):
        years[roc_year(day_of(case.received_at))].append(place)
    numbers = [""] * len(cases)
    for places in years.values():
        for place, number in zip(places, next_number(procedure.letter, received_at=cases[places[0]].received_at, count=len(places)), strict=True):
            numbers[place] = number
    return numbers


def _reporters(cases: Sequence[ReplayedCase], now: datetime) -> list[UUID | None]:
    people = iter(create_persons((case.reporter for case in cases if case.reporter is not None), now=now))
    return [None if case.reporter is None else next(people).pk for case in cases]


def _add(
    tables: _Tables, teller: Teller, planner: Planner, case: ReplayedCase, place: Known, reporter_id: UUID | None, passage_ids: Iterable[int]
) -> None:  # fmt: skip
    planned = planner.plan(case, case_id=place.case_id)
    tables.cases.add(_case_row(teller, case, planned, place) | {"reporter_id": reporter_id})
    tables.detail.add({"case_id": place.case_id, **case.detail})
    for told, values, passage_id in zip(case.passages, planned.passages, passage_ids, strict=False):
        row = {"id": passage_id, "case_id": place.case_id, "procedure": teller.procedure.key, "agency_id": told.agency_id}
        row["late_reason"] = "" if teller.is_simulated else LATE_REASON
        tables.passages.add(row | teller.acts | {"recorded_at": _recorded_at(teller, told)} | values)
        _add_texts(tables, teller, told, place.case_id, passage_id)
    for due in planned.due_dates:
        tables.due_dates.add({it.attname: getattr(due, it.attname) for it in DueDate._meta.local_concrete_fields if it.attname != "id"})


def _recorded_at(teller: Teller, told: ReplayedPassage) -> datetime:
    """History is recorded when it is imported; what a simulated city did, when it did it."""
    return told.occurred_at if teller.is_simulated else teller.now


def _case_row(teller: Teller, case: ReplayedCase, planned: Planned, place: Known) -> dict[str, Any]:
    key = normalise(" ".join(filter(None, _searched(teller.procedure, case, place.number))))
    return {
        "id": place.case_id,
        "public_id": uuid7(),
        "number": place.number,
        "procedure": teller.procedure.key,
        "category_id": case.category_id,
        "title": case.title[:200],
        "description": case.description,
        "agency_id": case.agency_id,
        "step": planned.step,
        "channel": case.channel,
        "priority": case.priority,
        "is_historical": teller.is_historical,
        "is_simulated": teller.is_simulated,
        "is_test": case.is_test,
        "source": teller.source,
        "external_id": case.external_id,
        "received_at": case.received_at,
        "due_at": planned.due_at,
        "closed_at": planned.closed_at,
        "district_id": case.district_id,
        "village_id": case.village_id,
        "lat": case.lat,
        "long": case.long,
        "address": case.address[:300],
        "opener_kind": str(teller.actor.kind),
        "opener_id": teller.actor.id,
        "opener_name": teller.actor.name,
        "source_digest": case.digest,
        "haystack": key,
        "search": " ".join(f"'{token}'" for token in tokens_of(key)),
    }


def _searched(procedure: Procedure, case: ReplayedCase, number: str) -> list[str]:
    facts = [str(case.detail.get(name) or "") for name in procedure.searches]
    return [number, case.external_id, case.title[:200], case.description, case.address[:300], *facts]


def _add_texts(tables: _Tables, teller: Teller, told: ReplayedPassage, case_id: int, passage_id: int) -> None:
    hung = {"case_id": case_id, "passage_id": passage_id}
    name = told.actor_name or teller.actor.name
    for note in told.notes:
        tables.notes.add(hung | {"kind": str(note.kind), "text": note.text, "written_at": told.occurred_at, "author_name": name})
    for edit in told.edits:
        moment = {"occurred_at": told.occurred_at, "recorded_at": _recorded_at(teller, told), "actor_name": name}
        tables.edits.add(hung | {"field": edit.field, "old": edit.old, "new": edit.new} | moment)
    for record in told.records:
        tables.record(record.model).add(hung | dict(record.values))


def _overwrite(cases: Table) -> None:
    """Put the rows of cases told anew over the old ones, by way of a temporary table."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE IF NOT EXISTS replay_anew (LIKE cases_case) ON COMMIT DROP")
        cursor.execute("TRUNCATE replay_anew")
        columns = [sql.Identifier(column) for column in cases.columns if column not in KEPT]
        cases.write(into="replay_anew")
        statement = sql.SQL("UPDATE cases_case AS old SET {}, version = old.version + 1 FROM replay_anew AS told WHERE told.id = old.id")
        cursor.execute(statement.format(sql.SQL(", ").join(sql.SQL("{0} = told.{0}").format(column) for column in columns)))


def _audit(teller: Teller, cases: Iterable[tuple[ReplayedCase, str]]) -> None:
    """One entry for each case: who brought it in, from where, with the fingerprint of the source's row."""
    verb = f"{teller.procedure.key}:replay"
    audit.record_many(
        audit.Deed(
            subject_kind="case",
            subject_id=number,
            verb=verb,
            actor=teller.actor,
            at=teller.now,
            values={"source": teller.source, "external_id": case.external_id, "source_digest": case.digest},
        )
        for case, number in cases
    )
