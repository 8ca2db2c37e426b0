"""Give a paper of 管制考核 as an ODT file that the office goes on writing in."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from yankao.shell.sheet import Sheet, write

ODT = "application/vnd.oasis.opendocument.text"


def odt(sheet: Sheet) -> HttpResponse:
    """Return the paper as a download under its title."""
    name = content_disposition_header(as_attachment=True, filename=f"{sheet.title}.odt") or ""
    return HttpResponse(write(sheet), content_type=ODT, headers={"Content-Disposition": name})
