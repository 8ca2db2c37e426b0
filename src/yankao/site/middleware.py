"""What every request passes: how long somebody stays logged in, and no signs that a database cannot keep."""

from __future__ import annotations

import time
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import logout
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse

BEGAN, SEEN = "session_began_at", "session_seen_at"
TOUCH_EVERY = 60
PROXIED = "yankao.proxied"


class SessionLimitMiddleware:
    """End a session 8 hours after login, and keep its 30 idle minutes running with at most one write a minute."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Take the rest of the request chain."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Check the age of the session before the view runs."""
        if request.user.is_authenticated:
            self._check(request, now=int(time.time()))
        return self.get_response(request)

    def _check(self, request: HttpRequest, *, now: int) -> None:
        began = request.session.get(BEGAN)
        if began is None:
            request.session[BEGAN] = request.session[SEEN] = now
        elif now - began >= settings.SESSION_ABSOLUTE_AGE:
            logout(request)
        elif now - request.session.get(SEEN, 0) >= TOUCH_EVERY:
            request.session[SEEN] = now


class ClientAddressMiddleware:
    """Behind the city's proxy, take the sender's address from the proxy's own entry, the last in X-Forwarded-For; elsewhere trust none."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Take the rest of the request chain."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Put the address where everybody looks for it, so that limits count people and not the proxy."""
        passed_on = str(request.META.get("HTTP_X_FORWARDED_FOR", "")).rsplit(",", 1)[-1].strip()
        if settings.IS_BEHIND_PROXY and passed_on:
            request.META[PROXIED] = True
            request.META["REMOTE_ADDR"] = passed_on
        return self.get_response(request)


class RefuseNulMiddleware:
    """Refuse a request whose address or form holds the sign NUL: no person types it, and no text column holds it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Take the rest of the request chain."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on; the look is taken when the view is known, after the form was checked for its token."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, _view: object, _arguments: object, _words: object) -> None:
        """Look at the address, its query, and the fields of a form (the Django hook before a view)."""
        texts = [request.path, *(text for values in (request.GET, request.POST) for _, each in values.lists() for text in each)]
        if any("\x00" in text for text in texts if isinstance(text, str)):
            raise BadRequest("NUL")
