"""Random blind codes (mã phách): another one in every round, telling nothing of order or time."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import column, insert, select, table, update
from sqlalchemy.orm import Session

from contest.blinding.models import Code
from contest.blinding.types import EntryCode
from contest.ledger.services import record
from contest.seasons.models import Round
from contest.submissions.models import Entry

ALPHABET = "2346789ACDEFGHJKMNPQRTUVWXY"
"""Letters and digits that are not mistaken for one another when read aloud or by hand."""
LENGTH = 4
_ASSIGNMENT = table("assignment", column("code_id"), column("state"))


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


def move_code(session: Session, *, round_id: int, entry_id: int, by: int | None, now: datetime) -> None:
    """Follow an entry that went to another category after its code was drawn: that is where it is judged.

    Nobody has written on it, or it could not have been changed (``submissions.screening.may_undo``). Whoever was to
    mark it in the old category has it no more; the assignment gives it to the panel of the new one.
    """
    row = session.execute(
        select(Code.id, Code.round_id, Code.entry_id, Code.code, Code.category_id, Entry.category_id.label("wanted"))
        .join(Entry, Entry.id == Code.entry_id)
        .where(Code.round_id == round_id, Code.entry_id == entry_id, Code.category_id != Entry.category_id)
    ).one_or_none()
    if row is None:
        return
    stood = {"round_id": row.round_id, "code": row.code, "entry_id": row.entry_id, "category_id": row.category_id}
    session.execute(update(Code).where(Code.id == row.id).values(category_id=row.wanted))
    session.execute(
        update(_ASSIGNMENT)
        .where(_ASSIGNMENT.c.code_id == row.id, _ASSIGNMENT.c.state == "active")
        .values(state="removed")
    )
    moved = {"fingerprint": fingerprint(stood | {"category_id": row.wanted}), "before": fingerprint(stood)}
    season_id = session.scalars(select(Round.season_id).where(Round.id == round_id)).one()
    record(
        session,
        action="code.move",
        subject=f"round:{round_id}",
        payload=moved,
        at=now,
        actor_id=by,
        season_id=season_id,
    )


def fingerprint(row: Mapping[str, Any]) -> str:
    """SHA-256 (hex) over a code with its round, entry and category."""
    parts = [str(row[name]) for name in ("round_id", "code", "entry_id", "category_id")]
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()
