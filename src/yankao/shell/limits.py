"""How often somebody may ask (使用頻率上限): declared for each part of the program, counted in the database for all web nodes together.

Each asker owns one row that says until when its share is used up; asking moves that moment on. One statement both asks and counts, so that
two nodes in the same moment cannot both give the last share. The table is unlogged: counting waits for no disk, and a crash forgets counts only.
"""

import hmac
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render
from django.utils.translation import gettext as _

from yankao.engines.identity.models import User
from yankao.kernel.days import day_of
from yankao.kernel.keys import current_key
from yankao.kernel.law import Dated, Ours, Since
from yankao.shell.api.problems import problem
from yankao.shell.models import RateMark
from yankao.shell.words import now as clock

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
TOO_MANY = 429
ADDRESS_TIMES = 3
"""Several programs may stand behind one network address; together they have three shares, whatever keys they name."""
BEGAN = date(2001, 1, 1)
UNREADABLE = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent, MultiPartParserError)
_TAKE = """
    INSERT INTO shell_ratemark AS mark (key, full_at, span)
    SELECT key, %(now)s + step * interval '1 second', span * interval '1 second'
      FROM unnest(%(keys)s::text[], %(steps)s::float8[], %(spans)s::float8[]) AS asked (key, step, span) ORDER BY key
    ON CONFLICT (key) DO UPDATE
       SET full_at = GREATEST(mark.full_at, %(now)s) + (EXCLUDED.full_at - %(now)s), span = EXCLUDED.span
     WHERE GREATEST(mark.full_at, %(now)s) + (EXCLUDED.full_at - %(now)s) <= %(now)s + EXCLUDED.span + interval '1 millisecond'
    RETURNING key
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """So many within so many seconds; all of them may come at once, then the share comes back evenly."""

    most: int
    seconds: int = 60

    def __str__(self) -> str:
        return f"{self.seconds} 秒內 {self.most:,} 次"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """One declared limit; the operator may set another rate by its key (YANKAO_RATE_LIMITS)."""

    key: str
    name: str
    rate: Dated[Rate]

    def at(self, day: date) -> Rate | None:
        """Return the rate in force, or None when the operator has lifted the limit."""
        chosen: tuple[int, int] | None = settings.YANKAO.outside.limits.get(self.key)
        if chosen is None:
            return self.rate.at(day).value
        return Rate(most=chosen[0], seconds=chosen[1]) if chosen[0] else None


Refusal = Callable[[HttpRequest, str], HttpResponse]


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """A part of the addresses with its limits for reading and writing, who is counted, and how a refusal looks there."""

    prefixes: tuple[str, ...]
    reads: Limit | None
    writes: Limit | None
    caller: Callable[[HttpRequest], str]
    refuse: Refusal


_areas: dict[str, Area] = {}


def ours(most: int, seconds: int, reason: str) -> Dated[Rate]:
    """Return a rate of this program's own choice."""
    return Dated(Since(BEGAN, Rate(most=most, seconds=seconds), Ours(reason)))


def register_area(area: Area) -> Area:
    """Put a part of the addresses under its limits; two parts with the same beginning are a mistake."""
    for prefix in area.prefixes:
        if prefix in _areas and _areas[prefix] != area:
            message = f"{prefix} 已有使用頻率上限"
            raise ValueError(message)
        _areas[prefix] = area
    return area


def limits() -> Mapping[str, Limit]:
    """Return every declared limit by its key."""
    return {it.key: it for area in _areas.values() for it in (area.reads, area.writes) if it is not None}


def take(shares: Mapping[str, Rate], *, now: datetime) -> int:
    """Count one request for each of the keys; return after how many seconds to come again, 0 when it is within all of them."""
    wanted = sorted(shares.items())
    steps = [rate.seconds / rate.most for _key, rate in wanted]
    keys, spans = [key for key, _rate in wanted], [rate.seconds for _key, rate in wanted]
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, {"now": now, "keys": keys, "steps": steps, "spans": spans})
        given = {row[0] for row in cursor.fetchall()}
    refused = {key: rate for key, rate in wanted if key not in given}
    if not refused:
        return 0
    full = dict(RateMark.objects.filter(key__in=refused).values_list("key", "full_at"))
    waits = [full[key] + timedelta(seconds=rate.seconds / rate.most - rate.seconds) - now for key, rate in refused.items() if key in full]
    return max(1, math.ceil(max(waits, default=timedelta(0)).total_seconds()))


def forget(*, now: datetime) -> int:
    """Delete the rows of those who have their whole share again and return how many."""
    return RateMark.objects.filter(full_at__lte=now).delete()[0]


class RateLimitMiddleware:
    """Refuse who asks too often, before the view and its work."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Take the rest of the request chain."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on; the count is taken when the view is known."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, _view: object, _arguments: object, _words: object) -> HttpResponse | None:
        """Count the request (the Django hook before a view)."""
        area = next((it for prefix, it in _areas.items() if request.path.startswith(prefix)), None)
        limit = (area.reads if request.method in SAFE else area.writes) if area else None
        now = clock()
        rate = limit.at(day_of(now)) if limit else None
        if area is None or limit is None or rate is None:
            return None
        wait = take(_shares(request, area, limit, rate), now=now)
        if wait == 0:
            return None
        says = _("請求過於頻繁（上限為%(rate)s），請於 %(wait)d 秒後再試") % {"rate": rate, "wait": wait}
        response = area.refuse(request, says)
        response.headers["Retry-After"] = str(wait)
        return response


def _shares(request: HttpRequest, area: Area, limit: Limit, rate: Rate) -> dict[str, Rate]:
    address = f"{limit.key}:address:{_digest(str(request.META.get('REMOTE_ADDR', '')))}"
    try:
        caller = area.caller(request)
    except UNREADABLE:
        caller = ""
    if not caller:
        return {address: rate}
    wide = Rate(most=rate.most * ADDRESS_TIMES, seconds=rate.seconds)
    return {f"{address}:callers": wide, f"{limit.key}:caller:{_digest(caller)}": rate}


def _digest(value: str) -> str:
    """Return what a key or an address is counted under, not readable back."""
    return hmac.digest(current_key().derive("rate"), value.encode("utf-8", "replace"), sha256).hex()[:32]


def key_or_account(request: HttpRequest) -> str:
    """Return the key that came in the header, or the account behind the session."""
    bearer = request.headers.get("Authorization", "")
    if bearer:
        return f"key {bearer}"
    return f"user {request.user.pk}" if isinstance(request.user, User) else ""


def nobody(request: HttpRequest) -> str:  # noqa: ARG001 -- the signature is the area's
    """Count by the network address alone."""
    return ""


def refuse_page(request: HttpRequest, says: str) -> HttpResponse:
    """Refuse with a page."""
    return render(request, "shell/429.html", {"says": says}, status=TOO_MANY)


REST_READS = Limit(key="rest.read", name="REST 讀取", rate=ours(1200, 60, "每秒 20 次足供同步，且不影響櫃檯人員"))
REST_WRITES = Limit(key="rest.write", name="REST 寫入", rate=ours(600, 60, "每秒 10 件高於全市 1999 尖峰"))
register_area(
    Area(prefixes=("/api/v1/",), reads=REST_READS, writes=REST_WRITES, caller=key_or_account, refuse=lambda _request, says: problem(TOO_MANY, says))
)
