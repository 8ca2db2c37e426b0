"""應變模式: what a declared emergency changes for new and open cases, and that everything goes back when it ends."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from hypothesis import given as every
from hypothesis import strategies as st

from tests.cases.people import at, citizen, staff
from tests.cases.test_together import at_once
from yankao.divisions.service.procedures.dispatch import DISPATCH
from yankao.engines.cases import emergency as mode
from yankao.engines.cases.advance import advance
from yankao.engines.cases.chase import chase
from yankao.engines.cases.clock import Clocks
from yankao.engines.cases.emergency import Declaration
from yankao.engines.cases.errors import WrongStep
from yankao.engines.cases.matters import choose_mother, loose_reports, put_under
from yankao.engines.cases.models import Case, Category, CategoryRule, DueDate, Emergency, Passage
from yankao.engines.cases.open import Origin, open_case
from yankao.engines.cases.suspend import settle, waiting_to_stand
from yankao.engines.indicators import registry as indicators
from yankao.engines.notices.models import Notice
from yankao.kernel.agencies.models import Agency, District
from yankao.kernel.audit.models import Entry
from yankao.kernel.persons.vault import PersonData
from yankao.kernel.roc import Window

NIGHT, MORNING, EVENING = at("2023-08-30 20:00"), at("2023-08-31 06:00"), at("2023-08-31 18:00")
SANMIN, ZUOYING = "三民區", "左營區"
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city"), pytest.mark.system("dispatch")]


@pytest.fixture
def lead(city):
    return staff("desk_lead", "rdec-service")


@pytest.fixture
def agent(city):
    return staff("agent", "rdec-service-callcentre")


def item(code="tree-down-1"):
    return Category.objects.get(procedure="service.dispatch", code=code)


def area(name=SANMIN):
    return District.objects.get(name=name).pk


def declared(*, stopped=(), codes=("tree-down-1", "signal-fault"), **more):
    categories = tuple(item(code) for code in codes)
    return Declaration(**{
        "name": "海葵颱風", "kind": "typhoon", "order_number": "高市府災字第1120000001號", "ordered_on": date(2023, 8, 30), "starts_at": NIGHT,
        "categories": categories, "stopped": frozenset(item(code).pk for code in stopped), **more,
    })  # fmt: skip


def report(agent, *, now=MORNING, code="tree-down-1", district=SANMIN, phone="0912345678", **more):
    facts = {
        "category": code, "description": "路樹倒了", "address": f"{district}建國三路1號", "district": area(district), "channel": "phone",
        "reporter": PersonData(name="林美玲", phone=phone), **more,
    }  # fmt: skip
    return open_case(DISPATCH, actor=agent, now=now, facts=facts)


def due(case, key="report_back"):
    return DueDate.objects.get(case=case, key=key)


def test_it_is_started_by_the_supervisor_or_the_commission_with_a_dated_order(lead, agent):
    with pytest.raises(PermissionDenied):
        mode.start(declared(), actor=agent, now=NIGHT)
    with pytest.raises(ValidationError) as refused:
        mode.start(declared(order_number=" ", ordered_on=None, until_at=NIGHT, kind="war", areas=("X",)), actor=lead, now=NIGHT)
    assert set(refused.value.message_dict) == {"order_number", "ordered_on", "until_at", "kind", "areas"}
    started = mode.start(declared(), actor=staff("officer", "rdec-control"), now=NIGHT)
    assert Entry.objects.filter(subject_kind="emergency", subject_id=str(started.pk), verb="emergency:start").count() == 1
    assert Notice.objects.filter(subject_kind="emergency", recipient_kind="agency").exists()


def test_those_agencies_are_told_that_take_its_items_now_and_in_its_districts(lead):
    told = {slug: Agency.objects.get(slug=slug).pk for slug in ("public-works", "environment", "police", "transportation", "outside-taipower")}
    CategoryRule.objects.filter(category=item()).delete()
    CategoryRule.objects.bulk_create(
        CategoryRule(category=item(), starts_on=since, area=where, owner=owner, agency_id=told[slug])
        for slug, since, where, owner in (
            ("public-works", date(2015, 1, 1), "", ""),
            ("environment", NIGHT.date(), "", ""),
            ("police", NIGHT.date() + timedelta(days=1), "", ""),
            ("transportation", NIGHT.date(), area(ZUOYING), ""),
            ("outside-taipower", NIGHT.date(), area(), "power"),
        )
    )
    mode.start(declared(codes=("tree-down-1",), areas=(area(),)), actor=lead, now=NIGHT)
    notices = Notice.objects.filter(subject_kind="emergency", recipient_kind="agency")
    assert {int(notice.recipient_id) for notice in notices} == {told["environment"], told["outside-taipower"]}


def test_only_its_items_in_its_districts_are_counted_apart(lead, agent):
    before = report(agent, now=NIGHT - timedelta(hours=1))
    started = mode.start(declared(areas=(area(),)), actor=lead, now=NIGHT)
    inside, elsewhere, other = report(agent), report(agent, district=ZUOYING), report(agent, code="litter")
    mode.end(started, actor=lead, now=EVENING, reason="解除")
    after = report(agent, now=EVENING)
    assert inside.emergency_id == started.pk
    assert {case.emergency_id for case in (before, elsewhere, other, after)} == {None}


def test_a_report_by_its_point_belongs_to_the_district_it_lies_in(lead, agent):
    started = mode.start(declared(areas=(area(),)), actor=lead, now=NIGHT)
    facts = {"category": "tree-down-1", "description": "路樹倒了", "address": "建國三路", "lat": 22.6465, "long": 120.3175}
    case = open_case(DISPATCH, actor=agent, now=MORNING, facts=facts)
    assert case.district_id == area()
    assert case.emergency_id == started.pk


def test_what_came_in_since_it_began_but_before_it_was_declared_is_counted_in(lead, agent):
    early = report(agent, now=NIGHT + timedelta(minutes=5))
    started = mode.start(declared(), actor=lead, now=NIGHT + timedelta(minutes=30))
    settle(now=NIGHT + timedelta(minutes=31))
    early.refresh_from_db()
    assert early.emergency_id == started.pk


def test_an_item_goes_to_the_centre_for_the_time_and_back_after_it(lead, agent):
    started = mode.start(declared(), actor=lead, now=NIGHT)
    centre, power = Agency.objects.get(slug="fire"), Agency.objects.get(slug="outside-taipower")
    mode.route(started, category=item(), area="", agency=centre, actor=lead, now=NIGHT)
    mode.route(started, category=item(), area=area(), agency=power, actor=lead, now=NIGHT)
    here, there = report(agent), report(agent, district=ZUOYING)
    assert (here.agency_id, there.agency_id) == (power.pk, centre.pk)
    assert "改分應變期間權責機關" in Passage.objects.get(case=here, action="open").reason
    assert Notice.objects.filter(subject_id=here.number, recipient_kind="agency", recipient_id=str(power.pk)).exists()
    mode.undo_route(started.routes.get(area=area()), actor=lead, now=MORNING)
    assert report(agent).agency_id == centre.pk
    mode.end(started, actor=lead, now=EVENING, reason="解除")
    assert report(agent, now=EVENING).agency.slug == "public-works-maintenance"


def test_an_agency_chosen_by_hand_stands_whatever_the_override_says(lead, agent):
    started = mode.start(declared(), actor=lead, now=NIGHT)
    mode.route(started, category=item(), area="", agency=Agency.objects.get(slug="fire"), actor=lead, now=NIGHT)
    assert report(agent, agency="transportation").agency.slug == "transportation"


def matter_of(started, lead, **more):
    return mode.open_matter(started, **{"category": item(), "area": area(), "name": "三民區路樹傾倒", "actor": lead, "now": NIGHT, **more})


def test_the_first_report_of_a_matter_becomes_its_mother_and_the_next_are_merged_into_it(lead, agent):
    matter = matter_of(mode.start(declared(), actor=lead, now=NIGHT), lead)
    mother, child = report(agent), report(agent, phone="0987654321")
    elsewhere = report(agent, district=ZUOYING)
    matter.refresh_from_db()
    assert matter.mother_id == mother.pk
    assert (child.merged_into_id, child.due_at, child.closed_at) == (mother.pk, None, MORNING)
    assert elsewhere.merged_into_id is None
    assert child.number != mother.number
    assert Notice.objects.filter(recipient_kind="person", recipient_id=str(child.reporter_id), title__contains=mother.number).exists()
    assert Notice.objects.filter(recipient_kind="agency", subject_id=child.number).exists()


def test_every_reporter_is_told_when_the_mother_is_done(lead, agent):
    matter_of(mode.start(declared(), actor=lead, now=NIGHT), lead)
    mother, *children = [report(agent, phone=f"091200000{n}") for n in range(4)]
    clerk = staff("clerk", "public-works-maintenance")
    told = advance(mother, "report", actor=clerk, now=MORNING, facts={"result": "fixed", "report": "已清除"})
    Notice.objects.all().delete()
    told = advance(told, "call_back", actor=agent, now=MORNING, facts={"call_back": "called"})
    advance(told, "release", actor=agent, now=MORNING)
    people = {str(case.reporter_id) for case in (mother, *children)}
    assert {notice.recipient_id for notice in Notice.objects.filter(recipient_kind="person")} == people


def test_a_danger_keeps_a_case_of_its_own(lead, agent):
    matter_of(mode.start(declared(), actor=lead, now=NIGHT), lead)
    report(agent)
    assert report(agent, is_dangerous=True).merged_into_id is None


def test_a_report_after_the_answer_begins_a_new_mother(lead, agent):
    matter = matter_of(mode.start(declared(), actor=lead, now=NIGHT), lead)
    first = report(agent)
    advance(first, "report", actor=staff("clerk", "public-works-maintenance"), now=MORNING, facts={"result": "fixed", "report": "已清除"})
    second, third = report(agent), report(agent)
    matter.refresh_from_db()
    assert second.merged_into_id is None
    assert matter.mother_id == second.pk == third.merged_into_id


def test_reports_from_before_are_put_under_a_chosen_mother_by_hand(lead, agent):
    first, second = report(agent, now=NIGHT), report(agent, now=NIGHT)
    matter = matter_of(mode.start(declared(), actor=lead, now=NIGHT), lead)
    assert list(loose_reports(matter)) == [first, second]
    with pytest.raises(ValidationError, match="還沒有母案"):
        put_under(second, matter, actor=lead, now=MORNING)
    with pytest.raises(ValidationError, match="應與事項相同"):
        choose_mother(matter, report(agent, code="litter"), actor=lead, now=MORNING)
    choose_mother(matter, first, actor=lead, now=MORNING)
    put_under(second, matter, actor=lead, now=MORNING)
    assert list(loose_reports(matter)) == []
    assert Passage.objects.filter(case=first, action="make_mother").count() == 1
    mode.close_matter(matter, actor=lead, now=MORNING)
    assert report(agent).merged_into_id is None


def test_the_clocks_of_chosen_items_stand_and_go_on_with_the_time_given_back(lead, agent):
    tree, signal = report(agent, now=NIGHT - timedelta(hours=1)), report(agent, code="signal-fault", now=NIGHT - timedelta(hours=1))
    promised = due(tree).due_at
    started = mode.start(declared(stopped=("tree-down-1",)), actor=lead, now=NIGHT)
    assert waiting_to_stand(started) == 1
    settle(now=NIGHT)
    assert waiting_to_stand(started) == 0
    new = report(agent)
    tree.refresh_from_db()
    assert (tree.due_at, new.due_at) == (None, None)
    assert due(signal).paused_at is None
    assert "海葵颱風" in Passage.objects.get(case=tree, action="suspend").reason
    mode.end(started, actor=lead, now=EVENING, reason="高市府災字第2號")
    settle(now=EVENING + timedelta(minutes=1))
    assert due(tree).due_at == promised + (EVENING - NIGHT)
    assert due(new).due_at == EVENING + timedelta(hours=8)
    assert not DueDate.objects.filter(emergency__isnull=False).exists()
    assert "恢復計算" in Passage.objects.get(case=tree, action="resume").reason
    assert settle(now=EVENING + timedelta(hours=1)) == 0
    for case in (tree, new):
        case.refresh_from_db()
        assert case.due_at == min(due(case).due_at, due(case, "acknowledge").due_at)


def test_a_limit_missed_before_stays_missed_and_shows_as_late(lead, agent):
    late = report(agent, now=NIGHT - timedelta(days=2))
    promised = due(late).due_at
    mode.start(declared(stopped=("tree-down-1",)), actor=lead, now=NIGHT)
    settle(now=NIGHT)
    late.refresh_from_db()
    assert due(late).due_at == promised
    assert due(late).paused_at is None
    assert late.due_at is not None
    assert late.due_at < NIGHT


def test_work_done_while_the_clock_stands_is_in_time_and_work_sent_back_stands_again(lead, agent):
    case, clerk = report(agent, now=NIGHT - timedelta(hours=1)), staff("clerk", "public-works-maintenance")
    started = mode.start(declared(stopped=("tree-down-1",)), actor=lead, now=NIGHT)
    settle(now=NIGHT)
    case = advance(case, "acknowledge", actor=clerk, now=MORNING)
    case = advance(case, "report", actor=clerk, now=EVENING - timedelta(hours=1), facts={"result": "fixed", "report": "已清除"})
    assert Passage.objects.get(case=case, action="report").in_time is True
    case = advance(case, "send_back", actor=agent, now=EVENING, reason="仍有殘枝")
    assert due(case).paused_at == EVENING
    over = EVENING + timedelta(hours=3)
    mode.end(started, actor=lead, now=over, reason="解除")
    settle(now=over)
    row = due(case)
    assert row.paused_at is None
    assert row.due_at > over


def test_nobody_is_chased_while_the_clock_stands(lead, agent):
    report(agent, now=NIGHT - timedelta(hours=1))
    mode.start(declared(stopped=("tree-down-1",)), actor=lead, now=NIGHT)
    settle(now=NIGHT)
    Notice.objects.all().delete()
    assert chase(now=NIGHT + timedelta(days=3)) == 0
    assert not Notice.objects.exists()


def test_a_paper_form_entered_after_it_gets_the_time_back_and_is_counted_in(lead, agent):
    started = mode.start(declared(stopped=("tree-down-1",)), actor=lead, now=NIGHT)
    mode.end(started, actor=lead, now=EVENING, reason="解除")
    facts = {"category": "tree-down-1", "description": "路樹倒了", "address": "三民區", "received_at": MORNING}
    case = open_case(DISPATCH, actor=agent, now=EVENING + timedelta(hours=2), facts=facts, origin=Origin(late_reason="停電改填紙本"))
    assert case.emergency_id == started.pk
    assert due(case).due_at == EVENING + timedelta(hours=8)


def test_the_figures_tell_response_mode_apart(lead, agent):
    clerk = staff("clerk", "public-works-maintenance")
    mode.start(declared(), actor=lead, now=NIGHT)
    for code, when in (("tree-down-1", MORNING), ("tree-down-1", EVENING + timedelta(days=3)), ("litter", MORNING)):
        case = report(agent, code=code, now=MORNING)
        owner = clerk if code == "tree-down-1" else staff("clerk", case.agency.slug)
        advance(case, "report", actor=owner, now=when, facts={"result": "fixed", "report": "好了"})
    window = Window.of_months("112-08", "112-09")

    def value(key):
        indicator, subject = indicators.get(f"service.dispatch.{key}")
        return str(indicator.value_of(indicator.measure(subject, window)))

    assert (value("received"), value("emergency_received")) == ("3", "2")
    assert (value("in_time_share"), value("emergency_in_time_share")) == ("100.00", "50.00")


def test_it_ends_once_and_by_those_who_may(lead, agent):
    started = mode.start(declared(), actor=lead, now=NIGHT)
    matter_of(started, lead)
    with pytest.raises(PermissionDenied):
        mode.end(started, actor=agent, now=EVENING, reason="解除")
    with pytest.raises(ValidationError):
        mode.end(started, actor=lead, now=EVENING, reason=" ")
    mode.end(started, actor=lead, now=EVENING, reason="解除")
    with pytest.raises(WrongStep):
        mode.end(started, actor=lead, now=EVENING, reason="解除")
    with pytest.raises(WrongStep):
        matter_of(started, lead)
    assert Emergency.objects.get().ended_by == lead.name


def test_a_citizens_report_is_merged_though_a_citizen_may_not_merge(lead, agent):
    matter_of(mode.start(declared(), actor=lead, now=NIGHT), lead)
    mother = report(agent)
    assert report(citizen()).merged_into_id == mother.pk


@every(given=st.integers(1, 30), hold=st.integers(0, 900), last=st.integers(1, 900))
def test_a_promised_date_never_moves_earlier_and_gets_back_just_the_time_it_stood(given, hold, last):
    # 2024-02-05 lies before the lunar New Year: hours give the exact time back, holidays or not.
    begin = at("2024-02-05 10:00")
    deadline = DISPATCH.deadlines[1]
    row = DueDate(case_id=1, key=deadline.key, starts_at=begin, given_at=begin + timedelta(days=given), due_at=begin + timedelta(days=given), rule="")
    row.pk = 1
    clocks = Clocks(DISPATCH, [row], tier="", case_id=1)
    held = clocks.hold(7, (deadline.key,), at=begin + timedelta(hours=hold))
    clocks.release(at=begin + timedelta(hours=hold + last), step="notified", detail=None)
    moved = row.due_at - row.given_at
    assert moved == (timedelta(hours=last) if held else timedelta())
    assert row.paused_at is None


@pytest.mark.django_db(transaction=True)
def test_reports_of_one_matter_at_once_have_one_mother(lead, agent):
    matter = matter_of(mode.start(declared(), actor=lead, now=NIGHT), lead)
    at_once(*[lambda: [report(agent) for _ in range(5)]] * 4)
    matter.refresh_from_db()
    assert Case.objects.count() == 20
    assert Case.objects.filter(merged_into=matter.mother_id).count() == 19
