"""Accounts are given, not taken: staff cannot sign up by themselves, and those of a demonstration open nothing else."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest

from yankao.engines.identity.models import User


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Close the open sign-up page, and keep the published passwords of a demonstration out of a real installation."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 -- the signature is allauth's
        """Return no, always."""
        return False

    def authenticate(self, request: HttpRequest, **credentials: str) -> User | None:
        """Return whose password it is; an account of a demonstration counts in a demonstration only."""
        user = super().authenticate(request, **credentials)
        if not isinstance(user, User) or (user.is_demo and not settings.DEMO_ACCOUNTS_LOG_IN):
            return None
        return user
