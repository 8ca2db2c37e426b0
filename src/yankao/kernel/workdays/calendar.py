"""辦公日曆的讀寫: read the calendar, import the official table, and enter a local closure."""

import csv
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType

from django.core.exceptions import ValidationError
from django.db import transaction

from yankao.kernel.roc import parse_date, roc_date
from yankao.kernel.workdays.models import CalendarDay
from yankao.kernel.workdays.national import NATIONAL, CityCalendar

__all__ = ["NATIONAL", "CalendarImport", "CalendarOnDemand", "CityCalendar", "Rejection", "import_calendar", "load_calendar", "remove_day", "set_day"]

OFFICIAL = "行政機關辦公日曆表"
COLUMNS = ("西元日期", "星期", "是否放假", "備註")
_IS_WORKDAY = {"0": True, "2": False}
_WEEKDAYS = "一二三四五六日"
_COMPACT = re.compile(r"\d{8}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejection:
    """A line that was not taken, and why."""

    line: int
    text: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarImport:
    """What an import did; `changed` are the days that are now worked or free otherwise than before."""

    read: int
    imported: int
    unchanged: int
    kept_local: int
    rejected: tuple[Rejection, ...]
    changed: tuple[date, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    day: date
    is_workday: bool
    name: str


def load_calendar() -> CityCalendar:
    """Read the calendar once, as an unchanging picture."""
    return CityCalendar(MappingProxyType(dict(CalendarDay.objects.values_list("day", "is_workday"))))


class CalendarOnDemand:
    """The calendar, read when a day is first asked about: a limit of hours needs none."""

    __slots__ = ("_read",)

    def __init__(self) -> None:
        """Begin with nothing read."""
        self._read: CityCalendar | None = None

    def is_workday(self, day: date) -> bool:
        """Tell whether the offices work on a day."""
        if self._read is None:
            self._read = load_calendar()
        return self._read.is_workday(day)


@transaction.atomic
def set_day(day: date, *, is_workday: bool, name: str, source: str, actor_name: str, now: datetime) -> bool:
    """Enter a day of the city's own (天然災害停止上班); tell whether this changed when the offices work."""
    if not source.strip():
        raise ValidationError({"source": "請填寫依據，例如停止上班的公告日期與文號。"})
    before = load_calendar().is_workday(day)
    values = {"is_workday": is_workday, "is_local": True, "name": name, "source": source, "recorded_by": actor_name, "recorded_at": now}
    official = CalendarDay.objects.filter(day=day, is_local=False).values("is_workday", "name").first()
    if official is not None:
        values |= {"official_is_workday": official["is_workday"], "official_name": official["name"]}
    CalendarDay.objects.update_or_create(day=day, defaults=values)
    return before != is_workday


@transaction.atomic
def remove_day(day: date, *, actor_name: str, now: datetime) -> bool:
    """Take a day of the city's own back: the official table, or the national rules, hold again; tell whether this changed when the offices work."""
    row = CalendarDay.objects.select_for_update().filter(day=day, is_local=True).first()
    if row is None:
        raise ValidationError("這一天沒有本市自訂的上班或停班。")
    before = row.is_workday
    if row.official_is_workday is None:
        row.delete()
    else:
        row.is_workday, row.name, row.is_local, row.source = row.official_is_workday, row.official_name, False, OFFICIAL
        row.official_is_workday, row.official_name, row.recorded_by, row.recorded_at = None, "", actor_name, now
        row.save()
    return before != load_calendar().is_workday(day)


@transaction.atomic
def import_calendar(lines: Iterable[str], *, actor_name: str, now: datetime, source: str = OFFICIAL) -> CalendarImport:
    """Take over the official table (西元日期,星期,是否放假,備註; 0 is a working day, 2 is free) and report each line not taken."""
    reader = csv.reader(line.removeprefix("\ufeff") for line in lines)
    header = tuple(cell.strip() for cell in next(reader, []))
    if header[: len(COLUMNS)] != COLUMNS:
        message = f"第一列應為「{','.join(COLUMNS)}」，請確認檔案是{OFFICIAL}的 CSV（UTF-8）。"
        raise ValidationError(message)
    rows, rejected = _read(reader)
    before, old = load_calendar(), CalendarDay.objects.select_for_update().in_bulk(list(rows))
    taken = [row for row in rows.values() if not _stays(row, old)]
    CalendarDay.objects.bulk_create(
        [
            CalendarDay(day=row.day, is_workday=row.is_workday, is_local=False, name=row.name, source=source, recorded_by=actor_name, recorded_at=now)
            for row in taken
        ],
        update_conflicts=True,
        unique_fields=["day"],
        update_fields=["is_workday", "is_local", "name", "source", "recorded_by", "recorded_at"],
    )
    kept_local = _note_official(rows, old)
    return CalendarImport(
        read=len(rows) + len(rejected),
        imported=len(taken),
        unchanged=len(rows) - len(taken) - kept_local,
        kept_local=kept_local,
        rejected=tuple(rejected),
        changed=tuple(sorted(row.day for row in taken if before.is_workday(row.day) != row.is_workday)),
    )


def _note_official(rows: Mapping[date, _Row], old: Mapping[date, CalendarDay]) -> int:
    """Keep what the table says of the city's own days beside them, for the day on which they are taken back; return how many there are."""
    local = [found for found in old.values() if found.is_local]
    for found in local:
        found.official_is_workday, found.official_name = rows[found.day].is_workday, rows[found.day].name
    CalendarDay.objects.bulk_update(local, ["official_is_workday", "official_name"])
    return len(local)


def _stays(row: _Row, old: Mapping[date, CalendarDay]) -> bool:
    found = old.get(row.day)
    return found is not None and (found.is_local or (found.is_workday, found.name) == (row.is_workday, row.name))


def _read(reader: Iterable[list[str]]) -> tuple[dict[date, _Row], list[Rejection]]:
    rows: dict[date, _Row] = {}
    rejected: list[Rejection] = []
    for number, cells in enumerate(reader, start=2):
        if not any(cell.strip() for cell in cells):
            continue
        try:
            row = _row(cells)
            if row.day in rows:
                message = f"{roc_date(row.day)} 重複出現，只採用第一筆。"
                raise ValueError(message)  # noqa: TRY301 - a doubled day is refused like any other bad line
        except ValueError as problem:
            rejected.append(Rejection(line=number, text=",".join(cells), reason=str(problem)))
        else:
            rows[row.day] = row
    return rows, rejected


def _row(cells: list[str]) -> _Row:
    if len(cells) < len(COLUMNS) - 1:
        message = f"欄位不足，應有 {len(COLUMNS)} 欄。"
        raise ValueError(message)
    written, weekday, state, *rest = (unicodedata.normalize("NFKC", cell).strip() for cell in cells)
    day = parse_date(f"{written[:4]}-{written[4:6]}-{written[6:]}" if _COMPACT.fullmatch(written) else written)
    if weekday.removeprefix("星期") != _WEEKDAYS[day.weekday()]:
        message = f"{roc_date(day)} 是星期{_WEEKDAYS[day.weekday()]}，檔案寫「{weekday}」，請查明日期是否正確。"
        raise ValueError(message)
    if state not in _IS_WORKDAY:
        message = f"「是否放假」應為 0（上班）或 2（放假），檔案寫「{state}」。"
        raise ValueError(message)
    return _Row(day=day, is_workday=_IS_WORKDAY[state], name=rest[0][:100] if rest else "")
