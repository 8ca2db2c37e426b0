"""The life of a matter settled on the spot: from a stuck petition to the recheck."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from tests.cases.people import at, due_day, staff

from yankao.divisions.service.procedures.onsite_coordination import ONSITE_COORDINATION
from yankao.engines.cases import registry
from yankao.engines.cases.advance import advance
from yankao.engines.cases.chase import chase
from yankao.engines.cases.errors import WrongStep
from yankao.engines.cases.life import extend
from yankao.engines.cases.models import Case, CaseLink, Category, DueDate, PartyKind
from yankao.engines.cases.open import open_case
from yankao.engines.cases.read import can_see
from yankao.engines.cases.route import involve
from yankao.engines.indicators.compute import figures
from yankao.engines.notices.models import Notice
from yankao.kernel.agencies.models import Agency
from yankao.kernel.days import Days
from yankao.kernel.persons.vault import PersonData
from yankao.kernel.roc import Window

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city"), pytest.mark.system("onsite-coordination")]

MORNING = at("2023-03-01 09:00")
MEETING = {"held_at": at("2023-03-10 10:30"), "attended": "養工處股長、水利局科員、里長", "conclusion": "由養工處改善側溝"}


@pytest.fixture
def agent():
    return staff("agent", "rdec-service-callcentre")


@pytest.fixture
def clerk():
    return staff("clerk", "public-works-maintenance")


def meeting(clerk, **facts) -> Case:
    given = {"title": "巷口積水會勘", "description": "涉及養工處及水利局", "address": "建國三路10號", "agency": "public-works-maintenance", **facts}
    return open_case(ONSITE_COORDINATION, actor=clerk, now=MORNING, facts=given)


def scheduled(clerk) -> Case:
    facts = {"meets_at": at("2023-03-10 10:00"), "meeting_point": "建國三路10號前", "convened_by": "養工處股長"}
    return advance(meeting(clerk), "schedule", actor=clerk, now=at("2023-03-02 09:00"), facts=facts)


def tracked(clerk) -> Case:
    case = advance(scheduled(clerk), "hold", actor=clerk, now=at("2023-03-10 17:00"), facts=MEETING)
    facts = {"item_number": 1, "item": "清疏側溝", "responsible": "養工處", "due_on": "2023-03-31", "items_due_on": "2023-04-14"}
    case = advance(case, "track", actor=clerk, now=at("2023-03-13 09:00"), facts=facts)
    more = {"item_number": 2, "item": "加設截水溝", "responsible": "水利局", "due_on": "2023-04-14"}
    return advance(case, "add_item", actor=clerk, now=at("2023-03-13 09:05"), facts=more)


def test_a_stuck_petition_is_met_on_site_and_keeps_its_first_receipt_and_its_own_clock(agent, clerk):
    category = Category.objects.filter(procedure="service.petition").first()
    facts = {"category": category, "title": "巷口積水多年", "description": "每逢大雨即積水", "channel": "counter", "address": "建國三路10號",
             "agency": "public-works-maintenance", "reporter": PersonData(name="陳美麗", phone="0912345678")}  # fmt: skip
    petition = open_case(registry.get("service.petition"), actor=agent, now=MORNING, facts=facts)
    with pytest.raises(ValidationError, match="理由"):
        advance(petition, "meet_on_site", actor=clerk, now=MORNING, reason_code="bored")
    petition = advance(petition, "meet_on_site", actor=clerk, now=at("2023-03-02 09:00"), reason_code="several")

    case = Case.objects.get(procedure=ONSITE_COORDINATION.key)
    assert (case.number, case.step, case.title, case.agency_id) == ("S1120000001", "proposed", "巷口積水多年", petition.agency_id)
    assert (case.chain_received_at, case.reporter_id) == (MORNING, petition.reporter_id)
    assert CaseLink.objects.get(to_case=case).reason_code == "several"
    assert petition.step == "assigned"
    assert petition.due_at is not None


def test_all_who_take_part_are_told_of_the_meeting_and_of_its_new_date(agent, clerk):
    case = meeting(clerk, reporter=PersonData(name="陳美麗", phone="0912345678"))
    water = Agency.objects.get(slug="water-resources")
    involve(case, actor=clerk, now=MORNING, agency=water, kind=PartyKind.CONSULT, asked="請派員會勘")
    assert can_see(staff("clerk", "water-resources"), case)
    with pytest.raises(ValidationError, match="不得早於受理時間"):
        advance(
            case, "schedule", actor=clerk, now=MORNING, facts={"meets_at": at("2023-02-28 09:00"), "meeting_point": "現場", "convened_by": "股長"}
        )
    advance(case, "schedule", actor=clerk, now=MORNING, facts={"meets_at": at("2023-03-08 09:00"), "meeting_point": "現場", "convened_by": "股長"})
    with pytest.raises(ValidationError, match="理由"):
        advance(case, "reschedule", actor=clerk, now=MORNING, facts={"meets_at": at("2023-03-09 09:00")})
    advance(case, "reschedule", actor=clerk, now=MORNING, facts={"meets_at": at("2023-03-09 09:00")}, reason="豪雨")

    told = Notice.objects.filter(subject_id=case.number, title__contains="改期")
    assert {each.recipient_kind for each in told} == {"agency", "person"}
    assert told.filter(recipient_id=str(water.pk)).count() == 1


def test_what_was_agreed_is_tracked_to_its_day_and_rechecked_before_it_is_closed(agent, clerk):
    case = tracked(clerk)
    assert due_day(case) == "2023-04-14"
    case = advance(case, "report_item", actor=clerk, now=at("2023-03-30 09:00"), facts={"of_number": 1, "is_done": True, "progress": "已清疏"})
    with pytest.raises(ValidationError, match="第 2 項尚未回報完成"):
        advance(case, "ask_recheck", actor=clerk, now=at("2023-04-10 09:00"))
    advance(case, "report_item", actor=clerk, now=at("2023-04-10 09:00"), facts={"of_number": 2, "is_done": True, "progress": "已完工"})
    case = advance(case, "ask_recheck", actor=clerk, now=at("2023-04-10 09:00"))
    with pytest.raises(PermissionDenied):
        advance(case, "recheck_passed", actor=clerk, now=at("2023-04-11 09:00"))

    seen = {"rechecked_on": "2023-04-11", "recheck_finding": "截水溝蓋板鬆動"}
    case = advance(case, "recheck_failed", actor=agent, now=at("2023-04-11 09:00"), facts=seen, reason="蓋板鬆動")
    assert case.step == "tracked"
    case = advance(case, "ask_recheck", actor=clerk, now=at("2023-04-13 09:00"))
    assert due_day(case) == "2023-04-20"
    facts = {"rechecked_on": "2023-04-14", "recheck_finding": "已固定", "result": "solved", "settlement": "側溝及截水溝均已完成"}
    case = advance(case, "recheck_passed", actor=agent, now=at("2023-04-14 09:00"), facts=facts)
    assert case.closed_at is not None

    year = Window.of_year(112)
    found = {each.key.rpartition(".")[2]: each.value for each in figures(year, keys=[it.key for it in ONSITE_COORDINATION.indicators])}
    assert (found["received"], found["held"], found["closed"], str(found["in_time_share"])) == (1, 1, 1, "100.00")


def test_what_is_settled_on_the_spot_needs_its_result_and_a_second_meeting_its_reason(agent, clerk):
    case = advance(scheduled(clerk), "hold", actor=clerk, now=at("2023-03-10 17:00"), facts=MEETING)
    with pytest.raises(ValidationError, match="辦理結果"):
        advance(case, "close", actor=agent, now=at("2023-03-10 18:00"), facts={"settlement": "已說明"})
    with pytest.raises(ValidationError, match="理由"):
        advance(case, "meet_again", actor=clerk, now=at("2023-03-10 18:00"), facts={"meets_at": at("2023-03-17 10:00")})
    case = advance(case, "meet_again", actor=clerk, now=at("2023-03-10 18:00"), facts={"meets_at": at("2023-03-17 10:00")}, reason="水利局未到")
    case = advance(case, "hold", actor=clerk, now=at("2023-03-17 17:00"), facts={**MEETING, "held_at": at("2023-03-17 10:00")})
    case = advance(case, "close", actor=agent, now=at("2023-03-17 18:00"), facts={"result": "no_agreement", "settlement": "地主不同意"})
    assert case.step == "closed"
    with pytest.raises(WrongStep):
        advance(case, "hold", actor=clerk, now=at("2023-03-18 09:00"), facts=MEETING)


def test_a_meeting_not_held_in_time_is_chased_and_only_the_lead_puts_it_off_or_calls_it_off(agent, clerk):
    case = meeting(clerk)
    assert str(DueDate.objects.get(case=case, key="schedule").due_at.astimezone(MORNING.tzinfo)) == "2023-03-07 00:00:00+08:00"
    lead = staff("desk_lead", "rdec-service")
    with pytest.raises(PermissionDenied):
        extend(case, "meet", actor=clerk, now=at("2023-03-05 09:00"), by=Days(7), reason="待鑑界")
    extend(case, "meet", actor=lead, now=at("2023-03-05 09:00"), by=Days(7), reason="待鑑界")
    chase(now=at("2023-03-28 09:00"))
    titles = list(Notice.objects.filter(subject_id=case.number, recipient_kind="division").values_list("title", flat=True))
    assert any("排定會勘" in title for title in titles)
    assert any("列入稽催" in title for title in titles)
    with pytest.raises(PermissionDenied):
        advance(case, "cancel", actor=agent, now=at("2023-03-28 09:00"), reason="民眾撤回")
    assert advance(case, "cancel", actor=lead, now=at("2023-03-28 09:00"), reason="民眾撤回").step == "cancelled"
