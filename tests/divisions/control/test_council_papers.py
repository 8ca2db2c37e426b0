"""The papers of the council: one page a councillor across the whole family, one book a session in the classes that held then."""

from io import BytesIO
from zipfile import ZipFile

import pytest
from tests.cases.people import at
from tests.divisions.control.stories import clerk, desk, ordered, report_of
from tests.divisions.control.test_council import ANSWER, matter
from tests.shell.conftest import login, people

from yankao.divisions.control.logic.council_book import Session, book_of, sessions, sheet_of
from yankao.divisions.control.logic.councillors import councillors, matters_of
from yankao.engines.cases.advance import advance

__all__ = ["login", "people"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
RESOLUTION = "control.council_resolution"
MORNING, LATER = at("2023-03-01 09:00"), at("2023-05-01 09:00")


@pytest.fixture
def session():
    """A session with two proposals, one reported on; a question that is late, and a service that was answered, of the same councillor."""
    case = ordered(RESOLUTION, now=MORNING, councillor="王議員、李議員", item_number="工-1")
    advance(case, "report", actor=clerk(), now=MORNING, facts=report_of(RESOLUTION))
    ordered(RESOLUTION, now=MORNING, councillor="陳議員", council_class="education", item_number="教-1", agency="")
    matter("control.interpellation", councillor="王議員")
    served = matter("control.councillor_service", councillor="王議員", electoral_district=5)
    advance(served, "answer", actor=clerk("public-works"), now=MORNING, facts=ANSWER)


def test_one_councillor_is_found_across_the_family_with_what_is_open_and_late(session):
    found = {each.name: each for each in councillors(desk(), term=4, now=LATER)}
    assert set(found) == {"王議員", "李議員", "陳議員"}
    king = found["王議員"]
    assert (king.total, king.open, king.late, king.districts) == (3, 3, 2, {3, 5})
    assert [each.kind for each in matters_of(desk(), "王議員", term=4, now=LATER)] == ["市議會建決議案", "總質詢書面答復", "議員服務案件"]
    assert matters_of(desk(), "王議員", term=4, now=LATER)[0].answer == "已完成清淤十二公里"
    assert matters_of(clerk("police"), "王議員", term=4, now=LATER) == []
    assert councillors(desk(), term=3, now=LATER) == []


@pytest.mark.system("council-resolutions")
def test_the_book_of_a_session_stands_in_the_nine_classes_and_changes_with_each_record(session):
    (held,) = sessions(desk())
    assert str(held) == "第4屆第1次定期大會"
    book = book_of(desk(), held)
    assert [len(lines) for _name, lines in book.classes] == [0, 0, 0, 1, 0, 0, 0, 1, 0]
    assert (book.count, book.answered) == (2, 1)
    lines = "".join(sheet_of(book, government="市政府").lines)
    assert "內政類0件" in lines
    assert "工務類1件" in lines
    ordered(RESOLUTION, now=MORNING, item_number="工-2")
    assert book_of(desk(), held).count == 3
    assert book_of(desk(), Session(term=9, kind="regular", number=1)).count == 0


def test_the_pages_print_give_odt_and_keep_out_who_may_not(session, login, client):
    tracker = login("tracker")
    assert "王議員" in tracker.get("/council/", {"term": "4"}).content.decode()
    assert "第 3 屆沒有符合條件" in tracker.get("/council/", {"term": "3"}).content.decode()
    page = tracker.get("/council/王議員/").content.decode()
    assert "已完成清淤十二公里" in page
    assert "第3選區、第5選區" in page
    text = ZipFile(BytesIO(tracker.get("/council/王議員/?format=odt").content)).read("content.xml").decode()
    assert "王議員備詢資料" in text
    assert "工務類（1件）" in tracker.get("/council/books/4-regular-1/").content.decode()
    assert tracker.get("/council/books/4-regular-1/?format=odt").content[:2] == b"PK"
    for address in ("/council/無此人/", "/council/books/9-regular-1/", "/council/books/x/"):
        assert tracker.get(address).status_code == 404
    assert login("agent").get("/council/").status_code == 403
    assert client.get("/council/").status_code == 302
