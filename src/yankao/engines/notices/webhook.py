"""Webhooks (介接通知): a signed message to a program, in the manner of Standard Webhooks, so that ready libraries can check it."""

import base64
import hmac
import json
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.db import transaction

from yankao.engines.identity.models import ApplicationToken
from yankao.engines.notices.channels import Message, Refused
from yankao.engines.notices.models import ChannelKey, Hook
from yankao.engines.notices.web import post
from yankao.kernel import audit
from yankao.kernel.actors import Actor
from yankao.kernel.keys import current_key, find_key

PREFIX = "whsec_"
LOOPBACK = ("127.0.0.1", "localhost", "::1")
SENT_AT = "webhook-timestamp"


@dataclass(frozen=True, slots=True)
class WebhookChannel:
    """Signed messages to the addresses of programs."""

    missing: str = ""
    key: ChannelKey = ChannelKey.WEBHOOK
    is_local: bool = False
    """In a demonstration: only programs on this machine are told."""

    def send(self, message: Message) -> str:
        """Send one message: the same id at every attempt, signed together with its moment."""
        if self.is_local and urlsplit(message.address).hostname not in LOOPBACK:
            raise Refused("展示城市只通知本機的程式")
        body, stamp = message.text.encode(), message.headers[SENT_AT]
        secret = base64.b64decode(message.headers["secret"].removeprefix(PREFIX))
        signed = hmac.digest(secret, f"{message.id}.{stamp}.".encode() + body, sha256)
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "User-Agent": "Yankao",
            "webhook-id": message.id,
            SENT_AT: stamp,
            "webhook-signature": f"v1,{base64.b64encode(signed).decode()}",
        }
        post(message.address, body, headers=headers)
        return ""


def secret_of(hook: Hook) -> str:
    """Return the secret with which the messages of a hook are signed; its program is shown it once."""
    key = find_key(hook.key_id)
    if key is None:
        raise Refused("簽章金鑰已更換，請停用後重新登錄此網址")
    return PREFIX + base64.b64encode(hmac.digest(key.derive("webhook"), str(hook.pk).encode(), sha256)).decode()


@transaction.atomic
def add_hook(application: ApplicationToken, url: str, *, actor: Actor, now: datetime) -> Hook:
    """Keep the address of a program; outside this machine only over HTTPS, so that nobody on the way reads it."""
    parts = urlsplit(url)
    if parts.scheme not in {"https", "http"} or not parts.hostname or parts.username:
        raise ValidationError({"url": "請填寫完整網址，例如 https://example.org/hook"})
    if parts.scheme == "http" and parts.hostname not in LOOPBACK:
        raise ValidationError({"url": "網址必須以 https:// 開頭"})
    if Hook.objects.filter(application=application, url=url, ended_at__isnull=True).exists():
        raise ValidationError({"url": "此應用程式已登錄這個網址"})
    hook = Hook.objects.create(application=application, url=url, key_id=current_key().id, created_at=now)
    audit.record(subject_kind="hook", subject_id=hook.pk, verb="hook_added", actor=actor, at=now, values={"url": url})
    return hook


@transaction.atomic
def end_hook(hook: Hook, *, actor: Actor, now: datetime) -> None:
    """Stop telling an address."""
    if Hook.objects.filter(pk=hook.pk, ended_at__isnull=True).update(ended_at=now):
        audit.record(subject_kind="hook", subject_id=hook.pk, verb="hook_ended", actor=actor, at=now, values={})


def payload(*, kind: str, at: datetime, data: dict[str, str]) -> str:
    """Return the text of a message."""
    return json.dumps({"type": kind, "timestamp": at.isoformat(), "data": data}, ensure_ascii=False)
