"""From the schedule to the inspection: opened by those named alone, with what is known, hidden from everybody else until the day."""

from datetime import date, time

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from tests.cases.people import at, staff
from tests.divisions.engineering.sites import member
from tests.registers.tenders import tender

from yankao.divisions.engineering.draws.draw_tables import Access, Visit
from yankao.divisions.engineering.draws.opening import open_inspection, open_many, to_open
from yankao.divisions.engineering.draws.schedule import Arrangement, cancel, finish, plan_priority, replace
from yankao.divisions.engineering.logic.site_read import sites
from yankao.divisions.engineering.procedures.inspection import INSPECTION, Inspection
from yankao.engines.cases.chase import chase
from yankao.engines.cases.models import Case
from yankao.engines.cases.read import visible_cases
from yankao.engines.identity.models import User
from yankao.engines.notices.models import Notice
from yankao.kernel.actors import Actor, ActorKind

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
NOW = at("2023-03-07 09:00")
DAY = date(2023, 3, 9)


def engineer(name: str) -> Actor:
    user = User.objects.create(username=name, name=name)
    return Actor(kind=ActorKind.USER, id=str(user.pk), name=name, memberships=staff("officer", "rdec-engineering").memberships)


def planned(actor: Actor, number: str = "112-B-01", **facts) -> Visit:
    row = tender(number, award_amount="40000000", **facts)
    for name in "甲乙":
        member(name)
    arrangement = Arrangement(visit_on=DAY, meets_at=time(9), meeting_place="市府", leader="王領隊", members="甲、乙")
    return plan_priority(row, actor=actor, now=NOW, arrangement=arrangement)


def sees(actor: Actor, case: Case) -> bool:
    return visible_cases(actor, procedures=(INSPECTION,)).filter(pk=case.pk).exists() and INSPECTION.seen_by.allows(actor, case)


@pytest.mark.system("inspection-plan")
def test_one_deed_opens_the_inspection_of_a_visit_with_all_that_is_known():
    named = engineer("named")
    visit = planned(named)
    case = open_inspection(visit.pk, actor=named, now=NOW)
    assert open_inspection(visit.pk, actor=named, now=NOW) == case
    it = Inspection.objects.get(pk=case.pk)
    assert (it.tender_number, it.project, it.contractor, it.supervisor) == ("112-B-01", "鳳山區道路改善工程", "甲營造股份有限公司", "乙工程顧問")
    assert (it.work_type, it.occasion, it.planned_on, it.led_by, int(it.budget_amount or 0)) == ("road", "low_price", DAY, "王領隊", 62_000_000)
    assert (case.agency.slug, case.title) == ("public-works-maintenance", "鳳山區道路改善工程")
    assert Access.objects.filter(visit=visit, what="開立查核案件", is_refused=False).exists()


def test_until_the_visit_is_made_the_case_is_known_to_those_named_alone():
    named, other, auditor = engineer("named"), engineer("other"), staff("auditor", "rdec")
    visit = planned(named)
    with pytest.raises(PermissionDenied, match="僅知悉人員"):
        open_inspection(visit.pk, actor=other, now=NOW)
    assert Access.objects.filter(visit=visit, actor_name="other", is_refused=True).exists()
    case = open_inspection(visit.pk, actor=named, now=NOW)
    assert [sees(each, case) for each in (named, other, auditor)] == [True, False, False]
    assert [case in sites(each) for each in (named, other)] == [True, False]
    finish(visit.pk, actor=named, now=at("2023-03-09 16:00"))
    assert [sees(each, case) for each in (named, other, auditor)] == [True, True, True]


def test_no_notice_of_a_planned_inspection_goes_to_the_agency():
    named = engineer("named")
    open_inspection(planned(named).pk, actor=named, now=NOW)
    chase(now=at("2023-03-22 09:00"))
    chase(now=at("2023-03-25 09:00"))
    told = set(Notice.objects.filter(subject_kind="case").values_list("recipient_kind", flat=True))
    assert told == {"division"}


def test_several_are_opened_at_once_and_what_was_given_up_is_left_out():
    named, other = engineer("named"), engineer("other")
    visits = [planned(named, f"112-B-0{n}") for n in range(3)]
    cancel(visits[0].pk, actor=named, now=NOW, note="改列下月")
    found = list(Visit.objects.order_by("pk"))
    assert to_open(found, other) == []
    opened, wrong = open_many(to_open(found, named), actor=named, now=NOW)
    assert (len(opened), wrong, to_open(Visit.objects.all(), named)) == (2, [], [])
    with pytest.raises(ValidationError, match="不能立案"):
        open_inspection(visits[0].pk, actor=named, now=NOW)


def test_a_visit_given_up_cancels_its_inspection_with_the_reason():
    named = engineer("named")
    visit = planned(named)
    case = open_inspection(visit.pk, actor=named, now=NOW)
    cancel(visit.pk, actor=named, now=NOW, note="颱風停班")
    case.refresh_from_db()
    assert case.step == "cancelled"
    assert case.passages.order_by("-pk").first().reason == "行程取消：颱風停班"
    with pytest.raises(ValidationError):
        replace(visit.pk, actor=named, now=NOW, why="weather", note="大雨")


def test_the_second_visit_of_a_year_opens_a_reinspection():
    named = engineer("named")
    visit = planned(named)
    case = open_inspection(planned(named, "112-B-09").pk, actor=named, now=NOW)
    Inspection.objects.filter(pk=case.pk).update(tender=visit.tender, inspected_on=date(2023, 1, 5))
    assert open_inspection(visit.pk, actor=named, now=NOW).procedure == "engineering.reinspection"
