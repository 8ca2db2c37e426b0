"""地方創生: plans are coached, handed in late, sent back, matched; grants are approved with their money."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from tests.cases.people import at, due_day, staff

from yankao.engines.cases import registry
from yankao.engines.cases.advance import advance
from yankao.engines.cases.change import edit
from yankao.engines.cases.chase import chase
from yankao.engines.cases.models import DueDate, Passage
from yankao.engines.cases.open import open_case
from yankao.engines.indicators import registry as indicators
from yankao.engines.indicators.compute import figure
from yankao.engines.notices.models import Notice
from yankao.kernel.roc import Window

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]

MORNING = at("2023-03-01 09:00")
COACHED = {"coached_on": "2023-03-10", "advice": "請聚焦在地產業並補人力來源", "with_centre": True}


def desk():
    return staff("officer", "rdec-planning")


def clerk(slug="agriculture"):
    return staff("clerk", slug)


def value(key):
    indicator, subject = indicators.get(key)
    return figure(indicator, subject=subject, window=Window(date(2023, 1, 1), date(2023, 12, 31))).value


def drafted(name="甲仙2.0"):
    return open_case(registry.get("planning.revitalisation"), actor=clerk(), now=MORNING, facts={"plan_name": name, "theme": "芋頭產業"})


def matched(name):
    case = advance(drafted(name), "hand_in", actor=clerk(), now=MORNING, facts={"vision": "以芋頭產業帶動返鄉"})
    case = advance(case, "submit", actor=desk(), now=MORNING, facts={"submitted_number": "高市研綜字第1號"})
    case = advance(case, "note_resource", actor=desk(), now=MORNING, facts={"ministry": "農業部", "programme": "農村再生", "amount": 3000000})
    return advance(case, "match", actor=desk(), now=MORNING, facts={"matched_on": "2023-03-01"})


@pytest.mark.system("revitalisation")
def test_a_plan_is_coached_handed_in_late_sent_back_matched_and_finished():
    case = drafted()
    assert due_day(case) == "2023-06-01"
    case = advance(case, "coach", actor=desk(), now=at("2023-03-10 09:00"), facts=COACHED)
    late = at("2023-06-02 09:00")
    chase(now=late)
    assert Notice.objects.filter(subject_id=case.number, title__contains="請提送計畫書").exists()
    with pytest.raises(ValidationError, match="計畫構想"):
        advance(case, "hand_in", actor=clerk(), now=late, facts={"vision": " "})
    with pytest.raises(PermissionDenied):
        advance(case, "hand_in", actor=clerk("police"), now=late, facts={"vision": "構想"})
    case = advance(case, "hand_in", actor=clerk(), now=late, facts={"vision": "構想"})
    assert Passage.objects.filter(case=case, action="hand_in").get().in_time is False
    for _ in range(2):
        case = advance(case, "send_back", actor=desk(), now=late, facts=COACHED)
        case = advance(case, "hand_in", actor=clerk(), now=late, facts={"vision": "修正構想"})
    assert DueDate.objects.filter(case=case, key="revise").count() == 2
    case = advance(case, "submit", actor=desk(), now=late, facts={"submitted_number": "高市研綜字第1號"})
    with pytest.raises(ValidationError, match="部會資源"):
        advance(case, "match", actor=desk(), now=late, facts={"matched_on": "2023-06-02"})
    case = advance(case, "note_resource", actor=desk(), now=late, facts={"ministry": "文化部", "programme": "社區營造"})
    case = advance(case, "match", actor=desk(), now=late, facts={"matched_on": "2023-06-02"})
    case = advance(case, "review", actor=clerk(), now=at("2023-09-01 09:00"), facts={"progress": "三項事業執行中"})
    case = advance(case, "finish", actor=desk(), now=at("2023-12-01 09:00"), reason="各事業提案均已執行完畢")
    assert case.step == "finished"
    assert value("planning.revitalisation.received") == 1


def test_nine_plans_matched_make_the_figure_of_112():
    for number in range(9):
        matched(f"創生計畫{number}")
    drafted("未媒合")

    assert value("planning.revitalisation.matched") == 9


@pytest.mark.system("revitalisation-space")
def test_a_grant_is_sent_back_approved_chased_when_late_and_settled_with_the_money_of_112():
    facts = {"plan_name": "鼓往津來", "building": "鼓山渡輪站", "total_cost": 8000000}
    case = open_case(registry.get("planning.revitalisation_space"), actor=clerk("transportation"), now=MORNING, facts=facts)
    case = advance(case, "submit", actor=desk(), now=MORNING)
    case = advance(case, "send_back", actor=desk(), now=MORNING, reason="國發會請修正經費")
    case = advance(case, "submit", actor=desk(), now=MORNING)
    approved = {
        "approval_number": "發國字第1號",
        "approved_on": "2023-04-10",
        "total_cost": 7450000,
        "central_ceiling": 5960000,
        "finish_on": "2023-12-15",
    }
    with pytest.raises(ValidationError, match="不得高於"):
        advance(case, "approve", actor=desk(), now=at("2023-04-11 09:00"), facts=approved | {"central_ceiling": 7450001})
    case = advance(case, "approve", actor=desk(), now=at("2023-04-11 09:00"), facts=approved)

    assert (due_day(case), value("planning.revitalisation_space.total_cost"), value("planning.revitalisation_space.central_ceiling")) == (
        "2023-12-15",
        745,
        596,
    )
    case = advance(case, "report", actor=clerk("transportation"), now=at("2023-08-01 09:00"), facts={"progress": "施工中", "spent": 2000000})
    late = at("2023-12-18 09:00")
    chase(now=late)
    assert Notice.objects.filter(subject_id=case.number, title__contains="請說明並申請展期").exists()
    case = advance(case, "finish", actor=desk(), now=late, facts={"settled_amount": 7400000})
    assert case.step == "finished"
    assert value("planning.revitalisation_space.in_time") == 0


def test_changing_one_amount_changes_the_figure():
    case = open_case(
        registry.get("planning.revitalisation_space"),
        actor=clerk(),
        now=MORNING,
        facts={"plan_name": "活化", "building": "舊倉庫", "total_cost": 1000000},
    )
    case = advance(case, "submit", actor=desk(), now=MORNING)
    facts = {"approval_number": "1", "approved_on": "2023-03-01", "total_cost": 1000000, "central_ceiling": 800000, "finish_on": "2023-12-15"}
    case = advance(case, "approve", actor=desk(), now=MORNING, facts=facts)
    edit(case, actor=desk(), now=MORNING, facts={"total_cost": 2000000})

    assert value("planning.revitalisation_space.total_cost") == 200
