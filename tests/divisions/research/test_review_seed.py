"""The demonstration of reviews: one round is over with its results, one waits for sheets, both marked, however often it is filled."""

from pathlib import Path

import pytest
from tests.cases.people import at

from yankao.divisions.research.seed_reviews import seed_reviews
from yankao.engines.identity import demo
from yankao.engines.identity.models import User
from yankao.engines.panel import registry
from yankao.engines.panel.models import Appeal, Expert, Result, Review, Sheet, Standing
from yankao.engines.panel.outcome import outcome_of
from yankao.engines.panel.read import owing

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
NOW = at("2023-11-01 09:00")


@pytest.fixture
def told(tmp_path: Path) -> list[str]:
    demo.seed(tmp_path)
    told: list[str] = []
    for _ in range(2):
        seed_reviews(NOW, told.append)
    return told


def test_one_round_is_closed_with_results_and_one_waits_for_its_judges(told):
    assert told == ["研究發展：模擬評審 2 次、專家 7 位", "研究發展：模擬評審 0 次、專家 7 位"]
    finished, running = Review.objects.order_by("year")
    assert (finished.standing, running.standing, running.phase) == (Standing.CLOSED, Standing.SCORING, "panel")
    grades = list(Result.objects.filter(entry__review=finished, is_current=True).order_by("rank").values_list("grade", flat=True))
    assert grades[0] == "top"
    assert {"first", "second", "honour", ""} <= set(grades)
    assert Appeal.objects.get().outcome == Appeal.Outcome.UPHELD
    assert len(outcome_of(registry.get(running.scheme), running).rows) == 10


def test_what_the_demonstration_makes_up_says_so(told):
    assert not Review.objects.filter(is_simulated=False).exists()
    assert not Expert.objects.filter(is_simulated=False).exists()
    assert set(Sheet.objects.values_list("proof", flat=True)) == {"paper"}


def test_the_named_judge_owes_sheets_and_others_owe_all_or_none(told):
    running = Review.objects.get(standing=Standing.SCORING)
    judge = User.objects.get(username="judge")
    left = {seat.code: (owed - signed, seat.expert.account_id == judge.pk) for seat, owed, signed in owing(running)}
    assert left == {
        "委員1": (0, False),
        "委員2": (0, False),
        "委員3": (6, True),
        "委員4": (3, False),
        "委員5": (0, False),
        "委員6": (10, False),
        "委員7": (8, False),
    }


def test_without_the_accounts_of_a_demonstration_nothing_is_made_up():
    seed_reviews(NOW, lambda _line: None)
    assert not Review.objects.exists()
