"""應用程式金鑰: given out once in the clear, kept as a hash, with scopes and an end, revoked at once."""

import secrets
from collections.abc import Collection
from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from yankao.engines.identity.models import ApplicationToken
from yankao.engines.identity.read import hash_of
from yankao.engines.identity.scopes import scopes
from yankao.kernel.actors import Actor
from yankao.kernel.agencies.models import Agency
from yankao.kernel.changes import Subject
from yankao.kernel.changes.record import record_change

LONGEST = timedelta(days=3 * 366)
BYTES = 32


def create_token(
    name: str, *, wanted: Collection[str], agency: Agency | None, expires_at: datetime | None, actor: Actor, now: datetime
) -> tuple[ApplicationToken, str]:
    """Make a key for a program and return it with its row; the key itself is kept nowhere.

    Raises:
        PermissionDenied: the actor does not administer the city.
        ValidationError: no name, no scope, or no end within three years.
    """
    _require_admin(actor)
    problems: dict[str, str] = {}
    if not name.strip():
        problems["name"] = "請填寫應用程式名稱"
    if not wanted or any(scope not in scopes() for scope in wanted):
        problems["scopes"] = "請至少勾選一項範圍"
    if expires_at is None or not now < expires_at <= now + LONGEST:
        problems["expires_at"] = "請填寫到期日，須晚於現在且不逾三年"
    if problems:
        raise ValidationError(problems)
    key = secrets.token_urlsafe(BYTES)
    with transaction.atomic():
        token = ApplicationToken.objects.create(
            name=name.strip(), key_hash=hash_of(key), scopes=sorted(wanted), agency=agency, created_at=now, expires_at=expires_at
        )
        changed = {"name": ("", token.name), "scopes": ("", " ".join(token.scopes)), "expires_at": ("", expires_at)}
        record_change(token_subject(token.pk), "create", actor=actor, now=now, changed=changed)
    return token, key


def revoke_token(token_id: int, *, actor: Actor, now: datetime, reason: str) -> ApplicationToken:
    """Revoke a key: from now on it opens nothing."""
    _require_admin(actor)
    if not reason.strip():
        raise ValidationError({"reason": "請填寫撤銷理由"})
    with transaction.atomic():
        token = ApplicationToken.objects.select_for_update().get(pk=token_id)
        if token.revoked_at is not None:
            raise ValidationError("此金鑰已經撤銷")
        token.revoked_at = now
        token.save(update_fields=["revoked_at"])
        record_change(token_subject(token.pk), "revoke", actor=actor, now=now, changed={"revoked_at": ("", now)}, reason=reason)
    return token


def token_subject(token_id: int) -> Subject:
    """Return the name under which changes of a key are written down."""
    return Subject(kind="token", id=str(token_id))


def _require_admin(actor: Actor) -> None:
    if not actor.has_role("admin"):
        raise PermissionDenied("應用程式金鑰限系統管理者管理")
