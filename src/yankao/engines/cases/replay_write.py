"""Writes told cases down with everything that hangs on them, by COPY: the case, its detail, passages, due dates, texts, audit.

First everything is worked out (`prepare`), then it is written (`Prepared.write`): while one batch is written the next is worked out.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from psycopg import sql

from yankao.engines.cases.declare import Procedure
from yankao.engines.cases.models import Case, CaseNote, CaseRecord, DueDate, Edit, LinkKind, Passage
from yankao.engines.cases.open import next_number
from yankao.engines.cases.replay_drop import forget_history
from yankao.engines.cases.replay_link import cases_of
from yankao.engines.cases.replay_plan import Planned, PlannedPassage, Planner
from yankao.engines.cases.replay_refer import looked_up_at_once
from yankao.engines.cases.replay_tables import Blank, Table, next_ids
from yankao.engines.cases.replay_words import ReplayedCase, ReplayedPassage
from yankao.engines.cases.search import case_tokens
from yankao.kernel import audit
from yankao.kernel.actors import Actor
from yankao.kernel.days import day_of
from yankao.kernel.ids import uuid7
from yankao.kernel.persons.models import Person
from yankao.kernel.persons.write import keep_persons, sealed_persons
from yankao.kernel.roc import roc_year
from yankao.kernel.text import normalise

_BULK = "SET LOCAL gin_pending_list_limit = '256MB'; SET LOCAL work_mem = '128MB'; SET LOCAL maintenance_work_mem = '256MB'"
LATE_REASON = "匯入歷史資料"
KEPT = frozenset({
    "id", "public_id", "number", "version", "parent_id", "merged_into_id", "chain_received_at", "returns", "reporter_id", "opener_kind", "opener_id",
    "opener_name",
})  # fmt: skip
"""Columns of a case told anew that keep what they hold."""
_DUE_DATE = tuple(it.attname for it in DueDate._meta.local_concrete_fields if it.attname != "id")


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


class _Tables:
    """All tables a batch writes to."""

    def __init__(self, teller: Teller) -> None:
        key, actor = teller.procedure.key, teller.actor
        opener = {"opener_kind": str(actor.kind), "opener_id": actor.id, "opener_name": actor.name}
        sort = {"procedure": key, "source": teller.source, "is_historical": teller.is_historical, "is_simulated": teller.is_simulated}
        doer = {"actor_kind": str(actor.kind), "actor_id": actor.id, "actor_name": actor.name}
        late = {"procedure": key, "late_reason": "" if teller.is_simulated else LATE_REASON}
        self.cases = Table(Case, with_key=True, always=opener | sort)
        self.overwriting = Table(Case, with_key=True, always=opener | sort)
        self.detail = Table(teller.procedure.detail)
        self.passages = Table(Passage, with_key=True, always=doer | late)
        self.due_dates = Table(DueDate)
        self.notes = Table(CaseNote)
        self.edits = Table(Edit)
        self.records: dict[type[CaseRecord], Table] = {}
        self._said: dict[PlannedPassage, Blank] = {}

    def saying(self, said: PlannedPassage) -> Blank:
        """Return the row of a passage filled in with what it says."""
        if (blank := self._said.get(said)) is None:
            blank = self._said[said] = self.passages.blank(said._asdict())
        return blank

    def record(self, model: type[CaseRecord]) -> Table:
        if model not in self.records:
            self.records[model] = Table(model)
        return self.records[model]

    def write_cases(self) -> None:
        with looked_up_at_once((self.cases,)):
            self.cases.write()

    def write_hanging(self) -> None:
        hanging = (self.detail, self.passages, self.due_dates, self.notes, self.edits, *self.records.values())
        with looked_up_at_once(hanging, written=(self.cases,)):
            for table in hanging:
                table.write()


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """Told cases worked out whole, ready to be written: `known` says by external id under which numbers."""

    teller: Teller
    tables: _Tables
    people: Sequence[Person]
    known: dict[str, Known]
    anew: Sequence[int]

    def write(self) -> None:
        """Write everything; the caller holds the transaction."""
        make_room()
        keep_persons(self.people)
        self.tables.write_cases()
        if self.anew:
            forget_history(list(self.anew), self.teller.procedure.detail)
            _overwrite(self.tables.overwriting)
        self.tables.write_hanging()
        _audit(self.teller, self.known)


def make_room() -> None:
    """Give the transaction the memory of a bulk load, in which the words of many cases are sorted into their index at once, at its end."""
    with connection.cursor() as cursor:
        cursor.execute(_BULK)


def prepare(teller: Teller, planner: Planner, new: Sequence[ReplayedCase], anew: Sequence[tuple[ReplayedCase, Known]]) -> Prepared:
    """Work out the rows of new cases and of those told anew, and draw their numbers."""
    tables = _Tables(teller)
    people = sealed_persons((case.reporter for case in new if case.reporter is not None), now=teller.now)
    reporters = iter(people)
    passage_ids = iter(next_ids(Passage, sum(len(case.passages) for case in (*new, *(case for case, _ in anew)))))
    parents, known = _parents(teller, new), {}
    for case, case_id, number in zip(new, next_ids(Case, len(new)), _numbers(teller.procedure, new), strict=True):
        place = known[case.external_id] = Known(case_id=case_id, number=number, digest=case.digest)
        planned = planner.plan(case, case_id=case_id)
        reporter_id = None if case.reporter is None else next(reporters).pk
        tables.cases.add(_case_row(teller, case, planned, place) | {"reporter_id": reporter_id} | _parent_of(case, parents))
        _add_hanging(tables, teller, case, planned, case_id, passage_ids)
    for case, old in anew:
        place = known[case.external_id] = Known(case_id=old.case_id, number=old.number, digest=case.digest)
        planned = planner.plan(case, case_id=old.case_id)
        tables.overwriting.add(_case_row(teller, case, planned, place))
        _add_hanging(tables, teller, case, planned, old.case_id, passage_ids)
    return Prepared(teller=teller, tables=tables, people=people, known=known, anew=[old.case_id for _, old in anew])


def _parents(teller: Teller, cases: Sequence[ReplayedCase]) -> dict[str, tuple[int, datetime]]:
    """Return the cases written already from which some of these follow on: written with their parent they need no second writing."""
    named = {it.external_id for case in cases for it in case.links if it.kind == LinkKind.FOLLOW_ON}
    if not named:
        return {}
    found = cases_of(teller.source, named).values_list("external_id", "id", "chain_received_at", "received_at")
    return {key: (case_id, chain or received) for key, case_id, chain, received in found}


def _parent_of(case: ReplayedCase, parents: dict[str, tuple[int, datetime]]) -> dict[str, Any]:
    named = (it.external_id for it in case.links if it.kind == LinkKind.FOLLOW_ON and it.external_id != case.external_id)
    parent_id, chain = next((parents[key] for key in named if key in parents), (None, None))
    return {"parent_id": parent_id, "chain_received_at": chain}


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


def _add_hanging(tables: _Tables, teller: Teller, case: ReplayedCase, planned: Planned, case_id: int, passage_ids: Iterator[int]) -> None:
    tables.detail.add({"case_id": case_id, **case.detail})
    for told, said, passage_id in zip(case.passages, planned.passages, passage_ids, strict=False):
        moments = {"occurred_at": told.occurred_at, "recorded_at": _recorded_at(teller, told)}
        tables.passages.add({"id": passage_id, "case_id": case_id, **moments}, blank=tables.saying(said))
        if told.notes or told.edits or told.records:
            _add_texts(tables, teller, told, case_id, passage_id)
    for due in planned.due_dates:
        values = vars(due)
        tables.due_dates.add({name: values[name] for name in _DUE_DATE})


def _recorded_at(teller: Teller, told: ReplayedPassage) -> datetime:
    """History is recorded when it is imported; what a simulated city did, when it did it."""
    return told.occurred_at if teller.is_simulated else teller.now


def _case_row(teller: Teller, case: ReplayedCase, planned: Planned, place: Known) -> dict[str, Any]:
    key = normalise(" ".join(filter(None, _searched(teller.procedure, case, place.number))))
    return {
        "id": place.case_id,
        "public_id": uuid7(),
        "number": place.number,
        "category_id": case.category_id,
        "title": case.title[:200],
        "description": case.description,
        "agency_id": case.agency_id,
        "step": planned.step,
        "channel": case.channel,
        "priority": case.priority,
        "is_test": case.is_test,
        "external_id": case.external_id,
        "received_at": case.received_at,
        "due_at": planned.due_at,
        "closed_at": planned.closed_at,
        "district_id": case.district_id,
        "village_id": case.village_id,
        "lat": case.lat,
        "long": case.long,
        "address": case.address[:300],
        "source_digest": case.digest,
        "haystack": key,
        "search": _quoted(case_tokens(key, case.district_id)),
    }


def _quoted(tokens: Sequence[str]) -> str:
    """Return tokens as the text of a search vector; there is no quotation mark in them."""
    return "'" + "' '".join(tokens) + "'" if tokens else ""


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


def _audit(teller: Teller, known: dict[str, Known]) -> None:
    """One entry for each case: who brought it in, from where, with the fingerprint of the source's row."""
    verb = f"{teller.procedure.key}:replay"
    audit.record_many(
        audit.Deed(
            subject_kind="case",
            subject_id=place.number,
            verb=verb,
            actor=teller.actor,
            at=teller.now,
            values={"source": teller.source, "external_id": external_id, "source_digest": place.digest},
        )
        for external_id, place in known.items()
    )
