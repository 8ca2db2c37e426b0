"""People are ciphertext at rest, found by keyed index, shown masked, opened for a stated purpose, and erased in time."""

from __future__ import annotations

import base64
import logging
from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries, Settings

from yankao.kernel import audit
from yankao.kernel.actors import Actor, ActorKind
from yankao.kernel.audit.models import Entry
from yankao.kernel.keys import all_keys
from yankao.kernel.persons import find, read, vault, write
from yankao.kernel.persons.models import AccessLog, Person
from yankao.kernel.persons.vault import PersonData

NOW = datetime(2023, 3, 1, 6, 5, tzinfo=UTC)
TODAY = date(2023, 3, 1)
AGENT = Actor(kind=ActorKind.USER, id="42", name="陳專員")
WANG = PersonData(name="王小明", phone="0912-345-123", email="Wang@Mail.tw", address="台南市東區中華路1號", national_id="a123456789")
SECRETS = ("王小明", "0912", "345-123", "Wang@", "wang@", "中華路", "123456789")
OLD, NEW = (f"{name}:{base64.b64encode(name.encode() * 32).decode()}" for name in ("1", "2"))


@pytest.fixture(autouse=True)
def keys(settings: Settings) -> None:
    settings.YANKAO_KEYS = OLD


def everything_stored() -> bytes:
    with connection.cursor() as cursor:
        stored = b""
        for table in ("persons_person", "persons_accesslog", "audit_entry"):
            cursor.execute(f"SELECT t FROM (SELECT * FROM {table}) t")
            stored += "\n".join(str(row) for row in cursor.fetchall()).encode()
        for column in vault.FIELDS:
            cursor.execute(f"SELECT {column}_enc FROM persons_person WHERE {column}_enc IS NOT NULL")
            stored += b"".join(bytes(row[0]) for row in cursor.fetchall())
    return stored


@pytest.mark.django_db
def test_no_clear_value_is_stored_shown_or_logged(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        person = write.create_person(WANG, now=NOW)
        write.update_person(person, PersonData(name="王小明", phone="0912345999"), actor=AGENT, now=NOW)
        read.open_field(person, "name", actor=AGENT, purpose="回電確認地點", now=NOW)
    seen = everything_stored().decode(errors="ignore") + repr(person) + str(person) + repr(WANG) + repr(all_keys())
    seen += "".join(record.getMessage() for record in caplog.records if not record.name.startswith("django.db"))
    assert not [secret for secret in SECRETS if secret in seen]


@pytest.mark.django_db
def test_a_person_is_opened_as_written() -> None:
    person = Person.objects.get(pk=write.create_person(WANG, now=NOW).pk)
    assert read.opened(person) == WANG


@pytest.mark.django_db
def test_a_person_is_found_however_the_value_is_written() -> None:
    person = write.create_person(WANG, now=NOW)
    write.create_person(PersonData(name="李四"), now=NOW)
    found = [
        find.by_phone("+886 912 345 123"),
        find.by_phone("０９１２３４５１２３"),
        find.by_email(" wang@MAIL.TW"),
        find.by_name("王 小明"),
        find.by_national_id("Ａ123456789"),
    ]
    assert [list(each) for each in found] == [[person]] * 5


@pytest.mark.django_db
def test_an_empty_value_finds_nobody() -> None:
    write.create_person(PersonData(name="李四"), now=NOW)
    assert not find.by_phone("").exists()
    assert not find.by_phone("無").exists()


@pytest.mark.django_db
def test_masks_show_what_everybody_may_see() -> None:
    assert read.masked(write.create_person(WANG, now=NOW)) == PersonData(
        name="王○明", phone="0912-○○○-○23", email="W○○○@Mail.tw", address="台南市東區○○○", national_id="a○○○○○○789"
    )


@pytest.mark.django_db
def test_a_field_is_opened_for_a_purpose_and_logged() -> None:
    person = write.create_person(WANG, now=NOW)
    assert read.open_field(person, "phone", actor=AGENT, purpose=" 回電確認地點 ", now=NOW) == "0912-345-123"
    log = AccessLog.objects.get()
    assert (log.person, log.field, log.actor_kind, log.actor_id, log.actor_name, log.purpose, log.at) == (
        (person, "phone", "user", "42", "陳專員", "回電確認地點", NOW)
    )
    entry = Entry.objects.get()
    assert (entry.subject_kind, entry.subject_id, entry.verb, entry.fields) == ("person", str(person.pk), "person_opened", ["phone"])


@pytest.mark.django_db
@pytest.mark.parametrize(("field", "purpose"), [("phone", ""), ("phone", "  "), ("phone", "x" * 201), ("key_id", "查核")])
def test_without_a_purpose_nothing_is_opened(field: str, purpose: str) -> None:
    person = write.create_person(WANG, now=NOW)
    with pytest.raises(ValidationError):
        read.open_field(person, field, actor=AGENT, purpose=purpose, now=NOW)
    assert not AccessLog.objects.exists()


@pytest.mark.django_db
def test_a_ciphertext_does_not_open_in_another_place() -> None:
    one, other = write.create_person(WANG, now=NOW), write.create_person(PersonData(name="李四"), now=NOW)
    other.name_enc = one.name_enc
    with pytest.raises(vault.SealedValueError, match="遭修改"):
        read.opened(other)


@pytest.mark.django_db
def test_an_update_is_audited_by_field_names_only() -> None:
    person = write.create_person(WANG, now=NOW)
    write.update_person(person, WANG, actor=AGENT, now=NOW)
    assert not Entry.objects.exists()
    data = PersonData(**{**WANG.as_dict(), "phone": "0922000111", "email": ""})
    write.update_person(person, data, actor=AGENT, now=NOW)
    assert Entry.objects.get().fields == ["email", "phone"]
    person.refresh_from_db()
    assert read.opened(person) == data
    assert not find.by_email("wang@mail.tw").exists()


@pytest.mark.django_db
def test_erasure_empties_the_row_and_keeps_the_count() -> None:
    person = write.create_person(WANG, now=NOW)
    write.erase(person, actor=AGENT, now=NOW)
    erased = write.erase(person, actor=AGENT, now=NOW)
    assert (Person.objects.count(), read.opened(erased), erased.erased_at) == (1, PersonData(), NOW)
    assert not find.by_name("王小明").exists()
    assert Entry.objects.get().verb == "person_erased"
    assert write.update_person(erased, WANG, actor=AGENT, now=NOW).name_enc is None


@pytest.mark.django_db
def test_people_whose_time_is_over_are_erased_by_one_statement(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    over = write.create_persons([WANG, WANG], now=NOW, retention_until=date(2023, 2, 28))
    kept = write.create_person(WANG, now=NOW, retention_until=TODAY)
    write.create_person(WANG, now=NOW)
    with django_assert_num_queries(1):
        assert write.erase_due(today=TODAY) == 2
    assert write.erase_due(today=TODAY) == 0
    assert set(Person.objects.filter(erased_at__isnull=False)) == set(over)
    assert Entry.objects.filter(verb="person_erased").count() == 2
    assert not list(audit.verify())
    assert write.keep_until([*over, kept], date(2024, 1, 1)) == 1


@pytest.mark.django_db
def test_rotation_reencrypts_everybody_and_is_restartable(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    people = write.create_persons([WANG, PersonData(name="李四"), WANG], now=NOW)
    write.erase(people[2], actor=AGENT, now=NOW)
    settings.YANKAO_KEYS = f"{NEW},{OLD}"
    assert find.by_name("王小明").count() == 1
    newcomer = write.create_person(PersonData(name="王小明"), now=NOW)
    assert set(find.by_name("王小明")) == {people[0], newcomer}
    monkeypatch.setattr(write, "BATCH", 1)
    assert write.rotate_keys(now=NOW) == 3
    assert write.rotate_keys(now=NOW) == 0
    settings.YANKAO_KEYS = NEW
    assert read.opened(Person.objects.get(pk=people[0].pk)) == WANG
    assert set(find.by_name("王小明")) == {people[0], newcomer}
    assert Entry.objects.filter(verb="keys_rotated").count() == 1


@pytest.mark.django_db
def test_without_its_key_a_person_stays_closed(settings: Settings) -> None:
    person = write.create_person(WANG, now=NOW)
    settings.YANKAO_KEYS = NEW
    with pytest.raises(vault.SealedValueError, match="金鑰 1 不在"):
        read.opened(person)


@pytest.mark.parametrize("keys", ["", "1:abc", "1:AAAA", f"{OLD},{OLD}", ":" + OLD[2:]])
def test_malformed_keys_are_refused(settings: Settings, keys: str) -> None:
    settings.YANKAO_KEYS = keys
    with pytest.raises(ImproperlyConfigured, match="YANKAO_KEYS"):
        all_keys()


@given(st.text(max_size=40), st.sampled_from(vault.FIELDS))
def test_normalising_twice_changes_nothing(value: str, field: str) -> None:
    once = vault.normalise(field, value)
    assert vault.normalise(field, once) == once
