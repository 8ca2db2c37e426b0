"""The catalogue of the commission's systems (系統目錄) as a page: by division, narrowed by words, each with its state and its pages."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from django.apps import apps
from django.urls import reverse

from yankao.engines.cases import registry
from yankao.engines.progress import registry as programmes
from yankao.engines.registers import registry as registers
from yankao.engines.reports import publications
from yankao.kernel.text import normalise
from yankao.shell.systems import State, System, systems
from yankao.shell.words import is_chinese, tr

STATE_NAMES = {State.DECLARED: "已列目錄", State.SCREEN: "有畫面", State.INDICATOR: "有指標", State.TESTED: "有情境測試"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One system: its name, how far it is built, and where its pages are."""

    name: str
    is_built: bool
    state: str
    pages: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The systems of one division."""

    name: str
    lines: tuple[Line, ...]
    built: int


def catalogue(query: str = "") -> tuple[Group, ...]:
    """Return the systems of every division, narrowed to those whose name or id holds the words of the query."""
    words = normalise(query).split()
    found = [each for each in systems() if all(word in normalise(f"{each.id} {each.name} {each.english}") for word in words)]
    return tuple(_group(division, part) for division, part in groupby(found, key=lambda each: each.division))


def _group(division: str, found: Iterable[System]) -> Group:
    lines = tuple(_line(each) for each in found)
    return Group(name=tr(apps.get_app_config(division).verbose_name), lines=lines, built=sum(line.is_built for line in lines))


def _line(system: System) -> Line:
    return Line(
        name=system.name if is_chinese() else system.english,
        is_built=system.state is not State.DECLARED,
        state=tr(STATE_NAMES[system.state]),
        pages=(
            *((tr(each.name), reverse("portfolio", args=[each.key])) for each in programmes.every() if each.key in system.procedures),
            *((tr(each.name), reverse("bulletin", args=[each.key])) for each in programmes.every_bulletin() if each.key in system.procedures),
            *((tr(each.name), reverse("about", args=[each.key])) for each in registry.every() if each.key in system.procedures),
            *((tr(each.name), reverse("register", args=[each.key])) for each in registers.every() if each.key in system.procedures),
            *((tr(each.name), reverse("publication", args=[each.key])) for each in publications.every() if each.key in system.procedures),
        ),
    )
