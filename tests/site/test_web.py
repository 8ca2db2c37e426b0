"""What every page carries, and how long somebody stays logged in."""

import pytest
from allauth.core.internal.ratelimit import parse_rates
from django.conf import settings
from django.contrib.auth import get_user_model
from django.test import Client

from yankao.site.middleware import BEGAN, SEEN, TOUCH_EVERY


@pytest.mark.django_db
def test_the_health_answer_is_open_and_carries_a_strict_policy() -> None:
    response = Client().get("/healthz")
    assert response.status_code == 200
    policy = response.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "script-src 'self'" in policy
    assert "style-src 'self'" in policy
    assert response.headers["X-Frame-Options"] == "DENY"


def test_five_failed_logins_in_a_quarter_of_an_hour_are_the_limit() -> None:
    per_account = parse_rates(settings.ACCOUNT_RATE_LIMITS["login_failed"])[0]
    assert (per_account.amount, per_account.duration, per_account.per) == (5, 900, "key")


def test_passwords_are_kept_with_argon2() -> None:
    assert "Argon2" in settings.PASSWORD_HASHERS[0]


def logged_in() -> Client:
    client = Client()
    client.force_login(get_user_model().objects.create(username="clerk"), backend=settings.AUTHENTICATION_BACKENDS[0])
    client.get("/healthz")
    return client


def age(client: Client, **moments: int) -> None:
    session = client.session
    session.update(moments)
    session.save()


@pytest.mark.django_db
def test_a_session_ends_eight_hours_after_login_however_busy() -> None:
    client = logged_in()
    began = client.session[BEGAN]
    age(client, **{BEGAN: began - settings.SESSION_ABSOLUTE_AGE + 60})
    client.get("/healthz")
    assert "_auth_user_id" in client.session
    age(client, **{BEGAN: began - settings.SESSION_ABSOLUTE_AGE})
    client.get("/healthz")
    assert "_auth_user_id" not in client.session


@pytest.mark.django_db
def test_a_request_keeps_the_idle_half_hour_running_with_at_most_one_write_a_minute() -> None:
    client = logged_in()
    seen = client.session[SEEN]
    age(client, **{SEEN: seen - TOUCH_EVERY})
    client.get("/healthz")
    assert client.session[SEEN] >= seen
    age(client, **{SEEN: seen - 1})
    client.get("/healthz")
    assert client.session[SEEN] == seen - 1
    assert settings.SESSION_COOKIE_AGE == 30 * 60


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/accounts/login/?next=%00", "/p/%00/", "/p/service.dispatch/?step=%00"])
def test_a_sign_no_database_keeps_is_refused(client: Client, address: str) -> None:
    assert client.get(address).status_code in {400, 404}


@pytest.mark.django_db
def test_a_form_with_a_sign_no_database_keeps_is_refused(client: Client) -> None:
    assert client.post("/accounts/login/", {"login": "a\x00", "password": "x"}).status_code == 400
