"""Whether the program can do its work: database, queue, disk and cluster, told in one word each under /healthz."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.conf import settings
from django.db import DatabaseError, connection, connections
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache

from yankao.shell.gate import ANYONE, page
from yankao.site.environment import Environment
from yankao.site.postgres import is_running
from yankao.site.replica import REPLICA, is_fresh

MEGABYTE = 1024 * 1024
LEAST_BYTES, LOW_BYTES = 100 * MEGABYTE, 1024 * MEGABYTE
WORKER_SILENT_SECONDS = 60
JOB_LATE_SECONDS = 300
_WORKERS = "SELECT count(*) FROM procrastinate_workers WHERE last_heartbeat > now() - make_interval(secs => %s)"
# The job that should be taken next; the partial index of waiting jobs answers it.
_WAITING = """
    SELECT extract(epoch FROM now() - coalesce(job.scheduled_at, told.at))
      FROM procrastinate_jobs job
      LEFT JOIN procrastinate_events told ON told.job_id = job.id AND told.type = 'deferred'
     WHERE job.status = 'todo' AND (job.scheduled_at IS NULL OR job.scheduled_at <= now())
     ORDER BY job.priority DESC, job.id LIMIT 1
"""


class State(StrEnum):
    """How a part is: LOW still serves but somebody should look, DOWN does not serve."""

    OK = "ok"
    LOW = "low"
    DOWN = "down"


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """How the queue is: workers that gave a sign within a minute, and how long the next job has waited."""

    workers: int
    waiting_seconds: float

    @property
    def state(self) -> State:
        """Late work is a reason to look, not to take the pages away."""
        return State.LOW if not self.workers or self.waiting_seconds > JOB_LATE_SECONDS else State.OK


@never_cache
@page(who=ANYONE)
def healthz(request: HttpRequest) -> JsonResponse:  # noqa: ARG001 -- every view takes the request
    """Answer 200 while pages can be served and 503 when not; open to everybody, tells states and nothing else."""
    parts = states(settings.YANKAO)
    worst = overall(parts.values())
    return JsonResponse({"status": worst, "parts": parts}, status=503 if worst is State.DOWN else 200)


def states(environment: Environment) -> dict[str, State]:
    """Return the state of every part."""
    found = {"database": database_state()}
    if found["database"] is State.OK:
        found["jobs"] = queue().state
    found["disk"] = disk_state(free_bytes(environment))
    found["cluster"] = cluster_state(environment)
    return found


def overall(parts: Iterable[State]) -> State:
    """Return the worst of the states."""
    order = list(State)
    return max(parts, key=order.index)


def database_state() -> State:
    """Ask the database the smallest question; one that answers but takes no writes serves nobody."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_is_in_recovery()")
            (is_standby,) = cursor.fetchone()
    except DatabaseError:
        # The next try needs a connection of its own.
        connection.close()
        return State.DOWN
    return State.DOWN if is_standby else State.OK


def queue() -> Queue:
    """Ask who works and what waits."""
    with connection.cursor() as cursor:
        cursor.execute(_WORKERS, [WORKER_SILENT_SECONDS])
        (workers,) = cursor.fetchone()
        cursor.execute(_WAITING)
        row = cursor.fetchone()
    return Queue(workers=workers, waiting_seconds=float(row[0] or 0) if row else 0.0)


def free_bytes(environment: Environment) -> int:
    """Return the room left where files, and the embedded database, are kept."""
    return shutil.disk_usage(environment.home.root).free


def disk_state(free: int) -> State:
    """Say whether the room is enough."""
    if free < LEAST_BYTES:
        return State.DOWN
    return State.LOW if free < LOW_BYTES else State.OK


def cluster_state(environment: Environment) -> State:
    """Say whether the embedded server runs, or whether the replica of an outside one keeps up."""
    if environment.is_embedded:
        return State.OK if is_running(environment.home) else State.DOWN
    if REPLICA in connections.databases:
        return State.OK if is_fresh() else State.LOW
    return State.OK
