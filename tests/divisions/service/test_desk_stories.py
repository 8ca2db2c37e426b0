"""What the desk keeps besides dispatches: inquiries, all channels in one register, what was forgotten; refused and late ones too."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from tests.cases.people import at, citizen, due_day, staff
from tests.shell.conftest import Login, login, people

from yankao.divisions.service.citizen.monthly import report_of
from yankao.divisions.service.logic.daily_checks import chase_health_sessions, chase_hiring_pledge
from yankao.divisions.service.logic.slips import enter_slip, print_slips
from yankao.divisions.service.registers.health_visits import HEALTH_VISITS
from yankao.divisions.service.registers.staff_members import STAFF_MEMBERS
from yankao.engines.cases import registry, reply
from yankao.engines.cases.advance import advance
from yankao.engines.cases.chase import chase
from yankao.engines.cases.errors import WrongStep
from yankao.engines.cases.life import reopen
from yankao.engines.cases.models import Case, CaseLink, Passage
from yankao.engines.cases.open import Origin, open_case
from yankao.engines.cases.read import can_see
from yankao.engines.indicators.compute import figures
from yankao.engines.notices.models import Notice
from yankao.engines.registers.write import enter
from yankao.kernel.agencies.models import Agency
from yankao.kernel.persons.vault import PersonData
from yankao.kernel.roc import Window

__all__ = ["login", "people"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
MORNING = at("2023-03-01 09:00")
MARCH = Window.of_months("112-03", "112-03")


@pytest.fixture
def agent(city):
    return staff("agent", "rdec-service-callcentre", name="陳話務")


@pytest.fixture
def lead(city):
    return staff("desk_lead", "rdec-service", name="林督導")


def value(key, window=MARCH):
    (found,) = figures(window, keys=[key])
    return found.value


def asked(agent, now=MORNING, **facts):
    given = {"question": "夜間法律諮詢在哪裡", "channel": "phone", "reporter": PersonData(name="王小明", phone="0912345678"), **facts}
    return open_case(registry.get("service.inquiry"), actor=agent, now=now, facts=given)


@pytest.mark.system("inquiry")
def test_an_inquiry_is_looked_up_late_chased_answered_and_asked_again(agent):
    case = asked(agent)
    assert (case.number, case.step, due_day(case)) == ("Q1120000001", "asked", "2023-03-02")
    with pytest.raises(ValidationError, match="答復"):
        advance(case, "answer", actor=agent, now=MORNING, facts={"answer": "  "})
    with pytest.raises(PermissionDenied):
        advance(case, "answer", actor=staff("clerk", "environment"), now=MORNING, facts={"answer": "不知道"})
    assert not can_see(citizen(), case)

    late = at("2023-03-03 00:00")
    chase(now=late)
    assert Notice.objects.filter(subject_id=case.number, recipient_kind="division", title__contains="已逾期").count() == 1
    case = advance(case, "answer", actor=agent, now=late, facts={"answer": "每週三晚間在四維行政中心"})
    assert Passage.objects.get(case=case, action="answer").in_time is False
    with pytest.raises(WrongStep):
        advance(case, "answer", actor=agent, now=late, facts={"answer": "再答一次"})
    case = reopen(case, actor=agent, now=late, reason="民眾再次詢問")
    assert case.step == "asked"
    assert value("service.inquiry.count") == 1


@pytest.mark.system("inquiry")
def test_what_no_desk_can_answer_becomes_a_petition_that_keeps_its_caller(agent):
    case = asked(agent)
    with pytest.raises(ValidationError, match="理由"):
        advance(case, "forward", actor=agent, now=MORNING, facts={}, reason_code="too_long")
    case = advance(case, "forward", actor=agent, now=MORNING, facts={}, reason_code="needs_agency")
    followed = CaseLink.objects.get(from_case=case).to_case
    assert case.step == "forwarded"
    assert (followed.procedure, followed.reporter_id) == ("service.petition", case.reporter_id)
    assert followed.chain_received_at == case.received_at


@pytest.mark.system("service-online")
def test_every_channel_ends_in_one_register_with_one_numbering_and_one_clock(agent, lead):
    known = {"category": "road", "title": "人行道不平", "description": "長者跌倒"}
    ways = ("counter", "phone", "letter", "fax", "email")
    petition = registry.get("service.petition")
    cases = [open_case(petition, actor=agent, now=MORNING, facts={**known, "channel": way}) for way in ways]
    cases.append(open_case(petition, actor=citizen(), now=MORNING, facts=known | {"channel": "mailbox"}))
    (slip,) = print_slips(1, actor=agent, now=MORNING)
    received = at("2023-02-28 23:30")
    late = open_case(
        petition, actor=agent, now=MORNING, facts={**known, "channel": "counter", "received_at": received}, origin=Origin(late_reason="停電")
    )
    enter_slip(slip.number, late, received_at=received, actor=agent, now=MORNING)
    with pytest.raises(ValidationError, match="已補登"):
        enter_slip(slip.number, cases[0], received_at=received, actor=agent, now=MORNING)
    with pytest.raises(ValidationError):
        open_case(petition, actor=agent, now=MORNING, facts={**known, "channel": "carrier_pigeon"})

    assert [case.number[-7:] for case in [*cases, late]] == [f"{n:07d}" for n in range(1, 8)]
    assert {due_day(case) for case in cases} == {"2023-03-15"}
    assert due_day(late) == "2023-03-14"
    assert value("service.petition.received") == 6
    assert value("service.petition.received_manual") == 4  # e-mail comes in by itself
    chase(now=at("2023-03-16 00:05"))
    told = Notice.objects.filter(recipient_kind="agency", title__contains="已逾期").values_list("subject_id", flat=True)
    assert set(told) == {case.number for case in [*cases, late]}


@pytest.mark.system("mayor-mailbox")
def test_a_letter_to_the_mayor_answered_late_counts_as_late_and_may_be_taken_up_again(agent):
    facts = {"category": "road", "title": "請設路燈", "description": "巷道太暗", "channel": "mailbox"}
    case = open_case(registry.get("service.petition"), actor=citizen(), now=MORNING, facts=facts)
    clerk, chief, controller = (staff(role, "public-works-maintenance") for role in ("clerk", "agency_lead", "controller"))
    late = at("2023-03-20 09:00")
    chase(now=late)
    assert Notice.objects.filter(subject_id=case.number, recipient_kind="agency", title__contains="已逾期").exists()
    reply.draft(case, actor=clerk, now=late, text="已錄案評估增設路燈。")
    reply.submit(case, actor=clerk, now=late)
    reply.check(case, actor=controller, now=late)
    with pytest.raises(PermissionDenied):
        reply.decide(case, actor=clerk, now=late)
    case = reply.decide(case, actor=chief, now=late)
    assert Passage.objects.get(case=case, action="answer").in_time is False
    case = advance(case, "rate", actor=citizen(), now=late, facts={"satisfaction": 1})
    case = advance(case, "close", actor=agent, now=late)
    case = reopen(case, actor=agent, now=late, reason="民眾不滿意")
    assert case.step == "assigned"
    assert str(value("service.petition.in_time_share")) == "0.00"
    assert value("service.petition.received_mailbox") == 1


@pytest.mark.system("petition-report")
def test_the_memo_to_the_mayor_names_the_late_agency_and_is_kept_from_others(agent, people: None, login: Login):
    given = {
        "category": "road-pothole-1",
        "description": "坑洞",
        "address": "建國路1號",
        "agency": Agency.objects.get(slug="public-works-maintenance"),
    }
    for hours in (1, 2, 300):
        case = open_case(registry.get("service.dispatch"), actor=agent, now=MORNING, facts=given)
        chase(now=MORNING)
        moment = at("2023-03-01 10:00") if hours < 24 else at("2023-03-14 09:00")
        advance(case, "report", actor=agent, now=moment, facts={"result": "fixed", "report": "填補"})
    report = report_of(MARCH)
    line = next(each for each in report.unranked if each.answered)
    assert (line.answered, line.in_time) == (3, 2)
    assert report.ranked == ()
    assert [login(who).get("/monthly/").status_code for who in ("clerk", "controller", "mayor_office")] == [403, 403, 200]


@pytest.mark.system("health-service")
def test_a_session_nobody_entered_is_chased_once_and_only_on_days_the_desk_was_open(agent, lead):
    assert chase_health_sessions(now=MORNING) == 0
    enter(HEALTH_VISITS, actor=agent, now=MORNING, facts={"served_on": "2023-03-01", "session": "morning", "person_times": 12})
    assert chase_health_sessions(now=MORNING) == 0
    assert chase_health_sessions(now=at("2023-03-02 09:05")) == 1
    assert chase_health_sessions(now=at("2023-03-02 09:10")) == 0
    assert chase_health_sessions(now=at("2023-03-06 09:05")) == 4  # two sessions on Thursday and Friday each; none at the weekend
    enter(HEALTH_VISITS, actor=agent, now=at("2023-03-06 10:00"), facts={"served_on": "2023-03-06", "session": "afternoon", "person_times": 3})
    assert chase_health_sessions(now=at("2023-03-07 09:05")) == 1
    titles = list(Notice.objects.filter(recipient_id="service").order_by("pk").values_list("title", flat=True))
    assert titles[0] == "112年3月1日下午保健服務人次尚未登錄，請補登"
    assert titles[-1] == "112年3月6日上午保健服務人次尚未登錄，請補登"


@pytest.mark.system("inclusive-hiring")
def test_falling_short_of_the_hiring_pledge_is_told_once_a_month_until_it_is_met(lead):
    assert chase_hiring_pledge(now=MORNING) == 0
    for code, disability in (("A01", "none"), ("A02", "none"), ("A03", "visual"), ("A04", "none"), ("A05", "none")):
        facts = {"employee_code": code, "team": "day", "starts_on": "2022-01-03", "disability": disability, "seat": code}
        enter(STAFF_MEMBERS, actor=lead, now=MORNING, facts=facts)
    assert [chase_hiring_pledge(now=at(day)) for day in ("2023-03-02 09:05", "2023-03-03 09:05", "2023-04-03 09:05")] == [1, 0, 1]
    assert Notice.objects.first().title == "進用中重度身障及視障話務人員距目標尚缺1人，請研擬進用"
    facts = {"employee_code": "A06", "team": "day", "starts_on": "2023-04-10", "disability": "severe", "seat": "A06"}
    enter(STAFF_MEMBERS, actor=lead, now=MORNING, facts=facts)
    assert chase_hiring_pledge(now=at("2023-05-02 09:05")) == 0


@pytest.mark.system("service-online")
def test_nobody_outside_the_city_reads_the_register(people: None, login: Login):
    assert Client().get("/p/service.petition/").status_code == 302
    assert login("citizen").get("/p/service.inquiry/").status_code == 404
    assert not Case.objects.exists()


@pytest.mark.system("petition")
def test_a_figure_nobody_gave_yet_shows_no_word_of_the_machine(people: None, login: Login):
    case = open_case(
        registry.get("service.petition"), actor=staff("agent", "rdec-service-callcentre"), now=MORNING,
        facts={"category": "road", "title": "人行道不平", "description": "跌倒", "channel": "phone"},
    )  # fmt: skip
    body = login("clerk").get(f"/case/{case.number}/").content.decode()
    assert "人行道不平" in body
    assert ">None<" not in body
