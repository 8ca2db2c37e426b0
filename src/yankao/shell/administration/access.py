"""登入協助: a one-time link for a new password, unlocking, logging out everywhere, and a lost second factor."""

from collections.abc import Callable

from allauth.account.adapter import get_adapter
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from yankao.engines.identity.models import User
from yankao.engines.identity.people import end_sessions, forget_password, note_help
from yankao.shell.administration.audiences import PEOPLE
from yankao.shell.administration.people import person_or_404
from yankao.shell.gate import actor_of_request, page
from yankao.shell.once import do_once
from yankao.shell.words import now as clock

POST_ONLY = ("POST",)


def password_address(user: User) -> str:
    """Return the address, good once, at which the owner of an account sets a password."""
    return reverse("account_reset_password_from_key", kwargs={"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)})


@page(who=PEOPLE, methods=POST_ONLY)
def password_link(request: HttpRequest, pk: str) -> HttpResponse:
    """Make the old password worthless and show, this once, the link by which the owner sets a new one."""
    it, actor = person_or_404(request, pk), actor_of_request(request)
    shown: list[str] = []

    def deed() -> str:
        fresh = forget_password(it, actor=actor, now=clock())
        shown.append(request.build_absolute_uri(password_address(fresh)))
        return reverse("administration_person", args=[it.pk])

    location = do_once(request, deed, actor=actor, now=clock())
    if not shown:
        messages.info(request, _("連結已在前次送出時顯示；若未抄下，請再產生一次，舊連結即失效。"))
        return redirect(location)
    return render(request, "shell/administration/secret.html", {"secret": shown[0], "person": it, "back": location})


@page(who=PEOPLE, methods=POST_ONLY)
def sessions_end(request: HttpRequest, pk: str) -> HttpResponse:
    """Log an account out on all devices."""
    return _help(request, pk, lambda it: end_sessions(it, actor=actor_of_request(request), now=clock()), says=_("已登出所有裝置"))


@page(who=PEOPLE, methods=POST_ONLY)
def unlock(request: HttpRequest, pk: str) -> HttpResponse:
    """Take off the lock after failed logins."""

    def deed(it: User) -> None:
        note_help(it, "unlock", actor=actor_of_request(request), now=clock())
        for name in filter(None, (it.username, it.email)):
            get_adapter(request)._delete_login_attempts_cached_email(request, username=name)  # noqa: SLF001  the library has no public way

    return _help(request, pk, deed, says=_("已解除登入鎖定"))


@page(who=PEOPLE, methods=POST_ONLY)
def factor_forget(request: HttpRequest, pk: str) -> HttpResponse:
    """Forget the second factor of somebody who lost the telephone; it is set up anew at the next login."""

    def deed(it: User) -> None:
        note_help(it, "forget_factor", actor=actor_of_request(request), now=clock())
        Authenticator.objects.filter(user=it).delete()
        end_sessions(it, actor=actor_of_request(request), now=clock())

    return _help(request, pk, deed, says=_("已重設兩步驟驗證，本人下次登入時重新設定"))


def _help(request: HttpRequest, pk: str, deed: Callable[[User], object], *, says: str) -> HttpResponse:
    it, actor = person_or_404(request, pk), actor_of_request(request)

    def do() -> str:
        deed(it)
        return reverse("administration_person", args=[it.pk])

    location = do_once(request, do, actor=actor, now=clock())
    messages.success(request, says)
    return redirect(location)
