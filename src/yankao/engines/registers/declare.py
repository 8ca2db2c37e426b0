"""The words a register (登錄簿) is declared with: things the city has and counts, one row each, that are no cases."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db import models

from yankao.engines.indicators.declare import Indicator
from yankao.kernel.actors import Actor
from yankao.kernel.days import Days

Rule = Callable[[Actor], bool]
"""Whether an actor may, whatever the row."""

RowRule = Callable[[Actor, Any], bool]
"""Whether an actor may, for this row."""

Check = Callable[[Any], str | None]
"""A function of the row: None when it may stand, else one sentence the clerk can act on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counter:
    """A count on a row (計次), for example 索閱 of a leaflet: it raises `column`, and each count is kept with its time.

    `at_most` is the largest amount at once; `checks` are asked of the row as it would then be.
    """

    key: str
    name: str
    column: str
    by: Rule
    at_most: int = 1
    checks: tuple[Check, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """Rows are looked through again by a day (定期檢視): the owning agency is told before it, the division once it has passed."""

    column: str
    owner: str
    title: str
    remind: Days = field(default_factory=lambda: Days(14))


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """One register: its table, who sees it, what its list shows, filters and searches, and the date column it is counted by.

    Without `written_by` nobody writes in it here (an import fills it). `asks` must be filled, `may_ask` may be; `rows_written_by`
    narrows who may correct which row. Columns in `sensitive` are masked for all but `sensitive_to`.

    """

    key: str
    name: str
    model: type[models.Model]
    seen_by: Rule
    lists: tuple[str, ...]
    dated_by: str
    filters: tuple[str, ...] = ()
    searches: tuple[str, ...] = ()
    systems: tuple[str, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    written_by: Rule | None = None
    rows_written_by: RowRule | None = None
    struck_by: Rule | None = None
    asks: tuple[str, ...] = ()
    may_ask: tuple[str, ...] = ()
    checks: tuple[Check, ...] = ()
    counters: tuple[Counter, ...] = ()
    sensitive: tuple[str, ...] = ()
    sensitive_to: Rule | None = None
    review: Review | None = None

    @property
    def owner(self) -> str:
        """The division whose register it is: the first part of the key."""
        return self.key.split(".", 1)[0]

    @property
    def fields(self) -> tuple[str, ...]:
        """What a row is asked for, in the order of the form."""
        return tuple(dict.fromkeys((*self.asks, *self.may_ask)))

    def counter(self, key: str) -> Counter:
        """Return the counter of that key; LookupError in words when there is none."""
        for counter in self.counters:
            if counter.key == key:
                return counter
        raise LookupError(f"「{self.name}」沒有計次 {key}")


def holders(*roles: str) -> Rule:
    """Return the rule that lets everybody who holds one of the roles."""
    return lambda actor: actor.has_role(*roles)
