"""Let a scanner of web weaknesses (wapiti) loose on a fresh demonstration for a bounded time; it lives in an environment of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from isolated import CLEAN, demo, installed

SCANNER = "wapiti3==3.2.3"
QUICK = ("csrf", "cookieflags", "http_headers", "csp", "methods", "htaccess")
SLOW = ("exec", "file", "sql", "timesql", "xss", "permanentxss", "crlf", "redirect", "backup")
SECONDS = int(os.environ.get("SCAN_SECONDS", "100"))
CRAWL = SECONDS // 4
EACH = (SECONDS - CRAWL) // len(SLOW)
STOP_AFTER = SECONDS + 60
ENOUGH_PAGES = 15
"""Fewer were not looked at because of a fault: a clerk's menu alone leads to more."""
PORT = 8680
SET_ON_PURPOSE = ("Secure Flag cookie",)
"""Reported on loopback only: there cookies must travel without HTTPS."""


def main() -> int:
    """Scan, print what was found, and return 1 when something was, or when hardly a page was looked at."""
    with tempfile.TemporaryDirectory(prefix="yk-", ignore_cleanup_errors=True) as folder:
        wapiti = installed(Path(folder), SCANNER, "wapiti")
        if wapiti is None:
            print("scan skipped: the scanner could not be installed")
            return 0
        report = scanned(wapiti, Path(folder))
    if report is None:
        print(f"scan failed: not done after {STOP_AFTER} s")
        return 1
    found = {name: items for name, items in report["vulnerabilities"].items() if items and name not in SET_ON_PURPOSE}
    for name, items in sorted(found.items()):
        for item in items:
            print(f"{name}: {item['method']} {item['path']} {item.get('parameter', '')}: {item['info']}")
    pages = report["infos"]["crawled_pages_nbr"]
    print(f"scan: {pages} addresses as a clerk, {len(QUICK + SLOW)} kinds of attack, {EACH} s each at most; {sum(map(len, found.values()))} findings")
    return 1 if found or pages < ENOUGH_PAGES else 0


def scanned(wapiti: Path, folder: Path) -> dict[str, Any] | None:
    """Return the scanner's report about a fresh demonstration, nothing when it did not end."""
    report = folder / "report.json"
    with demo(folder / "home", port=PORT) as running:
        command = [str(wapiti), *options(running.url, report)]
        try:
            subprocess.run(  # noqa: S603 -- our own command
                command, env={**CLEAN, "HOME": str(folder)}, capture_output=True, check=False, timeout=STOP_AFTER, stdin=subprocess.DEVNULL
            )
        except subprocess.TimeoutExpired:
            return None
    found: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))
    return found


def options(url: str, report: Path) -> list[str]:
    """Return how the scanner is called: logged in as a clerk, bounded in time and depth."""
    login = ["--form-cred", "clerk%yankao-demo", "--form-url", f"{url}/accounts/login/", "-x", f"{url}/accounts/logout/"]
    limits = ["--max-scan-time", str(CRAWL), "--max-attack-time", str(EACH), "-d", "3", "--max-links-per-page", "40", "-t", "5"]
    ways = ["--scope", "folder", "-m", ",".join(QUICK + SLOW), "--flush-session", "--no-bugreport", "-f", "json", "-o", str(report), "-v", "0"]
    return ["-u", f"{url}/", *login, *ways, *limits]


if __name__ == "__main__":
    sys.exit(main())
