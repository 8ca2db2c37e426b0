"""Gives a file that was made here to be saved under its own name, in the reader's writing."""

from pathlib import PurePath

from django.http import HttpResponse
from django.utils.http import content_disposition_header

MEDIA = {
    ".md": "text/markdown; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".ods": "application/vnd.oasis.opendocument.spreadsheet",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".pdf": "application/pdf",
    ".json": "application/json",
}


def attached(name: str, content: bytes) -> HttpResponse:
    """Return a file to be saved; what it is stands in the ending of its name, KeyError for one that is not made here."""
    shown = content_disposition_header(as_attachment=True, filename=name) or ""
    return HttpResponse(content, content_type=MEDIA[PurePath(name).suffix], headers={"Content-Disposition": shown})
