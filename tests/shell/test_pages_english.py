"""Everything a page shows has an English entry: the pages' own words and every declared name."""

import importlib.util
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

from babel.messages.pofile import read_po
from django.apps import apps
from django.db import models

from yankao.engines.cases import registry
from yankao.engines.cases.declare import COMMON_FACTS, Action, Deadline, Procedure, Tiers
from yankao.engines.cases.models import Case, CaseNote, PartyKind, ReplyDraft
from yankao.engines.cases.who import Who
from yankao.engines.registers import registry as registers

ROOT = Path(__file__).resolve().parents[2]
NOT_PAGES = ("shell/api/", "shell/cli/", "shell/tested.py", "shell/reference.py", "shell/export.py", "shell/models.py", "shell/apps.py")


def collector() -> ModuleType:
    """Return the tool that collects the texts."""
    spec = importlib.util.spec_from_file_location("messages", ROOT / "tools" / "messages.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def columns(model: type[models.Model], names: Iterable[str] = ()) -> Iterator[str]:
    wanted = set(names)
    for column in model._meta.fields:
        if (column.editable and not column.primary_key and not wanted) or column.name in wanted:
            yield str(column.verbose_name)
            yield str(column.help_text)
            yield from (str(name) for _key, name in column.flatchoices)


def told(rule: Who | None) -> Iterator[str]:
    """Return the parts of which a rule is described."""
    if rule is not None:
        parts = getattr(rule, "parts", ())
        if not parts:
            yield rule.describe()
        for part in parts:
            yield from told(part)


def of_action(action: Action) -> Iterator[str]:
    yield action.name
    yield from told(action.by)
    if action.record is not None:
        yield from columns(action.record)
    if action.followed_by is not None:
        yield from (name for _key, name in action.followed_by.reasons)


def of_deadline(deadline: Deadline) -> Iterator[str]:
    yield deadline.name
    yield from (name for _key, name in deadline.faults)
    if isinstance(deadline.within, Tiers):
        yield from (tier.name for tier in deadline.within.tiers)
    for layer in deadline.extensions:
        yield from told(layer.by)


def of_procedure(it: Procedure) -> Iterator[str]:
    yield it.name
    yield from (str(step.label) for step in it.steps)
    yield from columns(it.detail)
    yield from (name for _key, name in it.channels)
    yield from told(it.opened_by)
    yield from told(it.seen_by)
    for verb in it.verbs.__dataclass_fields__:
        allowed = getattr(it.verbs, verb)
        yield from told(allowed.by if allowed else None)
    for action in it.actions:
        yield from of_action(action)
    for deadline in it.deadlines:
        yield from of_deadline(deadline)
    yield from figures(it)


def figures(it: Any) -> Iterator[str]:
    for each in it.indicators:
        yield from (each.name, each.unit, each.counting)


def declared() -> set[str]:
    """Return every declared name that a page shows."""
    found: set[str] = set(columns(Case, COMMON_FACTS))
    for it in registry.every():
        found.update(of_procedure(it))
    for register in registers.every():
        found.update((register.name, *columns(register.model, register.lists), *figures(register)))
    for choices in (PartyKind, CaseNote.Kind, ReplyDraft.State):
        found.update(str(label) for label in choices.labels)
    found.update(str(config.verbose_name) for config in apps.get_app_configs() if config.name.startswith("yankao.divisions."))
    return {each for each in found if any("\u4e00" <= char <= "\u9fff" for char in each)}


def shown() -> set[str]:
    """Return every text that the pages themselves say."""
    texts = collector().collect()
    return {text for text, places in texts.items() if any(name.startswith("shell/") and not name.startswith(NOT_PAGES) for name, _line in places)}


def test_every_text_of_the_pages_and_every_declared_name_has_english() -> None:
    with (ROOT / "src/yankao/shell/locale/en/LC_MESSAGES/django.po").open("rb") as file:
        english = {str(message.id): str(message.string) for message in read_po(file, locale="en") if message.id}
    missing = sorted(text for text in shown() | declared() if not english.get(text))
    assert missing == [], f"{len(missing)} texts lack English; run `make messages` and fill them in"


def test_the_compiled_catalogue_is_as_new_as_its_source() -> None:
    folder = ROOT / "src/yankao/shell/locale/en/LC_MESSAGES"
    with (folder / "django.po").open("rb") as file:
        english = {str(message.id): str(message.string) for message in read_po(file, locale="en") if message.id and message.string}
    compiled = (folder / "django.mo").read_bytes()
    assert all(text.encode() in compiled for text in english.values())
