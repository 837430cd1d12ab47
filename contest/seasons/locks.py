"""Holding a season while something that belongs to the whole of it changes."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.seasons.models import Season


def hold_season(session: Session, season_id: int) -> None:
    """Let one change of a season's rules, stage, rounds or prizes run at a time, until the transaction ends.

    Always before a round is held: two who take both in another order would wait for each other.
    """
    session.execute(select(Season.id).where(Season.id == season_id).with_for_update(key_share=True))
