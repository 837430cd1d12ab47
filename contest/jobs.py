"""Work that a request does not wait for.

The truth of what is to be done stands in the database (an outbox row, a blind copy "preparing");
a queued task is only the wake-up. Each periodic sweep finds what a lost wake-up left behind, so a
crash between commit and queue loses nothing (docs/decisions/0004-jobs.md).
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import Flask, current_app
from huey import Huey, MemoryHuey, PostgresHuey, SqliteHuey, crontab
from sqlalchemy.engine import make_url

from contest.db import begin_writing, db
from contest.drivers import give_huey_postgresql
from contest.settings import Settings

log = logging.getLogger(__name__)

Task = Callable[..., None]
_tasks: dict[str, Task] = {}
_sweeps: list[str] = []


def task(name: str, *, every_minute: bool = False) -> Callable[[Task], Task]:
    """Name a function as a task; ``every_minute`` also runs it, without arguments, as a sweep.

    A task opens its own transaction, commits once, and is safe to run twice.
    """

    def register(function: Task) -> Task:
        _tasks[name] = function
        if every_minute:
            _sweeps.append(name)
        return function

    return register


def init_jobs(app: Flask, settings: Settings) -> None:
    """Open the queue beside the database: in it on PostgreSQL, a file of its own on SQLite."""
    queue = _queue(settings)

    def run(name: str, arguments: dict[str, Any]) -> None:
        with app.app_context():
            begin_writing()
            try:
                _tasks[name](**arguments)
            finally:
                db.session.rollback()

    app.extensions["contest.queue"] = queue
    app.extensions["contest.run_task"] = queue.task(name="run")(run)
    for name in _sweeps:
        queue.periodic_task(crontab(minute="*"), name=f"sweep.{name}")(lambda name=name: run(name, {}))


def enqueue(name: str, **arguments: Any) -> None:  # noqa: ANN401 - a task's own arguments
    """Wake a task up; call it after the commit. A queue that is down is no failure: the sweep follows."""
    if name not in _tasks:
        raise KeyError(name)
    try:
        current_app.extensions["contest.run_task"](name, arguments)
    except Exception:
        log.warning("queue unreachable; the sweep will find %s", name, exc_info=True)


def run_sweeps(app: Flask, now: datetime) -> None:  # noqa: ARG001 - tests pass their clock
    """Run every sweep once, here and now."""
    with app.app_context():
        for name in _sweeps:
            begin_writing()
            _tasks[name]()


def _queue(settings: Settings) -> Huey:
    if settings.testing:
        return MemoryHuey("contest", immediate=True, immediate_use_memory=True, store_none=False, utc=True)
    url = make_url(settings.database)
    if url.get_backend_name() == "postgresql":
        give_huey_postgresql()
        dsn = url.set(drivername="postgresql").render_as_string(hide_password=False)
        return PostgresHuey("contest", dsn=dsn, utc=True)
    return SqliteHuey("contest", filename=str(settings.instance / "jobs.db"), fsync=True, utc=True)
