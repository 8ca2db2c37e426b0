"""A real browser with the people of the pages logged in; nothing outside this machine is fetched."""

import os
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Locator, Page
from pytest_django.live_server_helper import LiveServer

from tests.shell.conftest import Login, login, people
from yankao.kernel.days import TAIPEI
from yankao.kernel.roc import roc_year

__all__ = ["login", "people"]

LOOKED_AT = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"],
    "resultTypes": ["violations"],  # of what is right one node a rule is enough: to describe all of them takes half of axe's time
    "preload": {"assets": ["media"]},  # the style sheets are only needed by a rule that is not asked for
}
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
    """Return what axe finds on a page that has come whole, a line for each.

    Colours are the same at every size, and to compare them takes half of axe's time: in the light they are looked at on the wide screen.
    """
    page.wait_for_load_state()
    compares = page.evaluate("innerWidth > 400 || matchMedia('(prefers-color-scheme: dark)').matches")
    rules = {"color-contrast": {"enabled": compares}}
    axe = Axe("0" if page.evaluate("'axe' in window") else AXE_SCRIPT)
    answer = axe.run(page, options={**LOOKED_AT, "rules": rules}).response
    assert answer["passes"], "axe has looked at nothing"
    return [f"{each['id']}: {each['help']}: {node['html'][:160]}" for each in answer["violations"] for node in each["nodes"]]


def too_wide(page: Page) -> list[str]:
    """Say by how much a page that has come whole must be pushed sideways."""
    page.wait_for_load_state()
    sideways = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return [f"{sideways} px too wide"] if sideways > 0 else []


def misfits(page: Page, *, picture: str = "", is_dark: bool = False) -> list[str]:
    """Return what keeps somebody from a page at a desk or on a telephone (in the dark if so wished); loaded once, it keeps the last size."""
    found = []
    for size in sorted((DESK, TELEPHONE), key=lambda size: size != page.viewport_size):
        page.set_viewport_size(size)
        if is_dark:
            page.emulate_media(color_scheme="dark" if size == TELEPHONE else "light")
        found += [f"{size['width']} px: {each}" for each in barriers(page) + too_wide(page)]
        if picture and (folder := os.environ.get("PICTURES")):
            page.screenshot(path=Path(folder) / f"{picture}-{size['width']}.png", full_page=True)
    return found


FIELDS = """form => [...form.querySelectorAll('[name]')].filter(it => it.offsetParent && it.type !== 'hidden' && it.tagName !== 'BUTTON').map(it => ({
    name: it.name, kind: it.tagName === 'SELECT' ? 'select' : it.type === 'checkbox' || it.type === 'file' ? it.type : 'roc' in it.dataset ? 'day'
        : it.inputMode === 'decimal' || it.inputMode === 'numeric' ? 'number' : it.getAttribute('list') ? 'row' : 'text',
    offers: [...(it.options || it.list?.options || [])].map(each => each.value).filter(Boolean),
    needed: !!it.closest('.field')?.querySelector('.need'), value: it.value, most: it.maxLength > 0 ? it.maxLength : 200}))"""
"""What a clerk sees of each field of a form."""


def typed_day(day: date) -> str:
    """Write a day as a clerk types it: 112/3/1."""
    return f"{roc_year(day)}/{day.month}/{day.day}"


def fill(page: Page, **known: str) -> None:
    """Fill what the form of a page must have, and whatever is known by its name; what stands in it already is left."""
    form = page.locator("main form:has(button.main)").last
    for it in form.evaluate(FIELDS):
        box, value = form.locator(f"[name={it['name']}]").first, known.get(it["name"])
        if value is None and (not it["needed"] or it["value"]):
            continue
        if it["kind"] == "checkbox":
            box.set_checked(value != "")
        elif it["kind"] == "file":
            box.set_input_files({"name": "附件.txt", "mimeType": "text/plain", "buffer": (value or "內容").encode()})
        elif it["kind"] == "select":
            box.select_option(value or it["offers"][0])
        else:
            today = typed_day(datetime.now(UTC).astimezone(TAIPEI).date())
            usual = {"day": today, "number": "1", "row": (it["offers"] or [""])[0], "text": "試填內容"}
            box.fill((value or usual[it["kind"]])[: it["most"]])


def enter(page: Page, address: str, **known: str) -> str:
    """Open a form, fill it and send it; return what the page that answers says."""
    answer = page.goto(address_on(page, address))
    assert answer is not None
    assert answer.status == 200, f"{address} answers {answer.status}"
    fill(page, **known)
    page.locator("main form:has(button.main)").last.locator("button.main").last.click()
    return page.inner_text("main")
