"""Figures for those who run the program (Prometheus under /metrics): requests, jobs, workers, disk; never a person."""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Callable, Iterator

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden
from django.views.decorators.cache import never_cache
from prometheus_client import REGISTRY, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from yankao.shell.gate import Audience, page
from yankao.site import health
from yankao.site.logs import log_request
from yankao.site.middleware import PROXIED

FOLDER_VARIABLE = "PROMETHEUS_MULTIPROC_DIR"
LOOPBACK = frozenset({"127.0.0.1", "::1"})
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
NO_ROUTE = "-"
REQUESTS = Counter("yankao_requests", "Requests answered.", ["method", "route", "status"])
SECONDS = Histogram("yankao_request_seconds", "Seconds to answer a request.", ["method", "route"], buckets=BUCKETS)
METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"})
KEY_HOLDERS = Audience(name="本機或持有監控金鑰者", allows=lambda _actor: True)
"""The view itself looks at the address and the key: no account is needed."""


class MeasureMiddleware:
    """Count and time every request under the pattern of its address, which names no case and no person."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Take the rest of the request chain."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Take the time around everything else."""
        began = time.perf_counter()
        response = self.get_response(request)
        seconds = time.perf_counter() - began
        route = request.resolver_match.route if request.resolver_match else NO_ROUTE
        method = request.method if request.method in METHODS else NO_ROUTE
        REQUESTS.labels(method, route, str(response.status_code)).inc()
        SECONDS.labels(method, route).observe(seconds)
        log_request(request, method=str(method), route=route, status=response.status_code, seconds=seconds)
        return response


class Surroundings(Collector):
    """What is asked anew each time: the queue, the workers, the room on the disk."""

    def collect(self) -> Iterator[Metric]:
        """Yield each figure; without a database those about it are missing and the others still told."""
        yield GaugeMetricFamily("yankao_disk_free_bytes", "Room left for files and the database.", value=health.free_bytes(settings.YANKAO))
        parts = GaugeMetricFamily("yankao_part_ok", "1 while a part of the program is well.", labels=["part"])
        for name, state in health.states(settings.YANKAO).items():
            parts.add_metric([name], float(state is health.State.OK))
        yield parts
        try:
            yield from _queue()
        except DatabaseError:
            connection.close()


def _queue() -> Iterator[Metric]:
    found = health.queue()
    yield GaugeMetricFamily("yankao_workers", "Workers that gave a sign within a minute.", value=found.workers)
    yield GaugeMetricFamily("yankao_job_waiting_seconds", "How long the next job has waited.", value=found.waiting_seconds)
    jobs = GaugeMetricFamily("yankao_jobs", "Jobs not done, by state.", labels=["state"])
    with connection.cursor() as cursor:
        cursor.execute("SELECT status::text, count(*) FROM procrastinate_jobs WHERE status IN ('todo', 'doing', 'failed') GROUP BY 1")
        counted = dict(cursor.fetchall())
    for state in ("todo", "doing", "failed"):
        jobs.add_metric([state], counted.get(state, 0))
    yield jobs


@never_cache
@page(who=KEY_HOLDERS)
def metrics(request: HttpRequest) -> HttpResponse:
    """Give the figures to this very machine, or to whoever holds the key."""
    if not may_read(request):
        return HttpResponseForbidden("metrics: loopback only, or Authorization: Bearer with secrets/metrics\n", content_type="text/plain")
    return HttpResponse(generate_latest(_registry()), content_type=CONTENT_TYPE_LATEST)


def may_read(request: HttpRequest) -> bool:
    """Whether the request comes from this machine itself, not through a proxy, or carries the key."""
    sent = request.headers.get("Authorization", "").removeprefix("Bearer ")
    key = settings.YANKAO.home.read_secret("metrics")
    if key and sent and secrets.compare_digest(sent.encode(), key.encode()):
        return True
    return request.META.get("REMOTE_ADDR") in LOOPBACK and not request.META.get(PROXIED) and "HTTP_X_FORWARDED_FOR" not in request.META


def _registry() -> CollectorRegistry:
    registry = CollectorRegistry()
    registry.register(Surroundings())
    if os.environ.get(FOLDER_VARIABLE):
        # Several processes answer requests; each keeps its counts in a file, added up here.
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    else:
        registry.register(_Own())
    return registry


class _Own(Collector):
    """The counts of this single process."""

    def collect(self) -> Iterator[Metric]:
        """Yield our own counts, without those of the library about the interpreter."""
        yield from (each for each in REGISTRY.collect() if each.name.startswith("yankao_"))
