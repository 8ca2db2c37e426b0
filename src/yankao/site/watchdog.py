"""Finds a web server that lives but answers nobody, or only some: it is asked again and again, and too many silences are a fault."""

from __future__ import annotations

import http.client
import threading
import time
from collections import deque
from dataclasses import dataclass, field

from yankao.site.ports import HOST

HEALTH = "/healthz"
EVERY, PATIENCE, LONGEST_START = 5.0, 20.0, 120.0
REMEMBERED, TOO_MANY = 8, 4


@dataclass(slots=True, kw_only=True)
class Watchdog:
    """Asks a port for its health, beside everything else.

    Any answer will do, 503 too: what it says is not the matter here. Of `remembered` questions `too_many` may not stay without an answer
    within `patience` seconds: one hung worker of two leaves half of them unanswered. A server that is only starting has time.
    """

    port: int
    path: str = HEALTH
    every: float = EVERY
    patience: float = PATIENCE
    remembered: int = REMEMBERED
    too_many: int = TOO_MANY
    _silences: deque[bool] = field(default_factory=deque)
    _began: float = 0.0
    _round: int = 0
    _stopping: threading.Event = field(default_factory=threading.Event)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def start(self) -> None:
        """Begin to ask; ends with the process."""
        threading.Thread(target=self._ask_on, name="watchdog", daemon=True).start()

    def stop(self) -> None:
        """Ask no more."""
        self._stopping.set()

    def begin_anew(self) -> None:
        """Forget what was asked of a process that has been replaced."""
        with self._lock:
            self._silences.clear()
            self._began, self._round = 0.0, self._round + 1

    def is_hung(self) -> bool:
        """Whether too many questions stayed without an answer."""
        with self._lock:
            return sum(self._silences) >= self.too_many

    def _ask_on(self) -> None:
        while not self._stopping.wait(self.every):
            with self._lock:
                asked_in = self._round
                self._began = self._began or time.monotonic()
            answer = self._ask()
            with self._lock:
                if asked_in == self._round and answer is not None:
                    self._note(is_silent=not answer)

    def _note(self, *, is_silent: bool) -> None:
        """Remember an answer or a silence; before the first answer silence counts only when the start takes too long."""
        is_starting = not any(not each for each in self._silences) and time.monotonic() - self._began < LONGEST_START
        if is_silent and is_starting:
            return
        self._silences.append(is_silent)
        # The first answer stays in mind for as long as the process lives: silences after it count.
        if len(self._silences) > self.remembered + 1:
            del self._silences[1]

    def _ask(self) -> bool | None:
        """Whether there was an answer; None when nobody listens, for then the process is starting or gone."""
        connection = http.client.HTTPConnection(HOST, self.port, timeout=self.patience)
        try:
            connection.request("GET", self.path, headers={"Connection": "close"})
            connection.getresponse()
        except ConnectionError:
            return None
        except (OSError, http.client.HTTPException):
            return False
        else:
            return True
        finally:
            connection.close()
