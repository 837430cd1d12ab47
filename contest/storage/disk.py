"""Writing to a disk so that it is either there or not: fsync, rename, locks, honest errors."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

from contest.storage.errors import PartBusy, StoreFull, StoreUnavailable

_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


@contextlib.contextmanager
def disk_errors() -> Iterator[None]:
    """Say a full disk as StoreFull and a failing one as StoreUnavailable."""
    try:
        yield
    except OSError as error:
        if error.errno in _NO_ROOM:
            raise StoreFull from error
        raise StoreUnavailable from error


@contextlib.contextmanager
def locked(path: Path, *, exclusive: bool) -> Iterator[int]:
    """``path`` opened for reading and writing and locked over all threads and processes.

    Errors: PartBusy at once when another holds it; waiting would hold a web thread.
    """
    file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(file, (fcntl.LOCK_EX if exclusive else fcntl.LOCK_SH) | fcntl.LOCK_NB)
        except BlockingIOError:
            raise PartBusy from None
        yield file
    finally:
        os.close(file)


def write_all(file: int, chunk: bytes | memoryview, offset: int) -> None:
    """Write at ``offset``; a file system may take less than it is given, last before it is full."""
    view = memoryview(chunk)
    while view:
        taken = os.pwrite(file, view, offset)
        view = view[taken:]
        offset += taken


def write_whole(path: Path, content: bytes) -> None:
    """A small file that appears at once and is on the disk."""
    arriving = path.with_suffix(".new")
    with arriving.open("wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    arriving.replace(path)
    sync_folder(path.parent)


def sync_file(path: Path) -> None:
    """Bring the bytes of a file to the disk."""
    with path.open("rb") as file:
        os.fsync(file.fileno())


def sync_folder(path: Path) -> None:
    """Bring the names in a folder to the disk: without it a rename may not survive a power cut."""
    folder = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
