"""Makes room for work on very many rows: alone, on every processor, and without time spent on looking for cycles they do not hold."""

import gc
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from multiprocessing import get_context
from typing import TypeVar

import django
from django.db import connection

Part = TypeVar("Part")
Done = TypeVar("Done")
ROWS = 200_000
_ALONE = "SELECT pg_advisory_lock(hashtextextended(%s, 0))"
_ALONE_TO_THE_END = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))"
_NO_LONGER = "SELECT pg_advisory_unlock(hashtextextended(%s, 0))"


@contextmanager
def many_rows() -> Iterator[None]:
    """Let the collector of cycles run seldom while the body works."""
    before = gc.get_threshold()
    gc.set_threshold(ROWS, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


@contextmanager
def alone(what: str) -> Iterator[None]:
    """Let nobody else do the same meanwhile, on any machine; inside a transaction, until it ends."""
    is_inside = connection.in_atomic_block
    with connection.cursor() as cursor:
        cursor.execute(_ALONE_TO_THE_END if is_inside else _ALONE, [what])
    try:
        yield
    finally:
        if not is_inside:
            with connection.cursor() as cursor:
                cursor.execute(_NO_LONGER, [what])


def each_in_processes(work: Callable[[Part], Done], parts: Sequence[Part]) -> Iterator[Done]:
    """Do pieces of work side by side, on every processor one, each with a connection of its own; yield what came of each as it ends.

    Inside a transaction of the caller, which others do not see, they are done here one after another. The work and its parts go to
    other processes, so they are plain values and a function of a module. When one fails, what has begun is finished, and no more begins.
    """
    if len(parts) == 1 or connection.in_atomic_block:
        yield from map(work, parts)
        return
    most = min(os.cpu_count() or 1, len(parts))
    with ProcessPoolExecutor(max_workers=most, mp_context=get_context("spawn"), initializer=django.setup) as pool:
        doing = [pool.submit(work, part) for part in parts]
        try:
            for done in as_completed(doing):
                yield done.result()
        finally:
            pool.shutdown(cancel_futures=True)
