"""Reading a season's rules: one query each, columns only, frozen projections."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, or_, select
from sqlalchemy.orm import Session

from contest.errors import NotVisible
from contest.seasons.models import (
    Category,
    Criterion,
    Genre,
    Place,
    Prize,
    Round,
    RoundQuota,
    Rule,
    ScreeningItem,
    Season,
    Topic,
)
from contest.seasons.types import (
    AppliedRule,
    BlindMode,
    CategoryFacts,
    CategoryId,
    CriterionFacts,
    CriterionId,
    GenreFacts,
    GenreId,
    NamingScheme,
    PlaceFacts,
    PlaceId,
    PressType,
    PrizeFacts,
    PrizeId,
    PrizeKind,
    QuotaFacts,
    RoundFacts,
    RoundId,
    RoundKind,
    RoundState,
    RuleKey,
    ScreeningQuestion,
    SeasonDetails,
    SeasonId,
    SeasonRules,
    TopicFacts,
    TopicId,
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


def rules_of(session: Session, season_id: int) -> SeasonRules:
    """Every rule of a season, ready to be asked by key and category."""
    rows = session.execute(
        select(Rule.key, Rule.value, Rule.clause, Rule.category_id).where(Rule.season_id == season_id)
    )
    return SeasonRules(
        by_key={
            (RuleKey(row.key), row.category_id): AppliedRule(
                key=RuleKey(row.key),
                value=row.value,
                clause=row.clause,
                category_id=None if row.category_id is None else CategoryId(row.category_id),
            )
            for row in rows
        }
    )


def details_of(session: Session, season_id: int) -> SeasonDetails:
    """What the thể lệ says of the season itself. Errors: NotVisible."""
    row = session.execute(
        select(
            Season.id,
            Season.slug,
            Season.name,
            Season.slogan,
            Season.summary,
            Season.organizers,
            Season.contact,
            Season.naming_scheme,
            Season.notice_days,
            Season.clauses,
            Season.articles,
            Season.milestones,
            Season.entries_open_at,
            Season.entries_close_at,
            Season.place_root_id,
        ).where(Season.id == season_id)
    ).one_or_none()
    if row is None:
        raise NotVisible
    return SeasonDetails(
        id=SeasonId(row.id),
        slug=row.slug,
        name=row.name,
        slogan=row.slogan,
        summary=row.summary,
        organizers=tuple(row.organizers),
        contact=row.contact,
        naming_scheme=NamingScheme(row.naming_scheme),
        notice_days=row.notice_days,
        clauses=row.clauses,
        articles=tuple(row.articles),
        milestones=tuple(row.milestones),
        entries_open_at=row.entries_open_at,
        entries_close_at=row.entries_close_at,
        place_root_id=None if row.place_root_id is None else PlaceId(row.place_root_id),
    )


def categories(session: Session, season_id: int) -> Sequence[CategoryFacts]:
    """The season's categories in their order."""
    rows = session.execute(
        select(
            Category.id,
            Category.code,
            Category.press_type,
            Category.name,
            Category.description,
            Category.blind_mode,
            Category.clause,
            Category.position,
        )
        .where(Category.season_id == season_id)
        .order_by(Category.position, Category.id)
    )
    return [
        CategoryFacts(
            id=CategoryId(row.id),
            code=row.code,
            press_type=PressType(row.press_type),
            name=row.name,
            description=row.description,
            blind_mode=BlindMode(row.blind_mode),
            clause=row.clause,
            position=row.position,
        )
        for row in rows
    ]


def genres(session: Session, season_id: int) -> Sequence[GenreFacts]:
    """Every genre of the season, by category and place in it."""
    rows = session.execute(
        select(Genre.id, Genre.category_id, Genre.name, Genre.position)
        .join(Category, Category.id == Genre.category_id)
        .where(Category.season_id == season_id)
        .order_by(Category.position, Category.id, Genre.position, Genre.id)
    )
    return [
        GenreFacts(id=GenreId(row.id), category_id=CategoryId(row.category_id), name=row.name, position=row.position)
        for row in rows
    ]


def topics(session: Session, season_id: int) -> Sequence[TopicFacts]:
    """The season's topics in their order."""
    rows = session.execute(
        select(Topic.id, Topic.code, Topic.name, Topic.description, Topic.position)
        .where(Topic.season_id == season_id)
        .order_by(Topic.position, Topic.id)
    )
    return [
        TopicFacts(id=TopicId(row.id), code=row.code, name=row.name, description=row.description, position=row.position)
        for row in rows
    ]


def places(session: Session, season_id: int, *, on: date | None = None) -> Sequence[PlaceFacts]:
    """The localities of a season; with ``on``, only those that existed that day."""
    statement = (
        select(Place.id, Place.name, Place.kind, Place.valid_from, Place.valid_to, Place.successor_id, Place.position)
        .join(Season, or_(Season.place_root_id.is_(None), Place.parent_id == Season.place_root_id))
        .where(Season.id == season_id)
        .order_by(Place.position, Place.id)
    )
    if on is not None:
        statement = statement.where(
            and_(
                or_(Place.valid_from.is_(None), Place.valid_from <= on),
                or_(Place.valid_to.is_(None), Place.valid_to >= on),
            )
        )
    return [
        PlaceFacts(
            id=PlaceId(row.id),
            name=row.name,
            kind=row.kind,
            valid_from=row.valid_from,
            valid_to=row.valid_to,
            successor_id=None if row.successor_id is None else PlaceId(row.successor_id),
            position=row.position,
        )
        for row in session.execute(statement)
    ]


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


def screening_items(session: Session, season_id: int) -> Sequence[ScreeningQuestion]:
    """The questions of the eligibility check in their order."""
    rows = session.execute(
        select(ScreeningItem.key, ScreeningItem.text, ScreeningItem.clause, ScreeningItem.position)
        .where(ScreeningItem.season_id == season_id)
        .order_by(ScreeningItem.position, ScreeningItem.id)
    )
    return [ScreeningQuestion(key=row.key, text=row.text, clause=row.clause, position=row.position) for row in rows]
