"""A queue that cannot be reached: the act is committed, and the sweep finds what it left."""

from __future__ import annotations

import sqlite3

import psycopg
import pytest
from flask import Flask

from contest.jobs import enqueue


@pytest.mark.parametrize(
    "error", [OSError(), sqlite3.OperationalError("database or disk is full"), psycopg.OperationalError()]
)
def test_a_queue_that_is_away_is_no_failure(app: Flask, monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def away(*_arguments: object) -> None:
        raise error

    monkeypatch.setitem(app.extensions, "contest.run_task", away)
    with app.app_context():
        enqueue("notices.send")
