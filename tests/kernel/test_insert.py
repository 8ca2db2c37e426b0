"""A row written by the statement of its table is the row that Django itself would have written."""

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import Model, Value
from django.db.models.functions import Upper
from django.test.utils import CaptureQueriesContext

from yankao.engines.identity.models import ApplicationToken
from yankao.kernel.agencies.models import Agency
from yankao.kernel.insert import insert
from yankao.kernel.persons.models import Person
from yankao.kernel.workdays.models import CalendarDay

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)


def _agency(slug: str, **facts: object) -> Agency:
    return Agency(slug=slug, name=f"機關'{slug}'", short_name="100%", kind="unit", path=f"{slug}.", valid_from=date(2026, 1, 1), **facts)


def _kept(row: Model) -> dict[str, object]:
    found = type(row)._default_manager.get(pk=row.pk)
    values = {it.attname: getattr(found, it.attname) for it in found._meta.concrete_fields if it.attname not in {"id", "slug", "path", "name"}}
    return {name: bytes(value) if isinstance(value, memoryview) else value for name, value in values.items()}


def test_numbers_texts_dates_and_what_the_database_knows_by_itself_are_kept_as_django_keeps_them() -> None:
    ours, theirs = _agency("ours"), _agency("theirs")
    insert(ours)
    theirs.save(force_insert=True)
    assert _kept(ours) == _kept(theirs)
    assert Agency.objects.get(pk=ours.pk).name == "機關'ours'"


def test_bytes_and_a_key_of_the_program_are_kept() -> None:
    person = Person(name_enc=b"\x00'\xff", name_index=None, key_id="1", created_at=NOW)
    known = person.pk
    insert(person)
    found = Person.objects.get(pk=known)
    assert (person.pk, bytes(found.name_enc), found.name_index, found.created_at) == (known, b"\x00'\xff", None, NOW)


def test_a_moment_without_its_zone_is_found_out() -> None:
    with pytest.raises(RuntimeWarning, match="naive"):
        insert(Person(key_id="1", created_at=datetime(2026, 3, 1, 9, 30)))  # noqa: DTZ001 -- the mistake


def test_lists_are_kept() -> None:
    insert(ApplicationToken(name="程式", key_hash="0" * 64, scopes=["a:read", "b,{}"], created_at=NOW))
    assert ApplicationToken.objects.get(key_hash="0" * 64).scopes == ["a:read", "b,{}"]


def test_many_rows_are_one_statement_and_each_learns_its_key() -> None:
    insert(_agency("before"))
    rows = [_agency(slug) for slug in ("a", "b", "c")]
    with CaptureQueriesContext(connection) as asked:
        insert(*rows)
    assert len(asked) == 1
    assert [Agency.objects.get(pk=row.pk).slug for row in rows] == ["a", "b", "c"]


def test_what_the_database_works_out_stands_beside_what_is_given() -> None:
    one, other = _agency("one", english_name="as it is"), _agency("other", english_name=Upper(Value("worked out")))
    insert(one, other)
    assert list(Agency.objects.filter(slug__in=("one", "other")).order_by("slug").values_list("slug", "english_name")) == [
        ("one", "as it is"),
        ("other", "WORKED OUT"),
    ]


def test_a_row_written_is_changed_afterwards_like_any_other() -> None:
    day = CalendarDay(day=date(2026, 3, 2), is_workday=False, source="公告", recorded_by="甲", recorded_at=NOW)
    insert(day)
    day.name = "停止上班"
    with CaptureQueriesContext(connection) as asked:
        day.save()
    assert [each["sql"].split()[0] for each in asked] == ["UPDATE"]
    assert CalendarDay.objects.get(pk=day.pk).name == "停止上班"


def test_a_rule_of_the_table_refuses_the_row() -> None:
    insert(_agency("twice"))
    with pytest.raises(IntegrityError), transaction.atomic():
        insert(_agency("twice"))
    assert Agency.objects.filter(slug="twice").count() == 1
