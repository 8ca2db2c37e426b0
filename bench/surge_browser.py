"""One person's browser in the play of a typhoon morning: cookies, a kept connection, forms with their marks, and how long each page took."""

from __future__ import annotations

import http.client
import re
import time
from dataclasses import dataclass, field
from urllib.parse import urlencode

WAITS = 120
PASSWORD = "yankao-demo"  # noqa: S105 -- the published password of a demonstration
FIELD = re.compile(r'name="(csrfmiddlewaretoken|once)" value="([^"]+)"')
NUMBER = re.compile(r"[A-Z]?\d+")
Pairs = list[tuple[str, str]]


@dataclass(slots=True, kw_only=True)
class Browser:
    """One person's browser: cookies, one kept connection, and how long each page took."""

    port: int
    address: str = ""
    cookies: dict[str, str] = field(default_factory=dict)
    times: list[tuple[str, float]] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    connection: http.client.HTTPConnection | None = None

    def get(self, path: str) -> tuple[int, str, str]:
        """Open a page."""
        return self._send("GET", path, None)

    def post(self, path: str, data: dict[str, str] | Pairs, *, page: str | None = None) -> tuple[int, str, str]:
        """Send a form; `page` is where it was shown, opened first for its marks."""
        pairs = list(data.items()) if isinstance(data, dict) else data
        marks = dict(FIELD.findall(page)) if page is not None else {}
        return self._send("POST", path, [*marks.items(), *(pair for pair in pairs)])

    def form(self, path: str, data: dict[str, str] | Pairs) -> tuple[int, str, str]:
        """Open a page with a form and send it."""
        _status, body, _ = self.get(path)
        return self.post(path, data, page=body)

    def _send(self, method: str, path: str, pairs: Pairs | None) -> tuple[int, str, str]:
        began = time.perf_counter()
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())} if self.cookies else {}
        if self.address:
            headers["X-Forwarded-For"] = self.address
        body = None
        if pairs is not None:
            body, headers["Content-Type"] = urlencode(pairs), "application/x-www-form-urlencoded"
        for last_try in (False, True):
            self.connection = self.connection or self._connected()
            try:
                self.connection.request(method, path, body, headers)
                answer = self.connection.getresponse()
                text = answer.read().decode(errors="replace")
                break
            except (http.client.HTTPException, ConnectionError):
                self.connection.close()
                self.connection = None
                if last_try or method == "POST":
                    raise
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.partition(";")[0]
        self.times.append((f"{method} {NUMBER.sub('N', path.partition('?')[0])}", time.perf_counter() - began))
        if answer.status >= 400:
            self.wrong.append(f"{answer.status} {method} {path}")
        return answer.status, text, answer.getheader("Location") or ""

    def _connected(self) -> http.client.HTTPConnection:
        """Connect; a server that is being started again is waited for, as nothing has been sent yet."""
        for _ in range(WAITS):
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
            try:
                connection.connect()
            except ConnectionRefusedError:
                time.sleep(0.5)
            else:
                return connection
        raise ConnectionRefusedError(self.port)

    def login(self, name: str) -> Browser:
        """Log in with the form."""
        status, _body, where = self.form("/accounts/login/", {"login": name, "password": PASSWORD})
        if status != 302:
            raise SystemExit(f"login of {name} failed: {status} {where}")
        self.times.clear()
        return self
