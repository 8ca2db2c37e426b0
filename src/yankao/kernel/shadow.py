"""What a text says once markup, invisible signs and odd digits are set aside (文字的實際內容), and where each sign of it stands.

Somebody who writes 0912<b>345</b>678, or the same with invisible signs in between, has written a phone number; a reader
sees it, so covering must see it too.
"""

import html
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

_PLAIN = re.compile(r"[ -%'-;=?-Z\\^-~\n\r\t\u4e00-\u9fff。、「」《》…，；：！？]*")
_MARKUP = re.compile(r"</?[A-Za-z!][^<>@]{0,200}>|\[/?[A-Za-z]{1,6}\]|&(?:#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z]{2,8});?")
_DASHES = frozenset("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u30fc\u2500")
_UNSEEN = frozenset({"Cf", "Mn", "Me"})


@dataclass(frozen=True, slots=True)
class Shadow:
    """The text as it is read; `places` says where in the original each of its signs stands, None: at the same place."""

    text: str
    places: tuple[tuple[int, int], ...] | None = None

    def start(self, at: int) -> int:
        """Return where in the original a sign begins."""
        return at if self.places is None else self.places[at][0]

    def end(self, at: int) -> int:
        """Return where in the original a sign ends."""
        return at + 1 if self.places is None else self.places[at][1]


@lru_cache(maxsize=8)  # the same text is looked through for one sort of personal data after another
def shadow_of(text: str) -> Shadow:
    """Return what a reader reads."""
    if _PLAIN.fullmatch(text):
        return Shadow(text)
    signs: list[str] = []
    places: list[tuple[int, int]] = []
    at = 0
    while at < len(text):
        found = _MARKUP.match(text, at) if text[at] in "<[&" else None
        end = found.end() if found else at + 1
        for sign in _of_markup(found[0]) if found else _plain(text[at]):
            signs.append(sign)
            places.append((at, end))
        at = end
    return Shadow("".join(signs), tuple(places))


def cover_in(text: str, pattern: re.Pattern[str], cover: Callable[[str], str]) -> str:
    """Cover every match of the group `it` as it is read; what is not covered, markup included, stays as written."""
    shadow = shadow_of(text)
    parts, end = [], 0
    for found in pattern.finditer(shadow.text):
        first, last = found.span("it")
        parts += [text[end : shadow.start(first)], _covered(text, shadow, first, cover(found["it"]), length=last - first)]
        end = shadow.end(last - 1)
    return "".join([*parts, text[end:]])


def _covered(text: str, shadow: Shadow, first: int, hidden: str, *, length: int) -> str:
    """Return the stretch of the original with the signs that were covered; one of another length stands for the whole stretch."""
    if len(hidden) != length:
        return hidden
    parts, end = [], shadow.start(first)
    for at, sign in enumerate(hidden, start=first):
        parts.append(text[end : shadow.start(at)])
        parts.append(text[shadow.start(at) : shadow.end(at)] if sign == shadow.text[at] else sign)
        end = shadow.end(at)
    return "".join(parts)


def _of_markup(found: str) -> str:
    """A tag says nothing; a character reference says its character."""
    if not found.startswith("&"):
        return ""
    meant = html.unescape(found)
    return "".join(_plain(sign) for sign in meant) if len(meant) == 1 else found


def _plain(sign: str) -> str:
    """Return a sign in its plain form: one sign for one, none for what is not seen."""
    if sign.isascii():
        return sign
    if sign in _DASHES:
        return "-"
    if unicodedata.category(sign) in _UNSEEN:
        return ""
    digit = unicodedata.digit(sign, None)
    if digit is not None:
        return str(digit)
    folded = unicodedata.normalize("NFKC", sign)
    return folded if len(folded) == 1 else " " if folded.isspace() else sign
