"""Huey without the PostgreSQL driver, until a queue on PostgreSQL asks for it.

Huey imports psycopg wherever it is installed; on SQLite that is 9 MiB in every process and a twentieth of a
second of every start for nothing. This module stands before all others that import huey.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from werkzeug.utils import import_string

_DRIVER = "psycopg"


@contextmanager
def _hidden(name: str) -> Iterator[None]:
    """Within the block the module is as if not installed, unless it is loaded already."""
    if name in sys.modules:
        yield
        return
    sys.modules[name] = None  # type: ignore[assignment]  # the import system's own sign for "there is none"
    try:
        yield
    finally:
        del sys.modules[name]


with _hidden(_DRIVER):
    from huey import storage


def give_huey_postgresql() -> None:
    """Let Huey's storage on PostgreSQL find its driver after all."""
    storage.psycopg = import_string(_DRIVER)
