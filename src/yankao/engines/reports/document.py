"""報告文件: what a filled report consists of, before it is written as Markdown, ODT or anything else."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from yankao.engines.reports.models import Statement


class Origin(StrEnum):
    """Where a shown value comes from."""

    INDICATOR = "indicator"  # computed from records
    STATEMENT = "statement"  # 依來源登錄
    GAP = "gap"  # 本期尚無資料
    WORD = "word"  # period, cut-off, title


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A value in the text, with the key it stands for, so that a writer may link it."""

    text: str
    key: str
    origin: Origin
    value: Decimal | int | str | None = None


Run = str | Shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A numbered heading; level 1 is the highest of the report."""

    level: int
    mark: str
    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """Running text; what was taken from documents is marked at its end with a note that names them."""

    runs: tuple[Run, ...]
    mark: str = ""
    note: str = ""


Part = Heading | Paragraph


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


def text_of(runs: tuple[Run, ...]) -> str:
    """Return runs as plain text."""
    return "".join(run if isinstance(run, str) else run.text for run in runs)
