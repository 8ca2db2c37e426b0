"""Takes the pictures of the README and the how-tos anew from a running demonstration: `python tools/pictures.py http://127.0.0.1:8000`."""

from __future__ import annotations

import argparse
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "images"
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
DESK, TELEPHONE = (1280, 900), (375, 760)
COLOURS = 256
PASSWORD = "yankao-demo"  # noqa: S105 -- what every demonstration prints


def as_it_is(page: Page) -> None:
    """Leave the page as it opens."""


def first_row(page: Page) -> None:
    """Follow the first case of a list."""
    page.locator("main tbody a").first.click()


def typed(page: Page) -> None:
    """Type a report at the desk and wait for the suggestions."""
    page.locator("textarea").first.press_sequentially("路燈不亮，整條巷子都是暗的", delay=20)
    page.wait_for_timeout(2500)


def a_district(page: Page) -> None:
    """Choose the first electoral district."""
    page.locator("main a[href*='?']").first.click()


def first_curve(page: Page) -> None:
    """Open the first plan of a programme, where its curve stands."""
    page.locator("main a[href^='/plan/']").first.click()
    page.wait_for_load_state("networkidle")
    page.locator("main figure, main svg").first.scroll_into_view_if_needed()


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """One picture: who looks at which address, on what screen, and what is done before it is taken."""

    name: str
    address: str
    who: str = ""
    size: tuple[int, int] = DESK
    before: Callable[[Page], None] = as_it_is


PICTURES = (
    Picture(name="board", address="/board/", who="desk_lead"),
    Picture(name="list", address="/p/service.dispatch/", who="clerk"),
    Picture(name="case", address="/p/service.dispatch/", who="clerk", before=first_row),
    Picture(name="report-phone", address="/report/", size=TELEPHONE),
    Picture(name="desk", address="/desk/", who="agent", before=typed),
    Picture(name="district", address="/district/", who="mayor_office", before=a_district),
    Picture(name="hand-over", address="/desk/handover/", who="desk_lead"),
    Picture(name="portfolio", address="/t/control.project/", who="mayor_office"),
    Picture(name="plan", address="/t/control.project/", who="mayor_office", before=first_curve),
)


def main() -> None:
    """Take every picture, or those named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url", help="where the demonstration runs")
    parser.add_argument("names", nargs="*", help="only these")
    given = parser.parse_args()
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"] if os.geteuid() == 0 else [])
        for it in PICTURES:
            if not given.names or it.name in given.names:
                take(browser, given.url.rstrip("/"), it)
                print(f"docs/images/{it.name}.png", flush=True)
        browser.close()


def take(browser: Browser, url: str, it: Picture) -> None:
    """Log in, go to the page, do what comes before, and keep the picture."""
    width, height = it.size
    context = browser.new_context(viewport={"width": width, "height": height}, locale="zh-TW")
    page = context.new_page()
    if it.who:
        page.goto(f"{url}/accounts/login/")
        page.fill("[name=login]", it.who)
        page.fill("[name=password]", PASSWORD)
        page.locator("main button").first.click()
        page.wait_for_load_state("networkidle")
    page.goto(f"{url}{it.address}")
    it.before(page)
    page.wait_for_load_state("networkidle")
    taken = Image.open(BytesIO(page.screenshot()))
    taken.convert("RGB").quantize(COLOURS).save(FOLDER / f"{it.name}.png", optimize=True)
    context.close()


if __name__ == "__main__":
    main()
