"""Whether something outside a season's own tables points at a row of its rules.

Read from the foreign keys themselves, so a new table is minded the day it is added, and the rules
need not know who uses them (docs/decisions/0045-rules-in-use.md).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from sqlalchemy import Column, Select, exists, or_, select
from sqlalchemy.orm import Session

from contest.db import Base
from contest.seasons.models import Category, Criterion, Genre, Prize, Round, RoundQuota, Rule, Topic
from contest.seasons.types import Stage

OWN_TABLES = frozenset(
    model.__tablename__ for model in (Category, Criterion, Genre, Prize, Round, RoundQuota, Rule, Topic)
)


def is_used(session: Session, table: str, ids: Collection[int]) -> bool:
    """Whether any of these rows of a season's table is referred to from outside the season's rules."""
    if not ids:
        return False
    pointing = [exists().where(column.in_(ids)) for column in _columns_to(table)]
    return bool(pointing) and bool(session.scalar(select(or_(*pointing))))


def _columns_to(table: str) -> Iterator[Column[int]]:
    for other in Base.metadata.sorted_tables:
        if other.name in OWN_TABLES:
            continue
        for column in other.columns:
            if any(key.column.table.name == table for key in column.foreign_keys):
                yield column


def in_use(session: Session, season_id: int, stage: Stage) -> bool:
    """Whether people already rely on a season's rules: it has left set-up, or a category is in use."""
    if stage is not Stage.SETUP:
        return True
    return is_used(
        session, Category.__tablename__, _ids(session, select(Category.id).where(Category.season_id == season_id))
    )


def marked(session: Session, round_id: int, category_id: int) -> bool:
    """Whether a judge has put down a mark by this rubric."""
    rows = select(Criterion.id).where(Criterion.round_id == round_id, Criterion.category_id == category_id)
    return is_used(session, Criterion.__tablename__, _ids(session, rows))


def _ids(session: Session, rows: Select[int]) -> list[int]:
    return list(session.scalars(rows))
