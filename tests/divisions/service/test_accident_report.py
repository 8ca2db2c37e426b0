"""An accident from the first notice to its settlement: on site within two hours, with the injured within a day, and followed until it is done."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from tests.cases.people import at, due_day, staff

from yankao.divisions.service.procedures.accident_report import ACCIDENT_REPORT, CareVisit
from yankao.engines.cases import registry
from yankao.engines.cases.advance import advance
from yankao.engines.cases.chase import chase
from yankao.engines.cases.errors import WrongStep
from yankao.engines.cases.models import Case, Category, DueDate
from yankao.engines.cases.open import open_case
from yankao.engines.indicators.compute import figures
from yankao.engines.notices.models import Notice
from yankao.kernel.agencies.models import Agency
from yankao.kernel.roc import Window

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city"), pytest.mark.system("accident-report")]

NIGHT = at("2023-03-04 23:10")  # a Saturday
VISIT = {"visited_at": at("2023-03-05 09:00"), "injured_code": "甲", "visited_by": "養工處股長", "needs": "協助申請保險", "consolation_amount": 5000}


@pytest.fixture
def agent():
    return staff("agent", "rdec-service-callcentre")


@pytest.fixture
def clerk():
    return staff("clerk", "public-works-maintenance")


def accident(agent, **facts) -> Case:
    given = {
        "title": "施工鐵板翹起，機車騎士摔傷", "description": "兩人送醫", "address": "建國三路10號", "agency": "public-works-maintenance",
        "kind": "works", "happened_at": at("2023-03-04 22:50"), "injured_count": 2, **facts,
    }  # fmt: skip
    return open_case(ACCIDENT_REPORT, actor=agent, now=NIGHT, facts=given)


def on_site(agent, clerk, **facts) -> Case:
    seen = {"arrived_at": at("2023-03-04 23:50"), "site_measures": "圍設警示並更換鐵板"}
    return advance(accident(agent, **facts), "arrive", actor=clerk, now=at("2023-03-04 23:55"), facts=seen)


def told_mayor(case: Case) -> list[str]:
    office = Agency.objects.get(slug="mayor-office")
    return list(
        Notice.objects.filter(recipient_id=str(office.pk), subject_id=case.number).order_by("created_at", "id").values_list("title", flat=True)
    )


def test_the_mayors_office_is_told_at_once_and_again_when_nobody_comes(agent):
    case = accident(agent)
    assert case.number == "A1120000001"
    assert len(told_mayor(case)) == 1
    chase(now=at("2023-03-05 01:10"))
    assert len(told_mayor(case)) == 1
    chase(now=at("2023-03-05 03:10"))
    assert told_mayor(case)[-1].endswith("「到場勘查」已逾期，陳報市長室")


def test_the_hours_run_day_and_night_and_arrival_cannot_lie_before_the_accident(agent, clerk):
    case = accident(agent)
    due = {row.key: row.due_at for row in DueDate.objects.filter(case=case)}
    assert due == {"arrive": at("2023-03-05 01:10"), "care": at("2023-03-05 23:10")}
    with pytest.raises(ValidationError, match="不得早於發生時間"):
        advance(case, "arrive", actor=clerk, now=NIGHT, facts={"arrived_at": at("2023-03-04 20:00"), "site_measures": "圍設"})
    with pytest.raises(PermissionDenied):
        advance(case, "arrive", actor=staff("clerk", "environment"), now=NIGHT, facts={})


def test_the_injured_are_visited_followed_week_by_week_and_the_matter_closes_when_it_is_settled(agent, clerk):
    case = on_site(agent, clerk)
    with pytest.raises(ValidationError, match="送醫院所"):
        advance(case, "visit", actor=clerk, now=at("2023-03-05 09:30"), facts=VISIT)
    case = advance(case, "visit", actor=clerk, now=at("2023-03-05 09:30"), facts={**VISIT, "hospital": "高雄長庚"})
    advance(case, "visit", actor=clerk, now=at("2023-03-05 10:00"), facts={**VISIT, "injured_code": "乙"})
    assert CareVisit.objects.filter(case=case).count() == 2
    assert due_day(case) == "2023-03-13"  # a Sunday moves to Monday

    report = {"progress": "一人出院", "in_hospital": 1, "compensation": "state"}
    with pytest.raises(ValidationError, match="請求國家賠償日期"):
        advance(case, "follow_up", actor=clerk, now=at("2023-03-10 09:00"), facts=report)
    case = advance(case, "follow_up", actor=clerk, now=at("2023-03-10 09:00"), facts={**report, "claimed_on": "2023-03-09"})
    with pytest.raises(ValidationError, match="尚未處理完成"):
        advance(case, "close", actor=agent, now=at("2023-03-10 10:00"), facts={"outcome": "已處理"})
    case = advance(case, "keep_following", actor=agent, now=at("2023-03-13 09:00"))
    assert due_day(case) == "2023-03-20"
    case = advance(case, "follow_up", actor=clerk, now=at("2023-03-19 09:00"), facts={"progress": "均已出院，協議成立", "compensation": "paid"})
    case = advance(case, "close", actor=agent, now=at("2023-03-20 09:00"), facts={"outcome": "已賠償並道歉"})
    assert case.closed_at is not None
    assert DueDate.objects.filter(case=case, key="follow").count() == 2

    found = {each.key.rpartition(".")[2]: each.value for each in figures(Window.of_year(112), keys=[it.key for it in ACCIDENT_REPORT.indicators])}
    assert (found["received"], found["injured"], found["closed"]) == (1, 2, 1)
    assert (str(found["arrived_in_time_share"]), str(found["cared_in_time_share"])) == ("100.00", "100.00")


def test_a_missed_follow_up_goes_to_agency_desk_and_mayor_in_turn(agent, clerk):
    case = on_site(agent, clerk, hospital="高雄長庚")
    case = advance(case, "visit", actor=clerk, now=at("2023-03-05 09:30"), facts=VISIT)
    before = len(told_mayor(case))
    for moment, division, mayor in (("2023-03-14 09:00", 0, 0), ("2023-03-15 09:00", 1, 0), ("2023-03-17 09:00", 1, 1)):
        chase(now=at(moment))
        follow = Notice.objects.filter(subject_id=case.number, title__contains="「追蹤回報」已逾期")
        assert follow.filter(recipient_kind="division").count() == division
        assert len(told_mayor(case)) - before == mayor


def test_without_injured_it_closes_on_site_and_with_them_it_does_not(agent, clerk):
    case = on_site(agent, clerk)
    with pytest.raises(ValidationError, match="不得逕行結案"):
        advance(case, "close_unhurt", actor=agent, now=at("2023-03-05 09:00"), facts={"outcome": "已復原"})
    unhurt = on_site(agent, clerk, injured_count=0)
    unhurt = advance(unhurt, "close_unhurt", actor=agent, now=at("2023-03-05 09:00"), facts={"outcome": "已復原"})
    assert unhurt.step == "closed"
    with pytest.raises(WrongStep):
        advance(unhurt, "visit", actor=clerk, now=at("2023-03-05 09:00"), facts=VISIT)


def test_an_unfounded_notice_needs_the_lead_and_its_people_are_not_counted(agent):
    case = accident(agent)
    with pytest.raises(PermissionDenied):
        advance(case, "unfounded", actor=agent, now=NIGHT, reason="誤報")
    advance(case, "unfounded", actor=staff("desk_lead", "rdec-service"), now=NIGHT, reason="誤報")
    (injured,) = figures(Window.of_year(112), keys=["service.accident_report.injured"])
    assert injured.value == 0


def test_a_dispatch_in_which_somebody_was_hurt_becomes_an_accident_report(agent, clerk):
    facts = {"category": Category.objects.filter(procedure="service.dispatch").first(), "description": "坑洞致機車摔倒", "address": "建國三路10號",
             "agency": "public-works-maintenance"}  # fmt: skip
    dispatch = open_case(registry.get("service.dispatch"), actor=agent, now=NIGHT, facts=facts)
    advance(dispatch, "report_accident", actor=clerk, now=NIGHT, reason_code="injured")
    case = Case.objects.get(procedure=ACCIDENT_REPORT.key)
    assert (case.agency_id, case.address, case.chain_received_at) == (dispatch.agency_id, "建國三路10號", NIGHT)
