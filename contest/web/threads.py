"""How many threads a web process has, and what they may need of the database."""

from __future__ import annotations

from typing import Any

from contest.web.objects import FILE_THREADS

PAGE_THREADS = 8
STEP_THREADS = 32
"""For the small steps of uploads, which wait for their turn (contest.web.turns) and must leave the pages theirs."""

THREADS = PAGE_THREADS + STEP_THREADS + FILE_THREADS


def engine_options() -> dict[str, Any]:
    """Connections for the threads that ask the database; those that carry files ask it nothing.

    An error of the database tells the statement and never what was asked or written: that goes to the log.

    A crowd that takes the files' threads for pages waits for a connection and is served. Two processes and a worker
    stay under PostgreSQL's usual 100. The connection last used is used next, for it still keeps the pages it read.
    """
    return {
        "pool_size": PAGE_THREADS,
        "max_overflow": STEP_THREADS,
        "pool_timeout": 60,
        "pool_use_lifo": True,
        "hide_parameters": True,
    }
