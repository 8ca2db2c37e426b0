"""The words in which history is told to the engine (歷史案件重演): a case as its source knows it, with its passages."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from yankao.engines.cases.models import CaseNote, CaseRecord, LinkKind
from yankao.kernel.persons.vault import PersonData


class Timing(StrEnum):
    """How well the source knows when something happened; only what is known decides about in time or late."""

    EXACT = "exact"
    AT_LATEST = "at_latest"  # seen by then: in time is certain, late is not
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayedEdit:
    """A fact that changed: the field with its old and its new value, as far as the source tells them."""

    field: str
    old: str
    new: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayedNote:
    """A text written with a passage; internal unless the source says it was told to the public."""

    text: str
    kind: str = CaseNote.Kind.INTERNAL


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayedRecord:
    """One typed entry that hangs on a passage (通知、回報、回電): its table and its values."""

    model: type[CaseRecord]
    values: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayedPassage:
    """One deed as the source tells it. Without `action` the engine names the declared deed that leads to `to_step`."""

    to_step: str
    occurred_at: datetime
    action: str = ""
    timing: Timing = Timing.EXACT
    agency_id: int | None = None
    reason: str = ""
    actor_name: str = ""
    unmet: tuple[str, ...] = ()
    notes: tuple[ReplayedNote, ...] = ()
    edits: tuple[ReplayedEdit, ...] = ()
    records: tuple[ReplayedRecord, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayedLink:
    """Another case of the same source with which this one belongs together: merged into it, or related."""

    external_id: str
    kind: LinkKind = LinkKind.RELATED
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayedCase:
    """One case of an outside system (or of a simulated city), whole. Agency, category and place may be unknown.

    `digest` is the fingerprint of the source's row: by it a row is known again. `line` and `text` say where the row stood.
    `tier` is the category's tier of hours or days; None: the engine reads it from the category's dated rules.
    `has_clocks=False`: the source tells nothing by which its time limits could be measured.
    """

    external_id: str
    digest: bytes
    received_at: datetime
    passages: tuple[ReplayedPassage, ...]
    title: str
    description: str = ""
    category_id: int | None = None
    tier: str | None = None
    agency_id: int | None = None
    closed_at: datetime | None = None
    channel: str = ""
    priority: int = 0
    district_id: str | None = None
    village_id: str | None = None
    lat: float | None = None
    long: float | None = None
    address: str = ""
    is_test: bool = False
    has_clocks: bool = True
    reporter: PersonData | None = None
    detail: Mapping[str, object] = field(default_factory=dict)
    links: tuple[ReplayedLink, ...] = ()
    was_repaired: bool = False
    line: int = 0
    text: str = ""
