"""Let schemathesis play the published OpenAPI against a fresh demonstration for a bounded time; it lives in an environment of its own.

Whatever it sends, the interface answers with a documented status in the documented shape, and never with a fault of its own.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from isolated import CLEAN, demo, installed

PLAYER = "schemathesis==4.32.5"
SECONDS = int(os.environ.get("FUZZ_SECONDS", "45"))
STOP_AFTER = SECONDS + 120
PORT = 8685
CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance,ignored_auth"


def main() -> int:
    """Play, print what was found, and return 1 when something was."""
    with tempfile.TemporaryDirectory(prefix="yk-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        player = installed(folder, PLAYER, "schemathesis")
        if player is None:
            print("fuzz skipped: schemathesis could not be installed")
            return 0
        with demo(folder / "home", port=PORT) as running:
            command = [str(player), *options(running.url, running.key)]
            try:
                done = subprocess.run(  # noqa: S603 -- our own command
                    command,
                    env={**CLEAN, "HOME": name},
                    cwd=name,
                    capture_output=True,
                    text=True,
                    check=False,
                    timeout=STOP_AFTER,
                    stdin=subprocess.DEVNULL,
                )
            except subprocess.TimeoutExpired:
                print(f"fuzz failed: not done after {STOP_AFTER} s")
                return 1
    lines = done.stdout.splitlines()
    print("\n".join(lines if done.returncode else [line for line in lines if "generated" in line or "operations" in line]))
    return done.returncode


def options(url: str, key: str) -> list[str]:
    """Return how the player is called: as a program with a key, with the same questions every time, bounded in time."""
    return [
        "run", f"{url}/api/v1/openapi.json", "--header", f"Authorization: Bearer {key}", "--checks", CHECKS, "--phases", "coverage,fuzzing",
        "--max-time", str(SECONDS), "--seed", "1", "--continue-on-failure", "--no-color", "--request-timeout", "20", "--workers", "2",
    ]  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
