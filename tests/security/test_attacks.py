"""Attacks on the pages: forged requests, planted markup, statements smuggled into filters, paths out of a folder, disguised files."""

import re
import time
from collections.abc import Iterator

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.security.test_permissions import OURS, address, logged_in
from tests.shell.conftest import a_dispatch, actor, agency, people
from yankao.engines.cases import change, registry
from yankao.engines.cases.models import Case, Category
from yankao.engines.cases.open import open_case
from yankao.engines.identity.models import User
from yankao.kernel.files.store import LIMIT
from yankao.kernel.persons.vault import PersonData
from yankao.shell.words import now as clock

__all__ = ["people"]

pytestmark = pytest.mark.usefixtures("people")
PLANTED = "\"'><script>alert(1)</script><img src=x onerror=alert(2)>"
ESCAPED = "&lt;script&gt;alert(1)"
RUNS = (
    re.compile(r"<script>alert"),
    re.compile(r"<img src=x"),
    re.compile(r"<script(?![^>]*(\bsrc=|application/json))"),
    re.compile(r"<[a-z][^<>]*\son[a-z]+\s*=", re.IGNORECASE),
    re.compile(r"<[a-z][^<>]*\sstyle\s*=", re.IGNORECASE),
    re.compile(r"<style"),
    re.compile(r"""(href|src|action)=["']?\s*javascript:"""),
)
INJECTED = ("' OR 1=1 --", "1); SELECT pg_sleep(5); --", "%' AND 1=(SELECT 1/0) AND '%'='", "\\'; DROP TABLE cases_case; --")
PARAMETERS = (
    "q", "state", "step", "category", "agency", "district", "channel", "from", "to", "sort", "after", "before", "procedure", "scope", "page",
    "status", "service_code", "service_request_id", "start_date", "end_date", "updated_after", "updated_before", "agency_responsible", "lat",
    "long", "radius", "extensions", "year", "month", "show", "number", "box", "group", "within",
)  # fmt: skip
KEYLESS = ("open311-", "open1999-")
"""Written to by programs with a key in the form; a browser's login counts for nothing there."""


def running(text: str) -> list[str]:
    """Return what a browser would run on a page; quoted values are taken out first, for in them nothing runs."""
    bare = re.sub(r'"[^"<>]*"', '""', text)
    return [found.pattern for found in RUNS if found.search(bare if found.flags & re.IGNORECASE else text)]


@pytest.fixture
def planted() -> Case:
    """Open a case that carries markup in every text that a person may type."""
    procedure = registry.get("service.dispatch")
    facts = {
        "category": _litter(),
        "title": f"標題{PLANTED}",
        "description": f"說明{PLANTED}",
        "address": f"地址{PLANTED}",
        "agency": agency(),
        "reporter": PersonData(name=f"名{PLANTED}", phone="0912345678", address=f"住{PLANTED}"),
    }
    case = open_case(procedure, actor=actor("agent"), now=clock(), facts=facts)
    change.note(case, actor=actor("clerk"), now=clock(), text=f"紀錄{PLANTED}")
    change.supplement(case, actor=actor("agent"), now=clock(), text=f"補陳{PLANTED}")
    User.objects.filter(username="clerk").update(name=f"張{PLANTED}"[:80])
    return case


def _litter() -> Category:
    return Category.objects.get(procedure="service.dispatch", code="litter")


def pages(client: Client, case: Case, query: dict[str, str] | None = None) -> Iterator[tuple[str, str]]:
    """Yield address and text of every HTML page that answers."""
    for route in OURS:
        if "GET" not in route.methods:
            continue
        answer = client.get(address(route, case), query or {})
        assert answer.status_code < 500, address(route, case)
        if answer.headers.get("Content-Type", "").startswith("text/html") and not answer.streaming:
            yield address(route, case), answer.content.decode()


@pytest.mark.parametrize("who", ["", "citizen", "agent", "clerk", "desk_lead", "admin"])
def test_planted_markup_is_shown_as_text_on_every_page(who: str, planted: Case) -> None:
    wrong, seen = [], 0
    for path, text in pages(logged_in(who), planted):
        seen += text.count(ESCAPED)
        wrong += [(path, found) for found in running(text)]
    assert wrong == []
    assert seen > 0 or who in {"", "citizen"}


@pytest.mark.parametrize("who", ["", "agent", "desk_lead"])
def test_markup_in_an_address_is_never_given_back_as_markup(who: str) -> None:
    case, wrong = a_dispatch(), []
    for path, text in pages(logged_in(who), case, dict.fromkeys(PARAMETERS, PLANTED)):
        wrong += [(path, found) for found in running(text)]
    assert wrong == []


@pytest.mark.parametrize("payload", INJECTED)
def test_no_filter_search_or_order_lets_a_statement_through(payload: str) -> None:
    case, wrong = a_dispatch(), []
    client = logged_in("desk_lead")
    for route in OURS:
        if "GET" in route.methods:
            began = time.perf_counter()
            status = client.get(address(route, case), dict.fromkeys(PARAMETERS, payload)).status_code
            if status >= 500 or time.perf_counter() - began > 4:
                wrong.append((route.path, status))
    assert wrong == []
    assert Case.objects.filter(pk=case.pk).exists()


@pytest.mark.parametrize("name", ["list", "search", "open311-requests", "open311-bulk", "citizen-list", "citizen-map-points"])
def test_no_single_parameter_of_a_list_lets_a_statement_through(name: str) -> None:
    case, client = a_dispatch(), logged_in("desk_lead")
    (route,) = (each for each in OURS if each.name == name)
    statuses = {parameter: client.get(address(route, case), {parameter: "'; SELECT pg_sleep(5); -- %\\"}).status_code for parameter in PARAMETERS}
    assert [each for each, status in statuses.items() if status >= 500] == []


def test_a_narrowed_list_is_never_widened_by_a_condition_in_its_filter() -> None:
    case, clerk = a_dispatch(), logged_in("clerk")
    for name in ("q", "step", "category", "district", "channel"):
        assert case.number not in clerk.get("/p/service.dispatch/", {name: f"zz{INJECTED[0]}"}).content.decode()


def test_every_page_that_writes_refuses_a_request_forged_elsewhere() -> None:
    case = a_dispatch()
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.force_login(User.objects.get(username="agent"), backend="allauth.account.auth_backends.AuthenticationBackend")
    writing = [route for route in OURS if "POST" in route.methods and not route.name.startswith(KEYLESS)]
    assert [route.path for route in writing if client.post(address(route, case)).status_code != 403] == []
    assert client.post("/api/v1/procedures/service.dispatch/cases", "{}", content_type="application/json").status_code == 403
    assert client.post("/accounts/login/", {"login": "agent"}).status_code == 403


@pytest.mark.parametrize(
    "path",
    [
        "/static/../secrets/keys", "/static/%2e%2e/%2e%2e/secrets/keys", "/static/..%2f..%2fsecrets%2fkeys", "/static//etc/passwd",
        "/open311/v2/media/..%2f..%2fsecrets/1", "/track/file/..%2f1", "/map/case/..%2f..%2fsecrets", "/files/../secrets/keys",
        "/case/..%2f..%2f/files/1", "/report/done/..%2f..%2fsecrets", "/p/..%2f..%2fsecrets/", "/r/service.call/export.csv/../../../secrets/keys",
    ],
)  # fmt: skip
@pytest.mark.parametrize("who", ["", "admin"])
def test_no_address_leads_out_of_its_folder(who: str, path: str) -> None:
    assert logged_in(who).get(path).status_code in {302, 400, 403, 404}


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("photo.jpg", b"<html><script>alert(1)</script></html>", "檔案內容不是 jpg"),
        ("photo.png", b"MZ" + b"\0" * 600, "檔案內容不是 png"),
        ("drawing.svg", b"<svg onload='alert(1)'/>", "不收這種檔案"),
        ("page.html", b"<script>alert(1)</script>", "不收這種檔案"),
        ("letter.pdf.exe", b"%PDF-1.4", "不收這種檔案"),
        ("letter.docx", b"PK\x03\x04" + b"\0" * 100, "檔案內容不是 docx"),
        ("large.txt", b"a" * (LIMIT + 1), "20 MB"),
    ],
)
def test_a_disguised_or_oversized_upload_is_refused_with_what_to_do(name: str, content: bytes, sentence: str) -> None:
    case, clerk = a_dispatch(), logged_in("clerk")
    answer = clerk.post(f"/case/{case.number}/verb/attach", {"files": SimpleUploadedFile(name, content)})
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not case.files.exists()


def test_a_name_that_climbs_stays_a_name() -> None:
    case, clerk = a_dispatch(), logged_in("clerk")
    clerk.post(f"/case/{case.number}/verb/attach", {"files": SimpleUploadedFile("../../secrets/..\\keys.txt", "內容".encode())})
    file = case.files.get()
    answer = clerk.get(f"/case/{case.number}/files/{file.pk}")
    assert file.stored.name == "keys.txt"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert b"".join(answer) == "內容".encode()
