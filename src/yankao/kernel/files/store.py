"""Taking and giving files: only what is on the list, within the limit, cleaned, named by its content, given as a download."""

import re
import tempfile
import unicodedata
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from pathlib import PurePosixPath
from typing import IO, Protocol

from django.db import connection, transaction
from django.utils.http import content_disposition_header

from yankao.kernel.actors import Actor
from yankao.kernel.files import storage
from yankao.kernel.files.images import clean
from yankao.kernel.files.models import StoredFile
from yankao.kernel.files.sniff import FileRefusedError, Kind, sniff

MEGABYTE = 1024 * 1024
LIMIT = 20 * MEGABYTE
CHUNK = 256 * 1024
MEMORY = 2 * MEGABYTE
NAME_LENGTH = 120
# Told apart from other advisory locks of the program by their first number.
LOCK = 7_100_716


class Readable(Protocol):
    """Anything an upload can be read from."""

    @property
    def read(self) -> Callable[[int], bytes]:
        """What returns up to so many bytes."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Download:
    """A file on its way out: the headers that keep a browser from running it, and its content."""

    headers: Mapping[str, str]
    content: IO[bytes] = field(repr=False)


def store(stream: Readable, *, name: str, actor: Actor, now: datetime, limit: int = LIMIT) -> StoredFile:
    """Take a file and return its row, or refuse it with a sentence; belongs in the transaction of the deed it is part of."""
    with tempfile.SpooledTemporaryFile(MEMORY) as raw, tempfile.SpooledTemporaryFile(MEMORY) as cleaned:
        _receive(stream, raw, limit)
        shown = safe_name(name)
        kind = sniff(raw, shown)
        return _keep(_cleaned(raw, cleaned, kind), kind, StoredFile(name=shown, created_at=now), actor)


def open_download(file: StoredFile) -> Download:
    """Open a file for downloading; whether the person may have it was asked before."""
    disposition = content_disposition_header(True, file.name)  # noqa: FBT003 - Django's signature
    headers = {
        "Content-Type": file.media_type,
        "Content-Length": str(file.size),
        "Content-Disposition": disposition or "attachment",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cache-Control": "private, no-store",
    }
    return Download(headers=headers, content=storage.read(file.sha256))


def safe_name(name: str) -> str:
    """Return the name without folders, control and direction marks, short enough, its ending kept."""
    text = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    text = "".join(char for char in text if unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
    text = re.sub(r'[<>:"|?*]', "_", text).strip(" .")
    path = PurePosixPath(text or "_")
    return path.stem[: NAME_LENGTH - len(path.suffix)] + path.suffix[:NAME_LENGTH]


def remove_orphans() -> int:
    """Delete contents that no row names, left by deeds that were rolled back or files removed, and return how many."""
    return sum(_remove_orphan(each) for names in storage.folders() for each in _unnamed(names))


def _receive(stream: Readable, raw: IO[bytes], limit: int) -> None:
    size = 0
    while chunk := stream.read(CHUNK):
        size += len(chunk)
        if size > limit:
            message = f"檔案超過 {limit // MEGABYTE} MB，請壓縮或分成幾個檔案"
            raise FileRefusedError(message)
        raw.write(chunk)


def _cleaned(raw: IO[bytes], target: IO[bytes], kind: Kind) -> IO[bytes]:
    if kind.family != "image":
        return raw
    clean(raw, kind, target)
    return target


@transaction.atomic
def _keep(content: IO[bytes], kind: Kind, row: StoredFile, actor: Actor) -> StoredFile:
    content.seek(0)
    seen, size = sha256(), 0
    while chunk := content.read(CHUNK):
        seen.update(chunk)
        size += len(chunk)
    row.sha256, row.size, row.media_type = seen.hexdigest(), size, kind.media_type
    row.uploaded_by_kind, row.uploaded_by_id, row.uploaded_by_name = actor.kind.value, actor.id, actor.name
    with connection.cursor() as cursor:
        # Held to the end of the transaction: the content is no orphan while its row is not committed yet.
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s, %s)", [LOCK, _lock_of(row.sha256)])
    storage.put(content, sha256=row.sha256, size=size)
    row.save(force_insert=True)
    return row


def _unnamed(names: list[str]) -> set[str]:
    return set(names) - set(StoredFile.objects.filter(sha256__in=names).values_list("sha256", flat=True))


@transaction.atomic
def _remove_orphan(name: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [LOCK, _lock_of(name)])
        (is_free,) = cursor.fetchone()
    if not is_free or StoredFile.objects.filter(sha256=name).exists():
        return False
    with suppress(FileNotFoundError):
        storage.remove(name)
    return True


def _lock_of(name: str) -> int:
    return int.from_bytes(sha256(name.encode()).digest()[:4], signed=True)
