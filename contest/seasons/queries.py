"""Reading a season's rules: one query each, columns only, frozen projections."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from contest.errors import NotVisible
from contest.seasons.applied_rules import AppliedRule, SeasonRules
from contest.seasons.models import (
    Category,
    Genre,
    Place,
    Rule,
    ScreeningItem,
    Season,
    Topic,
)
from contest.seasons.types import (
    BlindMode,
    CategoryFacts,
    CategoryId,
    GenreFacts,
    GenreId,
    NamingScheme,
    PlaceFacts,
    PlaceId,
    PressType,
    RuleKey,
    ScreeningQuestion,
    SeasonDetails,
    SeasonId,
    TopicFacts,
    TopicId,
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


def screening_items(session: Session, season_id: int) -> Sequence[ScreeningQuestion]:
    """The questions of the eligibility check in their order."""
    rows = session.execute(
        select(ScreeningItem.key, ScreeningItem.text, ScreeningItem.clause, ScreeningItem.position)
        .where(ScreeningItem.season_id == season_id)
        .order_by(ScreeningItem.position, ScreeningItem.id)
    )
    return [ScreeningQuestion(key=row.key, text=row.text, clause=row.clause, position=row.position) for row in rows]
