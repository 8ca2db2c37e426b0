"""The course of one simulated case, told up to a moment: what lies after it has not happened yet."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b
from random import Random

from yankao.engines.cases.models import CaseRecord, Category
from yankao.engines.cases.replay_plan import Rules
from yankao.engines.cases.replay_words import ReplayedPassage, ReplayedRecord
from yankao.engines.connectors.simulated import GENERATION
from yankao.kernel.agencies.models import Agency
from yankao.kernel.days import TAIPEI, Calendar

SOURCE = "simulation"
SOURCE_LIVE = "simulation-live"
FIRST_CALL, LAST_CALL = 8, 20
"""Callers are rung from 08:00 to 20:59 only."""


class Course:
    """Passages in order, and the facts that came with them; nothing after `now` is told."""

    def __init__(self, now: datetime, agency_id: int | None) -> None:
        """Begin with nothing told."""
        self._now = now
        self._agency_id = agency_id
        self.passages: list[ReplayedPassage] = []
        self.facts: dict[str, object] = {}
        self.at = now
        self.has_ended = False

    def go(
        self,
        step: str,
        at: datetime,
        action: str,
        *,
        record: tuple[type[CaseRecord], Mapping[str, object]] | None = None,
        reason: str = "",
        **facts: object,
    ) -> "Course":
        """Tell one passage with what it found, unless it lies ahead; after one that lies ahead nothing more is told."""
        if self.has_ended or at > self._now:
            self.has_ended = True
            return self
        self.at = at
        self.passages.append(
            ReplayedPassage(
                to_step=step,
                occurred_at=at,
                action=action,
                agency_id=self._agency_id,
                reason=reason,
                records=(ReplayedRecord(model=record[0], values=record[1]),) if record else (),
            )
        )
        self.facts.update(facts)
        return self

    @property
    def step(self) -> str:
        """The step reached."""
        return self.passages[-1].to_step

    def digest(self, external_id: str) -> bytes:
        """Return the fingerprint of the case as far as it is told."""
        return blake2b(f"{GENERATION}|{external_id}|{len(self.passages)}".encode(), digest_size=16).digest()


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a procedure, as far as simulation needs it."""

    pk: int
    code: str
    name: str
    group: str
    weight: int


def items_of(procedure: str, rows: tuple[Mapping[str, str], ...]) -> dict[str, Item]:
    """Return the items of a procedure that the city's table weighs, by code; `rows` is that table."""
    weights = {row["code"]: int(row["weight"] or 0) for row in rows if row["procedure"] == procedure}
    known = Category.objects.filter(procedure=procedure, code__in=weights).values_list("pk", "code", "name", "group")
    found = {code: Item(pk, code, name, group, weights[code]) for pk, code, name, group in known}
    return {code: found[code] for code in weights if code in found}


@dataclass(frozen=True, slots=True, kw_only=True)
class Town:
    """What every simulator reads once: who takes which item where, the telephones, the calendar."""

    rules: Rules
    phones: Mapping[int, str]
    calendar: Calendar


def read_town(calendar: Calendar) -> Town:
    """Read the registers."""
    return Town(rules=Rules(), phones=dict(Agency.objects.values_list("pk", "duty_phone")), calendar=calendar)


def hours(amount: float) -> timedelta:
    """Return a span of hours, whole seconds."""
    return timedelta(seconds=int(amount * 3600))


def spread(chance: Random, values: Mapping[str, int]) -> list[str]:
    """Return every value as often as counted, in an order of chance."""
    found = [value for value, count in values.items() for _ in range(count)]
    chance.shuffle(found)
    return found


def by_day_only(at: datetime) -> datetime:
    """Move a moment of the night to the next hour at which callers are rung."""
    local = at.astimezone(TAIPEI)
    if FIRST_CALL <= local.hour <= LAST_CALL:
        return at
    later = local if local.hour < FIRST_CALL else local + timedelta(days=1)
    return later.replace(hour=FIRST_CALL, minute=at.minute)
