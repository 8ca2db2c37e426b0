"""Where the contents of files lie: one interface over Django's storage, each content once, named by its SHA-256."""

from collections.abc import Iterator
from pathlib import Path
from typing import IO

from django.core.files import File
from django.core.files.storage import default_storage

FOLDER = "sha256"


def path_of(sha256: str) -> str:
    """Return the place of a content."""
    return f"{FOLDER}/{sha256[:2]}/{sha256}"


def put(content: IO[bytes], *, sha256: str, size: int) -> None:
    """Keep a content, unless it is there already; half a content left by a crash is replaced."""
    path = path_of(sha256)
    if default_storage.exists(path):
        if default_storage.size(path) == size:
            return
        default_storage.delete(path)
    content.seek(0)
    kept = default_storage.save(path, File(content))
    if Path(kept).name != sha256:
        # Another process kept the same content in the same moment.
        default_storage.delete(kept)


def read(sha256: str) -> IO[bytes]:
    """Open a content."""
    opened = default_storage.open(path_of(sha256), "rb")
    stream = opened.file
    assert stream is not None
    return stream


def remove(sha256: str) -> None:
    """Delete a content."""
    default_storage.delete(path_of(sha256))


def folders() -> Iterator[list[str]]:
    """Yield the contents folder by folder."""
    if not default_storage.exists(FOLDER):
        return
    for folder in sorted(default_storage.listdir(FOLDER)[0]):
        yield default_storage.listdir(f"{FOLDER}/{folder}")[1]
