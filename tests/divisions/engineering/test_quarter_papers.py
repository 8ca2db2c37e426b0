"""The quarter's return is filled from the records, and its papers tell the central authority and the meeting what they say."""

from datetime import date
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from odfdo import Document
from tests.cases.people import at
from tests.divisions.engineering.sites import engineer
from tests.panel.test_pages import browse, ok
from tests.registers.tenders import tender
from tests.shell.conftest import people

from yankao.divisions.engineering.logic.quarter_results import results_of
from yankao.divisions.engineering.procedures.inspection import Inspection
from yankao.divisions.engineering.procedures.quarterly_return import QUARTERLY_RETURN, QuarterlyReturn
from yankao.engines.cases.models import Case
from yankao.engines.cases.open import open_case

__all__ = ["people"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("people")]
NOW = at("2023-04-03 09:00")


def inspected(number: str, score: int | None, grade: str, *, agency: str = "water-resources", **case) -> None:
    row = tender(number, agency=agency)
    found = Case.objects.create(
        procedure="engineering.inspection", number=f"I{number}", step="graded", title="x", received_at=NOW, agency=row.agency, **case
    )
    Inspection.objects.create(case=found, tender=row, project="x", inspected_on=date(2023, 2, 6), score=score, grade=grade)


def opened() -> Case:
    return open_case(QUARTERLY_RETURN, actor=engineer(), now=NOW, facts={"year": 112, "quarter": 1})


@pytest.mark.system("inspection-quarterly")
def test_year_and_quarter_are_all_that_is_typed():
    inspected("A-1", 85, "first")
    inspected("A-2", 69, "third", agency="transportation")
    inspected("A-3", 99, "excellent", is_test=True)
    case = opened()
    it = QuarterlyReturn.objects.get(pk=case.pk)
    assert (it.ended_on, it.inspected, it.grade_b, it.grade_d, float(it.average or 0)) == (date(2023, 3, 31), 2, 1, 1, 77)
    assert (case.agency.slug, case.title) == ("rdec-engineering", "112年第1季查核季報表")
    with pytest.raises(ValidationError, match="已立案"):
        opened()


def test_what_is_typed_against_the_records_is_refused():
    inspected("A-1", 85, "first")
    with pytest.raises(ValidationError, match="查核件數應為1"):
        open_case(QUARTERLY_RETURN, actor=engineer(), now=NOW, facts={"year": 112, "quarter": 1, "inspected": 7})


def test_agencies_stand_by_their_mean_and_those_that_did_badly_are_named():
    inspected("A-1", 85, "first")
    inspected("A-2", 74, "second", agency="transportation")
    inspected("A-4", None, "", agency="public-works-maintenance")
    low, fine, untold = results_of(2023, 1, now=NOW)
    assert [(it.agency[-3:], it.inspected, it.good, it.is_poor) for it in (low, fine, untold)] == [
        ("交通局", 1, 0, True), ("水利局", 1, 1, False), ("工程處", 1, 0, False),
    ]  # fmt: skip
    assert untold.average is None


def test_the_papers_of_the_return_are_printed_and_written_on():
    inspected("A-2", 69, "third", agency="transportation")
    case = opened()
    desk = browse("inspector")
    assert "查核成果提報表" in desk.get(f"/case/{case.number}/").content.decode()
    path = f"/quarterly-returns/{case.number}/paper/"
    assert "列丙等1件" in ok(desk.get(f"{path}results"), 200).content.decode()
    letter = Document(BytesIO(ok(desk.get(f"{path}letter?format=odt"), 200).content)).get_formatted_text()
    assert "檢送112年第1季工程施工查核季報表" in letter
    assert desk.get(f"{path}unheard").status_code == 404
    assert browse("clerk").get(f"{path}results").status_code in {403, 404}
