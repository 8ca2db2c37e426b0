"""Who asks in the measurements: the accounts of the demonstration, in this process, against the database of the running city."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import psycopg
from django.conf import settings
from django.test import Client

from yankao.divisions.service.logic.simulate import seed_live
from yankao.divisions.service.registers.calls import CallRecord
from yankao.engines.cases.models import Case
from yankao.engines.connectors.statistics import refresh_statistics
from yankao.engines.identity.models import User
from yankao.engines.identity.read import actor_of
from yankao.kernel.actors import Actor
from yankao.site.home import Home
from yankao.site.postgres import database_url


def browser(name: str = "") -> Client:
    """Return a browser, logged in when a name is given."""
    settings.ALLOWED_HOSTS = ["*"]
    client = Client()
    if name:
        client.force_login(User.objects.get(username=name), backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


def actor(name: str, *, now: datetime) -> Actor:
    """Return who acts under an account."""
    return actor_of(User.objects.get(username=name), now=now)


def bare(home: Path) -> psycopg.Connection:
    """Return a connection with nothing of ours around it."""
    return psycopg.connect(database_url(Home(root=home)), autocommit=True)


def held() -> tuple[int, int]:
    """Return how many cases and how many calls the city holds."""
    return Case.objects.count(), CallRecord.objects.count()


def live_cases(now: datetime) -> None:
    """Let the city have open cases with running clocks, as the demonstration has."""
    seed_live(now, lambda _told: None)
    refresh_statistics()
