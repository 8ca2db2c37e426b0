"""Bring history in (歷史案件匯入): the one verb that writes told cases down, set by set, without notices or running clocks.

What a declaration would have refused is written down as not met instead. The fingerprint of the source's row says whether a case is
new, unchanged or told anew; a case that somebody here has worked on since is never overwritten.
"""

import json
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice

from django.db import connection, transaction

from yankao.engines.cases.declare import Procedure
from yankao.engines.cases.models import Case, Passage
from yankao.engines.cases.replay_behind import WRITERS, Behind, behind
from yankao.engines.cases.replay_link import Links, link
from yankao.engines.cases.replay_plan import Deeds, Planner, Rules
from yankao.engines.cases.replay_words import ReplayedCase
from yankao.engines.cases.replay_write import Known, Teller, make_room, prepare
from yankao.engines.connectors.bulk import alone, many_rows
from yankao.kernel.actors import Actor
from yankao.kernel.workdays.calendar import load_calendar

BATCH = 5000
_FIND = """
    SELECT external_id, id, number, source_digest FROM cases_case
    WHERE source = %s AND external_id <> '' AND external_id = ANY(ARRAY(SELECT json_array_elements_text(%s::json)))
"""
_TIDY = "SELECT gin_clean_pending_list('case_search')"

Refused = Callable[[ReplayedCase, str], None]
Told = Callable[["Replayed"], None]


@dataclass(slots=True, kw_only=True)
class Replayed:
    """What a replay did: cases new, told anew, unchanged, told twice alike, refused; `repaired` are among the first two."""

    new: int = 0
    updated: int = 0
    repaired: int = 0
    unchanged: int = 0
    duplicates: int = 0
    refused: int = 0

    @property
    def imported(self) -> int:
        """Cases that were written."""
        return self.new + self.updated


def replay(
    procedure: Procedure,
    cases: Iterable[ReplayedCase],
    *,
    actor: Actor,
    now: datetime,
    source: str,
    part: str = "",
    is_simulated: bool = False,
    is_running: bool = False,
    on_refused: Refused | None = None,
    on_batch: Told | None = None,
) -> Replayed:
    """Write told cases down, batch by batch, each batch in its own transaction; safe to stop and to repeat.

    While batches are written the next is worked out, so numbers are drawn before: an import that is stopped may leave a gap in them.

    One source is told by one program at a time; of one that comes in parts holding no case in common, each `part` by one.

    `is_running` is for a simulated city only: its open cases are no history, and their clocks go on from `now`.
    """
    if is_running and not is_simulated:
        message = "只有模擬案件可以接續計算期限"
        raise ValueError(message)
    planner = Planner(procedure=procedure, deeds=Deeds(procedure), rules=Rules(), calendar=load_calendar(), now=now, is_running=is_running)
    teller = Teller(procedure=procedure, actor=actor, now=now, source=source, is_simulated=is_simulated, is_historical=not is_running)
    run = _Run(planner=planner, teller=teller, tally=Replayed(), seen=_Seen(), links=Links(), on_refused=on_refused)
    with alone(f"replay {source} {part}"), many_rows():
        with behind() as they:
            for batch in _batches(cases):
                run.take(batch, they)
                if on_batch is not None:
                    on_batch(run.tally)
        if run.links:
            with transaction.atomic():
                make_room()
                link(run.links, source=source, now=now)
        _tidy()
    return run.tally


def _tidy() -> None:
    """Sort what the bulk load left unsorted into the index of words, so that the next search need not look through it."""
    with transaction.atomic(), connection.cursor() as cursor:
        make_room()
        cursor.execute(_TIDY)


def _batches(cases: Iterable[ReplayedCase]) -> Iterator[list[ReplayedCase]]:
    rest = iter(cases)
    while batch := list(islice(rest, BATCH)):
        yield batch


class _Seen:
    """Which cases this run has met, one bit each, so that memory stays flat over millions of rows."""

    def __init__(self) -> None:
        self._bits = bytearray()

    def add(self, case_id: int) -> None:
        place = case_id >> 3
        if place >= len(self._bits):
            self._bits.extend(bytes(place + 1 - len(self._bits) + len(self._bits) // 8))
        self._bits[place] |= 1 << (case_id & 7)

    def __contains__(self, case_id: int) -> bool:
        place = case_id >> 3
        return place < len(self._bits) and bool(self._bits[place] & 1 << (case_id & 7))


@dataclass(slots=True, kw_only=True)
class _Run:
    planner: Planner
    teller: Teller
    tally: Replayed
    seen: _Seen
    links: Links
    on_refused: Refused | None
    recent: deque[dict[str, Known]] = field(default_factory=lambda: deque(maxlen=WRITERS + 1))
    """The cases of the last batches, some of which are perhaps not written yet."""

    def take(self, batch: list[ReplayedCase], they: Behind) -> None:
        """Sort a batch into new, anew, unchanged, double and refused, and write the first two."""
        known = self._known(batch)
        new: dict[str, ReplayedCase] = {}
        anew: list[tuple[ReplayedCase, Known]] = []
        for case in batch:
            if (first := new.get(case.external_id)) is not None:
                self._again(case, is_same=first.digest == case.digest)
            elif (found := known.get(case.external_id)) is None:
                new[case.external_id] = case
            elif found.case_id in self.seen:
                self._again(case, is_same=found.digest == case.digest)
            else:
                self.seen.add(found.case_id)
                if found.digest == case.digest:
                    self.tally.unchanged += 1
                else:
                    anew.append((case, found))
                    known[case.external_id] = Known(case_id=found.case_id, number=found.number, digest=case.digest)
        anew = self._not_worked_on(anew)
        if new or anew:
            prepared = prepare(self.teller, self.planner, list(new.values()), anew)
            for place in prepared.known.values():
                self.seen.add(place.case_id)
            self.recent.append(prepared.known)
            they.do(prepared.write)
        self._count(list(new.values()), [case for case, _ in anew])

    def _known(self, batch: list[ReplayedCase]) -> dict[str, Known]:
        with connection.cursor() as cursor:
            cursor.execute(_FIND, [self.teller.source, json.dumps([case.external_id for case in batch])])
            found = {key: Known(case_id=pk, number=number, digest=bytes(digest or b"")) for key, pk, number, digest in cursor.fetchall()}
        for batch_before in self.recent:
            found |= batch_before
        return found

    def _again(self, case: ReplayedCase, *, is_same: bool) -> None:
        if is_same:
            self.tally.duplicates += 1
        else:
            self._refuse(case, f"案號 {case.external_id} 在同一檔案中已出現，但內容不同；請確認何者正確")

    def _refuse(self, case: ReplayedCase, reason: str) -> None:
        self.tally.refused += 1
        if self.on_refused is not None:
            self.on_refused(case, reason)

    def _not_worked_on(self, anew: list[tuple[ReplayedCase, Known]]) -> list[tuple[ReplayedCase, Known]]:
        """Leave out the cases on which somebody other than this source has acted here."""
        if not anew:
            return []
        others = Passage.objects.filter(case_id__in=[found.case_id for _, found in anew]).exclude(actor_id=self.teller.actor.id)
        touched = set(others.values_list("case_id", flat=True))
        touched |= set(
            Case.objects.filter(pk__in=[found.case_id for _, found in anew]).exclude(procedure=self.teller.procedure.key).values_list("pk", flat=True)
        )
        for case, found in anew:
            if found.case_id in touched:
                self._refuse(case, f"{found.number} 匯入後已在本系統辦理，不以匯入資料覆寫")
        return [(case, found) for case, found in anew if found.case_id not in touched]

    def _count(self, new: list[ReplayedCase], anew: list[ReplayedCase]) -> None:
        self.tally.new += len(new)
        self.tally.updated += len(anew)
        for case in (*new, *anew):
            self.tally.repaired += case.was_repaired
            self.links.take(case)
