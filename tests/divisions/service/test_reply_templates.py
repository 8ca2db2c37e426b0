"""Reply templates: offered for their procedure and agency, filled with what the case knows, counted when kept, blocked while unfilled."""

from datetime import date

import pytest
from tests.cases.people import at
from tests.shell.conftest import Login, a_petition, actor, agency, login, people

from yankao.divisions.service.registers.knowledge import KNOWLEDGE, KnowledgeArticle
from yankao.divisions.service.registers.reply_templates import TEMPLATES, ReplyTemplate
from yankao.engines.cases.models import Case, ReplyDraft
from yankao.engines.registers.write import enter

__all__ = ["login", "people"]
NOW = at("2026-03-02 10:00")
TEXT = "{reporter.salutation}：您於{case.received_on}反映案號{case.number}，{agency}說明如下：{case.address}"


def template(*, by: str = "clerk", **facts: object) -> ReplyTemplate:
    given = {
        "title": "一般回復", "procedure": "service.petition", "item": "", "text": TEXT, "agency": agency(),
        "valid_from": "2026-01-01", "review_by": "2026-12-31", **facts,
    }  # fmt: skip
    row = enter(TEMPLATES, actor=actor(by), now=NOW, facts=given)
    assert isinstance(row, ReplyTemplate)
    return row


@pytest.fixture
def case(people: None) -> Case:
    return a_petition()


def test_a_template_is_picked_filled_and_counted_once_it_is_kept(case: Case, login: Login) -> None:
    row, clerk, url = template(), login("clerk"), f"/case/{case.number}/reply"
    assert "一般回復" in clerk.get(url).content.decode()
    page = clerk.post(url, {"deed": "pick", "template": str(row.pk), "text": "敬復台端"}).content.decode()
    assert "敬復台端" in page
    assert f"案號{case.number}" in page
    assert agency().name in page
    assert "{case.number}" not in page
    assert not ReplyDraft.objects.exists()
    row.refresh_from_db()
    assert row.uses == 0
    assert clerk.post(url, {"deed": "draft", "text": "已說明", "used": str(row.pk)}).status_code == 302
    row.refresh_from_db()
    assert row.uses == 1


def test_a_placeholder_the_case_cannot_fill_stays_and_blocks_the_sending(case: Case, login: Login) -> None:
    row, clerk, url = template(), login("clerk"), f"/case/{case.number}/reply"
    page = clerk.post(url, {"deed": "pick", "template": str(row.pk), "text": ""}).content.decode()
    assert "{case.address}" in page
    answer = clerk.post(url, {"deed": "submit", "text": "說明如下：{case.address}", "used": str(row.pk)})
    assert answer.status_code == 422
    assert "尚有未填的欄位" in answer.content.decode()


def test_a_template_with_an_unknown_placeholder_or_item_is_refused(people: None, login: Login) -> None:
    sent = {"title": "試", "procedure": "service.petition", "item": "", "text": "{nobody}", "agency": agency().name,
            "valid_from": "2026-01-01", "valid_to": "", "review_by": "2026-12-31"}  # fmt: skip
    assert "沒有這些欄位" in login("clerk").post("/r/service.reply_template/new", sent).content.decode()
    answer = login("clerk").post("/r/service.reply_template/new", {**sent, "text": "您好", "item": "無此項目"})
    assert "沒有「無此項目」項目" in answer.content.decode()
    assert login("auditor").get("/r/service.reply_template/new").status_code == 403


def test_texts_of_other_agencies_and_of_other_procedures_are_not_offered(case: Case, login: Login) -> None:
    template(by="desk_lead", title="環保局專用", agency="environment")
    template(title="派工用", procedure="service.dispatch")
    template(by="desk_lead", title="研考會通用", agency="rdec-service")
    page = login("clerk").get(f"/case/{case.number}/reply").content.decode()
    assert "研考會通用" in page
    assert "環保局專用" not in page
    assert "派工用" not in page


def test_what_is_due_for_review_is_listed_with_its_uses_and_kept_for_a_year_by_its_owner(people: None, login: Login) -> None:
    facts = {"question": "路燈不亮？", "answer": "請提供燈桿編號。", "agency": agency(), "valid_from": "2025-01-01", "review_by": "2026-01-31"}
    row = enter(KNOWLEDGE, actor=actor("desk_lead"), now=NOW, facts=facts)
    controller = login("controller")
    page = controller.get("/manage/knowledge/").content.decode()
    assert "路燈不亮？" in page
    assert "已逾期" in page
    assert "1</strong> 則應於三十日內檢視" in controller.get("/manage/").content.decode()
    sent = {"row": str(row.pk), "version": "1"}
    assert login("clerk").post("/manage/knowledge/", sent).status_code == 403
    assert controller.post("/manage/knowledge/", sent).status_code == 302
    kept = KnowledgeArticle.objects.get()
    assert kept.review_by > date(2026, 12, 1)
    assert "三十日內沒有應檢視的內容" in controller.get("/manage/knowledge/").content.decode()
    assert "已檢視，內容維持" in controller.get(f"/r/service.knowledge_article/{row.pk}/").content.decode()
