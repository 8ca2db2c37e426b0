"""Simulates cases of any procedure from its declaration alone: forward from step to step, mostly within the time limits.

A procedure that deserves texts and rhythms of its own registers its own simulator; these serve all others.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from hashlib import blake2b
from random import Random
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from yankao.engines.cases import registry
from yankao.engines.cases.declare import Action, Procedure, Routing, steps_of
from yankao.engines.cases.models import Category
from yankao.engines.cases.replay import replay
from yankao.engines.cases.replay_drop import count_real, drop_simulated
from yankao.engines.cases.replay_plan import Rules
from yankao.engines.cases.replay_words import ReplayedCase, ReplayedPassage, ReplayedRecord
from yankao.engines.connectors import registry as connectors
from yankao.engines.connectors.declare import Order, Progress, Seeder, Simulator
from yankao.engines.connectors.simulated import digest, fill_if_free
from yankao.kernel.actors import job
from yankao.kernel.agencies.models import Agency, AgencyKind, District
from yankao.kernel.days import ONE_DAY, Calendar, day_of, due_at, start_of
from yankao.kernel.roc import Window
from yankao.kernel.workdays.calendar import load_calendar

SOURCE, SOURCE_LIVE = "simulation", "simulation-any"
LATE = 0.05
ASIDE = 0.12
"""So many cases leave the main course at a step that offers another way."""
LIVE_DAYS, LIVE_CASES = 100, 40
MOST_STEPS = 12
OFFICE = (8, 18)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ways:
    """The deeds that lead forward from each step: the main one first."""

    procedure: Procedure

    def ahead(self, step: str) -> list[Action]:
        """Return the deeds that lead on from a step: straight on before detours, and back only where nothing else leads on."""
        here, found = self._place(step), self._from(step)
        onward = [it for it in found if self._place(str(it.to)) > here]
        return sorted(onward, key=lambda it: (it.needs_reason, self._is_detour(str(it.to), here), self._place(str(it.to)))) or found

    def _from(self, step: str) -> list[Action]:
        return [it for it in self.procedure.actions if it.to not in {None, step} and step in steps_of(it.at) and not it.only_overdue]

    def _is_detour(self, step: str, here: int) -> bool:
        """Whether from a step everything only leads back (退回補正)."""
        on = [self._place(str(it.to)) for it in self._from(step)]
        return bool(on) and max(on) <= here

    def _place(self, step: str) -> int:
        order: list[str] = self.procedure.steps.values
        return order.index(step)


class Maker:
    """Makes cases of one procedure, one after another, from one source of chance."""

    def __init__(self, procedure: Procedure, *, chance: Random, now: datetime) -> None:
        """Read the items, districts and agencies; nothing after `now` has happened yet."""
        self._procedure, self._chance, self._now = procedure, chance, now
        self._ways, self._rules, self._calendar = Ways(procedure=procedure), Rules(), load_calendar()
        self._items = list(Category.objects.filter(procedure=procedure.key).values_list("pk", "name"))
        self._districts = list(District.objects.order_by("code").values_list("code", "name"))
        kinds = (AgencyKind.BUREAU, AgencyKind.DISTRICT)
        self._agencies = list(Agency.objects.filter(kind__in=kinds, valid_to__isnull=True).order_by("slug").values_list("pk", flat=True))
        self._fields = {it.name: it for it in procedure.detail._meta.local_concrete_fields}

    def case(self, at: datetime, external_id: str, number: int) -> ReplayedCase:
        """Return one case received at a moment, with its course up to now."""
        category, kind = self._chance.choice(self._items) if self._items else (None, "")
        district, place = self._chance.choice(self._districts) if self._districts else (None, "")
        tier, agency_id = self._rules.of(category, day=day_of(at), area=district or "")
        if agency_id is None and self._procedure.routing is not Routing.CATEGORY and self._agencies:
            agency_id = self._chance.choice(self._agencies)
        facts = self._facts((*self._procedure.asks, *self._procedure.may_ask), at, number)
        if owner := facts.get(self._procedure.routed_by):
            tier, agency_id = self._rules.of(category, day=day_of(at), area=district or "", owner=owner)
        passages = self._course(at, tier, agency_id, facts, number)
        said = f"模擬{self._procedure.name}：{kind or '一般事項'}，{place or '市區'}第{number}件"
        return ReplayedCase(
            external_id=external_id,
            digest=blake2b(f"{external_id}|{len(passages)}".encode(), digest_size=16).digest(),
            received_at=at,
            closed_at=passages[-1].occurred_at if passages[-1].to_step in self._procedure.closed_steps else None,
            passages=tuple(passages),
            title=said[:60],
            description=said if "description" in (*self._procedure.asks, *self._procedure.may_ask) else "",
            category_id=category,
            tier=tier,
            agency_id=agency_id,
            channel=self._chance.choice(self._procedure.channels)[0] if self._procedure.channels else "",
            district_id=district if "address" in (*self._procedure.asks, *self._procedure.may_ask) else None,
            address=f"{place}模擬路{number}號" if "address" in self._procedure.asks else "",
            detail=facts,
        )

    def _course(self, at: datetime, tier: str, agency_id: int | None, facts: dict[str, Any], number: int) -> list[ReplayedPassage]:
        has_agency = agency_id is not None or self._procedure.unrouted is None
        step = str(self._procedure.first if has_agency else self._procedure.unrouted)
        passages = [ReplayedPassage(to_step=step, occurred_at=at, action="open", agency_id=agency_id)]
        for _ in range(MOST_STEPS):
            ways = self._ways.ahead(step)
            if not ways:
                break
            action = self._chance.choice(ways[1:]) if len(ways) > 1 and self._chance.random() < ASIDE else ways[0]
            at = self._next(str(action.to), at, tier, facts)
            if at > self._now:
                break
            facts.update(self._facts((*action.asks, *action.may_ask), at, number))
            step = str(action.to)
            reason = "模擬資料" if action.needs_reason else ""
            passages.append(
                ReplayedPassage(
                    to_step=step, occurred_at=at, action=action.key, agency_id=agency_id, reason=reason, records=self._records(action, at, number)
                )
            )
        return passages

    def _next(self, to_step: str, at: datetime, tier: str, facts: dict[str, Any]) -> datetime:
        """Return when the case goes on: within the limit that runs until then, now and then after it."""
        detail, spans = self._procedure.detail(**facts), []
        for it in self._procedure.deadlines:
            if to_step in steps_of(it.stop):
                try:
                    spans.append(due_at(at, it.span_on(day_of(at), detail=detail, tier=tier).value, self._calendar) - at)
                except ValueError:  # the day lies before the first rule known
                    continue
        whole = min(spans, default=timedelta(days=1 + 4 * self._chance.random()))
        part = 1.02 + 0.5 * self._chance.random() if self._chance.random() < LATE else 0.1 + 0.75 * self._chance.random()
        return at + whole * part

    def _records(self, action: Action, at: datetime, number: int) -> tuple[ReplayedRecord, ...]:
        if action.record is None:
            return ()
        fields = {it.name: it for it in action.record._meta.local_concrete_fields if it.editable}
        return (ReplayedRecord(model=action.record, values={name: self._value(fields[name], at, number) for name in action.asks if name in fields}),)

    def _facts(self, names: tuple[str, ...], at: datetime, number: int) -> dict[str, Any]:
        return {self._fields[name].attname: self._value(self._fields[name], at, number) for name in names if name in self._fields}

    def _value(self, it: "models.Field[Any, Any]", at: datetime, number: int) -> object:
        """Return something that fits a field and says that it is simulated."""
        if it.choices:
            return self._chance.choice([key for key, _ in it.flatchoices if key != ""])
        if isinstance(it, models.ForeignKey):
            return None if it.null or it.related_model is not Agency else self._chance.choice(self._agencies)
        for kind, value in (
            (models.BooleanField, False),
            (models.DateTimeField, at),
            (models.DateField, day_of(at)),
            (models.DecimalField, Decimal(self._number(it, 90))),
            (models.IntegerField, self._number(it, 9)),
            (models.CharField, f"模擬{it.verbose_name}{number}"[: it.max_length or 200]),
            (models.TextField, f"模擬{it.verbose_name}，第{number}件。"),
        ):
            if isinstance(it, kind):
                return value
        return it.get_default()

    def _number(self, it: "models.Field[Any, Any]", many: int) -> int:
        """Return one of the first `many` whole numbers from 1 on that the field's limits let pass."""
        lows = [int(each.limit_value) for each in it.validators if isinstance(each, MinValueValidator)]
        highs = [int(each.limit_value) for each in it.validators if isinstance(each, MaxValueValidator)]
        low = max([1, *lows])
        return low + self._chance.randrange(min([many, *(high - low + 1 for high in highs)]))


def moments(first: date, last: date, count: int, *, chance: Random, calendar: Calendar) -> list[datetime]:
    """Return as many moments in office hours of working days, in order."""
    days = [first + ONE_DAY * i for i in range((last - first).days + 1)]
    days = [day for day in days if calendar.is_workday(day)] or days
    begin, end = OFFICE
    return sorted(start_of(chance.choice(days)) + timedelta(seconds=chance.randrange(begin * 3600, end * 3600)) for _ in range(count))


def _make(procedure: Procedure, order: Order, now: datetime, progress: Progress) -> int:
    chance = Random(digest(order))  # noqa: S311  chance for simulation
    maker, prefix = Maker(procedure, chance=chance, now=now), f"s{digest(order).hex()[:8]}"
    found = moments(order.window.first, order.window.last, order.count, chance=chance, calendar=load_calendar())
    cases = (maker.case(at, f"{prefix}-{number:06d}", number) for number, at in enumerate(found, start=1))
    return replay(
        procedure,
        cases,
        actor=job("simulation"),
        now=now,
        source=SOURCE,
        is_simulated=True,
        on_batch=lambda tally: progress(f"{procedure.key} 已產生 {tally.imported:,} 件"),
    ).imported


def simulator_of(procedure: Procedure) -> Simulator:
    """Return the simulator of a procedure that has none of its own."""
    return Simulator(
        key=procedure.key,
        fields=(),
        real_in=lambda window: count_real(procedure.key, window),
        drop=lambda window: drop_simulated(procedure.key, window),
        make=lambda order, now, progress: _make(procedure, order, now, progress),
    )


def stands_alone(procedure: Procedure) -> bool:
    """Whether a case can be made from its declaration alone; one that hangs on a record of another system (a plan) needs that first."""
    needed = (it for it in procedure.detail._meta.local_concrete_fields if isinstance(it, models.ForeignKey) and not it.null)
    # Asked while the tables are being read: the related one may still be known by its name only.
    return all(it.primary_key or it.remote_field.model in {Agency, "agencies.Agency"} for it in needed)


def register_rest() -> None:
    """Enter a simulator for every procedure without one of its own that stands alone; called when all are declared."""
    own = {it.key for it in connectors.simulators()}
    for procedure in registry.every():
        if procedure.key not in own and stands_alone(procedure):
            connectors.register(simulator_of(procedure))


def seeder_of(key: str, *, window: Window | None = None, count: int = 0) -> Seeder:
    """Return what gives a procedure of a demonstration city a published window and some live cases; those untouched go on at every start."""

    def run(now: datetime, progress: Progress) -> None:
        procedure = registry.get(key)
        if window is not None:
            fill_if_free(Order(key=key, window=window, count=count, fixed={}), now=now, progress=progress)
        told = replay(procedure, _live(procedure, now), actor=job("simulation"), now=now, source=SOURCE_LIVE, is_simulated=True, is_running=True)
        progress(f"{key} 即時案件：新增 {told.new:,} 件，更新 {told.updated:,} 件")

    return Seeder(key=key, run=run)


def _live(procedure: Procedure, now: datetime) -> Iterator[ReplayedCase]:
    """Yield cases of the last days, some on every day by the day's own chance, so that a later start tells the same ones."""
    calendar = load_calendar()
    for back in range(LIVE_DAYS, -1, -1):
        day = day_of(now) - ONE_DAY * back
        chance = Random(f"{procedure.key} {day.isoformat()}")  # noqa: S311  chance for simulation
        count = int(calendar.is_workday(day) and chance.random() < LIVE_CASES / LIVE_DAYS * 1.45)
        maker = Maker(procedure, chance=chance, now=now) if count else None
        for at in moments(day, day, count, chance=chance, calendar=calendar):
            if maker is not None and at <= now:
                yield maker.case(at, f"live-{procedure.letter}{day:%Y%m%d}", int(f"{day:%j}"))
