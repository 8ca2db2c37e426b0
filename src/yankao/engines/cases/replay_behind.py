"""Writes one batch while the next is worked out: the database and the program work at the same time, on a processor each."""

import sys
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager

from django.db import connection, transaction

WRITERS = 2
"""So many batches are written at once, each in a transaction of its own."""
TURN = 0.0005
"""A writer that has bytes to hand over waits at most so many seconds for its turn."""

Work = Callable[[], None]


class Behind:
    """Does work in transactions of their own, behind the caller's back; inside a transaction of the caller, at once and in that one."""

    def __init__(self) -> None:
        """Begin with nothing to do."""
        self._pool = None if connection.in_atomic_block else ThreadPoolExecutor(max_workers=WRITERS, thread_name_prefix="replay")
        self._doing: deque[Future[None]] = deque()

    def do(self, work: Work) -> None:
        """Do one piece of work, later; what went wrong with an earlier one is raised now."""
        if self._pool is None:
            with transaction.atomic():
                work()
            return
        self._wait(until=WRITERS - 1)
        self._doing.append(self._pool.submit(_do, work))

    def finish(self) -> None:
        """Wait until everything is done."""
        self._wait(until=0)

    def stop(self) -> None:
        """Begin nothing more and wait for what was begun."""
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)

    def _wait(self, *, until: int) -> None:
        while len(self._doing) > until:
            self._doing.popleft().result()


def _do(work: Work) -> None:
    try:
        with transaction.atomic():
            work()
    finally:
        connection.close()


@contextmanager
def behind() -> Iterator[Behind]:
    """Let the body hand over work; when it ends without an error all of it is done."""
    turn, they = sys.getswitchinterval(), Behind()
    sys.setswitchinterval(TURN)
    try:
        yield they
        they.finish()
    finally:
        they.stop()
        sys.setswitchinterval(turn)
