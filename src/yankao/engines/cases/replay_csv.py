"""Imports cases of any procedure from the table that the program itself exports (匯出欄位), extended by the procedure's own facts."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from hashlib import blake2b
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from yankao.engines.cases.declare import Procedure
from yankao.engines.cases.models import Category
from yankao.engines.cases.replay import Replayed, replay
from yankao.engines.cases.replay_words import ReplayedCase, ReplayedPassage, Timing
from yankao.engines.connectors.declare import ImportTask, Summary
from yankao.engines.connectors.reading import BadFileError, Row, refuse_future, rows
from yankao.engines.connectors.rejects import Rejects
from yankao.kernel.agencies.city import current_city
from yankao.kernel.agencies.models import District
from yankao.kernel.agencies.read import ids_by_name
from yankao.kernel.days import TAIPEI
from yankao.kernel.roc import parse_date

COLUMNS = (
    "number", "external_id", "category", "agency", "step", "channel", "received_at", "due_at", "closed_at", "district", "address", "lat", "long",
)  # fmt: skip
ALSO = ("title", "description")
SOURCE = "csv"
_YES, _NO = frozenset({"1", "true", "t", "yes", "是", "有"}), frozenset({"", "0", "false", "f", "no", "否", "無"})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Names:
    """Everything a cell may name, by code and by name."""

    procedure: Procedure
    facts: Mapping[str, "models.Field[Any, Any]"]
    heading: tuple[str, ...]
    categories: Mapping[str, int] = field(default_factory=dict)
    agencies: Mapping[str, int] = field(default_factory=dict)
    districts: Mapping[str, str] = field(default_factory=dict)
    steps: Mapping[str, str] = field(default_factory=dict)
    channels: Mapping[str, str] = field(default_factory=dict)


def import_csv(procedure: Procedure, task: ImportTask) -> Summary:
    """Import a table of cases of one procedure; each row that cannot be taken is written down with its reason, the rest is kept."""
    found = rows(task.file)
    heading = next(found, None)
    names = _names(procedure, heading)
    with Rejects(task.rejects_file) as rejects:
        told = replay(
            procedure,
            _cases(found, names, rejects, now=task.now),
            actor=task.actor,
            now=task.now,
            source=SOURCE,
            on_refused=lambda case, reason: rejects.add(case.line, reason, case.text),
            on_batch=lambda tally: task.progress(f"已處理 {tally.imported + tally.unchanged:,} 件"),
        )
        return _summary(told, rejects)


def _summary(told: Replayed, rejects: Rejects) -> Summary:
    return Summary(
        read=told.imported + told.unchanged + told.duplicates + rejects.count,
        imported=told.imported,
        repaired=told.repaired,
        unchanged=told.unchanged,
        duplicates=told.duplicates,
        rejected=rejects.count,
        rejects_file=str(rejects.path),
    )


def _names(procedure: Procedure, heading: Row | None) -> _Names:
    facts = {it.name: it for it in procedure.detail._meta.local_concrete_fields if it.editable and it.name != "case"}
    named = tuple(cell.strip() for cell in heading.cells) if heading else ()
    unknown = [name for name in named if name not in COLUMNS and name not in ALSO and name not in facts]
    if "received_at" not in named or unknown or len(set(named)) != len(named):
        problem = f"不認得的欄位：{'、'.join(unknown)}" if unknown else "須有 received_at，欄位不得重複"
        message = f"{problem}。可用的欄位：{','.join((*COLUMNS, *ALSO, *facts))}"
        raise BadFileError(message)
    categories = Category.objects.filter(procedure=procedure.key).order_by("-order").values_list("code", "name", "pk")
    districts = District.objects.values_list("code", "name")
    return _Names(
        procedure=procedure,
        facts=facts,
        heading=named,
        categories={name: pk for code, label, pk in categories for name in (label, code)},
        agencies=ids_by_name(current_city().aliases()),
        districts={name: code for code, label in districts for name in (code, label)},
        steps={name: key for key, label in procedure.steps.choices for name in (str(label), str(key))},
        channels={name: key for key, label in procedure.channels for name in (label, key)},
    )


def _cases(found: Iterator[Row], names: _Names, rejects: Rejects, *, now: datetime) -> Iterator[ReplayedCase]:
    for row in found:
        try:
            yield _case(row, names, now=now)
        except ValidationError as problem:
            rejects.add(row.number, "；".join(problem.messages), row.text)
        except ValueError as problem:
            rejects.add(row.number, str(problem), row.text)


def _case(row: Row, names: _Names, *, now: datetime) -> ReplayedCase:
    if len(row.cells) != len(names.heading):
        message = f"應有 {len(names.heading)} 欄，此列有 {len(row.cells)} 欄"
        raise ValueError(message)
    cells = dict(zip(names.heading, (cell.strip() for cell in row.cells), strict=True))
    received_at, closed_at = moment(cells["received_at"], "received_at"), moment(cells.get("closed_at", ""), "closed_at")
    if received_at is None:
        message = "缺少受理時間 received_at"
        raise ValueError(message)
    refuse_future(received_at, column="received_at", now=now)
    refuse_future(closed_at, column="closed_at", now=now)
    if closed_at is not None and closed_at < received_at:
        message = "closed_at 不得早於 received_at"
        raise ValueError(message)
    first = str(names.procedure.first)
    step = _named(names.steps, cells.get("step", ""), "步驟") or first
    lat, long = _number(cells.get("lat", ""), 90), _number(cells.get("long", ""), 180)
    if (lat is None) != (long is None):
        message = "lat 與 long 須同時填寫"
        raise ValueError(message)
    digest = blake2b("\x1f".join(cells[name] for name in sorted(cells)).encode(), digest_size=16).digest()
    description = cells.get("description", "")
    title = cells.get("title") or description.partition("\n")[0][:60] or cells.get("category") or names.procedure.name
    agency_id = _named(names.agencies, cells.get("agency", ""), "機關")
    return ReplayedCase(
        external_id=(cells.get("external_id") or cells.get("number") or f"row-{digest.hex()}")[:64],
        digest=digest,
        received_at=received_at,
        closed_at=closed_at,
        passages=_passages(names.procedure, step, received_at, closed_at, agency_id),
        title=title,
        description=description,
        category_id=_named(names.categories, cells.get("category", ""), "項目"),
        agency_id=agency_id,
        channel=_named(names.channels, cells.get("channel", ""), "管道") or "",
        district_id=_named(names.districts, cells.get("district", ""), "行政區"),
        address=cells.get("address", ""),
        lat=lat,
        long=long,
        detail={name: _fact(it, cells[name]) for name, it in names.facts.items() if cells.get(name)},
        line=row.number,
        text=row.text,
    )


def _passages(
    procedure: Procedure, step: str, received_at: datetime, closed_at: datetime | None, agency_id: int | None
) -> tuple[ReplayedPassage, ...]:
    """Tell as much of the course as the table does: received, and where it ended or stands."""
    first = str(procedure.unrouted) if procedure.unrouted is not None and step == procedure.unrouted else str(procedure.first)
    opening = ReplayedPassage(to_step=first, occurred_at=received_at, agency_id=agency_id)
    if step == first:
        return (opening,)
    timing = Timing.EXACT if closed_at else Timing.UNKNOWN
    unmet = () if closed_at else ("匯入資料未載明時間",)
    return opening, ReplayedPassage(to_step=step, occurred_at=closed_at or received_at, timing=timing, unmet=unmet, agency_id=agency_id)


def _named(known: Mapping[str, Any], cell: str, name: str) -> Any:  # noqa: ANN401  a number or a code
    if not cell:
        return None
    if cell not in known:
        message = f"{name}「{cell}」查無資料"
        raise ValueError(message)
    return known[cell]


def _number(cell: str, limit: int) -> float | None:
    if not cell:
        return None
    found = float(cell)
    if not -limit <= found <= limit:
        message = f"座標 {cell} 超出範圍"
        raise ValueError(message)
    return found


def moment(cell: str, name: str) -> datetime | None:
    """Read a moment: ISO 8601, or a ROC or Gregorian day with or without a time; without a zone it is Taipei's."""
    if not cell:
        return None
    day, _, clock = cell.replace("T", " ").partition(" ")
    try:
        found = datetime.fromisoformat(cell)
    except ValueError:
        try:
            found = datetime.combine(parse_date(day), time.fromisoformat(clock or "00:00"))
        except ValueError:
            message = f"{name}「{cell}」不是可辨識的時間，例如 2023-03-01T14:05+08:00 或 112/3/1 14:05"
            raise ValueError(message) from None
    return found if found.tzinfo else found.replace(tzinfo=TAIPEI)


def _fact(it: "models.Field[Any, Any]", cell: str) -> object:
    readers: dict[type[models.Field[Any, Any]], Callable[[str], object]] = {
        models.BooleanField: _yes,
        models.DateTimeField: lambda text: moment(text, str(it.verbose_name)),
        models.DateField: _day,
    }
    reader = next((read for kind, read in readers.items() if isinstance(it, kind)), None)
    if reader is not None:
        return reader(cell)
    choices = {str(label): key for key, label in it.flatchoices}
    return it.clean(choices.get(cell, cell), None)


def _yes(cell: str) -> bool:
    if cell.lower() in _YES:
        return True
    if cell.lower() in _NO:
        return False
    message = f"「{cell}」應為 是 或 否"
    raise ValueError(message)


def _day(cell: str) -> date:
    return parse_date(cell)
