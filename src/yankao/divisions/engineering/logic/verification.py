"""選定查證標案: at least twenty tenders a month, those behind first, then those the city's own record sees behind, then in turn."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal

from yankao.divisions.engineering.procedures.progress_verification import A_MONTH, PROGRESS_VERIFICATION, ProgressVerification, Reason
from yankao.engines.cases.models import Case
from yankao.engines.cases.open import Origin, open_case
from yankao.engines.registers.tenders.month import BEHIND, Source, TenderMonth
from yankao.kernel.actors import Actor
from yankao.kernel.roc import RocMonth

SOURCE = "verification"
Chosen = tuple[TenderMonth, Reason]


def in_turn(month: date) -> list[Chosen]:
    """Return what was reported for a month in the order in which it is verified: most behind first, then who waited longest."""
    reported = TenderMonth.objects.filter(month=month, source=Source.CENTRAL).select_related("tender", "tender__agency")
    own = set(TenderMonth.objects.filter(BEHIND, month=month, source=Source.OWN).values_list("tender_id", flat=True))
    last = dict(ProgressVerification.objects.filter(month__lt=month).order_by("month").values_list("tender_id", "month"))
    return sorted(_with_reasons(reported, own), key=lambda pair: _rank(pair, last))


def choose(month: date, *, actor: Actor, now: datetime, count: int | None = None, is_simulated: bool = False) -> list[Case]:
    """Open the verifications of a month up to its number; a second run opens only what is still missing of it."""
    standing = set(ProgressVerification.objects.filter(month=month).values_list("tender_id", flat=True))
    wanted = (count if count is not None else A_MONTH.at(month).value) - len(standing)
    chosen = [pair for pair in in_turn(month) if pair[0].tender_id not in standing][: max(0, wanted)]
    return [_open(row, reason, actor=actor, now=now, is_simulated=is_simulated) for row, reason in chosen]


def _with_reasons(rows: Iterable[TenderMonth], own: set[int]) -> Iterator[Chosen]:
    for row in rows:
        yield row, Reason.LAGGING if row.is_behind else Reason.CONTROL if row.tender_id in own else Reason.DRAWN


def _rank(pair: Chosen, last: dict[int, date]) -> tuple[int, Decimal, date, str]:
    row, reason = pair
    places = {Reason.LAGGING: 0, Reason.CONTROL: 1, Reason.DRAWN: 2}
    return places[reason], -row.lag if reason is Reason.LAGGING else Decimal(0), last.get(row.tender_id, date.min), row.tender.number


def _open(row: TenderMonth, reason: Reason, *, actor: Actor, now: datetime, is_simulated: bool) -> Case:
    facts = {
        "tender": row.tender, "month": row.month, "reported_planned": row.planned, "reported_actual": row.actual, "agency": row.tender.agency,
        "chosen": reason, "title": f"{row.tender.name}{RocMonth.of(row.month)}進度查證",
    }  # fmt: skip
    origin = Origin(source=SOURCE, external_id=f"{row.month:%Y-%m}-{row.tender_id}", is_simulated=is_simulated)
    return open_case(PROGRESS_VERIFICATION, actor=actor, now=now, facts=facts, origin=origin)
