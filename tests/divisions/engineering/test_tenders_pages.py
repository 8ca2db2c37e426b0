"""The screens of the tenders: who has filled in the month, and the page on which a contradiction is decided."""

from datetime import date

import pytest
from tests.cases.people import at
from tests.registers.tenders import NOW, engineer, tender
from tests.shell.conftest import Login, login, people

from yankao.divisions.engineering.pages import tender_board, verification_board
from yankao.engines.registers.tenders.filling import chase_filling
from yankao.engines.registers.tenders.month import Decision, Difference
from yankao.engines.registers.tenders.month_register import MONTHS
from yankao.engines.registers.tenders.reconcile import reconcile
from yankao.engines.registers.tenders.tender import Tender
from yankao.engines.registers.write import enter

__all__ = ["login", "people"]
pytestmark = [pytest.mark.django_db, pytest.mark.system("tender-system")]
FILLING, DIFFERENCES = "/tenders/filling/", "/tenders/differences/"


@pytest.fixture
def filled(people: None, monkeypatch: pytest.MonkeyPatch) -> Tender:
    monkeypatch.setattr(tender_board, "clock", lambda: NOW)
    row, _ = tender(), tender("1110915-A02", name="鳳山溪護岸工程")
    for source, actual in (("central", "55"), ("own", "52")):
        facts = {"tender": row, "month": "2023-02-01", "source": source, "filled_on": "2023-03-03", "planned": "50", "actual": actual}
        enter(MONTHS, actor=engineer(), now=NOW, facts=facts)
    reconcile(date(2023, 2, 1), now=NOW)
    chase_filling(now=at("2023-03-07 08:00"))
    return row


def test_the_board_of_a_month_shows_who_owes_what_and_how_far_the_chase_has_come(filled: Tender, login: Login) -> None:
    page = login("clerk").get(FILLING).content.decode()
    for said in ("112年2月", "1110915-A02", "逾期稽催", "各機關填報情形", "實務"):
        assert said in page
    assert "1110915-A01" not in page
    assert "這個月沒有應填報的標案" in login("clerk").get(f"{FILLING}?month=103-01").content.decode()
    assert login("clerk").get(f"{FILLING}?month=abc").status_code == 404
    assert login("agent").get(FILLING).status_code == 403


def test_a_difference_is_decided_on_its_page_and_stays_readable_with_who_and_why(filled: Tender, login: Login) -> None:
    clerk, engineers = login("clerk"), login("inspector")
    found = Difference.objects.get(kind="values")
    sent = {"difference": str(found.pk), "decision": "central", "reason": "工地回報以央端為準"}
    assert "進度數值不一致" in clerk.get(DIFFERENCES).content.decode()
    assert clerk.post(DIFFERENCES, sent).status_code == 403
    assert "還不能處理" in engineers.post(DIFFERENCES, sent | {"reason": ""}, follow=True).content.decode()
    assert "兩方紀錄均保留" in engineers.post(DIFFERENCES, sent, follow=True).content.decode()
    assert "已由" in engineers.post(DIFFERENCES, sent, follow=True).content.decode()
    assert "查無此項差異" in engineers.post(DIFFERENCES, sent | {"difference": "0"}, follow=True).content.decode()
    found.refresh_from_db()
    assert found.decision == Decision.CENTRAL
    shown = engineers.get(f"{DIFFERENCES}?decided=1").content.decode()
    assert "工地回報以央端為準" in shown
    assert "預定50.00%、實際52.00%" in shown


def test_the_record_of_the_city_is_typed_by_the_number_of_the_tender(filled: Tender, login: Login) -> None:
    sent = {
        "tender": "1110915-A02", "month": "112/2/1", "source": "own", "filled_on": "112/3/5", "planned": "40", "actual": "40", "remark": "依計畫施作",
    }  # fmt: skip
    answer = login("clerk").post("/r/tenders.tendermonth/new", sent)
    assert answer.status_code == 302
    assert "鳳山溪護岸工程" in login("clerk").get(answer["Location"]).content.decode()
    assert login("clerk").post("/r/tenders.tendermonth/new", sent | {"tender": "無此案", "month": "112/1/1"}).status_code == 422


def test_the_board_of_verifications_sets_the_papers_and_the_site_beside_the_reported_figure(
    filled: Tender, login: Login, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verification_board, "clock", lambda: NOW)
    inspector = login("inspector")
    assert "這個月尚未選定查證標案" in inspector.get("/verifications/").content.decode()
    assert login("clerk").post("/verifications/choose", {"month": "112-02"}).status_code == 403
    answer = inspector.post("/verifications/choose", {"month": "112-02"}, follow=True).content.decode()
    assert "已選定 1 件" in answer
    assert "依序輪查" in answer
    assert "本月件數已足" in inspector.post("/verifications/choose", {"month": "112-02"}, follow=True).content.decode()
