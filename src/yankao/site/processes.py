"""Keeps the processes of one start together: starts them, restarts what dies, and stops them all."""

from __future__ import annotations

import ctypes
import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from yankao.site.errors import SiteError
from yankao.site.watchdog import Watchdog

PARENT_DEATH_SIGNAL = 1
FIRST_DELAY, LONGEST_DELAY, STEADY_AFTER = 1.0, 30.0, 60.0
GRACE, HUNG_GRACE = 15.0, 10.0
TICK = 0.5
log = logging.getLogger(__name__)


def end_with_parent(number: signal.Signals = signal.SIGTERM) -> None:
    """Ask the kernel to end this process when the one that started it dies, even by kill -9 (Linux only)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PARENT_DEATH_SIGNAL, int(number))


@dataclass(slots=True, kw_only=True)
class Child:
    """One process to be kept running."""

    name: str
    command: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    delay: float = FIRST_DELAY
    restart_at: float = 0.0
    watchdog: Watchdog | None = None
    kill_at: float = 0.0

    def start(self) -> None:
        """Start it in a session of its own, so that Ctrl-C reaches only the supervisor."""
        self.started_at, self.kill_at = time.monotonic(), 0.0
        if self.watchdog is not None:
            self.watchdog.begin_anew()
        self.process = subprocess.Popen(self.command, stdin=subprocess.DEVNULL, start_new_session=True)

    def watch(self) -> None:
        """Restart it when it died; wait twice as long each time until it holds for a minute."""
        now = time.monotonic()
        if self.process is None:
            if now >= self.restart_at:
                self.start()
        elif (code := self.process.poll()) is not None:
            self.delay = FIRST_DELAY if now - self.started_at > STEADY_AFTER else min(self.delay * 2, LONGEST_DELAY)
            log.warning("process_died name=%s code=%s restart_in=%.0fs", self.name, code, self.delay)
            self.process, self.restart_at = None, now + self.delay
        elif self.kill_at:
            if now >= self.kill_at:
                log.warning("process_killed name=%s", self.name)
                os.killpg(self.process.pid, signal.SIGKILL)
        elif self.watchdog is not None and self.watchdog.is_hung():
            # It lives and answers nobody: it is asked to end, then ended, and started again as if it had died.
            log.warning("process_hung name=%s", self.name)
            self.process.terminate()
            self.kill_at = now + HUNG_GRACE

    def terminate(self) -> None:
        """Ask it to end."""
        if self.process and self.process.poll() is None:
            self.process.terminate()

    def wait(self, *, until: float) -> None:
        """Wait for its end; end it by force at the moment `until`."""
        if self.process is None:
            return
        try:
            self.process.wait(max(0.1, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            log.warning("process_killed name=%s", self.name)
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


@dataclass(slots=True, kw_only=True)
class Supervisor:
    """Runs the children until somebody asks to stop; `each_tick` looks after what is not a child (the database)."""

    children: tuple[Child, ...]
    each_tick: Callable[[], None]
    on_ready: Callable[[], None]
    is_ready: Callable[[], bool]
    stopping: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        """Start everything, tell when it answers, watch it, and stop it in the end."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda *_: self.stopping.set())
        try:
            for child in self.children:
                child.start()
                if child.watchdog is not None:
                    child.watchdog.start()
            self._watch()
        finally:
            self._stop()

    def _watch(self) -> None:
        is_told = False
        while not self.stopping.is_set():
            if not is_told and self.is_ready():
                is_told = True
                self.on_ready()
            try:
                self.each_tick()
            except SiteError as error:
                # A full disk or a server that will not start yet: the pages go on saying so, and the next tick tries again.
                log.warning("tick_failed error=%s", type(error).__name__)
            for child in self.children:
                child.watch()
            self.stopping.wait(TICK if is_told else TICK / 3)

    def _stop(self) -> None:
        for child in self.children:
            if child.watchdog is not None:
                child.watchdog.stop()
            child.terminate()
        until = time.monotonic() + GRACE
        for child in self.children:
            child.wait(until=until)
