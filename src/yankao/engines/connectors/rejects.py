"""Keeps the rows an import could not take (退件): line number, reason and the row as it stood, in line order, for somebody to mend."""

import csv
import io
import shutil
from array import array
from pathlib import Path
from types import TracebackType
from typing import Self

HEADING = ("行號", "原因", "原始資料")


class Rejects:
    """The file of rejected rows of one import; its heading is written even when no row is rejected.

    Rows that were taken although something on them is not as it should be are noted in a file beside it, made when there is one.
    """

    def __init__(self, path: Path) -> None:
        """Write to `path`, replacing what an earlier run left there."""
        self.path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        self._rejected = _Sheet(path)
        self._noted: _Sheet | None = None

    @property
    def count(self) -> int:
        """How many rows were rejected."""
        return self._rejected.count

    @property
    def noted(self) -> int:
        """How many rows were taken with a note."""
        return self._noted.count if self._noted else 0

    @property
    def notes_file(self) -> Path:
        """Where rows taken with a note are listed."""
        return self.path.with_name(f"{self.path.stem}.notes.csv")

    def add(self, number: int, reason: str, text: str) -> None:
        """Write one rejected row down."""
        self._rejected.add(number, reason, text)

    def note(self, number: int, reason: str, text: str) -> None:
        """Write down a row that was taken, and what is not as it should be."""
        if self._noted is None:
            self._noted = _Sheet(self.notes_file)
        self._noted.add(number, reason, text)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._rejected.close()
        if self._noted is not None:
            self._noted.close()


class _Sheet:
    """One file of rows with their line numbers; memory holds two numbers a row, the texts lie in the file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file = path.open("w+b")
        self._line = io.StringIO(newline="")
        self._writer = csv.writer(self._line)
        self._numbers, self._ends = array("Q"), array("Q", [self._write(HEADING, mark="\ufeff")])

    @property
    def count(self) -> int:
        return len(self._numbers)

    def add(self, number: int, reason: str, text: str) -> None:
        self._numbers.append(number)
        self._ends.append(self._write((number, reason, text)))

    def close(self) -> None:
        """Bring the rows into line order: whole batches may have been refused after later rows."""
        if any(self._numbers[i] > self._numbers[i + 1] for i in range(len(self._numbers) - 1)):
            self._sort()
        self._file.close()

    def _write(self, row: tuple[object, ...], *, mark: str = "") -> int:
        self._line.seek(0)
        self._line.truncate()
        self._writer.writerow(row)
        self._file.write((mark + self._line.getvalue()).encode())
        return self._file.tell()

    def _sort(self) -> None:
        draft = self.path.with_name(f"{self.path.name}.draft")
        with draft.open("wb") as sorted_file:
            self._file.seek(0)
            sorted_file.write(self._file.read(self._ends[0]))
            for place in sorted(range(len(self._numbers)), key=self._numbers.__getitem__):
                self._file.seek(self._ends[place])
                sorted_file.write(self._file.read(self._ends[place + 1] - self._ends[place]))
        shutil.move(draft, self.path)
