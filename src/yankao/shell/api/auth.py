"""Who calls the interface: a program by its bearer key, or a person by the session of the browser (writes with CSRF mark)."""

from collections.abc import Iterable

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from ninja.security import APIKeyCookie, HttpBearer
from ninja.utils import check_csrf

from yankao.engines.identity.models import User
from yankao.engines.identity.read import actor_of, actor_of_key
from yankao.engines.identity.scopes import register_scope
from yankao.kernel.actors import Actor, ActorKind
from yankao.shell.api.parameters import refuse_unknown
from yankao.shell.api.problems import RefusedError
from yankao.shell.words import now

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
READ_CASES, WRITE_CASES, READ_INDICATORS, READ_REGISTERS = "cases:read", "cases:write", "indicators:read", "registers:read"
SCOPES = {
    READ_CASES: "讀取案件",
    WRITE_CASES: "開立案件與辦理動作",
    READ_INDICATORS: "讀取指標",
    READ_REGISTERS: "讀取登錄簿",
}
for _key, _name in SCOPES.items():
    register_scope(_key, _name)


class Key(HttpBearer):
    """應用程式金鑰."""

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:  # noqa: ARG002 -- the signature is the library's
        """Return the program that holds the key."""
        return actor_of_key(token, now=now())


class Session(APIKeyCookie):
    """登入的瀏覽器."""

    param_name = settings.SESSION_COOKIE_NAME

    def __call__(self, request: HttpRequest) -> Actor | None:
        """Return the person logged in; a write without the CSRF mark is refused."""
        if not isinstance(request.user, User):
            return None
        if request.method not in SAFE and check_csrf(request) is not None:
            raise RefusedError(403, "缺少或不符的 CSRF 標記，請由本站頁面送出，或改用應用程式金鑰")
        return actor_of(request.user, now=now())

    def authenticate(self, request: HttpRequest, key: str | None) -> Actor | None:  # noqa: ARG002 -- never reached; the library asks for it
        """Return nobody: `__call__` answers."""
        return None


def caller(request: HttpRequest, scope: str, *, query: Iterable[str] | None = ()) -> Actor:
    """Return who calls, after checking that a program's key holds the scope and that the address has no parameter but those of `query`.

    None leaves the parameters to be checked later, by what knows them.
    """
    actor = getattr(request, "auth", None)
    if not isinstance(actor, Actor):
        raise PermissionDenied
    if actor.kind is ActorKind.APPLICATION and scope not in actor.scopes:
        raise PermissionDenied(f"此金鑰沒有「{SCOPES[scope]}」（{scope}）的範圍")
    if query is not None:
        refuse_unknown(request, query)
    return actor


def staff_or_program(request: HttpRequest, scope: str, *, query: Iterable[str] | None = ()) -> Actor:
    """Return who calls when it is no citizen."""
    actor = caller(request, scope, query=query)
    if actor.kind is ActorKind.CITIZEN:
        raise PermissionDenied("此資料僅供機關人員與介接應用程式使用")
    return actor
