"""The words a procedure (程序) is declared with: its steps, actions, due dates, who may, and what the engine's verbs may do."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from django.db import models

from yankao.engines.cases.models import CaseDetail, CaseRecord
from yankao.engines.cases.who import Who
from yankao.engines.indicators.declare import Indicator
from yankao.kernel.days import Span
from yankao.kernel.law import Dated, Ground, Since


class Steps(models.TextChoices):
    """The steps of one procedure; a subclass names them: key and Chinese name."""


Fill = Callable[[Any], Mapping[str, Any]]
"""What follows from the facts given at an opening (of a tender: its agency); what was given stands."""
Guard = Callable[[Any], str | None]
"""A function of the detail: None when the deed may go on, else one sentence the clerk can act on."""

At = Steps | tuple[Steps, ...]


def steps_of(at: At) -> tuple[Steps, ...]:
    """Return one step or several as a tuple."""
    return at if isinstance(at, tuple) else (at,)


class Tell(StrEnum):
    """Whom a deed tells (通知對象)."""

    REPORTER = "reporter"  # 反映人, those of merged cases included
    AGENCY = "agency"  # 主辦機關
    PARTIES = "parties"  # 協辦、會辦、副知機關
    DESK = "desk"  # 研考會 (the division that runs the procedure)
    MAYOR = "mayor"  # 市長室


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowOn:
    """The deed opens a case of another procedure (例：改列人民陳情), linked by number, with one of the coded reasons.

    The agency goes with it unless the case is passed on because it was never that agency's. `facts` tells from the detail of the first
    case what the later one begins with.
    """

    procedure: str
    reasons: tuple[tuple[str, str], ...]
    keeps_agency: bool = True
    facts: Callable[[Any], Mapping[str, object]] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """One deed of the procedure (動作): where it may be done, where it leads, who may, what it asks and what must be true.

    `to=None` keeps the step. `asks` must be filled, `may_ask` may be; both name fields of the detail or shared facts of the case,
    or of the `record`, of which the deed then writes one more row. `through_reply` deeds are done by signing a reply (決行).
    `follows_merge` deeds may be done on a merged case too, when the case it was merged into stands at the step (回電).
    """

    key: str
    name: str
    at: At
    by: Who
    to: Steps | None = None
    asks: tuple[str, ...] = ()
    may_ask: tuple[str, ...] = ()
    record: type[CaseRecord] | None = None
    guard: Guard | None = None
    only_overdue: bool = False
    needs_reason: bool = False
    tells: tuple[Tell, ...] = ()
    followed_by: FollowOn | None = None
    through_reply: bool = False
    follows_merge: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Tier:
    """One declared level of a time limit (時限級別) that a register may choose for a category."""

    key: str
    name: str
    within: Dated[Span]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tiers:
    """Time limits by the category's tier; `default` counts where a category names none.

    A category may name several keys ("h4 d3"); each deadline takes the one it declares.
    """

    default: str
    tiers: tuple[Tier, ...]

    def get(self, keys: str) -> Tier:
        """Return the tier that the category's keys name, or the default one."""
        named = keys.split()
        default = next(tier for tier in self.tiers if tier.key == self.default)
        return next((tier for tier in self.tiers if tier.key in named), default)


@dataclass(frozen=True, slots=True, kw_only=True)
class Extension:
    """Who may extend a due date (展延核准), how often and by how much in all; the reason is always written down."""

    by: Who
    times: int | None = None
    total: Span | None = None
    tells: tuple[Tell, ...] = (Tell.REPORTER,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Escalation:
    """Past the due date by `after`, whom to tell besides the agency (逾期稽催)."""

    after: Span
    to: Tell
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """One time limit (期限): counted from entering `start` (or from the date fact `counts_from`) until `stop` is entered.

    Returned or transferred cases keep the clock they were given. `pauses_at` are steps during which the clock stands.
    `renews` is for what is owed period after period (逐期填報): entering `start` again after the limit was met begins the next period
    with a clock of its own; the earlier periods stay as they were.
    `faults` are the codes of 逾期歸責.
    """

    key: str
    name: str
    start: At
    stop: At
    within: "Dated[Span] | Tiers | Callable[[Any], Dated[Span]]"
    counts_from: str = ""
    remind: tuple[Span, ...] = ()
    remind_to: tuple["Tell", ...] = ()
    escalate: tuple[Escalation, ...] = ()
    pauses_at: tuple[Steps, ...] = ()
    extended_by: Who | Extension | tuple[Extension, ...] | None = None
    faults: tuple[tuple[str, str], ...] = ()
    renews: bool = False

    @property
    def extensions(self) -> tuple[Extension, ...]:
        """The layers that may extend, lowest first; a bare rule may extend without limit."""
        if self.extended_by is None:
            return ()
        if isinstance(self.extended_by, Who):
            return (Extension(by=self.extended_by),)
        return self.extended_by if isinstance(self.extended_by, tuple) else (self.extended_by,)

    def span_on(self, day: date, *, detail: CaseDetail | None, tier: str = "") -> Since[Span]:
        """Return the time limit in force on `day`, with its ground."""
        if isinstance(self.within, Tiers):
            return self.within.get(tier).within.at(day)
        if isinstance(self.within, Dated):
            return self.within.at(day)
        return self.within(detail).at(day)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verb:
    """Who may use a verb of the engine on a case, at which steps (any open one when none is named), and where it leads."""

    by: Who
    at: tuple[Steps, ...] = ()
    to: Steps | None = None
    tells: tuple[Tell, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Verbs:
    """The verbs of the engine that a procedure allows; None means not at all (deny by default)."""

    edit: Verb | None = None  # 修改
    assign: Verb | None = None  # 分派承辦人
    transfer: Verb | None = None  # 改派機關
    hand_back: Verb | None = None  # 退回改分
    rule_on: Verb | None = None  # 權責裁定: after the second return
    involve: Verb | None = None  # 請協辦、會辦、副知
    merge: Verb | None = None  # 併案、取消併案
    withdraw: Verb | None = None  # 撤案
    reopen: Verb | None = None  # 重啟
    supplement: Verb | None = None  # 補陳
    note: Verb | None = None  # 處理紀錄
    attach: Verb | None = None  # 附件


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """The way a reply takes (擬復 → 會辦 → 核稿 → 決行): the deed `action` is done when the deciding layer signs.

    `decided_by` is the dated table of 分層負責; deputies act for the people they stand in for.
    """

    action: str
    drafted_by: Who
    checked_by: Who
    decided_by: Dated[Who]
    series: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """How a procedure is run in response mode (應變模式): who leads it, who tells all reporters, and which time limits may then stand still.

    `keeps_own` tells of a report's detail that it needs a case of its own (danger), whatever mother case there is for its matter.
    """

    led_by: Who
    informed_by: Who
    suspends: tuple[str, ...] = ()
    keeps_own: Callable[[Any], bool] | None = None


class Routing(StrEnum):
    """How a new case gets its agency (分文方式)."""

    ASKED = "asked"  # chosen on the form
    CATEGORY = "category"  # by the dated rule of its category, else chosen later
    OWN = "own"  # the opener's own agency


COMMON_FACTS = (
    "title", "description", "category", "agency", "channel", "priority", "is_confidential", "received_at", "address", "district", "village",
    "lat", "long", "reporter",
)  # fmt: skip
"""Shared facts of the case that a form may ask beside the fields of the detail; `reporter` is a PersonData."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Procedure:
    """One municipal procedure, whole: who opens and sees it, its facts, steps, deeds, due dates and figures.

    `unrouted` is the step of a case that has no agency yet (待分派); `person_seen_by` may open the reporter's masked data;
    `online_channel` is the channel of what a citizen sends in from the pages; `routed_by` names the choice of the detail that
    tells whose asset it is (設施權屬), for the rules of items that send one owner's assets to another agency.
    """

    key: str
    name: str
    detail: type[CaseDetail]
    first: Steps
    opened_by: Who
    seen_by: Who
    actions: tuple[Action, ...]
    letter: str = "C"
    division: str = ""
    systems: tuple[str, ...] = ()
    basis: tuple[Ground, ...] = ()
    asks: tuple[str, ...] = ()
    may_ask: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()
    searches: tuple[str, ...] = ()
    channels: tuple[tuple[str, str], ...] = ()
    online_channel: str = "web"
    routing: Routing = Routing.ASKED
    routed_by: str = ""
    unrouted: Steps | None = None
    ends: tuple[Steps, ...] = ()
    opening_fill: Fill | None = None
    opening_guard: Guard | None = None
    opening_tells: tuple[Tell, ...] = (Tell.AGENCY,)
    verbs: Verbs = field(default_factory=Verbs)
    reply: Reply | None = None
    response: Response | None = None
    deadlines: tuple[Deadline, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    is_public: bool = False
    retention: Dated[Span] | None = None
    person_seen_by: Who | None = None

    @property
    def steps(self) -> type[Steps]:
        """The class of this procedure's steps."""
        return type(self.first)

    @property
    def closed_steps(self) -> tuple[Steps, ...]:
        """The steps at which a case is closed: those declared, or those from which no deed leads on."""
        if self.ends:
            return self.ends
        leaving = {step for action in self.actions if action.to is not None for step in steps_of(action.at) if step != action.to}
        return tuple(step for step in self.steps if step not in leaving)

    @property
    def owner(self) -> str:
        """The division whose procedure it is: the first part of the key."""
        return self.division or self.key.split(".", 1)[0]

    @property
    def asset_owners(self) -> tuple[tuple[str, str], ...]:
        """The owners of assets that rules of its items may tell apart; none where no fact tells the owner."""
        if not self.routed_by:
            return ()
        fact = self.detail._meta.get_field(self.routed_by)
        assert isinstance(fact, models.Field)
        return tuple((str(key), str(label)) for key, label in fact.flatchoices if key)

    def action(self, key: str) -> Action:
        """Return the deed of that key; LookupError in words when there is none."""
        for action in self.actions:
            if action.key == key:
                return action
        message = f"「{self.name}」沒有動作 {key}"
        raise LookupError(message)

    def deadline(self, key: str) -> Deadline:
        """Return the time limit of that key."""
        return next(deadline for deadline in self.deadlines if deadline.key == key)

    def step_name(self, step: str) -> str:
        """Return the Chinese name of a step, or the key itself of one no longer declared."""
        try:
            return str(self.steps(step).label)
        except ValueError:
            return step
