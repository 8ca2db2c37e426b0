"""Reads a mail as it came over the wire: sender, subject, text in whatever charset, attachments, and the signs of machines."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import getaddresses, parseaddr
from itertools import islice

from lxml import html
from lxml.etree import ParserError

LONGEST_SUBJECT = 200
MOST_PARTS = 200
LONGEST_REPORT = 256 * 1024
# Programs label mail by the older name of a charset and use the characters of its successor.
CHARSETS = {"big5": "cp950", "big5-hkscs": "big5hkscs", "gb2312": "gb18030", "gbk": "gb18030", "us-ascii": "utf-8", "ascii": "utf-8"}
GUESSES = ("utf-8", "cp950", "gb18030")
BREAKS = ("br", "p", "div", "tr", "li", "h1", "h2", "h3", "h4", "blockquote", "table")
_QUOTE = re.compile(
    r"^(?:-{2,}\s*(?:Original Message|原始郵件|轉寄的郵件|Forwarded message).*|_{10,}|On .{5,200} wrote:|.{5,200}(?:寫道|写道)\s*[:：]|"
    r"(?:From|寄件者|寄件人|发件人)\s*[:：].*@.*)$",
    re.IGNORECASE,
)
_STATUS = re.compile(r"^(?P<name>Action|Status|Diagnostic-Code)\s*:\s*(?P<value>.+)$", re.IGNORECASE | re.MULTILINE)


class NotAMessageError(ValueError):
    """What was handed over is no mail."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """One file with a mail."""

    name: str
    content: bytes = field(repr=False)

    def stream(self) -> io.BytesIO:
        """Open the content."""
        return io.BytesIO(self.content)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounce:
    """A report that a mail of ours did not arrive: the headers it was known by, and what the other server said."""

    about: str = field(repr=False)
    is_final: bool
    reason: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A mail as read; whatever could not be read is left empty, nothing raises."""

    message_id: str
    name: str = field(repr=False)
    address: str = field(repr=False)
    recipients: frozenset[str] = field(repr=False)
    subject: str = field(repr=False)
    text: str = field(repr=False)
    references: str
    attachments: tuple[Attachment, ...]
    bounce: Bounce | None
    automatic: str
    hops: int


def read(raw: bytes) -> Letter:
    """Read a mail."""
    message = message_from_bytes(raw.lstrip(b"\r\n"), policy=policy.default.clone(utf8=True))
    if not isinstance(message, EmailMessage) or not any(_header(message, name) for name in ("From", "Return-Path", "Message-ID")):
        raise NotAMessageError("這不是一封信：沒有寄件人")
    name, address = parseaddr(_header(message, "From"))
    parts = list(_parts(message))
    return Letter(
        message_id=_header(message, "Message-ID").strip()[:500],
        name=name.strip()[:80],
        address=address.strip().lower()[:200],
        recipients=frozenset(_recipients(message)),
        subject=" ".join(_header(message, "Subject").split())[:LONGEST_SUBJECT],
        text=_text(parts),
        references=" ".join((_header(message, "In-Reply-To"), _header(message, "References")))[:8000],
        attachments=tuple(_attachments(parts)),
        bounce=_bounce(message, raw),
        automatic=_automatic(message),
        hops=len(message.get_all("Received", [])),
    )


def said_newly(text: str) -> str:
    """Return what an answer adds: without the letter it quotes. All of it when nothing else would be left."""
    kept: list[str] = []
    for line in text.splitlines():
        if _QUOTE.match(line.strip()):
            break
        if not line.lstrip().startswith(">"):
            kept.append(line)
    return "\n".join(kept).strip() or text.strip()


def _header(message: EmailMessage, name: str) -> str:
    raw = next((str(value) for key, value in message.raw_items() if key.lower() == name.lower()), "")
    if not _is_clean(raw):
        # Eight bits without a name of their charset.
        return _decoded(raw.encode("utf-8", "surrogateescape"), "").replace("\x00", "")
    try:
        return str(message.get(name) or "").encode("utf-8", "replace").decode().replace("\x00", "")
    except (ValueError, IndexError, AttributeError, TypeError):
        # The library's own parser gives up on some broken headers; they are taken as they came.
        return raw.replace("\x00", "")


def _is_clean(text: str) -> bool:
    return not any("\udc80" <= char <= "\udcff" for char in text)


def _decoded(raw: bytes, charset: str) -> str:
    named = CHARSETS.get(charset.lower(), charset.lower())
    for each in (*((named,) if named else ()), *GUESSES):
        try:
            return raw.decode(each)
        except (UnicodeDecodeError, LookupError):
            continue
    try:
        return raw.decode(named or "utf-8", "replace")
    except LookupError:
        return raw.decode("utf-8", "replace")


def _recipients(message: EmailMessage) -> Iterator[str]:
    for name in ("To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To"):
        for _name, address in getaddresses([_header(message, name)]):
            if "@" in address:
                yield address.strip().lower()


def _parts(message: EmailMessage) -> Iterator[EmailMessage]:
    for part in islice(message.walk(), MOST_PARTS):
        if isinstance(part, EmailMessage) and not part.is_multipart():
            yield part


def _is_file(part: EmailMessage) -> bool:
    return part.get_content_disposition() == "attachment" or bool(part.get_filename()) or part.get_content_maintype() not in {"text", "message"}


def _text(parts: list[EmailMessage]) -> str:
    plain = [_content(part) for part in parts if part.get_content_type() == "text/plain" and not _is_file(part)]
    found = "\n".join(it for it in plain if it.strip())
    if not found:
        found = "\n".join(_plain(_content(part)) for part in parts if part.get_content_type() == "text/html" and not _is_file(part))
    return found.replace("\x00", "").replace("\r\n", "\n").strip()


def _content(part: EmailMessage) -> str:
    payload = part.get_payload(decode=True)
    return _decoded(payload, part.get_content_charset("")) if isinstance(payload, bytes) else ""


def _plain(source: str) -> str:
    """Return the words of a page with its lines kept apart; scripts, styles and hidden parts are left out."""
    try:
        root = html.fromstring(source.encode("utf-8", "replace"), parser=html.HTMLParser(encoding="utf-8", huge_tree=False))
    except (ParserError, ValueError):
        return ""
    for each in root.xpath("//script|//style|//head|//template|//comment()"):
        each.drop_tree()
    for each in root.iter(*BREAKS):
        each.tail = "\n" + (each.tail or "")
        if each.tag != "br":
            each.text = "\n" + (each.text or "")
    lines = (" ".join(line.split()) for line in root.text_content().splitlines())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _attachments(parts: list[EmailMessage]) -> Iterator[Attachment]:
    for part in parts:
        payload = part.get_payload(decode=True)
        if _is_file(part) and isinstance(payload, bytes) and payload:
            name = (part.get_filename() or f"附件.{part.get_content_subtype()}").encode("utf-8", "replace").decode().replace("\x00", "")
            yield Attachment(name=name, content=payload)


def _bounce(message: EmailMessage, raw: bytes) -> Bounce | None:
    is_report = message.get_content_type() == "multipart/report" and "delivery-status" in str(message.get_param("report-type") or "delivery-status")
    if not is_report:
        return None
    whole = raw[:LONGEST_REPORT].decode("utf-8", "replace")
    status = {found["name"].lower(): found["value"].strip() for found in _STATUS.finditer(whole)}
    about = " ".join(found for found in re.findall(r"<[^<>\s]{10,200}>", whole))
    reason = " ".join(filter(None, (status.get("status"), status.get("diagnostic-code"))))
    return Bounce(about=about, is_final=status.get("action", "failed").lower() == "failed", reason=reason[:300])


def _automatic(message: EmailMessage) -> str:
    """Return by which sign the mail was sent by a machine, or nothing (RFC 3834)."""
    answer = _header(message, "Auto-Submitted").split(";")[0].strip().lower()
    if answer and answer != "no":
        return f"Auto-Submitted: {answer}"[:60]
    precedence = _header(message, "Precedence").strip().lower()
    if precedence in {"bulk", "junk", "list", "auto_reply"}:
        return f"Precedence: {precedence}"
    for name in ("List-Id", "X-Autoreply", "X-Autorespond", "X-Vacation", "List-Unsubscribe"):
        if message.get(name) is not None:
            return name
    return "Return-Path: <>" if _header(message, "Return-Path").strip() == "<>" else ""
