"""自行研究計畫 and 政府服務獎參獎歷程: proposed, approved, subsidised and handed in by September; nominated, listed and decided in order."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from tests.cases.people import at, staff
from tests.divisions.engineering.sites import value

from yankao.divisions.research.procedures.research_plan import RESEARCH_PLAN
from yankao.divisions.research.registers.award_entries import AWARD_ENTRIES
from yankao.engines.cases.advance import advance
from yankao.engines.cases.chase import chase
from yankao.engines.cases.models import Case, DueDate
from yankao.engines.cases.open import open_case
from yankao.engines.notices.models import Notice
from yankao.engines.registers.write import correct, enter
from yankao.kernel.agencies.models import Agency
from yankao.kernel.days import last_day_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
NOW = at("2023-02-01 09:00")
APPROVED = {"approved_on": "2023-02-20", "approval_number": "高市研發字第1號", "report_due_on": "2023-09-28", "approved_amount": 4000}


def office():
    return staff("officer", "rdec-research")


def school():
    return staff("clerk", "water-resources")


def proposed(**facts) -> Case:
    known = {"year": 112, "topic": "智慧防汛之研究", "researchers": "張承辦、李技士", "method": "文獻及訪談", "asked_amount": 5000}
    return open_case(RESEARCH_PLAN, actor=school(), now=NOW, facts=known | facts)


@pytest.mark.system("self-research")
def test_a_plan_is_proposed_mended_approved_with_a_subsidy_and_its_report_handed_in_late():
    case = proposed()
    with pytest.raises(PermissionDenied):
        advance(case, "approve", actor=school(), now=NOW, facts=APPROVED)
    case = advance(case, "send_back", actor=office(), now=NOW, facts={}, reason="研究方法不明")
    again = {"topic": "智慧防汛之研究", "method": "文獻、訪談及資料分析"}
    case = advance(case, "propose_again", actor=school(), now=at("2023-02-06 09:00"), facts=again)
    later = at("2023-02-20 09:00")
    with pytest.raises(ValidationError, match="不得高於申請之5,000元"):
        advance(case, "approve", actor=office(), now=later, facts=APPROVED | {"approved_amount": 6000})
    with pytest.raises(ValidationError, match="至遲為112年9月30日"):
        advance(case, "approve", actor=office(), now=later, facts=APPROVED | {"report_due_on": "2023-10-01"})
    case = advance(case, "approve", actor=office(), now=later, facts=APPROVED)
    assert str(last_day_of(DueDate.objects.get(case=case, key="report").due_at)) == "2023-09-28"

    chase(now=at("2023-09-29 00:10"))
    assert Notice.objects.filter(subject_id=case.number, title__contains="請提交研究報告").exists()
    with pytest.raises(ValidationError, match="不得早於核定日期"):
        advance(case, "hand_in", actor=school(), now=at("2023-10-02 09:00"), facts={"report_title": "智慧防汛", "report_on": "2023-02-01"})
    advance(case, "urge", actor=office(), now=at("2023-10-02 08:00"), facts={})
    case = advance(case, "hand_in", actor=school(), now=at("2023-10-02 09:00"), facts={"report_title": "智慧防汛", "report_on": "2023-10-02"})
    refused = advance(proposed(topic="甲"), "refuse", actor=office(), now=later, facts={}, reason="與市政無關")

    key = "research.research_plan"
    told = [value(f"{key}.{name}", "112-01", "112-12") for name in ("proposed", "approved", "subsidised", "amount", "in_time", "open")]
    assert (case.step, refused.step, told) == ("handed_in", "refused", [2, 1, 1, 4000, 0, 0])


def test_of_fifty_eight_plans_forty_are_approved_and_twenty_six_share_the_subsidy():
    for n in range(58):
        case = proposed(topic=f"題目{n}", asked_amount=4000 if n < 26 else 0)
        if n < 40:
            amount = (3700 if n < 24 else 3600) if n < 26 else 0
            advance(case, "approve", actor=office(), now=at("2023-02-20 09:00"), facts=APPROVED | {"approved_amount": amount})
    key = "research.research_plan"
    assert [value(f"{key}.{name}", "112-01", "112-12") for name in ("proposed", "approved", "subsidised", "amount")] == [58, 40, 26, 96_000]


@pytest.mark.system("service-award")
def test_an_entry_is_nominated_listed_and_decided_in_the_order_of_the_stages():
    facts = {
        "award": "service", "edition": 6, "agency": Agency.objects.get(slug="water-resources"), "group": "care", "title": "全人醫療",
        "nominated_on": "2023-05-15", "letter_number": "高市研發字第2號", "outcome": "nominated",
    }  # fmt: skip
    with pytest.raises(PermissionDenied):
        enter(AWARD_ENTRIES, actor=school(), now=NOW, facts=facts)
    with pytest.raises(ValidationError, match="入圍名單公布日期"):
        enter(AWARD_ENTRIES, actor=office(), now=NOW, facts=facts | {"outcome": "shortlisted"})
    row = enter(AWARD_ENTRIES, actor=office(), now=NOW, facts=facts)
    enter(AWARD_ENTRIES, actor=office(), now=NOW, facts=facts | {"title": "另一主題", "outcome": "left"})
    with pytest.raises(ValidationError, match="已登錄"):
        enter(AWARD_ENTRIES, actor=office(), now=NOW, facts=facts)
    with pytest.raises(ValidationError, match="沒有第二階段"):
        correct(AWARD_ENTRIES, row.pk, actor=office(), now=NOW, facts={"visited_on": "2023-08-01"})
    listed = {"outcome": "shortlisted", "listed_on": "2023-07-20", "visited_on": "2023-07-01"}
    with pytest.raises(ValidationError, match="順序"):
        correct(AWARD_ENTRIES, row.pk, actor=office(), now=NOW, facts=listed)
    correct(AWARD_ENTRIES, row.pk, actor=office(), now=NOW, facts=listed | {"visited_on": "2023-08-01"})
    correct(AWARD_ENTRIES, row.pk, actor=office(), now=NOW, facts={"outcome": "won", "result_on": "2023-11-01"})

    key = "research.award_entry"
    told = [value(f"{key}.{name}", "112-01", "112-12") for name in ("nominated", "listed", "won", "won_share")]
    assert told == [2, 1, 1, Decimal(50)]
