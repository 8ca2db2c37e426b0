"""How far each system of the catalogue is built: derived from what the divisions declare and the tests play, never typed."""

import csv
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources
from types import MappingProxyType

from django.apps import apps
from django.urls import NoReverseMatch, reverse

from yankao.engines.cases import registry
from yankao.engines.cases.declare import Procedure
from yankao.engines.progress import registry as programmes
from yankao.engines.progress.declare import Programme
from yankao.engines.registers import registry as registers
from yankao.engines.registers.declare import Register
from yankao.shell.tested import stories

FILE = "systems.csv"
MEASURED = "measure"


class State(StrEnum):
    """How far a system is built; each state includes those before it."""

    DECLARED = "declared"  # it stands in the catalogue of its division
    SCREEN = "screen"  # a procedure, programme or register serves it
    INDICATOR = "indicator"  # and has figures, where the catalogue says that it measures anything
    TESTED = "tested"  # and a story test plays it


@dataclass(frozen=True, slots=True, kw_only=True)
class System:
    """One system of the catalogue with what serves it; `url` is its first page, empty when there is none."""

    id: str
    name: str
    english: str
    division: str
    kinds: tuple[str, ...]
    state: State
    procedures: tuple[str, ...]
    url: str
    tests: tuple[str, ...]


def systems() -> tuple[System, ...]:
    """Return all systems in the order of the catalogue."""
    found = []
    for division, row in _rows():
        serving = [each for each in registry.every() if row["id"] in each.systems]
        listing = [each for each in registers.every() if row["id"] in each.systems]
        controlling = [each for each in programmes.every() if row["id"] in each.systems]
        kinds, tests = tuple(row["kinds"].split(";")), tuple(stories().get(row["id"], ()))
        found.append(
            System(
                id=row["id"],
                name=row["name"],
                english=row["english"],
                division=division,
                kinds=kinds,
                state=state_of([*serving, *controlling, *listing], kinds=kinds, tests=tests),
                procedures=(*(each.key for each in controlling), *(each.key for each in serving), *(each.key for each in listing)),
                url=_url(serving, listing, controlling),
                tests=tests,
            )
        )
    return tuple(found)


def state_of(serving: Collection[Procedure | Programme | Register], *, kinds: Collection[str], tests: Collection[str]) -> State:
    """Return how far a system is built by what serves it and which story tests name it."""
    if not serving:
        return State.DECLARED
    if MEASURED in kinds and not any(each.indicators for each in serving):
        return State.SCREEN
    if tests:
        return State.TESTED
    return State.INDICATOR if any(each.indicators for each in serving) else State.SCREEN


def unknown_names() -> tuple[str, ...]:
    """Return the systems that a procedure, a programme, a register or a test names although no catalogue holds them."""
    known = {row["id"] for _, row in _rows()}
    named = {name for each in registry.every() for name in each.systems} | {name for each in registers.every() for name in each.systems}
    named |= {name for each in programmes.every() for name in each.systems}
    return tuple(sorted((named | set(stories())) - known))


@cache
def _rows() -> tuple[tuple[str, Mapping[str, str]], ...]:
    """Read the list of every part that brings one; the files come with the program and do not change while it runs."""
    found = []
    for config in apps.get_app_configs():
        if not config.name.startswith("yankao."):
            continue
        file = resources.files(config.name) / FILE
        if file.is_file():
            with file.open(encoding="utf-8") as lines:
                found += [(config.label, MappingProxyType(row)) for row in csv.DictReader(lines)]
    return tuple(found)


def _url(serving: list[Procedure], listing: list[Register], controlling: list[Programme]) -> str:
    try:
        if controlling:
            return reverse("portfolio", args=[controlling[0].key])
        if serving:
            return reverse("list", args=[serving[0].key])
        return reverse("register", args=[listing[0].key]) if listing else ""
    except NoReverseMatch:  # a site without pages
        return ""
