"""What tests need before the settings are read: a home of their own, so that no test touches real data.

Loaded by pytest with `-p yankao.site.testing`; the database is started later, and only when a test asks for it.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

import pytest
from django.conf import settings

from yankao.site.home import Home, create

SHARED = "PYTEST_YANKAO_HOME"
KEPT = ("YANKAO_REAL_DATA",)


def _claim() -> Home:
    """Return the home of this test run; the first process makes it and removes it at its end, parallel helpers inherit it."""
    for name in [name for name in os.environ if name.startswith("YANKAO_") and name not in KEPT]:
        del os.environ[name]
    if SHARED not in os.environ:
        os.environ[SHARED] = tempfile.mkdtemp(prefix="yankao-test-")
        atexit.register(shutil.rmtree, os.environ[SHARED], ignore_errors=True)
    home = Home(root=Path(os.environ[SHARED]))
    create(home)
    os.environ["YANKAO_HOME"] = str(home.root)
    return home


HOME = _claim()


@pytest.hookimpl(trylast=True)
def pytest_configure() -> None:
    """Let people of the stories in by their password alone; the tests of the second factor turn it on again."""
    settings.SECOND_FACTOR_FOR_STAFF, settings.DEMO_ACCOUNTS_LOG_IN = False, True
