"""Every declared name that a page shows, gathered from the declarations: what an English catalogue must hold beside the pages' own words."""

from collections.abc import Iterable, Iterator

from django.apps import apps
from django.db import models

from yankao.engines.cases import registry
from yankao.engines.cases.declare import COMMON_FACTS, Action, Deadline, Procedure, Tiers
from yankao.engines.cases.models import Case, CaseNote, PartyKind, ReplyDraft
from yankao.engines.cases.who import Who
from yankao.engines.registers import registry as registers
from yankao.engines.registers.declare import Register
from yankao.kernel.agencies.city import current_city
from yankao.kernel.law import Dated, Ground, Law, Practice

FIRST, LAST = 0x4E00, 0x9FFF


def declared_names() -> frozenset[str]:
    """Return every declared name with a Chinese character in it."""
    found: set[str] = set(_columns(Case, COMMON_FACTS))
    for it in registry.every():
        found.update(_of_procedure(it))
    for register in registers.every():
        columns = _columns(register.model, (*register.lists, *register.fields))
        found.update((register.name, *columns, *_figures(register), *(counter.name for counter in register.counters)))
    for choices in (PartyKind, CaseNote.Kind, ReplyDraft.State):
        found.update(str(label) for label in choices.labels)
    found.update(row["group"] for row in current_city().rows("categories"))
    found.update(str(config.verbose_name) for config in apps.get_app_configs() if config.name.startswith("yankao.divisions."))
    return frozenset(each for each in found if any(FIRST <= ord(char) <= LAST for char in each))


def _columns(model: type[models.Model], names: Iterable[str] = ()) -> Iterator[str]:
    wanted = set(names)
    for column in model._meta.fields:
        if (column.editable and not column.primary_key and not wanted) or column.name in wanted:
            yield str(column.verbose_name)
            yield str(column.help_text)
            yield from (str(name) for _key, name in column.flatchoices)


def _told(rule: Who | None) -> Iterator[str]:
    """Return the parts of which a rule is described."""
    if rule is not None:
        parts = getattr(rule, "parts", ())
        if not parts:
            yield rule.describe()
        for part in parts:
            yield from _told(part)


def _grounds(grounds: Iterable[Ground]) -> Iterator[str]:
    """Return the words of which grounds are told: acts, practices with their documents, and this program's own reasons."""
    for ground in grounds:
        if isinstance(ground, Law):
            yield from (ground.describe(), ground.act)
        elif isinstance(ground, Practice):
            yield from (ground.text, ground.seen)
        else:
            yield ground.reason


def _of_action(action: Action) -> Iterator[str]:
    yield action.name
    yield from _told(action.by)
    if action.record is not None:
        yield from _columns(action.record)
    if action.followed_by is not None:
        yield from (name for _key, name in action.followed_by.reasons)


def _of_deadline(deadline: Deadline) -> Iterator[str]:
    yield deadline.name
    spans = [tier.within for tier in deadline.within.tiers] if isinstance(deadline.within, Tiers) else [deadline.within]
    yield from _grounds(since.ground for span in spans if isinstance(span, Dated) for since in span.since)
    yield from (name for _key, name in deadline.faults)
    if isinstance(deadline.within, Tiers):
        yield from (tier.name for tier in deadline.within.tiers)
    for layer in deadline.extensions:
        yield from _told(layer.by)


def _of_procedure(it: Procedure) -> Iterator[str]:
    yield it.name
    yield from _grounds(it.basis)
    yield from (str(step.label) for step in it.steps)
    yield from _columns(it.detail)
    yield from (name for _key, name in it.channels)
    yield from _told(it.opened_by)
    yield from _told(it.seen_by)
    for verb in it.verbs.__dataclass_fields__:
        allowed = getattr(it.verbs, verb)
        yield from _told(allowed.by if allowed else None)
    for action in it.actions:
        yield from _of_action(action)
    for deadline in it.deadlines:
        yield from _of_deadline(deadline)
    yield from _figures(it)


def _figures(it: Procedure | Register) -> Iterator[str]:
    for each in it.indicators:
        yield from (each.name, each.unit, each.counting)
