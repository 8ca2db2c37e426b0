"""The public map and list: which published cases a reader asks for, and their points without anything of a person."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TypeVar
from urllib.parse import urlencode

from django.db.models import QuerySet

from yankao.divisions.service.citizen.matters import Group, dispatch_groups, plain_name
from yankao.divisions.service.open311.covering import public_point
from yankao.divisions.service.open311.publish import CLOSED, PublicCase, PublicLine, lines_of, newest_first, publishable, published
from yankao.divisions.service.procedures.dispatch import DISPATCH
from yankao.engines.cases import registry
from yankao.engines.cases.models import Case
from yankao.kernel.agencies.models import District

MOST_POINTS = 1000
PAGE_SIZE = 30
LAST_PAGE = 200
PERIODS = (7, 30, 90, 365)
USUAL = 30
STATES = ("open", "closed")
L = TypeVar("L", bound=PublicLine)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a reader asks for; anything not understood is the usual."""

    group: str = ""
    district: str = ""
    state: str = ""
    days: int = USUAL
    page: int = 1

    def query(self) -> str:
        """Return the question as it stands in an address."""
        told = {"group": self.group, "district": self.district, "state": self.state, "days": self.days if self.days != USUAL else ""}
        return urlencode({name: value for name, value in told.items() if value})


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One page of the list."""

    rows: tuple[PublicLine, ...]
    page: int
    has_more: bool


def wanted(data: "dict[str, str]", *, districts: Iterable[District], groups: Iterable[Group]) -> Wanted:
    """Read what is asked for."""
    days, page = data.get("days", ""), data.get("page", "")
    state = data.get("state", "")
    return Wanted(
        group=next((it.name for it in groups if it.name == data.get("group")), ""),
        district=next((it.code for it in districts if it.code == data.get("district")), ""),
        state=state if state in STATES else "",
        days=int(days) if days.isdecimal() and int(days) in PERIODS else USUAL,
        page=min(int(page), LAST_PAGE) if page.isdecimal() and page.isascii() and int(page) else 1,
    )


def public_groups(day: date) -> tuple[Group, ...]:
    """Return the groups of which anything is published."""
    kept = []
    for group in dispatch_groups(day):
        matters = tuple(replace(it, items=tuple(item for item in it.items if item.is_public)) for it in group.matters)
        if any(it.items for it in matters):
            kept.append(replace(group, matters=tuple(it for it in matters if it.items)))
    return tuple(kept)


def found(it: Wanted, *, now: datetime) -> QuerySet[Case]:
    """Return the published cases asked for."""
    cases = publishable().filter(received_at__gte=now - timedelta(days=it.days), received_at__lte=now)
    if it.group:
        cases = cases.filter(category__group=it.group)
    if it.district:
        cases = cases.filter(district_id=it.district)
    if it.state:
        cases = cases.filter(CLOSED if it.state == "closed" else ~CLOSED)
    return cases


def listed(it: Wanted, *, now: datetime) -> Listed:
    """Return one page of the list, newest first; one statement."""
    rows = plainly(lines_of(found(it, now=now), start=(it.page - 1) * PAGE_SIZE, most=PAGE_SIZE + 1))
    return Listed(rows=tuple(rows[:PAGE_SIZE]), page=it.page, has_more=len(rows) > PAGE_SIZE and it.page < LAST_PAGE)


def points(it: Wanted, *, now: datetime) -> list[dict[str, object]]:
    """Return the newest points, a home only roughly, with the district and nothing that anybody wrote; one statement."""
    cases = found(it, now=now).filter(lat__isnull=False).order_by("-received_at", "-id")
    rows = cases.values_list("number", "category__name", "district__name", "step", "closed_at", "lat", "long", "address", "procedure")
    made = []
    for number, name, district, step, closed_at, lat, long, address, procedure in rows[:MOST_POINTS]:
        north, east = public_point(lat, long, address=address)
        is_closed = closed_at is not None or step in DISPATCH.closed_steps
        state = registry.get(procedure).step_name(step)
        made.append(
            {
                "number": number,
                "name": plain_name(name or ""),
                "place": district or "",
                "state": state,
                "is_closed": is_closed,
                "lat": north,
                "long": east,
            }
        )
    return made


def plainly(shown: Iterable[L]) -> list[L]:
    """Return what is published of cases, each item under the name a citizen knows."""
    return [replace(it, service_name=plain_name(it.service_name)) for it in shown]


def one(number: str) -> PublicCase | None:
    """Return one published case; what is not for the public does not exist here."""
    case = newest_first(publishable().filter(number=number)).first()
    return plainly(published([case]))[0] if case is not None else None
