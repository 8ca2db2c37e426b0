"""The vault of personal data: AES-256-GCM for the values, a keyed index (HMAC) to find them again without opening them."""

import hmac
import os
import re
import unicodedata
from dataclasses import dataclass, field, fields
from functools import lru_cache
from hashlib import sha256
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from yankao.kernel.keys import Key, all_keys, find_key

NONCE_BYTES = 12
TAIWAN = "886"
INDEXED = ("name", "phone", "email", "national_id")


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonData:
    """What is known of a person, in clear; never shown by `repr`, so that no log can show it."""

    name: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)
    email: str = field(default="", repr=False)
    address: str = field(default="", repr=False)
    national_id: str = field(default="", repr=False)

    def as_dict(self) -> dict[str, str]:
        """Return the values by field name."""
        return {name: getattr(self, name) for name in FIELDS}


FIELDS = tuple(each.name for each in fields(PersonData))


class SealedValueError(ValueError):
    """A stored value cannot be opened: its key is gone, or it was changed or moved."""


def encrypt(key: Key, person: UUID, name: str, value: str) -> bytes | None:
    """Return the ciphertext of one field of one person; None for an empty value."""
    if not value:
        return None
    nonce = os.urandom(NONCE_BYTES)
    return nonce + _cipher(key).encrypt(nonce, value.encode(), _place(person, name))


def decrypt(key_id: str, person: UUID, name: str, stored: bytes | memoryview | None) -> str:
    """Return the clear value of one field of one person; a ciphertext from another place does not open."""
    if stored is None:
        return ""
    key, raw = find_key(key_id), bytes(stored)
    if key is None:
        message = f"金鑰 {key_id} 不在 YANKAO_KEYS，個人資料無法開啟"
        raise SealedValueError(message)
    try:
        return _cipher(key).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], _place(person, name)).decode()
    except InvalidTag as error:
        message = f"個人資料 {person} 的欄位 {name} 遭修改，無法開啟"
        raise SealedValueError(message) from error


def index(key: Key, name: str, value: str) -> bytes | None:
    """Return what a value is found by under the key; None when nothing is left of it."""
    normal = normalise(name, value)
    return hmac.digest(key.derive("person index"), f"{name}:{normal}".encode(), sha256) if normal else None


def indexes(name: str, value: str) -> list[bytes]:
    """Return what a value may be found by under every key, so that people are found during a rotation too."""
    return [found for key in all_keys() if (found := index(key, name, value)) is not None]


def normalise(name: str, value: str) -> str:
    """Return the one form in which a value is compared: phones by digits, others without width, case or blanks that do not matter."""
    text = unicodedata.normalize("NFKC", value)
    if name == "phone":
        digits = "".join(str(unicodedata.decimal(char)) for char in text if char.isdecimal())
        return "0" + digits.removeprefix(TAIWAN).removeprefix("0") if digits.startswith(TAIWAN) else digits
    # A blank taken out can bring an accent to its letter, so the text is composed once more.
    text = unicodedata.normalize("NFKC", re.sub(r"\s+", "", text))
    if name == "email":
        text = text.lower()
    elif name == "national_id":
        text = text.upper()
    return unicodedata.normalize("NFKC", text)


def _place(person: UUID, name: str) -> bytes:
    return f"{person}:{name}".encode()


def _cipher(key: Key) -> AESGCM:
    return _aes(key.derive("person"))


@lru_cache(maxsize=16)
def _aes(secret: bytes) -> AESGCM:
    return AESGCM(secret)
