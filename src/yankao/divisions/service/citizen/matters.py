"""What a citizen may report, in the citizen's words: one matter stands for the city's items of both lines, and the place tells which one."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from yankao.divisions.service.procedures.dispatch import DISPATCH
from yankao.divisions.service.procedures.petition import PETITION
from yankao.engines.cases.models import Category
from yankao.kernel.agencies.city import current_city

OTHER_ICON = "other"
ICONS = {
    "路燈": "lamp", "環境清潔": "broom", "交通": "signal", "環境稽查": "smoke", "道路": "road", "樹木公園": "tree", "水利": "water",
    "電力": "bolt", "動物": "paw", "管線": "pipe", "警政": "shield", "觀光": "view", "電信": "phone", "自來水": "drop", "瓦斯": "flame",
    "區公所": "house",
}  # fmt: skip
"""The picture of each group (類別); a group without one gets the plain sign."""
_SERVED_BY = re.compile(r"^[\u4e00-\u9fff]{2}-")
"""Before the name of an item: who serves it (養工、公所、台電…), which a citizen need not know."""
_LINE = re.compile(r"[(（](?P<line>[一二])[)）]$")
_SECOND = "二"


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """One thing that may be reported: its plain name and the items behind it, the most used first."""

    key: str
    name: str
    items: tuple[Category, ...]

    def item(self, district: str) -> Category:
        """Return the item of the line (一、二) in which the district lies; the first where the line makes no difference."""
        wanted = _SECOND if district in current_city().old_county_districts() else "一"
        return next((it for it in self.items if line_of(it.name) in {wanted, ""}), self.items[0])


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Several matters under one picture."""

    name: str
    icon: str
    matters: tuple[Matter, ...]

    @property
    def examples(self) -> tuple[str, ...]:
        """The first matters, to tell what the group is about."""
        return tuple(it.name for it in self.matters[:3])


def plain_name(name: str) -> str:
    """Return the name of an item without who serves it and without its line."""
    return _LINE.sub("", _SERVED_BY.sub("", name)).strip()


def line_of(name: str) -> str:
    """Return the line (一、二) an item belongs to, or nothing."""
    found = _LINE.search(name)
    return found["line"] if found else ""


def items_on(procedure: str, day: date) -> Iterable[Category]:
    """Return the items of a procedure in use on a day, in the city's order."""
    begun = Q(valid_from__isnull=True) | Q(valid_from__lte=day)
    return Category.objects.filter(begun, Q(valid_to__isnull=True) | Q(valid_to__gte=day), procedure=procedure).order_by("order", "code")


def dispatch_groups(day: date) -> tuple[Group, ...]:
    """Return what may be reported to be put right, grouped; the groups most reported come first."""
    groups: dict[str, dict[str, list[Category]]] = {}
    for item in items_on(DISPATCH.key, day):
        groups.setdefault(item.group or "其他", {}).setdefault(plain_name(item.name), []).append(item)
    return tuple(
        Group(
            name=name,
            icon=ICONS.get(name, OTHER_ICON),
            matters=tuple(Matter(key=items[0].code, name=plain, items=tuple(items)) for plain, items in matters.items()),
        )
        for name, matters in groups.items()
    )


def mailbox_groups(day: date) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """Return the items of the mayor's mailbox by group, as a list to choose from."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for item in items_on(PETITION.key, day):
        groups.setdefault(item.group, []).append((item.code, item.name))
    return tuple((name, tuple(rows)) for name, rows in groups.items())


def group_of(groups: Iterable[Group], name: str) -> Group | None:
    """Return the group of a name."""
    return next((it for it in groups if it.name == name), None)


def matter_of(group: Group, key: str) -> Matter | None:
    """Return the matter of a key."""
    return next((it for it in group.matters if it.key == key), None)
