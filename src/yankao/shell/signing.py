"""Prove again who one is before a paper is signed: by the password, or by the six digits of the authenticator app."""

from datetime import datetime

from allauth.mfa.models import Authenticator
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _

from yankao.engines.identity.models import User
from yankao.engines.panel.models import Proof
from yankao.shell.limits import Rate, take

TRIES = Rate(most=60, seconds=600)
"""So many tries, right or wrong: enough to sign one sheet after the other, too few to guess."""


def proof_of(request: HttpRequest, *, now: datetime) -> Proof:
    """Return by what the person proved who they are, from the fields `password` and `code` of the form.

    Asked outside the transaction of the deed, so that a refused try is counted all the same.

    Raises:
        PermissionDenied: nobody is logged in.
        ValidationError: neither is right, or there were too many tries.
    """
    user = request.user
    if not isinstance(user, User):
        raise PermissionDenied(_("請先登入"))
    password, code = request.POST.get("password", ""), request.POST.get("code", "").strip()
    if not password and not code:
        raise ValidationError({"password": _("簽署前請重新輸入密碼，或輸入驗證應用程式的六位數字")})
    if wait := take({f"sign:{user.pk}": TRIES}, now=now):
        raise ValidationError({"password": _("嘗試次數過多，請於 %(wait)d 秒後再試") % {"wait": wait}})
    if password and user.check_password(password):
        return Proof.PASSWORD
    if code and _is_code(user, code):
        return Proof.TOTP
    raise ValidationError({"password": _("密碼或六位數字不正確，評分表尚未簽署")})


def _is_code(user: User, code: str) -> bool:
    found = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).first()
    return found is not None and bool(found.wrap().validate_code(code))
