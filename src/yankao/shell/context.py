"""What stands on every page: the city, the banner of a demonstration, the way around, notices, light or dark."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from yankao.engines.registers import registry as registers
from yankao.kernel.actors import Actor, ActorKind
from yankao.kernel.agencies.city import current_city
from yankao.shell.gate import actor_or_none
from yankao.shell.inbox import unread_count
from yankao.shell.navigation import pages_for
from yankao.shell.words import is_chinese, joined, tr
from yankao.shell.work import usable

THEME_COOKIE = "yankao_theme"
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


def everywhere(request: HttpRequest) -> dict[str, Any]:
    """Return what every template may use."""
    actor = actor_or_none(request)
    city = current_city()
    theme = request.COOKIES.get(THEME_COOKIE, "auto")
    unread = unread_count(actor) if actor is not None else 0
    return {
        "actor": actor,
        "city_name": city.name if is_chinese() else city.english_name,
        "city": city,
        "is_demo": settings.YANKAO_DEMO,
        "theme": theme if theme in dict(THEMES) else "auto",
        "themes": [(key, tr(name)) for key, name in THEMES],
        "languages": settings.LANGUAGES,
        "unread": unread,
        "sections": sections(actor, path=request.path, unread=unread) if actor is not None else (),
        "is_staff_page": actor is not None and actor.kind is ActorKind.USER,
        "agencies": agency_names(actor) if actor is not None else "",
    }


def sections(actor: Actor, *, path: str, unread: int) -> tuple[Section, ...]:
    """Return the navigation of an actor."""
    work = [(_("首頁"), reverse("home"), 0)]
    if actor.kind is ActorKind.USER:
        work += [(_("待辦案件"), reverse("worklist"), 0), (_("逾期案件"), reverse("overdue"), 0)]
    work += [(_("查詢案件"), reverse("search"), 0)]
    work += [(_("通知"), reverse("notices"), unread)]
    work += [(tr(each.name), reverse(each.view), 0) for each in pages_for(actor)]
    cases = [(tr(each.name), reverse("list", args=[each.key]), 0) for each in usable(actor)]
    seen = [(tr(each.name), reverse("register", args=[each.key]), 0) for each in registers.every() if each.seen_by(actor)]
    about = [(_("系統目錄"), reverse("systems"), 0), (_("操作說明"), reverse("help"), 0)]
    groups = ((_("我的工作"), work), (_("案件"), cases), (_("登錄簿"), seen), (_("說明"), about))
    return tuple(Section(name=name, entries=tuple(_entry(*row, path=path) for row in rows)) for name, rows in groups if rows)


def _entry(name: str, url: str, badge: int, *, path: str) -> Entry:
    is_current = path == url or (url != "/" and path.startswith(url))
    return Entry(name=name, url=url, badge=badge, is_current=is_current)


def agency_names(actor: Actor) -> str:
    """Name the agencies for which the actor works."""
    return joined(dict.fromkeys(held.agency_name for held in actor.memberships))
