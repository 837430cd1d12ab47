"""Comparing the tables with the record: an act that the record tells one way and a table another.

The chain shows that nobody changed the record; it says nothing of a mark that somebody altered in its own
table. Each room replays the acts of its tables and names every row that is not as they left it
(docs/decisions/0091-tables-against-record.md).
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from contest.ledger.models import LedgerEntry

_ROWS_AT_A_TIME = 500


@dataclass(frozen=True, kw_only=True, slots=True)
class Recorded:
    """One act of the record with its payload read."""

    seq: int
    at: datetime
    actor_id: int | None
    season_id: int | None
    action: str
    subject: str
    payload: Mapping[str, Any]

    @property
    def subject_id(self) -> int:
        """The number behind the noun of the subject."""
        return int(self.subject.partition(":")[2])


@dataclass(frozen=True, kw_only=True, slots=True)
class Difference:
    """A row that is not as the record left it; ``seq`` is the line that says otherwise, None where none speaks."""

    row: str
    fields: Sequence[str]
    seq: int | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Comparison:
    """One kind of row against the record: how many were looked at, and those that differ."""

    noun: str
    rows: int
    differences: Sequence[Difference]


def acts_of(session: Session, actions: Collection[str]) -> Iterator[Recorded]:
    """The acts of these kinds, the first first, as they are read."""
    wanted = (
        LedgerEntry.seq,
        LedgerEntry.at,
        LedgerEntry.actor_id,
        LedgerEntry.season_id,
        LedgerEntry.action,
        LedgerEntry.subject,
        LedgerEntry.payload,
    )
    query = select(*wanted).where(LedgerEntry.action.in_(actions)).order_by(LedgerEntry.seq)
    with session.execute(query.execution_options(yield_per=_ROWS_AT_A_TIME)) as rows:
        for row in rows:
            yield Recorded(**{**columns(row), "payload": json.loads(row.payload)})


def columns(row: Row[*tuple[Any, ...]]) -> dict[str, Any]:
    """A row of a table as its columns' names and values."""
    return dict(zip(row._fields, row, strict=True))


def difference(row: str, wanted: Mapping[str, object], found: Mapping[str, object], seq: int) -> Difference | None:
    """What of ``wanted`` is otherwise in ``found``; None when all is equal."""
    fields = [name for name, value in wanted.items() if found.get(name) != value]
    return Difference(row=row, fields=fields, seq=seq) if fields else None


def number(value: object) -> Decimal | None:
    """A number of the record or of a table, so that 8.5 and 8.5000 are one."""
    return None if value is None else Decimal(str(value))


def unspoken(row: str) -> Difference:
    """A row that no act made."""
    return Difference(row=row, fields=["*"], seq=None)


def gone(row: str, seq: int) -> Difference:
    """A row that an act made and no act took away, and that is not there."""
    return Difference(row=row, fields=["–"], seq=seq)
