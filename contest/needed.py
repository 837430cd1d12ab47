"""Which objects the rows of a database need: what an audit looks for and a backup must hold."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Column, select
from sqlalchemy.orm import Session

from contest.storage.house import key_columns, keys_in_json
from contest.storage.types import ObjectKey
from contest.submissions.models import StoredFile
from contest.submissions.types import FileState

_WITH_OBJECT = (FileState.CHECKING, FileState.VERIFIED)
"""States of a file that has an object: an upload on its way has none yet, a refused file none any more."""


def needed_keys(session: Session) -> Iterator[tuple[Column[Any], ObjectKey]]:
    """Every object that a row needs, with the column that names it."""
    for column in key_columns():
        keys = select(column).where(column.is_not(None)).distinct()
        if column.table is StoredFile.__table__:
            keys = keys.where(StoredFile.state.in_(_WITH_OBJECT))
        yield from ((column, ObjectKey(key)) for key in session.scalars(keys).all() if is_key(key))
    yield from keys_in_json(session)


def is_key(value: str) -> bool:
    """Whether this is the key of an object; other columns are called key, too."""
    return len(value) in range(32, 65) and all(letter in "0123456789abcdef" for letter in value)
