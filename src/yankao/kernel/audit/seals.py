"""封印: once a minute the ends of all changed chains are bound into one numbered chain, whose hash needs the installation's key."""

import hmac
from datetime import UTC, datetime
from hashlib import sha256

from django.db import connection, transaction

from yankao.kernel.keys import Key, current_key

AT_MOST = 100_000
# Any number will do, so long as no other lock of the program uses it.
SEALING = 7_100_715
# What a seal's root covers, in a fixed order; also used by the check.
ROOT = (
    "sha256(convert_to(coalesce(string_agg(concat_ws(chr(31), subject_kind, subject_id, seq, encode(hash, 'hex')), chr(30)"
    " ORDER BY subject_kind, subject_id), ''), 'UTF8'))"
)
# Heads that somebody is just writing to are left for the next seal instead of waited for.
SEAL_HEADS = f"""
WITH changed AS (
    UPDATE audit_head SET sealed_seq = seq
    WHERE (subject_kind, subject_id) IN (
        SELECT subject_kind, subject_id FROM audit_head WHERE seq > sealed_seq LIMIT {AT_MOST} FOR UPDATE SKIP LOCKED
    )
    RETURNING subject_kind, subject_id, seq, hash
), sealed AS (
    INSERT INTO audit_sealedhead (number, subject_kind, subject_id, seq, hash)
    SELECT %s, subject_kind, subject_id, seq, hash FROM changed
    RETURNING subject_kind, subject_id, seq, hash
)
SELECT count(*), {ROOT} FROM sealed
"""  # noqa: S608 - only constants of this module are put in
INSERT_SEAL = "INSERT INTO audit_seal (number, at, entries, root, previous, key_id, hash) VALUES (%s, %s, %s, %s, %s, %s, %s)"


def seal(*, now: datetime) -> int:
    """Seal every chain changed since the last seal and return how many; a great many are sealed by several seals."""
    total = count = _seal_once(now)
    while count == AT_MOST:
        count = _seal_once(now)
        total += count
    return total


def keyed_hash(key: Key, *, number: int, at: datetime, entries: int, root: bytes, previous: bytes) -> bytes:
    """Return the hash of a seal under the key."""
    parts = (str(number), at.astimezone(UTC).isoformat(timespec="microseconds"), str(entries), root.hex(), previous.hex(), key.id)
    return hmac.digest(key.derive("seal"), "|".join(parts).encode(), sha256)


@transaction.atomic
def _seal_once(now: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [SEALING])
        cursor.execute("SELECT number, hash FROM audit_seal ORDER BY number DESC LIMIT 1")
        last, previous = cursor.fetchone() or (0, b"")
        cursor.execute(SEAL_HEADS, [last + 1])
        entries, root = cursor.fetchone()
        if entries:
            key = current_key()
            mac = keyed_hash(key, number=last + 1, at=now, entries=entries, root=bytes(root), previous=bytes(previous))
            cursor.execute(INSERT_SEAL, [last + 1, now, entries, root, previous, key.id, mac])
    return int(entries)
