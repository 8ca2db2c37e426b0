"""Cuts a large order of simulated records into spans of days, so that several processes make them side by side."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from random import Random

from yankao.divisions.service.logic.simulate_rhythm import Rhythm
from yankao.engines.connectors.declare import Order
from yankao.engines.connectors.simulated import digest
from yankao.kernel.days import Calendar
from yankao.kernel.roc import Window

SIZE = 25_000
"""A part is closed with the day on which it has so many records, on however many processors: the same order makes the same records."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Some days of an order, with how many records come in on each; `before` says how many the days before them hold."""

    order: Order
    days: tuple[tuple[date, int], ...]
    before: int

    @property
    def count(self) -> int:
        """How many records the part holds."""
        return sum(amount for _, amount in self.days)

    @property
    def window(self) -> Window:
        """The days of the part."""
        return Window(first=self.days[0][0], last=self.days[-1][0])

    def chance(self) -> Random:
        """Return the part's own source of chance."""
        return Random(digest(self.order) + str(self.before).encode())  # noqa: S311  chance for simulation

    def moments(self, rhythm: Rhythm, *, chance: Random) -> Iterator[datetime]:
        """Yield when the records of the part come in, in order."""
        for day, amount in self.days:
            yield from rhythm.of_day(day, amount, chance=chance)


def parts_of(order: Order, *, rhythm: Rhythm, calendar: Calendar) -> list[Part]:
    """Return the parts of an order, which together hold exactly what it orders."""
    parts: list[Part] = []
    days: list[tuple[date, int]] = []
    before = held = 0
    for day in rhythm.amounts(order.window, order.count, calendar=calendar):
        days.append(day)
        held += day[1]
        if held >= SIZE:
            parts.append(Part(order=order, days=tuple(days), before=before))
            days, before, held = [], before + held, 0
    return [*parts, Part(order=order, days=tuple(days), before=before)] if days else parts
