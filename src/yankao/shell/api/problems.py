"""What the interface answers when it refuses: problem JSON (RFC 9457) in Chinese, with the fields that are wrong."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeVar

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DataError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.request import RawPostDataException
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError
from ninja.errors import ValidationError as ParameterError
from pydantic import Field

from yankao.engines.cases.errors import Conflict, WrongStep

E = TypeVar("E", bound=Exception)
CONTENT_TYPE = "application/problem+json"
TITLES = {
    400: "無法讀取的請求",
    401: "未登入或金鑰無效",
    403: "沒有權限",
    404: "查無資料",
    405: "不支援的方法",
    409: "時機不符或資料已更新",
    422: "內容不符規定",
    413: "內容過大",
    429: "請求過於頻繁",
    500: "系統錯誤",
    503: "暫時無法服務",
}
SIGN_IN = "請先登入，或以 Authorization: Bearer 附上應用程式金鑰"
_SENTENCES = {"missing": "缺少此欄位", "extra_forbidden": "沒有這個欄位"}
_KINDS = {
    "int": "應為整數",
    "float": "應為數字",
    "bool": "應為 true 或 false",
    "date": "日期應為 YYYY-MM-DD",
    "datetime": "時間應為 ISO 8601，例如 2023-03-01T14:05:00+08:00",
}


class FieldProblem(Schema):
    """One field that is wrong, and what to do about it."""

    field: str = Field(examples=["address"])
    messages: list[str] = Field(examples=[["請填寫「地點」"]])


class Problem(Schema):
    """Why a request was refused."""

    type: str = Field(default="about:blank", examples=["about:blank"])
    title: str = Field(examples=["內容不符規定"])
    status: int = Field(examples=[422])
    detail: str = Field(examples=["請更正標示的欄位"])
    errors: list[FieldProblem] = Field(default_factory=list)


class RefusedError(Exception):
    """A request refused by the interface itself."""

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(detail)
        self.status, self.detail = status, detail


def problem(status: int, detail: str, errors: Mapping[str, Sequence[str]] | None = None) -> HttpResponse:
    """Return a refusal."""
    told = [{"field": name, "messages": list(messages)} for name, messages in (errors or {}).items()]
    body = {"type": "about:blank", "title": TITLES.get(status, "請求失敗"), "status": status, "detail": detail, "errors": told}
    response = HttpResponse(json.dumps(body, ensure_ascii=False), status=status, content_type=CONTENT_TYPE)
    if status == 401:  # noqa: PLR2004 -- the status says itself
        response["WWW-Authenticate"] = 'Bearer realm="yankao"'
    return response


def of_validation(error: ValidationError) -> HttpResponse:
    """Return the refusal of an engine: the wrong step or a lost race is 409, wrong facts are 422 with their fields."""
    if isinstance(error, Conflict | WrongStep):
        return problem(409, " ".join(error.messages))
    if hasattr(error, "error_dict"):
        return problem(422, "請更正標示的欄位", error.message_dict)
    return problem(422, " ".join(error.messages))


def of_parameters(errors: Iterable[Mapping[str, object]]) -> HttpResponse:
    """Return the refusal of wrong parameters, each named with what it should be."""
    told: dict[str, list[str]] = {}
    for error in errors:
        where = error.get("loc")
        path = [str(part) for part in where] if isinstance(where, tuple | list) else []
        name = ".".join(part for part in path[1:] if part != "body") or "body"
        told.setdefault(name, []).append(_sentence(str(error.get("type", ""))))
    return problem(422, "請更正標示的欄位", told)


def _sentence(kind: str) -> str:
    return _SENTENCES.get(kind) or next((text for key, text in _KINDS.items() if kind.startswith(f"{key}_")), "格式或範圍不正確")


def add_handlers(api: NinjaAPI) -> None:
    """Answer every refusal of the interface as problem JSON."""
    _handle(api, ValidationError, of_validation)
    _handle(api, PermissionDenied, lambda error: problem(403, str(error) or "您沒有此項權限"))
    _handle(api, Http404, lambda error: problem(404, str(error.args[0]) if error.args else "查無此資料"))
    _handle(api, DataError, lambda _error: problem(422, "內容含有無法儲存的字元或超出範圍的數值"))
    _handle(api, RefusedError, lambda error: problem(error.status, error.detail))
    _handle(api, RawPostDataException, lambda _error: problem(400, "此網址的內容應為 JSON；只有附加檔案時用表單"))
    _handle(api, ParameterError, lambda error: of_parameters(error.errors))
    _handle(api, AuthenticationError, lambda _error: problem(401, SIGN_IN))
    _handle(api, HttpError, lambda error: problem(error.status_code, "內容不是有效的 JSON" if error.status_code == 400 else error.message))  # noqa: PLR2004


def _handle(api: NinjaAPI, kind: type[E], answer: Callable[[E], HttpResponse]) -> None:
    def handler(_request: HttpRequest, error: E | type[E]) -> HttpResponse:
        assert isinstance(error, kind)
        return answer(error)

    api.add_exception_handler(kind, handler)
