"""The knowledge base: found by any characters, owned by an agency, read again in time, every earlier version kept."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from tests.cases.people import at, citizen, staff

from yankao.divisions.service.registers.knowledge import KNOWLEDGE, KnowledgeArticle
from yankao.engines.indicators.compute import figures
from yankao.engines.notices.models import Notice
from yankao.engines.registers.chase import chase_reviews
from yankao.engines.registers.read import history, searched, version_of, visible_rows
from yankao.engines.registers.write import correct, count, enter, restore, strike
from yankao.kernel.roc import Window

pytestmark = pytest.mark.system("knowledge-base")

MORNING = at("2023-03-01 09:00")
MARCH = Window.of_months("112-03", "112-03")


@pytest.fixture
def lead(city):
    return staff("desk_lead", "rdec-service", name="林督導")


@pytest.fixture
def owner(city):
    return staff("controller", "public-works-maintenance", name="黃管考")


def article(actor, **facts):
    given = {
        "question": "路燈不亮要向誰反映？",
        "answer": "請提供燈桿編號，由養護工程處於24小時內查修。",
        "agency": "public-works-maintenance",
        "keywords": "電火柱 街燈",
        "valid_from": "2023-01-01",
        "review_by": "2023-06-30",
        **facts,
    }
    return enter(KNOWLEDGE, actor=actor, now=MORNING, facts=given)


def value(key: str, window: Window = MARCH):
    (found,) = figures(window, keys=[key])
    return found.value


def test_an_article_is_found_by_any_characters_of_question_answer_keywords_or_owner(lead):
    row = article(lead)
    article(lead, question="如何申請路樹修剪？", answer="請洽養護工程處。", keywords="")
    for query in ("路燈", "街燈", "２４小時", "燈桿 查修", "電火柱", "養護工程處 路燈"):
        assert list(searched(visible_rows(KNOWLEDGE, lead), KNOWLEDGE, query)) == [row], query
    assert searched(visible_rows(KNOWLEDGE, lead), KNOWLEDGE, "路").count() == 2
    assert not searched(visible_rows(KNOWLEDGE, lead), KNOWLEDGE, "燈路").exists()
    with pytest.raises(PermissionDenied):
        visible_rows(KNOWLEDGE, citizen())


def test_an_agency_keeps_its_own_articles_and_no_others(lead, owner):
    row = article(owner)
    with pytest.raises(PermissionDenied, match="所屬機關"):
        article(owner, question="垃圾車幾點來？", agency="environment")
    with pytest.raises(PermissionDenied):
        correct(KNOWLEDGE, row.pk, actor=staff("controller", "environment"), now=MORNING, facts={"answer": "改由環保局辦理"})
    with pytest.raises(PermissionDenied):
        article(staff("agent", "rdec-service-callcentre"))
    with pytest.raises(ValidationError, match="答復不得與問題相同"):
        correct(KNOWLEDGE, row.pk, actor=lead, now=MORNING, facts={"answer": "路燈不亮要向誰反映？"})
    with pytest.raises(ValidationError, match="應檢視日應晚於生效日"):
        article(lead, question="另一問題", review_by="2022-12-31")


def test_every_earlier_version_of_an_answer_is_kept_and_search_follows_the_new_one(lead, owner):
    row = article(lead)
    correct(KNOWLEDGE, row.pk, actor=owner, now=MORNING, facts={"answer": "請撥1999，由養工處查修。"}, version=1, reason="改派工窗口")
    correct(KNOWLEDGE, row.pk, actor=owner, now=MORNING, facts={"review_by": "2023-12-31"}, version=2, reason="已檢視")

    assert [each.version for each in history(KNOWLEDGE, row, actor=lead)] == [2, 3]
    assert version_of(KNOWLEDGE, row, 1) == {"answer": "請提供燈桿編號，由養護工程處於24小時內查修。", "review_by": "2023-06-30"}
    assert version_of(KNOWLEDGE, row, 2) == {"review_by": "2023-06-30"}
    assert not searched(visible_rows(KNOWLEDGE, lead), KNOWLEDGE, "燈桿編號").exists()
    assert searched(visible_rows(KNOWLEDGE, lead), KNOWLEDGE, "1999").exists()


def test_uses_are_counted_in_the_month_they_happened_and_not_on_struck_articles(lead):
    agent = staff("agent", "rdec-service-callcentre")
    row = article(lead)
    for moment in ("2023-03-01 09:00", "2023-03-31 23:59", "2023-04-01 00:00"):
        count(KNOWLEDGE, row.pk, "used", actor=agent, now=at(moment))
    assert KnowledgeArticle.objects.get().uses == 3
    assert KnowledgeArticle.objects.get().version == 1
    assert value("service.knowledge_article.uses") == 2

    strike(KNOWLEDGE, row.pk, actor=lead, now=MORNING, reason="業務移撥")
    assert value("service.knowledge_article.uses") == 0
    with pytest.raises(ValidationError, match="已作廢"):
        count(KNOWLEDGE, row.pk, "used", actor=agent, now=MORNING)
    restore(KNOWLEDGE, row.pk, actor=lead, now=MORNING, reason="查明仍適用")
    assert searched(visible_rows(KNOWLEDGE, lead), KNOWLEDGE, "路燈").exists()
    with pytest.raises(PermissionDenied):
        count(KNOWLEDGE, row.pk, "used", actor=staff("auditor", "rdec"), now=MORNING)


def test_an_overdue_review_is_chased_at_its_owner_and_the_desk_and_counted(lead):
    row = article(lead)
    assert chase_reviews(now=at("2023-06-01 07:30")) == 0
    assert chase_reviews(now=at("2023-06-16 07:30")) == 1
    assert chase_reviews(now=at("2023-07-01 07:30")) == 2
    assert chase_reviews(now=at("2023-07-02 07:30")) == 0
    assert Notice.objects.filter(title__contains="已逾檢視期限").count() == 2
    july = Window.of_months("112-07", "112-07")
    assert (value("service.knowledge_article.overdue"), value("service.knowledge_article.overdue", july)) == (0, 1)

    correct(KNOWLEDGE, row.pk, actor=lead, now=at("2023-07-02 09:00"), facts={"review_by": "2024-06-30"}, reason="已檢視，內容無誤")
    assert value("service.knowledge_article.overdue", july) == 0
    assert value("service.knowledge_article.articles", july) == 1
    assert chase_reviews(now=at("2024-06-20 07:30")) == 1
