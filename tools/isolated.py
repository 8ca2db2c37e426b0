"""What the tools that attack a running demonstration share: a fresh demonstration, and programs in environments of their own."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

CLEAN = {name: value for name, value in os.environ.items() if not name.startswith(("YANKAO_", "DATABASE_URL"))}
UNBOUND = {"YANKAO_RATE_LIMITS": "rest.write=0,rest.read=0"}
"""A key that asks faster than it may is refused, and the tools would try nothing but that."""
INSTALL_SECONDS = 180


@dataclass(frozen=True, slots=True, kw_only=True)
class Demo:
    """A running demonstration: its address, and the key of a program that may do everything its accounts of programs may."""

    url: str
    key: str


def installed(folder: Path, requirement: str, program: str) -> Path | None:
    """Return a program, installed into an environment of its own; nothing where it cannot be had."""
    uv = shutil.which("uv") or str(Path(sys.executable).parent / "uv")
    place = folder / "venv"
    make = [uv, "venv", "-q", "--python", sys.executable, str(place)]
    fill = [uv, "pip", "install", "-q", "--python", str(place / "bin" / "python"), requirement]
    try:
        for command in (make, fill):
            subprocess.run(command, check=True, capture_output=True, timeout=INSTALL_SECONDS)  # noqa: S603 -- our own commands
    except (OSError, subprocess.SubprocessError):
        return None
    return place / "bin" / program


@contextmanager
def demo(home: Path, *, port: int) -> Iterator[Demo]:
    """Run a demonstration without cases and stop it in the end."""
    command = [sys.executable, "-m", "yankao.site.cli", "demo", "--empty", "--json", "--port", str(port)]
    process = subprocess.Popen(command, env={**CLEAN, **UNBOUND, "YANKAO_HOME": str(home)}, stdout=subprocess.PIPE, text=True)  # noqa: S603 -- our own command
    assert process.stdout is not None
    try:
        about = json.loads(process.stdout.readline())
        # The rest of what it prints must not fill the pipe.
        threading.Thread(target=process.stdout.read, daemon=True).start()
        yield Demo(url=about["url"], key=next(key for name, key in about["keys"].items() if name.startswith("API")))
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)
