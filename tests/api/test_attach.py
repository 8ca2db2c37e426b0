"""Files are attached over the interface as on the page: checked, all or none, once, and only by whom the case says."""

import json
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.api.conftest import Answer
from yankao.engines.cases.models import Case, CaseFile
from yankao.kernel.files.store import MEGABYTE, open_download

pytestmark = pytest.mark.django_db
Maker = Callable[..., Client]
PROBLEM = "application/problem+json"
LAMP = {"category": "signal-fault", "description": "號誌不亮", "address": "中正一路與和平一路口"}
TEXT = "號誌桿編號 A123".encode()


def opened(client: Client) -> str:
    answer = client.post("/api/v1/procedures/service.dispatch/cases", json.dumps({"facts": LAMP}), content_type="application/json")
    return str(json.loads(answer.content)["number"])


def attach(client: Client, number: str, *files: SimpleUploadedFile, key: str = "", **fields: str) -> Answer:
    headers = {"Idempotency-Key": key} if key else {}
    return client.post(f"/api/v1/cases/{number}/actions/attach", {"files": list(files), **fields}, headers=headers)


def a_file(name: str = "號誌.txt", content: bytes = TEXT) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def test_what_a_case_lists_as_attach_can_be_called(program: Maker, person: Maker) -> None:
    number, clerk = opened(program("cases:write")), person("clerk", "transportation")
    assert "attach" in {each["key"] for each in json.loads(clerk.get(f"/api/v1/cases/{number}").content)["actions"]}

    answer = attach(clerk, number, a_file(), a_file("另一支.txt"), caption="現場", is_public="true")

    assert answer.status_code == 200, answer.content.decode()
    assert json.loads(answer.content)["number"] == number
    kept = CaseFile.objects.select_related("stored", "case").order_by("id")
    assert [(row.case.number, row.stored.name, row.caption, row.is_public) for row in kept] == [
        (number, "號誌.txt", "現場", True),
        (number, "另一支.txt", "現場", True),
    ]
    with open_download(kept[0].stored).content as content:
        assert content.read() == TEXT


@pytest.mark.parametrize(
    ("name", "content", "word"),
    [
        ("virus.exe", b"MZ", "不收這種檔案"),
        ("photo.jpg", b"MZ\x00", "內容"),
        ("long.txt", b"a" * (20 * MEGABYTE + 1), "20 MB"),
    ],
)
def test_one_refused_file_refuses_them_all(program: Maker, person: Maker, name: str, content: bytes, word: str) -> None:
    number = opened(program("cases:write"))

    answer = attach(person("clerk", "transportation"), number, a_file(), a_file(name, content))

    assert (answer.status_code, answer["Content-Type"]) == (422, PROBLEM)
    (error,) = json.loads(answer.content)["errors"]
    assert (error["field"], word in error["messages"][0]) == ("files", True), error
    assert not CaseFile.objects.exists()


def test_a_call_without_files_or_with_unknown_fields_is_told_which(program: Maker, person: Maker) -> None:
    number, clerk = opened(program("cases:write")), person("clerk", "transportation")
    nothing = attach(clerk, number)
    as_json = clerk.post(f"/api/v1/cases/{number}/actions/attach", "{}", content_type="application/json")
    for answer in (nothing, as_json):
        assert answer.status_code == 422
        assert [each["field"] for each in json.loads(answer.content)["errors"]] == ["files"]
    odd = attach(clerk, number, a_file(), is_pubic="true")
    assert [each["field"] for each in json.loads(odd.content)["errors"]] == ["is_pubic"]


def test_only_whom_the_case_lets_may_attach(program: Maker, person: Maker) -> None:
    number = opened(program("cases:write"))
    assert attach(person("clerk", "environment"), number, a_file()).status_code == 404
    assert attach(program("cases:read", key="reader"), number, a_file()).status_code == 403
    assert not CaseFile.objects.exists()


def test_files_sent_twice_with_one_key_are_attached_once(program: Maker, person: Maker) -> None:
    number, clerk = opened(program("cases:write")), person("clerk", "transportation")
    first, again = attach(clerk, number, a_file(), key="k1"), attach(clerk, number, a_file(), key="k1")
    assert (first.status_code, again.status_code) == (200, 200)
    assert (first.content, again["Idempotent-Replayed"]) == (again.content, "true")
    assert attach(clerk, number, a_file(content=b"else"), key="k1").status_code == 422
    assert attach(clerk, number, a_file(), key="k1", caption="另一張").status_code == 422
    assert CaseFile.objects.count() == 1
    assert Case.objects.get().files.get().stored.size == len(TEXT)


def test_the_description_says_how_files_are_sent(client: Client) -> None:
    found = json.loads(client.get("/api/v1/openapi.json").content)
    operation = found["paths"]["/api/v1/cases/{number}/actions/attach"]["post"]
    schema = operation["requestBody"]["content"]["multipart/form-data"]["schema"]
    assert {"files", "caption", "is_public"} <= set(schema["properties"])
    assert schema["required"] == ["files"]
