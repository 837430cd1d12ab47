"""Telling people of works that changed hands in an open round: who got one, or that nobody is left.

A sweep reads this from the database: a judge who steps back asks nothing of other people's rows, learns
nothing of who takes over or why nobody can, and a crash in between loses no message.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from flask import Flask, current_app
from sqlalchemy import ColumnElement, Row, func, select
from sqlalchemy.orm import Session

from contest.accounts.types import Role
from contest.blinding.models import Code
from contest.db import db, utc_now
from contest.jobs import task
from contest.judging.letters import tell_nobody_left, tell_of_work
from contest.judging.models import Assignment, Conflict
from contest.judging.types import AssignmentState, ConflictKind
from contest.seasons.models import Round, Season
from contest.seasons.types import RoundState
from contest.settings import Settings
from contest.visibility import officers

LOOKS_BACK: Final = timedelta(days=1)
"""Older changes were told long ago; a house that stood still for longer than this has told people itself."""


def init_covering(_app: Flask, _settings: Settings) -> None:
    """Be there: the sweep below is known to the queue as soon as this module is."""


@task("judging.tell_of_changes", every_minute=True)
def tell_of_changes() -> None:
    """Write the letters that are due, each once."""
    tell(db.session, now=utc_now())
    db.session.commit()


def tell(session: Session, *, now: datetime) -> int:
    """Queue a letter for every work that came to a judge after the opening, and for every one without a judge.

    Returns how many are new.
    """
    new = 0
    for row in _given_late(session, now):
        link = _path("judging.desk", row)
        new += tell_of_work(session, row, judge_id=row.judge_id, link=link, now=now)
    for row in _left_by_all(session, now):
        for secretary in officers(session, season_id=row.season_id, role=Role.SECRETARY):
            new += tell_nobody_left(session, row, person_id=secretary.id, link=_path("council_work.work", row), now=now)
    return new


def _path(endpoint: str, row: Row[Any]) -> str:
    """A path of this site; a task has no request to build one from."""
    values = {"season_slug": row.slug, "ordinal": row.ordinal, "code": row.code}
    return current_app.url_map.bind("").build(endpoint, values)


_PLACE: tuple[ColumnElement[Any], ...] = (
    Round.id.label("round_id"),
    Round.season_id.expression,
    Round.ordinal.expression,
    Round.name.expression,
    Season.slug.expression,
    Code.code.expression,
)


def _given_late(session: Session, now: datetime) -> Sequence[Row[*tuple[Any, ...]]]:
    query = (
        select(*_PLACE, Assignment.judge_id)
        .join(Assignment, Assignment.round_id == Round.id)
        .join(Code, Code.id == Assignment.code_id)
        .join(Season, Season.id == Round.season_id)
        .where(
            Round.state == RoundState.OPEN,
            Assignment.state == AssignmentState.ACTIVE,
            Assignment.created_at > Round.opened_at,
            Assignment.created_at > now - LOOKS_BACK,
        )
        .order_by(Assignment.id)
    )
    return session.execute(query).all()


def _left_by_all(session: Session, now: datetime) -> Sequence[Row[*tuple[Any, ...]]]:
    """Works that a judge stepped back from and that have fewer judges than the round asks."""
    has = (
        select(func.count())
        .where(
            Assignment.code_id == Code.id,
            Assignment.state == AssignmentState.ACTIVE,
            Assignment.is_third.is_(False),
            Assignment.counts.is_(True),
        )
        .scalar_subquery()
    )
    return session.execute(
        select(*_PLACE, has.label("judges"))
        .join(Code, Code.round_id == Round.id)
        .join(Season, Season.id == Round.season_id)
        .where(
            Round.state == RoundState.OPEN,
            Code.id.in_(
                select(Conflict.code_id).where(
                    Conflict.kind == ConflictKind.RECUSAL, Conflict.created_at > now - LOOKS_BACK
                )
            ),
            has < Round.judges_per_entry,
        )
        .order_by(Code.code)
    ).all()
