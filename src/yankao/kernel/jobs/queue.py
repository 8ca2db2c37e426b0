"""Putting work into the queue: in the transaction of its cause, so that what is rolled back is never done."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.jobs import JobDeferrer
from procrastinate.manager import JobManager
from procrastinate.tasks import configure_task
from procrastinate.types import JSONDict, JSONValue

AT_ONCE = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A declared job: what it is called, where it waits and what it does; of those with one `lock` one is done at a time."""

    key: str
    queue: str
    lock: str | None = None
    function: Callable[..., None] = field(repr=False)

    def run(self, *, now: datetime, **values: object) -> None:
        """Do the work here and now, as the worker would."""
        self.function(now=now, **values)


def enqueue(job: Job, /, **values: object) -> int:
    """Enqueue the job in the current transaction and return its number; values are ids and other plain things, never personal data."""
    return _deferrer(job).defer(**_plain(values))


def enqueue_at(job: Job, moment: datetime, /, **values: object) -> int:
    """Enqueue the job to be done not before `moment`."""
    return _deferrer(job, moment=moment).defer(**_plain(values))


def enqueue_once(job: Job, name: str, /, **values: object) -> bool:
    """Enqueue the job unless one of this name is waiting already; return whether it was enqueued."""
    try:
        with transaction.atomic():
            _deferrer(job, name=f"{job.key}:{name}").defer(**_plain(values))
    except AlreadyEnqueued:
        return False
    return True


def enqueue_many(job: Job, rows: Iterable[Mapping[str, object]], /) -> int:
    """Enqueue the job once for each row of values, many by one statement, and return how many."""
    plain = [_plain(row) for row in rows]
    for start in range(0, len(plain), AT_ONCE):
        _deferrer(job).batch_defer(*plain[start : start + AT_ONCE])
    return len(plain)


def _deferrer(job: Job, *, moment: datetime | None = None, name: str | None = None) -> JobDeferrer:
    # Always Django's own connection: a worker gives the app a connection of its own, outside the transaction of the task.
    manager = JobManager(DjangoConnector())
    return configure_task(name=job.key, job_manager=manager, queue=job.queue, lock=job.lock, schedule_at=moment, queueing_lock=name)


def _plain(values: Mapping[str, object]) -> JSONDict:
    return {name: _plain_value(value) for name, value in values.items()}


def _plain_value(value: object) -> JSONValue:
    if value is None or isinstance(value, str | int | bool):
        return value
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, list | tuple):
        return [_plain_value(item) for item in value]
    message = f"工作參數只能是代號等簡單的值，不是 {type(value).__name__}"
    raise TypeError(message)
