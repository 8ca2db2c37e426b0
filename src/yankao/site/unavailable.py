"""What a person or a program is told while the database is away or the disk is full: what it is, and what to do."""

from __future__ import annotations

import errno
import sys

from django.db import InterfaceError, OperationalError, connections
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template import loader
from django.utils.translation import gettext as _
from psycopg import errors

from yankao.kernel.agencies.city import current_city
from yankao.shell.views import rest

RETRY_SECONDS = 10
NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
PROGRAMS = ("/api/", "/open311/", "/open1999/")


def broken(request: HttpRequest) -> HttpResponse:
    """Answer a request that ended in an error: 503 with what to do when the cause is outside the program, else 500."""
    error = sys.exc_info()[1]
    says = reason(error) if error is not None else ""
    if not says:
        return rest.broken(request)
    for connection in connections.all(initialized_only=True):
        if not connection.in_atomic_block:
            connection.close_if_unusable_or_obsolete()
    response = _told(request, says)
    response.headers["Retry-After"] = str(RETRY_SECONDS)
    response.headers["Cache-Control"] = "no-store"
    return response


def reason(error: BaseException) -> str:
    """Return the sentence for an error that waiting or an operator mends, or nothing for a fault of the program."""
    cause: BaseException | None = error
    while cause is not None:
        if (isinstance(cause, OSError) and cause.errno in NO_ROOM) or isinstance(cause, errors.DiskFull):
            return _("伺服器的磁碟空間不足，目前無法儲存資料。請洽系統管理者清出空間後再試。")
        if isinstance(cause, errors.ReadOnlySqlTransaction):
            return _("資料庫正在切換，目前只能讀取。請於一分鐘後再試。")
        cause = cause.__cause__
    if isinstance(error, OperationalError | InterfaceError):
        return _("資料庫暫時無法連線，系統會自動恢復。請於一分鐘後再試；表單可按瀏覽器的重新整理再送一次，不會重複。")
    return ""


def _told(request: HttpRequest, says: str) -> HttpResponse:
    if request.path.startswith(PROGRAMS):
        body = {"type": "about:blank", "title": _("暫時無法服務"), "status": 503, "detail": says}
        return JsonResponse(body, status=503, content_type="application/problem+json", json_dumps_params={"ensure_ascii": False})
    # The page asks the database nothing.
    return HttpResponse(loader.get_template("site/503.html").render({"city": current_city(), "says": says}), status=503)
