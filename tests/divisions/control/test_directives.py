"""列管事項: the life that orders of all sources share, from 交辦 to the chair's 裁示."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from tests.cases.people import at, due_day, staff
from tests.divisions.control.stories import RULED, chair_of, clerk, desk, ordered, report_of, value

from yankao.engines.cases.advance import advance
from yankao.engines.cases.change import edit
from yankao.engines.cases.chase import chase
from yankao.engines.cases.errors import WrongStep
from yankao.engines.cases.join import merge
from yankao.engines.cases.life import extend, reopen
from yankao.engines.cases.models import DueDate, ExtensionGrant, PartyKind, Passage
from yankao.engines.cases.read import can_see
from yankao.engines.cases.route import answer_as_party, hand_back, involve
from yankao.engines.notices.models import Notice
from yankao.kernel.agencies.models import Agency
from yankao.kernel.days import Days, last_day_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]

MORNING = at("2023-03-01 09:00")
SOURCES = (
    "control.city_meeting", "control.mayor_order", "control.public_security", "control.taskforce_item",
    "control.council_resolution", "control.legislator_question", "control.control_yuan", "control.executive_yuan",
)  # fmt: skip
each = pytest.mark.parametrize("key", SOURCES)


@pytest.mark.system(
    "city-meeting", "mayor-directives", "public-security", "taskforce-items", "council-resolutions", "legislator-questions", "control-yuan",
    "executive-yuan",
)  # fmt: skip
@each
def test_an_order_is_chased_when_late_refused_sent_back_continued_and_released(key):
    case = ordered(key, now=MORNING)
    assert due_day(case) <= "2023-03-15"
    late = at("2023-03-16 00:30")
    chase(now=late)
    assert Notice.objects.filter(subject_id=case.number, recipient_kind="agency", title__contains="已逾期").exists()
    assert value(f"{key}.overdue", last="2023-03-16") == 1
    case = advance(case, "urge", actor=desk(), now=late, facts={"letter_number": "高市研考字第1號"})

    case = advance(case, "report", actor=clerk(), now=late, facts=report_of(key))
    assert Passage.objects.get(case=case, action="report").in_time is False
    case = advance(case, "send_back", actor=desk(), now=at("2023-03-17 09:00"), facts={"opinion": "請補充數據"})
    report = DueDate.objects.get(case=case, key="report")
    assert (report.period, report.met_at, str(last_day_of(report.due_at))) == (1, None, "2023-03-15")
    case = advance(case, "report", actor=clerk(), now=at("2023-03-17 15:00"), facts=report_of(key, covers_to="2023-03-17"))
    case = advance(case, "pass", actor=desk(), now=at("2023-03-18 09:00"), facts={"opinion": "同意", "suggestion": "continue"})

    with pytest.raises(PermissionDenied):
        advance(case, "release", actor=clerk(), now=at("2023-03-20 09:00"), facts=RULED)
    with pytest.raises(ValidationError, match="裁示文號"):
        advance(case, "release", actor=chair_of(key), now=at("2023-03-20 09:00"), facts=RULED | {"ruling_number": ""})
    case = advance(case, "continue", actor=chair_of(key), now=at("2023-03-20 09:00"), facts=RULED | {"report_on": "2023-04-20"})

    assert (case.step, due_day(case)) == ("reporting", "2023-04-20")
    case = advance(case, "report", actor=clerk(), now=at("2023-04-19 10:00"), facts=report_of(key, covers_to="2023-04-19", proposal="release"))
    case = advance(case, "pass", actor=desk(), now=at("2023-04-20 10:00"), facts={"opinion": "已完成", "suggestion": "release"})
    case = advance(case, "release", actor=chair_of(key), now=at("2023-04-25 10:00"), facts=RULED | {"ruled_on": "2023-04-25"})

    assert (case.step, case.due_at) == ("released", None)
    periods = DueDate.objects.filter(case=case, key="report").order_by("period")
    assert [row.period for row in periods][-1] == len(periods)
    assert case.control_progressreport_set.count() == 3
    assert case.control_review_set.count() == 3
    assert [str(row.ruled_on) for row in case.control_ruling_set.order_by("id")] == ["2023-03-20", "2023-04-25"]
    told = {name: value(f"{key}.{name}") for name in ("received", "released", "closed", "open", "overdue", "reported", "returned", "continued")}
    assert told == {"received": 1, "released": 1, "closed": 1, "open": 0, "overdue": 0, "reported": 3, "returned": 1, "continued": 1}
    assert value(f"{key}.reported_in_time") == Decimal("33.33")
    assert value(f"{key}.open", last="2023-04-24") == 1


@each
def test_another_agency_neither_sees_nor_reports_an_order(key):
    case = ordered(key, now=MORNING)

    assert not can_see(clerk("police"), case)
    with pytest.raises(PermissionDenied):
        advance(case, "report", actor=clerk("police"), now=MORNING, facts=report_of(key))


@each
def test_an_order_without_an_agency_waits_to_be_handed_out(key):
    case = ordered(key, now=MORNING, agency="")
    assert (case.step, case.agency) == ("registered", None)

    case = advance(case, "hand_out", actor=desk(), now=at("2023-03-02 09:00"), facts={"agency": "police", "report_on": "2023-03-03"})

    assert (case.step, case.agency.slug, due_day(case)) == ("reporting", "police", "2023-03-03")


def test_assisting_agencies_answer_apart_and_the_informed_only_read():
    case = ordered("control.city_meeting", now=MORNING)
    works, police = Agency.objects.get(slug="public-works"), Agency.objects.get(slug="police")
    party = involve(case, actor=desk(), now=MORNING, agency=works, kind=PartyKind.ASSIST, asked="請填復道路側溝部分")
    involve(case, actor=desk(), now=MORNING, agency=police, kind=PartyKind.INFORM)

    party = answer_as_party(party, actor=clerk("public-works"), now=at("2023-03-05 09:00"), answer="側溝已清淤三公里")

    assert party.answer == "側溝已清淤三公里"
    answer_as_party(party, actor=clerk("public-works"), now=at("2023-04-05 09:00"), answer="側溝已清淤九公里")
    assert list(party.answers.values_list("ordinal", "answer")) == [(1, "側溝已清淤三公里"), (2, "側溝已清淤九公里")]
    assert can_see(clerk("police"), case)
    with pytest.raises(PermissionDenied):
        advance(case, "report", actor=clerk("public-works"), now=MORNING, facts=report_of("control.city_meeting"))


def test_only_the_mayors_office_rules_on_what_the_mayor_ordered():
    case = ordered("control.mayor_order", now=MORNING)
    case = advance(case, "report", actor=clerk(), now=MORNING, facts=report_of("control.mayor_order"))
    case = advance(case, "pass", actor=desk(), now=MORNING, facts={"opinion": "同意", "suggestion": "release"})

    with pytest.raises(PermissionDenied, match="市長室"):
        advance(case, "release", actor=desk(), now=MORNING, facts=RULED)


def test_an_order_with_a_limit_needs_its_date_and_is_not_charged_for_review():
    with pytest.raises(ValidationError, match="限辦日期"):
        ordered("control.city_meeting", now=MORNING, kind="limited")
    with pytest.raises(ValidationError, match="不得早於"):
        ordered("control.city_meeting", now=MORNING, kind="limited", finish_on="2023-02-01")
    case = ordered("control.city_meeting", now=MORNING, kind="limited", finish_on="2023-03-20")

    case = advance(case, "report", actor=clerk(), now=at("2023-03-14 09:00"), facts=report_of("control.city_meeting", proposal="release"))
    case = advance(case, "pass", actor=desk(), now=at("2023-03-20 09:00"), facts={"opinion": "已完成", "suggestion": "release"})
    case = advance(case, "release", actor=chair_of(case.procedure), now=at("2023-03-24 09:00"), facts=RULED)

    assert Passage.objects.get(case=case, action="release").in_time is True
    assert value("control.city_meeting.finished_in_time") == 100


def test_a_corrected_date_gives_the_limit_anew():
    case = ordered("control.city_meeting", now=MORNING, kind="limited", finish_on="2023-04-20")

    case = edit(case, actor=desk(), now=at("2023-03-02 09:00"), facts={"report_on": "2023-03-10"})

    assert due_day(case) == "2023-03-10"


def test_an_extension_is_asked_for_and_granted_by_layers():
    case = ordered("control.public_security", now=MORNING)
    controller = staff("controller", "water-resources")
    case = advance(case, "ask_extension", actor=controller, now=MORNING, facts={"asked_until": "2023-03-25", "why": "待中央函復"})
    with pytest.raises(PermissionDenied):
        extend(case, "report", actor=controller, now=MORNING, by=Days(10), reason="待中央函復")

    case = extend(case, "report", actor=desk(), now=MORNING, by=Days(10), reason="待中央函復，同意展期")
    assert due_day(case) == "2023-03-25"
    with pytest.raises(ValidationError, match="上一層"):
        extend(case, "report", actor=desk(), now=MORNING, by=Days(40), reason="再展")
    case = extend(case, "report", actor=staff("mayor_office", "mayor-office"), now=MORNING, by=Days(40), reason="市長同意")

    assert ExtensionGrant.objects.filter(due_date__case=case).count() == 2


def test_the_review_of_every_window_has_its_own_limit():
    key = "control.public_security"
    case = ordered(key, now=MORNING)
    case = advance(case, "report", actor=clerk(), now=at("2023-03-10 09:00"), facts=report_of(key))
    assert due_day(case) == "2023-03-17"
    chase(now=at("2023-03-18 00:01"))
    assert Notice.objects.filter(subject_id=case.number, recipient_kind="division", recipient_id="control", title__contains="請完成審查").exists()
    case = advance(case, "send_back", actor=desk(), now=at("2023-03-20 09:00"), facts={"opinion": "請補正"})
    case = advance(case, "report", actor=clerk(), now=at("2023-03-21 09:00"), facts=report_of(key))

    assert [row.period for row in DueDate.objects.filter(case=case, key="review").order_by("period")] == [1, 2]


def test_the_chair_may_have_an_order_tracked_by_its_agency_or_merged_with_another():
    key = "control.taskforce_item"
    first, second, third = (ordered(key, now=MORNING, item_number=str(n)) for n in (1, 2, 3))
    reviewed = []
    for case in (first, second):
        done = advance(case, "report", actor=clerk(), now=MORNING, facts=report_of(key, proposal="merge"))
        reviewed.append(advance(done, "pass", actor=desk(), now=MORNING, facts={"opinion": "同意", "suggestion": "merge"}))
    kept = advance(reviewed[0], "self_track", actor=desk(), now=MORNING, facts=RULED)
    with pytest.raises(WrongStep, match="裁示併案"):
        merge(reviewed[1], into=third, actor=desk(), now=MORNING)
    gone = advance(reviewed[1], "order_merge", actor=desk(), now=MORNING, facts=RULED)
    gone = merge(gone, into=third, actor=desk(), now=MORNING)

    assert kept.step == "self_tracked"
    assert (gone.merged_into_id, gone.closed_at is not None) == (third.pk, True)
    assert value(f"{key}.open") == 1


def test_what_is_not_ours_goes_back_and_what_was_released_comes_before_the_chair_again():
    key = "control.city_meeting"
    case = hand_back(ordered(key, now=MORNING), actor=staff("controller", "water-resources"), now=MORNING, reason="屬養工處權責")
    assert case.step == "registered"
    case = advance(case, "hand_out", actor=desk(), now=MORNING, facts={"agency": "public-works", "report_on": "2023-03-22"})
    assert due_day(case) == "2023-03-22"
    case = advance(case, "report", actor=clerk("public-works"), now=MORNING, facts=report_of(key))
    case = advance(case, "pass", actor=desk(), now=MORNING, facts={"opinion": "同意", "suggestion": "release"})
    case = advance(case, "release", actor=chair_of(key), now=MORNING, facts=RULED)

    case = reopen(case, actor=desk(), now=at("2023-05-01 09:00"), reason="議員反映仍有積水")
    case = advance(case, "continue", actor=chair_of(key), now=at("2023-05-01 10:00"), facts=RULED | {"report_on": "2023-05-31"})

    assert (case.step, due_day(case)) == ("reporting", "2023-05-31")
