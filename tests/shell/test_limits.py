"""Who asks too often is told when to come again; the count is one for all web nodes, and nobody pays for another's flood."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from types import SimpleNamespace

import pytest
from django.conf import settings as configured
from django.db import connection, connections
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from tests.cases.people import at
from yankao.shell import limits
from yankao.shell.limits import Rate, forget, take
from yankao.shell.models import RateMark

NOW = at("2023-03-01 09:00")
THREE = Rate(most=3, seconds=60)


class Clock:
    """A clock that moves when told."""

    def __init__(self) -> None:
        self.now = at("2026-03-01 09:00")

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    stopped = Clock()
    monkeypatch.setattr("django.utils.timezone.now", stopped)
    return stopped


@pytest.fixture
def allow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the operator allow little, so that a story is short."""
    few = {"rest.read": (3, 60), "rest.write": (2, 60), "open311.read": (3, 60), "open311.write": (2, 60), "forms.write": (2, 60), "map.read": (0, 0)}
    home = SimpleNamespace(is_simulated=False)
    monkeypatch.setattr(configured, "YANKAO", SimpleNamespace(outside=SimpleNamespace(limits=few), home=home, is_demo=False))


@pytest.mark.django_db
def test_a_share_may_be_used_at_once_and_comes_back_evenly() -> None:
    waits = [take({"a": THREE}, now=NOW) for _ in range(4)]
    assert waits == [0, 0, 0, 20]
    assert take({"a": THREE}, now=NOW + timedelta(seconds=19)) == 1
    assert take({"a": THREE}, now=NOW + timedelta(seconds=20)) == 0
    assert take({"a": THREE}, now=NOW + timedelta(seconds=21)) == 19


@pytest.mark.django_db
def test_one_askers_flood_leaves_others_their_share() -> None:
    for _ in range(10):
        take({"a": THREE}, now=NOW)
    assert take({"b": THREE}, now=NOW) == 0


@pytest.mark.django_db
def test_a_refused_request_uses_nothing_up() -> None:
    for _ in range(50):
        take({"a": THREE}, now=NOW)
    assert take({"a": THREE}, now=NOW + timedelta(seconds=20)) == 0


@pytest.mark.django_db
def test_the_tightest_of_several_limits_counts() -> None:
    shares = {"address": Rate(most=100), "key": Rate(most=1)}
    assert take(shares, now=NOW) == 0
    assert take(shares, now=NOW) == 60


@pytest.mark.django_db
def test_rows_of_those_who_have_their_share_again_are_forgotten() -> None:
    take({"a": THREE}, now=NOW)
    assert forget(now=NOW + timedelta(seconds=19)) == 0
    assert forget(now=NOW + timedelta(seconds=20)) == 1
    assert not RateMark.objects.exists()


@pytest.mark.django_db
@given(st.lists(st.integers(0, 5000), min_size=1, max_size=60))
def test_in_no_period_is_more_given_than_two_shares(pauses: list[int]) -> None:
    RateMark.objects.all().delete()
    moment, given_at = NOW, []
    for pause in pauses:
        moment += timedelta(milliseconds=pause)
        if take({"a": THREE}, now=moment) == 0:
            given_at.append(moment)
    for first in given_at:
        assert sum(first <= each < first + timedelta(seconds=60) for each in given_at) <= 2 * THREE.most


@pytest.mark.django_db
def test_counting_waits_for_no_disk() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT relpersistence FROM pg_class WHERE relname = 'shell_ratemark'")
        assert cursor.fetchone() == ("u",)


@pytest.fixture
def close_threads(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setitem(connection.settings_dict, "CONN_MAX_AGE", 0)
    yield
    RateMark.objects.all().delete()


@pytest.mark.usefixtures("close_threads")
def test_many_nodes_at_once_give_exactly_the_share() -> None:
    """Each thread has a connection of its own, as another web node has."""

    def ask(_number: int) -> int:
        try:
            return take({"a": Rate(most=10), "b": Rate(most=1000)}, now=NOW)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        waits = list(pool.map(ask, range(64)))
    assert waits.count(0) == 10


@pytest.mark.django_db
def test_a_program_that_asks_too_often_gets_problem_json(clock: Clock, allow: None) -> None:
    program = Client(headers={"Authorization": "Bearer unknown"})
    codes = [program.get("/api/v1/cases").status_code for _ in range(4)]
    assert codes == [401, 401, 401, 429]
    refused = program.get("/api/v1/cases")
    assert refused["Retry-After"] == "20"
    assert refused["Content-Type"] == "application/problem+json"
    assert "20 秒後再試" in refused.json()["detail"]
    clock.now += timedelta(seconds=20)
    assert program.get("/api/v1/cases").status_code == 401


@pytest.mark.django_db
def test_another_key_does_not_open_the_door_again_and_again(clock: Clock, allow: None) -> None:
    codes = [Client(headers={"Authorization": f"Bearer {n}"}).get("/api/v1/cases").status_code for n in range(10)]
    assert codes == [401] * 9 + [429]


@pytest.mark.django_db
def test_reading_and_writing_are_counted_apart(city: object, clock: Clock, allow: None) -> None:
    program = Client()
    for _ in range(4):
        program.get("/open311/v2/services.json")
    assert program.get("/open311/v2/services.json").status_code == 429
    assert program.post("/open311/v2/requests.json", {"api_key": "x"}).status_code == 403


@pytest.mark.django_db
@pytest.mark.parametrize(("fmt", "kind"), [("json", "application/json"), ("xml", "text/xml")])
def test_the_open_interface_refuses_in_its_own_format(city: object, clock: Clock, allow: None, fmt: str, kind: str) -> None:
    program = Client()
    for _ in range(2):
        program.post(f"/open311/v2/requests.{fmt}", {"api_key": "x"})
    refused = program.post(f"/open311/v2/requests.{fmt}", {"api_key": "x"})
    assert refused.status_code == 429
    assert refused["Content-Type"].startswith(kind)
    assert int(refused["Retry-After"]) > 0


@pytest.mark.django_db
def test_a_citizen_is_told_on_a_page_and_may_go_on_reading(city: object, clock: Clock, allow: None) -> None:
    citizen = Client()
    for _ in range(2):
        citizen.post("/track/", {"number": "S1120000001", "contact": "0912345678"})
    refused = citizen.post("/track/", {"number": "S1120000001", "contact": "0912345678"})
    assert refused.status_code == 429
    assert "請求過於頻繁" in refused.content.decode()
    assert citizen.get("/track/").status_code == 200


@pytest.mark.django_db
def test_a_limit_the_operator_lifted_counts_nothing(city: object, clock: Clock, allow: None) -> None:
    for _ in range(5):
        assert Client().get("/map/list/").status_code == 200
    assert not RateMark.objects.exists()


@pytest.mark.django_db
def test_neither_key_nor_address_stands_in_the_table(clock: Clock, allow: None) -> None:
    Client(headers={"Authorization": "Bearer secret-key"}).get("/api/v1/cases")
    stored = " ".join(RateMark.objects.values_list("key", flat=True))
    assert "secret-key" not in stored
    assert "127.0.0.1" not in stored


def test_every_declared_limit_has_a_ground_and_a_key_of_its_own() -> None:
    found = limits.limits()
    assert {"rest.read", "rest.write", "open311.read", "open311.write", "forms.write", "map.read"} <= set(found)
    assert all("本系統規定" in it.rate.describe() for it in found.values())
