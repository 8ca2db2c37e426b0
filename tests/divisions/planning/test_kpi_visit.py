"""Visits about the results of a year: in season, by scholars and bureaus; what they advise is taken into the rolling revision."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from tests.cases.people import at, due_day, staff

from yankao.engines.cases import registry
from yankao.engines.cases.advance import advance
from yankao.engines.cases.chase import chase
from yankao.engines.cases.models import Passage
from yankao.engines.cases.open import open_case
from yankao.engines.indicators.compute import figures
from yankao.engines.notices.models import Notice
from yankao.kernel.roc import Window

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
MARCH = at("2023-03-01 09:00")
VISITED = {"visited_on": "2023-03-20", "convenor": "副主委", "scholars": "王教授", "bureaus": "主計處、財政局"}
SENT = {"second_score": "86.50", "analysis": "指標達成情形良好", "letter_number": "高市研綜字第1號"}


def officer():
    return staff("officer", "rdec-planning")


def visit(**facts):
    known = {"year": 111, "planned_on": "2023-03-20", "agency": "public-works"} | facts
    return open_case(registry.get("planning.kpi_visit"), actor=officer(), now=MARCH, facts=known)


@pytest.mark.system("kpi-review")
def test_a_visit_is_made_in_season_advised_on_chased_sent_back_and_revised():
    with pytest.raises(ValidationError, match="3月至4月"):
        visit(planned_on="2023-05-02")
    case = visit()
    with pytest.raises(ValidationError, match="相關局處委員"):
        advance(case, "visit", actor=officer(), now=at("2023-03-21 09:00"), facts=VISITED | {"bureaus": " "})
    case = advance(case, "visit", actor=officer(), now=at("2023-03-21 09:00"), facts=VISITED)
    with pytest.raises(ValidationError, match="委員意見"):
        advance(case, "send", actor=officer(), now=at("2023-04-06 09:00"), facts=SENT)
    case = advance(case, "advise_on", actor=officer(), now=at("2023-03-22 09:00"), facts={"visitor": "王教授", "advice": "目標值應逐年提高"})
    case = advance(case, "send", actor=officer(), now=at("2023-04-06 09:00"), facts=SENT)
    assert due_day(case) == "2023-05-08"
    late = at("2023-05-09 00:30")
    chase(now=late)
    assert Notice.objects.filter(subject_id=case.number, title__contains="請提報滾動檢討").exists()
    with pytest.raises(PermissionDenied):
        advance(case, "revise", actor=staff("clerk", "police"), now=late, facts={"revision": "無"})
    clerk = staff("clerk", "public-works")
    case = advance(case, "revise", actor=clerk, now=late, facts={"revision": "檢討中"})
    case = advance(case, "send_back", actor=officer(), now=late, facts={"opinion": "請列明修正後目標值"})
    case = advance(case, "revise", actor=clerk, now=late, facts={"revision": "114年目標值提高至120公里", "targets_changed": True})
    case = advance(case, "confirm", actor=officer(), now=late, facts={"opinion": "同意"})
    assert (case.step, case.planning_rollingrevision_set.count()) == ("closed", 2)
    assert Passage.objects.filter(case=case, action="revise").first().in_time is False
    told = [
        found.value for found in figures(Window.of_year(112), keys=tuple(f"planning.kpi_visit.{key}" for key in ("planned", "visited", "closed")))
    ]
    assert told == [1, 1, 1]
