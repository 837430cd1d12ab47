"""A seekable stream over ranged reads that goes on after the line was cut."""

from __future__ import annotations

import io
from collections.abc import Callable
from http.client import HTTPException
from typing import IO, Protocol

from contest.storage.errors import StoreUnavailable

_ATTEMPTS = 4
"""Times one read is tried from where it stopped; the client below has its own retries to connect."""


class Body(Protocol):
    """What a store's answer offers."""

    def read(self, size: int, /) -> bytes:
        """Up to ``size`` bytes; empty at the end."""
        ...

    def close(self) -> None:
        """Give the connection back."""
        ...


class RangedStream(io.RawIOBase):
    """Reads an object of ``size`` bytes through ``open_at(start)``, asked again after a break."""

    def __init__(
        self,
        open_at: Callable[[int], Body],
        *,
        size: int,
        start: int,
        broken: tuple[type[Exception], ...],
    ) -> None:
        self._open_at = open_at
        self._size = size
        self._position = start
        self._broken: tuple[type[Exception], ...] = (*broken, OSError, HTTPException)
        self._body: Body | None = None

    def readable(self) -> bool:
        """Always."""
        return True

    def seekable(self) -> bool:
        """A seek drops the connection; the next read opens another at the new place."""
        return True

    def tell(self) -> int:
        """Byte the next read begins with."""
        return self._position

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        """Move; past the end reads nothing, as with a file."""
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self._size}[whence]
        target = max(0, base + offset)
        if target != self._position:
            self._drop()
            self._position = target
        return target

    def readinto(self, buffer: memoryview, /) -> int:  # type: ignore[override]  # narrower: bytes only
        """Fill ``buffer`` with what comes; a cut line is opened again at the same byte."""
        wanted = min(len(buffer), self._size - self._position)
        if wanted <= 0:
            return 0
        chunk = self._read_patiently(wanted)
        buffer[: len(chunk)] = chunk
        self._position += len(chunk)
        return len(chunk)

    def close(self) -> None:
        """Give the connection back."""
        self._drop()
        super().close()

    def _read_patiently(self, wanted: int) -> bytes:
        cause: Exception | None = None
        for _attempt in range(_ATTEMPTS):
            try:
                if self._body is None:
                    self._body = self._open_at(self._position)
                chunk = self._body.read(wanted)
            except self._broken as error:
                cause = error
            else:
                if chunk:
                    return chunk
            self._drop()
        raise StoreUnavailable from cause

    def _drop(self) -> None:
        if self._body is not None:
            self._body.close()
            self._body = None


def buffered(stream: RangedStream, chunk: int) -> IO[bytes]:
    """The stream with a buffer, so that small reads do not each cross the line."""
    return io.BufferedReader(stream, chunk)
