"""What the maker of a report is told beside it: which figures were taken from documents and which are missing, each once."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from yankao.engines.reports.document import Report
from yankao.engines.reports.models import Statement
from yankao.engines.reports.statements import period_of
from yankao.kernel.roc import Window


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What is told of a report, each thing with all its places."""

    stated: dict[Statement, tuple[str, ...]]
    gaps: dict[tuple[str, str], tuple[str, ...]]


def told_of(report: Report, *, folder: Path) -> Told:
    """Gather what was taken from documents and what is missing; places are named as one would type them, or below the folder of types."""
    stated: dict[Statement, list[str]] = {}
    for it in report.stated:
        stated.setdefault(it.statement, []).append(_place(it.where, folder))
    gaps: dict[tuple[str, str], list[str]] = {}
    for gap in report.gaps:
        gaps.setdefault((gap.key, gap.reason), []).append(_place(gap.where, folder))
    return Told(
        stated={key: tuple(dict.fromkeys(places)) for key, places in stated.items()},
        gaps={key: tuple(dict.fromkeys(places)) for key, places in gaps.items()},
    )


def lines_of(told: Told) -> Iterator[str]:
    """Say it to the operator, one line for each figure."""
    if told.stated:
        yield f"依來源登錄 {len(told.stated)} 項："
    for it, places in told.stated.items():
        yield f"  {it.key} = {it.amount}（{period_of(it)}；{it.source}，{it.line}）　{'、'.join(places)}"
    if told.gaps:
        yield f"尚無資料 {len(told.gaps)} 項："
    for (key, reason), places in told.gaps.items():
        yield f"  {key}：{reason}　{'、'.join(places)}"


def summary_of(told: Told, *, report: str, window: Window) -> dict[str, object]:
    """Say it to a program."""
    return {
        "report": report,
        "from": str(window.first),
        "to": str(window.last),
        "stated": [{"key": it.key, "source": it.source, "line": it.line, "where": list(places)} for it, places in told.stated.items()],
        "gaps": [{"key": key, "reason": reason, "where": list(places)} for (key, reason), places in told.gaps.items()],
    }


def _place(where: str, folder: Path) -> str:
    file, _, line = where.rpartition(":")
    path, here = Path(file).absolute(), Path.cwd()
    for base in (here, folder.absolute()):
        if path.is_relative_to(base):
            return f"{path.relative_to(base)}:{line}"
    return where
