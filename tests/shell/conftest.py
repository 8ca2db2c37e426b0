"""The people of the pages: every role of the demonstration city, logged in without a password."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings as configured
from django.test import Client
from pytest_django.fixtures import Settings

from tests.cases.people import at
from yankao.engines.cases import registry
from yankao.engines.cases.models import Case, Category
from yankao.engines.cases.open import Origin, open_case
from yankao.engines.identity.demo import seed
from yankao.engines.identity.models import User
from yankao.engines.identity.read import actor_of
from yankao.kernel.actors import Actor
from yankao.kernel.agencies.city import City
from yankao.kernel.agencies.models import Agency
from yankao.kernel.persons.vault import PersonData

NOW = at("2026-03-02 10:00")
Login = Callable[[str], Client]


@pytest.fixture
def people(city: City, settings: Settings) -> None:
    """Make the accounts of the demonstration; a quick hash, for nothing here is about passwords."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    seed(Path())


@pytest.fixture
def login(people: None) -> Login:
    """Return a way to get a browser of somebody; of nobody for an empty name."""

    def log_in(username: str) -> Client:
        client = Client()
        if username:
            client.force_login(User.objects.get(username=username), backend=configured.AUTHENTICATION_BACKENDS[0])
        return client

    return log_in


def actor(username: str) -> Actor:
    """Return the actor behind an account."""
    return actor_of(User.objects.get(username=username), now=NOW)


def agency() -> Agency:
    """Return the agency of clerk, agency_lead and controller."""
    return Agency.objects.get(slug="public-works-maintenance")


def a_dispatch(*, by: str = "agent", received: str = "", **facts: object) -> Case:
    """Open a dispatch at the clerk's agency."""
    procedure = registry.get("service.dispatch")
    given = {
        "category": Category.objects.filter(procedure=procedure.key).first(),
        "description": "巷口有坑洞，機車容易摔倒",
        "address": "中山路1號",
        "agency": agency(),
        "reporter": PersonData(name="林美玲", phone="0912345678"),
        **facts,
    }
    if received:
        given["received_at"] = at(received)
    return open_case(procedure, actor=actor(by), now=NOW, facts=given, origin=Origin(late_reason="補登" if received else ""))


def a_petition(*, by: str = "agent", **facts: object) -> Case:
    """Open a petition at the clerk's agency."""
    procedure = registry.get("service.petition")
    category = Category.objects.filter(procedure=procedure.key).first()
    given = {"category": category, "title": "建議加裝候車亭", "description": "沒有遮陽", "channel": "mailbox", "agency": agency(), **facts}
    return open_case(procedure, actor=actor(by), now=NOW, facts=given)
