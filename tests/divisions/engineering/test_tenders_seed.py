"""The demonstration shows tenders with everything a day at the desk needs, and a second run changes nothing."""

import pytest
from tests.cases.people import at
from tests.shell.conftest import people

from yankao.divisions.engineering.draws.draw_tables import Draw
from yankao.divisions.engineering.draws.seed import COUNT, seed_tenders
from yankao.divisions.engineering.procedures.progress_verification import ProgressVerification
from yankao.divisions.engineering.procedures.quality_warning import QualityWarning
from yankao.engines.registers.tenders.month import Kind, TenderMonth
from yankao.engines.registers.tenders.reconcile import open_differences
from yankao.engines.registers.tenders.tender import Tender

__all__ = ["people"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("people")]
NOW = at("2026-03-10 09:00")


def counts() -> list[int]:
    models = (Tender, TenderMonth, ProgressVerification, QualityWarning, Draw)
    return [*(model.objects.count() for model in models), open_differences().count()]


def test_the_demonstration_is_filled_once_and_marked_as_simulated():
    told: list[str] = []
    seed_tenders(NOW, told.append)
    before = counts()
    assert before[0] == COUNT
    assert before[2] == 20
    assert min(before) > 0
    assert {Kind.OWN_LATE, Kind.NOT_SENT} <= set(open_differences().values_list("kind", flat=True))
    assert not Tender.objects.filter(is_simulated=False).exists()
    assert Draw.objects.get().readers.count() == 1
    seed_tenders(NOW, told.append)
    assert counts() == before
    assert len(told) == 2
