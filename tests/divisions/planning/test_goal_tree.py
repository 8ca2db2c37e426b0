"""The tree of a term as a page: overlapping terms, attainment capped and uncapped, what must be explained, nobody else's indicators."""

from datetime import date
from decimal import Decimal

import pytest
from tests.cases.people import at, staff
from tests.divisions.planning.test_term import goal, kpi, told
from tests.progress.plans import a_plan, clerk
from tests.shell.conftest import login, people

from yankao.divisions.planning.logic.goal_tree import attained_of, tree
from yankao.divisions.planning.programmes.midterm_plan import MIDTERM_PLANS

__all__ = ["login", "people"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]


@pytest.fixture
def term():
    """Two overlapping visions; under the newer a strategy with three indicators, of which one tells nothing, and a plan."""
    goal("前期願景", "vision", first=2021)
    vision = goal("宜居城市", "vision")
    strategy = goal("滯洪治水", "strategy", goal("韌性防災", "goal", vision))
    told(kpi("雨水下水道", 100, goal=strategy), 80)
    told(kpi("人行道改善", 100, goal=strategy), 130)
    kpi("路面更新", 100, goal=strategy)
    told(kpi("未列目標者", 100), 100)
    a_plan(MIDTERM_PLANS, name="治水計畫", now=at("2023-01-05 09:00"), ends_on=date(2026, 12, 31), summary="滯洪池", goal=strategy)


def test_the_tree_holds_overlapping_terms_and_caps_each_indicator(term):
    old, new, rest = tree(staff("officer", "rdec-planning"), 2023)
    assert (old.goal.name, new.goal.name, rest.goal) == ("前期願景", "宜居城市", None)
    got = new.attained
    assert (got.capped, got.uncapped, got.told, got.all) == (Decimal("90.0"), Decimal("105.0"), 2, 3)
    strategy = new.children[0].children[0]
    assert [plan.name for plan in strategy.plans] == ["治水計畫"]
    assert [line.alarm.kind if line.alarm else None for line in strategy.lines] == ["lag", "ahead", None]
    assert tree(staff("officer", "rdec-planning"), 2026)[0].goal.name == "宜居城市"
    assert attained_of([]).capped is None


def test_another_agency_sees_the_goals_without_these_indicators(term):
    lines = [line for node in tree(clerk("police"), 2023) for line in node.every_line()]
    assert lines == []


def test_the_page_shows_the_tree_and_keeps_strangers_out(login, term, client):
    page = login("mayor_office").get("/goals/", {"year": "112"}).content.decode()
    for words in ("宜居城市", "滯洪治水", "雨水下水道", "超越目標過多", "待說明", "治水計畫", "未列策略目標者"):
        assert words in page
    assert "沒有策略目標" in login("mayor_office").get("/goals/", {"year": "150"}).content.decode()
    assert client.get("/goals/").status_code == 302
