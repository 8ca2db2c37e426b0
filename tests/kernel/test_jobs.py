"""Jobs are enqueued in the transaction of their cause, done by a worker, and taken over when a worker dies."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import UUID

import pytest
from asgiref.sync import async_to_sync
from django.db import connection, connections, transaction
from django.db.backends.postgresql.base import DatabaseWrapper
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from yankao.kernel import jobs
from yankao.kernel.jobs import tasks
from yankao.kernel.jobs.worker import run_worker
from yankao.kernel.persons.vault import PersonData

NOW = datetime(2023, 3, 1, 6, 5, tzinfo=UTC)
DONE: list[dict[str, object]] = []


@jobs.task(key="test.note")
def note(*, now: datetime, text: str) -> None:
    assert now.tzinfo
    DONE.append({"text": text})


@jobs.task(key="test.fail_after_enqueueing", tries=1)
def fail_after_enqueueing(*, now: datetime) -> None:
    with transaction.atomic():
        jobs.enqueue(note, text="never")
        transaction.set_rollback(True)
    jobs.enqueue(note, text="from a job")


@jobs.task(key="test.break", tries=1)
def break_down(*, now: datetime) -> None:
    raise RuntimeError(now)


@jobs.task(key="test.alone", is_alone=True)
def alone(*, now: datetime) -> None:
    DONE.append({"alone": True})


@pytest.fixture
def queue(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    # Threads of the worker must not keep connections to a database that is about to be dropped.
    monkeypatch.setitem(connection.settings_dict, "CONN_MAX_AGE", 0)
    DONE.clear()
    yield
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs, procrastinate_periodic_defers, procrastinate_workers CASCADE")


def states() -> dict[str, str]:
    return dict(ProcrastinateJob.objects.filter(task_name__startswith="test.").values_list("task_name", "status"))


def work() -> None:
    run_worker(wait=False, signals=False, concurrency=1)


@pytest.mark.django_db
def test_a_job_names_its_queue_and_its_values() -> None:
    number = jobs.enqueue(note, text="a")
    job = ProcrastinateJob.objects.get(pk=number)
    assert (job.task_name, job.queue_name, job.args, job.status) == ("test.note", "default", {"text": "a"}, "todo")


@pytest.mark.usefixtures("queue")
def test_a_job_rolled_back_with_its_cause_is_never_done() -> None:
    with transaction.atomic():
        jobs.enqueue(note, text="lost")
        transaction.set_rollback(True)
    with transaction.atomic():
        jobs.enqueue(note, text="kept")
    work()
    assert DONE == [{"text": "kept"}]
    assert states() == {"test.note": "succeeded"}


@pytest.mark.usefixtures("queue")
def test_a_job_enqueues_in_its_own_transaction_too() -> None:
    jobs.enqueue(fail_after_enqueueing)
    work()
    work()
    assert DONE == [{"text": "from a job"}]


@pytest.mark.usefixtures("queue")
def test_a_job_that_breaks_is_kept_as_failed() -> None:
    jobs.enqueue(break_down)
    work()
    assert states() == {"test.break": "failed"}


@pytest.mark.usefixtures("queue")
def test_jobs_join_the_transaction_of_a_pooled_connection() -> None:
    original = connections["default"]
    options = {**original.settings_dict, "CONN_MAX_AGE": 0, "OPTIONS": {**original.settings_dict["OPTIONS"], "pool": {"min_size": 1}}}
    pooled = DatabaseWrapper(options, alias="default")
    connections["default"] = pooled
    try:
        with transaction.atomic():
            jobs.enqueue(note, text="lost")
            transaction.set_rollback(True)
        jobs.enqueue(note, text="kept")
        work()
    finally:
        pooled.close()
        pooled.close_pool()
        connections["default"] = original
    assert DONE == [{"text": "kept"}]


@pytest.mark.django_db
def test_many_jobs_are_enqueued_together() -> None:
    assert jobs.enqueue_many(note, ({"text": str(number)} for number in range(1001))) == 1001
    assert ProcrastinateJob.objects.count() == 1001


@pytest.mark.django_db
def test_a_job_can_wait_for_its_moment() -> None:
    jobs.enqueue_at(note, NOW, text="later")
    assert ProcrastinateJob.objects.get().scheduled_at == NOW


@pytest.mark.django_db
def test_a_named_job_waits_only_once() -> None:
    assert jobs.enqueue_once(note, "case-7", text="a")
    assert not jobs.enqueue_once(note, "case-7", text="a")
    assert jobs.enqueue_once(note, "case-8", text="a")
    assert ProcrastinateJob.objects.count() == 2


@pytest.mark.django_db
def test_values_are_ids_and_plain_things_only() -> None:
    with pytest.raises(TypeError, match="PersonData"):
        jobs.enqueue(note, text=PersonData(name="王小明"))
    jobs.enqueue(note, text=UUID(int=7))
    assert ProcrastinateJob.objects.get().args == {"text": str(UUID(int=7))}


def hold(*, heartbeat: int, attempts: int = 0, number: int = 0) -> int:
    number = number or jobs.enqueue(note, text="held")
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (clock_timestamp() - make_interval(secs => %s)) RETURNING id", [heartbeat]
        )
        (worker,) = cursor.fetchone()
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s, attempts = %s WHERE id = %s", [worker, attempts, number])
    return number


@pytest.mark.usefixtures("queue")
def test_what_a_dead_worker_held_is_done_by_another() -> None:
    hold(heartbeat=31)
    async_to_sync(tasks.retry_stalled.func)()
    work()
    assert DONE == [{"text": "held"}]


@pytest.mark.usefixtures("queue")
def test_what_a_living_worker_holds_stays_with_it() -> None:
    hold(heartbeat=15)
    async_to_sync(tasks.retry_stalled.func)()
    assert states() == {"test.note": "doing"}


@pytest.mark.usefixtures("queue")
def test_a_job_that_goes_alone_waits_until_the_one_before_is_done() -> None:
    first = hold(heartbeat=1, number=jobs.enqueue(alone))
    jobs.enqueue(alone)
    work()
    assert DONE == []
    ProcrastinateJob.objects.filter(pk=first).delete()
    work()
    assert DONE == [{"alone": True}]


@pytest.mark.usefixtures("queue")
def test_what_has_killed_several_workers_is_given_up() -> None:
    hold(heartbeat=31, attempts=tasks.MOST_ATTEMPTS)
    async_to_sync(tasks.retry_stalled.func)()
    assert states() == {"test.note": "failed"}


@pytest.mark.usefixtures("queue")
def test_what_was_planned_anew_meanwhile_is_done_once_and_keeps_nobody_behind_it_waiting() -> None:
    dead, again = jobs.enqueue(note, text="periodic"), jobs.enqueue(note, text="periodic")
    hold(heartbeat=31, number=dead)
    ProcrastinateJob.objects.filter(pk__in=(dead, again)).update(queueing_lock="test.periodic")
    hold(heartbeat=31)
    async_to_sync(tasks.retry_stalled.func)()
    work()
    assert sorted(DONE, key=str) == [{"text": "held"}, {"text": "periodic"}]
    assert not ProcrastinateJob.objects.filter(pk=dead).exists()


@pytest.mark.usefixtures("queue")
def test_finished_jobs_are_forgotten_after_some_days() -> None:
    first = jobs.enqueue(note, text="old")
    jobs.enqueue(note, text="new")
    work()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_events SET at = at - interval '80 hours' WHERE job_id = %s", [first])
    async_to_sync(tasks.forget_finished.func)()
    assert [job.args for job in ProcrastinateJob.objects.filter(task_name="test.note")] == [{"text": "new"}]


def test_the_chains_are_sealed_every_minute_and_dead_workers_looked_for_every_quarter() -> None:
    plan = {key[0]: each.cron for key, each in app.periodic_registry.periodic_tasks.items()}
    assert plan["audit.seal"] == "* * * * *"
    assert plan["jobs.retry_stalled"] == "* * * * * */15"
    assert {"persons.erase_due", "files.remove_orphans", "jobs.forget_finished"} <= set(plan)


@pytest.mark.django_db
def test_a_job_can_be_done_here_and_now() -> None:
    DONE.clear()
    note.run(now=NOW, text="at once")
    assert DONE == [{"text": "at once"}]
