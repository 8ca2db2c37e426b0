"""人民陳情: registered, routed, answered by a reply that takes its lawful way, extended with reasons, disregarded on lawful grounds."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from tests.cases.people import at, citizen, due_day, staff
from yankao.engines.cases import registry, reply
from yankao.engines.cases.advance import advance
from yankao.engines.cases.change import edit, supplement
from yankao.engines.cases.errors import WrongStep
from yankao.engines.cases.life import extend
from yankao.engines.cases.models import DueDate, Edit, ExtensionGrant, PartyKind, Passage
from yankao.engines.cases.open import open_case
from yankao.engines.cases.route import answer_as_party, involve
from yankao.engines.notices.models import Notice
from yankao.kernel.agencies.models import Agency
from yankao.kernel.audit.models import Entry
from yankao.kernel.days import Days, Hours, Months, WorkDays
from yankao.kernel.persons.vault import PersonData

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city"), pytest.mark.system("petition")]

MORNING = at("2023-03-01 09:00")


@pytest.fixture
def agent():
    return staff("agent", "rdec-service-callcentre")


@pytest.fixture
def clerk():
    return staff("clerk", "public-works-maintenance")


@pytest.fixture
def controller():
    return staff("controller", "public-works-maintenance")


@pytest.fixture
def chief():
    return staff("agency_lead", "public-works-maintenance")


def petition(actor, **facts):
    known = {"category": "road", "title": "人行道不平", "description": "騎樓前人行道破損，長者跌倒", "channel": "mailbox"}
    return open_case(registry.get("service.petition"), actor=actor, now=MORNING, facts=known | facts)


@pytest.mark.system("mayor-mailbox")
def test_a_petition_from_the_mailbox_is_answered_by_a_signed_reply(agent, clerk, controller, chief):
    case = petition(citizen(), reporter=PersonData(name="王小明", email="ming@example.org"))
    assert (case.number, case.step) == ("P1120000001", "assigned")
    assert due_day(case) == "2023-03-15"

    with pytest.raises(WrongStep, match="決行"):
        advance(case, "answer", actor=clerk, now=MORNING, facts={"answer": "已處理"})

    environment = Agency.objects.get(slug="environment")
    party = involve(case, actor=clerk, now=at("2023-03-02 09:00"), agency=environment, kind=PartyKind.ASSIST, asked="請說明清掃情形")
    reply.draft(case, actor=clerk, now=at("2023-03-03 09:00"), text="您好，{處理情形}，承辦人電話0912345678。")
    with pytest.raises(ValidationError) as refusal:
        reply.submit(case, actor=clerk, now=at("2023-03-03 09:10"))
    assert "未填的欄位" in str(refusal.value)
    assert "個人資料" in str(refusal.value)
    assert "會辦回復" in str(refusal.value)

    answer_as_party(party, actor=staff("clerk", "environment"), now=at("2023-03-04 09:00"), answer="每週清掃兩次")
    assert "每週清掃兩次" in reply.merge_parts(case)
    reply.draft(case, actor=clerk, now=at("2023-03-05 09:00"), text="您好，人行道已排定三月十日修復。")
    reply.submit(case, actor=clerk, now=at("2023-03-05 09:10"))
    with pytest.raises(PermissionDenied):
        reply.decide(case, actor=clerk, now=at("2023-03-05 09:20"))
    reply.send_back(case, actor=controller, now=at("2023-03-05 10:00"), reason="請補充施工期程")
    reply.draft(case, actor=clerk, now=at("2023-03-06 09:00"), text="您好，人行道將於三月十日至十二日修復。")
    reply.submit(case, actor=clerk, now=at("2023-03-06 09:10"))
    reply.check(case, actor=controller, now=at("2023-03-06 10:00"))
    case = reply.decide(case, actor=chief, now=at("2023-03-06 11:00"))

    assert case.step == "answered"
    assert case.service_petition.letter_number == "研聯字第1120000001號"
    assert case.notes.get(kind="public").text == "您好，人行道將於三月十日至十二日修復。"
    assert Notice.objects.filter(recipient_kind="person", subject_id=case.number).exists()
    assert Passage.objects.get(case=case, action="answer").in_time is True
    case = advance(case, "close", actor=agent, now=at("2023-03-07 09:00"))
    case = advance(case, "rate", actor=citizen(), now=at("2023-03-08 09:00"), facts={"satisfaction": 4})
    assert case.service_petition.satisfaction == 4


def test_a_deputy_signs_and_the_record_says_for_whom(agent, clerk, controller):
    case = petition(agent)
    reply.draft(case, actor=clerk, now=MORNING, text="已處理完畢。")
    reply.submit(case, actor=clerk, now=MORNING)
    reply.check(case, actor=controller, now=MORNING)
    deputy = staff("agency_lead", "public-works-maintenance", name="代理人", on_behalf_of="李科長")
    case = reply.decide(case, actor=deputy, now=MORNING)
    assert case.replies.get().decided_by == "代理人（代李科長）"


def test_an_extension_needs_a_reason_a_layer_and_comes_before_the_due_date(agent, clerk, chief):
    case = petition(agent, reporter=PersonData(name="甲", email="a@example.org"))
    with pytest.raises(PermissionDenied):
        extend(case, "answer", actor=clerk, now=MORNING, by=Days(5), reason="需現勘")
    with pytest.raises(ValidationError, match="書面理由"):
        extend(case, "answer", actor=chief, now=MORNING, by=Days(5), reason=" ")
    with pytest.raises(ValidationError, match="上一層"):
        extend(case, "answer", actor=chief, now=MORNING, by=Days(20), reason="需現勘")
    case = extend(case, "answer", actor=chief, now=MORNING, by=Days(10), reason="需會同現勘")
    assert due_day(case) == "2023-03-25"  # 星期六，但為補行上班日
    with pytest.raises(ValidationError, match="最多展延1次"):
        extend(case, "answer", actor=chief, now=MORNING, by=Days(1), reason="再展")
    lead = staff("desk_lead", "rdec-service")
    case = extend(case, "answer", actor=lead, now=MORNING, by=Days(3), reason="跨機關協調")
    assert ExtensionGrant.objects.count() == 2
    assert case.due_at is not None
    with pytest.raises(ValidationError, match="逾期後不得"):
        extend(case, "answer", actor=lead, now=case.due_at, by=Days(1), reason="忘了")
    assert Notice.objects.filter(recipient_kind="person", title__contains="展延").count() == 2


@pytest.mark.parametrize("by", [Days(1_000), Months(10**15), Hours(10**17), WorkDays(10**17)])
def test_an_extension_beyond_all_reason_is_refused_at_once(agent, chief, by):
    case = petition(agent)
    with pytest.raises(ValidationError, match="最多填 999"):
        extend(case, "answer", actor=chief, now=MORNING, by=by, reason="需現勘")
    assert not ExtensionGrant.objects.exists()


def test_the_clock_stands_while_the_petitioner_is_asked_for_more(agent, clerk):
    case = petition(agent)
    given = case.due_at
    case = advance(case, "ask_more", actor=clerk, now=at("2023-03-03 09:00"), facts={"missing": "請提供地點照片"})
    assert case.due_at is None
    case = supplement(case, actor=agent, now=at("2023-03-07 08:00"), text="地點在路口")
    case = advance(case, "completed", actor=clerk, now=at("2023-03-08 09:00"))
    assert (case.due_at - given).days == 5


def test_disregarding_needs_a_lawful_ground_an_approver_and_the_earlier_case(agent, clerk, chief):
    case = petition(agent)
    facts = {"ground": "already_answered"}
    with pytest.raises(PermissionDenied):
        advance(case, "disregard", actor=clerk, now=MORNING, facts=facts, reason="已答復")
    with pytest.raises(ValidationError, match="前次案號"):
        advance(case, "disregard", actor=chief, now=MORNING, facts=facts, reason="已答復")
    with pytest.raises(ValidationError, match="請填寫理由"):
        advance(case, "disregard", actor=chief, now=MORNING, facts=facts | {"earlier_number": "P1110000009"})
    case = advance(case, "disregard", actor=chief, now=MORNING, facts=facts | {"earlier_number": "P1110000009"}, reason="同一事由已答復")
    assert case.step == "disregarded"
    assert case.closed_at is not None


def test_every_edit_keeps_the_old_value_and_the_audit_keeps_none(agent):
    case = petition(agent, reporter=PersonData(name="甲", phone="0911222333"))
    case = edit(case, actor=agent, now=MORNING, facts={"title": "人行道高低不平", "is_repeated": True, "earlier_number": "P1110000001"})
    kept = {row.field: (row.old, row.new) for row in Edit.objects.filter(case=case)}
    assert kept["title"] == ("人行道不平", "人行道高低不平")
    assert "高低" in case.haystack
    entry = Entry.objects.filter(subject_id=case.number).latest("seq")
    assert set(entry.fields) >= {"title", "is_repeated", "earlier_number"}
    assert "人行道" not in str([getattr(entry, field.name) for field in Entry._meta.fields])
    with pytest.raises(ValidationError, match="沒有任何修改"):
        edit(case, actor=agent, now=MORNING, facts={"title": "人行道高低不平"})


def test_a_petition_without_a_competent_agency_waits_for_one(agent):
    case = petition(agent, category="suggestion")
    assert DueDate.objects.filter(case=case, key="answer").exists()
    assert case.agency is not None
