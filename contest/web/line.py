"""A part's bytes, taken straight off the socket they come on.

The server's own reader copies every byte several times and holds the interpreter while it does. Here the kernel copies
once, into one buffer that all parts share: whoever reads, hashes and writes a piece has the turn, and the next piece of
any part waits for it. However many parts are on their way, they keep one thread of the process busy and no more, so
that pages always find the machine. Waiting for a slow line takes no turn and no memory.
"""

from __future__ import annotations

import contextlib
import select
from collections.abc import Iterator, Mapping
from socket import MSG_DONTWAIT, SO_RCVBUF, SO_RCVLOWAT, SOL_SOCKET, socket
from threading import Lock
from typing import Any

from contest.storage.types import Readable
from contest.web.turns import pages

PIECE = 256 * 1024
"""Bytes of a turn: long enough to be worth it, short enough to stay in the processor's own memory."""

PATIENCE = 60.0
"""Seconds that a line may say nothing. A laptop that was closed says nothing for ever."""

_HELD_BY_THE_KERNEL = 192 * 1024
"""Bytes of a part that wait for their turn; the kernel doubles them."""

_turn = Lock()
_buffer = memoryview(bytearray(PIECE))


class StraightBody:
    """The body of one request. What ``read`` gives is good until the next ``read``."""

    def __init__(self, line: socket, body: Any, size: int) -> None:  # noqa: ANN401 - gunicorn's own, untyped
        """``body`` is gunicorn's reader of the same request: it may hold the first bytes already."""
        self._line = line
        self._body = body
        self._left = size
        self._held: bytes | None = None
        self._low = 0
        self._has_turn = False

    def read(self, size: int, /) -> bytes | memoryview:
        """Up to ``size`` bytes; empty at the end, and when the line was cut or said nothing for too long."""
        self._end_turn()
        wanted = min(size, self._left, PIECE)
        if not wanted:
            return b""
        piece = self._first(wanted) or self._next(wanted)
        self._left -= len(piece)
        return piece

    def close(self) -> None:
        """Leave the connection as the next request wants it; one that was not read to its end is no good any more."""
        self._end_turn()
        if self._low:
            with contextlib.suppress(OSError):
                self._line.setsockopt(SOL_SOCKET, SO_RCVLOWAT, 1)
        if self._held is not None:
            self._body.reader.length = 0
            self._body.failed = bool(self._left)

    def _first(self, wanted: int) -> bytes:
        """What the server read together with the headers."""
        unreader = self._body.reader.unreader
        if self._held is None:
            held = unreader.take_buffered()
            self._held, rest = held[: self._left], held[self._left :]
            unreader.unread(rest)
            self._line.setsockopt(SOL_SOCKET, SO_RCVBUF, _HELD_BY_THE_KERNEL)
        piece, self._held = self._held[:wanted], self._held[wanted:]
        return piece

    def _next(self, wanted: int) -> bytes | memoryview:
        try:
            while True:
                waited_in_vain = not self._wait(wanted)
                self._begin_turn()
                try:
                    taken = self._line.recv_into(_buffer, wanted, MSG_DONTWAIT)
                except BlockingIOError:
                    self._end_turn()
                    if waited_in_vain:
                        return b""
                else:
                    return _buffer[:taken]
        except OSError:
            return b""

    def _wait(self, wanted: int) -> bool:
        """Until a whole piece is there, so that few turns are taken; False when it took too long."""
        if wanted != self._low:
            self._line.setsockopt(SOL_SOCKET, SO_RCVLOWAT, wanted)
            self._low = wanted
        poll = select.poll()
        poll.register(self._line, select.POLLIN)
        return bool(poll.poll(PATIENCE * 1000))

    def _begin_turn(self) -> None:
        _turn.acquire()
        self._has_turn = True
        pages.give_way()

    def _end_turn(self) -> None:
        if self._has_turn:
            self._has_turn = False
            _turn.release()


@contextlib.contextmanager
def body_of(environ: Mapping[str, Any], stream: Readable, size: int) -> Iterator[Readable]:
    """The body of the request in ``environ``, of ``size`` bytes; ``stream`` where there is no plain socket."""
    line, body = environ.get("gunicorn.socket"), environ.get("wsgi.input")
    if type(line) is not socket or getattr(getattr(body, "reader", None), "length", None) != size:
        yield stream
        return
    straight = StraightBody(line, body, size)
    try:
        yield straight
    finally:
        straight.close()
