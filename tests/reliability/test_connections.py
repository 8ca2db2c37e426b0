"""Many browsers keep a connection and ask nothing: whoever comes next is answered all the same."""

import http.client
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from tests.reliability.installation import CLEAN, wait_until

PORT, IDLE = 18971, 200
PAGE = "/static/shell/base.css"  # needs no database, which is not the matter here


def asked() -> http.client.HTTPConnection:
    """Ask once on a new connection and keep it."""
    connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=5)
    connection.request("GET", PAGE)
    assert connection.getresponse().read()
    return connection


def is_up() -> bool:
    """Whether it answers."""
    with closing(asked()):
        return True


@pytest.fixture
def server(tmp_path: Path) -> Iterator[None]:
    """Run the web server alone."""
    environment = {**CLEAN, "YANKAO_HOME": str(tmp_path), "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none"}
    command, nowhere = [sys.executable, "-m", "yankao.site.web", str(PORT)], subprocess.DEVNULL
    process = subprocess.Popen(command, env=environment, stdout=nowhere, stderr=nowhere)
    try:
        wait_until(is_up, within=60)
        yield
    finally:
        process.terminate()
        process.wait(20)


@pytest.mark.usefixtures("server")
def test_two_hundred_idle_browsers_keep_nobody_out() -> None:
    with ExitStack() as idle:
        for _ in range(IDLE):
            idle.enter_context(closing(asked()))
        last = idle.enter_context(closing(asked()))
        assert last.sock is not None
