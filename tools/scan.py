"""Let a scanner of web weaknesses (wapiti) loose on a fresh demonstration for a bounded time; it lives in an environment of its own."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SCANNER = "wapiti3==3.2.3"
MODULES = "exec,file,sql,timesql,xss,permanentxss,crlf,redirect,ssrf,xxe,csrf,cookieflags,http_headers,csp,backup,htaccess,methods"
SECONDS = int(os.environ.get("SCAN_SECONDS", "90"))
PORT = 8680
SET_ON_PURPOSE = ("Secure Flag cookie",)
"""Reported on loopback only: there cookies must travel without HTTPS."""


def main() -> int:
    """Scan, print what was found, and return 1 when something was."""
    with tempfile.TemporaryDirectory(prefix="yk-") as folder:
        wapiti = installed(Path(folder))
        if wapiti is None:
            print("scan skipped: the scanner could not be installed")
            return 0
        found = scanned(wapiti, Path(folder))
    for name, items in sorted(found.items()):
        for item in items:
            print(f"{name}: {item['method']} {item['path']} {item.get('parameter', '')}: {item['info']}")
    print(f"scan of {SECONDS} s at most: {sum(map(len, found.values()))} findings")
    return 1 if found else 0


def installed(folder: Path) -> Path | None:
    """Return the scanner, installed into an environment of its own."""
    uv = shutil.which("uv") or str(Path(sys.executable).parent / "uv")
    make = [uv, "venv", "-q", str(folder / "venv")]
    fill = [uv, "pip", "install", "-q", "--python", str(folder / "venv" / "bin" / "python"), SCANNER]
    try:
        for command in (make, fill):
            subprocess.run(command, check=True, capture_output=True, timeout=180)  # noqa: S603 -- our own commands
    except (OSError, subprocess.SubprocessError):
        return None
    return folder / "venv" / "bin" / "wapiti"


def scanned(wapiti: Path, folder: Path) -> dict[str, list[dict[str, str]]]:
    """Return the findings by kind."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("YANKAO_", "DATABASE_URL"))}
    command = [sys.executable, "-m", "yankao.site.cli", "demo", "--empty", "--port", str(PORT)]
    demo = subprocess.Popen(command, env={**clean, "YANKAO_HOME": str(folder / "home")}, stdout=subprocess.PIPE, text=True)  # noqa: S603 -- our own command
    assert demo.stdout is not None
    report = folder / "report.json"
    try:
        url = next(line.strip() for line in demo.stdout if line.startswith("http://"))
        limits = ["--max-scan-time", str(SECONDS), "--max-attack-time", "15", "-d", "3", "--max-links-per-page", "40", "-t", "5"]
        login = ["--form-cred", "clerk%yankao-demo", "--form-url", f"{url}/accounts/login/"]
        skip = ["-x", f"{url}/accounts/logout/"]
        options = ["--scope", "folder", "-m", MODULES, "--flush-session", "--no-bugreport", "-f", "json", "-o", str(report), "-v", "0"]
        subprocess.run(  # noqa: S603 -- our own command
            [str(wapiti), "-u", f"{url}/", *login, *skip, *options, *limits],
            env={**clean, "HOME": str(folder)}, capture_output=True, check=False, timeout=SECONDS * 3 + 120, stdin=subprocess.DEVNULL,
        )  # fmt: skip
    finally:
        demo.send_signal(signal.SIGTERM)
        demo.wait(60)
        demo.stdout.close()
    found: dict[str, list[dict[str, str]]] = json.loads(report.read_text(encoding="utf-8"))["vulnerabilities"]
    return {name: items for name, items in found.items() if items and name not in SET_ON_PURPOSE}


if __name__ == "__main__":
    sys.exit(main())
