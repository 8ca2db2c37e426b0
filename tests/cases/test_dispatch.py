"""派工通報: the life of a pothole, refusals and lateness included."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from tests.cases.people import at, citizen, staff
from yankao.engines.cases import registry
from yankao.engines.cases.advance import advance
from yankao.engines.cases.chase import chase
from yankao.engines.cases.deed import Backdated
from yankao.engines.cases.errors import Conflict, WrongStep
from yankao.engines.cases.join import merge, unmerge
from yankao.engines.cases.life import assign_fault, reopen, withdraw
from yankao.engines.cases.models import Case, CaseLink, DueDate, Passage
from yankao.engines.cases.open import open_case
from yankao.engines.cases.read import can_see, overdue, visible_cases, worklist
from yankao.engines.cases.route import hand_back, rule_on, transfer
from yankao.engines.cases.search import searched
from yankao.engines.indicators import registry as indicators
from yankao.engines.notices.models import Notice
from yankao.kernel.agencies.models import Agency
from yankao.kernel.persons.vault import PersonData
from yankao.kernel.roc import Window

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city"), pytest.mark.system("dispatch")]

MORNING = at("2023-03-01 09:00")


@pytest.fixture
def agent():
    return staff("agent", "rdec-service-callcentre")


@pytest.fixture
def clerk():
    return staff("clerk", "public-works-maintenance")


def pothole(agent, *, now=MORNING, category="road-pothole-1", **facts):
    """Report a hole in the road."""
    known = {"category": category, "description": "路面坑洞積水，機車經過危險", "address": "三民區建國三路100號前", "channel": "phone"}
    return open_case(registry.get("service.dispatch"), actor=agent, now=now, facts=known | facts)


def test_a_report_is_numbered_routed_and_timed(agent):
    case = pothole(agent, reporter=PersonData(name="陳美麗", phone="0912345678"))

    assert case.number == "D1120000001"
    assert case.agency.slug == "public-works-maintenance"
    assert case.step == "notified"
    assert case.reporter is not None
    assert "陳美麗" not in case.haystack
    due = {row.key: row for row in case.due_dates.all()}
    assert due["report_back"].due_at > MORNING
    assert "派工" not in due["report_back"].rule
    assert "起適用" in due["report_back"].rule
    assert Notice.objects.filter(recipient_kind="agency", recipient_id=str(case.agency_id)).count() == 1


def test_a_smooth_life_from_report_to_release(agent, clerk):
    case = pothole(agent)
    case = advance(case, "notify_by_phone", actor=agent, now=at("2023-03-01 09:02"), facts={"number_called": "07-000-9001", "outcome": "no_answer"})
    case = advance(case, "notify_by_phone", actor=agent, now=at("2023-03-01 09:04"), facts={"number_called": "07-000-9002", "outcome": "answered"})
    case = advance(case, "acknowledge", actor=clerk, now=at("2023-03-01 09:30"))
    case = advance(case, "report", actor=clerk, now=at("2023-03-01 11:00"), facts={"result": "fixed", "report": "已填補完成"})

    with pytest.raises(ValidationError, match="回復民眾情形"):
        advance(case, "release", actor=agent, now=at("2023-03-01 11:30"))

    case = advance(case, "call_back", actor=agent, now=at("2023-03-01 11:40"), facts={"call_back": "called", "reached": True})
    case = advance(case, "release", actor=agent, now=at("2023-03-01 11:45"), facts={"public_reply": "路面已修補"})

    assert case.step == "released"
    assert case.closed_at == at("2023-03-01 11:45")
    assert case.due_at is None
    assert case.service_phonenotice_set.count() == 2
    assert Passage.objects.get(case=case, action="report").in_time is True
    assert list(case.notes.values_list("kind", "text")) == [("public", "路面已修補")]


def test_the_agency_reports_late_and_is_chased(agent, clerk):
    case = pothole(agent)
    due = DueDate.objects.get(case=case, key="report_back").due_at

    assert chase(now=due) >= 1
    told = Notice.objects.filter(subject_id=case.number, title__contains="已逾期")
    assert told.filter(recipient_kind="division", recipient_id="service").exists()
    before = told.count()
    chase(now=due)
    assert told.count() == before

    assert list(overdue(Case.objects.all(), now=due)) == [case]
    case = advance(case, "report", actor=clerk, now=due, facts={"result": "fixed", "report": "完成"})
    assert Passage.objects.get(case=case, action="report").in_time is False

    case = assign_fault(case, "report_back", actor=agent, now=due, fault="agency")
    assert DueDate.objects.get(case=case, key="report_back").fault == "agency"


def test_another_agency_is_refused_and_does_not_see_the_case(agent):
    case = pothole(agent)
    stranger = staff("clerk", "environment")

    assert not can_see(stranger, case)
    with pytest.raises(PermissionDenied, match="權限"):
        advance(case, "acknowledge", actor=stranger, now=MORNING)


def test_two_clerks_at_once_one_wins_and_the_other_is_told(agent, clerk):
    case = pothole(agent)
    seen = case.version
    advance(case, "acknowledge", actor=clerk, now=MORNING, version=seen)

    with pytest.raises(Conflict):
        advance(case, "acknowledge", actor=clerk, now=MORNING, version=seen)
    with pytest.raises(WrongStep, match="待確認"):
        advance(case, "acknowledge", actor=clerk, now=MORNING)


def test_the_second_return_goes_to_a_ruling_and_the_clock_never_restarts(agent, clerk):
    case = pothole(agent)
    given = case.due_at
    environment = Agency.objects.get(slug="environment")

    case = hand_back(case, actor=clerk, now=at("2023-03-01 09:20"), reason="非本處權管，建議環保局")
    assert (case.step, case.agency) == ("created", None)
    case = transfer(case, actor=agent, now=at("2023-03-01 09:25"), agency=environment)
    case = hand_back(case, actor=staff("clerk", "environment"), now=at("2023-03-01 09:40"), reason="屬養工處道路")
    with pytest.raises(ValidationError, match="權責裁定"):
        transfer(case, actor=agent, now=at("2023-03-01 09:45"), agency=environment)
    lead = staff("desk_lead", "rdec-service")
    case = rule_on(case, actor=lead, now=at("2023-03-01 09:50"), agency=Agency.objects.get(slug="public-works-maintenance"), reason="依道路養護權責")

    assert (case.step, case.returns, case.due_at) == ("notified", 2, given)


def test_what_cannot_be_fixed_at_once_becomes_a_petition_that_keeps_the_first_receipt(agent, clerk):
    case = pothole(agent, reporter=PersonData(name="陳美麗", phone="0912345678"))
    case = advance(case, "acknowledge", actor=clerk, now=MORNING)
    with pytest.raises(ValidationError, match="理由"):
        advance(case, "convert", actor=clerk, now=MORNING, facts={"report": "待料"}, reason_code="weather")
    assert Case.objects.filter(procedure="service.petition").count() == 0
    case = advance(case, "convert", actor=clerk, now=at("2023-03-01 10:00"), facts={"report": "需備料後施工"}, reason_code="materials")

    petition = Case.objects.get(procedure="service.petition")
    assert petition.number == "P1120000001"
    assert petition.chain_received_at == MORNING
    assert petition.reporter_id == case.reporter_id
    link = CaseLink.objects.get(from_case=case, to_case=petition)
    assert (link.kind, link.ordinal, link.reason_code) == ("follow_on", 1, "materials")
    assert case.step == "reported"


def test_merged_reports_tell_every_reporter_and_can_be_taken_apart_again(agent, clerk):
    first = pothole(agent, reporter=PersonData(name="甲", phone="0911111111"))
    second = pothole(agent, now=at("2023-03-01 09:03"), reporter=PersonData(name="乙", phone="0922222222"))
    second = merge(second, into=first, actor=agent, now=at("2023-03-01 09:10"))
    assert second.merged_into_id == first.pk
    assert list(worklist(Case.objects.all())) == [first]

    first.refresh_from_db()
    first = advance(first, "report", actor=clerk, now=at("2023-03-01 10:00"), facts={"result": "fixed", "report": "完成"})
    first = advance(first, "call_back", actor=agent, now=at("2023-03-01 10:05"), facts={"call_back": "called"})
    advance(first, "release", actor=agent, now=at("2023-03-01 10:10"))
    assert Notice.objects.filter(recipient_kind="person", subject_id=first.number, title__contains="解除管制").count() == 2
    assert first.reporter is not None
    first.reporter.refresh_from_db()
    assert str(first.reporter.retention_until) == "2028-03-02"

    with pytest.raises(ValidationError, match="理由"):
        unmerge(second, actor=agent, now=at("2023-03-01 10:20"), reason="")
    second = unmerge(second, actor=agent, now=at("2023-03-01 10:20"), reason="地點不同")
    assert second.merged_into_id is None
    assert second.due_at is not None
    assert CaseLink.objects.get(kind="merged").undone_at is not None


def test_a_deed_entered_later_keeps_both_times_and_its_reason(agent, clerk):
    case = pothole(agent)
    with pytest.raises(ValidationError, match="補登請填寫理由"):
        advance(case, "acknowledge", actor=clerk, now=at("2023-03-01 12:00"), back=Backdated(occurred_at=at("2023-03-01 09:30"), reason=""))
    advance(case, "acknowledge", actor=clerk, now=at("2023-03-01 12:00"), back=Backdated(occurred_at=at("2023-03-01 09:30"), reason="系統停機"))

    passage = Passage.objects.get(case=case, action="acknowledge")
    assert passage.occurred_at == at("2023-03-01 09:30")
    assert passage.recorded_at == at("2023-03-01 12:00")
    assert passage.late_reason == "系統停機"


def test_a_citizen_withdraws_and_the_desk_takes_the_case_up_again(agent):
    reporter = citizen()
    case = pothole(reporter)
    assert can_see(reporter, case)
    assert not can_see(citizen("別人"), case)
    case = withdraw(case, actor=reporter, now=at("2023-03-01 09:05"), reason="已自行排除")
    assert case.closed_at is not None
    with pytest.raises(PermissionDenied):
        reopen(case, actor=reporter, now=at("2023-03-01 09:06"), reason="又壞了")
    case = reopen(case, actor=agent, now=at("2023-03-01 09:06"), reason="又壞了")
    assert (case.step, case.closed_at) == ("in_hand", None)
    assert case.due_at is not None


def test_what_is_missing_is_named_field_by_field_and_nothing_is_kept(agent):
    with pytest.raises(ValidationError) as refusal:
        open_case(registry.get("service.dispatch"), actor=agent, now=MORNING, facts={"category": "no-such", "address": " ", "salary": 1})
    assert set(refusal.value.message_dict) == {"category", "address", "description", "salary"}
    assert Case.objects.count() == 0


def test_a_point_finds_district_and_village_and_outside_is_refused(agent):
    case = pothole(agent, lat=22.6273, long=120.3014)
    assert case.district is not None
    assert case.village is not None
    with pytest.raises(ValidationError, match="範圍"):
        pothole(agent, lat=25.04, long=121.56)


def test_search_finds_by_any_characters_that_stand_in_the_text(agent):
    case = pothole(agent, lamp_number="三民A1234")
    for query in ("坑", "坑洞", "建國三路", "坑洞 建國", "三民a1234", case.number):
        assert list(searched(Case.objects.all(), query)) == [case], query
    for query in ("環保", "洞坑", "陳美麗"):
        assert not searched(Case.objects.all(), query).exists(), query


def test_who_may_see_is_the_same_in_python_and_in_sql(agent, clerk):
    cases = [pothole(agent), pothole(agent, category="air-pollution"), pothole(citizen())]
    people = [agent, clerk, citizen(), citizen("別人"), staff("clerk", "environment"), staff("agency_lead", "public-works"), staff("auditor", "rdec")]
    for person in people:
        assert {case.pk for case in visible_cases(person)} == {case.pk for case in cases if can_see(person, case)}, person.name


def test_the_figures_of_the_month_come_out_of_the_records(agent, clerk):
    for hour in (9, 10, 11):
        case = pothole(agent, now=at(f"2023-03-01 {hour:02}:00"))
        moment = at("2023-03-01 12:00") if hour > 9 else at("2023-03-09 12:00")
        advance(case, "report", actor=clerk, now=moment, facts={"result": "fixed", "report": "完成"})
    pothole(agent, now=at("2023-04-01 00:00"))
    window = Window.of_months("112-03", "112-03")

    def value(key):
        indicator, subject = indicators.get(key)
        return indicator.value_of(indicator.measure(subject, window))

    assert value("service.dispatch.received") == 3
    assert value("service.dispatch.monthly_average") == 3
    assert str(value("service.dispatch.in_time_share")) == "66.67"
