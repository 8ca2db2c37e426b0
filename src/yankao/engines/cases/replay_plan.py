"""Works out what a told history (歷史案件) means under its declaration: deeds named, guards not met written down, limits kept or missed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache, partial
from typing import Any, NamedTuple, TypeVar

from django.core.exceptions import ObjectDoesNotExist
from django.db import models
from django.db.models.base import ModelState

from yankao.engines.cases.category_rules import FIRST_IS_BEST
from yankao.engines.cases.clock import Clocks, earliest_open
from yankao.engines.cases.declare import Action, Deadline, Guard, Procedure, Verb, steps_of
from yankao.engines.cases.models import CaseDetail, CategoryRule, DueDate
from yankao.engines.cases.replay_words import ReplayedCase, ReplayedPassage, Timing
from yankao.kernel.days import Calendar, day_of

VERB_NAMES = {
    "edit": "修改", "assign": "分派承辦人", "transfer": "改派機關", "hand_back": "退回改分", "rule_on": "權責裁定", "involve": "請其他機關參與",
    "merge": "併案", "withdraw": "撤案", "reopen": "重啟", "supplement": "補陳", "note": "處理紀錄", "attach": "附件",
}  # fmt: skip
LONGEST_UNMET = 200

Row = TypeVar("Row", bound=models.Model)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """The declared deed of a passage and what of its declaration the passage does not meet."""

    action: str
    unmet: tuple[str, ...] = ()
    guard: Guard | None = None
    needs_reason: str = ""


class Deeds:
    """Names the deeds of one procedure from the steps between which a case moved."""

    def __init__(self, procedure: Procedure) -> None:
        """Take the declaration whose words are used."""
        self.procedure = procedure
        self._named: dict[tuple[str, str, str], Deed] = {}
        self._verbs = {name: verb for name in VERB_NAMES if (verb := getattr(procedure.verbs, name)) is not None}

    def named(self, from_step: str, to_step: str, action: str = "") -> Deed:
        """Return the deed that leads from one step to another: the one told, else the declared one, else the nearest."""
        key = (from_step, to_step, action)
        if key not in self._named:
            self._named[key] = self._name(*key)
        return self._named[key]

    def _name(self, from_step: str, to_step: str, action: str) -> Deed:
        if not from_step:
            return self._opening(to_step)
        if action:
            return self._told(from_step, to_step, action)
        declared = next((it for it in self.procedure.actions if from_step in steps_of(it.at) and (it.to or from_step) == to_step), None)
        if declared is not None:
            return self._told(from_step, to_step, declared.key)
        leading = [name for name, verb in self._verbs.items() if verb.to == to_step]
        fitting = next((name for name in leading if from_step in self._verbs[name].at), "")
        nearest = next((it.key for it in self.procedure.actions if it.to == to_step), "")
        found = fitting or nearest or next(iter(leading), "")
        return self._told(from_step, to_step, found) if found else self._unknown(from_step, to_step, "replay")

    def _opening(self, to_step: str) -> Deed:
        expected = {str(self.procedure.first), str(self.procedure.unrouted or self.procedure.first)}
        return Deed(action="open", unmet=() if to_step in expected else (f"首次紀錄時已為「{self._step(to_step)}」",))

    def _told(self, from_step: str, to_step: str, key: str) -> Deed:
        action = next((it for it in self.procedure.actions if it.key == key), None)
        if action is not None:
            return self._of_action(from_step, to_step, action)
        if key in self._verbs:
            return self._of_verb(from_step, to_step, key, self._verbs[key])
        return self._unknown(from_step, to_step, key)

    def _of_action(self, from_step: str, to_step: str, action: Action) -> Deed:
        unmet = self._misfits(action.name, from_step, to_step, at=tuple(map(str, steps_of(action.at))), to=str(action.to or from_step))
        return Deed(action=action.key, unmet=unmet, guard=action.guard, needs_reason=action.name if action.needs_reason else "")

    def _of_verb(self, from_step: str, to_step: str, key: str, verb: Verb) -> Deed:
        return Deed(action=key, unmet=self._misfits(VERB_NAMES[key], from_step, to_step, at=tuple(map(str, verb.at)), to=str(verb.to or from_step)))

    def _misfits(self, name: str, from_step: str, to_step: str, *, at: tuple[str, ...], to: str) -> tuple[str, ...]:
        unmet = []
        if at and from_step not in at:
            unmet.append(f"「{name}」應於{'、'.join(map(self._step, at))}時辦理，紀錄為「{self._step(from_step)}」")
        if to != to_step:
            unmet.append(f"「{name}」後應為「{self._step(to)}」，紀錄為「{self._step(to_step)}」")
        return tuple(unmet)

    def _unknown(self, from_step: str, to_step: str, key: str) -> Deed:
        return Deed(action=key[:40], unmet=(f"程序未宣告由「{self._step(from_step)}」至「{self._step(to_step)}」的動作",))

    def _step(self, step: str) -> str:
        return self.procedure.step_name(step)


class Rules:
    """The dated rules of all categories, read once: which tier and agency an item had in an area on a day."""

    def __init__(self) -> None:
        """Read the register."""
        self._rules: dict[tuple[int, str], list[tuple[str, date, str, int | None]]] = {}
        rows = CategoryRule.objects.order_by(*FIRST_IS_BEST).values_list("category_id", "owner", "area", "starts_on", "tier", "agency_id")
        for category_id, owner, area, starts_on, tier, agency_id in rows:
            self._rules.setdefault((category_id, owner), []).append((area, starts_on, tier, agency_id))

    def of(self, category_id: int | None, *, day: date, area: str = "", owner: str = "") -> tuple[str, int | None]:
        """Return tier and agency of an item: the owner's rule before one for any owner, the area's before the whole city's."""
        for told in (owner, "") if owner else ("",):
            for rule_area, starts_on, tier, agency_id in self._rules.get((category_id or 0, told), ()):
                if rule_area in {"", area} and starts_on <= day:
                    return tier, agency_id
        return "", None


class _SilentClocks(Clocks):
    """Clocks of history: they tell in time or late, and never remind anybody."""

    def _plan_chase(self, deadline: Deadline, row: DueDate, *, after: datetime) -> None:
        """Plan nothing."""

    def _row(self, values: Mapping[str, Any]) -> DueDate:
        return _plain(DueDate, values)


class PlannedPassage(NamedTuple):
    """What a passage says besides whose it is and when it was; very many passages say the same."""

    action: str
    from_step: str
    to_step: str
    agency_id: int | None
    in_time: bool | None
    reason: str
    unmet: tuple[str, ...]


@dataclass(slots=True, kw_only=True)
class Planned:
    """A told case as it is written down: what its passages say and the rows of its due dates."""

    step: str
    closed_at: datetime | None
    due_at: datetime | None
    passages: list[PlannedPassage] = field(default_factory=list)
    due_dates: list[DueDate] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Planner:
    """Plans told cases of one procedure. `is_running`: open cases go on being timed from `now` (a simulated city only)."""

    procedure: Procedure
    deeds: Deeds
    rules: Rules
    calendar: Calendar
    now: datetime
    is_running: bool = False

    def plan(self, case: ReplayedCase, *, case_id: int) -> Planned:
        """Lead the case through its passages in the order told."""
        clocks = self._clocks(case, case_id)
        detail = partial(_detail, self.procedure, {**case.detail, "case_id": case_id}, {})
        planned = Planned(step="", closed_at=None, due_at=None)
        needs_detail = any(it.counts_from or callable(it.within) for it in self.procedure.deadlines)
        for passage in case.passages:
            deed = self.deeds.named(planned.step, passage.to_step, passage.action)
            unmet = [*passage.unmet, *deed.unmet, *_guarded(deed, passage, detail)]
            kept = None
            if clocks is not None and passage.to_step != planned.step:
                kept = self._passed(clocks, planned.step, passage, detail() if needs_detail else None, unmet)
            planned.passages.append(
                PlannedPassage(
                    action=deed.action,
                    from_step=planned.step,
                    to_step=passage.to_step,
                    agency_id=passage.agency_id,
                    in_time=kept,
                    reason=passage.reason[:1000],
                    unmet=tuple(sentence[:LONGEST_UNMET] for sentence in unmet) if unmet else (),
                )
            )
            planned.step = passage.to_step
        planned.closed_at = case.closed_at
        if clocks is not None:
            self._finish(clocks, planned)
        return planned

    def _clocks(self, case: ReplayedCase, case_id: int) -> Clocks | None:
        if not case.has_clocks or not self.procedure.deadlines:
            return None
        tier = case.tier
        if tier is None:
            owner = str(case.detail.get(self.procedure.routed_by) or "")
            tier, _ = self.rules.of(case.category_id, day=day_of(case.received_at), area=case.district_id or "", owner=owner)
        kind = Clocks if self.is_running else _SilentClocks
        return kind(self.procedure, (), tier=tier, case_id=case_id, calendar=self.calendar)

    def _passed(self, clocks: Clocks, from_step: str, passage: ReplayedPassage, detail: CaseDetail | None, unmet: list[str]) -> bool | None:
        try:
            kept = clocks.pass_step(from_step, passage.to_step, at=passage.occurred_at, detail=detail)
        except ValueError as problem:  # the day lies before the first rule known
            unmet.append(str(problem))
            return None
        if passage.timing is Timing.UNKNOWN or (passage.timing is Timing.AT_LATEST and not kept):
            return None
        return kept

    def _finish(self, clocks: Clocks, planned: Planned) -> None:
        is_open = planned.step not in self.procedure.closed_steps
        if self.is_running and is_open:
            for key, row in clocks.rows.items():
                if row.met_at is None and row.paused_at is None:
                    clocks.move_due(self.procedure.deadline(key), row.due_at, after=self.now)
            planned.due_at = earliest_open(clocks.rows.values())
        else:
            clocks.silence()
        planned.due_dates = [*clocks.ended, *clocks.rows.values()]


def _detail(procedure: Procedure, values: dict[str, Any], made: dict[str, CaseDetail]) -> CaseDetail:
    if "it" not in made:
        made["it"] = _plain(procedure.detail, values)
    return made["it"]


def _plain(model: type[Row], values: Mapping[str, Any]) -> Row:
    """Return a row of a table without the detours of its constructor, which a load would go a million times."""
    row = model.__new__(model)
    row.__dict__.update(_empty(model))
    row.__dict__.update(values)
    row._state = ModelState()
    return row


@cache
def _empty(model: type[models.Model]) -> Mapping[str, Any]:
    return {name: value for name, value in vars(model()).items() if name != "_state"}


def _guarded(deed: Deed, passage: ReplayedPassage, detail: Callable[[], CaseDetail]) -> list[str]:
    """Return what a guard or a missing reason would have said; history is not blocked by it."""
    found = []
    if deed.needs_reason and not passage.reason:
        found.append(f"「{deed.needs_reason}」未載明理由")
    if deed.guard is None:
        return found
    try:
        refusal = deed.guard(detail())
    except ObjectDoesNotExist:  # the guard asks the case itself, which is written down only after its history is planned
        refusal = "匯入時無從查核此條件"
    return [*found, refusal] if refusal else found
