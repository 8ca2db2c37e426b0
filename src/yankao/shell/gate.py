"""Who may open a page: every address states it, and what is not stated is refused."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseNotAllowed
from django.utils import timezone
from django.utils.translation import gettext as _

from yankao.engines.identity.models import User
from yankao.engines.identity.read import actor_of
from yankao.kernel.actors import Actor, ActorKind
from yankao.kernel.law import NoRuleYetError

SAFE = ("GET", "HEAD", "OPTIONS")


@dataclass(frozen=True, slots=True, kw_only=True)
class Audience:
    """For whom a page is, in words and as a rule on the actor (None: nobody is logged in)."""

    name: str
    allows: Callable[[Actor | None], bool]


ANYONE = Audience(name="任何人", allows=lambda _actor: True)
SIGNED_IN = Audience(name="已登入者", allows=lambda actor: actor is not None)
STAFF = Audience(name="機關人員", allows=lambda actor: actor is not None and actor.kind is ActorKind.USER)


class ActorMiddleware:
    """Give every request its actor; None while nobody is logged in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        """Take the rest of the request chain."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Find the actor behind the login, with the memberships valid now."""
        user = request.user
        request.actor = actor_of(user, now=timezone.now()) if isinstance(user, User) else None  # type: ignore[attr-defined]
        return self.get_response(request)


def actor_or_none(request: HttpRequest) -> Actor | None:
    """Return who acts, or None while nobody is logged in."""
    found: Actor | None = getattr(request, "actor", None)
    return found


def actor_of_request(request: HttpRequest) -> Actor:
    """Return who acts on a page that needs a login."""
    actor = actor_or_none(request)
    if actor is None:
        raise PermissionDenied(_("請先登入"))
    return actor


def page(*, who: Audience, methods: tuple[str, ...] = SAFE) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Open an address to an audience and to some methods; strangers are asked to log in, others are refused.

    A page asked for a day before every rule that is known is not found, with the sentence that says so.
    """

    def declare(view: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # noqa: ANN401 -- the arguments are the address's
            if request.method not in methods:
                return HttpResponseNotAllowed(methods)
            actor = actor_or_none(request)
            if not who.allows(actor):
                if actor is None:
                    return redirect_to_login(request.get_full_path())
                raise PermissionDenied(_("此頁僅供%(who)s使用") % {"who": _(who.name)})
            try:
                response: HttpResponseBase = view(request, *args, **kwargs)
            except NoRuleYetError as error:
                raise Http404(str(error)) from None
            if actor is not None:
                response.headers.setdefault("Cache-Control", "private, no-store")
            return response

        guarded.who, guarded.methods = who, methods  # type: ignore[attr-defined]
        return guarded

    return declare


READ_WRITE = (*SAFE, "POST")
