"""Simulated calls to the 1999 line: how many, of which class, how long they waited, and what the callers thought of it."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from random import Random

from yankao.divisions.service.logic.simulate_course import spread
from yankao.divisions.service.logic.simulate_rhythm import Rhythm
from yankao.divisions.service.registers.calls import CallClass, CallRecord
from yankao.engines.cases.replay_tables import Table
from yankao.engines.connectors.bulk import many_rows
from yankao.engines.connectors.declare import Order, Progress
from yankao.engines.connectors.totals import shares
from yankao.kernel.days import Calendar

FIELDS = ("class", "service_level", "satisfaction")
RHYTHM = Rhythm(holiday=0.7)
ABANDONED = "abandoned"
_CLASSES = {
    str(CallClass.INQUIRY): 0.3752, str(CallClass.FORWARDED): 0.3310, str(CallClass.OTHER): 0.2938, str(CallClass.IMMEDIATE): 1e-9, ABANDONED: 0.0016,
}  # fmt: skip
_TAKEN = {"yes": 0.7522, "no": 0.2478}
_RATED = {"none": 0.95, "5": 0.031, "4": 0.01805, "3": 0.0006, "2": 0.0002, "1": 0.00015}
SECONDS = 20
AGENTS = 48
TRANSFERRED, TRANSFERS = 0.04, ("養護工程處", "環境保護局", "交通局", "水利局", "社會局")
WRAPPED = 18
BATCH = 20_000


def make_calls(order: Order, *, chance: Random, calendar: Calendar, progress: Progress, prefix: str) -> int:
    """Write the calls of an order and return their number."""
    classes = iter(spread(chance, shares(order.count, _CLASSES, order.fixed.get("class", {}))))
    taken = iter(spread(chance, shares(order.count, _TAKEN, order.fixed.get("service_level", {}))))
    rated = iter(spread(chance, shares(order.count, _RATED, order.fixed.get("satisfaction", {}))))
    moments = RHYTHM.moments(order.window, order.count, chance=chance, calendar=calendar)
    with many_rows():
        return _write(order, zip(moments, classes, taken, rated, strict=True), chance=chance, progress=progress, prefix=prefix)


def _write(order: Order, calls: Iterable[tuple[datetime, str, str, str]], *, chance: Random, progress: Progress, prefix: str) -> int:
    table, made = Table(CallRecord), 0
    for at, kind, in_time, rating in calls:
        made += 1
        table.add(_call(f"{prefix}-{made:07d}", at, kind, in_time, rating, chance))
        if len(table.rows) == BATCH:
            table.write()
            progress(f"{order.key} 已產生 {made:,} 通")
    table.write()
    return made


def live_calls(moments: Iterator[datetime], *, chance: Random, prefix: str) -> Iterator[dict[str, object]]:
    """Yield the calls of one day, each drawn by chance."""
    for number, at in enumerate(moments, start=1):
        kind, in_time, rating = (chance.choices(list(weights), list(weights.values()))[0] for weights in (_CLASSES, _TAKEN, _RATED))
        yield _call(f"{prefix}-{number:05d}", at, kind, in_time, rating, chance)


def _call(call_id: str, at: datetime, kind: str, in_time: str, rating: str, chance: Random) -> dict[str, object]:
    draw = chance.random
    row: dict[str, object] = {"call_id": call_id, "started_at": at, "is_simulated": True}
    if kind == ABANDONED:
        return row | {"ended_at": at + timedelta(seconds=8 + int(draw() * 60))}
    waited = 2 + int(draw() * (SECONDS - 2)) if in_time == "yes" else SECONDS + 1 + int(draw() * 90)
    answered = at + timedelta(seconds=waited)
    ended = answered + timedelta(seconds=25 + int(90 * chance.expovariate(1.0)))
    return row | {
        "answered_at": answered,
        "ended_at": ended,
        "wrapped_at": ended + timedelta(seconds=3 + int(WRAPPED * chance.expovariate(1.0))),
        "transferred_to": chance.choice(TRANSFERS) if draw() < TRANSFERRED else "",
        "agent": f"T{1 + int(draw() * AGENTS):03d}",
        "call_class": kind,
        "satisfaction": None if rating == "none" else int(rating),
    }
