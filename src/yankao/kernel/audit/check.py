"""查核稽核鏈: find every entry that was changed, removed or moved, every broken seal, and name it; the database does the work."""

import hmac
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any

from django.db import connection

from yankao.kernel.audit.seals import ROOT, keyed_hash
from yankao.kernel.keys import find_key

UNSEALED_AFTER = timedelta(minutes=10)
Row = Sequence[Any]


class What(StrEnum):
    """What is wrong."""

    CHANGED = "changed"
    MISSING = "missing"
    REORDERED = "reordered"
    UNSEALED = "unsealed"
    SEAL = "seal"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing found wrong: the subject as "kind:id" ("seal" for a seal), the number of the entry or seal, and a sentence for the auditor."""

    subject: str
    seq: int
    what: What
    sentence: str


# Walks every chain in order, once; only rows that do not fit come out.
ENTRIES = """
WITH entry AS (
    SELECT subject_kind, subject_id, seq, hash, previous, hash = sha256(previous || audit_body(e)) AS intact,
        lag(seq, 1, 0) OVER chain AS seq_before, lag(hash, 1, ''::bytea) OVER chain AS hash_before
    FROM audit_entry e
    WINDOW chain AS (PARTITION BY subject_kind, subject_id ORDER BY seq)
), odd AS (
    SELECT *, lag(intact, 1, true) OVER (PARTITION BY subject_kind, subject_id ORDER BY seq) AS intact_before FROM entry
)
SELECT subject_kind || ':' || subject_id, seq, intact, seq_before, intact_before,
    previous = ''::bytea OR EXISTS (
        SELECT FROM audit_entry o WHERE o.subject_kind = odd.subject_kind AND o.subject_id = odd.subject_id AND o.hash = odd.previous
    ),
    seq > 1 AND seq_before = seq - 1 AND coalesce((
        SELECT h.seq <= (SELECT max(o.seq) FROM audit_entry o WHERE o.subject_kind = odd.subject_kind AND o.subject_id = odd.subject_id)
        FROM audit_head h WHERE h.subject_kind = odd.subject_kind AND h.subject_id = odd.subject_id
    ), true)
FROM odd
WHERE NOT intact OR seq <> seq_before + 1 OR previous <> hash_before
"""

HEADS = """
SELECT coalesce(h.subject_kind || ':' || h.subject_id, l.subject_kind || ':' || l.subject_id), coalesce(h.seq, 0), coalesce(l.seq, 0),
    EXISTS (
        SELECT FROM audit_entry o
        WHERE o.subject_kind = h.subject_kind AND o.subject_id = h.subject_id AND o.hash = h.hash AND o.seq <> h.seq
    )
FROM audit_head h
FULL JOIN (
    SELECT DISTINCT ON (subject_kind, subject_id) subject_kind, subject_id, seq, hash
    FROM audit_entry ORDER BY subject_kind, subject_id, seq DESC
) l ON l.subject_kind = h.subject_kind AND l.subject_id = h.subject_id
WHERE h.seq IS DISTINCT FROM l.seq OR h.hash IS DISTINCT FROM l.hash
"""

# The first seal that an altered chain no longer agrees with says since when.
SEALED = """
SELECT DISTINCT ON (s.subject_kind, s.subject_id) s.subject_kind || ':' || s.subject_id, s.seq, s.number, e.hash IS NULL
FROM audit_sealedhead s
LEFT JOIN audit_entry e ON e.subject_kind = s.subject_kind AND e.subject_id = s.subject_id AND e.seq = s.seq
WHERE e.hash IS DISTINCT FROM s.hash
ORDER BY s.subject_kind, s.subject_id, s.number
"""

UNSEALED = """
SELECT h.subject_kind || ':' || h.subject_id, h.seq, h.sealed_seq, s.seq IS NULL AND h.sealed_seq > 0
FROM audit_head h
LEFT JOIN audit_sealedhead s ON s.subject_kind = h.subject_kind AND s.subject_id = h.subject_id AND s.seq = h.sealed_seq
WHERE (h.seq > h.sealed_seq AND h.changed_at < clock_timestamp() - make_interval(secs => %s)) OR (h.sealed_seq > 0 AND s.seq IS NULL)
"""

SEALS = f"""
SELECT coalesce(s.number, c.number) AS number, s.at, s.entries, s.root, s.previous, s.key_id, s.hash, c.entries, c.root
FROM audit_seal s
FULL JOIN (SELECT number, count(*) AS entries, {ROOT} AS root FROM audit_sealedhead GROUP BY number) c ON c.number = s.number
ORDER BY 1
"""  # noqa: S608 - only constants of this module are put in


def verify(*, unsealed_after: timedelta = UNSEALED_AFTER) -> Iterator[Finding]:
    """Yield everything wrong with the audit: entries, ends of chains, what was sealed, seals, and chains left unsealed for too long."""
    yield from filter(None, map(_entry_finding, _rows(ENTRIES)))
    yield from map(_head_finding, _rows(HEADS))
    yield from map(_sealed_finding, _rows(SEALED))
    yield from _seal_findings()
    yield from map(_unsealed_finding, _rows(UNSEALED, unsealed_after.total_seconds()))


def _rows(sql: str, *params: float) -> Iterator[Row]:
    with connection.chunked_cursor() as cursor:
        cursor.execute(sql, params or None)
        yield from cursor


def _entry_finding(row: Row) -> Finding | None:
    subject, seq, is_intact, seq_before, was_intact, is_known, is_complete = row
    if not is_intact:
        return Finding(subject=subject, seq=seq, what=What.CHANGED, sentence=f"{subject} 第 {seq} 筆內容與雜湊不符，已遭修改")
    if seq != seq_before + 1:
        sentence = f"{subject} 缺{_span(seq_before + 1, seq - 1)}"
        return Finding(subject=subject, seq=seq_before + 1, what=What.MISSING, sentence=sentence)
    if is_known:
        return Finding(subject=subject, seq=seq, what=What.REORDERED, sentence=f"{subject} 第 {seq} 筆不在原來的順序")
    if not was_intact:
        return None
    if is_complete:
        return Finding(subject=subject, seq=seq - 1, what=What.CHANGED, sentence=f"{subject} 第 {seq - 1} 筆遭抽換，與第 {seq} 筆接不上")
    return Finding(subject=subject, seq=seq, what=What.MISSING, sentence=f"{subject} 第 {seq} 筆之前有紀錄遭抽走，其後重新編號")


def _head_finding(row: Row) -> Finding:
    subject, head, last, is_moved = row
    if head > last:
        return Finding(subject=subject, seq=last + 1, what=What.MISSING, sentence=f"{subject} 末尾缺{_span(last + 1, head)}")
    if head < last:
        return Finding(subject=subject, seq=last, what=What.CHANGED, sentence=f"{subject} 的鏈末端記為第 {head} 筆，實有第 {last} 筆")
    what, sentence = (What.REORDERED, "不在原來的順序") if is_moved else (What.CHANGED, "與鏈末端不符，已遭抽換")
    return Finding(subject=subject, seq=last, what=what, sentence=f"{subject} 第 {last} 筆{sentence}")


def _sealed_finding(row: Row) -> Finding:
    subject, seq, number, is_gone = row
    if is_gone:
        return Finding(subject=subject, seq=seq, what=What.MISSING, sentence=f"{subject} 第 {seq} 筆已由封印 {number} 封印，現已不見")
    return Finding(subject=subject, seq=seq, what=What.CHANGED, sentence=f"{subject} 第 {seq} 筆或其前各筆與封印 {number} 不符，已遭抽換")


def _unsealed_finding(row: Row) -> Finding:
    subject, seq, sealed, is_unfounded = row
    if is_unfounded:
        return Finding(subject=subject, seq=sealed, what=What.SEAL, sentence=f"{subject} 記為封印至第 {sealed} 筆，卻沒有這個封印")
    return Finding(subject=subject, seq=sealed + 1, what=What.UNSEALED, sentence=f"{subject} {_span(sealed + 1, seq)}逾時未封印")


def _span(first: int, last: int) -> str:
    return f"第 {first} 筆" if first == last else f"第 {first} 至 {last} 筆"


def _seal_findings() -> Iterator[Finding]:
    expected, hash_before = 1, b""
    for number, *seal in _rows(SEALS):
        if number != expected:
            yield Finding(subject="seal", seq=expected, what=What.SEAL, sentence=f"缺封印 {expected} 至 {number - 1}")
        wrong = _wrong_with_seal(number, seal, hash_before if number == expected else None)
        if wrong:
            yield Finding(subject="seal", seq=number, what=What.SEAL, sentence=f"封印 {number} {wrong}")
        expected, hash_before = number + 1, bytes(seal[5] or b"")


def _wrong_with_seal(number: int, seal: Row, hash_before: bytes | None) -> str:
    at, entries, root, previous, key_id, mac, entries_now, root_now = seal
    if at is None:
        return "不見了，只剩所封印的鏈末端"
    if entries != entries_now or root != root_now:
        return "所封印的鏈末端遭修改或刪除"
    if hash_before is not None and previous != hash_before:
        return "與前一封印接不上"
    key = find_key(key_id)
    if key is None:
        return f"的金鑰 {key_id} 不在 YANKAO_KEYS，無法驗證"
    expected = keyed_hash(key, number=number, at=at, entries=entries, root=bytes(root), previous=bytes(previous))
    return "" if hmac.compare_digest(expected, bytes(mac)) else "的金鑰雜湊不符，已遭修改"
