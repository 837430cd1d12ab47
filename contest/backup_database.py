"""A consistent copy of the database while it is in use, and putting it back, for both kinds of database.

SQLite's own online copy reads one state of a database that others go on writing to. On PostgreSQL the dump and our
own reading share one exported snapshot, so that what is said of the copy is true of every row in it.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from sqlalchemy import create_engine, inspect, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.orm import Session

from contest.db import reading
from contest.storage.disk import sync_file, sync_folder

FILES: Final = {"sqlite": "contest.db", "postgresql": "contest.dump"}
"""What the copy is called, by the kind of database."""


class BackupProblem(RuntimeError):
    """Why a backup or a restore stops, in a sentence for whoever typed the command."""


def kind_of(url: str) -> str:
    """The kind of database at an address: a key of ``FILES``."""
    return make_url(url).get_backend_name()


@contextlib.contextmanager
def copied_database(url: str, folder: Path) -> Iterator[Session]:
    """Copy the database into ``folder``; within the block read what was copied, and nothing newer.

    Errors: BackupProblem.
    """
    take = _copied_sqlite if kind_of(url) == "sqlite" else _dumped_postgresql
    with reading(), take(make_url(url), folder / FILES[kind_of(url)]) as session:
        yield session


def ensure_no_database(url: str) -> None:
    """Refuse to put a copy over anything. Errors: BackupProblem."""
    parsed = make_url(url)
    if kind_of(url) == "sqlite":
        path = Path(parsed.database or "")
        found = next((each for each in _files_of(path) if each.exists()), None)
        if found is not None:
            raise BackupProblem(f"Đã có {found}. Hãy khôi phục vào một thư mục trống (CONTEST_INSTANCE khác).")
        return
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            tables = inspect(connection).get_table_names()
    finally:
        engine.dispose()
    if tables:
        raise BackupProblem(
            f"Cơ sở dữ liệu {parsed.database} đã có {len(tables)} bảng. "
            "Hãy tạo một cơ sở dữ liệu trống rồi đặt DATABASE_URL."
        )


def put_back(url: str, copy: Path) -> None:
    """Make the database from its copy: all of it, or nothing. Errors: BackupProblem."""
    parsed = make_url(url)
    if kind_of(url) == "sqlite":
        path = Path(parsed.database or "")
        arriving = path.with_suffix(".restoring")
        shutil.copyfile(copy, arriving)
        arriving.chmod(0o600)
        sync_file(arriving)
        arriving.replace(path)
        sync_folder(path.parent)
        return
    _run_postgresql(parsed, "pg_restore", "--no-owner", "--exit-on-error", "--single-transaction", str(copy))


def _files_of(path: Path) -> list[Path]:
    """A SQLite database and what may stand beside it; a stray journal would be read into the next one."""
    return [path, *(path.with_name(path.name + ending) for ending in ("-wal", "-shm", "-journal"))]


@contextlib.contextmanager
def _copied_sqlite(url: URL, target: Path) -> Iterator[Session]:
    path = Path(url.database or "")
    if not path.is_file():
        raise BackupProblem(f"Không có cơ sở dữ liệu tại {path}.")
    _copy_online(path, target)
    engine = create_engine(f"sqlite:///{target}")
    try:
        with Session(engine) as session:
            yield session
    finally:
        engine.dispose()
    _close_whole(target)


def _copy_online(path: Path, target: Path) -> None:
    """One state of a database that others go on writing to; in WAL mode nobody waits for it."""
    with (
        contextlib.closing(sqlite3.connect(path, timeout=60)) as source,
        contextlib.closing(sqlite3.connect(target)) as copy,
    ):
        source.backup(copy)


def _close_whole(target: Path) -> None:
    """Let the copy be one file on the disk, without a journal beside it. Errors: BackupProblem."""
    with contextlib.closing(sqlite3.connect(target)) as copy:
        copy.execute("PRAGMA journal_mode=DELETE")
        (answer,) = copy.execute("PRAGMA integrity_check").fetchone()
    if answer != "ok":
        raise BackupProblem(f"Bản sao cơ sở dữ liệu không lành lặn: {answer}.")
    target.chmod(0o600)
    sync_file(target)


@contextlib.contextmanager
def _dumped_postgresql(url: URL, target: Path) -> Iterator[Session]:
    engine = create_engine(url, isolation_level="REPEATABLE READ")
    try:
        with Session(engine) as session:
            snapshot = session.execute(text("SELECT pg_export_snapshot()")).scalar_one()
            _run_postgresql(url, "pg_dump", "--format=custom", f"--snapshot={snapshot}", f"--file={target}")
            target.chmod(0o600)
            sync_file(target)
            yield session
    finally:
        engine.dispose()


def _run_postgresql(url: URL, tool: str, *arguments: str) -> None:
    """Run one of PostgreSQL's own tools; the password travels in the environment, which others do not see."""
    program = shutil.which(tool)
    if program is None:
        raise BackupProblem(f"Không tìm thấy {tool}. Hãy cài gói khách của PostgreSQL cùng phiên bản với máy chủ.")
    address = url.set(drivername="postgresql", password=None).render_as_string()
    environment = {**os.environ, "PGPASSWORD": url.password or ""}
    done = subprocess.run(  # noqa: S603 - PostgreSQL's own tool with our own arguments
        [program, f"--dbname={address}", *arguments], env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise BackupProblem(f"{tool} báo lỗi: {done.stderr.strip()}")
