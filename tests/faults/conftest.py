"""A database of its own for a real server, so that nothing of the other tests stands in it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.orm import Session

from contest.db import begin_writing
from contest.migrate import migrate
from tests.conftest import Database
from tests.faults.server import Server


@pytest.fixture(scope="module")
def url(database: Database, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a migrated database that a server may be killed over."""
    if database.template is not None:
        path = tmp_path_factory.mktemp("faults") / "contest.db"
        shutil.copyfile(database.template, path)
        yield f"sqlite:///{path}"
        return
    name = f"faults_{os.getpid()}"
    server = create_engine(database.url, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
        address = database.url.replace("/postgres?", f"/{name}?")
        migrate(address)
        yield address
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    server.dispose()


@pytest.fixture
def ground(url: str) -> Iterator[Engine]:
    """Our own connections to it."""
    engine = create_engine(url)
    yield engine
    engine.dispose()


@pytest.fixture
def arranging(ground: Engine) -> Iterator[Session]:
    """A session to arrange with; commit before anybody else is asked."""
    begin_writing()
    with Session(ground, expire_on_commit=False) as own:
        yield own


@pytest.fixture
def serve(url: str, tmp_path: Path) -> Iterator[Callable[..., Server]]:
    """Start a server; it is gone when the test is."""
    started: list[Server] = []

    def start(fault: str = "") -> Server:
        server = Server(url=url, folder=tmp_path, fault=fault)
        started.append(server)
        server.start()
        return server

    yield start
    for server in started:
        server.kill()
