"""When simulated matters come in: by month and weekday, by hour, more in a typhoon week; measured on published open data."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from itertools import accumulate
from random import Random

from yankao.engines.connectors.totals import shares
from yankao.kernel.days import Calendar, start_of
from yankao.kernel.roc import Window

ROUND_THE_CLOCK = (17, 8, 4, 3, 2, 5, 11, 30, 67, 83, 77, 64, 44, 49, 55, 56, 64, 61, 76, 62, 56, 45, 38, 25)
"""Dispatches by the hour of receipt, per mille."""
OFFICE_HOURS = (6, 3, 2, 1, 1, 2, 6, 18, 76, 108, 104, 88, 46, 66, 86, 84, 78, 60, 46, 38, 32, 24, 16, 9)
"""Petitions by the hour of receipt, per mille (our estimate: written in office hours, sent also at night)."""
BY_WEEKDAY = (1.09, 1.06, 1.07, 1.08, 1.05, 0.87, 0.76)
STORM = (3.0, 2.8, 2.3, 1.8, 1.4, 1.2)
"""By how much more comes in on the days of a typhoon week; peaks reach three times a normal day."""
STORM_MONTHS = (7, 8, 9)
HOURS = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """How matters of one kind spread over days and hours."""

    hours: tuple[int, ...] = ROUND_THE_CLOCK
    feels_storms: bool = True
    holiday: float = 0.8

    def weight(self, day: date, calendar: Calendar) -> float:
        """Return how much comes in on a day, one being an ordinary one."""
        free = self.holiday if day.weekday() < 5 and not calendar.is_workday(day) else 1.0  # noqa: PLR2004  Monday to Friday
        return BY_WEEKDAY[day.weekday()] * free * (storm(day) if self.feels_storms else 1.0)

    def moments(self, window: Window, count: int, *, chance: Random, calendar: Calendar) -> Iterator[datetime]:
        """Yield as many moments of the window, in order."""
        for day, amount in self.amounts(window, count, calendar=calendar):
            yield from self.of_day(day, amount, chance=chance)

    def amounts(self, window: Window, count: int, *, calendar: Calendar) -> list[tuple[date, int]]:
        """Return how many of the whole count come in on each day of the window."""
        weights = {day.isoformat(): self.weight(day, calendar) for day in window.each_day()}
        return [(date.fromisoformat(day), amount) for day, amount in sorted(shares(count, weights, {}).items())]

    def of_day(self, day: date, count: int, *, chance: Random) -> list[datetime]:
        """Return as many moments of one day, in order."""
        marks = list(accumulate(self.hours))
        start, total, draw = start_of(day), marks[-1], chance.random
        seconds = sorted(bisect_right(marks, draw() * total) * 3600 + int(draw() * 3600) for _ in range(count))
        return [start + timedelta(seconds=each) for each in seconds]


def storm(day: date) -> float:
    """Return by how much a storm multiplies what comes in on a day; 1.0 without one."""
    return _storms(day.year).get(day, 1.0)


@cache
def _storms(year: int) -> Mapping[date, float]:
    """Return the stormy days of a year: two typhoon weeks between July and September, the same each time it is asked."""
    chance = Random(f"storms {year}")  # noqa: S311  chance for simulation
    days = {}
    for month in sorted(chance.sample(STORM_MONTHS, 2)):
        first = date(year, month, chance.randint(3, 24))
        days.update({first + timedelta(days=i): factor for i, factor in enumerate(STORM)})
    return days
