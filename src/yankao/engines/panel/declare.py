"""The words a scheme of reviews (評審辦法) is declared with: criteria, panel, phases, the official rule, grades, prizes and the time to object."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from yankao.engines.cases.who import Who
from yankao.engines.indicators.declare import Indicator
from yankao.engines.panel.rules import Criterion, Grading, PanelRule, Rule
from yankao.kernel.days import Span
from yankao.kernel.law import Dated, Ground

if TYPE_CHECKING:
    from datetime import date

    from yankao.engines.panel.models import FollowUp, Review


class Scorer(StrEnum):
    """Who fills the sheets of a phase."""

    PANEL = "panel"  # 評審委員
    OFFICE = "office"  # 承辦單位（初審、初核）
    SELF = "self"  # 受評者（自評）


class Sight(StrEnum):
    """When a judge sees the sheets of the others."""

    NEVER = "never"
    AFTER_OWN = "after_own"


@dataclass(frozen=True, slots=True, kw_only=True)
class Phase:
    """One phase of scoring (書面初審、實地訪視、複評): who scores, whether names are hidden, when others' sheets may be seen, how long it takes."""

    key: str
    name: str
    within: Dated[Span]
    scorer: Scorer = Scorer.PANEL
    is_blind: bool = False
    sight: Sight = Sight.AFTER_OWN
    passes_at: Decimal | None = None


FactsOf = Callable[["FollowUp"], Mapping[str, Any]]
"""The facts with which a recommendation opens its case."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tracked:
    """What a recommendation becomes under control: a case of `procedure` opened with `facts`."""

    procedure: str
    facts: FactsOf


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """Something that exists already and is to be judged (計畫、機關、工地); `subject` keeps it from being entered twice."""

    subject: str
    title: str
    agency_id: int | None = None
    group: str = ""
    summary: str = ""


Candidates = Callable[["Review", "date"], "Iterable[Candidate]"]
"""What a division puts up for a review, as of a day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scheme:
    """One scheme of reviews (評審、考核辦法); each round of it is a review of a year.

    `groups` are what entries are told apart by (學位、組別) and ranked within; `sheets` says that a judge fills several sheets for an entry
    (one for each call or visit); `candidates` lists what exists already and is judged without being handed in.
    """

    key: str
    name: str
    run_by: Who
    seen_by: Who
    entered_by: Who
    basis: tuple[Ground, ...]
    criteria: Dated[tuple[Criterion, ...]]
    rule: Dated[Rule]
    grading: Dated[Grading]
    panel: Dated[PanelRule]
    phases: tuple[Phase, ...]
    appeal: Dated[Span]
    appeal_answer: Dated[Span]
    entry_name: str = "參選案"
    systems: tuple[str, ...] = ()
    groups: tuple[tuple[str, str], ...] = ()
    sheets: bool = False
    is_public: bool = False
    tracked: Tracked | None = None
    candidates: Candidates | None = None
    indicators: tuple[Indicator, ...] = ()

    @property
    def owner(self) -> str:
        """The division whose scheme it is: the first part of the key."""
        return self.key.split(".", 1)[0]

    @property
    def deciding(self) -> Phase:
        """The phase whose sheets make the official order: the last one."""
        return self.phases[-1]

    def phase(self, key: str) -> Phase:
        """Return a phase by its key."""
        return next(each for each in self.phases if each.key == key)
