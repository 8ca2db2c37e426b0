"""The words a series of meetings (會議系列) is declared with: who calls it, how early, by when minutes go out, what its resolutions become."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from yankao.engines.cases.who import Who
from yankao.engines.indicators.declare import Indicator
from yankao.kernel.days import Span
from yankao.kernel.law import Dated, Ground

if TYPE_CHECKING:
    from datetime import date

    from yankao.engines.activities.models import Meeting, Resolution


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """Something that belongs on the next agenda (建議提案), for example a plan that is months behind; `key` keeps it from being put on twice."""

    key: str
    title: str
    text: str = ""
    agency_id: int | None = None


Suggests = Callable[["Meeting", "date"], Iterable[Suggestion]]
"""What a division proposes for the agenda of a meeting, as of a day."""

FactsOf = Callable[["Resolution"], Mapping[str, Any]]
"""The facts with which a resolution opens its case."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tracked:
    """What a resolution becomes when it is put under control (列管): a case of `procedure` opened with `facts`."""

    procedure: str
    facts: FactsOf


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """One series of meetings (會議系列).

    `notice` is how long before the meeting the notice must be out, `minutes` how long after it the minutes may take;
    `programmes` are the keys of the sets of plans or procedures it serves: one meeting may serve several and is counted once for each.
    A series that must meet in each period (每季召開) says in `every` how many months the periods have.
    """

    key: str
    name: str
    called_by: Who
    seen_by: Who
    chaired_by: str
    basis: tuple[Ground, ...]
    notice: Dated[Span]
    minutes: Dated[Span]
    systems: tuple[str, ...] = ()
    programmes: tuple[tuple[str, str], ...] = ()
    every: Dated[int] | None = None
    tracked: Tracked | None = None
    suggests: Suggests | None = None
    indicators: tuple[Indicator, ...] = ()

    @property
    def owner(self) -> str:
        """The division whose series it is: the first part of the key."""
        return self.key.split(".", 1)[0]
