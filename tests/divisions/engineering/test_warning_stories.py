"""品質預警與查核季報: a sign obliges an answer; the quarter's return is what the records say, and is sent in time."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from tests.cases.people import at, due_day, staff
from tests.divisions.control.stories import value
from tests.registers.tenders import clerk, engineer, tender

from yankao.divisions.engineering.draws.tasks import open_return
from yankao.divisions.engineering.draws.team_grade import TEAM_GRADES
from yankao.divisions.engineering.logic.returns import last_quarter, quarter_end
from yankao.divisions.engineering.logic.warnings import LIMITS, signs_on, warn
from yankao.divisions.engineering.procedures.inspection import Inspection
from yankao.divisions.engineering.procedures.quality_warning import QualityWarning, Sign
from yankao.divisions.engineering.procedures.quarterly_return import QuarterlyReturn
from yankao.engines.cases.advance import advance
from yankao.engines.cases.chase import chase
from yankao.engines.cases.models import Case
from yankao.engines.notices.models import Notice
from yankao.engines.registers.tenders.month_register import MONTHS
from yankao.engines.registers.tenders.tender import Tender
from yankao.engines.registers.write import correct, enter
from yankao.kernel.actors import job

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
DAY, NOW = date(2023, 4, 10), at("2023-04-10 09:00")
LATE = {"lag_cause": "地上物未拆遷", "lag_remedy": "協調拆遷", "caught_up_by": "2023-06-30", "responsible": "機關", "lag_factor": "用地"}


def behind(row: Tender, *lags: str) -> None:
    for month, lag in zip(("2023-01-01", "2023-02-01", "2023-03-01"), lags, strict=True):
        facts = {
            "tender": row,
            "month": month,
            "source": "central",
            "filled_on": "2023-04-05",
            "planned": "50",
            "actual": str(50 - float(lag)),
            "remark": "辦理中",
        }
        enter(MONTHS, actor=engineer(), now=NOW, facts=facts | LATE)


def do(case: Case, key: str, *, actor=None, now=NOW, reason: str = "", **facts: object) -> Case:
    return advance(Case.objects.get(pk=case.pk), key, actor=actor or engineer(), now=now, facts=facts, **({"reason": reason} if reason else {}))


def test_each_sign_warns_from_its_own_limit_on():
    behind(tender("LAG", changes=2), "10", "10", "10")
    behind(tender("CALM", changes=2), "9", "9", "9.99")
    behind(tender("GROW"), "1", "2", "3")
    behind(tender("CHANGED", changes=3), "0", "0", "0")
    behind(tender("CHEAP", award_amount="41999999"), "0", "0", "0")
    behind(tender("STILL", state="stopped", stopped_on="2023-01-09"), "0", "0", "0")
    tender("SILENT")
    found = {(it.number, sign) for it, sign, _ in signs_on(DAY)}
    assert found == {
        ("LAG", Sign.LAG), ("GROW", Sign.GROWING), ("CHANGED", Sign.CHANGES), ("CHEAP", Sign.CHEAP),
        ("STILL", Sign.STANDSTILL), ("SILENT", Sign.SILENT),
    }  # fmt: skip
    assert set(LIMITS) == set(Sign)
    assert all("本系統規定" in limit.describe() for limit in LIMITS.values())


@pytest.mark.system("quality-warning")
def test_a_warning_obliges_an_answer_is_chased_followed_and_lifted_with_evidence():
    behind(tender("LAG"), "10", "10", "12")
    (case,) = warn(DAY, actor=job("test"), now=NOW)
    assert (case.number[0], due_day(case), QualityWarning.objects.get(case=case).figure) == ("Q", "2023-04-17", "落後12.00個百分點")
    assert warn(DAY, actor=job("test"), now=NOW) == []

    chase(now=at("2023-04-18 09:00"))
    assert Notice.objects.filter(title__contains="請即答復預警").exists()
    answer = {"cause": "用地", "remedy": "增派工班", "remedied_by": "2023-05-31", "responsible": "工地主任"}
    with pytest.raises(PermissionDenied):
        do(case, "answer", actor=clerk("water-resources"), **answer)
    with pytest.raises(ValidationError, match="不得早於預警立案日期"):
        do(case, "answer", actor=clerk(), **answer | {"remedied_by": "2023-04-09"})
    do(case, "answer", actor=clerk(), now=at("2023-04-18 10:00"), **answer)
    do(case, "send_back", opinion="未敘明工率", reason="請補充")
    do(case, "answer", actor=clerk(), now=at("2023-04-19 10:00"), **answer)
    followed = do(case, "follow", now=at("2023-04-20 10:00"))
    assert due_day(followed) == "2023-05-31"
    with pytest.raises(ValidationError, match="請填寫改善成果"):
        do(case, "lift", opinion="同意")
    do(case, "show", actor=clerk(), evidence="落後已縮小至3個百分點", now=at("2023-05-20 10:00"))
    assert do(case, "lift", opinion="同意", now=at("2023-05-21 10:00")).step == "lifted"
    key = "engineering.quality_warning"
    assert [value(f"{key}.{each}", "2023-04-01", "2023-05-31") for each in ("received", "lifted", "inspected")] == [1, 1, 0]
    assert warn(DAY, actor=job("test"), now=at("2023-05-22 10:00")) == []


def test_a_warning_nobody_answers_becomes_a_priority_of_inspection():
    behind(tender("LAG"), "10", "10", "12")
    (case,) = warn(DAY, actor=job("test"), now=NOW)
    assert do(case, "inspect", now=at("2023-04-25 09:00"), reason="逾期未答復").step == "inspected"


def inspected(number: str, day: str, score: int | None, grade: str) -> None:
    case = Case.objects.create(procedure="engineering.inspection", number=f"I{number}", step="closed", title="x", received_at=NOW)
    Inspection.objects.create(case=case, tender=Tender.objects.filter(number=number).first(), project="x", inspected_on=day, score=score, grade=grade)


@pytest.mark.parametrize(
    ("day", "quarter", "end"),
    [
        (date(2023, 4, 2), (2023, 1), date(2023, 3, 31)), (date(2023, 1, 2), (2022, 4), date(2022, 12, 31)),
        (date(2023, 7, 1), (2023, 2), date(2023, 6, 30)),
        (date(2023, 12, 31), (2023, 3), date(2023, 9, 30)),
    ],
)  # fmt: skip
def test_the_last_quarter_of_a_day_is_the_one_that_has_ended(day: date, quarter: tuple[int, int], end: date):
    assert last_quarter(day) == quarter
    assert quarter_end(*quarter) == end


@pytest.mark.system("inspection-quarterly")
def test_the_return_of_a_quarter_is_computed_checked_against_the_records_and_sent_by_the_end_of_the_next_month():
    inspected("A-1", "2023-01-10", 85, "first")
    inspected("A-2", "2023-03-31", 78, "second")
    inspected("A-3", "2023-04-01", 90, "excellent")
    case = open_return(actor=job("test"), now=at("2023-04-02 08:30"))
    assert case is not None
    assert open_return(actor=job("test"), now=at("2023-04-03 08:30")) is None
    facts = QuarterlyReturn.objects.get(case=case)
    assert [facts.inspected, facts.grade_b, facts.grade_c, facts.grade_a, facts.pending] == [2, 1, 1, 0, 0]
    assert (float(facts.average or 0), due_day(case)) == (81.5, "2023-05-01")  # 4/30 is a Sunday

    inspected("A-9", "2023-02-10", None, "")
    with pytest.raises(ValidationError, match="查核件數應為3"):
        do(case, "check")
    chase(now=at("2023-05-03 09:00"))
    assert Notice.objects.filter(title__contains="季報逾期").exists()
    QuarterlyReturn.objects.filter(case=case).update(inspected=3, pending=1)
    do(case, "check")
    do(case, "send_back", reason="平均成績再確認")
    do(case, "check")
    with pytest.raises(PermissionDenied):
        do(case, "approve", actor=clerk(), approved_by="主任委員")
    do(case, "approve", approved_by="主任委員")
    with pytest.raises(ValidationError, match="季末日之後"):
        do(case, "send", entered_on="2023-03-31", letter_number="高市研工字第1號", letter_on="2023-05-04")
    sent = do(case, "send", now=at("2023-05-04 09:00"), entered_on="2023-05-04", letter_number="高市研工字第1號", letter_on="2023-05-04")
    assert sent.step == "sent"
    assert do(sent, "present", meeting="公共工程督導會報", meeting_on="2023-05-20").step == "sent"
    assert value("engineering.quarterly_return.in_time", "2023-05-01", "2023-05-31") == 0
    assert value("engineering.quarterly_return.sent", "2023-05-01", "2023-05-31") == 1


@pytest.mark.system("inspection-performance")
def test_the_teams_grade_is_entered_once_a_year_and_its_advice_waits_for_an_answer():
    facts = {
        "year": 111,
        "rating": "excellent",
        "rank": 2,
        "of_teams": 6,
        "told_on": "2023-06-20",
        "letter_number": "工程管字第1號",
        "advice": "加強抽驗",
    }
    with pytest.raises(PermissionDenied):
        enter(TEAM_GRADES, actor=staff("clerk", "public-works-maintenance"), now=NOW, facts=facts)
    with pytest.raises(ValidationError, match="名次不得大於"):
        enter(TEAM_GRADES, actor=engineer(), now=NOW, facts=facts | {"rank": 7})
    row = enter(TEAM_GRADES, actor=engineer(), now=NOW, facts=facts)
    with pytest.raises(ValidationError, match="該年度考核已登錄"):
        enter(TEAM_GRADES, actor=engineer(), now=NOW, facts=facts)
    key = "draws.teamgrade"
    assert [value(f"{key}.{each}", "2023-01-01", "2023-12-31") for each in ("excellent", "unanswered")] == [1, 1]
    with pytest.raises(ValidationError, match="請填寫改善作為"):
        correct(TEAM_GRADES, row.pk, actor=engineer(), now=NOW, facts={"responded_on": "2023-07-20"})
    correct(TEAM_GRADES, row.pk, actor=engineer(), now=NOW, facts={"responded_on": "2023-07-20", "response": "每案加抽一處"})
    assert value(f"{key}.unanswered", "2023-01-01", "2023-12-31") == 0
