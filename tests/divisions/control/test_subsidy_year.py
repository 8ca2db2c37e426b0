"""A year of the block grant: chosen within its amount, late by the centre's calendar, reported, scored, and the next amount changed."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from tests.cases.people import at, due_day
from tests.divisions.control.stories import clerk, desk, value

from yankao.engines.cases import registry
from yankao.engines.cases.advance import advance
from yankao.engines.cases.chase import chase
from yankao.engines.cases.open import open_case
from yankao.engines.notices.models import Notice

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
NOW = at("2023-02-01 09:00")
YEAR = {"year": 112, "ceiling": 500_000_000, "choose_by": "2023-02-24", "examine_by": "2023-03-15", "report_by": "2023-03-20"}


def opened(**facts):
    return open_case(registry.get("control.subsidy_year"), actor=desk(), now=NOW, facts=YEAR | facts)


@pytest.mark.system("infra-subsidy")
def test_a_year_of_the_grant_is_chosen_within_its_amount_chased_by_the_centres_days_scored_and_changes_the_next():
    with pytest.raises(ValidationError, match="先後"):
        opened(report_by="2023-03-01")
    case = opened()
    with pytest.raises(ValidationError, match=f"{case.number}.*續辦"):
        opened()
    assert due_day(case) == "2023-02-24"
    with pytest.raises(ValidationError, match="超過核定補助額度"):
        advance(case, "choose", actor=desk(), now=NOW, facts={"chosen_count": 203, "chosen_amount": 500_000_001})
    with pytest.raises(PermissionDenied):
        advance(case, "choose", actor=clerk(), now=NOW, facts={"chosen_count": 203, "chosen_amount": 1})
    case = advance(case, "choose", actor=desk(), now=NOW, facts={"chosen_count": 203, "chosen_amount": 499_000_000})
    assert due_day(case) == "2023-03-15"
    case = advance(case, "examine", actor=desk(), now=at("2023-03-14 09:00"), facts={"examined_on": "2023-03-14"})
    late = at("2023-03-21 00:30")
    chase(now=late)
    assert Notice.objects.filter(subject_id=case.number, recipient_id="control", title__contains="請即陳報實施計畫").exists()
    assert value("control.subsidy_year.overdue", last="2023-03-21") == 1
    case = advance(case, "report", actor=desk(), now=late, facts={"report_number": "府研管字第1號"})
    with pytest.raises(ValidationError):
        advance(case, "score", actor=desk(), now=at("2024-03-29 09:00"), facts={"score": "101", "score_number": "發國字第1號", "next_ceiling": 1})
    told = {"score": "88.5", "score_number": "發國字第1號", "next_ceiling": 510_000_000}
    case = advance(case, "score", actor=desk(), now=at("2024-03-29 09:00"), facts=told)
    assert (case.step, case.control_subsidyyear.next_ceiling) == ("scored", 510_000_000)
    first, last = "2023-01-01", "2024-12-31"
    assert [value(f"control.subsidy_year.{name}", first, last) for name in ("received", "scored", "open", "overdue", "in_time")] == [1, 1, 0, 0, 0]
