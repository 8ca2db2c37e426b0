"""An installation of its own, with real processes that can be killed: web server, worker and database."""

import http.client
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg

from yankao.site.home import Home
from yankao.site.postgres import database_url

CLEAN = {name: value for name, value in os.environ.items() if not name.startswith(("YANKAO_", "PYTEST_", "DATABASE_URL", "PROMETHEUS_"))}
YANKAO = [sys.executable, "-m", "yankao.site.cli"]
OPENING = "/api/v1/procedures/service.dispatch/cases"
FACTS = {"category": "litter", "description": "垃圾堆積", "address": "三多路"}


@dataclass(frozen=True, slots=True)
class Answer:
    """What a client was answered."""

    status: int
    headers: dict[str, str]
    text: str


@dataclass(slots=True)
class Installation:
    """One running demonstration without cases."""

    home: Home
    process: subprocess.Popen[str]
    url: str = ""
    key: str = ""

    def ask(self, method: str, path: str, *, body: str = "", timeout: float = 20, **headers: str) -> Answer:
        """Send one request on a connection of its own."""
        return ask(self.url, method, path, body=body, timeout=timeout, **headers)

    def open_case(self, token: str, **facts: str) -> Answer:
        """Ask for a case under an Idempotency-Key."""
        headers = {"Authorization": f"Bearer {self.key}", "Idempotency-Key": token, "Content-Type": "application/json"}
        return self.ask("POST", OPENING, body=json.dumps({"facts": {**FACTS, **facts}}), **headers)

    def children(self, word: str) -> list[int]:
        """Return the processes started by the supervisor whose command line holds the word."""
        return [pid for pid in children_of(self.process.pid) if word in command_line(pid)]

    def postmaster(self) -> int:
        """Return the number of the database server."""
        return int((self.home.data / "postmaster.pid").read_text(encoding="utf-8").split()[0])

    @contextmanager
    def database(self) -> Iterator[psycopg.Connection]:
        """Give a connection to the database."""
        with psycopg.connect(database_url(self.home), autocommit=True) as connection:
            yield connection

    def one(self, query: str) -> object:
        """Return the one value of a query."""
        with self.database() as connection:
            row = connection.execute(query.encode()).fetchone()
        assert row is not None
        return row[0]


def ask(url: str, method: str, path: str, *, body: str = "", timeout: float = 20, **headers: str) -> Answer:
    """Send one request on a connection of its own."""
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=timeout)
    try:
        connection.request(method, path, body=body.encode(), headers={name.replace("_", "-"): value for name, value in headers.items()})
        response = connection.getresponse()
        return Answer(response.status, dict(response.getheaders()), response.read().decode())
    finally:
        connection.close()


def yankao(*arguments: str, home: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run one command to its end."""
    environment = {**CLEAN, "YANKAO_HOME": str(home), **variables}
    return subprocess.run([*YANKAO, *arguments], env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, timeout=280)


@contextmanager
def started(root: Path, *, port: int) -> Iterator[Installation]:
    """Start a demonstration without cases; stop it in the end, whatever happened to it."""
    process = subprocess.Popen(
        [*YANKAO, "demo", "--empty", "--port", str(port)], env={**CLEAN, "YANKAO_HOME": str(root)}, stdout=subprocess.PIPE, text=True
    )
    it = Installation(home=Home(root=root), process=process)
    assert process.stdout is not None
    try:
        for line in process.stdout:
            if line.startswith("http://"):
                it.url = line.strip()
            if found := re.match(r"API 測試金鑰: (\w+)", line):
                it.key = found[1]
                break
        # What it prints later must not fill the pipe.
        threading.Thread(target=process.stdout.read, daemon=True).start()
        yield it
    finally:
        process.send_signal(signal.SIGCONT)
        process.send_signal(signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            process.wait(60)
        process.kill()
        process.wait()
        process.stdout.close()


def children_of(parent: int) -> list[int]:
    """Return the children of a process."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            if int(path.read_text(encoding="utf-8").rpartition(")")[2].split()[1]) == parent:
                found.append(int(path.parent.name))
    return found


def command_line(pid: int) -> str:
    """Return the command line of a process, empty when it is gone."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""


def kill(*pids: int) -> None:
    """Kill processes without a warning."""
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def signal_all(pids: list[int], number: signal.Signals) -> None:
    """Send a signal to processes, some of which may have ended meanwhile."""
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, number)


def wait_until(is_so: Callable[[], bool], *, within: float) -> float:
    """Wait for something to become true and return how long it took; what cannot be asked yet is not true."""
    began = time.monotonic()
    while time.monotonic() - began < within:
        with suppress(OSError, psycopg.Error, http.client.HTTPException):
            if is_so():
                return time.monotonic() - began
        time.sleep(0.2)
    raise AssertionError(f"not so within {within} s")


@dataclass(slots=True)
class Load:
    """Clients that ask for cases one after another, each until it is acknowledged, however often that takes."""

    installation: Installation
    clients: int = 4
    acknowledged: dict[str, str] = field(default_factory=dict)
    unavailable: list[Answer] = field(default_factory=list)
    retries: int = 0
    _stop: threading.Event = field(default_factory=threading.Event)

    @contextmanager
    def running(self) -> Iterator[None]:
        """Keep the clients asking while the body runs; each ends with its last case acknowledged."""
        threads = [threading.Thread(target=self._ask) for _ in range(self.clients)]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self._stop.set()
            for thread in threads:
                thread.join(60)
        assert not any(thread.is_alive() for thread in threads)

    def _ask(self) -> None:
        while not self._stop.is_set():
            token = str(uuid4())
            while token not in self.acknowledged:
                self._try(token)

    def _try(self, token: str) -> None:
        try:
            answer = self.installation.open_case(token, description=f"垃圾堆積 {token}")
        except (OSError, http.client.HTTPException):
            answer = None
        if answer is not None and answer.status == 201:
            self.acknowledged[token] = json.loads(answer.text)["number"]
            return
        self.retries += 1
        if answer is not None:
            self.unavailable.append(answer)
        time.sleep(0.2)
