"""Calls, petitions, dispatches and the blood-pressure desk, as many and of such kinds as the sentences say."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate

from django.db.models import Model
from tests.cases.people import at, staff
from tests.reports.golden import Book
from tests.reports.golden_records.rows import copies

from yankao.divisions.service.registers.calls import CallRecord
from yankao.divisions.service.registers.health_visits import HEALTH_VISITS
from yankao.engines.cases.models import Case
from yankao.engines.connectors.declare import Order
from yankao.engines.connectors.simulated import fill, mark_simulated
from yankao.engines.registers.write import enter
from yankao.kernel.roc import Window

NOW = datetime(2026, 1, 5, 2, 0, tzinfo=UTC)
DAY_OF_108 = "2019-03-05"


def make(book: Book) -> None:
    """Make the records of one document."""
    mark_simulated(now=NOW)
    window = book.window
    said = {slot: value for each in book.sentences if each.system == "callcenter" for slot, value in book.of(each.id).items()}
    calls = enumerate(_calls({slot: float(value) for slot, value in said.items()}))
    ones = [(_one("service.call", day=window.first + timedelta(days=number), fixed=fixed), count) for number, (count, fixed) in calls]
    mailbox, rest = _petitions(book)
    ones.append((_one("service.petition", day=window.first, fixed={"channel": {"phone": 1}}), rest))
    ones.append((_one("service.petition", day=window.last, fixed={"channel": {"mailbox": 1}}), mailbox))
    dispatched = next(id_ for id_ in ("dispatch.count.v000", "dispatch.v003", "dispatch.v004") if book.says(id_))
    ones.append((_one("service.dispatch", day=window.first, fixed={}), int(book.of(dispatched)["count"])))
    for row, count in ones:
        copies(row, count)
    if book.says("health.v004"):
        facts = {"served_on": DAY_OF_108, "session": "whole_day", "person_times": int(book.of("health.v004")["count"])}
        enter(HEALTH_VISITS, actor=staff("agent", "rdec-service-callcentre"), now=at(f"{DAY_OF_108} 17:30"), facts=facts)


def _petitions(book: Book) -> tuple[int, int]:
    """Return how many came by the mailbox, and how many otherwise."""
    if book.says("mailbox.count.v000"):
        return int(book.of("mailbox.count.v000")["count"]), int(book.of("petition.count.v000")["count"])
    if book.says("petition.v003"):
        return 0, int(book.of("petition.v003")["count"])
    said = book.of("petition.v004")
    return int(said["mailbox"]), int(said["petition"])


def _calls(said: dict[str, float]) -> Iterator[tuple[int, dict[str, dict[str, int]]]]:
    """Tell how many calls of which class, taken in time or not, and rated how, the sentences order: runs along three scales."""
    total = int(said["total"])
    classes = {name: int(said.get(name) or round(total * said.get(f"{name}_share", 0) / 100)) for name in ("inquiry", "forwarded", "other")}
    content = round(said.get("satisfaction", 0) * 10)
    scales = {
        "class": classes,
        "service_level": {"yes": round(total * said.get("service_level", 0) / 100)},
        "satisfaction": {"5": content, "3": 1000 - content if content else 0},
    }
    rest = {"class": "immediate", "service_level": "no", "satisfaction": "none"}
    runs = {}
    for scale, counts in scales.items():
        edges = list(accumulate(counts.values()))
        runs[scale] = [*zip(edges, counts, strict=True), (total, rest[scale])]
    start = 0
    for edge in sorted({min(edge, total) for run in runs.values() for edge, _ in run}):
        if edge > start:
            yield edge - start, {scale: {next(value for end, value in run if end > start): 1} for scale, run in runs.items()}
            start = edge


def _one(key: str, *, day: date, fixed: dict[str, dict[str, int]]) -> Model:
    """Simulate one record of a day; the others will be its copies."""
    fill(Order(key=key, window=Window(day, day), count=1, fixed=fixed), now=NOW, progress=lambda _: None)
    return (CallRecord if key == "service.call" else Case)._default_manager.latest("pk")
