"""A season's document into the database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from contest.seasons.documents import (
    CategoryText,
    CriterionText,
    MilestoneText,
    PlaceText,
    PrizeText,
    RoundText,
    RuleText,
    SeasonDocument,
    SeasonText,
    plain,
)
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
from contest.seasons.types import PlaceId, SeasonId


def insert_document(session: Session, document: SeasonDocument, *, slug: str, is_demo: bool, now: datetime) -> SeasonId:
    """Write a season in set-up with every rule of a document, and give its id."""
    head = document.season
    told = season_columns(head)
    root_id = (
        _find_or_add_place(session, PlaceText(name=head.place_root, kind="region"), None, 0)
        if head.place_root
        else None
    )
    season = Season(
        slug=slug, stage="setup", is_public=False, is_demo=is_demo, created_at=now, place_root_id=root_id, **told
    )
    session.add(season)
    session.flush()
    _insert_places(session, root_id, document.places)
    ids = _insert_categories(session, season.id, document.categories)
    _insert_rules(session, season.id, None, document.rules)
    _insert_rows(session, season.id, document)
    for ordinal, one in enumerate(document.rounds, start=1):
        _insert_round(session, season.id, ordinal, one, ids)
    for position, prize in enumerate(document.prizes, start=1):
        session.add(Prize(season_id=season.id, position=position, **prize_columns(prize, ids)))
    session.flush()
    return SeasonId(season.id)


def season_columns(head: SeasonText) -> dict[str, object]:
    """Columns of ``season`` that a document fills."""
    return {
        "name": head.name,
        "slogan": head.slogan,
        "summary": head.summary,
        "naming_scheme": head.naming_scheme,
        "entries_open_at": head.opens_at,
        "entries_close_at": head.closes_at,
        "notice_days": head.notice_days,
        "contact": head.contact,
        "organizers": plain(head.organizers),
        "clauses": dict(head.clauses),
        "articles": plain(head.articles),
        "milestones": milestones_json(head.milestones),
    }


def milestones_json(milestones: Iterable[MilestoneText]) -> list[dict[str, str]]:
    """Milestones as the season's column keeps them."""
    return [{"name": one.name, "from": one.first.isoformat(), "until": one.last.isoformat()} for one in milestones]


def prize_columns(prize: PrizeText, ids: Mapping[str, int]) -> dict[str, object]:
    """Columns of ``prize`` besides its season and place."""
    return {
        "category_id": ids[prize.category] if prize.category else None,
        "kind": prize.kind,
        "level": prize.level,
        "name": prize.name,
        "count": prize.count,
        "money": prize.money,
        "floor": prize.floor,
        "clause": prize.clause,
    }


def _find_or_add_place(session: Session, place: PlaceText, parent_id: int | None, position: int) -> PlaceId:
    """The one row of a locality: places are shared by seasons, so the years and the parent tell them apart."""
    found = session.scalar(
        select(Place.id)
        .where(
            Place.name == place.name,
            Place.parent_id.is_(None) if parent_id is None else Place.parent_id == parent_id,
            Place.valid_from.is_(None) if place.valid_from is None else Place.valid_from == place.valid_from,
        )
        .limit(1)
    )
    if found is not None:
        return PlaceId(found)
    row = Place(
        name=place.name,
        kind=place.kind,
        parent_id=parent_id,
        valid_from=place.valid_from,
        valid_to=place.valid_to,
        position=position,
    )
    session.add(row)
    session.flush()
    return PlaceId(row.id)


def _insert_places(session: Session, root_id: int | None, places: Iterable[PlaceText]) -> None:
    rows = [(place, _find_or_add_place(session, place, root_id, at)) for at, place in enumerate(places, start=1)]
    ids = {place.name: place_id for place, place_id in rows}
    for place, place_id in rows:
        if place.successor in ids:
            session.get_one(Place, place_id).successor_id = ids[place.successor]


def _insert_categories(session: Session, season_id: int, categories: Iterable[CategoryText]) -> dict[str, int]:
    ids: dict[str, int] = {}
    for position, one in enumerate(categories, start=1):
        row = Category(season_id=season_id, position=position, **category_columns(one))
        session.add(row)
        session.flush()
        ids[one.code] = row.id
        session.add_all(
            Genre(category_id=row.id, name=name, position=at) for at, name in enumerate(one.genres, start=1)
        )
        _insert_rules(session, season_id, row.id, one.rules)
    return ids


def category_columns(one: CategoryText) -> dict[str, object]:
    """Columns of ``category`` besides its season and place."""
    return {
        "code": one.code,
        "press_type": one.press_type,
        "name": one.name,
        "description": one.description,
        "blind_mode": one.blind_mode,
        "clause": one.clause,
    }


def _insert_rules(session: Session, season_id: int, category_id: int | None, rules: Iterable[RuleText]) -> None:
    session.add_all(
        Rule(season_id=season_id, category_id=category_id, key=rule.key, value=rule.value, clause=rule.clause)
        for rule in rules
    )


def _insert_rows(session: Session, season_id: int, document: SeasonDocument) -> None:
    for position, topic in enumerate(document.topics, start=1):
        session.add(Topic(season_id=season_id, position=position, **plain(topic)))
    for position, question in enumerate(document.screening, start=1):
        session.add(ScreeningItem(season_id=season_id, position=position, **plain(question)))


def round_columns(one: RoundText) -> dict[str, object]:
    """Columns of ``round`` besides its season, ordinal and state."""
    return {
        "kind": one.kind,
        "name": one.name,
        "judges_per_entry": one.judges_per_entry,
        "policy": dict(one.policy),
        "tie_break": list(one.tie_break),
        "clause": one.clause,
        "marks_due_at": one.marks_due_at,
    }


def _insert_round(session: Session, season_id: int, ordinal: int, one: RoundText, ids: Mapping[str, int]) -> None:
    row = Round(season_id=season_id, ordinal=ordinal, state="planned", **round_columns(one))
    session.add(row)
    session.flush()
    session.add_all(RoundQuota(round_id=row.id, category_id=ids[code], quota=n) for code, n in one.quotas.items())
    for code, rubric in one.rubrics.items():
        insert_rubric(session, row.id, ids[code], rubric)


def insert_rubric(session: Session, round_id: int, category_id: int, rubric: Iterable[CriterionText]) -> None:
    """Write the criteria of one category in one round."""
    rows = [
        {
            "round_id": round_id,
            "category_id": category_id,
            "key": one.key,
            "title": one.title,
            "description": one.description,
            "max_points": one.max_points,
            "step": one.step,
            "position": position,
        }
        for position, one in enumerate(rubric, start=1)
    ]
    if rows:
        session.execute(insert(Criterion), rows)
