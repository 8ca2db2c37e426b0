"""The web server process: granian on the loopback address (or the one named by YANKAO_BIND), several workers, each restarted when it dies."""

from __future__ import annotations

import os
import signal
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from yankao.site.environment import read_environment
from yankao.site.processes import end_with_parent

WORKERS = 2
THREADS = 4
CONNECTIONS = 512
"""How many browsers may be connected to a worker at once: one that keeps its connection and asks nothing counts too, so this is not the number of
requests answered together (which is THREADS). Where it is reached, nobody new is let in until somebody leaves."""


def serve(port: int) -> None:
    """Answer requests until the process is told to stop."""
    end_with_parent()
    environment = read_environment(os.environ)
    # Before the program is loaded, which makes the counters.
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(_counts(environment.home.root / "run" / f"metrics-{port}"))
    import_module("yankao.site.wsgi")
    server = Server(
        "yankao.site.wsgi:application",
        address=environment.bind,
        port=port,
        interface=Interfaces.WSGI,
        workers=WORKERS,
        blocking_threads=THREADS,
        backpressure=CONNECTIONS,
        websockets=False,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        respawn_interval=0.5,
        workers_kill_timeout=8,
    )
    server.serve(target_loader=_load, wrap_loader=False)


def _load() -> Any:  # noqa: ANN401 -- granian takes any WSGI application
    # Runs in the worker: it must not outlive its parent and keep the port.
    end_with_parent(signal.SIGKILL)
    return import_module("yankao.site.wsgi").application


def _counts(folder: Path) -> Path:
    """Return the folder in which the processes count together, emptied."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for path in folder.glob("*.db"):
        path.unlink()
    return folder


if __name__ == "__main__":
    serve(int(sys.argv[1]))
