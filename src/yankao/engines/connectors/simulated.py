"""A simulated city (模擬城市): marks the database as one, and fills windows of months with records that say they are simulated."""

import hashlib
import json
from datetime import datetime

from django.db import transaction

from yankao.engines.connectors import registry
from yankao.engines.connectors.bulk import alone
from yankao.engines.connectors.declare import Order, Progress, Simulator
from yankao.engines.connectors.models import SimulatedCity, SimulatedWindow
from yankao.engines.connectors.totals import months

GENERATION = 2
"""Raised when simulators make other records from the same order, so that old windows are made anew."""


class NotSimulatedError(Exception):
    """Simulated records are not wanted here; the message says why."""


def mark_simulated(*, now: datetime) -> None:
    """Say that this database holds a simulated city; saying it twice changes nothing."""
    SimulatedCity.objects.get_or_create(id=1, defaults={"marked_at": now})


def is_simulated() -> bool:
    """Whether this database holds a simulated city."""
    return SimulatedCity.objects.exists()


def fill(order: Order, *, now: datetime, progress: Progress) -> int:
    """Make the records of one order in place of those simulated earlier; return how many were made, 0 when they stand already.

    What is made is written little by little. Only when all of it stands is the order noted as done, so one that was stopped is made anew.

    Raises:
        NotSimulatedError: the database is no simulated city, or the window holds real records.
    """
    with alone(f"simulate {order.key}"):
        simulator = registry.simulator(order.key)
        known = SimulatedWindow.objects.filter(key=order.key, first=order.window.first, last=order.window.last).first()
        if known is not None and bytes(known.digest) == digest(order):
            return 0  # before anything is counted: a long order that was stopped goes on where it stopped
        _check(order, simulator)
        _make_room(order, simulator, progress)
        made = simulator.make(order, now, progress)
        window = {"first": order.window.first, "last": order.window.last}
        SimulatedWindow.objects.create(key=order.key, **window, digest=digest(order), count=made, made_at=now)
        return made


@transaction.atomic
def _make_room(order: Order, simulator: Simulator, progress: Progress) -> None:
    dropped = simulator.drop(order.window)
    if dropped:
        progress(f"{order.key} {order.window.first} 至 {order.window.last}：移除先前模擬 {dropped:,} 筆")
    SimulatedWindow.objects.filter(key=order.key, first__lte=order.window.last, last__gte=order.window.first).delete()


def fill_if_free(order: Order, *, now: datetime, progress: Progress) -> int:
    """Make the records of one order, or say why not: a demonstration starts even when somebody entered real records into its window."""
    try:
        return fill(order, now=now, progress=progress)
    except NotSimulatedError as reason:
        progress(str(reason))
        return 0


def _check(order: Order, simulator: Simulator) -> None:
    if not is_simulated():
        message = "此資料庫不是模擬城市（yankao demo 或 init --simulated），不可放入模擬資料"
        raise NotSimulatedError(message)
    unknown = sorted(set(order.fixed) - set(simulator.fields))
    if unknown:
        message = f"{order.key} 不能指定 {'、'.join(unknown)} 的件數；可指定：{'、'.join(simulator.fields)}"
        raise NotSimulatedError(message)
    real = simulator.real_in(order.window)
    if real:
        message = f"{order.key} 在 {months(order.window)} 有 {real:,} 筆非模擬資料，不予模擬"
        raise NotSimulatedError(message)


def digest(order: Order) -> bytes:
    """Return what tells two orders apart; also the seed from which the records are made."""
    plain = [GENERATION, order.key, order.window.first.isoformat(), order.window.last.isoformat(), order.count, order.fixed]
    return hashlib.sha256(json.dumps(plain, sort_keys=True, ensure_ascii=False).encode()).digest()
