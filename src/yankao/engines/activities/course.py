"""The words courses, visits and receptions (課程、參訪、接待) are declared with: who holds them, who sees them, what is counted."""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from yankao.engines.cases.who import Who
from yankao.engines.indicators.declare import Indicator
from yankao.kernel.law import Ground


class EventKind(StrEnum):
    """What sort of activity it is."""

    COURSE = "course"  # 課程
    VISIT = "visit"  # 參訪
    RECEPTION = "reception"  # 接待


@dataclass(frozen=True, slots=True, kw_only=True)
class EventSeries:
    """One series of activities (活動系列) of a division; subclasses say of which sort."""

    kind: ClassVar[EventKind]
    people: ClassVar[str]
    key: str
    name: str
    held_by: Who
    seen_by: Who
    basis: tuple[Ground, ...]
    systems: tuple[str, ...] = ()
    indicators: tuple[Indicator, ...] = ()

    @property
    def owner(self) -> str:
        """The division whose series it is: the first part of the key."""
        return self.key.split(".", 1)[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Course(EventSeries):
    """Courses (教育訓練、數位課程): people register, come, say how it was and get a certificate."""

    kind = EventKind.COURSE
    people = "學員"


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit(EventSeries):
    """Visits to others (觀摩、標竿學習、參訪)."""

    kind = EventKind.VISIT
    people = "參訪人員"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reception(EventSeries):
    """Guests who come to see the city (接待、來賓參訪)."""

    kind = EventKind.RECEPTION
    people = "來賓"
