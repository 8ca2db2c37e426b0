"""The interface refuses everything in one form (RFC 9457), and never takes a word it does not know for one it may ignore."""

import json
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from yankao.divisions.service.registers.calls import CallRecord
from yankao.kernel.actors import Actor, ActorKind
from yankao.shell.api.cases import LONGEST_SOURCE, source_of
from yankao.shell.api.pages import LARGEST_ID

pytestmark = pytest.mark.django_db
Maker = Callable[..., Client]
PROBLEM = "application/problem+json"


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("get", "/api/v1/nowhere", 404),
        ("get", "/api/v1/cases/D1120000001", 404),
        ("delete", "/api/v1/cases", 405),
        ("put", "/api/v1/procedures", 405),
        ("get", "/api/v1/cases?q=%00", 400),
        ("get", "/api/v1/cases?limit=0", 422),
        ("get", "/api/v1/cases?after=bogus", 422),
        ("get", "/api/v1/registers/service.call", 403),
        ("post", "/api/v1/procedures/service.none/cases", 404),
    ],
)
def test_every_refusal_is_a_problem(program: Maker, method: str, path: str, status: int) -> None:
    answer = getattr(program("cases:read"), method)(path)

    assert answer.status_code == status, answer.content
    assert answer["Content-Type"] == PROBLEM
    told = json.loads(answer.content)
    assert (told["type"], told["status"]) == ("about:blank", status)
    assert told["title"]
    assert told["detail"]


def test_a_method_not_allowed_says_which_are(program: Maker) -> None:
    assert "GET" in program("cases:read").delete("/api/v1/cases")["Allow"]


def test_a_stranger_is_told_how_to_sign_in(city: object) -> None:
    answer = Client().get("/api/v1/cases?colour=red")

    assert (answer.status_code, answer["Content-Type"]) == (401, PROBLEM)
    assert answer["WWW-Authenticate"].startswith("Bearer")


def test_a_foreign_page_cannot_write(person: Maker) -> None:
    answer = person("desk", csrf=True).post("/api/v1/procedures/service.dispatch/cases", "{}", content_type="application/json")

    assert (answer.status_code, answer["Content-Type"]) == (403, PROBLEM)


def test_what_is_no_json_is_a_problem(program: Maker) -> None:
    answer = program("cases:write").post("/api/v1/procedures/service.dispatch/cases", "{", content_type="application/json")

    assert (answer.status_code, answer["Content-Type"]) == (400, PROBLEM)


@pytest.mark.parametrize("path", ["/api/v1/procedures/service.dispatch/cases", "/api/v1/cases/D1120000001/actions/note", "/api/v1/nowhere"])
def test_a_body_that_is_too_large_is_told_the_limit(program: Maker, path: str) -> None:
    body = json.dumps({"facts": {"description": "長" * 1_000_000}}, ensure_ascii=False)

    answer = program("cases:write").post(path, body, content_type="application/json")

    assert (answer.status_code, answer["Content-Type"]) == (413, PROBLEM)
    told = json.loads(answer.content)
    assert told["title"] == "內容過大"
    assert "2.5 MB" in told["detail"]
    assert "attach" in told["detail"]


def test_a_form_sent_where_json_belongs_is_a_problem(program: Maker) -> None:
    answer = program("cases:write").post("/api/v1/procedures/service.dispatch/cases", {"facts": "{}"})

    assert (answer.status_code, answer["Content-Type"]) == (400, PROBLEM)


def test_a_fault_of_the_program_is_a_problem_without_its_reason(program: Maker, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("the secret reason")

    monkeypatch.setattr("yankao.shell.api.cases.page_after", broken)
    client = program("cases:read")
    client.raise_request_exception = False

    answer = client.get("/api/v1/cases")

    assert (answer.status_code, answer["Content-Type"]) == (500, PROBLEM)
    assert b"secret" not in answer.content


@pytest.mark.parametrize(
    ("path", "name", "sentence"),
    [
        ("cases?proceedure=service.dispatch", "proceedure", "是否為 procedure"),
        ("categories?q=x", "q", "可用：procedure"),
        ("procedures?limit=3", "limit", "不接受查詢參數"),
        ("indicators?from=112-03&to=112-07&keys=x", "keys", "是否為 key"),
        ("registers/service.call?klass=inquiry", "klass", "call_class"),
    ],
)
def test_an_unknown_parameter_is_refused_with_those_there_are(program: Maker, path: str, name: str, sentence: str) -> None:
    answer = program("cases:read", "indicators:read", "registers:read").get(f"/api/v1/{path}")

    assert answer.status_code == 422
    (error,) = json.loads(answer.content)["errors"]
    assert (error["field"], sentence in error["messages"][0]) == (name, True), error


@pytest.mark.parametrize(
    "mark",
    [
        "bogus", "~1", "2023-03-01~1", "2023-03-01T00:00:00~1", "2023-03-01T00:00:00+00:00~0", "2023-03-01T00:00:00+00:00~-1",
        "2023-03-01T00:00:00+00:00~1_0", "2023-03-01T00:00:00+00:00~ 1", "2023-03-01T00:00:00+00:00~１", "20230301T000000Z~1",
        f"2023-03-01T00:00:00+00:00~{LARGEST_ID + 1}", "0001-01-01T00:00:00+00:00~1", "2023-03-01T00:00:00+00:00~x",
    ],
)  # fmt: skip
def test_a_mark_no_page_gave_is_refused(program: Maker, mark: str) -> None:
    client = program("cases:read", "registers:read")
    for path in ("/api/v1/cases", "/api/v1/registers/service.call"):
        answer = client.get(path, {"after": mark})
        assert answer.status_code == 422, (path, mark)
        assert json.loads(answer.content)["errors"] == [{"field": "after", "messages": ["after 應為上一頁的 next"]}]


def test_the_mark_a_page_gave_is_taken(program: Maker) -> None:
    for day in (1, 2):
        CallRecord.objects.create(call_id=f"c{day}", started_at=datetime(2023, 3, day, 1, tzinfo=UTC))
    client = program("registers:read")
    first = json.loads(client.get("/api/v1/registers/service.call", {"limit": 1}).content)

    second = json.loads(client.get("/api/v1/registers/service.call", {"limit": 1, "after": first["next"]}).content)

    assert [row["call_id"] for row in (*first["items"], *second["items"])] == ["c2", "c1"]


def numbered(key: str) -> str:
    return source_of(Actor(kind=ActorKind.APPLICATION, id=key, name="介接"))


@given(st.lists(st.text(min_size=1, max_size=60), min_size=2, max_size=8, unique=True))
def test_programs_never_share_their_numbers(keys: list[str]) -> None:
    sources = [numbered(key) for key in keys]

    assert len(set(sources)) == len(keys)
    assert all(len(source) <= LONGEST_SOURCE for source in sources)


def test_long_names_with_one_beginning_stay_apart() -> None:
    assert numbered("a" * 16) == "api-" + "a" * 16
    assert numbered("a" * 17) != numbered("a" * 18)
