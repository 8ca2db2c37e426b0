"""What stands on every page: the city, the banner of a demonstration, the way around, notices, light or dark."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from django.apps import apps
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from yankao.engines.cases.read import KEPT
from yankao.engines.progress import registry as programmes
from yankao.engines.progress.who import may
from yankao.engines.registers import registry as registers
from yankao.kernel.actors import Actor, ActorKind
from yankao.kernel.agencies.city import current_city
from yankao.shell.gate import actor_or_none
from yankao.shell.inbox import unread_and_emergencies
from yankao.shell.navigation import pages_for
from yankao.shell.words import is_chinese, joined, namer, tr
from yankao.shell.words import now as clock
from yankao.shell.work import usable

THEME_COOKIE = "yankao_theme"
SHORT = 14
"""Up to so many procedures and registers the navigation shows them all at once."""
Row = tuple[str, str, int]
THEMES = (("auto", "依系統"), ("light", "淺色"), ("dark", "深色"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry of the navigation."""

    name: str
    url: str
    is_current: bool
    badge: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A group of entries under one heading."""

    name: str
    entries: tuple[Entry, ...]
    is_folding: bool = False
    is_open: bool = False


@cache
def is_simulated_home() -> bool:
    """Whether this installation was made for simulated data; it stays so for good."""
    return settings.YANKAO.home.is_simulated


def everywhere(request: HttpRequest) -> dict[str, Any]:
    """Return what every template may use."""
    actor = actor_or_none(request)
    city = current_city()
    theme = request.COOKIES.get(THEME_COOKIE, "auto")
    is_staff = actor is not None and actor.kind is ActorKind.USER
    unread, emergencies = unread_and_emergencies(actor, now=clock()) if actor is not None else (0, ())
    return {
        "actor": actor,
        "city_name": city.name if is_chinese() else city.english_name,
        "city": city,
        "commission": city.commission if is_chinese() else city.english_commission,
        "is_demo": settings.YANKAO_DEMO or is_simulated_home(),
        "theme": theme if theme in dict(THEMES) else "auto",
        "themes": [(key, tr(name)) for key, name in THEMES],
        "languages": settings.LANGUAGES,
        "unread": unread,
        "sections": sections(actor, path=request.path, unread=unread) if actor is not None else (),
        "is_staff_page": is_staff,
        "emergencies": emergencies if is_staff else (),
        "agencies": agency_names(actor) if actor is not None else "",
    }


@cache
def address(view: str, *args: str) -> str:
    """Return the address of a page of the navigation; it stays the same as long as the program runs."""
    return reverse(view, args=args)


def sections(actor: Actor, *, path: str, unread: int) -> tuple[Section, ...]:
    """Return the navigation of an actor: the own work, then what each division runs; long ones are folded but for the own."""
    work = [(_("首頁"), address("home"), 0)]
    if actor.kind is ActorKind.USER:
        work += [(_("待辦案件"), address("worklist"), 0), (_("逾期案件"), address("overdue"), 0)]
        work += [(_("會議"), address("meetings"), 0), (_("課程及參訪"), address("events"), 0)]
    work += [(_("查詢案件"), address("search"), 0)]
    work += [(_("通知"), address("notices"), unread)]
    work += [(tr(each.name), address(each.view), 0) for each in pages_for(actor)]
    about = [(_("系統目錄"), address("systems"), 0), (_("操作說明"), address("help"), 0)]
    divisions = _of_divisions(actor, namer())
    own = {held.division for held in actor.memberships}
    is_short = sum(len(rows) for rows in divisions.values()) <= SHORT
    return (
        _section(_("我的工作"), work, path=path),
        *(
            _section(tr(apps.get_app_config(division).verbose_name), divisions[division], path=path, is_folding=not is_short and division not in own)
            for division in sorted(divisions, key=lambda division: division not in own)
        ),
        _section(_("說明"), about, path=path),
    )


@lru_cache(maxsize=KEPT)
def _of_divisions(actor: Actor, say: Callable[[object], str]) -> dict[str, list[Row]]:
    """Return the procedures, programmes and registers of an actor under the divisions that run them; `say` stands for the language."""
    found: dict[str, list[Row]] = {}
    for procedure in usable(actor):
        found.setdefault(procedure.owner, []).append((say(procedure.name), address("list", procedure.key), 0))
    for programme in programmes.every():
        if may(programme.seen_by, actor):
            found.setdefault(programme.owner, []).append((say(programme.name), address("portfolio", programme.key), 0))
    for register in registers.every():
        if register.seen_by(actor):
            found.setdefault(register.owner, []).append((say(register.name), address("register", register.key), 0))
    return found


def _section(name: str, rows: list[Row], *, path: str, is_folding: bool = False) -> Section:
    # The longest address that fits is the current one: a page below another does not light up both.
    here = max((url for _name, url, _badge in rows if path == url or (url != "/" and path.startswith(url))), key=len, default="")
    entries = tuple(Entry(name=entry, url=url, badge=badge, is_current=url == here) for entry, url, badge in rows)
    return Section(name=name, entries=entries, is_folding=is_folding, is_open=any(entry.is_current for entry in entries))


def agency_names(actor: Actor) -> str:
    """Name the agencies for which the actor works."""
    return joined(dict.fromkeys(held.agency_name for held in actor.memberships))
