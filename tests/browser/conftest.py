"""A real browser with the people of the pages logged in; nothing outside this machine is fetched."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Locator, Page
from pytest_django.live_server_helper import LiveServer

from tests.shell.conftest import Login, login, people

__all__ = ["login", "people"]

TELEPHONE, DESK = {"width": 375, "height": 812}, {"width": 1280, "height": 900}
Open = Callable[..., Page]


@pytest.fixture(autouse=True)
def clicks_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a click end with the page that answers it: the browser waits until that page begins, not until it is whole."""
    press = Locator.click

    def click(at: Locator, **how: Any) -> None:
        press(at, **how)
        at.page.wait_for_load_state()

    monkeypatch.setattr(Locator, "click", click)


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


def barriers(page: Page) -> list[str]:
    """Return what axe finds on a page that has come whole, a line for each."""
    page.wait_for_load_state()
    answer = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]}).response
    assert answer["passes"], "axe has looked at nothing"
    return [f"{each['id']}: {each['help']}: {node['html'][:160]}" for each in answer["violations"] for node in each["nodes"]]


def too_wide(page: Page) -> list[str]:
    """Say by how much a page that has come whole must be pushed sideways."""
    page.wait_for_load_state()
    sideways = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return [f"{sideways} px too wide"] if sideways > 0 else []
