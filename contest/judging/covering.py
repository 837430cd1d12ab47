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
from contest.judging.assignment import Pair
from contest.judging.letters import of_new_work, of_nobody_left, of_relation
from contest.judging.models import Assignment, Conflict
from contest.judging.panels import note_relations
from contest.judging.types import AssignmentState, ConflictKind
from contest.notices.services import notify_all
from contest.seasons.models import Round, Season
from contest.seasons.types import RoundState
from contest.settings import Settings
from contest.visibility import held_by_relatives, officers_of

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
    """Queue a letter for every work that was given late, has no judge left, or lies with a judge in a new relation.

    Returns how many are new. The number of statements does not depend on the works that were told of before.
    """
    given, left, related = _given_late(session, now), _left_by_all(session, now), _in_relation(session, now)
    seasons = {row.season_id for row in (*left, *related)}
    to_tell = officers_of(session, season_ids=seasons, role=Role.SECRETARY) if seasons else {}
    letters = [of_new_work(row, judge_id=row.judge_id, link=_path("judging.desk", row)) for row in given]
    for write, rows in ((of_nobody_left, left), (of_relation, related)):
        letters += [
            write(row, person_id=secretary, link=_path("council_work.work", row))
            for row in rows
            for secretary in to_tell.get(row.season_id, ())
        ]
    return notify_all(session, letters, now=now)


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


def _in_relation(session: Session, now: datetime) -> Sequence[Row[*tuple[Any, ...]]]:
    """Works that lie with a judge who declared a relation to them in an open round; noted as conflicts, once.

    Nothing is taken away here: whoever declares a name and sees a work vanish would know whose it is
    (docs/decisions/0086-relations-in-an-open-round.md).
    """
    met: set[Pair] = set()
    for round_id in session.scalars(select(Round.id).where(Round.state == RoundState.OPEN).order_by(Round.id)).all():
        met |= set(held_by_relatives(session, round_id=round_id, since=now - LOOKS_BACK))
    if not met:
        return []
    query = (
        select(*_PLACE, Code.id.label("code_id"), Assignment.judge_id)
        .join(Assignment, Assignment.round_id == Round.id)
        .join(Code, Code.id == Assignment.code_id)
        .join(Season, Season.id == Round.season_id)
        .where(
            Round.state == RoundState.OPEN,
            Assignment.state == AssignmentState.ACTIVE,
            Assignment.judge_id.in_({judge_id for _code, judge_id in met}),
        )
        .order_by(Assignment.id)
    )
    rows = [row for row in session.execute(query) if (row.code_id, row.judge_id) in met]
    note_relations(session, {(row.code_id, row.judge_id): row.season_id for row in rows}, now=now)
    return rows


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
