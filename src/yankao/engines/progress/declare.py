"""The words a programme under control (列管) is declared with: who fills in what, by when, what counts as behind, and how a plan leaves."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from yankao.engines.cases.declare import Procedure
from yankao.engines.cases.who import Who
from yankao.engines.indicators.declare import Indicator
from yankao.engines.progress.models import Exit, PlanDetail, Risk, State
from yankao.kernel.days import MONTHS_A_YEAR, Span
from yankao.kernel.law import Dated, Ground

QUARTER = 3


class Purse(StrEnum):
    """Where the money of a plan comes from (經費來源); each names its column of the plan."""

    PUBLIC = "budget_public"  # 公務預算
    FUND = "budget_fund"  # 基金預算
    CENTRAL = "budget_central"  # 中央補助


class Judged(StrEnum):
    """Which cumulative progress decides whether a plan is behind."""

    YEAR = "year"  # 年累計
    TOTAL = "total"  # 總累計


class Every(StrEnum):
    """How often a plan reports (填報頻率)."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"

    def includes(self, month: date) -> bool:
        """Whether a report is owed for the period that ends with this month."""
        lengths = {Every.MONTH: 1, Every.QUARTER: QUARTER, Every.YEAR: MONTHS_A_YEAR}
        return month.month % lengths[self] == 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Frequency:
    """The risk class sets how often a plan reports."""

    low: Every = Every.MONTH
    medium: Every = Every.MONTH
    high: Every = Every.MONTH

    def of(self, risk: str) -> Every:
        """Return how often a plan of this risk class reports."""
        return {Risk.LOW: self.low, Risk.MEDIUM: self.medium, Risk.HIGH: self.high}[Risk(risk)]

    def __str__(self) -> str:
        names = {Every.MONTH: "每月", Every.QUARTER: "每季", Every.YEAR: "每年"}
        return f"低風險{names[self.low]}、中風險{names[self.medium]}、高風險{names[self.high]}"


@dataclass(frozen=True, slots=True, kw_only=True)
class FillingRule:
    """When a period may be filled in and until when (填報期間): counted from the last day of the period."""

    within: Span
    remind: tuple[Span, ...] = ()

    def __str__(self) -> str:
        return f"期末後{self.within}內填報"


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmRule:
    """What obliges an agency to explain itself: so many percentage points behind, or so little spent of what was allotted (None: no such rule).

    A lag of exactly `lag` counts; `far_above` points ahead count too where far above the target must be explained. `agenda_after`
    periods behind in a row put the plan on the agenda of the supervision meeting.
    """

    lag: Decimal | None = None
    spend_below: Decimal | None = None
    far_above: Decimal | None = None
    answer_within: Span
    agenda_after: int = 2

    def __str__(self) -> str:
        parts = [
            f"落後{self.lag}個百分點以上" if self.lag is not None else "",
            f"年經費支用比未達{self.spend_below}%" if self.spend_below is not None else "",
        ]
        parts.append(f"超前{self.far_above}個百分點以上" if self.far_above is not None else "")
        return "、".join(part for part in parts if part) + f"者，{self.answer_within}內說明"


class Colour(StrEnum):
    """The colours of a plan's lamp (燈號); the words beside them say the same."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"
    GREY = "grey"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lamps:
    """The table of lamps by lag in percentage points: yellow from, red from; below is green."""

    yellow: Decimal
    red: Decimal

    def of(self, lag: Decimal | None) -> Colour:
        """Return the lamp of a lag; no evidence is grey, never green."""
        if lag is None:
            return Colour.GREY
        return Colour.RED if lag >= self.red else Colour.YELLOW if lag >= self.yellow else Colour.GREEN

    def __str__(self) -> str:
        return f"落後{self.yellow}個百分點以上黃燈、{self.red}個百分點以上紅燈"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One deed on the way of a report (審核流程): from which states to which, and who may."""

    key: str
    name: str
    at: tuple[State, ...]
    to: State
    by: Who
    needs_reason: bool = False


def way(*, clerk: Who, window: Who, head: Who, commission: Who) -> tuple[Stage, ...]:
    """Return the usual way of a report: 承辦 → 機關管考窗口 → 主管核定 → 研考會審查（通過、退回補正）."""
    return (
        Stage(key="submit", name="送審", at=(State.DRAFT, State.RETURNED), to=State.WINDOW, by=clerk),
        Stage(key="check", name="管考窗口確認", at=(State.WINDOW,), to=State.HEAD, by=window),
        Stage(key="approve", name="主管核定", at=(State.HEAD,), to=State.COMMISSION, by=head),
        Stage(key="hand_back", name="退回承辦", at=(State.WINDOW, State.HEAD), to=State.RETURNED, by=window | head, needs_reason=True),
        Stage(key="pass", name="審查通過", at=(State.COMMISSION,), to=State.PASSED, by=commission),
        Stage(key="send_back", name="退回補正", at=(State.COMMISSION, State.PASSED), to=State.RETURNED, by=commission, needs_reason=True),
    )


Check = Callable[[Any], str | None]
"""A function of the plan (its own facts at `plan.detail`): None when it may stand, else one sentence the clerk can act on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """One set of plans under control, year after year or term after term, whole: facts, money, rhythm, alarms, lamps, way and exits.

    `asks` must be filled, `may_ask` may be; both name columns of the plan or of its `detail`. `years` is the length of one set.
    `is_valued` programmes report a value against a target (衡量值) beside progress. `obliges` is the procedure that an unanswered alarm
    opens. A closed programme (`is_closed`) stays readable; nothing is written in it any more but by its import.
    """

    key: str
    name: str
    detail: type[PlanDetail] | None = None
    systems: tuple[str, ...] = ()
    basis: tuple[Ground, ...] = ()
    seen_by: Who
    listed_by: Who
    filled_by: Who
    way: tuple[Stage, ...]
    asks: tuple[str, ...] = ("name", "agency", "starts_on", "ends_on")
    may_ask: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()
    money: tuple[Purse, ...] = tuple(Purse)
    years: int = 1
    judged: Judged = Judged.YEAR
    is_valued: bool = False
    frequency: Dated[Frequency]
    filling: Dated[FillingRule]
    alarms: Dated[AlarmRule]
    lamps: Dated[Lamps]
    exits: tuple[Exit, ...] = tuple(Exit)
    milestones: tuple[tuple[str, str], ...] = ()
    checks: tuple[Check, ...] = ()
    obliges: Procedure | None = None
    is_closed: bool = False
    indicators: tuple[Indicator, ...] = ()

    @property
    def owner(self) -> str:
        """The division whose programme it is: the first part of the key."""
        return self.key.split(".", 1)[0]

    @property
    def fields(self) -> tuple[str, ...]:
        """What a plan is asked for, in the order of the form; its money comes last."""
        return tuple(dict.fromkeys((*self.asks, *self.may_ask, *(str(purse) for purse in self.money))))

    def stage(self, key: str) -> Stage:
        """Return the deed of that key on the way of a report; LookupError in words when there is none."""
        for stage in self.way:
            if stage.key == key:
                return stage
        raise LookupError(f"「{self.name}」的審核流程沒有 {key}")

    def owes(self, risk: str, month: date) -> bool:
        """Whether a plan of this risk class owes a report for the period that ends with this month."""
        return self.frequency.at(month).value.of(risk).includes(month)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bulletin:
    """A paper on plans under control given out every `every` months (月分析報告、雙月報), within a time counted from the end of the period."""

    key: str
    name: str
    programmes: tuple[Programme, ...]
    every: int
    within: Dated[Span]
    issued_by: Who
    systems: tuple[str, ...] = ()
    basis: tuple[Ground, ...] = ()
    indicators: tuple[Indicator, ...] = ()

    @property
    def owner(self) -> str:
        """The division that gives it out: the first part of the key."""
        return self.key.split(".", 1)[0]
