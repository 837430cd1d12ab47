"""Random blind codes (mã phách): another one in every round, telling nothing of order or time."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from contest.blinding.models import Code
from contest.blinding.types import EntryCode
from contest.ledger.services import record
from contest.seasons.models import Round
from contest.submissions.models import Entry

ALPHABET = "2346789ACDEFGHJKMNPQRTUVWXY"
"""Letters and digits that are not mistaken for one another when read aloud or by hand."""
LENGTH = 4


def random_code() -> EntryCode:
    """One code out of 531,441."""
    return EntryCode("".join(secrets.choice(ALPHABET) for _ in range(LENGTH)))


def draw_codes(session: Session, *, round_id: int, entry_ids: Sequence[int], by: int | None, now: datetime) -> int:
    """Give every entry that has none a code in the round; returns how many were drawn.

    No code of the round, nor any earlier code of these entries, is drawn again: two rounds cannot be linked. The
    record keeps a fingerprint of each drawn row, so that nobody changes unseen whose work a code is.
    """
    taken = set(session.scalars(select(Code.code).where(Code.round_id == round_id)))
    taken |= set(session.scalars(select(Code.code).where(Code.entry_id.in_(entry_ids))))
    done = set(session.scalars(select(Code.entry_id).where(Code.round_id == round_id)))
    waiting = session.execute(select(Entry.id, Entry.category_id).where(Entry.id.in_(entry_ids))).all()
    rows = []
    for entry in waiting:
        if entry.id in done:
            continue
        code = random_code()
        while code in taken:
            code = random_code()
        taken.add(code)
        rows.append({"round_id": round_id, "entry_id": entry.id, "category_id": entry.category_id, "code": code})
    secrets.SystemRandom().shuffle(rows)  # the rows' own ids must not follow the entries' order either
    if rows:
        session.execute(insert(Code), rows)
        record(
            session,
            action="code.draw",
            subject=f"round:{round_id}",
            payload={"fingerprints": sorted(map(fingerprint, rows))},
            at=now,
            actor_id=by,
            season_id=session.scalars(select(Round.season_id).where(Round.id == round_id)).one(),
        )
    return len(rows)


def fingerprint(row: Mapping[str, Any]) -> str:
    """SHA-256 (hex) over a code with its round, entry and category."""
    parts = [str(row[name]) for name in ("round_id", "code", "entry_id", "category_id")]
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()
