"""全民督工 and 公務出國報告: two lives very unlike a dispatch, led by the same words."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from tests.cases.people import at, citizen, due_day, staff
from yankao.engines.cases import registry
from yankao.engines.cases.advance import advance
from yankao.engines.cases.change import edit
from yankao.engines.cases.errors import WrongStep
from yankao.engines.cases.life import extend
from yankao.engines.cases.models import Case, DueDate, Passage
from yankao.engines.cases.open import open_case
from yankao.kernel.days import Days, Months, last_day_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]

MORNING = at("2023-03-01 09:00")


@pytest.fixture
def engineer():
    return staff("officer", "rdec-engineering")


@pytest.fixture
def owner():
    return staff("clerk", "water-resources")


def works(actor, category="drain-works"):
    facts = {"category": category, "description": "側溝蓋板未復原", "address": "苓雅區四維三路2號", "channel": "web"}
    return open_case(registry.get("engineering.citizen_supervision"), actor=actor, now=MORNING, facts=facts)


@pytest.mark.system("citizen-supervision")
def test_a_defect_is_surveyed_repaired_sent_back_once_and_confirmed(engineer, owner):
    case = works(citizen())
    assert case.number == "W1120000001"
    due = {row.key: row.due_at for row in case.due_dates.all()}
    assert due["survey"] == at("2023-03-01 17:00")
    assert str(last_day_of(due["repair"])) == "2023-03-06"

    case = advance(case, "survey", actor=owner, now=at("2023-03-01 15:00"), facts={"surveyed_on": date(2023, 3, 1), "finding": "蓋板遺失"})
    with pytest.raises(ValidationError, match="不得早於勘查"):
        advance(case, "finish", actor=owner, now=at("2023-03-03 09:00"), facts={"improved_on": date(2023, 2, 27), "remedy": "已補"})
    case = advance(case, "finish", actor=owner, now=at("2023-03-03 09:00"), facts={"improved_on": date(2023, 3, 2), "remedy": "已補蓋板"})
    with pytest.raises(PermissionDenied):
        advance(case, "confirm", actor=owner, now=at("2023-03-03 10:00"), facts={"confirmed_by": "自己"})
    case = advance(case, "send_back", actor=engineer, now=at("2023-03-03 10:00"), reason="照片看不出已固定")
    assert DueDate.objects.get(case=case, key="repair").met_at is None
    case = advance(case, "finish", actor=owner, now=at("2023-03-08 09:00"), facts={"improved_on": date(2023, 3, 7), "remedy": "已固定並附照片"})
    assert Passage.objects.filter(case=case, action="finish").latest("id").in_time is False
    case = advance(case, "confirm", actor=engineer, now=at("2023-03-08 14:00"), facts={"confirmed_by": "許工程"})
    assert case.closed_at is not None


def test_a_report_that_is_no_works_matter_goes_to_1999_with_its_clock(engineer):
    case = works(citizen())
    case = advance(case, "pass_on", actor=engineer, now=at("2023-03-01 10:00"), reason_code="not_works")
    follower = Case.objects.get(procedure="service.dispatch")
    assert follower.chain_received_at == MORNING
    assert follower.step == "created"
    assert case.step == "passed_on"


@pytest.mark.system("supervision-deadlines")
def test_an_extension_of_a_repair_must_be_agreed_by_the_team(engineer, owner):
    case = works(citizen())
    with pytest.raises(PermissionDenied):
        extend(case, "repair", actor=owner, now=MORNING, by=Days(5), reason="待料")
    case = extend(case, "repair", actor=engineer, now=MORNING, by=Days(5), reason="待料")
    assert str(last_day_of(DueDate.objects.get(case=case, key="repair").due_at)) == "2023-03-13"


def trip(actor, **facts):
    known = {
        "purpose": "考察智慧運輸", "traveller_title": "科長", "destination": "日本", "funding": "city",
        "left_on": date(2023, 1, 3), "returned_on": date(2023, 1, 8),
    }  # fmt: skip
    return open_case(registry.get("research.trip_report"), actor=actor, now=at("2023-01-09 09:00"), facts=known | facts)


@pytest.mark.system("trip-reports")
def test_a_report_is_owed_three_months_after_the_return_one_after_mainland_china():
    clerk = staff("clerk", "transportation")
    assert due_day(trip(clerk)) == "2023-04-10"  # 4 月 8 日是星期六，順延至星期一
    assert due_day(trip(clerk, is_mainland=True, destination="上海")) == "2023-02-08"
    with pytest.raises(ValidationError, match="不得早於出國"):
        trip(clerk, returned_on=date(2022, 12, 1))


def test_a_corrected_date_of_return_gives_the_time_limit_anew():
    clerk = staff("clerk", "transportation")
    case = edit(trip(clerk), actor=clerk, now=at("2023-01-10 09:00"), facts={"returned_on": date(2023, 1, 18)})
    assert due_day(case) == "2023-04-18"


@pytest.mark.system("trip-reports")
def test_a_report_is_sent_back_accepted_and_published_and_an_overdue_one_is_urged():
    clerk, research = staff("clerk", "transportation"), staff("officer", "rdec-research")
    case = trip(clerk)
    with pytest.raises(WrongStep, match="逾期後"):
        advance(case, "remind", actor=research, now=at("2023-04-10 12:00"))
    case = advance(case, "remind", actor=research, now=at("2023-04-11 00:00"))
    with pytest.raises(ValidationError, match="摘要"):
        advance(case, "submit", actor=clerk, now=at("2023-04-12 09:00"), facts={"report_title": "考察報告", "summary": ""})
    facts = {"report_title": "考察報告", "summary": "公車優先號誌", "suggestions": "試辦"}
    case = advance(case, "submit", actor=clerk, now=at("2023-04-12 09:00"), facts=facts)
    assert Passage.objects.get(case=case, action="submit").in_time is False
    case = advance(case, "send_back", actor=research, now=at("2023-04-13 09:00"), facts={"reviewed_on": date(2023, 4, 13), "opinion": "請補照片"})
    case = advance(case, "submit", actor=clerk, now=at("2023-04-14 09:00"), facts=facts)
    case = advance(case, "accept", actor=research, now=at("2023-04-15 09:00"), facts={"reviewed_on": date(2023, 4, 15), "opinion": "同意"})
    case = advance(case, "publish", actor=research, now=at("2023-04-16 09:00"), facts={"published_at_url": "https://example.org/report"})
    assert case.closed_at is not None
    assert case.research_reviewround_set.count() == 2


def test_the_research_division_extends_a_report_by_a_month():
    clerk, research = staff("clerk", "transportation"), staff("officer", "rdec-research")
    case = extend(trip(clerk), "report", actor=research, now=at("2023-01-10 09:00"), by=Months(1), reason="翻譯中")
    assert due_day(case) == "2023-05-10"
