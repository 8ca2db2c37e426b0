"""What every test may ask for: a throw-away database, and the folder of real records."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import connection
from django.test import TransactionTestCase
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser, sync_playwright
from pytest_django import DjangoDbBlocker

from yankao.engines.cases.categories import load_categories
from yankao.kernel.agencies.city import City, current_city
from yankao.kernel.agencies.load import load_city
from yankao.kernel.agencies.models import Agency
from yankao.site.postgres import cluster
from yankao.site.testing import HOME

NOWHERE_ELSE = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1"
"""For the browser there is no other machine. To stop each request by hand would cost half of each page, and its cache."""
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
"""The same browser; without its windows it costs a third less."""
LISTS = ("django_content_type", "auth_permission", "django_migrations")
"""What the tables themselves are called by; no test writes it."""
WRITTEN = """
    SELECT relname FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
    WHERE nspname = 'public' AND relkind = 'r' AND pg_relation_size(pg_class.oid) > 0 AND relname <> ALL(%s)
"""
NO_BROWSER = "Chromium is not here (make test installs it where it may)"
NO_REAL_DATA = "YANKAO_REAL_DATA is not set: the folder of real records is not here"

settings.register_profile("yankao", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True)
settings.load_profile("yankao")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> Iterator[None]:
    """Run one throw-away PostgreSQL for all parallel helpers, unless DATABASE_URL names another; the last one out stops it."""
    if os.environ.get("DATABASE_URL"):
        yield
        return
    with cluster(HOME, is_throwaway=True):
        yield


@pytest.fixture(scope="session", autouse=True)
def _emptied_fast() -> None:
    """After a test that commits, empty the tables it wrote to; Django's own way takes a second for all of them and makes its lists anew."""
    TransactionTestCase._fixture_teardown = lambda _: _empty()


def _empty() -> None:
    with connection.cursor() as cursor:
        cursor.execute(WRITTEN, [list(LISTS)])
        tables = [table for (table,) in cursor.fetchall()]
        # References and the protection of the audit are of no account where everything goes.
        cursor.execute("SET session_replication_role = replica")
        for table in tables:
            cursor.execute(f'DELETE FROM "{table}"')
        cursor.execute("SET session_replication_role = origin")


@pytest.fixture(scope="session")
def _city_loaded(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """Load the city into the test database once for the session."""
    with django_db_blocker.unblock():
        load_the_city()


@pytest.fixture
def city(_city_loaded: None, db: None) -> City:
    """Return the city, its agencies, districts and categories loaded (again, where a transactional test has emptied the tables)."""
    if not Agency.objects.exists():
        load_the_city()
    return current_city()


def load_the_city() -> None:
    """Load what the city ships."""
    load_city(current_city(), now=datetime(2023, 1, 1, tzinfo=UTC))
    load_categories(current_city())


@pytest.fixture(scope="session")
def real_data() -> Path:
    """Return the folder of real records; a test that asks for it carries the marker `real_data`."""
    return Path(os.environ["YANKAO_REAL_DATA"])


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Return a real browser; a test that asks for it carries the marker `browser` and drives `live_server`."""
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        pytest.skip(NO_BROWSER)
    # Playwright keeps an event loop in this thread, which Django would take for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    # It ends with the module: other tests of this process run loops of their own.
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=[NOWHERE_ELSE, *(["--no-sandbox"] if os.geteuid() == 0 else [])])
        yield browser
        browser.close()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let the tests run in reverse, to find one that needs another to go first."""
    parser.addoption("--reverse", action="store_true", help="run the tests in reverse order")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Skip what reads real records where there are none, and say so."""
    if config.getoption("--reverse"):
        items.reverse()
    if os.environ.get("YANKAO_REAL_DATA"):
        return
    for item in items:
        if item.get_closest_marker("real_data"):
            item.add_marker(pytest.mark.skip(reason=NO_REAL_DATA))
