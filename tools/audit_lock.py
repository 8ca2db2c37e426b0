"""Look up every locked library in the public list of known weaknesses; where the list cannot be reached, say so in one line."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
LOCK = "requirements.txt"
SECONDS = 240


def main() -> int:
    """Print what is known against a library; return how the program ends."""
    try:
        found = asked()
    except (subprocess.TimeoutExpired, ValueError):
        print(f"{LOCK}: the list of weaknesses cannot be reached, nothing was looked up")
        return 0
    weak = [(each["name"], each["version"], one["id"], one.get("fix_versions", [])) for each in found for one in each.get("vulns", [])]
    skipped = [each["name"] for each in found if "skip_reason" in each]
    if skipped and len(skipped) == len(found):
        print(f"{LOCK}: the list of weaknesses cannot be reached, nothing was looked up")
        return 0
    for name, version, identifier, fixed in weak:
        print(f"{name} {version}: {identifier}; mended in {', '.join(fixed) or 'no version yet'}")
    print(f"{LOCK}: {len(found) - len(skipped)} libraries looked up, {len(skipped)} not found in the list, {len(weak)} weaknesses known")
    return 1 if weak else 0


def asked() -> list[dict[str, Any]]:
    """Return what the list says about each library of the lock."""
    command = [
        sys.executable,
        "-m",
        "pip_audit",
        "-r",
        LOCK,
        "--require-hashes",
        "--disable-pip",
        "--timeout",
        "10",
        "-f",
        "json",
        "--progress-spinner",
        "off",
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=SECONDS, stdin=subprocess.DEVNULL)  # noqa: S603 -- our own command
    dependencies: list[dict[str, Any]] = json.loads(done.stdout)["dependencies"]
    return dependencies


if __name__ == "__main__":
    sys.exit(main())
