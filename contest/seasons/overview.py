"""Lists that the organizers' pages of seasons read: seasons, and the history of a season's rules."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from contest.accounts.models import Person
from contest.seasons.models import RuleChange, Season
from contest.seasons.types import SeasonId, Stage


@dataclass(frozen=True, kw_only=True, slots=True)
class SeasonLine:
    """A season in a list."""

    id: SeasonId
    slug: str
    name: str
    stage: Stage
    is_demo: bool
    entries_open_at: datetime
    entries_close_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class ChangeLine:
    """A change of the rules: who, when, why, and the values before and after."""

    subject: str
    before: Any
    after: Any
    reason: str
    changed_by: str
    changed_at: datetime


def season_lines(session: Session, ids: Collection[int] | None) -> Sequence[SeasonLine]:
    """Seasons, the newest first; ``ids`` None means all of them."""
    statement = select(
        Season.id,
        Season.slug,
        Season.name,
        Season.stage,
        Season.is_demo,
        Season.entries_open_at,
        Season.entries_close_at,
    ).order_by(Season.entries_open_at.desc(), Season.id.desc())
    if ids is not None:
        statement = statement.where(Season.id.in_(ids))
    return [
        SeasonLine(
            id=SeasonId(row.id),
            slug=row.slug,
            name=row.name,
            stage=Stage(row.stage),
            is_demo=row.is_demo,
            entries_open_at=row.entries_open_at,
            entries_close_at=row.entries_close_at,
        )
        for row in session.execute(statement)
    ]


def change_count(session: Session, season_id: int) -> int:
    """How many changes a season's rules have had."""
    return session.scalar(select(func.count()).where(RuleChange.season_id == season_id)) or 0


def change_lines(session: Session, season_id: int, *, page: int, size: int) -> Sequence[ChangeLine]:
    """One page of the changes of a season's rules, the newest first; ``page`` counts from 1."""
    rows = session.execute(
        select(
            RuleChange.subject,
            RuleChange.before,
            RuleChange.after,
            RuleChange.reason,
            RuleChange.changed_at,
            Person.full_name,
        )
        .join(Person, Person.id == RuleChange.changed_by)
        .where(RuleChange.season_id == season_id)
        .order_by(RuleChange.changed_at.desc(), RuleChange.id.desc())
        .limit(size)
        .offset((page - 1) * size)
    )
    return [
        ChangeLine(
            subject=row.subject,
            before=row.before,
            after=row.after,
            reason=row.reason,
            changed_by=row.full_name,
            changed_at=row.changed_at,
        )
        for row in rows
    ]
