"""Reads a mailbox over IMAP: each mail once, marked there when it is safely here; nothing is deleted."""

import imaplib
import logging
import re
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime

from yankao.divisions.service.mail.intake import HEAD, take
from yankao.divisions.service.mail.reading import NotAMessageError
from yankao.divisions.service.mail.setup import LARGEST, Setup

log = logging.getLogger("yankao.mail")
TAKEN = "YankaoTaken"
SECONDS = 30
MOST_AT_ONCE = 200
_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailbox:
    """The mailbox of the city."""

    host: str
    port: int
    user: str = field(repr=False)
    password: str = field(repr=False)
    is_tls: bool
    folder: str = "INBOX"


class MailboxError(Exception):
    """The mailbox cannot be read now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """One mail of the mailbox: whole, or its beginning when it is too large."""

    uid: str
    size: int
    raw: bytes = field(repr=False)


def poll(box: Mailbox, *, now: datetime, setup: Setup) -> int:
    """Take the mails that are new and return how many were looked at; what fails stays unmarked and is tried again."""
    count = 0
    with _opened(box) as server:
        mark = _mark_of(server)
        for mail in _new(server, mark):
            try:
                take(mail.raw, now=now, setup=setup, size=mail.size)
            except NotAMessageError:
                log.warning("mail_not_a_message uid=%s size=%s", mail.uid, mail.size)
            # After the commit: a crash in between fetches it again, and its Message-ID is known.
            _checked(server.uid("STORE", mail.uid, "+FLAGS.SILENT", f"({mark})"))
            count += 1
    return count


@contextmanager
def _opened(box: Mailbox) -> Iterator[imaplib.IMAP4]:
    try:
        server: imaplib.IMAP4 = (
            imaplib.IMAP4_SSL(box.host, box.port, ssl_context=ssl.create_default_context(), timeout=SECONDS)
            if box.is_tls
            else imaplib.IMAP4(box.host, box.port, timeout=SECONDS)
        )
    except (OSError, imaplib.IMAP4.error) as error:
        raise MailboxError(f"信箱主機無法連線（{type(error).__name__}）") from None
    try:
        _checked(server.login(box.user, box.password))
        _checked(server.select(f'"{box.folder}"'))
        yield server
    except (OSError, imaplib.IMAP4.error) as error:
        # The library repeats what was sent, and with it the password.
        raise MailboxError(f"信箱無法讀取（{type(error).__name__}）") from None
    finally:
        with suppress(OSError, imaplib.IMAP4.error):
            server.logout()


def _mark_of(server: imaplib.IMAP4) -> str:
    """Return the mark for what is taken: our own where the server keeps any, so that somebody reading by hand hides nothing from us."""
    _, flags = server.response("PERMANENTFLAGS")
    allowed = b" ".join(it for it in flags if isinstance(it, bytes))
    return TAKEN if rb"\*" in allowed or TAKEN.encode() in allowed else r"\Seen"


def _new(server: imaplib.IMAP4, mark: str) -> Iterator[Fetched]:
    wanted = ("UNKEYWORD", TAKEN) if mark == TAKEN else ("UNSEEN",)
    (found, *_rest) = _checked(server.uid("SEARCH", *wanted))
    uids = found.split() if isinstance(found, bytes) else []
    for uid in (each.decode() for each in uids[:MOST_AT_ONCE]):
        size = _size(_checked(server.uid("FETCH", uid, "(RFC822.SIZE)")))
        what = "BODY.PEEK[]" if size <= LARGEST else f"BODY.PEEK[]<0.{HEAD}>"
        raw = next((it[1] for it in _checked(server.uid("FETCH", uid, f"({what})")) if isinstance(it, tuple)), b"")
        yield Fetched(uid=uid, size=size, raw=raw)


def _size(told: Sequence[object]) -> int:
    found = next((match for it in told if isinstance(it, bytes) and (match := _SIZE.search(it))), None)
    return int(found[1]) if found else 0


def _checked(answer: tuple[str, Sequence[object]]) -> Sequence[object]:
    status, told = answer
    if status != "OK":
        raise MailboxError("信箱主機拒絕要求")
    return told
