"""The web server process: granian on the loopback address (or behind a proxy), several workers, each restarted when it dies."""

from __future__ import annotations

import signal
import sys
from typing import Any

from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from yankao.site.ports import HOST
from yankao.site.processes import end_with_parent
from yankao.site.wsgi import application

WORKERS = 2
THREADS = 4


def serve(port: int) -> None:
    """Answer requests until the process is told to stop."""
    end_with_parent()
    server = Server(
        "yankao.site.wsgi:application",
        address=HOST,
        port=port,
        interface=Interfaces.WSGI,
        workers=WORKERS,
        blocking_threads=THREADS,
        backpressure=THREADS * 4,
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
    return application


if __name__ == "__main__":
    serve(int(sys.argv[1]))
