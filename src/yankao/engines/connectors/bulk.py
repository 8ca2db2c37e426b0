"""Makes room for work on very many rows: they hold no cycles, so looking for cycles all the time only costs time."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

ROWS = 200_000


@contextmanager
def many_rows() -> Iterator[None]:
    """Let the collector of cycles run seldom while the body works."""
    before = gc.get_threshold()
    gc.set_threshold(ROWS, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
