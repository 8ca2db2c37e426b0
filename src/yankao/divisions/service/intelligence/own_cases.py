"""The city's own dispatch cases as material for learning: what was known at intake, and who finally took them as what."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from django.utils import timezone

from yankao.divisions.service.intelligence.sightings import LONGEST, Routed, Sighting
from yankao.divisions.service.intelligence.store import save
from yankao.divisions.service.intelligence.training import TooFewError, train
from yankao.divisions.service.procedures.dispatch import DISPATCH
from yankao.engines.cases.models import Case

__all__ = ["TooFewError", "own_reports", "train_on_own_cases"]
NEWEST = 4_000
"""So many cases the desk's first model is learnt from by itself, in seconds of the processor. From all of them: `yankao train-routing`."""
COLUMNS = ("number", "district__name", "address", "description", "received_at", "agency__short_name", "agency__name", "category__name")


def own_reports(*, newest: int | None = None) -> Iterator[Routed]:
    """Yield the dispatch cases that have an agency, or the newest of them; trials stay out."""
    cases = Case.objects.filter(procedure=DISPATCH.key, agency__isnull=False, is_test=False).order_by("-received_at", "-id")[:newest]
    for number, district, address, text, at, short, name, item in cases.values_list(*COLUMNS).iterator():
        sighting = Sighting(id=number, district=district or "", address=address, text=text[:LONGEST], at=timezone.make_naive(at) if at else None)
        yield Routed(sighting=sighting, agency=short or name, item=item or "")


def train_on_own_cases(folder: Path, *, trained_on: date) -> Path:
    """Learn from the newest cases in the database and keep the model in the folder of models; TooFewError where there is too little to learn from."""
    reports = list(own_reports(newest=NEWEST))
    return save(train(reports, trained_on=trained_on, sources={"資料庫": len(reports)}), folder)
