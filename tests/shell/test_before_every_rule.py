"""A page asked for a time before every rule that is known says so; it is no fault of the program."""

import pytest

from tests.shell.conftest import Login

pytestmark = pytest.mark.django_db
PAGES = ("/figures/service.call.service_level/?from=060-01&to=060-02", "/operation/?month=060-01", "/desk/holidays/?month=060-01")


@pytest.mark.parametrize("address", PAGES)
def test_a_time_without_a_rule_is_not_found_and_the_page_says_why(login: Login, address: str) -> None:
    answer = login("desk_lead").get(address)
    assert answer.status_code == 404
    assert "尚無規定可適用" in answer.content.decode()
