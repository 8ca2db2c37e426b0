"""Writing the audit: one statement per call; the database itself numbers and chains the entries."""

import hmac
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from django.db import connection

from yankao.kernel.actors import Actor
from yankao.kernel.keys import current_key

NAME_LENGTH = 200
SEPARATOR = "\x1f"
COLUMNS = "subject_kind, subject_id, at, actor_kind, actor_id, actor_name, verb, fields, digest"
INSERT_ONE = f"INSERT INTO audit_entry ({COLUMNS}) VALUES (%s, %s, %s, %s, %s, %s, %s, %s::text[], %s)"  # noqa: S608 - only constants
# Sorted by subject, so that two writers of many subjects lock them in the same order; the order within a subject is kept.
INSERT_MANY = f"""
INSERT INTO audit_entry ({COLUMNS})
SELECT kind, id, at, actor_kind, actor_id, actor_name, verb, string_to_array(names, '{SEPARATOR}'), digest
FROM unnest(%s::text[], %s::text[], %s::timestamptz[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::bytea[])
    WITH ORDINALITY AS row (kind, id, at, actor_kind, actor_id, actor_name, verb, names, digest, place)
ORDER BY kind COLLATE "C", id COLLATE "C", place
"""  # noqa: S608 - only constants of this module are put in


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """One entry to be written: who did what to which subject; `values` gives the names, and old and new values for the digest only."""

    subject_kind: str
    subject_id: str | int | UUID
    verb: str
    actor: Actor
    at: datetime
    values: Mapping[str, object] | None = None


def record(
    *, subject_kind: str, subject_id: str | int | UUID, verb: str, actor: Actor, at: datetime, values: Mapping[str, object] | None = None
) -> None:
    """Write one entry in the caller's transaction, by exactly one statement; if it fails, the deed fails."""
    names, keyed = sorted(values or ()), digest(values)
    row = (subject_kind, str(subject_id), at, actor.kind.value, actor.id, actor.name[:NAME_LENGTH], verb, names, keyed)
    with connection.cursor() as cursor:
        cursor.execute(INSERT_ONE, row)


def record_many(deeds: Iterable[Deed]) -> int:
    """Write many entries by one statement and return their number; entries of one subject keep their order."""
    rows = [
        (
            deed.subject_kind,
            str(deed.subject_id),
            deed.at,
            deed.actor.kind.value,
            deed.actor.id,
            deed.actor.name[:NAME_LENGTH],
            deed.verb,
            SEPARATOR.join(sorted(deed.values or ())),
            digest(deed.values),
        )
        for deed in deeds
    ]
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(INSERT_MANY, [list(column) for column in zip(*rows, strict=True)])
    return len(rows)


def digest(values: Mapping[str, object] | None) -> bytes | None:
    """Return the keyed digest of the values under the current key, led by the key's name; None when there are none."""
    if not values:
        return None
    key = current_key()
    text = json.dumps(dict(values), sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=_plain)
    return key.id.encode() + b":" + hmac.digest(key.derive("audit"), text.encode(), sha256)


def _plain(value: object) -> str:
    return value.hex() if isinstance(value, bytes) else str(value)
