"""How far each system of the catalogue is built: derived from what the divisions declare and the tests play, never typed."""

import csv
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Protocol

from django.apps import apps
from django.urls import NoReverseMatch, reverse

from yankao.engines.activities import course_registry as courses
from yankao.engines.activities import registry as meetings
from yankao.engines.cases import registry
from yankao.engines.indicators.declare import Indicator
from yankao.engines.panel import registry as reviews
from yankao.engines.progress import registry as programmes
from yankao.engines.registers import registry as registers
from yankao.engines.reports import publications
from yankao.shell.tested import stories

FILE = "systems.csv"
MEASURED = "measure"


class State(StrEnum):
    """How far a system is built; each state includes those before it."""

    DECLARED = "declared"  # it stands in the catalogue of its division
    SCREEN = "screen"  # something declared serves it
    INDICATOR = "indicator"  # and has figures, where the catalogue says that it measures anything
    TESTED = "tested"  # and a story test plays it


class Declared(Protocol):
    """What every declaration says of itself, whichever engine lives it."""

    @property
    def key(self) -> str:
        """Its key."""
        ...

    @property
    def systems(self) -> tuple[str, ...]:
        """The systems of the catalogue it serves."""
        ...

    @property
    def indicators(self) -> tuple[Indicator, ...]:
        """Its figures."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Serving:
    """A declaration and the name of the address of its page."""

    it: Declared
    view: str


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
        serving = [each for each in _declared() if row["id"] in each.it.systems]
        kinds, tests = tuple(row["kinds"].split(";")), tuple(stories().get(row["id"], ()))
        found.append(
            System(
                id=row["id"],
                name=row["name"],
                english=row["english"],
                division=division,
                kinds=kinds,
                state=state_of([each.it for each in serving], kinds=kinds, tests=tests),
                procedures=tuple(each.it.key for each in serving),
                url=_url(serving),
                tests=tests,
            )
        )
    return tuple(found)


def state_of(serving: Collection[Declared], *, kinds: Collection[str], tests: Collection[str]) -> State:
    """Return how far a system is built by what serves it and which story tests name it."""
    if not serving:
        return State.DECLARED
    if MEASURED in kinds and not any(each.indicators for each in serving):
        return State.SCREEN
    if tests:
        return State.TESTED
    return State.INDICATOR if any(each.indicators for each in serving) else State.SCREEN


def unknown_names() -> tuple[str, ...]:
    """Return the systems that a declaration or a test names although no catalogue holds them."""
    known = {row["id"] for _, row in _rows()}
    named = {name for each in _declared() for name in each.it.systems}
    return tuple(sorted((named | set(stories())) - known))


def _declared() -> list[Serving]:
    """Return everything declared, with the page it is found at, those first that a system is best known by."""
    return [
        *(Serving(it=it, view="portfolio") for it in programmes.every()),
        *(Serving(it=it, view="bulletin") for it in programmes.every_bulletin()),
        *(Serving(it=it, view="panel_scheme") for it in reviews.every()),
        *(Serving(it=it, view="list") for it in registry.every()),
        *(Serving(it=it, view="register") for it in registers.every()),
        *(Serving(it=it, view="meeting_series") for it in meetings.every()),
        *(Serving(it=it, view="event_series") for it in courses.every()),
        *(Serving(it=it, view="publication") for it in publications.every()),
    ]


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


def _url(serving: list[Serving]) -> str:
    try:
        return reverse(serving[0].view, args=[serving[0].it.key]) if serving else ""
    except NoReverseMatch:  # a site without pages
        return ""
