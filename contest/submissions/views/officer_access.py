"""How an officer opens a received entry."""

from __future__ import annotations

from contest.access import current_season
from contest.db import db
from contest.submissions.queries import get_received
from contest.submissions.types import EntryHead


def received_entry(public_id: str) -> EntryHead:
    """An entry that was handed in, of the season of the address. Errors: NotVisible."""
    return get_received(db.session, season_id=current_season().id, public_id=public_id)
