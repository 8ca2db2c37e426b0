"""A real browser with the people of the pages logged in; nothing outside this machine is fetched."""

from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Page
from pytest_django.live_server_helper import LiveServer

from tests.shell.conftest import Login, login, people

__all__ = ["login", "people"]

TELEPHONE, DESK = {"width": 375, "height": 812}, {"width": 1280, "height": 900}
Open = Callable[..., Page]


@pytest.fixture
def open_page(chromium: Browser, live_server: LiveServer, login: Login) -> Iterator[Open]:
    """Return a way to open an address as somebody, on a screen of some size, in the light or in the dark, with or without scripts."""
    contexts: list[BrowserContext] = []

    def open_it(who: str, address: str, *, size: dict[str, int] = DESK, scheme: str = "light", scripts: bool = True) -> Page:
        context = chromium.new_context(viewport=size, color_scheme=scheme, java_script_enabled=scripts, locale="zh-TW")
        contexts.append(context)
        context.route(lambda url: not url.startswith(live_server.url), lambda route: route.abort())
        if who:
            session = login(who).cookies[settings.SESSION_COOKIE_NAME].value
            context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
        page = context.new_page()
        page.goto(f"{live_server.url}{address}")
        return page

    yield open_it
    for context in contexts:
        context.close()


def address_on(page: Page, path: str) -> str:
    """Return the whole address of a path on the server that the page came from."""
    return "/".join(page.url.split("/")[:3]) + path
