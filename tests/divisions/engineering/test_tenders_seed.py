"""The demonstration shows tenders with everything a day at the desk needs, and a second run changes nothing."""

import pytest
from tests.cases.people import at
from tests.shell.conftest import people

from yankao.divisions.engineering.draws.draw_tables import Draw, Visit
from yankao.divisions.engineering.draws.seed import COUNT, seed_tenders
from yankao.divisions.engineering.logic.score_models import ScoreSheet
from yankao.divisions.engineering.logic.scoring_facts import outcome
from yankao.divisions.engineering.procedures.inspection import Inspection
from yankao.divisions.engineering.procedures.progress_verification import ProgressVerification
from yankao.divisions.engineering.procedures.quality_warning import QualityWarning
from yankao.engines.cases.models import Case
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


def test_the_demonstration_has_inspections_at_every_stage_a_desk_meets():
    for _ in range(2):
        seed_tenders(NOW, lambda _line: None)
    assert list(Visit.objects.order_by("pk").values_list("state", "case__step")) == [
        ("done", "graded"), ("done", "inspected"), ("planned", "planned"), ("planned", None),
    ]  # fmt: skip
    assert not Case.objects.filter(procedure="engineering.inspection", is_simulated=False).exists()
    told, waiting = Inspection.objects.filter(inspected_on__isnull=False).order_by("inspected_on")
    assert (told.score, told.grade) == (86, "first")
    with pytest.raises(ValueError, match="尚有1位"):
        outcome(waiting)
    correction = Case.objects.get(procedure="engineering.defect_correction")
    assert (correction.parent_id, correction.agency.slug) == (told.pk, "public-works-maintenance")
    assert set(ScoreSheet.objects.values_list("proof", flat=True)) == {"paper", ""}


def test_late_in_the_year_the_months_are_told_as_well():
    seed_tenders(at("2026-12-22 09:00"), lambda _line: None)
    assert ProgressVerification.objects.count() == 20
    assert TenderMonth.objects.filter(source="central", month="2026-11-01").count() == COUNT - COUNT // 24
