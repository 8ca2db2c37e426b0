"""A procedure explained out of its own declaration: its steps, who does what, by when and on what ground."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from yankao.engines.cases.declare import Deadline, Procedure, Steps, Tiers, steps_of
from yankao.engines.cases.facts import label_of
from yankao.kernel.law import Dated
from yankao.shell.words import VERB_NAMES, joined, tr, who_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One deed that leads from a step somewhere, and who may do it."""

    name: str
    to: str
    who: str
    asks: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """One step of the procedure with the ways that lead on from it."""

    name: str
    is_first: bool
    is_end: bool
    ways: tuple[Way, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """One time limit: from where to where, how long today, and on what ground."""

    name: str
    start: str
    stop: str
    rules: tuple[str, ...]
    extended_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """Everything the help page of a procedure says."""

    grounds: tuple[str, ...]
    opened_by: str
    seen_by: str
    asks: str
    may_ask: str
    stops: tuple[Stop, ...]
    limits: tuple[Limit, ...]
    verbs: tuple[tuple[str, str], ...]
    indicators: tuple[tuple[str, str, str], ...]


def explained(procedure: Procedure, *, today: date) -> Explained:
    """Explain a procedure as it holds today."""
    verbs = [(name, getattr(procedure.verbs, name)) for name in procedure.verbs.__dataclass_fields__]
    return Explained(
        grounds=tuple(tr(ground.describe()) for ground in procedure.basis),
        opened_by=who_text(procedure.opened_by),
        seen_by=who_text(procedure.seen_by),
        asks=_labels(procedure, procedure.asks),
        may_ask=_labels(procedure, procedure.may_ask),
        stops=tuple(_stop(procedure, step) for step in procedure.steps),
        limits=tuple(_limit(deadline, today=today) for deadline in procedure.deadlines),
        verbs=tuple((tr(VERB_NAMES.get(name, name)), who_text(verb.by)) for name, verb in verbs if verb is not None),
        indicators=tuple((tr(each.name), tr(each.unit), tr(each.counting)) for each in procedure.indicators),
    )


def _labels(procedure: Procedure, names: Iterable[str]) -> str:
    return joined(label_of(procedure, name) for name in names)


def _stop(procedure: Procedure, step: Steps) -> Stop:
    ways = tuple(
        Way(
            name=tr(action.name),
            to=tr(procedure.step_name(action.to)) if action.to is not None and action.to != step else "",
            who=who_text(action.by),
            asks=joined(label_of(procedure, name, record=action.record) for name in action.asks),
        )
        for action in procedure.actions
        if step in steps_of(action.at)
    )
    return Stop(name=tr(step.label), is_first=step == procedure.first, is_end=step in procedure.closed_steps, ways=ways)


def _limit(deadline: Deadline, *, today: date) -> Limit:
    return Limit(
        name=tr(deadline.name),
        start=joined(step.label for step in steps_of(deadline.start)),
        stop=joined(step.label for step in steps_of(deadline.stop)),
        rules=_rules(deadline, today=today),
        extended_by=joined(who_text(each.by) for each in deadline.extensions),
    )


def _rules(deadline: Deadline, *, today: date) -> tuple[str, ...]:
    if isinstance(deadline.within, Tiers):
        return tuple(f"{tr(tier.name)}：{tr(tier.within.at(today).describe())}" for tier in deadline.within.tiers)
    if isinstance(deadline.within, Dated):
        return (tr(deadline.within.at(today).describe()),)
    return (_("依案件內容決定"),)
