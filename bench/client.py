"""A small browser for measuring: one kept connection, cookies, and the costs the server reports."""

from __future__ import annotations

import http.client
import re
import socket
import time
from dataclasses import dataclass, field
from io import BytesIO
from urllib.parse import urlencode

_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_END, _LAST, _CHUNKED = b"\r\n\r\n", b"\r\n0\r\n\r\n", b"transfer-encoding: chunked"
_AT_ONCE = 256 * 1024


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """One answer and what it cost. Times in milliseconds, ``wall_ms`` from the first byte sent to the last received."""

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
    connection: socket.socket | None = None

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
        """Ask and take the answer as it comes; reading it is ours and not the server's, so it is not timed."""
        line = self._line(method, path, body)
        begun = time.perf_counter()
        try:
            answer = self._exchange(line)
        except ConnectionError:
            # The server closed a connection that was idle; a browser opens another.
            self.connection = None
            answer = self._exchange(line)
        wall = (time.perf_counter() - begun) * 1000
        head = http.client.HTTPResponse(_Came(answer), method=method)  # type: ignore[arg-type]  # all it asks for is a file
        head.begin()
        for cookie in head.headers.get_all("Set-Cookie", []):
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return Answer(
            status=head.status,
            body=head.read(),
            location=head.headers.get("Location", ""),
            wall_ms=wall,
            cpu_ms=float(head.headers.get("X-Bench-Cpu", "0")),
            queries=int(head.headers.get("X-Bench-Queries", "0")),
        )

    def _line(self, method: str, path: str, body: bytes | None) -> bytes:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        heads = [f"{method} {path} HTTP/1.1", f"Host: 127.0.0.1:{self.port}", f"Cookie: {cookies}"]
        if body is not None:
            heads += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
        return "\r\n".join([*heads, "", ""]).encode() + (body or b"")

    def _exchange(self, line: bytes) -> bytes:
        """Send a request and take all bytes of its answer. Errors: ConnectionError."""
        if self.connection is None:
            self.connection = socket.create_connection(("127.0.0.1", self.port), timeout=60)
            self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.connection.sendall(line)
        came = b""
        while _END not in came:
            came += self._more()
        head, _, _ = came.partition(_END)
        length = _LENGTH.search(head)
        pieces = [came]
        if length is not None:
            left = int(length[1]) - (len(came) - len(head) - len(_END))
            while left > 0:
                pieces.append(self._more())
                left -= len(pieces[-1])
        elif _CHUNKED in head.lower():
            while not b"".join(pieces[-2:]).endswith(_LAST):
                pieces.append(self._more())
        return b"".join(pieces)

    def _more(self) -> bytes:
        if self.connection is None:
            raise ConnectionError("no connection")
        got = self.connection.recv(_AT_ONCE)
        if not got:
            raise ConnectionError("closed before the answer's end")
        return got


class _Came:
    """Bytes that came already, for ``http.client`` to read as if they were coming."""

    def __init__(self, answer: bytes) -> None:
        self._answer = answer

    def makefile(self, *_args: object) -> BytesIO:
        """All of them as a file."""
        return BytesIO(self._answer)


def token(page: bytes) -> str:
    """The form token of a page."""
    found = _TOKEN.search(page.decode())
    if found is None:
        raise RuntimeError("the page has no form token")
    return found.group(1)
