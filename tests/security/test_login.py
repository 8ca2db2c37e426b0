"""Who gets in: lockout, the ends of a session, the second factor of staff, and what a real installation never has."""

import json
import os
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from allauth.core.internal import ratelimit
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from tests.security.test_attacks import running
from tests.security.test_permissions import logged_in
from tests.shell.conftest import a_dispatch, people
from yankao.engines.identity.models import User

__all__ = ["people"]

PASSWORD = {"login": "clerk", "password": "yankao-demo"}
WRONG = {"login": "clerk", "password": "nonsense"}
VALUES = """
import json, django
from yankao.site import settings as s
names = ("DEBUG", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SESSION_COOKIE_HTTPONLY", "SECURE_HSTS_SECONDS", "SECOND_FACTOR_FOR_STAFF",
         "DEMO_ACCOUNTS_LOG_IN", "SESSION_COOKIE_AGE", "SESSION_ABSOLUTE_AGE", "IS_BEHIND_PROXY")
print(json.dumps({name: getattr(s, name) for name in names}))
"""


@pytest.fixture
def second_factor(settings: Settings) -> None:
    settings.SECOND_FACTOR_FOR_STAFF = True


def settings_with(home: Path, **variables: str) -> dict[str, object]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("YANKAO_", "DATABASE_URL", "PYTEST_"))}
    done = subprocess.run(
        [sys.executable, "-c", VALUES], env={**clean, "YANKAO_HOME": str(home), **variables}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    values = json.loads(done.stdout)
    assert isinstance(values, dict)
    return values


@pytest.mark.usefixtures("people")
def test_five_failures_lock_an_account_for_a_quarter_of_an_hour_and_not_longer(monkeypatch: pytest.MonkeyPatch) -> None:
    cache.clear()
    client = Client()
    for _ in range(5):
        client.post("/accounts/login/", WRONG)
    refused = client.post("/accounts/login/", PASSWORD)
    assert refused.status_code == 200
    assert "_auth_user_id" not in client.session
    later = time.time() + 15 * 60 + 1
    monkeypatch.setattr(ratelimit, "time", SimpleNamespace(time=lambda: later, monotonic=time.monotonic, sleep=time.sleep))
    assert client.post("/accounts/login/", PASSWORD).status_code == 302
    cache.clear()


@pytest.mark.usefixtures("people")
def test_a_session_left_alone_for_half_an_hour_asks_for_a_login() -> None:
    client = logged_in("clerk")
    assert client.get("/worklist/").status_code == 200
    session = Session.objects.get()
    assert timedelta(minutes=29) < session.expire_date - timezone.now() <= timedelta(minutes=30)
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert client.get("/worklist/").headers["Location"].startswith("/accounts/login/")


@pytest.mark.usefixtures("people", "second_factor")
def test_staff_enrol_a_second_factor_before_the_first_page() -> None:
    case, clerk = a_dispatch(), logged_in("clerk")
    assert clerk.get("/worklist/").headers["Location"] == "/accounts/2fa/totp/activate/"
    assert clerk.post(f"/case/{case.number}/do/acknowledge").headers["Location"] == "/accounts/2fa/totp/activate/"
    assert clerk.get("/api/v1/cases").status_code == 403
    case.refresh_from_db()
    assert case.step == "notified"


@pytest.mark.usefixtures("people", "second_factor")
def test_citizens_and_health_need_no_second_factor() -> None:
    assert logged_in("citizen").get("/").status_code == 200
    assert logged_in("clerk").get("/healthz").status_code == 200


@pytest.mark.usefixtures("people", "second_factor")
def test_the_page_of_enrolment_shows_a_code_and_carries_nothing_inline() -> None:
    cache.clear()
    client = Client()
    client.post("/accounts/login/", PASSWORD)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD["password"]})
    page = client.get("/accounts/2fa/totp/activate/")
    text = page.content.decode()
    assert page.status_code == 200
    assert "data:image/svg+xml" in text
    assert running(text) == []
    code = auth.format_hotp_value(auth.hotp_value(client.session["mfa.totp.secret"], next(auth.yield_hotp_counters_from_time())))
    assert client.post("/accounts/2fa/totp/activate/", {"code": code}).status_code == 302
    assert client.get("/worklist/").status_code == 200


@pytest.mark.usefixtures("people", "second_factor")
def test_whoever_has_enrolled_is_asked_for_the_code_at_each_login() -> None:
    cache.clear()
    clerk = User.objects.get(username="clerk")
    secret = auth.generate_totp_secret()
    Authenticator.objects.create(user=clerk, type=Authenticator.Type.TOTP, data={"secret": get_adapter().encrypt(secret)})
    client = Client()
    assert client.post("/accounts/login/", PASSWORD).headers["Location"] == "/accounts/2fa/authenticate/"
    assert client.get("/worklist/").headers["Location"].startswith("/accounts/login/")
    code = auth.format_hotp_value(auth.hotp_value(secret, next(auth.yield_hotp_counters_from_time())))
    assert client.post("/accounts/2fa/authenticate/", {"code": code}).status_code == 302
    assert client.get("/worklist/").status_code == 200


@pytest.mark.usefixtures("people")
def test_an_account_of_the_demonstration_gets_in_nowhere_else(settings: Settings) -> None:
    cache.clear()
    settings.DEMO_ACCOUNTS_LOG_IN = False
    client = Client()
    assert client.post("/accounts/login/", PASSWORD).status_code == 200
    assert "_auth_user_id" not in client.session


def test_a_real_installation_is_strict_by_default(tmp_path: Path) -> None:
    assert settings_with(tmp_path, YANKAO_ALLOWED_HOSTS="1999.example", YANKAO_SECRET_KEY="x" * 60) == {
        "DEBUG": False,
        "SESSION_COOKIE_SECURE": True,
        "CSRF_COOKIE_SECURE": True,
        "SESSION_COOKIE_HTTPONLY": True,
        "SECURE_HSTS_SECONDS": 31_536_000,
        "SECOND_FACTOR_FOR_STAFF": True,
        "DEMO_ACCOUNTS_LOG_IN": False,
        "SESSION_COOKIE_AGE": 1800,
        "SESSION_ABSOLUTE_AGE": 28_800,
        "IS_BEHIND_PROXY": True,
    }


@pytest.mark.django_db
def test_nobody_signs_up_by_themselves() -> None:
    wanted = {"username": "me", "email": "me@example.org", "password1": "lang-genug-1", "password2": "lang-genug-1"}
    answer = Client().post("/accounts/signup/", wanted)
    assert answer.status_code in {200, 403, 404}
    assert not User.objects.exists()
