"""The simulators of this division, and the demonstration city: the published window, and live cases of the hundred days before now."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import partial
from random import Random
from typing import NamedTuple

from django.db.models import Min, Q

from yankao.divisions.service.logic import simulate_calls, simulate_dispatch, simulate_petition
from yankao.divisions.service.logic.cdr import drop_calls
from yankao.divisions.service.logic.simulate_calls import live_calls, make_calls
from yankao.divisions.service.logic.simulate_course import SOURCE, SOURCE_LIVE, Town, read_town, spread
from yankao.divisions.service.logic.simulate_dispatch import DispatchMaker
from yankao.divisions.service.logic.simulate_parts import Part, parts_of
from yankao.divisions.service.logic.simulate_petition import PetitionMaker, converted_in
from yankao.divisions.service.logic.simulate_places import Spots
from yankao.divisions.service.logic.simulate_rhythm import Rhythm
from yankao.divisions.service.procedures.dispatch import DISPATCH
from yankao.divisions.service.procedures.petition import PETITION
from yankao.divisions.service.registers.calls import CallRecord
from yankao.engines.cases.declare import Procedure
from yankao.engines.cases.models import Case
from yankao.engines.cases.replay import replay
from yankao.engines.cases.replay_drop import count_real, drop_simulated
from yankao.engines.cases.replay_tables import Table
from yankao.engines.cases.replay_words import ReplayedCase
from yankao.engines.connectors.bulk import each_in_processes
from yankao.engines.connectors.declare import Order, Progress, Seeder, Simulator
from yankao.engines.connectors.simulated import digest, fill_if_free
from yankao.engines.connectors.totals import shares
from yankao.kernel.actors import Actor, job
from yankao.kernel.agencies.city import current_city
from yankao.kernel.days import day_of
from yankao.kernel.roc import Window
from yankao.kernel.workdays.calendar import load_calendar

CALL_KEY = "service.call"
ACTOR: Actor = job("simulation")
PUBLISHED = Window.of_months("112-03", "112-07")
TOTALS = {CALL_KEY: 354_885, DISPATCH.key: 45_315, PETITION.key: 112_342}
"""Published totals of the window (業務報告 112-11, lines 172, 178 and 184)."""
LIVE_DAYS = 100
LIVE_SHARE = 20


class _Made(NamedTuple):
    """What the cases of a procedure are made with."""

    procedure: Procedure
    rhythm: Rhythm
    channels: dict[str, float]
    maker: type[DispatchMaker | PetitionMaker]


_MADE = {
    DISPATCH.key: _Made(DISPATCH, simulate_dispatch.RHYTHM, simulate_dispatch.CHANNELS, DispatchMaker),
    PETITION.key: _Made(PETITION, simulate_petition.RHYTHM, simulate_petition.CHANNELS, PetitionMaker),
}


def _cases(order: Order, now: datetime, progress: Progress) -> int:
    made = 0
    parts = parts_of(order, rhythm=_MADE[order.key].rhythm, calendar=load_calendar())
    for count in each_in_processes(partial(_tell, now=now), parts):
        made += count
        progress(f"{order.key} 已產生 {made:,} 件")
    return made


def _tell(part: Part, *, now: datetime) -> int:
    """Make the cases of one part of an order; several processes do this side by side."""
    procedure, rhythm, channels, kind = _MADE[part.order.key]
    chance, city = part.chance(), current_city()
    maker = kind(city, read_town(load_calendar()), Spots(city), chance=chance, now=now)
    # What dispatches were converted into comes among the petitions.
    tell = partial(maker.cases, converted=converted_in(part.window, source=SOURCE)) if isinstance(maker, PetitionMaker) else maker.cases
    cases = tell(
        part.moments(rhythm, chance=chance),
        prefix=_prefix(part.order),
        channels=_fixed(part, "channel", channels),
        codes=_fixed(part, "category", {code: float(item.weight) for code, item in maker.items.items()}),
        before=part.before,
    )
    return replay(procedure, cases, actor=ACTOR, now=now, source=SOURCE, part=str(part.before), is_simulated=True).imported


def _calls(order: Order, now: datetime, progress: Progress) -> int:  # noqa: ARG001  one shape for all simulators
    return make_calls(order, chance=Random(digest(order)), calendar=load_calendar(), progress=progress, prefix=_prefix(order))  # noqa: S311


def _prefix(order: Order) -> str:
    return f"s{digest(order).hex()[:8]}"


def _fixed(part: Part, field: str, weights: dict[str, float]) -> Iterator[str] | None:
    """Return the part's values of a field where the order fixes some of them: all values of the order, mixed once, cut like its days."""
    order = part.order
    fixed = order.fixed.get(field)
    if not fixed:
        return None
    mixed = spread(Random(digest(order)), shares(order.count, weights, fixed))  # noqa: S311  chance for simulation
    return iter(mixed[part.before : part.before + part.count])


def _real_calls(window: Window) -> int:
    return CallRecord.objects.filter(started_at__gte=window.start, started_at__lt=window.end, is_simulated=False).count()


SIMULATORS = (
    Simulator(
        key=DISPATCH.key,
        fields=("channel", "category"),
        real_in=lambda window: count_real(DISPATCH.key, window),
        drop=lambda window: drop_simulated(DISPATCH.key, window),
        make=_cases,
    ),
    Simulator(
        key=PETITION.key,
        fields=("channel", "category"),
        real_in=lambda window: count_real(PETITION.key, window),
        drop=lambda window: drop_simulated(PETITION.key, window),
        make=_cases,
    ),
    Simulator(
        key=CALL_KEY,
        fields=simulate_calls.FIELDS,
        real_in=_real_calls,
        drop=lambda window: drop_calls(start=window.start, end=window.end),
        make=_calls,
    ),
)


def seed_city(now: datetime, progress: Progress) -> None:
    """Fill the published window, then bring the live cases up to now; what stands already is left alone."""
    for key, count in TOTALS.items():
        fill_if_free(Order(key=key, window=PUBLISHED, count=count, fixed={}), now=now, progress=progress)
    seed_live(now, progress)


def seed_live(now: datetime, progress: Progress) -> None:
    """Tell the live cases of the last days up to now: new ones are added, those nobody here has touched go on."""
    town, spots = read_town(load_calendar()), Spots(current_city())
    for procedure, rhythm, _channels, _maker in _MADE.values():
        cases = _live_cases(procedure, rhythm, town, spots, now)
        told = replay(procedure, cases, actor=ACTOR, now=now, source=SOURCE_LIVE, is_simulated=True, is_running=True)
        progress(f"{procedure.key} 即時案件：新增 {told.new:,} 件，更新 {told.updated:,} 件")
    _live_calls(town, now)


def _live_cases(procedure: Procedure, rhythm: Rhythm, town: Town, spots: Spots, now: datetime) -> Iterator[ReplayedCase]:
    for day in _days(_first_day(procedure, now), day_of(now)):
        chance = Random(f"{procedure.key} {day.isoformat()}")  # noqa: S311  chance for simulation
        maker = _MADE[procedure.key].maker(current_city(), town, spots, chance=chance, now=now)
        moments = (at for at in rhythm.of_day(day, _amount(procedure.key, rhythm, town, day), chance=chance) if at <= now)
        yield from maker.cases(moments, prefix=f"live-{procedure.letter}{day:%Y%m%d}", is_live=True)


def _days(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=i) for i in range((last - first).days + 1))


def _first_day(procedure: Procedure, now: datetime) -> date:
    """Return from which day on cases are told: the first open or missing one, within the hundred days."""
    # Said aloud, the empty number lets the index of sources find the few live ones among all cases.
    live = Case.objects.filter(~Q(external_id=""), procedure=procedure.key, source=SOURCE_LIVE)
    newest = live.order_by("-received_at").values_list("received_at", flat=True).first()
    earliest = day_of(now) - timedelta(days=LIVE_DAYS)
    if newest is None:
        return earliest
    oldest_open = live.filter(closed_at__isnull=True).aggregate(at=Min("received_at"))["at"]
    return max(earliest, day_of(min(newest, oldest_open or newest)))


def _amount(key: str, rhythm: Rhythm, town: Town, day: date) -> int:
    """Return how many come in on a day: a twentieth of the published rhythm."""
    return round(TOTALS[key] / PUBLISHED.days / LIVE_SHARE * rhythm.weight(day, town.calendar))


def _live_calls(town: Town, now: datetime) -> None:
    newest = CallRecord.objects.filter(call_id__startswith="live-").order_by("-started_at").values_list("started_at", flat=True).first()
    table, rhythm = Table(CallRecord), simulate_calls.RHYTHM
    first = day_of(newest) if newest else day_of(now) - timedelta(days=LIVE_DAYS)
    for day in _days(first, day_of(now)):
        chance = Random(f"{CALL_KEY} {day.isoformat()}")  # noqa: S311  chance for simulation
        moments = iter(rhythm.of_day(day, _amount(CALL_KEY, rhythm, town, day), chance=chance))
        for row in live_calls(moments, chance=chance, prefix=f"live-{day:%Y%m%d}"):
            started = row["started_at"]
            assert isinstance(started, datetime)
            if started + timedelta(hours=1) <= now and (newest is None or started > newest):
                table.add(row)
    table.write()


SEEDER = Seeder(key="service", run=seed_city)
