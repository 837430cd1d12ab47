"""Engine, session and column types shared by every table.

SQLite runs in WAL mode with ``synchronous=FULL``: a commit that was acknowledged is on the disk.
A transaction that may write waits in the row of writers and says ``BEGIN IMMEDIATE``, so that two writers queue at
the start and neither meets "database is locked" halfway (docs/decisions/0002-transactions.md, 0092-row-of-writers.md).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import JSON, BigInteger, Connection, DateTime, Dialect, Engine, Integer, MetaData, TypeDecorator, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.pool import ConnectionPoolEntry, Pool
from sqlalchemy.sql.base import ReadOnlyColumnCollection
from sqlalchemy.sql.elements import KeyedColumnElement

from contest.writers import row_of

NAMING = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

_IN_ROW = 10.0
"""Seconds before the other writers' row; SQLite's own patience, ``busy_timeout``, comes after it."""
_ROW = "contest.row"
_PRAGMAS: Final = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "busy_timeout=5000",
    "cache_size=-500",
    f"mmap_size={32 * 2**20}",  # read where the system holds it (docs/decisions/0109-pages-read-in-place.md)
)

_may_write: ContextVar[bool] = ContextVar("may_write", default=True)


def utc_now() -> datetime:
    """The one clock: aware UTC."""
    return datetime.now(UTC)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware UTC instant; a naive one is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Store in UTC; SQLite keeps no zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive instant has no place in the database")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - the base class's signature
        """Give back an aware UTC instant."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class ScaledDecimal(TypeDecorator[Decimal]):
    """An exact decimal kept as an integer of 10^-scale units: sorts and sums alike in every database."""

    impl = BigInteger
    cache_ok = True

    def __init__(self, scale: int) -> None:
        super().__init__()
        self.scale = scale

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:  # noqa: ARG002 - the base class's signature
        """Refuse what the scale cannot hold: rounding is a rule of the contest, not of a column."""
        if value is None:
            return None
        scaled = value.scaleb(self.scale)
        if scaled != scaled.to_integral_value():
            raise ValueError(f"{value} has more than {self.scale} decimals")
        return int(scaled)

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:  # noqa: ARG002 - the base class's signature
        """Give back the decimal with its full scale."""
        return None if value is None else Decimal(value).scaleb(-self.scale)


class Points(ScaledDecimal):
    """A mark or a criterion's maximum, two decimals."""

    cache_ok = True

    def __init__(self) -> None:
        super().__init__(2)


class Total(ScaledDecimal):
    """A total or a mean, four decimals."""

    cache_ok = True

    def __init__(self) -> None:
        super().__init__(4)


class Base(DeclarativeBase):
    """Root of every table."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {datetime: UtcDateTime, dict[str, Any]: JSON, list[str]: JSON, list[dict[str, Any]]: JSON}  # noqa: RUF012 - SQLAlchemy's own attribute


Key = BigInteger().with_variant(Integer, "sqlite")
"""Type of every numeric primary and foreign key."""

GIVEN_ONCE: Final = {"sqlite_autoincrement": True}
"""For tables whose rows can go while a page that names them is still open: no number is ever another row's."""


def columns_of(model: type[Base]) -> ReadOnlyColumnCollection[str, KeyedColumnElement[Any]]:
    """The columns of a table, for statements of every request: these pass the ORM by, half of a small one's cost."""
    return model.__table__.c


class Database(SQLAlchemy):
    """Flask-SQLAlchemy, with the request's session typed as what it answers as."""

    session: Session  # type: ignore[assignment]  # a proxy of the request's own Session


db = Database(metadata=Base.metadata)


_FULL_OR_FAILING = frozenset({sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR})
_DISK_FULL = "53100"
_MET_ANOTHER = frozenset({"23505", "23503"})
"""PostgreSQL's words for a row that is there already, and for one whose owner is gone."""


def could_not_write(error: DBAPIError) -> bool:
    """Whether it was the disk, full or failing, that said no: waiting a few seconds will not help."""
    code = getattr(error.orig, "sqlite_errorcode", None)
    if code is not None:
        return code & 0xFF in _FULL_OR_FAILING  # the low byte is the family: each way of failing has its own number
    return getattr(error.orig, "sqlstate", None) == _DISK_FULL


def met_another(error: DBAPIError) -> bool:
    """Whether two acts at once made or removed the same thing, so that this one could not be kept.

    On SQLite one writer follows another, and each sees what was before it: there the same error is our own fault.
    """
    return getattr(error.orig, "sqlstate", None) in _MET_ANOTHER


def begin_reading() -> None:
    """Declare that the coming transaction only reads (a GET): it takes no write lock."""
    _may_write.set(False)


def begin_writing() -> None:
    """Declare that the coming transaction may write; this is also the default."""
    _may_write.set(True)


@contextmanager
def reading() -> Iterator[None]:
    """Run a block whose transactions only read."""
    token = _may_write.set(False)
    try:
        yield
    finally:
        _may_write.reset(token)


@event.listens_for(Engine, "connect")
def _prepare_sqlite(connection: Any, _record: Any) -> None:  # noqa: ANN401 - the driver's own class
    if not isinstance(connection, sqlite3.Connection):
        return
    connection.isolation_level = None  # BEGIN is ours to say, see below
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


@event.listens_for(Engine, "begin")
def _begin_sqlite(connection: Connection) -> None:
    if connection.dialect.name != "sqlite":
        return
    if not _may_write.get():
        # Straight to the driver: it takes no lock and so cannot be refused, and a reader says it in every request.
        connection.connection.cursor().execute("BEGIN")
        return
    _wait_in_row(connection)
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _wait_in_row(connection: Connection) -> None:
    """Come to the front of the row of writers; after ``_IN_ROW`` go on without and let SQLite say no."""
    database = connection.engine.url.database
    if database and database != ":memory:" and _ROW not in connection.info:
        row = row_of(database)
        if row.wait(_IN_ROW):
            connection.info[_ROW] = row


def _leave_row(_connection: object, record: ConnectionPoolEntry, *_error: object) -> None:
    row = record.info.pop(_ROW, None)
    if row is not None:
        row.leave()


# A connection comes back to the pool when its transaction has ended, whatever way; a broken one is closed instead.
for _end in ("checkin", "invalidate", "close"):
    event.listen(Pool, _end, _leave_row)
