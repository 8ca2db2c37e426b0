"""Every refusal under the interface is problem JSON (RFC 9457), whoever refused: the routing, a wall before it, or a fault."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from yankao.shell.api.problems import CONTENT_TYPE, TITLES, problem

INTERFACE = "/api/v1/"
REFUSED = 400
TOO_LARGE = 413
LARGEST = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
KEPT = ("Allow", "Retry-After", "WWW-Authenticate", "Cache-Control")
SENTENCES = {
    400: "請求的網址、標頭或內容無法讀取",
    403: "您沒有此項權限，或請求來自其他網站",
    404: "沒有這個網址；可用的網址見 /api/v1/openapi.json",
    405: "此網址不支援這個方法；可用的方法見 Allow",
    TOO_LARGE: f"請求的內容超過 {LARGEST / 2**20:g} MB，請分成幾個請求；檔案請以 attach 動作附加",
    500: "系統發生錯誤，已記錄；請稍後再試，若仍發生請通知管理者",
    429: "請求過於頻繁",
    503: "暫時無法服務，請稍後再試",
}


class ProblemMiddleware:
    """Turn a page that tells an error into problem JSON where a program asked."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        """Take the rest of the request chain."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Let the request be answered, and look at a refusal."""
        if request.path.startswith(INTERFACE) and _is_too_large(request):
            return problem(TOO_LARGE, SENTENCES[TOO_LARGE])
        response = self.get_response(request)
        if not request.path.startswith(INTERFACE) or response.status_code < REFUSED or response.get("Content-Type", "") == CONTENT_TYPE:
            return response
        told = problem(response.status_code, SENTENCES.get(response.status_code, TITLES.get(response.status_code, "請求失敗")))
        for name in KEPT:
            if name in response:
                told[name] = response[name]
        return told


def _is_too_large(request: HttpRequest) -> bool:
    """Say whether the body is more than is read into memory; files come as a form, and each is measured where it is kept."""
    size = request.META.get("CONTENT_LENGTH") or "0"
    return request.content_type != "multipart/form-data" and size.isdecimal() and int(size) > LARGEST
