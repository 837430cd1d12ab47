"""Whoever writes to an SQLite database waits in one row, over the threads and processes of this machine.

SQLite itself has no row: a writer that finds the lock taken sleeps and looks again, up to a tenth of a second later,
and whoever looks at the right moment is next. Sixteen judges who save at once sleep most of their time so, and an
unlucky one sleeps until it gives up. Here a thread waits for a lock of its process and then for a lock on a file,
which the system hands on at once and takes back from a process that died (docs/decisions/0092-row-of-writers.md).
"""

from __future__ import annotations

import fcntl
import os
from functools import cache
from threading import Lock

ENDING = "-turn"
"""Of the file beside the database; nothing is written into it."""


class Row:
    """The row before one database file, as one process sees it."""

    def __init__(self, database: str) -> None:
        self._file = os.open(f"{database}{ENDING}", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        self._first = Lock()

    def wait(self, seconds: float) -> bool:
        """Come to the front; False when the others of this process took longer than that.

        The first of a process waits for the other processes as long as they take: they are few, and one that died
        waits for nobody.
        """
        if not self._first.acquire(timeout=seconds):
            return False
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX)
        except BaseException:  # a signal may end the waiting too; the others of this process must not wait for nobody
            self._first.release()
            raise
        return True

    def leave(self) -> None:
        """Let the next one come; any thread may say so for the one that waited."""
        fcntl.flock(self._file, fcntl.LOCK_UN)
        self._first.release()


@cache
def row_of(database: str) -> Row:
    """The row before the database at this path."""
    return Row(database)


# A lock that was inherited would be shared with the parent: a child stands in the row for itself.
os.register_at_fork(after_in_child=row_of.cache_clear)
