"""What the measurements are made with: turns of two sides, shares of a list of times, processor time of process trees, statements asked."""

from __future__ import annotations

import math
import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import connection

TICKS = os.sysconf("SC_CLK_TCK")
Work = Callable[[], object]


@dataclass(slots=True, kw_only=True)
class Asked:
    """The statements a piece of work sent, with their values."""

    statements: list[tuple[str, Any]] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How many there were, marks of transactions aside."""
        return sum(not sql.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK")) for sql, _ in self.statements)


@contextmanager
def asked() -> Iterator[Asked]:
    """Note the statements that the body sends through Django's connection."""
    found = Asked()

    def note(execute: Callable[..., Any], sql: str, values: Any, many: bool, context: Any) -> Any:  # noqa: ANN401 -- Django's signature
        found.statements.append((sql, values))
        return execute(sql, values, many, context)

    with connection.execute_wrapper(note):
        yield found


@dataclass(frozen=True, slots=True, kw_only=True)
class Timed:
    """How long a piece of work took each time, and the processor time of this process for it, in milliseconds."""

    wall: tuple[float, ...]
    cpu: tuple[float, ...]

    @property
    def usual(self) -> float:
        """The middle of the times."""
        return share(self.wall, 0.5)

    @property
    def slow(self) -> float:
        """The time within which 95 of 100 are done."""
        return share(self.wall, 0.95)

    @property
    def cpu_usual(self) -> float:
        """The middle of the processor times."""
        return share(self.cpu, 0.5)


def share(times: Sequence[float], part: float) -> float:
    """Return the time within which a share of the work was done."""
    return sorted(times)[max(0, math.ceil(part * len(times)) - 1)]


def in_turns(times: int, *works: Work) -> tuple[Timed, ...]:
    """Do the works one after the other, again and again, after one round that does not count: whatever disturbs one disturbs the other."""
    walls: list[list[float]] = [[] for _ in works]
    cpus: list[list[float]] = [[] for _ in works]
    for turn in range(times + 1):
        for place, work in enumerate(works):
            wall, cpu = time.perf_counter(), time.process_time()
            work()
            if turn:
                cpus[place].append((time.process_time() - cpu) * 1000)
                walls[place].append((time.perf_counter() - wall) * 1000)
    return tuple(Timed(wall=tuple(wall), cpu=tuple(cpu)) for wall, cpu in zip(walls, cpus, strict=True))


def tree_cpu(root: int) -> float:
    """Return the seconds of processor time that a process and all below it have used, those that ended included."""
    try:
        fields = Path(f"/proc/{root}/stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
        children = Path(f"/proc/{root}/task/{root}/children").read_text(encoding="ascii").split()
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
    return sum(map(int, fields[11:15])) / TICKS + sum(tree_cpu(int(child)) for child in children)


def pace() -> float:
    """Return the milliseconds of processor time of a million simple steps: how fast this processor is at this moment, its neighbours at work."""
    began, total = time.process_time(), 0
    for number in range(1_000_000):
        total += number * number % 7
    return (time.process_time() - began) * 1000
