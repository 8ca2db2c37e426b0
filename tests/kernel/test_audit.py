"""The audit is chained by the database, sealed with a key, and every kind of tampering is found and named."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from yankao.kernel import audit
from yankao.kernel.actors import Actor, ActorKind
from yankao.kernel.audit import Deed, What
from yankao.kernel.audit.models import Entry, Head, Seal, SealedHead

NOW = datetime(2023, 3, 1, 6, 5, tzinfo=UTC)
CLERK = Actor(kind=ActorKind.USER, id="42", name="王小明")
SUBJECT = "case:7"
REHASH = "UPDATE audit_entry e SET hash = sha256(previous || audit_body(e)) WHERE subject_id = '7' AND seq = %s"


def write(*, subject: str = "7", verb: str = "closed") -> None:
    audit.record(subject_kind="case", subject_id=subject, verb=verb, actor=CLERK, at=NOW, values={"title": ("舊", "新")})


def chain(length: int) -> None:
    for number in range(length):
        write(verb=f"step{number}")


def named() -> set[tuple[str, int, What]]:
    return {(finding.subject, finding.seq, finding.what) for finding in audit.verify()}


def as_intruder(*statements: str | tuple[str, list[int]]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        for statement in statements:
            sql, params = (statement, None) if isinstance(statement, str) else statement
            cursor.execute(sql, params)
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_a_record_is_one_statement(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(1):
        write()


@pytest.mark.django_db
def test_many_records_are_one_statement_and_keep_their_order(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    deeds = [Deed(subject_kind="case", subject_id=number % 3, verb=f"v{number}", actor=CLERK, at=NOW, values={"a": 1}) for number in range(9)]
    with django_assert_num_queries(1):
        assert audit.record_many(deeds) == 9
    found = Entry.objects.filter(subject_id="1").order_by("seq").values_list("seq", "verb", "fields")
    assert list(found) == [(1, "v1", ["a"]), (2, "v4", ["a"]), (3, "v7", ["a"])]
    assert not list(audit.verify())


@pytest.mark.django_db
def test_entries_name_fields_and_hold_no_value() -> None:
    audit.record(subject_kind="case", subject_id=7, verb="changed", actor=CLERK, at=NOW, values={"phone": ("0911222333", "0922333444")})
    entry = Entry.objects.get()
    assert entry.fields == ["phone"]
    assert "0922333444" not in "".join(str(value) for value in Entry.objects.values_list()[0])
    assert bytes(entry.digest or b"") == audit.digest({"phone": ("0911222333", "0922333444")})


@pytest.mark.django_db
def test_plain_inserts_are_chained_too() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO audit_entry (subject_kind, subject_id, at, actor_kind, actor_id, actor_name, verb, fields)"
            " SELECT 'case', (n %% 5)::text, now(), 'job', 'import', 'import', 'imported', '{}' FROM generate_series(1, 100) n",
            [],
        )
    assert Head.objects.filter(seq=20).count() == 5
    assert not list(audit.verify())


@pytest.mark.django_db
def test_the_check_does_not_depend_on_the_time_zone_of_the_session() -> None:
    chain(2)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL TimeZone = 'America/New_York'")
    assert not list(audit.verify())


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entry SET verb = 'x'",
        "DELETE FROM audit_entry",
        "DELETE FROM audit_seal",
        "UPDATE audit_seal SET entries = 0",
        "DELETE FROM audit_sealedhead",
        "DELETE FROM audit_head",
    ],
)
def test_changing_and_deleting_are_refused(statement: str) -> None:
    write()
    with pytest.raises(IntegrityError, match="稽核紀錄只能新增"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.django_db
def test_emptying_is_refused() -> None:
    with pytest.raises(IntegrityError, match="稽核紀錄只能新增"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("TRUNCATE audit_entry")


@pytest.mark.django_db
def test_a_seal_binds_only_what_changed_since_the_last() -> None:
    write(subject="7")
    write(subject="8")
    assert audit.seal(now=NOW) == 2
    write(subject="8")
    assert audit.seal(now=NOW) == 1
    assert audit.seal(now=NOW) == 0
    assert list(Seal.objects.order_by("number").values_list("number", "entries")) == [(1, 2), (2, 1)]
    assert SealedHead.objects.count() == 3
    assert not list(audit.verify(unsealed_after=timedelta(0)))


@pytest.mark.django_db
def test_a_chain_left_unsealed_is_named() -> None:
    chain(3)
    (finding,) = audit.verify(unsealed_after=timedelta(0))
    assert (finding.subject, finding.seq, finding.what) == (SUBJECT, 1, What.UNSEALED)
    assert finding.sentence == "case:7 第 1 至 3 筆逾時未封印"


def changed(seq: int, _length: int) -> tuple[str, int, What]:
    as_intruder((f"UPDATE audit_entry SET verb = 'x' WHERE subject_id = '7' AND seq = {seq}", []))
    return SUBJECT, seq, What.CHANGED


def changed_and_rehashed(seq: int, _length: int) -> tuple[str, int, What]:
    as_intruder(f"UPDATE audit_entry SET actor_id = '1' WHERE subject_id = '7' AND seq = {seq}", (REHASH, [seq]))
    return SUBJECT, seq, What.CHANGED


def removed(seq: int, _length: int) -> tuple[str, int, What]:
    as_intruder(f"DELETE FROM audit_entry WHERE subject_id = '7' AND seq = {seq}")
    return SUBJECT, seq, What.MISSING


def removed_and_renumbered(seq: int, length: int) -> tuple[str, int, What]:
    later = [f"UPDATE audit_entry SET seq = {after - 1} WHERE subject_id = '7' AND seq = {after}" for after in range(seq + 1, length + 1)]
    as_intruder(f"DELETE FROM audit_entry WHERE subject_id = '7' AND seq = {seq}", *later)
    return SUBJECT, seq, What.MISSING


def swapped(seq: int, length: int) -> tuple[str, int, What]:
    other = seq + 1 if seq < length else seq - 1
    moves = ((seq, 0), (other, seq), (0, other))
    as_intruder(*(f"UPDATE audit_entry SET seq = {to} WHERE subject_id = '7' AND seq = {at}" for at, to in moves))
    return SUBJECT, seq, What.REORDERED


def moved_to_another_subject(seq: int, _length: int) -> tuple[str, int, What]:
    as_intruder(f"UPDATE audit_entry SET subject_id = '999', seq = 1 WHERE subject_id = '7' AND seq = {seq}")
    return "case:999", 1, What.CHANGED


def wiped(_seq: int, length: int) -> tuple[str, int, What]:
    as_intruder("DELETE FROM audit_entry WHERE subject_id = '7'", "DELETE FROM audit_head WHERE subject_id = '7'")
    return SUBJECT, length, What.MISSING


def rewritten(seq: int, length: int) -> tuple[str, int, What]:
    again = [
        statement
        for after in range(seq, length + 1)
        for statement in (
            (
                "UPDATE audit_entry SET previous = coalesce((SELECT hash FROM audit_entry WHERE subject_id = '7' AND seq = %s), '')"
                " WHERE subject_id = '7' AND seq = %s",
                [after - 1, after],
            ),
            (REHASH, [after]),
        )
    ]
    head = "UPDATE audit_head SET hash = (SELECT hash FROM audit_entry WHERE subject_id = '7' ORDER BY seq DESC LIMIT 1) WHERE subject_id = '7'"
    as_intruder(f"UPDATE audit_entry SET verb = 'x' WHERE subject_id = '7' AND seq = {seq}", *again, head)
    return SUBJECT, length, What.CHANGED


TAMPERINGS = (changed, changed_and_rehashed, removed, removed_and_renumbered, swapped, moved_to_another_subject, wiped, rewritten)


@pytest.mark.django_db
@pytest.mark.parametrize("tampering", TAMPERINGS)
@given(length=st.integers(2, 6), data=st.data())
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_tampering_is_found_and_named(tampering: Callable[[int, int], tuple[str, int, What]], length: int, data: st.DataObject) -> None:
    seq = data.draw(st.integers(1, length))
    with undone():
        write(subject="6")
        chain(length)
        write(subject="8")
        audit.seal(now=NOW)
        assert named() == set()
        expected = tampering(seq, length)
        found = named()
        assert expected in found
        assert {subject for subject, _, _ in found} <= {SUBJECT, expected[0]}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("statement", "number"),
    [
        ("UPDATE audit_seal SET at = at - interval '1 day' WHERE number = 2", 2),
        ("UPDATE audit_seal SET entries = 9 WHERE number = 2", 2),
        ("DELETE FROM audit_seal WHERE number = 2", 2),
        ("DELETE FROM audit_seal WHERE number = 3", 3),
        ("DELETE FROM audit_sealedhead WHERE number = 1", 1),
        ("UPDATE audit_sealedhead SET hash = 'x' WHERE number = 1", 1),
        ("UPDATE audit_seal SET hash = 'x' WHERE number = 1", 1),
        ("UPDATE audit_seal SET key_id = 'lost' WHERE number = 1", 1),
    ],
)
def test_a_broken_seal_is_named(statement: str, number: int) -> None:
    for _ in range(3):
        write()
        audit.seal(now=NOW)
    as_intruder(statement)
    assert ("seal", number, What.SEAL) in named()


@pytest.mark.django_db
def test_a_seal_and_its_heads_cut_off_the_end_are_missed() -> None:
    chain(2)
    audit.seal(now=NOW)
    as_intruder("DELETE FROM audit_seal", "DELETE FROM audit_sealedhead")
    assert named() == {(SUBJECT, 2, What.SEAL)}


@pytest.mark.django_db(transaction=True)
def test_two_writers_of_one_subject_make_one_chain() -> None:
    def writer() -> None:
        try:
            for _ in range(20):
                with transaction.atomic():
                    write()
                    write(subject="8")
        finally:
            connection.close()

    threads = [threading.Thread(target=writer) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert list(Entry.objects.filter(subject_id="7").order_by("seq").values_list("seq", flat=True)) == list(range(1, 61))
    assert audit.seal(now=NOW) == 2
    assert named() == set()


@pytest.mark.django_db(transaction=True)
def test_a_seal_does_not_wait_for_a_writer() -> None:
    write()
    wrote, may_end = threading.Event(), threading.Event()

    def writer() -> None:
        try:
            with transaction.atomic():
                write()
                wrote.set()
                may_end.wait(20)
        finally:
            connection.close()

    thread = threading.Thread(target=writer)
    thread.start()
    wrote.wait(20)
    write(subject="8")
    assert audit.seal(now=NOW) == 1
    may_end.set()
    thread.join()
    assert audit.seal(now=NOW) == 1
    assert named() == set()
