"""A part's bytes come straight off the socket: whole, unmixed, and the connection is good afterwards."""

from __future__ import annotations

import contextlib
import io
import socket
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from gunicorn.config import Config
from gunicorn.http.parser import RequestParser

from contest.storage.types import Readable
from contest.web import line
from contest.web.line import PIECE, body_of

SIZE = 3 * PIECE + 17
A_PART = bytes(range(256)) * (SIZE // 256) + bytes(SIZE % 256)
PAUSE = 30


class Lane:
    """One connection as gunicorn's worker sees it, and the browser's end of it."""

    def __init__(self, here: socket.socket, browser: socket.socket) -> None:
        self.here = here
        self.browser = browser
        self._parser = RequestParser(Config(), here, ("127.0.0.1", 1))

    def send(self, content: bytes) -> None:
        """From the browser, without waiting for it to be read."""
        threading.Thread(target=self.browser.sendall, args=(content,), daemon=True).start()

    def environ(self) -> dict[str, Any]:
        """The next request."""
        self.request = next(self._parser)
        return {"gunicorn.socket": self.here, "wsgi.input": self.request.body}


@contextlib.contextmanager
def lane() -> Iterator[Lane]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        browser = socket.create_connection(listener.getsockname())
        here, _address = listener.accept()
    with here, browser:
        yield Lane(here, browser)


def put(content: bytes, size: int | None = None) -> bytes:
    return b"PUT /p HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n" % (size or len(content)) + content


def whole(body: Readable) -> bytes:
    pieces = []
    while piece := body.read(PIECE):
        pieces.append(bytes(piece))
    return b"".join(pieces)


def test_a_part_arrives_whole_and_the_connection_takes_the_next_request() -> None:
    with lane() as one:
        one.send(put(A_PART) + put(b"second"))
        with body_of(one.environ(), io.BytesIO(), SIZE) as body:
            assert isinstance(body, line.StraightBody)
            assert whole(body) == A_PART
        with body_of(one.environ(), io.BytesIO(), len(b"second")) as body:
            assert whole(body) == b"second"


def test_a_cut_part_ends_early_and_its_connection_is_no_good_any_more() -> None:
    with lane() as one:
        one.browser.sendall(put(A_PART[:PIECE], SIZE))
        one.browser.shutdown(socket.SHUT_WR)
        with body_of(one.environ(), io.BytesIO(), SIZE) as body:
            assert whole(body) == A_PART[:PIECE]
        assert one.request.body.failed is True


def test_a_line_that_says_nothing_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(line, "PATIENCE", 0.01)
    with lane() as one:
        one.browser.sendall(put(b"ab", SIZE))
        with body_of(one.environ(), io.BytesIO(), SIZE) as body:
            assert whole(body) == b"ab"


def test_what_is_no_plain_socket_is_read_by_the_server_itself() -> None:
    stream = io.BytesIO(b"abc")
    with body_of({}, stream, 3) as body:
        assert body is stream


class Watched:
    """A lock that says when somebody has to wait for it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.somebody_waits = threading.Event()

    def acquire(self) -> None:
        if not self._lock.acquire(blocking=False):
            self.somebody_waits.set()
            self._lock.acquire()

    def release(self) -> None:
        self._lock.release()


class Careless(Watched):
    """Broken: lets everyone through."""

    def acquire(self) -> None:
        self.somebody_waits.set()

    def release(self) -> None:
        pass


def two_parts_do_not_mix(turn: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(line, "_turn", turn)
    ones, twos = b"1" * SIZE, b"2" * SIZE
    taken: list[bytes] = []
    with lane() as first, lane() as second:
        for one, content in ((first, ones), (second, twos)):
            one.browser.sendall(put(b"", SIZE))
            one.environ_now = one.environ()  # type: ignore[attr-defined]  # the head alone; the bytes come below
            one.send(content)
        with body_of(first.environ_now, io.BytesIO(), SIZE) as body:  # type: ignore[attr-defined]
            held = body.read(PIECE)
            turn.somebody_waits.clear()

            def take() -> None:
                with body_of(second.environ_now, io.BytesIO(), SIZE) as other:  # type: ignore[attr-defined]
                    taken.append(whole(other))

            beside = threading.Thread(target=take)
            beside.start()
            assert turn.somebody_waits.wait(PAUSE)
            if isinstance(turn, Careless):
                beside.join()
            stands = bytes(held) == ones[: len(held)]
            assert stands  # not the comparison itself: told letter by letter, 64 KiB take pytest half a minute
            rest = whole(body)
        beside.join()
    assert len(held) + len(rest) == SIZE
    assert set(rest) == {ord("1")}
    assert taken == [twos]


def test_two_parts_at_once_do_not_mix(monkeypatch: pytest.MonkeyPatch) -> None:
    two_parts_do_not_mix(Watched(), monkeypatch)


def test_parts_that_take_no_turns_are_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(AssertionError):
        two_parts_do_not_mix(Careless(), monkeypatch)
