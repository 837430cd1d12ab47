"""How many threads a web process has, and what each of them may need of the database."""

from __future__ import annotations

from typing import Any

from contest.web.objects import FILE_THREADS

PAGE_THREADS = 8
THREADS = PAGE_THREADS + FILE_THREADS


def engine_options() -> dict[str, Any]:
    """A connection for every thread, so that none waits for another's; those of the pages are kept open."""
    return {"pool_size": PAGE_THREADS, "max_overflow": FILE_THREADS}
