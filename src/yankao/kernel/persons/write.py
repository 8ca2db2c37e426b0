"""Writing personal data: kept as ciphertext, changed with an audit that names fields only, erased for good."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime

from django.db import connection, transaction
from django.utils import timezone

from yankao.kernel import audit
from yankao.kernel.actors import Actor, job
from yankao.kernel.insert import insert
from yankao.kernel.keys import Key, current_key
from yankao.kernel.persons.models import Person
from yankao.kernel.persons.read import opened
from yankao.kernel.persons.vault import FIELDS, INDEXED, PersonData, encrypt, index

SUBJECT = "person"
BATCH = 1000
STORED = (*(f"{name}_enc" for name in FIELDS), *(f"{name}_index" for name in INDEXED))
CIPHERTEXT = [*STORED, "key_id"]
# One statement for all that are due: the rows are emptied and each gets its entry in the audit.
ERASE_DUE = f"""
WITH gone AS (
    UPDATE persons_person SET erased_at = %(now)s, {", ".join(f"{column} = NULL" for column in STORED)}
    WHERE retention_until < %(today)s AND erased_at IS NULL
    RETURNING id
), noted AS (
    INSERT INTO audit_entry (subject_kind, subject_id, at, actor_kind, actor_id, actor_name, verb, fields)
    SELECT '{SUBJECT}', id::text, %(now)s, %(kind)s, %(actor)s, %(actor)s, 'person_erased', %(fields)s::text[] FROM gone ORDER BY id::text COLLATE "C"
    RETURNING 1
)
SELECT count(*) FROM noted
"""  # noqa: S608 - only constants of this module are put in


def create_person(data: PersonData, *, now: datetime, retention_until: date | None = None) -> Person:
    """Keep a new person and return the row."""
    person = _sealed(Person(created_at=now, retention_until=retention_until), data, current_key())
    insert(person)
    return person


def create_persons(rows: Iterable[PersonData], *, now: datetime, retention_until: date | None = None) -> list[Person]:
    """Keep many new people at once, for imports, and return the rows in the same order."""
    return keep_persons(sealed_persons(rows, now=now, retention_until=retention_until))


def sealed_persons(rows: Iterable[PersonData], *, now: datetime, retention_until: date | None = None) -> list[Person]:
    """Return the rows of many new people, encrypted and under their final identifiers, but not kept yet."""
    key = current_key()
    return [_sealed(Person(created_at=now, retention_until=retention_until), data, key) for data in rows]


def keep_persons(people: Iterable[Person]) -> list[Person]:
    """Keep people that were encrypted before; nothing happens without any."""
    return Person.objects.bulk_create(people, batch_size=BATCH)


@transaction.atomic
def update_person(person: Person, data: PersonData, *, actor: Actor, now: datetime) -> Person:
    """Replace what is known of a person and return the row; the audit names the fields that changed."""
    locked = Person.objects.select_for_update().get(pk=person.pk)
    before = opened(locked).as_dict()
    after = {name: value.strip() for name, value in data.as_dict().items()}
    changed = {name: (before[name], after[name]) for name in FIELDS if before[name] != after[name]}
    if changed and locked.erased_at is None:
        _sealed(locked, data, current_key()).save(update_fields=CIPHERTEXT)
        audit.record(subject_kind=SUBJECT, subject_id=locked.pk, verb="person_changed", actor=actor, at=now, values=changed)
    return locked


@transaction.atomic
def erase(person: Person, *, actor: Actor, now: datetime) -> Person:
    """Empty a person for good and return the row, which stays so that counts stay; erasing twice changes nothing."""
    locked = Person.objects.select_for_update().get(pk=person.pk)
    if locked.erased_at is None:
        for column in STORED:
            setattr(locked, column, None)
        locked.erased_at = now
        locked.save(update_fields=[*STORED, "erased_at"])
        audit.record(subject_kind=SUBJECT, subject_id=locked.pk, verb="person_erased", actor=actor, at=now, values=dict.fromkeys(FIELDS))
    return locked


def erase_due(*, today: date, now: datetime | None = None) -> int:
    """Empty everybody whose data was to be kept until before `today` and return how many; safe to run twice."""
    actor = job("erase_due")
    moment = now or timezone.make_aware(datetime.combine(today, datetime.min.time()))
    params = {"now": moment, "today": today, "kind": actor.kind.value, "actor": actor.id, "fields": list(FIELDS)}
    with connection.cursor() as cursor:
        cursor.execute(ERASE_DUE, params)
        (count,) = cursor.fetchone()
    return int(count)


def keep_until(people: Iterable[Person], day: date | None) -> int:
    """Set the day until which these people are kept and return how many rows were set."""
    return Person.objects.filter(pk__in=[person.pk for person in people], erased_at__isnull=True).update(retention_until=day)


def rotate_keys(*, now: datetime) -> int:
    """Bring everybody under the current key, batch by batch, and return how many; stopped half-way, it goes on where it was."""
    key = current_key()
    total = sum(_rotations(key))
    if total:
        audit.record(subject_kind="keys", subject_id=key.id, verb="keys_rotated", actor=job("rotate_keys"), at=now)
    return total


def _rotations(key: Key) -> Iterator[int]:
    while count := _rotate_batch(key):
        yield count


@transaction.atomic
def _rotate_batch(key: Key) -> int:
    stale = Person.objects.select_for_update().exclude(key_id=key.id).order_by("pk")[:BATCH]
    people = [_sealed(person, opened(person), key) for person in stale]
    Person.objects.bulk_create(people, update_conflicts=True, unique_fields=["id"], update_fields=CIPHERTEXT)
    return len(people)


def _sealed(person: Person, data: PersonData, key: Key) -> Person:
    for name, value in data.as_dict().items():
        setattr(person, f"{name}_enc", encrypt(key, person.pk, name, value.strip()))
        if name in INDEXED:
            setattr(person, f"{name}_index", index(key, name, value))
    person.key_id = key.id
    return person
