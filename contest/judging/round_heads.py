"""Rounds as the jury knows them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, select
from sqlalchemy.orm import Session

from contest.db import columns_of
from contest.errors import NotVisible
from contest.judging.types import RoundHead
from contest.seasons.models import Round
from contest.seasons.policy import policy_from_json
from contest.seasons.types import RoundId, RoundState

_round = columns_of(Round)

ROUND_COLUMNS: tuple[ColumnElement[Any], ...] = (
    _round.id.label("round_id"),
    _round.season_id,
    _round.ordinal,
    _round.kind,
    _round.name.label("round_name"),
    _round.state.label("round_state"),
    _round.judges_per_entry,
    _round.policy,
    _round.marks_due_at,
    _round.closed_at,
    _round.confirmed_at,
)


def round_head(row: Row[Any]) -> RoundHead:
    """A round from a row that selected ``ROUND_COLUMNS``."""
    return RoundHead(
        id=RoundId(row.round_id),
        season_id=row.season_id,
        ordinal=row.ordinal,
        kind=row.kind,
        name=row.round_name,
        state=RoundState(row.round_state),
        judges_per_entry=row.judges_per_entry,
        policy=policy_from_json(row.policy),
        marks_due_at=row.marks_due_at,
        closed_at=row.closed_at,
        confirmed_at=row.confirmed_at,
    )


def rounds_of(session: Session, season_id: int) -> Sequence[RoundHead]:
    """Every round of a season, in order."""
    rows = session.execute(select(*ROUND_COLUMNS).where(Round.season_id == season_id).order_by(Round.ordinal))
    return [round_head(row) for row in rows]


def get_round(session: Session, season_id: int, ordinal: int) -> RoundHead:
    """One round by its number in the season. Errors: NotVisible."""
    row = session.execute(
        select(*ROUND_COLUMNS).where(Round.season_id == season_id, Round.ordinal == ordinal)
    ).one_or_none()
    if row is None:
        raise NotVisible
    return round_head(row)
