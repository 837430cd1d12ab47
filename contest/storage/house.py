"""Keeping the store and the database in step: what has no row, what has no object.

Every column that holds an object's key is named ``key`` or ends in ``_key`` and is 64 letters long;
tests/storage/test_house.py holds every table to it. A column that is no key, but looks like one, does no harm: it
only adds names that no object has. A JSON column that names objects says so itself: ``info=naming_objects(function)``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import Column, String, cast, func, select
from sqlalchemy.orm import Session

from contest.db import Base
from contest.storage.types import FileStore, ObjectKey, StoredObject

YOUNG = timedelta(days=1)
"""Nothing younger is ever removed: its row may still be on its way."""

_KEY_LENGTH = 64
_BATCH = 400

_NAMING = "names_objects"

T = TypeVar("T")
KeysIn = Callable[[Any], Sequence[str]]
"""Finds the keys in one value of a JSON column."""


def naming_objects(keys_in: KeysIn) -> dict[str, KeysIn]:
    """What a JSON column that holds keys says of itself, as its ``info``."""
    return {_NAMING: keys_in}


def key_columns() -> Sequence[Column[str]]:
    """Every column of every table that may hold an object's key."""
    return [
        column
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if (column.name == "key" or column.name.endswith("_key"))
        and isinstance(column.type, String)
        and column.type.length == _KEY_LENGTH
    ]


def json_columns() -> Sequence[tuple[Column[Any], KeysIn]]:
    """Every JSON column that names objects, with what finds their keys in one of its values."""
    return [
        (column, column.info[_NAMING])
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if _NAMING in column.info
    ]


def keys_in_json(session: Session) -> Iterator[tuple[Column[Any], ObjectKey]]:
    """Every key that a JSON column names, with the column."""
    for column, keys_in in json_columns():
        filled = select(column).where(func.length(cast(column, String)) > len("{}"))
        for value in session.scalars(filled.execution_options(yield_per=_BATCH)):
            yield from ((column, ObjectKey(key)) for key in keys_in(value))


def unreferenced(session: Session, objects: Iterable[StoredObject]) -> Iterator[StoredObject]:
    """Those objects that no row refers to; memory does not grow with their number, only with that of long films."""
    in_json = {key for _column, key in keys_in_json(session)}
    for some in _batches(objects):
        keys = {found.key for found in some}
        known = {str(key) for key in keys & in_json}
        for column in key_columns():
            known |= {value for value in session.scalars(select(column).where(column.in_(keys))) if value}
        session.rollback()  # the store is asked for more next; no transaction waits for it
        yield from (found for found in some if found.key not in known)


def remove_orphans(session: Session, store: FileStore, *, now: datetime) -> int:
    """Remove objects no row refers to, never one younger than a day; the number removed."""
    old = (found for found in store.list_objects() if found.modified_at < now - YOUNG)
    removed = 0
    for found in unreferenced(session, old):
        store.delete(found.key)
        removed += 1
    return removed + store.remove_leftovers(older_than=now - YOUNG)


def abort_abandoned(session: Session, store: FileStore, *, now: datetime) -> int:
    """Abort multipart uploads that no row waits for, never one younger than a day; the number aborted."""
    old = [found for found in store.list_uploads() if found.begun_at < now - YOUNG]
    as_objects = [StoredObject(key=found.key, size=0, modified_at=found.begun_at) for found in old]
    ownerless = {found.key for found in unreferenced(session, as_objects)}
    for found in old:
        if found.key in ownerless:
            store.abort_upload(found.key, found.upload)
    return len(ownerless)


def _batches(things: Iterable[T]) -> Iterator[tuple[T, ...]]:
    left = iter(things)
    while some := tuple(islice(left, _BATCH)):
        yield some
