"""A request sent twice does its deed once: the answer to an Idempotency-Key is kept for a day and given again."""

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from hashlib import sha256

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse

from yankao.kernel.actors import Actor
from yankao.shell.api.problems import RefusedError
from yankao.shell.models import IdempotentAnswer

KEPT = timedelta(hours=24)
HEADER = "Idempotency-Key"
LONGEST = 100
Deed = Callable[[], tuple[int, Mapping[str, object], str]]
"""A deed returns the status, the body and the address of what it made."""


def answer_once(request: HttpRequest, deed: Deed, *, actor: Actor, now: datetime) -> HttpResponse:
    """Do the deed unless the same key and body already did it; a refused deed leaves the key unused."""
    key = request.headers.get(HEADER, "").strip()
    if not key:
        return _answer(*_told(deed))
    if len(key) > LONGEST or not key.isascii():
        raise RefusedError(422, f"{HEADER} 應為 {LONGEST} 字以內的英數符號")
    with transaction.atomic():
        _only_one(actor, key)
        mine = IdempotentAnswer.objects.filter(actor_kind=str(actor.kind), actor_id=actor.id, key=key)
        mine.filter(created_at__lt=now - KEPT).delete()
        row, is_new = IdempotentAnswer.objects.get_or_create(
            actor_kind=str(actor.kind), actor_id=actor.id, key=key, defaults={"request_hash": _hash(request), "created_at": now}
        )
        if not is_new and row.request_hash != _hash(request):
            raise RefusedError(422, f"此 {HEADER} 已用於另一個內容不同的請求，請換一個")
        if is_new:
            row.status, row.body, row.location = _told(deed)
            row.save(update_fields=["status", "body", "location"])
    response = _answer(row.status, row.body, row.location)
    if not is_new:
        response["Idempotent-Replayed"] = "true"
    return response


def _only_one(actor: Actor, key: str) -> None:
    """Refuse while a twin is under way; the lock ends with the transaction of the deed, also when its process dies."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [f"once {actor.kind} {actor.id} {key}"])
        (is_free,) = cursor.fetchone()
    if not is_free:
        raise RefusedError(409, f"相同 {HEADER} 的請求仍在處理中，請稍候再送一次")


def forget(*, now: datetime) -> int:
    """Delete the answers nobody can ask for again and return how many."""
    return IdempotentAnswer.objects.filter(created_at__lt=now - KEPT).delete()[0]


def _told(deed: Deed) -> tuple[int, str, str]:
    status, body, location = deed()
    return status, json.dumps(body, ensure_ascii=False), location


def _answer(status: int, body: str, location: str) -> HttpResponse:
    response = HttpResponse(body, status=status, content_type="application/json; charset=utf-8")
    if location:
        response["Location"] = location
    return response


def _hash(request: HttpRequest) -> str:
    told = sha256(b"\n".join((str(request.method).encode(), request.path.encode(), b"")))
    # A form with files is read already, and the mark between its parts is another each time: its content is what counts.
    for part in _parts(request) if request.content_type == "multipart/form-data" else [request.body]:
        told.update(part)
    return told.hexdigest()


def _parts(request: HttpRequest) -> Iterator[bytes]:
    yield json.dumps(sorted(request.POST.lists())).encode()
    for name, uploads in sorted(request.FILES.lists()):
        for upload in uploads:
            yield json.dumps([name, upload.name, upload.size]).encode()
            yield from upload.chunks()
            upload.seek(0)
