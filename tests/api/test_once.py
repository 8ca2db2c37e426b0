"""Tests of the Idempotency-Key: the same request twice does its deed once."""

import json
from collections.abc import Callable

import pytest
from django.test import Client

from tests.api.conftest import Answer, Clock
from yankao.engines.cases.models import Case
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
