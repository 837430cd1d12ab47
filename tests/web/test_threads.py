"""Every thread of the web process is served by the database; none is turned away."""

from __future__ import annotations

import threading
from contextlib import ExitStack

from flask import Flask

from contest.db import db, reading
from contest.serve import web_command
from contest.web.threads import PAGE_THREADS, STEP_THREADS, THREADS

CONNECTIONS = PAGE_THREADS + STEP_THREADS


def test_a_crowd_beyond_the_connections_waits_and_is_served(app: Flask) -> None:
    served = threading.Event()

    def one_more() -> None:
        with app.app_context(), reading(), db.engine.connect():
            served.set()

    late = threading.Thread(target=one_more)
    with app.app_context(), reading(), ExitStack() as held:
        for _thread in range(CONNECTIONS):
            held.enter_context(db.engine.connect())
        late.start()
    late.join()
    assert served.is_set()


def test_the_server_is_started_with_its_threads() -> None:
    command = web_command("127.0.0.1", "8000", 2)
    assert int(command[command.index("--threads") + 1]) == THREADS
