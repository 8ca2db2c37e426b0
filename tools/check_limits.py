"""Refuse a source file that has grown too long to read in one sitting."""

from __future__ import annotations

import sys
from pathlib import Path

LONGEST = 400
SOURCE = Path(__file__).resolve().parents[1] / "src"
EXEMPT = {"migrations", "tests"}


def main() -> int:
    """Print every file over the limit; return how the program ends."""
    wrong = 0
    for path in sorted(SOURCE.rglob("*.py")):
        if EXEMPT.isdisjoint(path.parts):
            lines = path.read_text(encoding="utf-8").count("\n")
            if lines > LONGEST:
                wrong = 1
                print(f"{path.relative_to(SOURCE.parent)}: {lines} lines, at most {LONGEST}; split it by subject")
    return wrong


if __name__ == "__main__":
    sys.exit(main())
