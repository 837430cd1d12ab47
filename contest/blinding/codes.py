"""Random blind codes (mã phách): another one in every round, telling nothing of order or time."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from contest.blinding.models import Code
from contest.blinding.types import EntryCode
from contest.submissions.models import Entry

ALPHABET = "2346789ACDEFGHJKMNPQRTUVWXY"
"""Letters and digits that are not mistaken for one another when read aloud or by hand."""
LENGTH = 4


def random_code() -> EntryCode:
    """One code out of 531,441."""
    return EntryCode("".join(secrets.choice(ALPHABET) for _ in range(LENGTH)))


def draw_codes(session: Session, *, round_id: int, entry_ids: Sequence[int]) -> int:
    """Give every entry that has none a code in the round; returns how many were drawn.

    No code of the round, nor any earlier code of these entries, is drawn again: two rounds cannot be linked.
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
    return len(rows)
