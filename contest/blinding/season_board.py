"""What the blinding desk tells the season's board."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from flask import Flask
from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from contest.accounts.types import Role
from contest.blinding.models import BlindCopy
from contest.blinding.types import BlindState
from contest.seasons.board import BoardPart, Duty, Figure, add_source
from contest.seasons.types import SeasonHead
from contest.settings import Settings
from contest.submissions.models import Entry
from contest.submissions.types import EntryStatus
from contest.web.figures import number


def init_season_board(_app: Flask, _settings: Settings) -> None:
    """Tell the season's board of blind copies."""
    add_source(copies_on_board)


def copies_on_board(session: Session, season: SeasonHead, now: datetime) -> BoardPart:  # noqa: ARG001 - a source's shape
    """Approved copies of accepted entries, and those that wait for the secretary. One statement."""
    rows = session.execute(
        select(func.coalesce(BlindCopy.state, ""), func.count())
        .select_from(Entry)
        .join(BlindCopy, BlindCopy.entry_id == Entry.id, isouter=True)
        .where(Entry.season_id == season.id, Entry.status == EntryStatus.ACCEPTED)
        .group_by(BlindCopy.state)
    )
    counts: Counter[str] = Counter()
    for state, copies in rows:
        counts[state] += copies
    accepted = sum(counts.values())
    if not accepted:
        return BoardPart()
    approved = counts[BlindState.APPROVED]
    figure = Figure(label=_("Bản kín đã duyệt"), value=approved, of=accepted, position=20)
    waiting = accepted - approved - counts[BlindState.WITHDRAWN]
    if not waiting:
        return BoardPart(figures=(figure,))
    text = _("%(count)s bản kín chờ duyệt", count=number(waiting))
    duty = Duty(text=text, endpoint="blinding.queue", audience=frozenset({Role.SECRETARY}), position=20)
    return BoardPart(figures=(figure,), duties=(duty,))
