"""The year begins at midnight in Taipei, also on the pages that show the present year unasked."""

from datetime import UTC, datetime

import pytest

from tests.shell.conftest import Login

pytestmark = pytest.mark.django_db
FIRST_HOUR = datetime(2026, 12, 31, 17, 0, tzinfo=UTC)  # 2027-01-01 01:00 in Taipei, as the clock of the server tells it
PAGES = (
    ("yankao.shell.views.figures", "desk_lead", "/figures/service.petition.received/", 'value="116-01"'),
    ("yankao.shell.views.progress", "tracker", "/t/control.project/new", 'value="116"'),
    ("yankao.divisions.planning.pages.goal_tree", "mayor_office", "/goals/", 'value="115"'),
)


@pytest.mark.parametrize(("view", "who", "address", "says"), PAGES)
def test_in_the_first_hours_of_a_year_a_page_shows_that_year(
    login: Login, monkeypatch: pytest.MonkeyPatch, view: str, who: str, address: str, says: str
) -> None:
    monkeypatch.setattr(f"{view}.clock", lambda: FIRST_HOUR)
    assert says in login(who).get(address).content.decode()
