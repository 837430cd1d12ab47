"""A TCP proxy that a test can make fail: the bad line between a browser, our server and the store."""

from __future__ import annotations

import contextlib
import select
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

_CHUNK = 64 * 1024
_LOAD = 4096
"""Bytes of a piece that belongs to a part and not to a question."""
_SOON = 0.2
_503 = b"HTTP/1.1 503 Slow Down\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


@dataclass(kw_only=True, slots=True)
class LossyLine:
    """The proxy's present mood. Going down cuts every connection; the rest holds for those that come after it.

    Units: ``cut_after`` bytes sent upwards on one connection; ``speed`` bytes a second, 0 for no limit.
    """

    target: int
    down: bool = False
    says_503: bool = False
    cut_after: int | None = None
    cut_down_after: int | None = None
    speed: int = 0
    port: int = 0
    upward: int = 0
    most_at_once: int = 0
    """Connections that carried bytes upwards at about the same time, at most; small talk is not counted."""
    _closing: threading.Event = field(default_factory=threading.Event)
    _carried_at: dict[int, float] = field(default_factory=dict)

    @property
    def endpoint(self) -> str:
        """Address of the proxy."""
        return f"http://127.0.0.1:{self.port}"

    def serve(self, listener: socket.socket) -> None:
        """Take connections until closed."""
        while not self._closing.is_set():
            with contextlib.suppress(OSError):
                if not select.select([listener], [], [], 0.05)[0]:
                    continue
                client, _address = listener.accept()
                threading.Thread(target=self._carry, args=(client,), daemon=True).start()

    def close(self) -> None:
        """Take no more."""
        self._closing.set()

    def _carry(self, client: socket.socket) -> None:
        with client, contextlib.suppress(OSError):
            if self.down:
                return
            if self.says_503:
                client.recv(_CHUNK)
                client.sendall(_503)
                return
            with socket.create_connection(("127.0.0.1", self.target)) as server:
                self._pump(client, server)

    def _pump(self, client: socket.socket, server: socket.socket) -> None:
        up, back = 0, 0
        limit, down_limit, speed = self.cut_after, self.cut_down_after, self.speed
        while not (self._closing.is_set() or self.down or self.says_503):
            for ready in select.select([client, server], [], [], 0.05)[0]:
                chunk = ready.recv(_CHUNK if not speed else min(_CHUNK, max(1024, speed // 10)))
                if not chunk:
                    return
                if speed:
                    time.sleep(len(chunk) / speed)
                if ready is client:
                    up += len(chunk)
                    self.upward += len(chunk)
                    self._note_load(client.fileno(), len(chunk))
                    if limit is not None and up > limit:
                        return
                    server.sendall(chunk)
                else:
                    back += len(chunk)
                    if down_limit is not None and back > down_limit:
                        return
                    client.sendall(chunk)

    def _note_load(self, connection: int, size: int) -> None:
        if size < _LOAD:
            return
        now = time.monotonic()
        self._carried_at[connection] = now
        self.most_at_once = max(self.most_at_once, sum(now - at < _SOON for at in list(self._carried_at.values())))


@contextlib.contextmanager
def lossy_line(target: int) -> Iterator[LossyLine]:
    """A proxy in front of a port of this machine."""
    line = LossyLine(target=target)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        line.port = listener.getsockname()[1]
        thread = threading.Thread(target=line.serve, args=(listener,), daemon=True)
        thread.start()
        yield line
        line.close()
        thread.join(timeout=2)
