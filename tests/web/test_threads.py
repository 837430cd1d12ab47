"""A thread of the web process never waits for another's database connection."""

from __future__ import annotations

from contextlib import ExitStack

from flask import Flask

from contest.db import db, reading
from contest.serve import web_command
from contest.web.threads import THREADS


def test_every_thread_of_a_web_process_has_a_connection(app: Flask) -> None:
    command = web_command("127.0.0.1", "8000", 2)
    threads = int(command[command.index("--threads") + 1])
    with app.app_context(), reading(), ExitStack() as held:
        connections = [held.enter_context(db.engine.connect()) for _thread in range(threads)]
    assert (threads, len(connections)) == (THREADS, THREADS)
