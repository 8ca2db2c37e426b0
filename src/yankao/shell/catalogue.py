"""The catalogue of the commission's systems (系統目錄): each division's list, with what the program already does for it."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.apps import apps
from django.urls import reverse
from django.utils.translation import gettext as _

from yankao.engines.cases import registry
from yankao.engines.registers import registry as registers
from yankao.kernel.text import normalise
from yankao.shell.words import is_chinese, tr

FILE = "systems.csv"


@dataclass(frozen=True, slots=True, kw_only=True)
class System:
    """One system: its name, how far it is built, and where its pages are."""

    id: str
    name: str
    state: str
    state_name: str
    pages: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The systems of one division."""

    name: str
    systems: tuple[System, ...]
    built: int


def catalogue(query: str = "") -> tuple[Group, ...]:
    """Return the systems of every division, narrowed to those whose name or id holds the words of the query."""
    words = normalise(query).split()
    groups = []
    for division, rows in _rows():
        found = tuple(_system(row) for row in rows if all(word in normalise(" ".join(row)) for word in words))
        if found:
            groups.append(Group(name=tr(division), systems=found, built=sum(bool(each.state) for each in found)))
    return tuple(groups)


@cache
def _rows() -> tuple[tuple[str, tuple[tuple[str, str, str], ...]], ...]:
    """Read the list of every division once; the files come with the program."""
    found = []
    for config in apps.get_app_configs():
        path = Path(config.path) / FILE
        if path.is_file():
            with path.open(encoding="utf-8", newline="") as file:
                found.append((str(config.verbose_name), tuple((row["id"], row["name"], row["english"]) for row in csv.DictReader(file))))
    return tuple(found)


def _system(row: tuple[str, str, str]) -> System:
    key, name, english = row
    procedures = [each for each in registry.every() if key in each.systems]
    lists = [each for each in registers.every() if key in each.systems]
    pages = (
        *((tr(each.name), reverse("about", args=[each.key])) for each in procedures),
        *((tr(each.name), reverse("register", args=[each.key])) for each in lists),
    )
    state, state_name = _state([*procedures, *lists])
    return System(id=key, name=name if is_chinese() else english, state=state, state_name=state_name, pages=pages)


def _state(built: Iterable[object]) -> tuple[str, str]:
    found = list(built)
    if not found:
        return "", _("尚未建置")
    if any(getattr(each, "indicators", ()) for each in found):
        return "indicator", _("有畫面與指標")
    return "screen", _("有畫面")
