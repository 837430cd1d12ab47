"""A worker of the web server tells its master often enough that it lives, and not at every request."""

from __future__ import annotations

import os
import time
from contextlib import closing

import pytest
from gunicorn.config import Config
from gunicorn.glogging import Logger

from contest.serve import web_command
from contest.web.server_worker import EVERY, PageWorker


def test_the_master_is_told_once_a_second(monkeypatch: pytest.MonkeyPatch) -> None:
    config = Config()
    worker = PageWorker(1, os.getpid(), [], None, 30, config, Logger(config))
    now = time.monotonic() + 100
    told = []
    with closing(worker.tmp):
        for after in (0.0, 0.4, EVERY - 0.01, EVERY, EVERY + 0.5, 2 * EVERY):
            monkeypatch.setattr(time, "monotonic", lambda after=after: now + after)
            worker.notify()
            told.append(round(worker.tmp.last_update() - now, 3))
    assert told == [0, 0, 0, EVERY, EVERY, 2 * EVERY]


def test_the_master_waits_many_times_as_long() -> None:
    command = web_command("127.0.0.1", "0", 2)
    assert command[command.index("--worker-class") + 1] == f"{PageWorker.__module__}.{PageWorker.__name__}"
    assert int(command[command.index("--timeout") + 1]) >= 10 * EVERY
