"""全民督工: triage, two ways to count days, satisfaction and what follows from its lack, the review of the year, and telling the public."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from tests.cases.people import at, citizen, staff
from tests.divisions.engineering.sites import engineer, listed, planned, value

from yankao.divisions.engineering.registers.supervision_promotion import PROMOTIONS
from yankao.divisions.engineering.series.supervision_review import SUPERVISION_REVIEW
from yankao.engines.activities import agenda, meetings
from yankao.engines.activities.attend import invite, sign_in
from yankao.engines.cases import registry
from yankao.engines.cases.advance import advance
from yankao.engines.cases.chase import chase
from yankao.engines.cases.models import Case
from yankao.engines.cases.open import open_case
from yankao.engines.notices.models import Notice
from yankao.engines.registers.write import enter
from yankao.kernel.persons.vault import PersonData

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]

MORNING = at("2023-03-01 09:00")
KEY = "engineering.citizen_supervision"


def owner():
    return staff("clerk", "water-resources")


def reported(now=MORNING, **facts):
    known = {"category": "drain-works", "description": "側溝蓋板未復原", "address": "苓雅區四維三路2號", "channel": "phone"}
    return open_case(registry.get(KEY), actor=engineer(), now=now, facts=known | facts)


def mended(case, now, **facts):
    case = advance(case, "survey", actor=owner(), now=now, facts={"surveyed_on": now.date(), "finding": "蓋板遺失"})
    return advance(case, "finish", actor=owner(), now=now, facts={"improved_on": now.date(), "remedy": "已補"} | facts)


def closed(now=MORNING, done="2023-03-02 10:00", **facts):
    case = mended(reported(now, **facts), at(done))
    return advance(case, "confirm", actor=engineer(), now=at(done), facts={"confirmed_by": "許工程"})


def test_calendar_days_and_working_days_stand_side_by_side():
    for n in range(7):  # twenty days over seven reports are 2.857 a report
        closed(done="2023-03-03 09:00" if n == 6 else "2023-03-04 09:00")
    assert value(f"{KEY}.mean_days", "112-03", "112-03") == Decimal("2.86")


def test_a_report_mended_the_next_working_day_took_one_working_day_and_three_days_over_a_weekend():
    closed(at("2023-03-03 09:00"), "2023-03-06 09:00")

    assert (value(f"{KEY}.mean_days"), value(f"{KEY}.mean_workdays")) == (3, Decimal("1.0"))


@pytest.mark.system("citizen-supervision")
def test_the_agency_itself_calls_whoever_reported_and_nobody_else_sees_the_name():
    case = reported(reporter=PersonData(name="林美玲", phone="0912345678"))
    with pytest.raises(ValidationError, match="自行聯繫通報人"):
        mended(case, at("2023-03-02 10:00"))
    rule = registry.get(KEY).person_seen_by
    assert rule is not None
    case.refresh_from_db()
    assert [rule.allows(who, case) for who in (owner(), engineer(), staff("clerk", "police"))] == [True, False, False]
    facts = {"improved_on": "2023-03-02", "remedy": "已補", "reporter_contacted_on": "2023-03-02"}
    assert advance(case, "finish", actor=owner(), now=at("2023-03-02 10:00"), facts=facts).step == "to_confirm"


def test_an_invalid_report_says_why_and_counts_apart():
    case = reported()
    with pytest.raises(ValidationError, match="無效類別"):
        advance(case, "invalidate", actor=engineer(), now=MORNING, facts={"invalid_reason": "查無"})
    advance(case, "invalidate", actor=engineer(), now=MORNING, facts={"invalid_kind": "untrue", "invalid_reason": "現場無此情形"})
    advance(reported(), "pass_on", actor=engineer(), now=MORNING, reason_code="not_works")
    reported()

    assert (value(f"{KEY}.received"), value(f"{KEY}.valid")) == (3, 1)
    assert Case.objects.get(procedure="service.dispatch").chain_received_at == MORNING


@pytest.mark.system("supervision-satisfaction")
def test_whoever_is_dissatisfied_is_looked_after_a_second_time_within_twelve_days():
    case, other = closed(), closed()
    advance(other, "rate", actor=engineer(), now=MORNING.replace(day=5), facts={"satisfaction": 5})
    case = advance(case, "rate", actor=engineer(), now=MORNING.replace(day=5), facts={"satisfaction": 1})
    with pytest.raises(ValidationError, match="限滿意度"):
        advance(other, "dissatisfied", actor=engineer(), now=MORNING.replace(day=6), reason_code="result")
    advance(case, "dissatisfied", actor=engineer(), now=MORNING.replace(day=6), reason_code="result")
    again = Case.objects.get(procedure="engineering.dissatisfaction", parent=case)
    chase(now=at("2023-03-21 00:01"))
    assert Notice.objects.filter(subject_id=again.number, title__contains="請再行處理").exists()

    facts = {"looked_on": "2023-03-20", "called_on": "2023-03-19", "second_remedy": "重鋪", "outcome": "improved"}
    with pytest.raises(ValidationError, match="再次勘查後聯繫"):
        advance(again, "look_again", actor=owner(), now=at("2023-03-21 10:00"), facts=facts)
    with pytest.raises(PermissionDenied):
        advance(again, "look_again", actor=staff("clerk", "police"), now=at("2023-03-21 10:00"), facts=facts)
    again = advance(again, "look_again", actor=owner(), now=at("2023-03-21 10:00"), facts=facts | {"called_on": "2023-03-21"})
    advance(again, "close", actor=engineer(), now=at("2023-03-22 10:00"), facts={"opinion": "同意"})

    assert (value(f"{KEY}.satisfied_share"), value(f"{KEY}.dissatisfied_share")) == (50, 50)
    assert [value(f"engineering.dissatisfaction.{name}") for name in ("received", "closed", "in_time", "open")] == [1, 1, 0, 0]


def test_the_inspection_rate_counts_works_and_not_reports():
    case, _same, _other = reported(project="甲工程"), reported(project="甲工程"), reported(project="乙工程")
    with pytest.raises(ValidationError, match="查無查核案號"):
        advance(case, "link_inspection", actor=engineer(), now=MORNING, facts={"inspection_number": "I999"})
    advance(case, "link_inspection", actor=engineer(), now=MORNING, facts={"inspection_number": planned(occasion="citizen").number})

    assert (value(f"{KEY}.inspected"), value(f"{KEY}.inspected_share")) == (1, 50)


def test_reports_that_name_one_tender_are_about_one_work_however_they_call_it():
    for name in ("甲工程", "甲工程（第二標）"):
        case = reported(project=name)
        told = {"surveyed_on": "2023-03-01", "finding": "蓋板遺失", "tender": listed("112-A-001", agency="water-resources")}
        advance(case, "survey", actor=owner(), now=MORNING, facts=told)
    advance(case, "link_inspection", actor=engineer(), now=MORNING, facts={"inspection_number": planned(occasion="citizen").number})

    assert value(f"{KEY}.inspected_share") == 100


def test_twenty_one_of_sixty_four_works_are_32_8_percent():
    number = planned(occasion="citizen").number
    for n in range(64):
        case = reported(project=f"第{n}工程")
        if n < 21:
            advance(case, "link_inspection", actor=engineer(), now=MORNING, facts={"inspection_number": number})

    assert (value(f"{KEY}.inspected"), value(f"{KEY}.inspected_share")) == (21, Decimal("32.8"))


@pytest.mark.system("supervision-review")
def test_the_review_of_the_year_takes_up_the_agencies_with_most_reports():
    for category in ("drain-works", "drain-works", "scenic-works"):
        reported(category=category)
    now = at("2024-01-03 09:00")
    meeting = meetings.plan(SUPERVISION_REVIEW, actor=engineer(), now=now, facts=meetings.Facts(starts_at=at("2024-01-17 14:00"), place="第三會議室"))
    with pytest.raises(PermissionDenied):
        meetings.plan(SUPERVISION_REVIEW, actor=owner(), now=now, facts=meetings.Facts(starts_at=at("2024-01-18 14:00"), place="第三會議室"))
    found = agenda.suggestions(SUPERVISION_REVIEW, meeting, now=now)
    assert found[0].title.endswith("水利局：112年度受通報2件之檢討")

    assert agenda.take_suggested(SUPERVISION_REVIEW, meeting.pk, actor=engineer(), now=now) == 2
    invite(SUPERVISION_REVIEW, meeting.pk, actor=engineer(), now=now, agency_ids=[found[0].agency_id or 0])
    meetings.notify(SUPERVISION_REVIEW, meeting.pk, actor=engineer(), now=now, number="開1")
    held = at("2024-01-17 16:00")
    sign_in(SUPERVISION_REVIEW, meeting.pk, meeting.attendees.get().pk, actor=engineer(), now=held)
    meetings.hold(SUPERVISION_REVIEW, meeting.pk, actor=engineer(), now=held, ended_at=held)
    assert value("engineering.supervision_review.held", "113-01", "113-01") == 1


@pytest.mark.system("supervision-promotion")
def test_each_half_of_the_year_tells_the_public_once():
    def told(**facts):
        known = {"medium": "ticker", "starts_on": "2019-03-01", "ends_on": "2019-03-31", "place": "有線電視"}
        return enter(PROMOTIONS, actor=engineer(), now=MORNING, facts=known | facts)

    told()
    with pytest.raises(ValidationError, match="已登錄"):
        told()
    with pytest.raises(ValidationError, match="不得早於起日"):
        told(ends_on="2019-02-01", place="他處")
    with pytest.raises(PermissionDenied):
        enter(PROMOTIONS, actor=owner(), now=MORNING, facts={})
    assert value("engineering.supervision_promotion.halves", "108-01", "108-12") == 50
    told(medium="cms", starts_on="2019-06-20", ends_on="2019-07-05", place="大型CMS", people=1200)
    figures = [value(f"engineering.supervision_promotion.{name}", "108-01", "108-12") for name in ("count", "people", "halves")]
    assert figures == [2, 1200, 100]


def test_a_citizen_may_report_and_rate_but_not_close():
    facts = {"category": "drain-works", "description": "坑", "address": "四維三路", "channel": "web"}
    case = open_case(registry.get(KEY), actor=citizen(), now=MORNING, facts=facts)
    with pytest.raises(PermissionDenied):
        advance(case, "invalidate", actor=citizen(), now=MORNING, facts={"invalid_kind": "empty", "invalid_reason": "x"})
    assert case.number.startswith("W")
