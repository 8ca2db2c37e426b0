"""來源登錄: take figures with their documents from a file, and find the one that speaks of a report's period."""

import csv
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from django.db import transaction

from yankao.engines.reports.models import Statement
from yankao.kernel import audit
from yankao.kernel.actors import Actor
from yankao.kernel.agencies.city import current_city
from yankao.kernel.numerals import parse_number, round_half_up
from yankao.kernel.roc import RocMonth, Window, parse_date

COLUMNS = ("key", "from", "to", "value", "unit", "source", "line")
KEY = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)+")
PLACES, LARGEST = 4, 10**16
_LIMITS = {"key": 80, "value": 400, "unit": 20, "source": 200, "line": 20}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """A row that was not taken, and why."""

    row: int
    reason: str


@dataclass(slots=True, kw_only=True)
class Taken:
    """What became of the rows of a file."""

    read: int = 0
    imported: int = 0
    replaced: int = 0
    unchanged: int = 0
    rejected: list[Rejected] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lookup:
    """The statement that speaks of a period; `gap` says why there is none."""

    statement: Statement | None = None
    gap: str = ""


def import_file(path: Path, *, actor: Actor, now: datetime) -> Taken:
    """Take all good rows of a CSV file (key, from, to, value, unit, source, line); every other one is told with its reason.

    Raises:
        ValueError: the file has not these columns, or is no text in UTF-8.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            if missing := [name for name in COLUMNS if name not in (reader.fieldnames or ())]:
                raise ValueError(f"{path.name} 缺少欄位：{'、'.join(missing)}；應有 {','.join(COLUMNS)}")
            return import_rows(((reader.line_num, row) for row in reader), actor=actor, now=now)
    except UnicodeDecodeError:
        raise ValueError(f"{path.name} 不是 UTF-8 文字檔，請另存為 CSV UTF-8") from None


def import_city(*, actor: Actor, now: datetime) -> Taken:
    """Take the statements that the city's folder brings along; a city without any is fine."""
    path = current_city().folder / "statements.csv"
    return import_file(path, actor=actor, now=now) if path.is_file() else Taken()


def import_rows(rows: Iterable[tuple[int, Mapping[str, str]]], *, actor: Actor, now: datetime) -> Taken:
    """Take rows with their line numbers; a row equal to what is in force changes nothing, another value replaces it."""
    taken, seen = Taken(), set[tuple[str, date | None, date]]()
    with transaction.atomic():
        for number, row in rows:
            taken.read += 1
            try:
                found = _statement(row, actor=actor, now=now)
                _once(found, seen)
            except ValueError as error:
                taken.rejected.append(Rejected(row=number, reason=str(error)))
                continue
            _enter(found, taken, actor=actor, now=now)
    return taken


def find(key: str, *, window: Window) -> Lookup:
    """Find what the documents say of a period."""
    return choose(read((key,))[key], window=window)


def read(keys: Iterable[str]) -> dict[str, tuple[Statement, ...]]:
    """Return what the documents say of several keys, in one statement; a key nobody entered has nothing."""
    found: dict[str, list[Statement]] = {key: [] for key in keys}
    for it in Statement.objects.filter(key__in=sorted(found), replaced_at__isnull=True):
        found[it.key].append(it)
    return {key: tuple(each) for key, each in found.items()}


def choose(stated: Iterable[Statement], *, window: Window) -> Lookup:
    """Choose the statement of one key that speaks of a period.

    The very period, else the only one inside it, else the latest state (截至) before its end, else that of the whole year it ends in
    (年度): a plan or a budget of the year is told so in the middle of it, and its note names the year.
    """
    found = list(stated)
    ended = [it for it in found if it.last <= window.last]
    inside = [it for it in ended if it.first is not None and it.first >= window.first]
    states = sorted((it for it in ended if it.first is None), key=lambda it: it.last)
    year = Window.of_year(window.last.year)
    if exact := [it for it in found if (it.first, it.last) == (window.first, window.last)]:
        return Lookup(statement=exact[0])
    if len(inside) > 1:
        return Lookup(gap=f"期間內有 {len(inside)} 筆，無一筆涵蓋全期")
    usable = inside or states[-1:] or [it for it in found if (it.first, it.last) == (year.first, year.last)]
    return Lookup(statement=usable[0]) if usable else Lookup(gap="本期尚無登錄")


def known_keys() -> frozenset[str]:
    """Return the keys for which any statement was ever entered."""
    return frozenset(Statement.objects.values_list("key", flat=True).distinct())


def period_of(statement: Statement) -> str:
    """Say which days a statement speaks of."""
    if statement.first is None:
        return f"截至{RocMonth.of(statement.last)}底"
    return str(Window(statement.first, statement.last))


def _statement(row: Mapping[str, str], *, actor: Actor, now: datetime) -> Statement:
    told = {name: (row.get(name) or "").strip() for name in COLUMNS}
    for name in ("key", "to", "value", "source"):
        if not told[name]:
            raise ValueError(f"缺少 {name}")
    for name, limit in _LIMITS.items():
        if len(told[name]) > limit:
            raise ValueError(f"{name} 超過 {limit} 字")
    if KEY.fullmatch(told["key"]) is None:
        raise ValueError(f"代號「{told['key']}」應為小寫英數、底線與點，例如 service.legal_aid.received")
    first, last = _days(told["from"], told["to"])
    statement = Statement(
        key=told["key"], first=first, last=last, unit=told["unit"], source=told["source"], line=told["line"], entered_by=actor.name, entered_at=now
    )
    try:
        statement.number = parse_number(told["value"])
    except ValueError:
        statement.text = told["value"]
    if statement.number is not None and (round_half_up(statement.number, PLACES) != statement.number or abs(statement.number) >= LARGEST):
        raise ValueError(f"數值「{told['value']}」超出可登錄的範圍（整數 16 位、小數 {PLACES} 位）")
    return statement


def _once(found: Statement, seen: set[tuple[str, date | None, date]]) -> None:
    if (found.key, found.first, found.last) in seen:
        raise ValueError("同一代號、同一期間在檔案中重複")
    seen.add((found.key, found.first, found.last))


def _days(first: str, last: str) -> tuple[date | None, date]:
    if len(first.replace("/", "-").split("-")) > 2 or len(last.replace("/", "-").split("-")) > 2:  # noqa: PLR2004 -- year, month, day
        window = Window(parse_date(first), parse_date(last)) if first else None
        return (window.first, window.last) if window else (None, parse_date(last))
    if not first:
        return None, RocMonth.parse(last).last
    window = Window.of_months(RocMonth.parse(first), RocMonth.parse(last))
    return window.first, window.last


def _enter(found: Statement, taken: Taken, *, actor: Actor, now: datetime) -> None:
    in_force = Statement.objects.select_for_update().filter(key=found.key, first=found.first, last=found.last, replaced_at__isnull=True).first()
    if in_force is not None:
        same = ("number", "text", "unit", "source", "line")
        if all(getattr(in_force, name) == getattr(found, name) for name in same):
            taken.unchanged += 1
            return
        in_force.replaced_at = now
        in_force.save(update_fields=["replaced_at"])
        taken.replaced += 1
    taken.imported += 1
    found.save(force_insert=True)
    audit.record(
        subject_kind="statement",
        subject_id=found.key,
        verb="statement_entered",
        actor=actor,
        at=now,
        values={"value": found.value, "source": found.source, "line": found.line},
    )
