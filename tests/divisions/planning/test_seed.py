"""The demonstration's term: goals, indicators and plans, each marked as simulated, a second run adds nothing."""

import pytest
from tests.cases.people import at

from yankao.divisions.planning.registers.goals import StrategicGoal
from yankao.divisions.planning.seed import seed_planning
from yankao.engines.progress.models import Alarm, PeriodReport, Plan

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]


@pytest.mark.parametrize(("now", "first", "years"), [(at("2026-11-21 10:00"), 2023, 3), (at("2027-01-05 10:00"), 2027, 0)])
def test_a_term_is_filled_once_and_all_of_it_is_marked(now, first, years):
    lines: list[str] = []
    for _ in range(2):
        seed_planning(now, lines.append)
    assert StrategicGoal.objects.count() == StrategicGoal.objects.filter(is_simulated=True, starts_on__year=first).count() == 5
    assert Plan.objects.count() == Plan.objects.filter(is_simulated=True, year=first).count() == 6
    assert PeriodReport.objects.filter(filled_at__lte=now).count() == 4 * years
    assert set(Alarm.objects.values_list("kind", flat=True)) == ({"lag", "ahead"} if years else set())
