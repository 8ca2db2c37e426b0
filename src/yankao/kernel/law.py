"""依據與施行日期: every number a rule uses says from when it holds and on what ground."""

from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Generic, TypeVar

from yankao.kernel.roc import roc_date

T_co = TypeVar("T_co", covariant=True)


class NoRuleYetError(ValueError):
    """A day lies before every rule that is known; the message names the first."""


@dataclass(frozen=True, slots=True)
class Law:
    """法規: the act and, where it is known, the article."""

    act: str
    article: str = ""

    def describe(self) -> str:
        """Name the act and the article for the clerk."""
        return f"{self.act}{self.article}"

    __str__ = describe


@dataclass(frozen=True, slots=True)
class Practice:
    """實務: what the city is known to do although no published rule says so; `seen` names the document."""

    text: str
    seen: str = ""

    def describe(self) -> str:
        """Name the practice as such, with the document in which it was seen."""
        return f"實務：{self.text}（見{self.seen}）" if self.seen else f"實務：{self.text}"

    __str__ = describe


@dataclass(frozen=True, slots=True)
class Ours:
    """本系統規定: a choice of this program, with its reason, until the city decides otherwise."""

    reason: str

    def describe(self) -> str:
        """Name the choice as this program's own."""
        return f"本系統規定：{self.reason}"

    __str__ = describe


Ground = Law | Practice | Ours


@dataclass(frozen=True, slots=True)
class Since(Generic[T_co]):
    """A value that holds from a day on, and the ground for it."""

    day: date
    value: T_co
    ground: Ground

    def describe(self) -> str:
        """Say the value, its first day and its ground in one line."""
        return f"{self.value}（{roc_date(self.day)}起，{self.ground.describe()}）"

    __str__ = describe


@dataclass(frozen=True, slots=True, init=False)
class Dated(Generic[T_co]):
    """A value that changed over the years; earlier cases keep the one that held in their time."""

    since: tuple[Since[T_co], ...]

    def __init__(self, *since: Since[T_co]) -> None:
        """Take the values in the order of their days; refuse none, a repeated day or a wrong order."""
        if not since:
            message = "Dated 至少要有一個 Since。"
            raise ValueError(message)
        for earlier, later in pairwise(since):
            if later.day <= earlier.day:
                message = f"施行日期應由先到後且不得重複：{roc_date(earlier.day)} 之後不能是 {roc_date(later.day)}。"
                raise ValueError(message)
        object.__setattr__(self, "since", since)

    def at(self, day: date) -> Since[T_co]:
        """Give the value in force on a day; a day before all of them is an error that names the first."""
        for since in reversed(self.since):
            if since.day <= day:
                return since
        first = self.since[0].day
        message = f"{roc_date(day)} 尚無規定可適用；最早的規定自 {roc_date(first)} 起施行，請查證後補上更早的規定。"
        raise NoRuleYetError(message)

    def describe(self) -> str:
        """List every value with its first day and its ground."""
        return "；".join(since.describe() for since in self.since)

    __str__ = describe
