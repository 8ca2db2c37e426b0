"""中華民國紀年: the years, months, dates and reporting periods that officials write and say."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Self

from yankao.kernel.days import MONTHS_A_YEAR, ONE_DAY, add_months, month_end, start_of

YEAR_BEFORE_FIRST = 1911
FIRST_YEAR = 1912
LAST_YEAR = YEAR_BEFORE_FIRST + 999
HIGHEST_ROC_YEAR = 999  # a year under 1000 is a ROC year

_ERA = r"(?:中華民國|民國)?"
_SEPARATOR = r"\s*[-/.]\s*"
_MONTH = re.compile(rf"{_ERA}\s*(\d{{1,4}})(?:\s*年\s*|{_SEPARATOR})(\d{{1,2}})\s*月?")
_MONTH_COMPACT = re.compile(r"(\d{3}|\d{4})(\d{2})")
_DATE = re.compile(rf"{_ERA}\s*(\d{{1,4}})(?:\s*年\s*|{_SEPARATOR})(\d{{1,2}})(?:\s*月\s*|{_SEPARATOR})(\d{{1,2}})\s*日?")
_DATE_COMPACT = re.compile(r"(\d{3}|\d{4})(\d{2})(\d{2})")
_YEAR = re.compile(rf"{_ERA}\s*(\d{{1,4}})\s*(?:年度?)?")

_ASK_DATE = "請輸入年月日，例如 112年3月1日、112/3/1 或 2023-03-01"
_ASK_MONTH = "請輸入年月，例如 112年3月、112-03 或 2023-03"
_ASK_YEAR = "請輸入年度，例如 112 或 112年"


def roc_year(day: date) -> int:
    """Tell the ROC year of a day (民國元年 is 1912)."""
    return day.year - YEAR_BEFORE_FIRST


def roc_date(day: date) -> str:
    """Write a day as 112年3月1日."""
    return f"{_roc_year_text(day.year)}年{day.month}月{day.day}日"


def roc_slashed(day: date) -> str:
    """Write a day as 112/03/01."""
    return f"{_roc_year_text(day.year)}/{day.month:02}/{day.day:02}"


def parse_date(text: str) -> date:
    """Read a day in any of the usual forms; a year under 1000 is a ROC year."""
    plain = _plain(text)
    found = _DATE.fullmatch(plain) or _DATE_COMPACT.fullmatch(plain)
    if found is None:
        raise _unread(_ASK_DATE, text)
    year, month, day = (int(part) for part in found.groups())
    try:
        return date(_gregorian(year, _ASK_DATE, text), month, day)
    except ValueError:
        raise _unread(_ASK_DATE, text) from None


def parse_year(text: str) -> int:
    """Read a year such as 112, 112年度 or 2023 as a Gregorian year."""
    found = _YEAR.fullmatch(_plain(text))
    if found is None:
        raise _unread(_ASK_YEAR, text)
    return _gregorian(int(found[1]), _ASK_YEAR, text)


@dataclass(frozen=True, slots=True, order=True)
class RocMonth:
    """One month; `year` is Gregorian, everything written is ROC."""

    year: int
    month: int

    def __post_init__(self) -> None:
        """Refuse a month that no calendar of the Republic has."""
        if not (FIRST_YEAR <= self.year <= LAST_YEAR and 1 <= self.month <= MONTHS_A_YEAR):
            raise _unread(_ASK_MONTH, f"{self.year}-{self.month}")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read 112年3月, 112-03, 112.03, 11203, 2023-03, or the month of a whole date such as 112/3/1."""
        plain = _plain(text)
        found = _MONTH.fullmatch(plain) or _MONTH_COMPACT.fullmatch(plain)
        if found is not None:
            year, month = int(found[1]), int(found[2])
            if 1 <= month <= MONTHS_A_YEAR:
                return cls(_gregorian(year, _ASK_MONTH, text), month)
            raise _unread(_ASK_MONTH, text)
        try:
            return cls.of(parse_date(text))
        except ValueError:
            raise _unread(_ASK_MONTH, text) from None

    @classmethod
    def of(cls, day: date) -> Self:
        """Tell the month of a day."""
        return cls(day.year, day.month)

    @property
    def first(self) -> date:
        """The first day of the month."""
        return date(self.year, self.month, 1)

    @property
    def last(self) -> date:
        """The last day of the month."""
        return month_end(self.year, self.month)

    @property
    def code(self) -> str:
        """The month as 112-03, as files and commands take it."""
        return f"{self.year - YEAR_BEFORE_FIRST:03}-{self.month:02}"

    def plus(self, months: int) -> "RocMonth":
        """Tell the month some months later, or earlier when negative."""
        return RocMonth.of(add_months(self.first, months))

    def __str__(self) -> str:
        """Write the month as 112年3月."""
        return f"{self.year - YEAR_BEFORE_FIRST}年{self.month}月"


@dataclass(frozen=True, slots=True, order=True)
class Window:
    """期間: the days from `first` to `last`, both counted."""

    first: date
    last: date

    def __post_init__(self) -> None:
        """Refuse a period that ends before it begins."""
        if self.last < self.first:
            message = f"期間的起日 {roc_date(self.first)} 不得晚於迄日 {roc_date(self.last)}，請對調或更正。"
            raise ValueError(message)

    @classmethod
    def of_months(cls, first: RocMonth | str, last: RocMonth | str) -> Self:
        """Take whole months, both counted: 112-03 to 112-07 are five."""
        return cls(_month(first).first, _month(last).last)

    @classmethod
    def of_year(cls, year: int | str) -> Self:
        """Take a whole year; a number under 1000 is a ROC year."""
        found = parse_year(str(year))
        return cls(date(found, 1, 1), date(found, MONTHS_A_YEAR, 31))

    @property
    def start(self) -> datetime:
        """The first instant inside."""
        return start_of(self.first)

    @property
    def end(self) -> datetime:
        """The first instant outside."""
        return start_of(self.last + ONE_DAY)

    @property
    def is_whole_months(self) -> bool:
        """Whether it runs from the first of a month to the end of a month."""
        return self.first.day == 1 and (self.last + ONE_DAY).day == 1

    @property
    def months(self) -> int:
        """The number of whole months, by which a monthly average divides."""
        if not self.is_whole_months:
            message = f"{self} 不是完整月份，無法計算每月平均；請改用整月期間。"
            raise ValueError(message)
        return self._months_touched()

    @property
    def days(self) -> int:
        """The number of days, both ends counted."""
        return (self.last - self.first).days + 1

    def __contains__(self, day: date) -> bool:
        """Tell whether a day lies inside."""
        return self.first <= day <= self.last

    def each_month(self) -> Iterator[RocMonth]:
        """Go through the months it touches, in order."""
        first = RocMonth.of(self.first)
        return (first.plus(i) for i in range(self._months_touched()))

    def each_day(self) -> Iterator[date]:
        """Go through its days, in order."""
        return (self.first + timedelta(days=i) for i in range(self.days))

    def previous(self) -> "Window":
        """Give the period of the same length just before: as many months if it is whole months, else as many days."""
        before = self.first - ONE_DAY
        if self.is_whole_months:
            return Window(add_months(self.first, -self.months), before)
        return Window(before - timedelta(days=self.days - 1), before)

    def year_before(self) -> "Window":
        """Give the same period of the year before (去年同期)."""
        last = add_months(self.last, -MONTHS_A_YEAR)
        if self.is_whole_months:
            last = month_end(last.year, last.month)
        return Window(add_months(self.first, -MONTHS_A_YEAR), last)

    def year_to_date(self) -> "Window":
        """Give the period from 1 January of its last year to its last day (本年累計)."""
        return Window(date(self.last.year, 1, 1), self.last)

    def __str__(self) -> str:
        """Write it as 112年3月至7月, 111年12月至112年2月, 112年3月, or with days where it is not whole months."""
        if not self.is_whole_months:
            return roc_date(self.first) if self.days == 1 else f"{roc_date(self.first)}至{roc_date(self.last)}"
        first, last = RocMonth.of(self.first), RocMonth.of(self.last)
        if first == last:
            return str(first)
        return f"{first}至{last.month}月" if first.year == last.year else f"{first}至{last}"

    def _months_touched(self) -> int:
        return (self.last.year - self.first.year) * MONTHS_A_YEAR + self.last.month - self.first.month + 1


def _month(value: RocMonth | str) -> RocMonth:
    return RocMonth.parse(value) if isinstance(value, str) else value


def _plain(text: str) -> str:
    """Turn full-width digits and signs into plain ones."""
    return unicodedata.normalize("NFKC", text).strip()


def _gregorian(year: int, ask: str, text: str) -> int:
    found = year + YEAR_BEFORE_FIRST if year <= HIGHEST_ROC_YEAR else year
    if not FIRST_YEAR <= found <= LAST_YEAR:
        raise _unread(ask, text)
    return found


def _roc_year_text(year: int) -> str:
    return str(year - YEAR_BEFORE_FIRST) if year >= FIRST_YEAR else f"民國前{FIRST_YEAR - year}"


def _unread(ask: str, text: str) -> ValueError:
    return ValueError(f"{ask}；無法讀懂「{text}」。")
