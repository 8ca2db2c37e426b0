"""A web process that lives but answers nobody is ended and started again; one that answers, however badly, is left alone."""

import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from yankao.site import processes
from yankao.site.ports import free_port
from yankao.site.processes import Child, Supervisor
from yankao.site.watchdog import Watchdog

SERVER = """
import os, signal, sys
from http.server import BaseHTTPRequestHandler, HTTPServer

port, starts, answers, status, is_deaf = int(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4]), sys.argv[5] == "deaf"
if is_deaf:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
with open(starts, "a") as file:
    file.write(f"{os.getpid()}\\n")
is_first = sum(1 for _ in open(starts)) == 1
told = 0

class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        global told
        while is_first and told >= answers:
            pass  # it spins
        told += 1
        self.send_response(status)
        self.end_headers()

    def log_message(self, *_):
        pass

HTTPServer(("127.0.0.1", port), Handler).serve_forever()
"""
LONGEST = 30.0


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Wait for nothing longer than a test should; give the signals back."""
    monkeypatch.setattr(processes, "HUNG_GRACE", 0.5)
    monkeypatch.setattr(processes, "FIRST_DELAY", 0.1)
    kept = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    yield
    for number, handler in kept.items():
        signal.signal(number, handler)


def run(folder: Path, *, answers: int, status: int = 200, is_deaf: bool = False, seconds: float = LONGEST) -> list[str]:
    """Supervise a server that hangs after so many answers, until it was started twice or the time is over; return its process ids."""
    script, starts, port = folder / "server.py", folder / "starts", free_port(18700)
    script.write_text(SERVER, encoding="utf-8")
    command = (sys.executable, str(script), str(port), str(starts), str(answers), str(status), "deaf" if is_deaf else "")
    watchdog = Watchdog(port=port, every=0.05, patience=0.4, remembered=4, too_many=2)
    child, until = Child(name="web", command=command, delay=0.1, watchdog=watchdog), time.monotonic() + seconds

    def started() -> list[str]:
        return starts.read_text(encoding="utf-8").split() if starts.exists() else []

    def stop_in_time() -> None:
        if len(started()) > 1 or time.monotonic() > until:
            supervisor.stopping.set()

    supervisor = Supervisor(children=(child,), each_tick=stop_in_time, on_ready=lambda: None, is_ready=lambda: True)
    supervisor.run()
    assert child.process is None or child.process.poll() is not None
    return started()


def test_a_server_that_spins_is_started_again(tmp_path: Path) -> None:
    assert len(run(tmp_path, answers=3)) == 2


def test_a_server_that_spins_and_ignores_the_request_to_end_is_started_again(tmp_path: Path) -> None:
    assert len(run(tmp_path, answers=3, is_deaf=True)) == 2


def test_a_server_that_answers_with_a_fault_is_left_alone(tmp_path: Path) -> None:
    assert len(run(tmp_path, answers=10**9, status=503, seconds=3)) == 1


def test_one_silent_worker_of_two_is_noticed_and_a_single_silence_forgiven() -> None:
    watchdog = Watchdog(port=1)
    for _ in range(20):
        watchdog._note(is_silent=False)
    watchdog._note(is_silent=True)
    assert not watchdog.is_hung()
    for _ in range(3):
        watchdog._note(is_silent=False)
        watchdog._note(is_silent=True)
    assert watchdog.is_hung()


def test_a_server_that_is_starting_has_time() -> None:
    watchdog = Watchdog(port=1, _began=time.monotonic())
    for _ in range(20):
        watchdog._note(is_silent=True)
    assert not watchdog.is_hung()
