"""A real browser reaches the program."""

import pytest
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer


@pytest.mark.browser
def test_a_real_browser_is_answered(chromium: Browser, live_server: LiveServer) -> None:
    page = chromium.new_page()
    answer = page.goto(f"{live_server.url}/healthz")
    assert answer is not None
    assert answer.status == 200
    page.close()
