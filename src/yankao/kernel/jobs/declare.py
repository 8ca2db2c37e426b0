"""How an engine declares a job: a key, a queue, how often it is tried; every job is handed the moment it is done at."""

from collections.abc import Callable
from datetime import UTC, datetime
from enum import StrEnum

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from yankao.kernel.jobs.queue import Job

Declare = Callable[[Callable[..., None]], Job]


class Queue(StrEnum):
    """Which line a job waits in: SLOW keeps charts and imports out of the way of what people wait for."""

    DEFAULT = "default"
    SLOW = "slow"


def task(*, key: str, queue: Queue = Queue.DEFAULT, tries: int = 5, is_alone: bool = False) -> Declare:
    """Declare the function below as a job; it takes `now` and the plain values given to `enqueue`, by keyword.

    `is_alone`: of several such jobs one is done at a time, by whichever worker.
    """

    def declare(function: Callable[..., None]) -> Job:
        def work(**values: object) -> None:
            function(now=_clock(), **values)

        app.task(name=key, queue=queue.value, retry=_patience(tries))(work)
        return Job(key=key, queue=queue.value, lock=key if is_alone else None, function=function)

    return declare


def periodic(*, key: str, cron: str, queue: Queue = Queue.DEFAULT, tries: int = 1) -> Declare:
    """Declare the function below as a job done by the clock (a sixth field of `cron` counts seconds); it takes `now` only."""

    def declare(function: Callable[..., None]) -> Job:
        def work(timestamp: int = 0) -> None:  # noqa: ARG001 - the queue hands the planned moment over
            function(now=_clock())

        # The lock lets at most one wait, so that a worker that was away does not do a night's minutes one by one.
        declared = app.task(name=key, queue=queue.value, retry=_patience(tries), queueing_lock=key)(work)
        app.periodic(cron=cron, queueing_lock=key)(declared)
        return Job(key=key, queue=queue.value, function=function)

    return declare


def _clock() -> datetime:
    # A worker stands where the shell stands for a request: here the clock is read, once a job.
    return datetime.now(tz=UTC)


def _patience(tries: int) -> RetryStrategy | bool:
    # The library counts the attempts after the first.
    return RetryStrategy(max_attempts=tries - 1, exponential_wait=4) if tries > 1 else False
