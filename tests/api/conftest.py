"""Who calls the interface in the tests, and when: programs with keys, people with sessions, on one fixed day."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Protocol

import pytest
from django.test import Client

from yankao.engines.identity.models import ApplicationToken, Membership, User
from yankao.engines.identity.read import hash_of
from yankao.kernel.agencies.city import City
from yankao.kernel.agencies.models import Agency

EARLY = datetime(2020, 1, 1, tzinfo=UTC)


class Answer(Protocol):
    """What a client is answered."""

    status_code: int
    content: bytes

    def __getitem__(self, header: str) -> str: ...


class Clock:
    """The clock of a test; it moves only when told."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **time: int) -> None:
        """Let time pass."""
        self.now += timedelta(**time)


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Stop the clock at 112/3/1 14:05 in Taipei."""
    stopped = Clock(datetime(2023, 3, 1, 6, 5, tzinfo=UTC))
    monkeypatch.setattr("django.utils.timezone.now", stopped)
    return stopped


@pytest.fixture
def program(city: City) -> Callable[..., Client]:
    """Return a function that gives a client holding a key with the scopes."""

    def make(*scopes: str, key: str = "key-of-a-program") -> Client:
        ApplicationToken.objects.create(name="測試介接", key_hash=hash_of(key), scopes=list(scopes), created_at=EARLY)
        return Client(headers={"Authorization": f"Bearer {key}"})

    return make


@pytest.fixture
def person(city: City) -> Callable[..., Client]:
    """Return a function that gives a client logged in as somebody with a role in an agency, or as a citizen."""

    def make(role: str = "", slug: str = "rdec-service", *, csrf: bool = False) -> Client:
        user = User.objects.create(username=f"{role or 'citizen'}@{slug}", name="陳一二", is_citizen=not role)
        if role:
            Membership.objects.create(user=user, agency=Agency.objects.get(slug=slug), role=role)
        client = Client(enforce_csrf_checks=csrf)
        client.force_login(user)
        return client

    return make
