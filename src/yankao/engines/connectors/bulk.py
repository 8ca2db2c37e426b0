"""Makes room for work on very many rows: nobody else does the same meanwhile, and no time goes into looking for cycles they do not hold."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

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
