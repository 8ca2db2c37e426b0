"""Tests of what is declared and counted, and of the interface's own description."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from jsonschema import Draft202012Validator

from yankao.divisions.service.registers.calls import CallRecord
from yankao.engines.cases import registry
from yankao.engines.cases.models import Case
from yankao.engines.cases.read import can_see
from yankao.engines.identity.read import actor_of_key

pytestmark = pytest.mark.django_db
Maker = Callable[..., Client]
NOW = datetime(2023, 3, 1, 6, 5, tzinfo=UTC)


def told(client: Client, path: str, **query: str) -> Any:
    answer = client.get(path, query)
    assert answer.status_code == 200, answer.content.decode()
    return json.loads(answer.content)


def description(client: Client) -> dict[str, Any]:
    found: dict[str, Any] = told(client, "/api/v1/openapi.json")
    return found


def test_every_procedure_is_listed_with_steps_facts_and_deeds(program: Maker) -> None:
    found = {each["key"]: each for each in told(program("cases:read"), "/api/v1/procedures")}
    assert set(found) == {each.key for each in registry.every()}
    assert found["service.dispatch"]["may_open"] is False
    assert {"name": "address", "label": "地點", "is_required": True} in found["service.dispatch"]["facts"]


def test_a_key_is_told_which_procedures_it_may_read_as_it_then_may(program: Maker) -> None:
    reader = {each["key"]: each["may_read"] for each in told(program("cases:read"), "/api/v1/procedures")}
    assert (reader["service.dispatch"], reader["service.inquiry"], reader["engineering.citizen_supervision"]) == ("all", "none", "some")
    key = actor_of_key("key-of-a-program", now=NOW)
    assert key is not None
    for procedure in registry.every():
        others = Case(pk=1, procedure=procedure.key, opener_kind="user", opener_id="somebody")
        own = Case(pk=2, procedure=procedure.key, opener_kind="application", opener_id=key.id)
        seen = {"all": (True, True), "some": (False, True), "none": (False, False)}[reader[procedure.key]]
        assert (can_see(key, others), can_see(key, own)) == seen, procedure.key


def test_a_person_is_told_the_same_of_the_own_rights(person: Maker) -> None:
    clerk = {each["key"]: each["may_read"] for each in told(person("clerk", "transportation"), "/api/v1/procedures")}
    assert clerk["service.dispatch"] == "some"


def test_the_description_names_each_procedure_under_what_a_key_may_read(client: Client) -> None:
    lines = description(client)["info"]["description"].splitlines()
    (everything,) = [line for line in lines if "全部案件：" in line]
    (own,) = [line for line in lines if "自己開立的案件：" in line]
    (nothing,) = [line for line in lines if "金鑰讀不到：" in line]
    assert "`service.dispatch`" in everything
    assert "`engineering.citizen_supervision`" in own
    assert "`service.inquiry`" in nothing
    for procedure in registry.every():
        assert sum(f"`{procedure.key}`" in line for line in (everything, own, nothing)) == 1


def test_categories_are_listed_by_procedure(program: Maker) -> None:
    found = told(program("cases:read"), "/api/v1/categories", procedure="service.dispatch")
    assert {each["procedure"] for each in found} == {"service.dispatch"}
    assert any(each["code"] == "signal-fault" and each["name"] == "號誌故障" for each in found)


def test_figures_have_the_agreed_fields(program: Maker) -> None:
    client = program("indicators:read")
    (row,) = told(client, "/api/v1/indicators", **{"from": "112-03", "to": "112-07", "key": "service.petition.received"})
    assert row == {
        "key": "service.petition.received", "name": "人民陳情受理件數", "unit": "件", "version": 1, "mode": "window",
        "from": "112-03", "to": "112-07", "value": 0, "numerator": 0, "denominator": None,
    }  # fmt: skip
    assert client.get("/api/v1/indicators", {"from": "112-13", "to": "112-07"}).status_code == 422
    assert client.get("/api/v1/indicators", {"to": "112-07"}).status_code == 422
    too_early = client.get("/api/v1/indicators", {"from": "060-01", "to": "060-02"})
    assert (too_early.status_code, "尚無規定可適用" in too_early.content.decode()) == (422, True)
    assert client.get("/api/v1/indicators", {"from": "112-03", "to": "112-07", "key": "service.none"}).status_code == 404


def test_a_register_is_paged_and_filtered(program: Maker, person: Maker) -> None:
    for day in (1, 2, 3):
        CallRecord.objects.create(call_id=f"c{day}", started_at=datetime(2023, 3, day, 1, tzinfo=UTC), call_class="inquiry" if day > 1 else "other")
    client = program("registers:read")
    first = told(client, "/api/v1/registers/service.call", limit="2")
    assert [each["call_id"] for each in first["items"]] == ["c3", "c2"]
    rest = told(client, "/api/v1/registers/service.call", limit="2", after=first["next"])
    assert [each["call_id"] for each in rest["items"]] == ["c1"]
    assert rest["next"] is None
    assert len(told(client, "/api/v1/registers/service.call", call_class="inquiry")["items"]) == 2
    assert len(told(client, "/api/v1/registers/service.call", **{"from": "112/3/2", "to": "112/3/2"})["items"]) == 1
    assert client.get("/api/v1/registers/service.none").status_code == 404
    assert client.get("/api/v1/registers/service.call", {"from": "x"}).status_code == 422
    assert person("clerk", "environment").get("/api/v1/registers/service.call").status_code == 403
    assert person("agent").get("/api/v1/registers/service.call").status_code == 200


def test_the_description_is_open_and_names_every_procedure_with_an_example(client: Client) -> None:
    found = description(client)
    assert found["openapi"].startswith("3.1")
    for procedure in registry.every():
        operation = found["paths"][f"/api/v1/procedures/{procedure.key}/cases"]["post"]
        body = operation["requestBody"]["content"]["application/json"]
        assert body["example"]
        assert any(parameter["name"] == "Idempotency-Key" for parameter in operation["parameters"])
        for action in procedure.actions:
            assert f"{procedure.key}.{action.key}" in found["components"]["schemas"]


def test_the_examples_fit_their_own_schemas(client: Client) -> None:
    found = description(client)
    for procedure in registry.every():
        body = found["paths"][f"/api/v1/procedures/{procedure.key}/cases"]["post"]["requestBody"]["content"]["application/json"]
        schema = {**body["schema"], "components": found["components"]}
        Draft202012Validator.check_schema(schema)
        Draft202012Validator(schema).validate(body["example"])


def test_refusals_are_described_as_they_are_sent(client: Client) -> None:
    found = description(client)
    for path in found["paths"].values():
        for operation in path.values():
            told = {status: set(response["content"]) for status, response in operation["responses"].items() if int(status) >= 400}
            assert {"413", "422", "503"} <= told.keys()
            assert all(kinds == {"application/problem+json"} for kinds in told.values())


def test_operation_names_are_stable_and_unique(client: Client) -> None:
    found = description(client)
    names = [operation["operationId"] for path in found["paths"].values() for operation in path.values()]
    assert len(names) == len(set(names))
    assert {"list_cases", "read_case", "do_action", "list_procedures", "list_categories", "list_indicators", "list_register"} <= set(names)


def test_every_address_asks_who_calls(client: Client, city: object) -> None:
    found = description(client)
    for path, operations in found["paths"].items():
        for method in operations:
            answer = client.generic(method.upper(), path.replace("{", "").replace("}", ""), "{}", content_type="application/json")
            assert answer.status_code == 401, path
