"""Enters plans, one or thousands alike (登錄): all are checked first, then what stands is written by a fixed number of statements."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q

from yankao.engines.cases.open import next_number
from yankao.engines.cases.replay_tables import write_rows
from yankao.engines.connectors.bulk import alone
from yankao.engines.progress.declare import Programme
from yankao.engines.progress.facts import Facts, check, clean, learn
from yankao.engines.progress.models import Plan, PlanDetail
from yankao.kernel import audit
from yankao.kernel.actors import Actor
from yankao.kernel.columns import RowFinder
from yankao.kernel.roc import YEAR_BEFORE_FIRST

SUBJECT = "plan"
LETTER = "J"


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """Where a plan comes from besides its facts: the set (a Gregorian year), the day it was listed, an outside source."""

    year: int
    listed_on: date
    source: str = ""
    external_id: str = ""
    is_simulated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One plan as it comes in: what was told of it, and where it comes from."""

    facts: Facts
    listing: Listing


@dataclass(slots=True, kw_only=True)
class Drafted:
    """A plan that may be entered, not yet written; `values` are its facts as they go into the audit."""

    plan: Plan
    detail: PlanDetail | None
    values: dict[str, str]


class Intake:
    """What stands already while plans of one programme are entered; inside a transaction, so that nobody enters the same source meanwhile."""

    def __init__(self, it: Programme, entries: Sequence[Entry]) -> None:
        """Look up, for all that comes in, which sources are here already and which rows are named."""
        self.it = it
        self.rows = RowFinder()
        self._known: dict[tuple[int, str], Plan] = {}
        learn(it, (entry.facts for entry in entries), self.rows)
        external = {entry.listing.external_id for entry in entries} - {""}
        if external:
            with alone(f"intake:{it.key}"):  # kept to the end of the transaction
                years = {entry.listing.year for entry in entries}
                found = Plan.objects.filter(~Q(external_id=""), programme=it.key, year__in=years, external_id__in=external)
                self._known = {(plan.year, plan.external_id): plan for plan in found}

    def known(self, listing: Listing) -> Plan | None:
        """Return the plan that the same source brought in before."""
        return self._known.get((listing.year, listing.external_id)) if listing.external_id else None

    def check(self, entry: Entry) -> Drafted:
        """Return the plan as it would be entered.

        Raises:
            ValidationError: a fact is missing or wrong.
        """
        cleaned, listing = clean(self.it, entry.facts, only=self.it.fields, rows=self.rows), entry.listing
        plan = Plan(
            programme=self.it.key,
            year=listing.year,
            last_year=listing.year + self.it.years - 1,
            listed_on=listing.listed_on,
            source=listing.source,
            external_id=listing.external_id,
            is_simulated=listing.is_simulated,
            **cleaned.plan,
        )
        check_years(plan)
        detail = check_whole(self.it, plan, cleaned.detail)
        return Drafted(plan=plan, detail=detail, values={name: str(value) for name, value in cleaned.plan.items()})

    def keep(self, drafted: Drafted) -> None:
        """Take note of a plan that will be entered: the same source further below is the same plan."""
        if drafted.plan.external_id:
            self._known[drafted.plan.year, drafted.plan.external_id] = drafted.plan


def enter(it: Programme, drafts: Sequence[Drafted], *, actor: Actor, now: datetime) -> None:
    """Number the plans, write them with what only their programme knows, and say so in the audit."""
    if not drafts:
        return
    for drafted, number in zip(drafts, next_number(LETTER, received_at=now, count=len(drafts)), strict=True):
        drafted.plan.number = number
    write_rows([drafted.plan for drafted in drafts])
    write_rows(list(_details(drafts)))
    record(it, "list", ((drafted.plan, drafted.values) for drafted in drafts), actor=actor, now=now)


def record(it: Programme, verb: str, told: Iterable[tuple[Plan, dict[str, str]]], *, actor: Actor, now: datetime) -> None:
    """Write into the audit what was done with each plan."""
    audit.record_many(
        audit.Deed(subject_kind=SUBJECT, subject_id=plan.number, verb=f"{it.key}:{verb}", actor=actor, at=now, values=values) for plan, values in told
    )


def check_years(plan: Plan) -> None:
    """Refuse months that lie outside the set."""
    if plan.starts_on.year > plan.last_year or plan.ends_on.year < plan.year:
        raise ValidationError({"starts_on": f"計畫期間不在{plan.year - YEAR_BEFORE_FIRST}年度列管期間內，請查明年度"})


def check_whole(it: Programme, plan: Plan, values: dict[str, Any], *, detail: PlanDetail | None = None) -> PlanDetail | None:
    """Ask the checks of the declaration with the detail as it will be, at hand as `plan.facts`; return the detail."""
    if it.detail is not None:
        detail = detail or it.detail(plan=plan)
        for name, value in values.items():
            setattr(detail, name, value)
        plan.facts = detail  # type: ignore[attr-defined]  # for the checks of the declaration
    check(it, plan)
    return detail


def _details(drafts: Sequence[Drafted]) -> Iterable[PlanDetail]:
    for drafted in drafts:
        if drafted.detail is not None:
            drafted.detail.plan = drafted.plan  # it has its key only now
            yield drafted.detail
