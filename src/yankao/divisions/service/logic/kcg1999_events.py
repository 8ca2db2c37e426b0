"""Reads the changes seen on 1999 dispatch records, case by case: each status, unit, type and place a case had, and when it was seen."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from sys import intern

from yankao.engines.connectors.reading import BadFileError, objects

READ = ("Status_", "UnitName_", "InformDesc_", "address_", "ZipName_", "Cre_Date_", "Save_Date_", "Close_Date_", "BeforeDesc_")


@dataclass(frozen=True, slots=True)
class Change:
    """What was seen to change at one moment: field with old and new value."""

    seen: datetime
    fields: Mapping[str, tuple[str, str]]


@dataclass(slots=True)
class Seen:
    """All that was seen of one case, in order; the first sight says which state it had by then."""

    first: datetime | None = None
    changes: list[Change] = field(default_factory=list)

    def before(self, name: str, now: str) -> str:
        """Return the value a field had at first sight, given the value it has now."""
        return next((change.fields[name][0] for change in self.changes if name in change.fields), now)

    @property
    def plain(self) -> list[object]:
        """Return the changes as plain values, for a fingerprint."""
        return [[change.seen.timestamp(), sorted(change.fields.items())] for change in self.changes]


def read_events(path: Path) -> dict[str, Seen]:
    """Return what was seen of every case; a line that cannot be read makes the file unusable."""
    cases: dict[str, Seen] = {}
    for line, event in objects(path):
        try:
            if event is None:
                raise ValueError  # noqa: TRY301  one message for every unreadable line
            _take(cases, event)
        except (KeyError, TypeError, ValueError):
            message = f"{path.name} 第 {line.number} 行不是有效的異動紀錄"
            raise BadFileError(message) from None
    return cases


def _take(cases: dict[str, Seen], event: Mapping[str, object]) -> None:
    seconds = event["seen"]
    assert isinstance(seconds, int | float)
    seen = datetime.fromtimestamp(seconds, UTC)
    case = cases.setdefault(str(event["id"]), Seen())
    if event.get("new"):
        case.first = seen
        return
    changed = event["ch"]
    assert isinstance(changed, Mapping)
    fields = {intern(name): _values(value) for name, value in changed.items() if name in READ}
    if fields:
        case.changes.append(Change(seen, fields))


def _values(value: object) -> tuple[str, str]:
    """Return old and new value; of texts the source tells the lengths only."""
    if isinstance(value, Mapping):
        return f"（原文未公布，{value['chars_before']}字）", f"（原文未公布，{value['chars_after']}字）"
    assert isinstance(value, list)
    old, new = value
    return intern(str(old)), intern(str(new))
