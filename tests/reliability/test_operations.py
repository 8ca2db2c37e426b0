"""Health, figures and logs: what those who run the program see, and that nobody's data is among it."""

import io
import json
import logging
from collections.abc import Iterator
from datetime import datetime
from uuid import uuid4

import pytest
from django.core.files.storage import default_storage
from django.db import IntegrityError, OperationalError, connection
from django.test import Client
from pytest_django.fixtures import Settings

from tests.cases.people import at, staff
from tests.security.test_permissions import logged_in
from tests.shell.conftest import a_dispatch, agency, people
from yankao.engines.cases import registry
from yankao.engines.cases.models import Case, Category, Passage
from yankao.engines.cases.open import open_case
from yankao.kernel import audit
from yankao.kernel.persons.models import Person
from yankao.kernel.persons.read import opened as opened_person
from yankao.kernel.persons.vault import PersonData
from yankao.kernel.persons.write import erase_due
from yankao.site import health, unavailable
from yankao.site.binaries import client
from yankao.site.errors import SiteError
from yankao.site.health import State
from yankao.site.logs import JsonFormatter
from yankao.site.middleware import PROXIED

__all__ = ["people"]

NAME, PHONE, WORDS = "歐陽娜娜", "0987654321", "鄰居每晚施工"
Log = io.StringIO


@pytest.fixture
def log() -> Iterator[Log]:
    """Catch every line that the program would log, down to the smallest."""
    written, root = io.StringIO(), logging.getLogger()
    handler, level = logging.StreamHandler(written), root.level
    handler.setFormatter(JsonFormatter())
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield written
    root.removeHandler(handler)
    root.setLevel(level)


def break_insert(number: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1/(length(%s)-length(%s))", [f"{NAME}{PHONE}", f"{NAME}{PHONE}"])
    raise AssertionError(number)


@pytest.mark.usefixtures("people")
def test_no_log_line_of_a_request_holds_what_a_person_typed_or_is_called(log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    client = logged_in("agent")
    client.get("/search/", {"q": NAME})
    client.post(
        "/p/service.dispatch/new",
        {"description": WORDS, "reporter_name": NAME, "reporter_phone": PHONE, "address": "中山路1號", "category": "litter", "channel": "phone"},
    )
    client.get(f"/track/{NAME}")
    client.post("/accounts/login/", {"login": NAME, "password": PHONE})
    Client(raise_request_exception=False).get("/", headers={"Host": f"{PHONE}.example"})
    monkeypatch.setattr("yankao.shell.views.home.render", lambda *_arguments, **_words: break_insert(PHONE))
    broken = Client(raise_request_exception=False).get("/")
    try:
        raise IntegrityError(f"Key (name)=({NAME}) already exists")  # noqa: TRY301 -- what PostgreSQL would say
    except IntegrityError:
        logging.getLogger("django.request").exception("%s failed for %s", "insert", NAME)
    text = log.getvalue()
    assert broken.status_code == 500
    assert '"error"' in text
    for planted in (NAME, PHONE, WORDS):
        assert planted not in text
        assert json.dumps(planted)[1:-1] not in text
    assert all(json.loads(line)["event"] for line in text.splitlines())


@pytest.mark.django_db
def test_health_names_each_part_and_nothing_else() -> None:
    answer = Client().get("/healthz").json()
    assert set(answer) == {"status", "parts"}
    assert set(answer["parts"]) == {"database", "jobs", "disk", "cluster"}
    assert answer["parts"]["database"] == "ok"


def test_a_full_disk_takes_a_node_away_and_a_low_one_only_warns() -> None:
    assert health.disk_state(50 * health.MEGABYTE) is State.DOWN
    assert health.disk_state(500 * health.MEGABYTE) is State.LOW
    assert health.disk_state(5000 * health.MEGABYTE) is State.OK
    assert health.overall([State.OK, State.DOWN, State.LOW]) is State.DOWN


@pytest.mark.django_db
def test_a_queue_without_a_worker_or_with_late_work_wants_somebody_to_look() -> None:
    assert health.queue().state is State.LOW
    assert health.Queue(workers=1, waiting_seconds=10).state is State.OK
    assert health.Queue(workers=1, waiting_seconds=health.JOB_LATE_SECONDS + 1).state is State.LOW


@pytest.mark.django_db
def test_figures_are_given_to_this_machine_and_to_holders_of_the_key_only(settings: Settings) -> None:
    key = settings.YANKAO.home.read_secret("metrics")
    text = Client().get("/metrics").content.decode()
    assert "yankao_disk_free_bytes" in text
    assert "yankao_job_waiting_seconds" in text
    assert Client(REMOTE_ADDR="203.0.113.7").get("/metrics").status_code == 403
    assert Client().get("/metrics", headers={"X-Forwarded-For": "203.0.113.7"}).status_code == 403
    assert Client(REMOTE_ADDR="203.0.113.7").get("/metrics", headers={"Authorization": f"Bearer {key}"}).status_code == 200
    assert Client(REMOTE_ADDR="203.0.113.7").get("/metrics", headers={"Authorization": "Bearer x"}).status_code == 403


@pytest.mark.django_db
def test_behind_the_proxy_limits_count_people_and_trust_only_the_last_entry(settings: Settings) -> None:
    settings.IS_BEHIND_PROXY = True
    answer = Client().get("/healthz", headers={"X-Forwarded-For": "198.51.100.1, 203.0.113.7"})
    assert answer.wsgi_request.META["REMOTE_ADDR"] == "203.0.113.7"
    assert answer.wsgi_request.META[PROXIED]
    settings.IS_BEHIND_PROXY = False
    assert Client().get("/healthz", headers={"X-Forwarded-For": "203.0.113.7"}).wsgi_request.META["REMOTE_ADDR"] == "127.0.0.1"


@pytest.mark.usefixtures("people")
def test_a_full_disk_met_by_an_upload_is_named_and_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    case, clerk = a_dispatch(), logged_in("clerk")

    def full(*_arguments: object, **_words: object) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(default_storage, "save", full)
    sent = io.BytesIO(f"內容{uuid4()}".encode())  # nothing the storage holds already
    sent.name = "note.txt"
    answer = clerk.post(f"/case/{case.number}/verb/attach", {"files": sent})
    assert answer.status_code == 503
    assert "磁碟空間不足" in answer.content.decode()
    assert not case.files.exists()


def test_only_faults_from_outside_are_told_as_unavailable() -> None:
    assert unavailable.reason(OperationalError("connection refused"))
    assert unavailable.reason(OSError(28, "No space left on device"))
    assert not unavailable.reason(ValueError("ours"))
    assert not unavailable.reason(OSError(2, "No such file"))


def opened(moment: datetime, **more: object) -> Case:
    facts = {"category": Category.objects.get(procedure="service.dispatch", code="litter"), "description": "垃圾", "address": "中山路1號"}
    by = staff("agent", "rdec-service-callcentre")
    return open_case(registry.get("service.dispatch"), actor=by, now=moment, facts={**facts, "channel": "phone", "agency": agency(), **more})


@pytest.mark.django_db
@pytest.mark.usefixtures("city")
def test_a_clock_that_jumps_back_gives_no_number_twice_and_breaks_no_chain() -> None:
    moments = ("2026-03-02 10:00", "2026-03-02 09:00", "2025-12-31 23:59", "2026-03-02 10:00")
    cases = [opened(at(moment)) for moment in moments]
    assert len({case.number for case in cases}) == len(moments)
    assert all(row.due_at > row.starts_at for case in cases for row in case.due_dates.all())
    audit.seal(now=at("2026-03-02 10:00"))
    assert list(audit.verify()) == []


def test_a_database_whose_own_programs_are_missing_is_not_backed_up_by_others() -> None:
    with pytest.raises(SiteError, match="postgresql-client-12"):
        client("pg_dump", major=12)


@pytest.mark.django_db
@pytest.mark.usefixtures("city")
def test_people_erased_when_their_time_is_over_leave_every_count_and_the_chain() -> None:
    case = opened(at("2026-03-02 10:00"), reporter=PersonData(name=NAME, phone=PHONE))
    assert case.reporter is not None
    Person.objects.update(retention_until=at("2026-03-03 10:00").date())
    counts = (Case.objects.count(), Passage.objects.count(), Person.objects.count())
    assert erase_due(today=at("2026-03-05 10:00").date(), now=at("2026-03-05 10:00")) == 1
    assert (Case.objects.count(), Passage.objects.count(), Person.objects.count()) == counts
    case.refresh_from_db()
    assert case.reporter_id is not None
    assert opened_person(Person.objects.get()) == PersonData()
    audit.seal(now=at("2026-03-05 10:00"))
    assert list(audit.verify()) == []
