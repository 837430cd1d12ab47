"""Reading a season's rounds, quotas, rubrics and prizes: one query each, columns only, frozen projections."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, select
from sqlalchemy.orm import Session

from contest.errors import NotVisible
from contest.seasons.models import (
    Criterion,
    Prize,
    Round,
    RoundQuota,
)
from contest.seasons.types import (
    CategoryId,
    CriterionFacts,
    CriterionId,
    PrizeFacts,
    PrizeId,
    PrizeKind,
    QuotaFacts,
    RoundFacts,
    RoundId,
    RoundKind,
    RoundState,
)

_ROUND = (
    Round.id,
    Round.ordinal,
    Round.kind,
    Round.name,
    Round.state,
    Round.judges_per_entry,
    Round.policy,
    Round.tie_break,
    Round.clause,
    Round.marks_due_at,
    Round.opened_at,
    Round.closed_at,
)


def rounds(session: Session, season_id: int) -> Sequence[RoundFacts]:
    """The season's rounds, first to last."""
    rows = session.execute(select(*_ROUND).where(Round.season_id == season_id).order_by(Round.ordinal))
    return [_round(row) for row in rows]


def get_round(session: Session, season_id: int, round_id: int) -> RoundFacts:
    """One round of a season. Errors: NotVisible."""
    row = session.execute(select(*_ROUND).where(Round.season_id == season_id, Round.id == round_id)).one_or_none()
    if row is None:
        raise NotVisible
    return _round(row)


def _round(row: Row[*tuple[Any, ...]]) -> RoundFacts:
    return RoundFacts(
        id=RoundId(row.id),
        ordinal=row.ordinal,
        kind=RoundKind(row.kind),
        name=row.name,
        state=RoundState(row.state),
        judges_per_entry=row.judges_per_entry,
        policy=row.policy,
        tie_break=tuple(row.tie_break),
        clause=row.clause,
        marks_due_at=row.marks_due_at,
        opened_at=row.opened_at,
        closed_at=row.closed_at,
    )


def quotas(session: Session, season_id: int) -> Sequence[QuotaFacts]:
    """How many works of each category go on from each round."""
    rows = session.execute(
        select(RoundQuota.round_id, RoundQuota.category_id, RoundQuota.quota)
        .join(Round, Round.id == RoundQuota.round_id)
        .where(Round.season_id == season_id)
        .order_by(Round.ordinal, RoundQuota.category_id)
    )
    return [
        QuotaFacts(round_id=RoundId(row.round_id), category_id=CategoryId(row.category_id), quota=row.quota)
        for row in rows
    ]


def rubric(session: Session, round_id: int, category_id: int) -> Sequence[CriterionFacts]:
    """The criteria of one category in one round, in their order."""
    return _criteria(session, Criterion.round_id == round_id, Criterion.category_id == category_id)


def rubrics(session: Session, season_id: int) -> Sequence[CriterionFacts]:
    """Every criterion of a season, by round, category and place in the rubric."""
    return _criteria(session, Round.season_id == season_id)


def _criteria(session: Session, *where: ColumnElement[bool]) -> Sequence[CriterionFacts]:
    rows = session.execute(
        select(
            Criterion.id,
            Criterion.round_id,
            Criterion.category_id,
            Criterion.key,
            Criterion.title,
            Criterion.description,
            Criterion.max_points,
            Criterion.step,
            Criterion.position,
        )
        .join(Round, Round.id == Criterion.round_id)
        .where(*where)
        .order_by(Round.ordinal, Criterion.category_id, Criterion.position, Criterion.id)
    )
    return [
        CriterionFacts(
            id=CriterionId(row.id),
            round_id=RoundId(row.round_id),
            category_id=CategoryId(row.category_id),
            key=row.key,
            title=row.title,
            description=row.description,
            max_points=row.max_points,
            step=row.step,
            position=row.position,
        )
        for row in rows
    ]


def prizes(session: Session, season_id: int) -> Sequence[PrizeFacts]:
    """The prize table in its printed order."""
    rows = session.execute(
        select(
            Prize.id,
            Prize.category_id,
            Prize.kind,
            Prize.level,
            Prize.name,
            Prize.count.label("works"),  # `count` is a method of every row
            Prize.money,
            Prize.floor,
            Prize.clause,
            Prize.position,
        )
        .where(Prize.season_id == season_id)
        .order_by(Prize.position, Prize.id)
    )
    return [
        PrizeFacts(
            id=PrizeId(row.id),
            category_id=None if row.category_id is None else CategoryId(row.category_id),
            kind=PrizeKind(row.kind),
            level=row.level,
            name=row.name,
            count=row.works,
            money=row.money,
            floor=row.floor,
            clause=row.clause,
            position=row.position,
        )
        for row in rows
    ]
