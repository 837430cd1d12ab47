"""A small browser for measuring: one kept connection, cookies, and the costs the server reports."""

from __future__ import annotations

import http.client
import re
import time
from dataclasses import dataclass, field
from urllib.parse import urlencode

_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """One answer and what it cost. Times in milliseconds."""

    status: int
    body: bytes
    location: str
    wall_ms: float
    cpu_ms: float
    queries: int


@dataclass(kw_only=True)
class Browser:
    """One person at 127.0.0.1."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    connection: http.client.HTTPConnection | None = None

    def get(self, path: str) -> Answer:
        """Load a page."""
        return self._ask("GET", path, None)

    def post(self, path: str, fields: dict[str, str]) -> Answer:
        """Send a form."""
        return self._ask("POST", path, urlencode(fields).encode())

    def sign_in(self, email: str, password: str) -> None:
        """Sign in by the form, as a person does."""
        page = self.get("/dang-nhap")
        answer = self.post("/dang-nhap", {"csrf_token": token(page.body), "email": email, "password": password})
        if answer.status != http.client.FOUND:
            raise RuntimeError(f"sign-in of {email} answered {answer.status}")

    def _ask(self, method: str, path: str, body: bytes | None) -> Answer:
        if self.connection is None:
            self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        begun = time.perf_counter()
        try:
            self.connection.request(method, path, body, headers)
            answer = self.connection.getresponse()
        except (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError):
            # The server closed a connection that was idle; a browser opens another.
            self.connection.close()
            self.connection.request(method, path, body, headers)
            answer = self.connection.getresponse()
        content = answer.read()
        wall = (time.perf_counter() - begun) * 1000
        for line in answer.headers.get_all("Set-Cookie", []):
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
        return Answer(
            status=answer.status,
            body=content,
            location=answer.headers.get("Location", ""),
            wall_ms=wall,
            cpu_ms=float(answer.headers.get("X-Bench-Cpu", "0")),
            queries=int(answer.headers.get("X-Bench-Queries", "0")),
        )


def token(page: bytes) -> str:
    """The form token of a page."""
    found = _TOKEN.search(page.decode())
    if found is None:
        raise RuntimeError("the page has no form token")
    return found.group(1)
