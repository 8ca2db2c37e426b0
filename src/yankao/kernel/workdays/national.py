"""全國辦公日曆: working days by the national rules, and a city's own days laid over them; needs no database.

The library knows the calendars published by 行政院人事行政總處 for 1998 to 2026, with their make-up Saturdays (such as 2023-02-04 and
2023-06-17); for later years it applies the rules of 紀念日及節日實施條例 until the official calendar is imported.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from types import MappingProxyType

import holidays


@cache
def _workdays_of(year: int) -> frozenset[date]:
    rules = holidays.country_holidays("TW", years=year)
    days = (date(year, 1, 1) + timedelta(days=i) for i in range(366))
    return frozenset(day for day in days if day.year == year and rules.is_working_day(day))


@dataclass(frozen=True, slots=True)
class CityCalendar:
    """An unchanging picture of the calendar: the days entered, and the national rules for all others."""

    entered: Mapping[date, bool] = field(default_factory=lambda: MappingProxyType({}), hash=False)

    def is_workday(self, day: date) -> bool:
        """Tell whether the offices work on a day."""
        entered = self.entered.get(day)
        return day in _workdays_of(day.year) if entered is None else entered


NATIONAL = CityCalendar()
