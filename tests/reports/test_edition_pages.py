"""The pages of an edition: opened, written, reviewed, frozen, signed, published, each by who may, and what others are told."""

from datetime import date
from io import BytesIO

import pytest
from django.test import Client
from odfdo import Document
from tests.shell.conftest import NOW, Login, a_petition, actor, login, people

from yankao.engines.reports import editions
from yankao.engines.reports.editions import Facts
from yankao.engines.reports.models import Chapter, Edition

__all__ = ["login", "people"]
pytestmark = pytest.mark.django_db
FACTS = {"kind": "mayor_memo", "from": "115-01", "to": "115-06", "reporter_name": "石主委", "reporter_title": "主任委員", "is_acting": "true"}


def opened(browser: Client, **more: str) -> Edition:
    sent = browser.post("/reports/new", {**FACTS, **more})
    assert sent.status_code == 302, sent.content.decode()
    return Edition.objects.latest("pk")


def text_of(browser: Client, address: str, *, status: int = 200) -> str:
    answer = browser.get(address)
    assert answer.status_code == status, answer.content.decode()
    return answer.content.decode()


def accept_all(browser: Client, edition: Edition) -> None:
    for chapter in edition.chapters.all():
        at = f"/reports/{edition.pk}/chapter/{chapter.section}/"
        for deed in ("hand_in", "accept"):
            assert browser.post(f"{at}{deed}").status_code == 302


@pytest.mark.system("petition-report")
def test_a_memo_is_written_frozen_signed_and_published_in_the_pages(login: Login) -> None:
    editor, stranger = login("editor"), login("")
    edition = opened(editor)
    at = f"/reports/{edition.pk}/"
    a_petition()
    chapter = edition.chapters.first()
    assert chapter is not None
    page = f"{at}chapter/{chapter.section}/"
    body = "# 陳情\n\n{period}受理{service.petition.received}件。\n"
    assert editor.post(page, {"text": body, "version": chapter.version}).status_code == 302
    shown = text_of(editor, page)
    assert "人民陳情受理件數" in shown
    assert "/figures/service.petition.received/?from=115-01&amp;to=115-06" in shown
    assert "<del>" in shown
    accept_all(editor, edition)
    assert "凍結數字" in text_of(editor, at)
    assert editor.post(f"{at}do/freeze").status_code == 302
    assert "全部數字的雜湊相符" in text_of(editor, f"{at}frozen")
    assert editor.post(f"{at}do/submit").status_code == 302
    assert login("chair").post(f"{at}do/sign").status_code == 403
    for username in ("section_lead", "chief_secretary", "deputy_chair", "chair"):
        assert login(username).post(f"{at}do/sign", {"note": "如擬"}).status_code == 302, username
    assert stranger.get(f"/published/{edition.pk}/").status_code == 404
    assert editor.post(f"{at}do/send", {"number": "高市研管字第1號", "copies": "120", "delivered_on": "115/7/1"}).status_code == 302
    assert editor.post(f"{at}do/publish").status_code == 302
    assert "受理<a" in text_of(stranger, f"/published/{edition.pk}/")
    assert edition.title in text_of(stranger, "/published/?q=受理")
    assert "沒有符合" in text_of(stranger, "/published/?q=火星")
    document = Document(BytesIO(stranger.get(f"/published/{edition.pk}/file.odt").content))
    assert any("受理1件" in paragraph.inner_text for paragraph in document.body.get_paragraphs())
    assert editor.post(f"{at}do/correct", {"note": "補正"}).status_code == 302
    assert "更正版" in text_of(editor, "/reports/")


def test_checks_comparison_and_preview_show_a_draft(login: Login) -> None:
    editor = login("editor")
    edition = opened(editor)
    chapter = edition.chapters.first()
    assert chapter is not None
    body = "# 訓練\n\n共計有480人次參加，其辦理場次包括：\n\n1. 甲班，總計有98人參加。\n\n2. 乙班，總計有300人參加。\n"
    editor.post(f"/reports/{edition.pk}/chapter/{chapter.section}/", {"text": body, "version": chapter.version})
    assert "list_sum" in text_of(editor, f"/reports/{edition.pk}/check")
    assert "480人次" in text_of(editor, f"/reports/{edition.pk}/preview")
    assert "沒有可以比較的前一版" in text_of(editor, f"/reports/{edition.pk}/compare")
    other = opened(editor)
    assert "<del>" in text_of(editor, f"/reports/{edition.pk}/compare?with={other.pk}")
    assert "尚未凍結" in text_of(editor, f"/reports/{edition.pk}/frozen")


def test_what_cannot_be_written_stays_in_the_form_and_says_why(login: Login) -> None:
    editor = login("editor")
    edition = opened(editor)
    chapter = edition.chapters.first()
    assert chapter is not None
    page = f"/reports/{edition.pk}/chapter/{chapter.section}/"
    sent = editor.post(page, {"text": "# 陳情\n\n共{service", "version": chapter.version})
    assert (sent.status_code, "大括號未成對" in sent.content.decode(), "共{service" in sent.content.decode()) == (422, True, True)
    sent = editor.post(page, {"text": "# 新", "version": "0"})
    assert sent.status_code == 409
    assert editor.post(page, {"text": "# 陳情\n\n{service.petition.nothing}", "version": chapter.version}).status_code == 302
    assert "是否為" in text_of(editor, f"/reports/{edition.pk}/preview")
    assert editor.post(f"/reports/{edition.pk}/do/freeze").status_code == 422
    sent = editor.post("/reports/new", {**FACTS, "from": "昨天"})
    assert (sent.status_code, "請輸入年月" in sent.content.decode()) == (422, True)


def test_an_agency_writes_its_chapter_only(login: Login) -> None:
    editor, clerk = login("editor"), login("clerk")
    edition = opened(editor)
    chapter = Chapter.objects.filter(edition=edition).first()
    assert chapter is not None
    page = f"/reports/{edition.pk}/chapter/{chapter.section}/"
    assert clerk.get(page).status_code == 404
    assert editor.post(f"{page}assign", {"agency": "養護工程處", "due_at": "118/7/1"}).status_code in {302, 422}
    editions.assign(chapter.pk, actor=actor("editor"), now=NOW, agency_id=actor("clerk").memberships[0].agency_id, due_at=None)
    assert chapter.title in text_of(clerk, "/reports/")
    assert clerk.post(page, {"text": "# 陳情\n\n本章由機關撰寫。\n"}).status_code == 302
    assert clerk.post(f"/reports/{edition.pk}/do/freeze").status_code == 403
    assert clerk.post(f"{page}accept").status_code == 403
    assert clerk.get("/reports/new").status_code == 403
    assert login("citizen").get("/reports/").status_code == 403


def test_a_pdf_without_libreoffice_says_so(login: Login, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("yankao.engines.reports.office.program", lambda: None)
    editor = login("editor")
    edition = opened(editor)
    sent = editor.post(f"/reports/{edition.pk}/make/pdf")
    assert sent.status_code == 302
    assert "沒有安裝 LibreOffice" in text_of(editor, sent.headers["Location"])


def test_a_figure_shows_its_definition_parts_and_cases_as_far_as_the_reader_may_see(login: Login) -> None:
    a_petition()
    shown = text_of(login("desk_lead"), "/figures/service.petition.received/?from=115-01&to=115-06")
    assert "人民陳情受理件數" in shown
    assert "/case/" in shown
    assert "<svg" in shown
    assert "/p/service.petition/?state=all&amp;from=115" in shown
    assert text_of(login("researcher"), "/figures/service.petition.received/?from=x&to=y").count("請輸入年月") == 1
    assert login("editor").get("/figures/nothing.at.all/").status_code == 404


def test_every_report_the_commission_owes_has_its_page(login: Login) -> None:
    editor = login("editor")
    shown = text_of(editor, "/reports/of/administration.council_report/")
    assert "地方制度法" in shown
    editions.create("council", actor=actor("editor"), now=NOW, facts=Facts(first=date(2026, 1, 1), last=date(2026, 6, 30)))
    assert "第1版" in text_of(editor, "/reports/of/administration.council_report/")
    assert editor.get("/reports/of/nothing/").status_code == 404
