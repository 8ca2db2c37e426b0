"""密封抽籤的算法: what is published before a draw, the order that follows from it, and how anybody checks both.

    list        the tender numbers, each once, sorted by their UTF-8 bytes, one a line, each line ended by a line feed
    digest      SHA-256 of the list
    commitment  SHA-256 of the seed (32 bytes) followed by the digest (32 bytes)
    order       the numbers by ascending HMAC-SHA256(seed, number); two alike (none is known) by the number itself

Digest and commitment are published before the first visit, the seed and the list after the last. Nothing here reads a database.
"""

import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256

ALGORITHM = "yankao-draw-1"
SEED_BYTES = 32


class WrongListError(ValueError):
    """A list cannot be drawn from: a number stands twice, is empty, or holds a line break."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One step of a check: what was compared, and whether it holds."""

    name: str
    holds: bool


def sorted_numbers(numbers: Iterable[str]) -> tuple[str, ...]:
    """Return the numbers as the list holds them; raises WrongListError."""
    found = tuple(sorted(numbers, key=str.encode))
    if len(set(found)) != len(found):
        raise WrongListError("名單中有重複的標案編號")
    if not all(number.strip() == number and number and number.isprintable() for number in found):
        raise WrongListError("名單中有空白或含換行的標案編號")
    return found


def list_text(numbers: Iterable[str]) -> str:
    """Return the list as the file that is hashed: one number a line."""
    return "".join(f"{number}\n" for number in sorted_numbers(numbers))


def digest_of(numbers: Iterable[str]) -> bytes:
    """Return the SHA-256 of the list."""
    return sha256(list_text(numbers).encode()).digest()


def commitment_of(seed: bytes, digest: bytes) -> str:
    """Return what is published before the draw, in hexadecimal."""
    if len(seed) != SEED_BYTES:
        raise WrongListError(f"種子應為{SEED_BYTES}位元組")
    return sha256(seed + digest).hexdigest()


def order_of(seed: bytes, numbers: Iterable[str]) -> tuple[str, ...]:
    """Return the numbers in the order in which they are drawn."""
    return tuple(sorted(sorted_numbers(numbers), key=lambda number: hmac.digest(seed, number.encode(), sha256)))


def check(document: Mapping[str, object]) -> tuple[Finding, ...]:
    """Recompute a revealed draw and say of each step whether it holds.

    Raises:
        WrongListError: the document is none of a revealed draw.
    """
    numbers, order = _texts(document, "numbers"), _texts(document, "order")
    seed = _bytes(document.get("seed"))
    if document.get("algorithm") != ALGORITHM:
        raise WrongListError(f"不認得的算法「{document.get('algorithm')}」，應為 {ALGORITHM}")
    digest = digest_of(numbers)
    return (
        Finding(name="名單依標案編號排序", holds=tuple(numbers) == sorted_numbers(numbers)),
        Finding(name="名單件數", holds=document.get("count") == len(numbers)),
        Finding(name="名單雜湊", holds=document.get("digest") == digest.hex()),
        Finding(name="事前公布之承諾", holds=document.get("commitment") == commitment_of(seed, digest)),
        Finding(name="抽籤順序", holds=tuple(order) == order_of(seed, numbers)),
    )


def _texts(document: Mapping[str, object], name: str) -> tuple[str, ...]:
    found = document.get(name)
    if not isinstance(found, list) or not all(isinstance(each, str) for each in found):
        raise WrongListError(f"檔案缺少 {name}；尚未揭示的抽籤無法驗證順序")
    return tuple(found)


def _bytes(value: object) -> bytes:
    try:
        return bytes.fromhex(value if isinstance(value, str) else "")
    except ValueError:
        raise WrongListError("種子應為十六進位") from None
