"""Keeps the rows an import could not take (退件): line number, reason and the row as it stood, for somebody to mend."""

import csv
from pathlib import Path
from types import TracebackType
from typing import Self

HEADING = ("行號", "原因", "原始資料")


class Rejects:
    """The file of rejected rows of one import; its heading is written even when no row is rejected."""

    def __init__(self, path: Path) -> None:
        """Write to `path`, replacing what an earlier run left there."""
        self.path = path
        self.count = 0
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = path.open("w", encoding="utf-8-sig", newline="")
        self._writer = csv.writer(self._file)
        self._writer.writerow(HEADING)

    def add(self, number: int, reason: str, text: str) -> None:
        """Write one row down."""
        self.count += 1
        self._writer.writerow((number, reason, text))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._file.close()
