"""Reads of public pages from a streaming replica: only while it keeps up, never right after the reader's own writing."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve

REPLICA = "replica"
MOST_LAG_SECONDS = 5.0
ASK_EVERY_SECONDS = 1.0
OWN_WRITE_COOKIE = "yankao_wrote"
OWN_WRITE_SECONDS = 15
PUBLIC_PAGES = frozenset({
    "citizen-list", "citizen-map", "citizen-map-case", "citizen-map-points", "district-page", "monthly-report",
    "open311-bulk", "open311-definition", "open311-request", "open311-requests", "open311-services", "open311-updates",
    "open1999-json", "open1999-xml",
})  # fmt: skip
"""Pages that everybody sees alike and that only read."""
_reads_replica: ContextVar[bool] = ContextVar("reads_replica", default=False)
log = logging.getLogger(__name__)


class PublicReads:
    """The database router: what a public page reads may come from the replica; everything else, and every write, is the primary's."""

    def db_for_read(self, model: type[Model], **hints: object) -> str | None:  # noqa: ARG002 -- Django's signature
        """Name the replica while a public page is being answered."""
        return REPLICA if _reads_replica.get() else None

    def db_for_write(self, model: type[Model], **hints: object) -> str | None:  # noqa: ARG002 -- Django's signature
        """Name the primary, also for a row that was read from the replica."""
        return DEFAULT_DB_ALIAS

    def allow_relation(self, one: Model, other: Model, **hints: object) -> bool | None:  # noqa: ARG002 -- Django's signature
        """Both hold the same rows."""
        return True

    def allow_migrate(self, db: str, app_label: str, **hints: object) -> bool | None:  # noqa: ARG002 -- Django's signature
        """Tables reach the replica by streaming."""
        return False if db == REPLICA else None


class ReplicaMiddleware:
    """Answer public pages from the replica; what it cannot answer is asked of the primary at once."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Take the rest of the request chain."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Choose the database, and remember who has just written."""
        if REPLICA not in settings.DATABASES:
            return self.get_response(request)
        if may_read_replica(request) and is_fresh():
            response = self._from_replica(request)
            if response.status_code < 500:  # noqa: PLR2004 -- the class of faults of the server
                return response
            log.warning("replica_failed")
        response = self.get_response(request)
        if request.method == "POST" and response.status_code < 400:  # noqa: PLR2004 -- something was written
            response.set_cookie(
                OWN_WRITE_COOKIE, "1", max_age=OWN_WRITE_SECONDS, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
            )
        return response

    def _from_replica(self, request: HttpRequest) -> HttpResponse:
        mark = _reads_replica.set(True)
        try:
            response = self.get_response(request)
        finally:
            _reads_replica.reset(mark)
        response.headers["X-Read-From"] = REPLICA
        return response


def may_read_replica(request: HttpRequest) -> bool:
    """Whether the page only reads what everybody may see, for somebody not logged in who wrote nothing just now."""
    if request.method not in {"GET", "HEAD"} or OWN_WRITE_COOKIE in request.COOKIES or settings.SESSION_COOKIE_NAME in request.COOKIES:
        return False
    try:
        return resolve(request.path_info).url_name in PUBLIC_PAGES
    except Resolver404:
        return False


@dataclass(slots=True)
class _Asked:
    """What the replica said last, and when; each process asks at most once a second."""

    at: float = -1e9
    is_fresh: bool = False


_asked = _Asked()


def is_fresh(*, clock: Callable[[], float] = time.monotonic) -> bool:
    """Whether the replica holds what the primary wrote some seconds ago."""
    if clock() - _asked.at >= ASK_EVERY_SECONDS:
        _asked.at, was = clock(), _asked.is_fresh
        _asked.is_fresh = _keeps_up()
        if was != _asked.is_fresh:
            log.warning("replica_%s", "keeps_up" if _asked.is_fresh else "lags")
    return _asked.is_fresh


def _keeps_up() -> bool:
    """Compare places in the log, not clocks alone: a replica cut off from a quiet primary is not late, one behind a busy primary is."""
    try:
        written = _one("default", "SELECT pg_current_wal_lsn()")
        behind, seconds = _row(
            REPLICA,
            "SELECT pg_wal_lsn_diff(%s, pg_last_wal_replay_lsn()), extract(epoch FROM clock_timestamp() - pg_last_xact_replay_timestamp())",
            [written],
        )
    except DatabaseError:
        connections[REPLICA].close()
        return False
    return behind is not None and (behind <= 0 or (seconds is not None and seconds <= MOST_LAG_SECONDS))


def _one(alias: str, query: str) -> Any:  # noqa: ANN401 -- one value of any type
    return _row(alias, query, [])[0]


def _row(alias: str, query: str, values: list[Any]) -> tuple[Any, ...]:
    with connections[alias].cursor() as cursor:
        cursor.execute(query, values)
        row: tuple[Any, ...] = cursor.fetchone()
    return row
