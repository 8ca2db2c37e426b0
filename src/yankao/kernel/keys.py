"""The secret keys of the installation (YANKAO_KEYS): the first is used for new values, the others still open old ones."""

import base64
import binascii
from dataclasses import dataclass, field
from functools import lru_cache

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

KEY_BYTES = 32
HINT = "YANKAO_KEYS 應為「代號:base64」，多把以逗號分隔，每把 32 位元組"


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """One secret with its public name; what is stored names the key that made it."""

    id: str
    secret: bytes = field(repr=False)

    def derive(self, purpose: str) -> bytes:
        """Return the sub-key for one purpose, so that no two uses share a secret."""
        return _derived(self.secret, purpose)


def all_keys() -> tuple[Key, ...]:
    """Return every key, the current one first."""
    found = getattr(settings, "YANKAO_KEYS", "")
    return _parsed(found if isinstance(found, str) else ",".join(found))


def current_key() -> Key:
    """Return the key that new values are made with."""
    return all_keys()[0]


def find_key(key_id: str) -> Key | None:
    """Return the key of that name, or None when the installation no longer holds it."""
    return next((key for key in all_keys() if key.id == key_id), None)


@lru_cache(maxsize=16)
def _parsed(text: str) -> tuple[Key, ...]:
    keys = tuple(_one(part.strip()) for part in text.split(",") if part.strip())
    if not keys or len({key.id for key in keys}) != len(keys):
        raise ImproperlyConfigured(HINT)
    return keys


def _one(part: str) -> Key:
    key_id, _, encoded = part.partition(":")
    try:
        secret = base64.b64decode(encoded, validate=True)
    except binascii.Error as error:
        raise ImproperlyConfigured(HINT) from error
    if not key_id or len(key_id) > KEY_BYTES or len(secret) != KEY_BYTES:
        raise ImproperlyConfigured(HINT)
    return Key(id=key_id, secret=secret)


@lru_cache(maxsize=128)
def _derived(secret: bytes, purpose: str) -> bytes:
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=f"yankao {purpose} v1".encode()).derive(secret)
