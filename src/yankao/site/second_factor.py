"""Staff prove who they are twice (雙重驗證): before the first page is opened an authenticator app is enrolled."""

from __future__ import annotations

from collections.abc import Callable

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from yankao.engines.identity.models import User

ENROLLED = "second_factor_enrolled"
OPEN_PATHS = ("/accounts/", "/static/", "/healthz", "/settings/")


class SecondFactorMiddleware:
    """Lead staff without a second factor to the page where one is enrolled; the login itself asks for it from then on."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Take the rest of the request chain."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Let nobody pass who still has to enrol; the answer is kept in the session once it is yes."""
        if settings.SECOND_FACTOR_FOR_STAFF and not request.path.startswith(OPEN_PATHS) and self._is_missing(request):
            says = _("請先設定雙重驗證：以手機的驗證應用程式掃描圖碼，再輸入六位數字。")
            if request.path.startswith("/api/"):
                return JsonResponse({"status": 403, "title": says}, status=403, content_type="application/problem+json")
            messages.info(request, says)
            return redirect("mfa_activate_totp")
        return self.get_response(request)

    def _is_missing(self, request: HttpRequest) -> bool:
        user = request.user
        if not isinstance(user, User) or user.is_citizen or request.session.get(ENROLLED):
            return False
        if not Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists():
            return True
        request.session[ENROLLED] = True
        return False
