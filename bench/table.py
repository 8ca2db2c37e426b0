"""One line of the table of figures, and the page in which a run is written down."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One figure against its limit of the same run. `is_kept`: the target is met; `is_sound`: it is not so far off that something broke."""

    work: str
    against: str
    ours: str
    limit: str
    ratio: str
    target: str
    is_kept: bool
    is_sound: bool = True
    cpu: str = ""
    queries: str = ""

    def as_dict(self) -> dict[str, object]:
        """Return the line for a file."""
        return asdict(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Everything a run tells: when, on what machine, how large the city was, and its lines."""

    day: date
    size: int
    cases: int
    calls: int
    facts: Mapping[str, str]
    lines: tuple[Line, ...]


HEAD = """# Speed

Written by `make bench`; do not edit. Each figure stands against a limit measured in the same run, in turns with it, on the same database
with the same durability, so that a slower machine slows both. A miss is marked as a miss.

`make bench SIZE=small` measures 30,000 cases and 90,000 calls; `make bench` 3 million and 9 million; `SIZE=<n>` any number of cases.
The database is kept in `YANKAO_HOME/bench/<n>`: the first run fills it, later ones only measure. `bench/surge.py` plays the typhoon morning.
"""
COLUMNS = ("work", "against", "ours", "limit", "ratio", "target", "met", "CPU", "queries")


def page(run: Run, before: str = "") -> str:
    """Return the page with this run in place of an earlier one of its size; runs of other sizes stay, the largest first."""
    sections = {_size(text): text.strip() for text in before.split("\n## ")[1:] if text.startswith("SIZE=")}
    sections[run.size] = "\n".join(
        [f"SIZE={run.size}: {run.cases:,} cases and {run.calls:,} calls, {run.day.isoformat()}\n", told(run.facts), "", *_table(run.lines)]
    )
    return "\n## ".join([HEAD, *(f"{sections[size]}\n" for size in sorted(sections, reverse=True))])


def _size(section: str) -> int:
    return int(section.removeprefix("SIZE=").partition(":")[0])


def told(facts: Mapping[str, str]) -> str:
    """Write the circumstances of a run."""
    return "\n".join(f"- {name}: {value}" for name, value in facts.items())


def _table(lines: Iterable[Line]) -> list[str]:
    rows = [
        (it.work, it.against, it.ours, it.limit, it.ratio, it.target, "yes" if it.is_kept else "**no**", it.cpu, it.queries)
        for it in lines
    ]  # fmt: skip
    return [f"| {' | '.join(cells)} |" for cells in (COLUMNS, ("---",) * len(COLUMNS), *rows)]
