"""Fetching from outside: led inside by a name, a number, a redirect or a slow server, nobody inside hears of it."""

from __future__ import annotations

import gzip
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TypeAlias

import pytest

from contest.blinding.guarded import CannotFetch, Fetched, Guard, Hindrance, is_outside

HTML = frozenset({"text/html"})
AT_ONCE = 0.02
"""Seconds between two looks of a server at whether it is to stop; by itself it looks twice a second."""
OUTSIDE = "93.184.216.34"
Answer: TypeAlias = Callable[[BaseHTTPRequestHandler], None]


def page(body: bytes = b"<p>xin ch\xc3\xa0o</p>", kind: str = "text/html; charset=utf-8", **headers: str) -> Answer:
    """A plain answer."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", kind)
        handler.send_header("Content-Length", str(len(body)))
        handler.send_header("Set-Cookie", "theo=doi")
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def leading(to: str) -> Answer:
    """A redirect."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(302)
        handler.send_header("Location", to)
        handler.send_header("Set-Cookie", "theo=doi")
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    return answer


def dripping(handler: BaseHTTPRequestHandler) -> None:
    """One byte of a header at a time, for ever."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nX: ")
    try:
        for _each in range(200):
            time.sleep(0.05)
            handler.wfile.write(b"x")
            handler.wfile.flush()
    except OSError:
        return


@contextmanager
def served(answers: dict[str, Answer]) -> Iterator[tuple[int, list[tuple[str, dict[str, str]]]]]:
    """A server on loopback; yields its port and what it was asked."""
    heard: list[tuple[str, dict[str, str]]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            heard.append((self.path, dict(self.headers)))
            answers.get(self.path, page())(self)

        def log_message(self, *_words: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(AT_ONCE,))
    thread.start()
    try:
        yield server.server_port, heard
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def guard_to(port: int, names: dict[str, list[str]], *, seconds: float = 20.0) -> tuple[Guard, list[tuple[str, int]]]:
    """A guard whose resolver knows these names, and whose every connection ends at the local server."""
    dialled: list[tuple[str, int]] = []

    def dial(address: str, wanted: int) -> tuple[str, int]:
        dialled.append((address, wanted))
        return "127.0.0.1", port

    return Guard(resolver=lambda host, _port: names.get(host, [host]), dial=dial, seconds=seconds), dialled


def hindered(guard: Guard, address: str, *, most: int = 10_000) -> Hindrance | Fetched:
    """Why it was not fetched; or what was."""
    try:
        return guard.fetch(address, types=HTML, most=most)
    except CannotFetch as told:
        return told.hindrance


def test_a_page_outside_is_fetched_from_the_checked_address_without_cookies() -> None:
    answers = {"/a?b=c": leading("http://bao.test/d"), "/d": page()}
    with served(answers) as (port, heard):
        guard, dialled = guard_to(port, {"bao.test": [OUTSIDE]})
        got = guard.fetch("http://bao.test/a?b=c", types=HTML, most=10_000)
    assert (got.address, got.body.decode(), got.charset) == ("http://bao.test/d", "<p>xin chào</p>", "utf-8")
    assert dialled == [(OUTSIDE, 80), (OUTSIDE, 80)]
    assert [path for path, _headers in heard] == ["/a?b=c", "/d"]
    told = {name.lower() for _path, headers in heard for name in headers}
    assert told == {"host", "user-agent", "accept-encoding", "connection"}
    assert heard[0][1]["Host"] == "bao.test"


INSIDE = [
    "127.0.0.1", "127.9.9.9", "0.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
    "192.0.2.1", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "::", "::1", "::127.0.0.1",
    "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a00:1", "64:ff9b:1::1", "2002:7f00:1::",
    "2001:0:4136:e378:8000:63bf:3fff:fdd2", "fe80::1", "fe80::1%eth0", "fec0::1", "fc00::1", "fd12::1", "ff02::1",
    "2001:db8::1", "khong phai so",
]  # fmt: skip


@pytest.mark.parametrize("address", INSIDE)
def test_an_address_inside_is_never_dialled(address: str) -> None:
    with served({}) as (port, heard):
        guard, dialled = guard_to(port, {"bao.test": [OUTSIDE, address]})
        assert hindered(guard, "http://bao.test/") is Hindrance.INSIDE
        guard, dialled_too = guard_to(port, {"bao.test": [address]})
        assert hindered(guard, "http://bao.test/") is Hindrance.INSIDE
    assert (heard, dialled, dialled_too) == ([], [], [])


@pytest.mark.parametrize("address", [OUTSIDE, "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"])
def test_an_address_outside_is_outside(address: str) -> None:
    assert is_outside(address)


@pytest.mark.parametrize(
    ("to", "why"),
    [
        ("http://127.0.0.1/", Hindrance.INSIDE),
        ("http://[::1]/", Hindrance.INSIDE),
        ("http://noi-bo.test/", Hindrance.INSIDE),
        ("https://bao.test:8443/", Hindrance.ADDRESS),
        ("http://bao.test:6379/", Hindrance.ADDRESS),
        ("http://ai:gi@bao.test/", Hindrance.ADDRESS),
        ("file:///etc/passwd", Hindrance.ADDRESS),
        ("gopher://bao.test/", Hindrance.ADDRESS),
        ("/vong", Hindrance.REDIRECTS),
    ],
)
def test_a_redirect_is_checked_like_the_first_address(to: str, why: Hindrance) -> None:
    with served({"/": leading(to), "/vong": leading("/vong")}) as (port, heard):
        guard, dialled = guard_to(port, {"bao.test": [OUTSIDE], "noi-bo.test": ["10.0.0.7"]})
        assert hindered(guard, "http://bao.test/") is why
    assert {address for address, _port in dialled} == {OUTSIDE}
    assert len(heard) == (5 if why is Hindrance.REDIRECTS else 1)


def test_a_name_that_changes_its_mind_is_asked_once_a_connection() -> None:
    """Rebinding: the address that was checked is the one that is dialled."""
    told = iter([[OUTSIDE], ["127.0.0.1"]])
    dialled: list[str] = []
    with served({}) as (port, _heard):

        def dial(address: str, _port: int) -> tuple[str, int]:
            dialled.append(address)
            return "127.0.0.1", port

        guard = Guard(resolver=lambda _host, _port: next(told), dial=dial)
        assert isinstance(hindered(guard, "http://bao.test/"), Fetched)
    assert dialled == [OUTSIDE]


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (page(kind="application/pdf"), Hindrance.TYPE),
        (page(b"x" * 20_000), Hindrance.TOO_LONG),
        (page(gzip.compress(b"x" * 50_000_000), Content_Encoding="gzip"), Hindrance.TOO_LONG),
        (lambda handler: handler.send_error(403), Hindrance.REFUSED),
        (lambda handler: handler.wfile.write(b"SSH-2.0-x\r\n"), Hindrance.AWAY),
        (dripping, Hindrance.TOO_SLOW),
    ],
)
def test_what_is_no_page_is_refused_with_its_reason(answer: Answer, why: Hindrance) -> None:
    with served({"/": answer}) as (port, _heard):
        guard, _dialled = guard_to(port, {"bao.test": [OUTSIDE]}, seconds=1.0 if why is Hindrance.TOO_SLOW else 20.0)
        assert hindered(guard, "http://bao.test/") is why


def test_a_guard_that_checks_nothing_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: without the check the listener inside does hear."""
    monkeypatch.setattr("contest.blinding.guarded.is_outside", lambda _address: True)
    with served({}) as (port, heard):
        guard, dialled = guard_to(port, {"bao.test": ["127.0.0.1"]})
        assert isinstance(hindered(guard, "http://bao.test/"), Fetched)
    assert (len(heard), dialled) == (1, [("127.0.0.1", 80)])
