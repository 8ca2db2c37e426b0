"""The pages of the registers: entered, corrected, struck off and counted by those who may, refused with a sentence to all others."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cases.people import at
from tests.shell.conftest import Login, actor
from yankao.divisions.service.registers.health_visits import HealthVisit
from yankao.divisions.service.registers.knowledge import KNOWLEDGE, KnowledgeArticle
from yankao.divisions.service.registers.staff_members import STAFF_MEMBERS
from yankao.engines.registers.write import enter

VISITS = "/r/service.health_visit/"
VISIT = {"served_on": "112/3/1", "session": "morning", "person_times": "12", "nurse_hours": "4", "referred": "0", "remark": ""}
NOW = at("2026-03-02 10:00")
ARTICLE = {
    "question": "路燈不亮要向誰反映？", "answer": "請提供燈桿編號。", "agency": "public-works-maintenance", "keywords": "街燈",
    "valid_from": "2026-01-01", "review_by": "2026-12-31",
}  # fmt: skip


@pytest.fixture
def article(people: None) -> KnowledgeArticle:
    row = enter(KNOWLEDGE, actor=actor("desk_lead"), now=NOW, facts=ARTICLE)
    assert isinstance(row, KnowledgeArticle)
    return row


def test_a_row_is_entered_read_corrected_and_struck_off_on_pages(login: Login) -> None:
    agent, lead = login("agent"), login("desk_lead")
    assert "new" in agent.get(VISITS).content.decode()
    sent = agent.post(f"{VISITS}new", VISIT)
    row = HealthVisit.objects.get()
    assert (sent.status_code, sent["Location"]) == (302, f"{VISITS}{row.pk}/")

    form = agent.get(f"{VISITS}{row.pk}/correct").content.decode()
    assert 'value="112/03/01"' in form
    assert agent.post(f"{VISITS}{row.pk}/correct", {**VISIT, "person_times": "21", "version": "1", "reason": "誤植"}).status_code == 302
    page = agent.get(f"{VISITS}{row.pk}/").content.decode()
    for words in ("更正紀錄", "人次", "<del>12</del>", "<ins>21</ins>", "誤植", "上午"):
        assert words in page

    assert agent.get(f"{VISITS}{row.pk}/strike").status_code == 403
    assert lead.post(f"{VISITS}{row.pk}/strike", {"reason": "", "version": "2"}).status_code == 422
    assert lead.post(f"{VISITS}{row.pk}/strike", {"reason": "重複", "version": "2"}).status_code == 302
    assert "目前沒有資料" in lead.get(VISITS).content.decode()
    assert f"{VISITS}{row.pk}/" in lead.get(f"{VISITS}?struck=1").content.decode()
    assert "已作廢" in lead.get(f"{VISITS}{row.pk}/").content.decode()
    assert lead.post(f"{VISITS}{row.pk}/strike", {"reason": "再作廢"}).status_code == 409
    assert lead.post(f"{VISITS}{row.pk}/restore", {"reason": "查明無誤", "version": "3"}).status_code == 302
    assert HealthVisit.objects.count() == 1


def test_what_is_wrong_is_told_beside_the_field_and_nothing_typed_is_lost(login: Login) -> None:
    agent = login("agent")
    answer = agent.post(f"{VISITS}new", {**VISIT, "person_times": "十二", "remark": "血壓計校正"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "血壓計校正" in page
    assert 'value="十二"' in page
    assert "沒有「全日」時段" in agent.post(f"{VISITS}new", {**VISIT, "session": "whole_day"}).content.decode()
    assert HealthVisit.kept.count() == 0


def test_a_form_sent_twice_enters_one_row(login: Login) -> None:
    agent = login("agent")
    token = "0197b3a0-0000-4000-8000-000000000001"
    first, second = (agent.post(f"{VISITS}new", {**VISIT, "once": token}) for _ in range(2))
    assert (first["Location"], HealthVisit.objects.count()) == (second["Location"], 1)


def test_who_comes_second_sees_what_the_first_changed_and_keeps_what_was_typed(login: Login, article: KnowledgeArticle) -> None:
    url = f"/r/service.knowledge_article/{article.pk}/correct"
    sent = {**ARTICLE, "agency": article.agency.name, "valid_to": "", "version": "1", "reason": ""}
    assert login("desk_lead").post(url, {**sent, "answer": "請撥1999。"}).status_code == 302
    answer = login("controller").post(url, {**sent, "answer": "請至養工處網站填報。"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "請至養工處網站填報。" in page
    assert "<ins>請撥1999。</ins>" in page
    assert KnowledgeArticle.objects.get().answer == "請撥1999。"


def test_an_article_is_found_by_a_word_within_and_its_use_is_counted(login: Login, article: KnowledgeArticle) -> None:
    agent = login("agent")
    found = agent.get("/r/service.knowledge_article/?q=燈桿").content.decode()
    assert f"/r/service.knowledge_article/{article.pk}/" in found
    assert "沒有符合條件" in agent.get("/r/service.knowledge_article/?q=垃圾").content.decode()
    assert agent.post(f"/r/service.knowledge_article/{article.pk}/count/used").status_code == 302
    assert KnowledgeArticle.objects.get().uses == 1
    assert login("clerk").post(f"/r/service.knowledge_article/{article.pk}/count/used").status_code == 403
    assert agent.get(f"/r/service.knowledge_article/{article.pk}/count/nothing").status_code == 404


def test_a_longer_list_asks_the_database_no_more_often(login: Login, article: KnowledgeArticle) -> None:
    agent = login("agent")
    agent.get("/r/service.knowledge_article/")
    with CaptureQueriesContext(connection) as one:
        agent.get("/r/service.knowledge_article/")
    for number in range(8):
        enter(KNOWLEDGE, actor=actor("desk_lead"), now=NOW, facts={**ARTICLE, "question": f"第{number}個問題"})
    with CaptureQueriesContext(connection) as many:
        agent.get("/r/service.knowledge_article/")
    assert len(many) == len(one)


def test_the_category_of_disability_stands_on_no_page_of_others(login: Login) -> None:
    facts = {"employee_code": "T001", "team": "day", "starts_on": "2025-01-01", "disability": "visual"}
    row = enter(STAFF_MEMBERS, actor=actor("desk_lead"), now=NOW, facts=facts)
    for url in ("/r/service.staff_member/", f"/r/service.staff_member/{row.pk}/", "/r/service.staff_member/export.csv"):
        answer = login("auditor").get(url)
        page = b"".join(answer.streaming_content).decode() if answer.streaming else answer.content.decode()
        assert "T001" in page
        assert "視覺障礙" not in page
        assert "visual" not in page
    assert "視覺障礙" in login("desk_lead").get(f"/r/service.staff_member/{row.pk}/").content.decode()
    assert login("agent").get(f"/r/service.staff_member/{row.pk}/").status_code == 403


@pytest.mark.parametrize("path", ["new", "1/", "1/correct", "1/strike", "1/restore", "1/count/used"])
def test_strangers_are_asked_to_log_in_and_citizens_refused(login: Login, path: str) -> None:
    assert login("").get(VISITS + path).status_code == 302
    assert login("citizen").get(VISITS + path).status_code == 403
    assert login("agent").get(f"/r/nothing/{path}").status_code == 404


def test_a_register_filled_by_import_offers_no_entry(login: Login) -> None:
    lead = login("desk_lead")
    assert "/r/service.call/new" not in lead.get("/r/service.call/").content.decode()
    assert lead.get("/r/service.call/new").status_code == 403
    assert lead.get("/r/service.call/1/").status_code == 404
