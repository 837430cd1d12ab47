"""Real parts for every test: a migrated database (SQLite or PostgreSQL), an application, signed-in clients.

``pytest --database postgresql`` runs the same suite on a real PostgreSQL server.
"""

from __future__ import annotations

import fcntl
import gc
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir

import pgserver
import pytest
from _pytest.nodeid import coerce_node_id
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, event
from sqlalchemy.orm import Session

from contest import create_app
from contest.accounts.models import Person
from contest.db import Base, begin_writing, db
from contest.migrate import migrate
from contest.settings import Settings
from tests.kept_media import use_kept
from tests.storage.swift_server import SwiftServer, make_bucket, running_swift

SECRET = "a-secret-for-tests-only"
UNSAFE_SETTINGS = ("fsync = off", "synchronous_commit = off", "full_page_writes = off", "jit = off")
"""Of the tests' PostgreSQL: no test cuts its power, so nothing has to wait for the disk at each commit."""

gc.disable()  # until everything is imported: nothing of it is garbage, and looking takes a quarter of that time


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let the caller choose the database, and where two runs keep what they share."""
    parser.addoption("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.addoption("--whole", action="store_true", help="on PostgreSQL too run what no database can change")
    parser.addoption("--kept-media", type=Path, help="a folder for what the confined child made, of this very code")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The long ones first. On PostgreSQL leave out what no database can change, unless ``--whole`` asks for it.

    What talks to the object store keeps to one test process, for a cluster takes seconds of both cores to start.
    """
    for item in items:
        if _is_on_swift(item):
            item.add_marker(pytest.mark.xdist_group("swift"))
    items.sort(key=lambda item: item.get_closest_marker("long") is None)
    if config.getoption("loadgroup", default=False):
        _name_groups(items)
    if config.getoption("--database") == "sqlite" or config.getoption("--whole"):
        return
    left_out = [
        item
        for item in items
        if "database" not in getattr(item, "fixturenames", ()) or item.get_closest_marker("any_database")
    ]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in set(left_out)]


def _name_groups(items: list[pytest.Item]) -> None:
    """Say each test's group in its name, by which the workers are given their work.

    pytest-xdist 3.8 does it too, but in an attribute that pytest 9.2 no longer reads: no group kept together.
    """
    for item in items:
        if (group := item.get_closest_marker("xdist_group")) is not None:
            item._id = coerce_node_id(f"{item.nodeid}@{group.args[0]}")  # noqa: SLF001 - see above


def pytest_collection_finish() -> None:
    """Look for garbage again, but not among what stays for the whole run."""
    gc.freeze()
    gc.enable()


def _is_on_swift(item: pytest.Item) -> bool:
    called = getattr(item, "callspec", None)
    return "swift" in getattr(item, "fixturenames", ()) or (called is not None and "s3" in called.params.values())


class Database:
    """One migrated database that is put back to empty before each test."""

    def __init__(self, url: str, template: Path | None) -> None:
        self.url = url
        self.template = template

    def reset(self, engine: Engine) -> None:
        """Empty every table."""
        if self.template is not None:
            engine.dispose()
            path = Path(engine.url.database or "")
            for suffix in ("-wal", "-shm"):
                path.with_name(path.name + suffix).unlink(missing_ok=True)
            shutil.copyfile(self.template, path)
            return
        tables = "; ".join(f'DELETE FROM "{table.name}"' for table in Base.metadata.sorted_tables)  # noqa: S608 - our own names
        with engine.begin() as connection:
            connection.exec_driver_sql(f"SET LOCAL session_replication_role = replica; {tables}")


@contextmanager
def _one_at_a_time(name: str) -> Iterator[None]:
    """Hold a lock among all test processes of this machine.

    On a new machine the first server makes the system user it runs as; a second one that starts
    meanwhile would hand its folder to a user that is not there yet.
    """
    with (Path(gettempdir()) / f"{name}-{os.getuid()}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@pytest.fixture(scope="session")
def database(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """The session's database, migrated once."""
    folder = tmp_path_factory.mktemp("database")
    if request.config.getoption("--database") == "sqlite":
        template = folder / "template.db"
        migrate(f"sqlite:///{template}")
        yield Database(f"sqlite:///{folder / 'contest.db'}", template)
        return
    # Not below pytest's own folder: any other pytest that starts closes that to the user the server runs as.
    with TemporaryDirectory(prefix="contest-pg-") as place:
        Path(place).chmod(0o755)
        with _one_at_a_time("contest-tests-postgresql"):
            server = pgserver.get_server(Path(place) / "pg", cleanup_mode="delete")
        for setting in UNSAFE_SETTINGS:
            server.psql(f"ALTER SYSTEM SET {setting}")
        server.psql("SELECT pg_reload_conf()")
        url = server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
        migrate(url)
        yield Database(url, None)
        server.cleanup()


@pytest.fixture(scope="session")
def swift(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SwiftServer]:
    """A real object store with its bucket, started when the first test asks for it."""
    with running_swift(tmp_path_factory.mktemp("swift")) as cluster:
        make_bucket(cluster.endpoint)
        yield cluster


@pytest.fixture(scope="session")
def media_folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where cleaned files are kept: for both runs of ``make test``, or for all test processes of this one."""
    given: Path | None = request.config.getoption("--kept-media")
    base = tmp_path_factory.getbasetemp()
    folder = given or (base.parent if hasattr(request.config, "workerinput") else base) / "kept-media"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture
def kept_media(media_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """For tests that need a cleaned file, not the cleaning: the same file is cleaned once (tests/kept_media.py)."""
    use_kept(monkeypatch, media_folder)


@pytest.fixture(scope="session")
def settings(database: Database, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings of the application under test."""
    return Settings(
        secret_key=SECRET,
        instance=tmp_path_factory.mktemp("instance"),
        database_url=database.url,
        testing=True,
        rate_limits=False,
    )


@pytest.fixture(scope="session")
def _application(settings: Settings) -> Iterator[Flask]:
    app = create_app(settings)
    app.config["WTF_CSRF_ENABLED"] = False
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def app(_application: Flask, database: Database) -> Flask:
    """The application over an empty database."""
    with _application.app_context():
        database.reset(db.engine)
    return _application


@pytest.fixture
def engine(app: Flask) -> Engine:
    """The application's engine, for capturing and counting statements."""
    with app.app_context():
        return db.engine


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    """A session of the test's own. Commit before a client is used: SQLite has one writer."""
    begin_writing()
    with Session(engine, expire_on_commit=False) as own:
        yield own


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Somebody who is not signed in."""
    return app.test_client()


@pytest.fixture
def sign_in(app: Flask, session: Session) -> Callable[[Person], FlaskClient]:
    """Commit what the test arranged and give a client signed in as a person."""

    def as_person(person: Person) -> FlaskClient:
        session.commit()
        signed_in = app.test_client()
        with signed_in.session_transaction() as cookie:
            cookie["_user_id"] = f"{person.id}:{person.session_epoch}"
            cookie["_fresh"] = True
        return signed_in

    return as_person


@pytest.fixture
def count_queries(engine: Engine) -> Iterator[list[str]]:
    """Every statement the application sends while the test runs; clear it before the act."""
    statements: list[str] = []

    def note(_conn: object, _cursor: object, statement: str, *_rest: object) -> None:
        statements.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield statements
    event.remove(engine, "before_cursor_execute", note)
