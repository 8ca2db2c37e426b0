"""報告文件: what a filled report consists of, before it is written as Markdown, ODT or anything else."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from yankao.engines.indicators.compute import Figure
from yankao.engines.reports.models import Statement


class Origin(StrEnum):
    """Where a shown value comes from."""

    INDICATOR = "indicator"  # computed from records
    STATEMENT = "statement"  # 依來源登錄
    OVERRULED = "overruled"  # 裁示口徑: decided by somebody, never computed
    LISTED = "listed"  # an entry of a list
    GAP = "gap"  # 本期尚無資料
    WORD = "word"  # period, cut-off, title


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A value in the text, with the key it stands for, so that a writer may link it; `mode` and the days tell what it speaks of."""

    text: str
    key: str
    origin: Origin
    value: Decimal | int | str | None = None
    mode: str = ""
    first: date | None = None
    last: date | None = None


Run = str | Shown
Runs = tuple[Run, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A numbered heading; level 1 is the highest of the report."""

    level: int
    mark: str
    runs: Runs


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """Running text; what was taken from documents is marked at its end with a note that names them."""

    runs: Runs
    mark: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table; the first `heads` rows are its head, `aligns` tells which columns stand at the right."""

    rows: tuple[tuple[Runs, ...], ...]
    heads: int = 0
    aligns: tuple[str, ...] = ()
    note: str = ""

    @property
    def width(self) -> int:
        """The number of columns."""
        return max((len(row) for row in self.rows), default=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """Bars with what each stands for."""

    title: str
    unit: str
    points: tuple[tuple[str, Decimal], ...]


Part = Heading | Paragraph | Table | Chart


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """A statement that was used, and where."""

    where: str
    statement: Statement


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A value that is missing, where, and why."""

    where: str
    key: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A filled report with what its reader must be told about it."""

    title: str
    head: tuple[str, ...]
    parts: tuple[Part, ...]
    closing: tuple[str, ...] = ()
    stated: tuple[Stated, ...] = ()
    gaps: tuple[Gap, ...] = ()
    header: str = ""
    footer: str = ""
    has_contents: bool = False
    figures: tuple[Figure, ...] = ()

    def runs(self) -> tuple[Shown, ...]:
        """Return every shown value in the order of the text."""
        return tuple(run for part in self.parts for runs in runs_of(part) for run in runs if isinstance(run, Shown))


def runs_of(part: Part) -> tuple[Runs, ...]:
    """Return the runs of a part, cell by cell where it is a table."""
    if isinstance(part, Table):
        return tuple(cell for row in part.rows for cell in row)
    return () if isinstance(part, Chart) else (part.runs,)


def text_of(runs: Runs) -> str:
    """Return runs as plain text."""
    return "".join(run if isinstance(run, str) else run.text for run in runs)
