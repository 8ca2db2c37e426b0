"""The ways out and in that the operator configures: mail server, text message gateway, mailbox that is read, limits of use."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from email.utils import parseaddr
from urllib.parse import SplitResult, unquote, urlsplit

from yankao.site.errors import EnvironmentRefusedError

KNOWN_OUTSIDE = {
    "YANKAO_PUBLIC_URL": "對外網址，例如 https://yankao.example.gov.tw；寫在寄出的信裡",
    "YANKAO_SMTP_URL": "寄信主機：smtp+starttls://帳號:密碼@主機:587、smtps://主機:465 或 smtp://主機:25",
    "YANKAO_MAIL_FROM": "寄件人，例如 研考會 <noreply@example.gov.tw>",
    "YANKAO_MAIL_REPLY_TO": "回信地址；由本系統收信（yankao mail）時才設定",
    "YANKAO_SMS_URL": "簡訊業者的網址",
    "YANKAO_SMS_FORMAT": "簡訊內容格式：json 或 form",
    "YANKAO_SMS_FIELDS": "簡訊欄位（JSON 物件），以 {phone}、{text}、{id} 代入",
    "YANKAO_SMS_HEADERS": "簡訊業者要求的標頭（JSON 物件）",
    "YANKAO_SMS_SUCCESS": "受理時回覆內容須符合的樣式（正規表示式）",
    "YANKAO_SMS_ENCODING": "簡訊內容編碼：utf-8 或 big5",
    "YANKAO_IMAP_URL": "收信的信箱：imaps://帳號:密碼@主機:993/INBOX",
    "YANKAO_MAYOR_MAILBOX": "市長信箱的地址，以逗號分隔；寄到其他地址者管道記為電子郵件",
    "YANKAO_MAIL_CATEGORY": "來信立案的陳情項目代碼，預設 suggestion",
    "YANKAO_RATE_LIMITS": "使用頻率上限，例如 open311.write=1200/60；0 表示不限",
}
SMTP_PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
IMAP_PORTS = {"imap": 143, "imaps": 993}
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
ENCODINGS = ("utf-8", "big5")
RATE = re.compile(r"(?P<key>[a-z0-9_.]+)=(?:(?P<most>\d+)/(?P<seconds>\d+)|0)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Smtp:
    """The mail server that takes outgoing mail."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    is_tls: bool
    is_starttls: bool
    sender: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sms:
    """The gateway that takes text messages."""

    url: str
    form: str
    fields: Mapping[str, str] = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)
    success: str
    encoding: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Imap:
    """The mailbox that is read."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    is_tls: bool
    folder: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Outside:
    """All of it. What is not configured is None: its messages stay in the outbox, its mailbox is not read."""

    public_url: str = ""
    smtp: Smtp | None = None
    sms: Sms | None = None
    imap: Imap | None = None
    reply_to: str = ""
    mayor_addresses: tuple[str, ...] = ()
    mail_category: str = "suggestion"
    limits: Mapping[str, tuple[int, int]] = field(default_factory=dict)


def read_outside(environ: Mapping[str, str]) -> Outside:
    """Return what is configured, or refuse with a sentence that names the variable."""

    def value(name: str, default: str = "") -> str:
        return environ.get(name, "").strip() or default

    public = value("YANKAO_PUBLIC_URL").rstrip("/")
    if public and _parts(public, "YANKAO_PUBLIC_URL").scheme not in {"http", "https"}:
        raise EnvironmentRefusedError("YANKAO_PUBLIC_URL 必須以 https:// 開頭")
    return Outside(
        public_url=public,
        smtp=_smtp(value("YANKAO_SMTP_URL"), value("YANKAO_MAIL_FROM")),
        sms=_sms(value),
        imap=_imap(value("YANKAO_IMAP_URL")),
        reply_to=value("YANKAO_MAIL_REPLY_TO").lower(),
        mayor_addresses=tuple(part.strip().lower() for part in value("YANKAO_MAYOR_MAILBOX").split(",") if part.strip()),
        mail_category=value("YANKAO_MAIL_CATEGORY", "suggestion"),
        limits=_limits(value("YANKAO_RATE_LIMITS")),
    )


def for_demonstration(found: Outside) -> Outside:
    """Return what a demonstration may use: made-up people have real-looking numbers, so nothing leaves this machine."""
    smtp = found.smtp if found.smtp and found.smtp.host in LOOPBACK else None
    sms = found.sms if found.sms and urlsplit(found.sms.url).hostname in LOOPBACK else None
    imap = found.imap if found.imap and found.imap.host in LOOPBACK else None
    return replace(found, smtp=smtp, sms=sms, imap=imap)


def _smtp(url: str, sender: str) -> Smtp | None:
    if not url:
        return None
    parts, port = _server(url, "YANKAO_SMTP_URL", SMTP_PORTS)
    if "@" not in parseaddr(sender)[1]:
        raise EnvironmentRefusedError("設定 YANKAO_SMTP_URL 時，請一併以 YANKAO_MAIL_FROM 指定寄件人，例如 noreply@example.gov.tw")
    return Smtp(
        host=parts.hostname or "", port=port, user=unquote(parts.username or ""), password=unquote(parts.password or ""),
        is_tls=parts.scheme == "smtps", is_starttls=parts.scheme == "smtp+starttls", sender=sender,
    )  # fmt: skip


def _imap(url: str) -> Imap | None:
    if not url:
        return None
    parts, port = _server(url, "YANKAO_IMAP_URL", IMAP_PORTS)
    if not parts.username:
        raise EnvironmentRefusedError("YANKAO_IMAP_URL 缺少帳號，例如 imaps://帳號:密碼@主機:993/INBOX")
    return Imap(
        host=parts.hostname or "", port=port, user=unquote(parts.username), password=unquote(parts.password or ""),
        is_tls=parts.scheme == "imaps", folder=unquote(parts.path.strip("/")) or "INBOX",
    )  # fmt: skip


def _sms(value: Callable[..., str]) -> Sms | None:
    url, form, encoding = value("YANKAO_SMS_URL"), value("YANKAO_SMS_FORMAT", "json"), value("YANKAO_SMS_ENCODING", "utf-8")
    if not url:
        return None
    parts = _parts(url, "YANKAO_SMS_URL")
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOOPBACK):
        raise EnvironmentRefusedError("YANKAO_SMS_URL 必須以 https:// 開頭")
    if form not in {"json", "form"}:
        raise EnvironmentRefusedError(f"YANKAO_SMS_FORMAT 只能是 json 或 form，不能是「{form}」")
    if encoding not in ENCODINGS:
        raise EnvironmentRefusedError(f"YANKAO_SMS_ENCODING 只能是 {'、'.join(ENCODINGS)}，不能是「{encoding}」")
    fields = _object(value("YANKAO_SMS_FIELDS", '{"to": "{phone}", "text": "{text}", "id": "{id}"}'), "YANKAO_SMS_FIELDS")
    if not any("{phone}" in it for it in fields.values()) or not any("{text}" in it for it in fields.values()):
        raise EnvironmentRefusedError("YANKAO_SMS_FIELDS 必須含有 {phone} 與 {text}")
    success = value("YANKAO_SMS_SUCCESS")
    try:
        re.compile(success)
    except re.error as error:
        raise EnvironmentRefusedError(f"YANKAO_SMS_SUCCESS 不是有效的樣式：{error}") from error
    headers = _object(value("YANKAO_SMS_HEADERS", "{}"), "YANKAO_SMS_HEADERS")
    return Sms(url=url, form=form, fields=fields, headers=headers, success=success, encoding=encoding)


def _object(text: str, name: str) -> dict[str, str]:
    try:
        found = json.loads(text)
    except ValueError as error:
        raise EnvironmentRefusedError(f"{name} 不是有效的 JSON") from error
    if not isinstance(found, dict) or not all(isinstance(it, str) for it in found.values()):
        raise EnvironmentRefusedError(f"{name} 應為 JSON 物件，值為文字")
    return found


def _limits(text: str) -> dict[str, tuple[int, int]]:
    limits: dict[str, tuple[int, int]] = {}
    for part in (it.strip() for it in text.split(",") if it.strip()):
        found = RATE.fullmatch(part)
        if found is None or (found["seconds"] is not None and 0 in {int(found["seconds"]), int(found["most"])}):
            raise EnvironmentRefusedError(f"YANKAO_RATE_LIMITS 的「{part}」應寫成 名稱=次數/秒數，例如 open311.write=1200/60；不限者寫 名稱=0")
        limits[found["key"]] = (int(found["most"] or 0), int(found["seconds"] or 0))
    return limits


def _server(url: str, name: str, ports: Mapping[str, int]) -> tuple[SplitResult, int]:
    parts = _parts(url, name)
    if parts.scheme not in ports or not parts.hostname:
        raise EnvironmentRefusedError(f"{name} 必須以 {'、'.join(f'{it}://' for it in ports)} 開頭並含主機名稱")
    return parts, parts.port or ports[parts.scheme]


def _parts(url: str, name: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError as error:
        raise EnvironmentRefusedError(f"{name} 不是有效的網址") from error
    return parts
