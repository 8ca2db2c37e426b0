"""How much processor time the server, the worker and the database of an installation have used: other work on the machine does not change it."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
FIRST_TIME, TIMES = 11, 4
"""Where user and system time stand after the name of the process, those of ended children behind them."""
NAMES = {"yankao.site.web": "web", "worker": "worker", "postgres": "database"}


def used(home: Path) -> dict[str, float]:
    """Return the seconds used so far, by what used them."""
    found = dict.fromkeys(NAMES.values(), 0.0)
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            name = next((name for word, name in NAMES.items() if word in command), None)
            if name is not None and _belongs(folder, home):
                times = (folder / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()[FIRST_TIME : FIRST_TIME + TIMES]
                found[name] += sum(map(int, times)) / TICKS
    return found


def _belongs(folder: Path, home: Path) -> bool:
    """Whether a process is of the installation: it was given its home, or works in its folder as the database does."""
    return f"YANKAO_HOME={home}".encode() in (folder / "environ").read_bytes() or (folder / "cwd").resolve().is_relative_to(home)
