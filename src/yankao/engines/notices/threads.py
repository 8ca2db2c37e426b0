"""Marks in outgoing mail by which an answer finds its case and a bounce its message; keyed, so that nobody can make one up."""

import base64
import hmac
import re
from hashlib import sha256
from uuid import UUID

from yankao.kernel.keys import Key, all_keys, current_key

NUMBER = re.compile(r"\b([A-Z]\d{10})\b")
_MARK = re.compile(r"\[([A-Z]\d{10})/([a-z2-7]{12})\]", re.IGNORECASE)
_MESSAGE = re.compile(r"<([0-9a-f-]{36})\.([a-z2-7]{12})@", re.IGNORECASE)


def subject_mark(number: str) -> str:
    """Return what stands in the subject of a mail about a case."""
    return f"[{number}/{_mac(current_key(), 'case', number)}]"


def message_mark(delivery: UUID) -> str:
    """Return the left part of the Message-ID of a mail."""
    return f"{delivery}.{_mac(current_key(), 'message', str(delivery))}"


def number_in(subject: str) -> str:
    """Return the number proven by the mark in a subject, or nothing."""
    return next((found[1].upper() for found in _MARK.finditer(subject) if _holds("case", found[1].upper(), found[2])), "")


def deliveries_in(text: str) -> list[UUID]:
    """Return the messages of ours that are named in some headers, in their order, forged ones left out."""
    return [UUID(found[1]) for found in _MESSAGE.finditer(text) if _holds("message", found[1].lower(), found[2])]


def _holds(purpose: str, value: str, mac: str) -> bool:
    return any(hmac.compare_digest(_mac(key, purpose, value), mac.lower()) for key in all_keys())


def _mac(key: Key, purpose: str, value: str) -> str:
    digest = hmac.digest(key.derive("mail thread"), f"{purpose}:{value}".encode(), sha256)
    return base64.b32encode(digest).decode().lower()[:12]
