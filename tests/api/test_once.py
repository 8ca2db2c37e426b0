"""Tests of the Idempotency-Key: the same request twice does its deed once."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from django.db import connection, connections
from django.test import Client

from tests.api.conftest import Answer, Clock
from yankao.engines.cases.models import Case
from yankao.engines.identity.models import ApplicationToken
from yankao.shell.api import cases
from yankao.shell.api.once import forget
from yankao.shell.models import IdempotentAnswer

pytestmark = pytest.mark.django_db
Maker = Callable[..., Client]
PATH = "/api/v1/procedures/service.dispatch/cases"
FACTS = {"category": "litter", "description": "垃圾堆積", "address": "三多路"}


def send(client: Client, key: str, **facts: str) -> Answer:
    return client.post(PATH, json.dumps({"facts": {**FACTS, **facts}}), content_type="application/json", headers={"Idempotency-Key": key})


def test_the_same_key_and_body_give_the_same_answer(program: Maker) -> None:
    client = program("cases:write")
    first, again = send(client, "k1"), send(client, "k1")
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.content == again.content
    assert first["Location"] == again["Location"]
    assert again["Idempotent-Replayed"] == "true"
    assert Case.objects.count() == 1


def test_the_same_key_with_another_body_is_refused(program: Maker) -> None:
    client = program("cases:write")
    send(client, "k1")
    answer = send(client, "k1", address="四維路")
    assert answer.status_code == 422
    assert "Idempotency-Key" in answer.content.decode()
    assert Case.objects.count() == 1


def test_a_refused_request_leaves_its_key_unused(program: Maker) -> None:
    client = program("cases:write")
    assert send(client, "k1", category="no-such").status_code == 422
    assert send(client, "k1").status_code == 201


def test_keys_of_two_programs_do_not_meet(program: Maker) -> None:
    send(program("cases:write"), "k1")
    assert send(program("cases:write", key="other"), "k1", address="四維路").status_code == 201


def test_after_a_day_a_key_is_new_again_and_old_answers_are_forgotten(program: Maker, clock: Clock) -> None:
    client = program("cases:write")
    send(client, "k1")
    clock.advance(hours=24, seconds=1)
    assert send(client, "k1", address="四維路").status_code == 201
    assert Case.objects.count() == 2
    clock.advance(hours=25)
    assert forget(now=clock.now) == 1
    assert not IdempotentAnswer.objects.exists()


@pytest.mark.parametrize("key", ["k" * 101, "鍵"])
def test_a_key_that_cannot_be_kept_is_refused(program: Maker, key: str) -> None:
    client = program("cases:write")
    answer = client.post(PATH, json.dumps({"facts": FACTS}), content_type="application/json", HTTP_IDEMPOTENCY_KEY=key)
    assert answer.status_code == 422


@pytest.fixture
def two_nodes(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    # Threads stand for two web nodes: each has a connection of its own, closed at its end.
    monkeypatch.setitem(connection.settings_dict, "CONN_MAX_AGE", 0)


@pytest.mark.usefixtures("two_nodes")
def test_a_twin_under_way_is_told_to_wait_and_then_gets_the_same_answer(program: Maker, monkeypatch: pytest.MonkeyPatch) -> None:
    program("cases:write")
    begun, may_end = Event(), Event()
    opening = cases.open_case

    def slow(*values: object, **named: object) -> Case:
        begun.set()
        assert may_end.wait(30)
        return opening(*values, **named)

    def ask() -> Answer:
        try:
            return send(Client(headers={"Authorization": "Bearer key-of-a-program"}), "k1")
        finally:
            connections.close_all()

    monkeypatch.setattr(cases, "open_case", slow)
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(ask)
        assert begun.wait(30)
        twin = pool.submit(ask).result(30)
        may_end.set()
        done = first.result(30)
    again = ask()
    assert (done.status_code, twin.status_code, again.status_code) == (201, 409, 201)
    assert "仍在處理中" in json.loads(twin.content)["detail"]
    assert again.content == done.content
    assert Case.objects.count() == 1


@pytest.mark.usefixtures("two_nodes")
def test_twenty_of_one_key_at_once_open_one_case(program: Maker) -> None:
    program("cases:write")

    def ask(_number: int) -> int:
        try:
            return send(Client(headers={"Authorization": "Bearer key-of-a-program"}), "k1").status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(6) as pool:
        codes = set(pool.map(ask, range(20)))
    assert codes <= {201, 409}
    assert 201 in codes
    assert Case.objects.count() == 1


def test_a_key_whose_time_is_over_opens_nothing(program: Maker, clock: Clock) -> None:
    client = program("cases:write")
    ApplicationToken.objects.update(expires_at=clock.now)
    assert send(client, "k1").status_code == 401
    assert not IdempotentAnswer.objects.exists()


def test_a_key_is_kept_as_its_hash_and_its_last_use_is_written_down(program: Maker, clock: Clock) -> None:
    client = program("cases:write")
    send(client, "k1")
    token = ApplicationToken.objects.get()
    assert token.last_used_at == clock.now
    assert "key-of-a-program" not in str(ApplicationToken.objects.values().get())
    clock.advance(minutes=1)
    send(client, "k2")
    assert ApplicationToken.objects.get().last_used_at == token.last_used_at
