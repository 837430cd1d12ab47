"""Writers queue; readers never wait and never block."""

from __future__ import annotations

import threading

import pytest
from flask import Flask
from sqlalchemy import Engine, select, update
from sqlalchemy.orm import Session

from contest.accounts.models import Person
from contest.db import begin_writing, reading
from tests import factories

FULL = 2
"""What SQLite calls ``synchronous=FULL``."""


def test_read_then_write_by_many_loses_no_update(app: Flask, engine: Engine, session: Session) -> None:
    who = factories.person(session)
    session.commit()
    barrier = threading.Barrier(8)
    failures: list[Exception] = []

    def add_one() -> None:
        begin_writing()
        barrier.wait()
        try:
            for _ in range(10):
                with Session(engine) as own:
                    query = select(Person.session_epoch).where(Person.id == who.id).with_for_update()
                    epoch = own.scalar(query) or 0
                    own.execute(update(Person).where(Person.id == who.id).values(session_epoch=epoch + 1))
                    own.commit()
        except Exception as error:  # noqa: BLE001 - gathered and shown below
            failures.append(error)

    threads = [threading.Thread(target=add_one) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    session.expire_all()
    assert (failures, session.get(Person, who.id).session_epoch) == ([], 80)  # type: ignore[union-attr]


def test_reader_goes_on_while_a_writer_holds_its_lock(engine: Engine, session: Session) -> None:
    factories.person(session)  # the test's own session now holds the write lock
    with reading(), Session(engine) as other:
        assert other.scalar(select(Person.id)) is None
    session.rollback()


def test_pages_of_a_sqlite_file_are_read_in_place(app: Flask, engine: Engine) -> None:
    if engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL has its own way to share pages")
    with engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA mmap_size").scalar_one() == 32 * 2**20
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar_one() == FULL
