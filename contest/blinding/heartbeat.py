"""How far the making of a blind copy is, written for the page and so that a dead job is noticed."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from sqlalchemy import update
from sqlalchemy.orm import Session

from contest.blinding.models import BlindCopy
from contest.db import utc_now

HEARTBEAT: Final = timedelta(seconds=5)


class Heartbeat:
    """Writes a percentage at most every few seconds; commits, so that no lock is held meanwhile."""

    def __init__(self, session: Session, *, copy_id: int, first: int, last: int) -> None:
        self.session, self.copy_id = session, copy_id
        self.first, self.last = first, last
        self.told = utc_now()

    def tell(self, share: float) -> None:
        """Say which share of this stretch is done, 0 to 1."""
        now = utc_now()
        if now - self.told < HEARTBEAT:
            return
        self.told = now
        percent = self.first + int((self.last - self.first) * share)
        self.session.execute(
            update(BlindCopy).where(BlindCopy.id == self.copy_id).values(progress=percent, updated_at=now)
        )
        self.session.commit()
