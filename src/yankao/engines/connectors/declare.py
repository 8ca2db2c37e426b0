"""The words an importer (匯入) and a simulator (模擬) are declared with, and the summary every import answers with."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from yankao.kernel.actors import Actor
from yankao.kernel.roc import Window

Progress = Callable[[str], None]
"""Takes one line that tells the operator how far the work is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What an import did: read = imported + unchanged + duplicates + rejected; imported includes repaired."""

    read: int
    imported: int
    repaired: int
    unchanged: int
    duplicates: int
    rejected: int
    rejects_file: str

    def as_dict(self) -> dict[str, int | str]:
        """Return the summary as the command prints it."""
        return {
            "read": self.read,
            "imported": self.imported,
            "repaired": self.repaired,
            "unchanged": self.unchanged,
            "duplicates": self.duplicates,
            "rejected": self.rejected,
            "rejects_file": self.rejects_file,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportTask:
    """One file to import: where it is, where rows that cannot be taken are written, who imports it, and when."""

    file: Path
    rejects_file: Path
    actor: Actor
    now: datetime
    progress: Progress
    events: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Importer:
    """One format of outside records. `takes_events`: a second file tells how the records changed."""

    key: str
    name: str
    run: Callable[[ImportTask], Summary]
    takes_events: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """How many records of one key to make for a window; `fixed` fixes how many of them have a field's value; `line` says where it was written."""

    key: str
    window: Window
    count: int
    fixed: Mapping[str, Mapping[str, int]]
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Simulator:
    """Makes records of one procedure or register. `fields` are those of which an order may fix subsets.

    `real_in` counts records of a window that were not simulated; `drop` removes the simulated ones; `make` makes new ones.
    """

    key: str
    fields: tuple[str, ...]
    real_in: Callable[[Window], int]
    drop: Callable[[Window], int]
    make: Callable[[Order, datetime, Progress], int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seeder:
    """Fills or tops up a demonstration city (展示城市) as of a moment; a second run adds only what is missing."""

    key: str
    run: Callable[[datetime, Progress], None]
