"""What an uploaded file really is: told from its bytes, and refused where the name says something else."""

import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import puremagic
from django.core.exceptions import ValidationError

HEAD_BYTES = 8192
TEXT_ENCODINGS = ("utf-8", "utf-16", "cp950")
CONTROL = frozenset(range(32)) - {9, 10, 12, 13, 27}


class FileRefusedError(ValidationError):
    """The file is not taken; the message tells the person what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One sort of file that is taken, and how its bytes give it away."""

    media_type: str
    extensions: tuple[str, ...]
    family: str
    mark: str = ""


KINDS = (
    Kind(media_type="image/jpeg", extensions=(".jpg", ".jpeg"), family="image", mark="JPEG"),
    Kind(media_type="image/png", extensions=(".png",), family="image", mark="PNG"),
    Kind(media_type="image/webp", extensions=(".webp",), family="image", mark="WEBP"),
    Kind(media_type="image/gif", extensions=(".gif",), family="image", mark="GIF"),
    Kind(media_type="application/pdf", extensions=(".pdf",), family="pdf"),
    Kind(media_type="application/vnd.oasis.opendocument.text", extensions=(".odt",), family="odf"),
    Kind(media_type="application/vnd.oasis.opendocument.spreadsheet", extensions=(".ods",), family="odf"),
    Kind(media_type="application/vnd.oasis.opendocument.presentation", extensions=(".odp",), family="odf"),
    Kind(
        media_type="application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        extensions=(".docx",),
        family="ooxml",
        mark="word/document.xml",
    ),
    Kind(
        media_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        extensions=(".xlsx",),
        family="ooxml",
        mark="xl/workbook.xml",
    ),
    Kind(media_type="text/csv", extensions=(".csv",), family="text"),
    Kind(media_type="text/plain", extensions=(".txt",), family="text"),
)
BY_EXTENSION = {extension: kind for kind in KINDS for extension in kind.extensions}
TAKEN = "、".join(extension.removeprefix(".") for extension in BY_EXTENSION)
# A photo that cannot be rid of its place of taking is not taken.
ADVICE = {".heic": "請在手機設定改用 JPEG，或轉存為 jpg 後再上傳", ".heif": "請轉存為 jpg 後再上傳", ".zip": "請解壓縮後逐一上傳"}


def sniff(content: IO[bytes], name: str) -> Kind:
    """Return what the file is, or refuse it: not on the list, or not what its name says."""
    extension = Path(name).suffix.lower()
    kind = BY_EXTENSION.get(extension)
    if kind is None:
        raise FileRefusedError(ADVICE.get(extension, f"不收這種檔案，可上傳：{TAKEN}"))
    content.seek(0)
    head = content.read(HEAD_BYTES)
    if not head:
        raise FileRefusedError("檔案是空的")
    if not _agrees(kind, content, head):
        message = f"檔案內容不是 {extension.removeprefix('.')}，請以正確的格式另存後再上傳"
        raise FileRefusedError(message)
    content.seek(0)
    return kind


def _agrees(kind: Kind, content: IO[bytes], head: bytes) -> bool:
    match kind.family:
        case "image" | "pdf":
            return kind.media_type in _magic(head)
        case "odf" | "ooxml":
            return _is_office(kind, content)
        case _:
            return _is_text(content)


def _magic(head: bytes) -> set[str]:
    try:
        return {found.mime_type for found in puremagic.magic_string(head)}
    except puremagic.PureError:
        return set()


def _is_office(kind: Kind, content: IO[bytes]) -> bool:
    try:
        with zipfile.ZipFile(content) as archive:
            names = set(archive.namelist())
            if any(name.lower().endswith("vbaproject.bin") for name in names):
                raise FileRefusedError("不收含有巨集的檔案，請另存為不含巨集的格式")
            if kind.family == "ooxml":
                return kind.mark in names and "[Content_Types].xml" in names
            with archive.open("mimetype") as declared:
                return declared.read(HEAD_BYTES).strip() == kind.media_type.encode()
    except (zipfile.BadZipFile, KeyError, RuntimeError, NotImplementedError):
        return False


def _is_text(content: IO[bytes]) -> bool:
    content.seek(0)
    raw = content.read()
    for encoding in TEXT_ENCODINGS:
        if encoding == "utf-16" and not raw.startswith((b"\xff\xfe", b"\xfe\xff")):
            continue
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        return not any(ord(char) in CONTROL for char in text)
    return False
