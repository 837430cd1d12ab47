"""Holding a round while it is changed: its state as it is now, not as a page saw it before."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.judging.errors import ResultConfirmed, RoundNotOpen
from contest.seasons.models import Round
from contest.seasons.types import RoundState


def lock_round(session: Session, round_id: int) -> RoundState:
    """Let one change of a round run at a time, until the transaction ends; the state it is in."""
    state = session.execute(select(Round.state).where(Round.id == round_id).with_for_update()).scalar_one()
    return RoundState(state)


def lock_unclosed(session: Session, round_id: int) -> None:
    """The same for what must not happen once the round closed. Errors: RoundNotOpen."""
    if lock_round(session, round_id) is RoundState.CLOSED:
        raise RoundNotOpen


def lock_open(session: Session, round_id: int) -> None:
    """The same for what happens only while judges mark. Errors: RoundNotOpen."""
    if lock_round(session, round_id) is not RoundState.OPEN:
        raise RoundNotOpen


def lock_unconfirmed(session: Session, round_id: int) -> RoundState:
    """The same for what changes a result but no sheet: open, or closed and not confirmed yet.

    Errors: RoundNotOpen before it opened, ResultConfirmed.
    """
    state = lock_round(session, round_id)
    if state is RoundState.PLANNED:
        raise RoundNotOpen
    if session.execute(select(Round.confirmed_at).where(Round.id == round_id)).scalar_one() is not None:
        raise ResultConfirmed
    return state
