"""Refuse a lock file that no longer answers to its `.in` file, or a line in it without a hash."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOCKS = {"requirements/runtime.in": "requirements.txt", "requirements/dev.in": "requirements-dev.txt"}
OFFLINE = re.compile(r"error sending request|failed to fetch|dns error|network|connect|timed out|403 Forbidden", re.IGNORECASE)
REQUIREMENT = re.compile(r"^[A-Za-z0-9]")


def main() -> int:
    """Check both locks; return how the program ends."""
    problems = [problem for source, lock in LOCKS.items() for problem in check(source, lock)]
    print("\n".join(problems) or "locks answer to their .in files")
    return 1 if problems else 0


def check(source: str, lock: str) -> list[str]:
    """Return what is wrong with one lock."""
    missing = without_hash((ROOT / lock).read_text(encoding="utf-8"))
    if missing:
        return [f"{lock}: no hash for {', '.join(missing)}"]
    uv = shutil.which("uv") or shutil.which("uv", path=str(Path(sys.executable).parent))
    if uv is None:
        print(f"{lock}: uv is not here, only the hashes were checked", file=sys.stderr)
        return []
    return recompile(uv, source, lock)


def without_hash(text: str) -> list[str]:
    """Return the requirements that carry no hash."""
    entries = re.sub(r"\\\n", " ", text).splitlines()
    return [entry.split()[0] for entry in entries if REQUIREMENT.match(entry) and "--hash=sha256:" not in entry]


def recompile(uv: str, source: str, lock: str) -> list[str]:
    """Compile again, with the lock's versions preferred, and compare."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / lock
        shutil.copy(ROOT / lock, copy)
        options = ["--universal", "--python-version", "3.11", "--generate-hashes", "-q"]
        command = [uv, "pip", "compile", *options, source, "-o", str(copy)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)  # noqa: S603 -- our own command
        if done.returncode and OFFLINE.search(done.stderr):
            print(f"{lock}: the package index does not answer, only the hashes were checked", file=sys.stderr)
            return []
        if done.returncode:
            return [f"{lock}: {done.stderr.strip()}"]
        same = pins(copy.read_text(encoding="utf-8")) == pins((ROOT / lock).read_text(encoding="utf-8"))
    return [] if same else [f"{lock} does not answer to {source}; run make lock"]


def pins(text: str) -> list[str]:
    """Return the pinned versions, without hashes (an index may add a file to an old release) and comments."""
    return [line.rstrip(" \\") for line in text.splitlines() if REQUIREMENT.match(line)]


if __name__ == "__main__":
    sys.exit(main())
