"""The S-curve and the bars of a plan as lines and points to be drawn on the server: the same figures stand in a table beside them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from yankao.engines.progress.read import CurvePoint, Point
from yankao.kernel.roc import RocMonth, Window

LEFT, RIGHT, TOP, WIDTH, HEIGHT, FOOT = 44, 28, 14, 700, 240, 36
ROW = 26
NAMES = 150
MOST_TICKS = 12
SERIES = (("first", "原基準"), ("planned", "現行基準"), ("actual", "實際"), ("forecast", "推估"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One point of a chart with what it says."""

    x: float
    y: float
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a chart: its kind, its name and its path."""

    kind: str
    name: str
    path: str
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """One tick of an axis."""

    at: float
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """The S-curve ready to be drawn."""

    lines: tuple[Line, ...]
    found: tuple[Mark, ...]
    months: tuple[Tick, ...]
    percents: tuple[Tick, ...]
    left: int = LEFT
    right: int = LEFT + WIDTH
    bottom: int = TOP + HEIGHT
    width: int = LEFT + WIDTH + RIGHT
    height: int = TOP + HEIGHT + FOOT


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One control point as a bar from the start of the plan to its promised day, and the day it was reached."""

    name: str
    y: float
    first: float | None
    planned: float
    done: float | None
    is_late: bool
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Gantt:
    """The control points of a plan over its months."""

    bars: tuple[Bar, ...]
    months: tuple[Tick, ...]
    today: float | None
    left: int
    right: int
    bottom: int
    width: int
    height: int
    row: int = ROW


def curve_of(points: Sequence[CurvePoint]) -> Curve | None:
    """Return the curve of a plan; None without two months."""
    if len(points) < 2:  # noqa: PLR2004 -- a line needs two points
        return None
    last = len(points) - 1
    xs = {point.month: LEFT + WIDTH * index / last for index, point in enumerate(points)}
    lines = tuple(line for kind, name in SERIES if (line := _line(kind, name, points, xs)) is not None)
    found = tuple(
        Mark(x=round(xs[point.month], 1), y=_y(point.on_site), says=f"{RocMonth.of(point.month)}實地查證 {point.on_site}%")
        for point in points
        if point.on_site is not None
    )
    step = max(1, -(-len(points) // MOST_TICKS))
    months = tuple(Tick(at=round(xs[point.month], 1), says=_short(point.month)) for index, point in enumerate(points) if index % step == 0)
    percents = tuple(Tick(at=_y(Decimal(percent)), says=f"{percent}%") for percent in range(0, 101, 25))
    return Curve(lines=lines, found=found, months=months, percents=percents)


def gantt_of(points: Sequence[Point], *, first: date, last: date, today: date) -> Gantt | None:
    """Return the bars of a plan's control points; None when it has none."""
    if not points:
        return None
    last = max([last, *(point.done_on for point in points if point.done_on)])
    span = max(1, (last - first).days)

    def x(day: date) -> float:
        return round(NAMES + (WIDTH - NAMES + LEFT) * min(max((day - first).days, 0), span) / span, 1)

    months = list(Window(first, last).each_month())
    step = max(1, -(-len(months) // MOST_TICKS))
    bars = tuple(
        Bar(
            name=point.name,
            y=TOP + index * ROW,
            first=x(point.first_planned_on) if point.first_planned_on not in {None, point.planned_on} and point.first_planned_on else None,
            planned=x(point.planned_on),
            done=x(point.done_on) if point.done_on else None,
            is_late=point.is_late(today),
            says=point.name,
        )
        for index, point in enumerate(points)
    )
    bottom = TOP + len(points) * ROW
    return Gantt(
        bars=bars,
        months=tuple(Tick(at=x(month.first), says=_short(month.first)) for index, month in enumerate(months) if index % step == 0),
        today=x(today) if first <= today <= last else None,
        left=NAMES,
        right=LEFT + WIDTH,
        bottom=bottom,
        width=LEFT + WIDTH + RIGHT,
        height=bottom + FOOT,
    )


def _line(kind: str, name: str, points: Sequence[CurvePoint], xs: dict[date, float]) -> Line | None:
    told = [(point.month, value) for point in points if (value := getattr(point, kind)) is not None]
    if not told:
        return None
    marks = tuple(Mark(x=round(xs[month], 1), y=_y(value), says=f"{RocMonth.of(month)}{name} {value}%") for month, value in told)
    return Line(kind=kind, name=name, path=" ".join(f"{mark.x},{mark.y}" for mark in marks), marks=marks)


def _y(percent: Decimal) -> float:
    return round(TOP + HEIGHT * (100 - float(percent)) / 100, 1)


def _short(month: date) -> str:
    return f"{month.year - 1911}/{month.month}"
