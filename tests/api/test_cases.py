"""Tests of cases over the interface: opening, reading, doing, and every way to be refused."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.api.conftest import Answer
from yankao.engines.cases.models import Case

pytestmark = pytest.mark.django_db
Maker = Callable[..., Client]
DISPATCH = "/api/v1/procedures/service.dispatch/cases"
LAMP = {"category": "signal-fault", "description": "號誌不亮，請回電 0912345678", "address": "中正一路與和平一路口"}


def post(client: Client, path: str, body: object, **headers: str) -> Answer:
    return client.post(path, json.dumps(body), content_type="application/json", headers=headers)


def opened(client: Client, **facts: object) -> dict[str, Any]:
    answer = post(client, DISPATCH, {"facts": {**LAMP, **facts}, "reporter": {"name": "王小明", "phone": "0912345678"}})
    assert answer.status_code == 201, answer.content.decode()
    found: dict[str, Any] = json.loads(answer.content)
    return found


def told(answer: Answer) -> Any:
    return json.loads(answer.content)


def test_a_program_opens_a_case_and_reads_it_without_personal_data(program: Maker) -> None:
    client = program("cases:read", "cases:write")
    answer = post(client, DISPATCH, {"facts": LAMP, "reporter": {"name": "王小明", "phone": "0912345678"}})
    assert answer.status_code == 201
    case = told(answer)
    assert (case["number"], case["step"], case["agency"]["key"]) == ("D1120000001", {"key": "notified", "name": "待確認"}, "transportation")
    assert (case["received_at"], case["due_at"]) == ("2023-03-01T14:05:00+08:00", "2023-03-01T18:05:00+08:00")
    assert answer["Location"] == "/api/v1/cases/D1120000001"
    whole = client.get(answer["Location"])
    assert whole.status_code == 200
    assert told(whole)["reporter"] is None
    assert "0912345678" not in whole.content.decode()
    assert "王小明" not in whole.content.decode()
    assert Case.objects.get().reporter is not None


def test_staff_see_the_reporter_masked(program: Maker, person: Maker) -> None:
    number = opened(program("cases:write"))["number"]
    whole = told(person("agent").get(f"/api/v1/cases/{number}"))
    assert whole["reporter"]["name"] == "王○明"
    assert "345" not in whole["reporter"]["phone"]
    assert {"acknowledge", "note", "withdraw"} <= {each["key"] for each in whole["actions"]}


def test_a_case_is_led_on_by_its_actions(program: Maker, person: Maker) -> None:
    number = opened(program("cases:write"))["number"]
    clerk = person("clerk", "transportation")
    answer = post(clerk, f"/api/v1/cases/{number}/actions/report", {"facts": {"result": "fixed", "report": "已更換燈泡"}, "version": 1})
    assert answer.status_code == 200, answer.content.decode()
    assert told(answer)["step"] == {"key": "reported", "name": "處理完成"}
    passages = told(clerk.get(f"/api/v1/cases/{number}"))["passages"]
    assert [(it["action"], it["in_time"]) for it in passages] == [("open", None), ("report", True)]
    assert post(clerk, f"/api/v1/cases/{number}/actions/note", {"facts": {"text": "已電洽廠商"}}).status_code == 200


@pytest.mark.parametrize(
    ("action", "body", "status", "word"),
    [
        ("release", {}, 403, "話務及服務人員"),
        ("report", {"facts": {"result": "fixed"}}, 422, "請填寫「處理情形」"),
        ("report", {"facts": {"result": "fixed", "report": "好了", "colour": "red"}}, 422, "沒有這個欄位"),
        ("report", {"facts": {"result": "fixed", "report": ["好了"]}}, 422, "單一的值"),
        ("report", {"facts": {"result": "fixed", "report": "好了"}, "version": 9}, 409, "已被他人更新"),
        ("report", {"facts": {}, "occurred_at": "2023-03-01T15:00:00", "late_reason": "補登"}, 422, "不得晚於現在"),
        ("report", {"facts": {}, "occurred_at": "yesterday"}, 422, "ISO 8601"),
        ("add_report", {"facts": {"kind": "supplement", "report": "補充"}}, 409, "處理完成"),
        ("fly", {}, 404, "沒有動作 fly"),
    ],
)
def test_a_refusal_says_what_to_do(program: Maker, person: Maker, action: str, body: object, status: int, word: str) -> None:
    number = opened(program("cases:write"))["number"]
    answer = post(person("clerk", "transportation"), f"/api/v1/cases/{number}/actions/{action}", body)
    assert answer.status_code == status
    assert answer["Content-Type"] == "application/problem+json"
    assert word in answer.content.decode()
    assert told(answer)["status"] == status
    assert Case.objects.get().step == "notified"


def test_a_missing_fact_is_named(program: Maker) -> None:
    answer = post(program("cases:write"), DISPATCH, {"facts": {"category": "no-such", "received_at": "111/13/1"}})
    assert answer.status_code == 422
    errors = {each["field"]: each["messages"] for each in told(answer)["errors"]}
    assert "received_at" in errors
    answer = post(Client(headers={"Authorization": "Bearer key-of-a-program"}), DISPATCH, {"facts": {"category": "no-such"}})
    errors = {each["field"]: each["messages"][0] for each in told(answer)["errors"]}
    assert "no-such" in errors["category"]
    assert "請填寫" in errors["address"]


def test_who_does_not_say_who_it_is_gets_nothing(city: object) -> None:
    for client in (Client(), Client(headers={"Authorization": "Bearer wrong"})):
        assert client.get("/api/v1/cases").status_code == 401
        answer = post(client, DISPATCH, {"facts": LAMP})
        assert answer.status_code == 401
        assert "Bearer" in answer["WWW-Authenticate"]
        assert told(answer)["title"] == "未登入或金鑰無效"


@pytest.mark.parametrize(
    ("path", "scope"),
    [
        ("/api/v1/cases", "cases:read"),
        ("/api/v1/indicators?from=112-03&to=112-07", "indicators:read"),
        ("/api/v1/registers/service.call", "registers:read"),
    ],
)
def test_a_key_without_the_scope_is_refused(program: Maker, path: str, scope: str) -> None:
    answer = program("cases:write").get(path)
    assert answer.status_code == 403
    assert scope in answer.content.decode()
    assert program(scope, key="another").get(path).status_code == 200


def test_a_write_by_session_needs_the_csrf_mark(person: Maker) -> None:
    client = person("agent", csrf=True)
    assert client.get("/api/v1/cases").status_code == 200
    answer = post(client, DISPATCH, {"facts": LAMP})
    assert answer.status_code == 403
    assert "CSRF" in answer.content.decode()
    client.cookies["yankao_csrf"] = "a" * 32
    assert post(client, DISPATCH, {"facts": LAMP}, **{"X-CSRFToken": "a" * 32}).status_code == 201


def test_a_case_one_may_not_see_is_not_there(program: Maker, person: Maker) -> None:
    number = opened(program("cases:write"))["number"]
    stranger = person("clerk", "environment")
    assert stranger.get(f"/api/v1/cases/{number}").status_code == 404
    assert post(stranger, f"/api/v1/cases/{number}/actions/acknowledge", {}).status_code == 404
    assert told(stranger.get("/api/v1/cases"))["items"] == []


def test_a_citizen_sees_the_own_case_without_internal_texts(person: Maker) -> None:
    client = person()
    number = opened(client)["number"]
    whole = told(client.get(f"/api/v1/cases/{number}"))
    assert (whole["notes"], whole["reporter"]) == ([], None)
    assert "call_back" not in whole["facts"]
    assert client.get("/api/v1/indicators?from=112-03&to=112-07").status_code == 403


def test_pages_follow_each_other_without_gap_or_repetition(program: Maker) -> None:
    client = program("cases:read", "cases:write")
    numbers = [opened(client)["number"] for _ in range(5)]
    found, after = [], ""
    while True:
        page = told(client.get("/api/v1/cases", {"limit": "2", "after": after}))
        found += [each["number"] for each in page["items"]]
        after = page["next"]
        if not after:
            break
    assert found == numbers[::-1]
    assert client.get("/api/v1/cases", {"after": "nonsense"}).status_code == 422


def test_lists_are_narrowed_by_filters_and_search(program: Maker) -> None:
    client = program("cases:read", "cases:write")
    opened(client)
    opened(client, category="litter", description="垃圾堆積", address="三多路")

    def count(**query: str) -> int:
        return len(told(client.get("/api/v1/cases", query))["items"])

    assert count(procedure="service.dispatch") == 2
    assert count(procedure="service.dispatch", category="litter") == 1
    assert count(agency="transportation") == 1
    assert count(q="垃圾") == 1
    assert count(step="released") == 0
    assert count(**{"from": "112/3/2"}) == 0
    assert count(**{"from": "2023-03-01", "to": "112/3/1"}) == 2
    assert count(state="overdue") == 0
    assert client.get("/api/v1/cases", {"agency": "某某局"}).status_code == 422
    assert client.get("/api/v1/cases", {"category": "litter"}).status_code == 422
    assert client.get("/api/v1/cases", {"state": "odd"}).status_code == 422
    assert client.get("/api/v1/cases", {"limit": 0}).status_code == 422
    assert client.get("/api/v1/cases", {"procedure": "service.none"}).status_code == 404


def test_the_programs_own_number_opens_one_case_only_and_programs_do_not_meet(program: Maker) -> None:
    body = {"facts": LAMP, "external_id": "A-1"}
    first, other = program("cases:write"), program("cases:write", key="other")
    one, again = told(post(first, DISPATCH, body)), told(post(first, DISPATCH, body))
    assert one["number"] == again["number"]
    assert told(post(other, DISPATCH, body))["number"] != one["number"]


def test_what_is_not_json_or_not_there_is_a_problem_too(program: Maker) -> None:
    client = program("cases:read", "cases:write")
    broken = client.post(DISPATCH, "{", content_type="application/json")
    assert (broken.status_code, told(broken)["detail"]) == (400, "內容不是有效的 JSON")
    assert post(client, "/api/v1/procedures/service.none/cases", {}).status_code == 404
    assert told(client.get("/api/v1/nothing/here"))["status"] == 404


LONG_AGO = {
    "control.document_improvement": {"counted": 290679, "month": "2000-01-01", "overdue_count": 3, "overdue_share": 0.0},
    "control.council_resolution": {
        "term": 3, "councillor": "王議員", "item_number": "1", "kind": "long_term", "order": "請研議", "ordered_on": "2000-02-01",
        "proposal_kind": "councillor", "report_on": "2000-05-01", "session_kind": "regular", "session_number": "1", "council_class": "legal",
        "electoral_district": 1, "finish_on": "2000-01-01",
    },
}  # fmt: skip


@pytest.mark.parametrize("key", LONG_AGO)
def test_a_day_before_every_rule_is_refused_and_no_fault_of_ours(program: Maker, key: str) -> None:
    answer = post(program("cases:write"), f"/api/v1/procedures/{key}/cases", {"facts": LONG_AGO[key]})
    assert answer.status_code == 422, answer.content.decode()
    assert not Case.objects.exists()
