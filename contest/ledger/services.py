"""Appending to the record and checking it.

Each entry's hash covers its own canonical text and the hash before it, so an edited, removed or
inserted row is found by ``verify`` (docs/decisions/0003-ledger.md).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import insert, select, text
from sqlalchemy.orm import Session

from contest.ledger.models import LedgerEntry

GENESIS = "0" * 64
_CHAIN_LOCK = 7_261_844
"""Number of the PostgreSQL advisory lock that lets one transaction at a time extend the chain."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Verification:
    """Outcome of a check of the whole chain; ``broken_at`` is the first row that does not fit."""

    entries: int
    head: str
    broken_at: int | None

    @property
    def holds(self) -> bool:
        """Whether every row fits."""
        return self.broken_at is None


def record(
    session: Session,
    *,
    action: str,
    subject: str,
    payload: Mapping[str, Any],
    at: datetime,
    actor_id: int | None,
    season_id: int | None = None,
) -> str:
    """Append one act in the caller's transaction and return its hash.

    Shape: ``action`` is ``noun.verb`` ("entry.submit"), ``subject`` is ``noun:id``; ``payload`` is
    JSON-serialisable, without secrets and without personal data beyond identifiers.
    """
    before, prev_hash = _end_of_chain(session)
    seq = before + 1
    canonical_payload = canonical(payload)
    digest = _digest(seq, at, season_id, actor_id, action, subject, canonical_payload, prev_hash)
    session.execute(
        insert(LedgerEntry).values(
            seq=seq,
            at=at,
            season_id=season_id,
            actor_id=actor_id,
            action=action,
            subject=subject,
            payload=canonical_payload,
            prev_hash=prev_hash,
            hash=digest,
        )
    )
    return digest


@dataclass(frozen=True, kw_only=True, slots=True)
class Act:
    """One act to be recorded together with others; the fields are those of ``record``."""

    action: str
    subject: str
    payload: Mapping[str, Any]
    at: datetime
    actor_id: int | None
    season_id: int | None = None


def record_many(session: Session, acts: Iterable[Act]) -> int:
    """Append acts in their order, as ``record`` would one by one, and return how many there were."""
    seq, prev_hash = _end_of_chain(session)
    rows: list[dict[str, Any]] = []
    for act in acts:
        payload = canonical(act.payload)
        seq += 1
        digest = _digest(seq, act.at, act.season_id, act.actor_id, act.action, act.subject, payload, prev_hash)
        rows.append(
            {
                "seq": seq,
                "at": act.at,
                "season_id": act.season_id,
                "actor_id": act.actor_id,
                "action": act.action,
                "subject": act.subject,
                "payload": payload,
                "prev_hash": prev_hash,
                "hash": digest,
            }
        )
        prev_hash = digest
    if rows:
        session.execute(insert(LedgerEntry), rows)
    return len(rows)


def _end_of_chain(session: Session) -> tuple[int, str]:
    """Number and hash of the last row, with the chain locked against others."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:n)"), {"n": _CHAIN_LOCK})
    last = session.execute(
        select(LedgerEntry.seq, LedgerEntry.hash).order_by(LedgerEntry.seq.desc()).limit(1)
    ).one_or_none()
    return (last.seq, last.hash) if last else (0, GENESIS)


def verify(session: Session) -> Verification:
    """Walk the chain from the first row; memory does not grow with its length."""
    previous, count = GENESIS, 0
    query = select(
        LedgerEntry.seq,
        LedgerEntry.at,
        LedgerEntry.season_id,
        LedgerEntry.actor_id,
        LedgerEntry.action,
        LedgerEntry.subject,
        LedgerEntry.payload,
        LedgerEntry.prev_hash,
        LedgerEntry.hash,
    ).order_by(LedgerEntry.seq)
    with session.execute(query.execution_options(yield_per=500)) as rows:
        for row in rows:
            count += 1
            expected = _digest(
                row.seq, row.at, row.season_id, row.actor_id, row.action, row.subject, row.payload, row.prev_hash
            )
            if row.seq != count or row.prev_hash != previous or row.hash != expected:
                return Verification(entries=count, head=previous, broken_at=row.seq)
            previous = row.hash
    return Verification(entries=count, head=previous, broken_at=None)


def canonical(value: Mapping[str, Any]) -> str:
    """The one text of a JSON value: sorted keys, no spaces, NFC left as given, decimals as strings."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)


def _digest(  # noqa: PLR0917 - the columns of the row, in their canonical order
    seq: int,
    at: datetime,
    season_id: int | None,
    actor_id: int | None,
    action: str,
    subject: str,
    payload: str,
    prev_hash: str,
) -> str:
    instant = at.astimezone(UTC).isoformat(timespec="microseconds")
    parts = [str(seq), instant, str(season_id), str(actor_id), action, subject, payload, prev_hash]
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()
