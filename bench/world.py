"""The city that is measured: made once for a size, kept, and started with its server, worker and database."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

SMALL, FULL = 30_000, 3_000_000
CALLS = 3
"""So many calls for each case."""
YEARS = tuple(range(105, 115))
SHARES = {"service.dispatch": 0.4, "service.petition": 0.6, "service.call": float(CALLS)}
READY = "filled.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class City:
    """A running city of one size."""

    home: Path
    size: int
    port: int
    key: str
    web: int
    database: int
    filling: dict[str, float]


def environment(home: Path) -> dict[str, str]:
    """Return the environment of the city's programs; the limits of use would measure themselves."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("YANKAO_", "PYTEST_", "DATABASE_URL"))}
    return {**kept, "YANKAO_HOME": str(home), "YANKAO_RATE_LIMITS": "open311.write=0,map.read=0", "YANKAO_DEMO": "1"}


@contextmanager
def city(root: Path, *, size: int, years: Sequence[int] = YEARS, port: int = 18970) -> Iterator[City]:
    """Start the city of a size below `root`, made and its years filled the first time; end it as a whole."""
    home = root / str(size)
    home.mkdir(parents=True, exist_ok=True)
    log = (home / "bench.log").open("ab")
    command = [sys.executable, "-m", "yankao.site.cli", "demo", "--empty", "--json", "--port", str(port)]
    began = time.perf_counter()
    process = subprocess.Popen(command, env=environment(home), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=log)
    assert process.stdout is not None
    try:
        line = process.stdout.readline().decode()
        if not line:
            raise SystemExit(f"the city did not start: {(home / 'bench.log').read_text(encoding='utf-8')[-2000:]}")
        told = json.loads(line)
        threading.Thread(target=process.stdout.read, daemon=True).start()
        filling = {"start": round(time.perf_counter() - began, 1), **fill(home, size=size, years=years)}
        web = child_of(process.pid, b"yankao.site.web")
        database = int((home / "cluster" / "data" / "postmaster.pid").read_text(encoding="ascii").split()[0])
        yield City(
            home=home,
            size=size,
            port=urlsplit(told["url"]).port or 0,
            key=told["keys"]["Open311 測試金鑰"],
            web=web,
            database=database,
            filling=filling,
        )
    finally:
        process.send_signal(signal.SIGTERM)  # a shell in the background lets its children ignore SIGINT
        process.wait(120)
        log.close()


def child_of(parent: int, word: bytes) -> int:
    """Return the process below `parent` that was started with a word."""
    for child in Path(f"/proc/{parent}/task/{parent}/children").read_text(encoding="ascii").split():
        if word in Path(f"/proc/{child}/cmdline").read_bytes():
            return int(child)
    raise SystemExit("the web server is not there")


def fill(home: Path, *, size: int, years: Sequence[int] = YEARS) -> dict[str, float]:
    """Let `yankao simulate` fill the years; return how long it took, or what it took when it was filled earlier."""
    ready = home / READY
    if ready.is_file():
        return dict(json.loads(ready.read_text(encoding="utf-8")))
    totals = home / "totals.csv"
    rows = [f"{key},{year}-01,{year}-12,{round(size * part / len(years))}" for key, part in SHARES.items() for year in years]
    totals.write_text("\n".join(["procedure,from,to,count", *rows, ""]), encoding="utf-8")
    began = time.perf_counter()
    command = [sys.executable, "-m", "yankao.site.cli", "simulate", "--totals", str(totals), "--json"]
    done = subprocess.run(command, env=environment(home), check=False, capture_output=True, stdin=subprocess.DEVNULL)
    if done.returncode:
        raise SystemExit(f"yankao simulate failed: {done.stderr.decode(errors='replace')[-2000:]}")
    # What an earlier run that was stopped has made is not made again, and does not count.
    made = json.loads(done.stdout.splitlines()[-1])["made"]
    filling = {"simulate": round(time.perf_counter() - began, 1), "rows": float(made)}
    ready.write_text(json.dumps(filling), encoding="utf-8")
    return filling
