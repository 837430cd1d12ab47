"""A job's sign of life: how far it is, for the page, and when it was heard of last, so that a dead job is noticed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, SQLColumnExpression, Update, or_
from sqlalchemy.orm import Session

from contest.db import utc_now

HEARTBEAT: Final = timedelta(seconds=5)
LEASE: Final = timedelta(minutes=10)
"""A job that has not been heard of for so long died; another may take its work."""
AT_ONCE: Final = 50
"""Wake-ups a sweep gives: the queue must not fill with copies of the same orders."""


def is_free(
    progress: SQLColumnExpression[Any], heard: SQLColumnExpression[Any], *, now: datetime
) -> ColumnElement[bool]:
    """Nobody has begun (0 percent), or whoever did fell silent."""
    return or_(progress == 0, heard < now - LEASE)


class Heartbeat:
    """Writes a percentage at most every few seconds; commits, so that no lock is held meanwhile.

    ``mark`` writes one beat, from the percentage and the instant. ``first`` and ``last`` are the stretch, in percent
    of the whole job, that ``tell`` is told of.
    """

    def __init__(
        self, session: Session, mark: Callable[[int, datetime], Update], *, first: int = 0, last: int = 100
    ) -> None:
        self.session, self.mark = session, mark
        self.first, self.last = first, last
        self.told = utc_now()

    def tell(self, share: float) -> None:
        """Say which share of this stretch is done, 0 to 1."""
        now = utc_now()
        if now - self.told < HEARTBEAT:
            return
        self.told = now
        self.session.execute(self.mark(self.first + int((self.last - self.first) * share), now))
        self.session.commit()
