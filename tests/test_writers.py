"""Writers of an SQLite database wait in one row, whatever thread or process they are of."""

from __future__ import annotations

import fcntl
import multiprocessing
import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, event, text
from sqlalchemy.exc import OperationalError

from contest import db
from contest.db import begin_writing, reading
from contest.writers import ENDING, row_of

THREADS, EACH = 6, 8
ADD = text("UPDATE count SET n = n + 1")


@pytest.fixture
def address(tmp_path: Path) -> str:
    begin_writing()  # a page that another test asked for may have left this thread reading
    url = f"sqlite:///{tmp_path / 'row.db'}"
    with counting(url) as engine, engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE count (n INTEGER)")
        connection.exec_driver_sql("INSERT INTO count VALUES (0)")
    return url


@contextmanager
def counting(url: str) -> Iterator[Engine]:
    """An engine without SQLite's own patience: whoever meets another writer fails at once."""
    engine = create_engine(url, pool_size=THREADS)

    @event.listens_for(engine, "connect")
    def _hurry(connection: object, _record: object) -> None:
        connection.execute("PRAGMA busy_timeout=0")  # type: ignore[attr-defined]  # the driver's own class

    yield engine
    engine.dispose()


def add(engine: Engine) -> int:
    """Count up again and again, holding the lock for a moment each time; returns how often it was refused."""
    refused = 0
    for _ in range(EACH):
        try:
            with engine.begin() as connection:
                connection.execute(ADD)
                time.sleep(0.002)
        except OperationalError:
            refused += 1
    return refused


def add_at_once(url: str) -> int:
    """The same by several threads of this process."""
    with counting(url) as engine, ThreadPoolExecutor(THREADS) as threads:
        return sum(threads.map(add, [engine] * THREADS))


def counted(url: str) -> int:
    with counting(url) as engine, reading(), engine.connect() as connection:
        return int(connection.execute(text("SELECT n FROM count")).scalar_one())


def test_threads_of_two_processes_never_meet(address: str) -> None:
    command = [sys.executable, "-c", "import sys; from tests.test_writers import *; sys.exit(add_at_once(sys.argv[1]))"]
    other = subprocess.Popen([*command, address])
    refused = add_at_once(address)
    assert (refused, other.wait(60)) == (0, 0)
    assert counted(address) == 2 * THREADS * EACH


def test_without_the_row_they_do(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(db, "_wait_in_row", lambda _connection: None)
    refused = add_at_once(address)
    assert refused > 0
    assert counted(address) == THREADS * EACH - refused


def test_a_writer_that_is_killed_lets_the_next_one_come(address: str) -> None:
    database = address.removeprefix("sqlite:///")
    program = textwrap.dedent(f"""
        from sqlalchemy import create_engine
        import contest.db, time
        with create_engine({address!r}).begin():
            print("here", flush=True)
            time.sleep(60)
    """)
    holder = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE)
    assert holder.stdout is not None
    assert holder.stdout.readline() == b"here\n"
    assert is_taken(database)
    os.kill(holder.pid, signal.SIGKILL)
    holder.wait()
    holder.stdout.close()
    assert not is_taken(database)
    with counting(address) as engine:
        assert add(engine) == 0


def is_taken(database: str) -> bool:
    with Path(f"{database}{ENDING}").open("r+b") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def test_a_forked_process_stands_in_the_row_for_itself(address: str) -> None:
    database = address.removeprefix("sqlite:///")
    row = row_of(database)
    assert row.wait(1)
    came = multiprocessing.get_context("fork").Event()
    child = multiprocessing.get_context("fork").Process(target=_come, args=(database, came))
    child.start()
    assert not came.wait(0.3)
    row.leave()
    assert came.wait(30)
    child.join()


def _come(database: str, came: multiprocessing.synchronize.Event) -> None:
    row_of(database).wait(30)
    came.set()


def test_an_error_or_a_rollback_leaves_the_row(address: str) -> None:
    database = address.removeprefix("sqlite:///")
    with counting(address) as engine:
        with engine.connect() as connection:
            connection.execute(ADD)
            assert is_taken(database)
            with pytest.raises(OperationalError):
                connection.exec_driver_sql("SELECT nothing")
        assert not is_taken(database)
        with engine.connect() as connection:
            connection.execute(ADD)
            connection.invalidate()
            assert not is_taken(database)
        with reading(), engine.connect() as connection:
            connection.exec_driver_sql("SELECT 1")
            assert not is_taken(database)
