"""History is written by two writers while the next batch is worked out: the same rows as one by one, and nothing half."""

import math
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from hashlib import blake2b
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from tests.cases.people import at
from yankao.divisions.service.procedures.dispatch import DISPATCH, ReportBack, Step
from yankao.engines.cases import replay as replaying
from yankao.engines.cases import replay_refer
from yankao.engines.cases.models import Case, DueDate, Passage
from yankao.engines.cases.replay import Replayed, replay
from yankao.engines.cases.replay_refer import looked_up_at_once
from yankao.engines.cases.replay_tables import Table, next_ids
from yankao.engines.cases.replay_text import text_of
from yankao.engines.cases.replay_words import ReplayedCase, ReplayedPassage, ReplayedRecord
from yankao.kernel import audit
from yankao.kernel.actors import job
from yankao.kernel.agencies.models import Agency
from yankao.kernel.audit.models import Entry
from yankao.kernel.persons.models import Person
from yankao.kernel.persons.vault import PersonData

NOW = at("2023-12-01 09:00")
BEGUN = at("2023-03-01 09:00")
ROWS = ("external_id", "title", "step", "received_at", "closed_at", "haystack")


def told(number: int, *, title: str = "路燈不亮", hours: int = 2, address: str = "中正路1號") -> ReplayedCase:
    begun = BEGUN + timedelta(minutes=number)
    report = ReplayedRecord(model=ReportBack, values={"kind": "first", "report": "已修復\t完成"})
    passages = (
        ReplayedPassage(to_step=Step.NOTIFIED, occurred_at=begun, action="open"),
        ReplayedPassage(to_step=Step.REPORTED, occurred_at=begun + timedelta(hours=hours), action="report", records=(report,)),
    )
    digest = blake2b(f"{number} {title} {hours}".encode(), digest_size=16).digest()
    reporter = PersonData(name=f"第{number}人", phone="0900-000-000") if number % 10 == 0 else None
    return ReplayedCase(
        external_id=f"A{number}", digest=digest, received_at=begun, passages=passages, title=title, address=address, detail={"result": "fixed"},
        reporter=reporter,
    )  # fmt: skip


def tell(*cases: ReplayedCase, batch: int = 7) -> Replayed:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(replaying, "BATCH", batch)
        return replay(DISPATCH, cases, actor=job("import"), now=NOW, source="test")


def rows() -> list[tuple[object, ...]]:
    """Return everything but the numbers that depend on who came first."""
    cases = [(*row[:-1], row[-1].split(" ", 1)[1]) for row in Case.objects.order_by("external_id").values_list(*ROWS)]
    passages = Passage.objects.order_by("case__external_id", "id").values_list("case__external_id", "action", "occurred_at", "in_time", "unmet")
    dues = DueDate.objects.order_by("case__external_id", "key").values_list("case__external_id", "key", "due_at", "met_at", "rule")
    return [*cases, *map(tuple, passages), *dues, *ReportBack.objects.order_by("case__external_id").values_list("case__external_id", "report")]


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("city")
def test_two_writers_write_what_one_writes() -> None:
    cases = [told(number) for number in range(50)]
    done = tell(*cases)
    behind = rows()
    assert (done.new, done.unchanged, done.refused) == (50, 0, 0)
    assert (Case.objects.count(), Person.objects.count(), Entry.objects.filter(verb="service.dispatch:replay").count()) == (50, 5, 50)
    assert sorted(Case.objects.values_list("number", flat=True)) == [f"D112{n:07d}" for n in range(1, 51)]
    assert not list(audit.verify())

    Case.objects.all().delete()
    with transaction.atomic():
        tell(*cases)
    assert rows() == behind


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("city")
def test_a_second_telling_changes_nothing_and_a_later_one_only_what_is_new() -> None:
    cases = [told(number) for number in range(30)]
    tell(*cases)
    before = rows()

    assert tell(*cases).unchanged == 30
    assert rows() == before
    again = tell(*cases[:-1], told(29, hours=9))
    assert (again.unchanged, again.updated) == (29, 1)
    assert Case.objects.get(external_id="A29").version == 2
    assert not list(audit.verify())


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("city")
def test_a_case_told_twice_is_seen_although_the_first_is_not_written_yet() -> None:
    done = tell(*[told(number) for number in range(14)], told(13), told(12, hours=9), told(0), batch=7)
    assert (done.new, done.duplicates, done.refused) == (14, 2, 1)
    assert Case.objects.count() == 14


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("city")
def test_a_batch_that_cannot_be_written_ends_the_telling_and_leaves_nothing_of_itself() -> None:
    cases = [told(number) for number in range(20)]
    broken = told(20, address="壞\x00字")
    with pytest.raises(Exception, match="0x00"):
        tell(*cases, broken, *[told(number) for number in range(21, 60)], batch=7)
    left = set(Case.objects.values_list("external_id", flat=True))
    assert not left & {f"A{number}" for number in range(14, 21)}
    assert Person.objects.count() == sum(name in left for name in ("A0", "A10", "A20", "A30", "A40", "A50"))
    assert tell(*cases).imported == 20 - len(left & {f"A{number}" for number in range(20)})


def told_of(agency_id: int, *, on_passage: bool) -> ReplayedCase:
    case = told(1)
    if not on_passage:
        return replace(case, agency_id=agency_id)
    return replace(case, passages=tuple(replace(passage, agency_id=agency_id) for passage in case.passages))


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("city")
@pytest.mark.parametrize("is_row_by_row", [False, True])
@pytest.mark.parametrize("on_passage", [False, True])
def test_a_reference_to_what_is_not_there_fails_the_load(monkeypatch: pytest.MonkeyPatch, *, is_row_by_row: bool, on_passage: bool) -> None:
    if is_row_by_row:
        monkeypatch.setattr(replay_refer, "_may", lambda _: False)
    with pytest.raises(IntegrityError, match="987654"):
        tell(told_of(987654, on_passage=on_passage), told(2))
    assert not Case.objects.exists()
    agency = Agency.objects.order_by("pk")[0]
    assert tell(told_of(agency.pk, on_passage=on_passage), told(2)).new == 2
    assert set(Passage.objects.filter(case__external_id="A1").values_list("agency_id", flat=True)) == {agency.pk if on_passage else None}


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("city")
def test_what_a_load_refers_to_cannot_be_deleted_before_it_ends() -> None:
    agency = Agency.objects.order_by("pk")[0]
    table = Table(Passage, with_key=True)
    with transaction.atomic():
        tell(told(1))
        table.add(
            {
                "id": next_ids(Passage, 1)[0], "case_id": Case.objects.get().pk, "procedure": "x", "action": "x", "to_step": "x", "occurred_at": NOW,
                "recorded_at": NOW, "actor_kind": "job", "actor_id": "x", "agency_id": agency.pk,
            }
        )  # fmt: skip
        with looked_up_at_once((table,)):
            table.write()
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM agencies_agency WHERE xmax <> 0 AND id = %s", [agency.pk])
            assert cursor.fetchone() == (1,)
            cursor.execute("SHOW session_replication_role")
            assert cursor.fetchone() == ("origin",)


@pytest.mark.django_db
def test_a_table_kept_by_a_trigger_of_its_own_is_left_to_the_database() -> None:
    ours = replay_refer._may.__wrapped__
    assert ours(("cases_case", "cases_passage"))
    with connection.cursor() as cursor:
        cursor.execute("CREATE FUNCTION pass_on() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'")
        cursor.execute("CREATE TRIGGER kept BEFORE INSERT ON cases_passage FOR EACH ROW EXECUTE FUNCTION pass_on()")
    assert not ours(("cases_case", "cases_passage"))
    assert ours(("cases_case",))


moments = st.datetimes(min_value=datetime(1900, 1, 1), max_value=datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001  made aware by Hypothesis
texts = st.text(st.characters(exclude_characters="\x00", exclude_categories=("Cs",)), max_size=40)


@pytest.mark.django_db
@given(
    st.lists(
        st.tuples(texts, st.lists(texts, max_size=3), moments, st.booleans(), st.integers(-(2**31), 2**31 - 1), st.binary(max_size=20)), max_size=5
    )
)
def test_every_value_comes_back_as_it_was_copied(values: list[tuple[object, ...]]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE IF NOT EXISTS copied (a text, b text[], c timestamptz, d boolean, e bigint, f bytea, g int)")
        cursor.execute("TRUNCATE copied")
        with cursor.copy("COPY copied FROM STDIN") as copy:
            copy.write("".join("\t".join(map(text_of, (*row, None))) + "\n" for row in values))
        cursor.execute("SELECT a, b, c, d, e, f FROM copied WHERE g IS NULL")
        assert [(*row[:-1], bytes(row[-1])) for row in cursor.fetchall()] == values


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, r"\N"), (1.5, "1.5"), (math.inf, "inf"), (date(2023, 3, 1), "2023-03-01"), (time(9, 5), "09:05:00"), (Decimal("1.50"), "1.50"),
        (timedelta(days=-1, seconds=5), "-1 days 5.000000 seconds"), (UUID(int=1), str(UUID(int=1))), (Step.NOTIFIED, "notified"),
        ({"名": 'a"b'}, '{"名": "a\\\\"b"}'), ((), "{}"),
    ],
)  # fmt: skip
def test_values_are_written_as_copy_reads_them(value: object, text: str) -> None:
    assert text_of(value) == text


def test_what_no_column_holds_is_refused() -> None:
    with pytest.raises(TypeError, match="object"):
        text_of(object())


@pytest.mark.django_db
def test_a_column_that_is_not_there_is_named() -> None:
    with pytest.raises(ValueError, match="nowhere"):
        Table(Passage).add({"nowhere": 1})


@pytest.mark.django_db
def test_numbers_are_drawn_once() -> None:
    first, second = next_ids(Case, 3), next_ids(Case, 4)
    assert len({*first, *second}) == 7
    assert next_ids(Case, 0) == ()
