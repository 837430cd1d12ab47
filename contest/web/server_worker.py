"""The web server's worker: gunicorn's own, which tells its master once a second that it lives, not at every request."""

from __future__ import annotations

import time
from typing import Any

from gunicorn.workers.gthread import ThreadWorker

EVERY = 1.0
"""Seconds; the master waits sixty."""


class PageWorker(ThreadWorker):  # type: ignore[misc]  # gunicorn ships no types
    """Threads as gunicorn has them.

    To notify is to touch a file, and to touch a file lets go of the interpreter: the thread that makes the page and the
    one that watches the sockets then take turns where one of them could go on.
    """

    def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 - gunicorn's own
        super().__init__(*args, **options)
        self._notified = 0.0

    def notify(self) -> None:
        """Tell the master, unless it was told a moment ago."""
        now = time.monotonic()
        if now - self._notified >= EVERY:
            self._notified = now
            super().notify()
