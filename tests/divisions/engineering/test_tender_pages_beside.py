"""The page of a tender lists its inspections as far as the reader may see them, and leads to a new one with the tender filled in."""

from datetime import date

import pytest
from tests.divisions.engineering.sites import planned, scored, written_down
from tests.panel.test_pages import browse
from tests.registers.tenders import NOW, clerk, engineer, tender
from tests.shell.conftest import people

from yankao.divisions.engineering.draws.candidates import candidates
from yankao.divisions.engineering.procedures.citizen_supervision import CITIZEN_SUPERVISION, reports_by_works
from yankao.divisions.engineering.registers.point_penalties import PENALTIES
from yankao.engines.cases.advance import advance
from yankao.engines.cases.open import open_case
from yankao.engines.registers.tenders.tender import Tender
from yankao.engines.registers.write import enter

__all__ = ["people"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("people")]


def test_the_page_of_a_tender_lists_its_inspections_and_opens_the_next_one():
    case = scored(written_down(planned()), 80)
    row = Tender.objects.get()
    shown = browse("inspector").get(f"/r/tenders.tender/{row.pk}/").content.decode()
    assert f"/case/{case.number}/" in shown
    assert "已查核，待函送紀錄" in shown
    assert "/p/engineering.inspection/new?tender=112-A-001" in shown
    form = browse("inspector").get("/p/engineering.inspection/new?tender=112-A-001").content.decode()
    assert 'value="112-A-001" list="id_tender_rows"' in form
    assert '<option value="112-A-001">三民區道路改善工程</option>' in form
    hidden = browse("clerk").get(f"/r/tenders.tender/{row.pk}/").content.decode()
    assert case.number not in hidden
    facts = {
        "inspection": case.number, "tender": row, "party": "contractor", "agency": row.agency, "party_name": "大港營造", "points": 2,
        "per_point_amount": 4000, "contract_amount": 10_000_000, "amount": 8_000, "letter_number": "1", "notified_on": "2023-03-20",
    }  # fmt: skip
    enter(PENALTIES, actor=engineer(), now=NOW, facts=facts)
    assert f"{case.number} 大港營造 8,000元" in browse("inspector").get(f"/r/tenders.tender/{row.pk}/").content.decode()
    exported = b"".join(browse("inspector").get("/r/engineering.point_penalty/export.csv").streaming_content).decode()
    assert ",112-A-001" in exported


def test_an_inspection_is_opened_from_its_tender_alone_and_an_unknown_number_is_refused():
    planned()
    desk = browse("inspector")
    sent = {"tender": "112-A-001 三民區道路改善工程", "occasion": "ordinary", "planned_on": "113/3/6"}
    answer = desk.post("/p/engineering.inspection/new", sent)
    assert answer.status_code == 302, answer.content.decode()[:3000]
    assert "三民區道路改善工程" in desk.get(answer.headers["Location"]).content.decode()
    refused = desk.post("/p/engineering.inspection/new", sent | {"tender": "113-X-999"})
    assert refused.status_code == 422
    assert "查無「113-X-999」" in refused.content.decode()


def test_a_citizens_report_that_names_the_tender_counts_for_it_and_stands_on_its_page():
    row = tender("112-C-001")
    facts = {"category": "drain-works", "description": "側溝蓋板未復原", "address": "苓雅區四維三路2號", "channel": "phone"}
    case = open_case(CITIZEN_SUPERVISION, actor=engineer(), now=NOW, facts=facts)
    assert not candidates(date(2023, 3, 9))[0].grounds
    told = {"surveyed_on": "2023-03-07", "finding": "蓋板遺失", "tender": "112-C-001"}
    advance(case, "survey", actor=clerk(case.agency.slug), now=NOW, facts=told)
    assert candidates(date(2023, 3, 9))[0].grounds == ("全民督工通報1件",)
    assert case.number in browse("inspector").get(f"/r/tenders.tender/{row.pk}/").content.decode()
    assert reports_by_works(date(2023, 3, 8), date(2023, 3, 9)) == {}
