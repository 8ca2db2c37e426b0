"""What tests need before the settings are read: a home of their own, so that no test touches real data.

Loaded by pytest with `-p yankao.site.testing`; the database is started later, and only when a test asks for it.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

from yankao.site.home import Home, create

SHARED = "PYTEST_YANKAO_HOME"
KEPT = ("YANKAO_REAL_DATA",)


def pytest_configure() -> None:
    """Do nothing more: the home was made when this module was loaded, before the settings."""


def pytest_unconfigure() -> None:
    """Remove the home when the process that made it ends; helpers of a parallel run leave it alone."""
    if _IS_OWNER:
        shutil.rmtree(HOME.root, ignore_errors=True)


def _claim() -> tuple[Home, bool]:
    """Return the home of this test run and whether this process made it; parallel helpers inherit it."""
    for name in [name for name in os.environ if name.startswith("YANKAO_") and name not in KEPT]:
        del os.environ[name]
    is_owner = SHARED not in os.environ
    if is_owner:
        os.environ[SHARED] = tempfile.mkdtemp(prefix="yankao-test-")
    home = Home(root=Path(os.environ[SHARED]))
    create(home)
    os.environ["YANKAO_HOME"] = str(home.root)
    return home, is_owner


HOME, _IS_OWNER = _claim()
