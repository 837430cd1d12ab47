"""A season out of the database as a document: for export, for next year's clone, for the thể lệ."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.seasons import queries, round_queries
from contest.seasons.applied_rules import SeasonRules
from contest.seasons.documents import (
    ArticleText,
    CategoryText,
    CriterionText,
    MilestoneText,
    OrganizerText,
    PlaceText,
    PrizeText,
    QuestionText,
    RoundText,
    RuleText,
    SeasonDocument,
    SeasonText,
    TopicText,
)
from contest.seasons.models import Place
from contest.seasons.types import CriterionFacts, RuleKey, SeasonDetails


def document_of(session: Session, season_id: int) -> SeasonDocument:
    """A season as a document. Errors: NotVisible."""
    details = queries.details_of(session, season_id)
    categories = queries.categories(session, season_id)
    codes: dict[int, str] = {one.id: one.code for one in categories}
    genres = queries.genres(session, season_id)
    rules = queries.rules_of(session, season_id)
    return SeasonDocument(
        season=_season_text(session, details),
        categories=tuple(
            CategoryText(
                code=one.code,
                press_type=one.press_type,
                name=one.name,
                description=one.description,
                blind_mode=one.blind_mode,
                clause=one.clause,
                genres=tuple(genre.name for genre in genres if genre.category_id == one.id),
                rules=_rule_texts(rules, one.id),
            )
            for one in categories
        ),
        topics=tuple(
            TopicText(code=one.code, name=one.name, description=one.description)
            for one in queries.topics(session, season_id)
        ),
        places=_place_texts(session, details),
        rules=_rule_texts(rules, None),
        screening=tuple(
            QuestionText(key=one.key, text=one.text, clause=one.clause)
            for one in queries.screening_items(session, season_id)
        ),
        rounds=round_texts(session, season_id, codes),
        prizes=prize_texts(session, season_id, codes),
    )


def _season_text(session: Session, details: SeasonDetails) -> SeasonText:
    root = (
        ""
        if details.place_root_id is None
        else session.scalar(select(Place.name).where(Place.id == details.place_root_id))
    )
    return SeasonText(
        name=details.name,
        slogan=details.slogan,
        summary=details.summary,
        naming_scheme=details.naming_scheme,
        opens_at=details.entries_open_at,
        closes_at=details.entries_close_at,
        notice_days=details.notice_days,
        contact=details.contact,
        place_root=root or "",
        organizers=tuple(OrganizerText(role=one["role"], name=one["name"]) for one in details.organizers),
        clauses=details.clauses,
        articles=tuple(ArticleText(**one) for one in details.articles),
        milestones=tuple(
            MilestoneText(
                name=one["name"], first=date.fromisoformat(one["from"]), last=date.fromisoformat(one["until"])
            )
            for one in details.milestones
        ),
    )


def _place_texts(session: Session, details: SeasonDetails) -> tuple[PlaceText, ...]:
    if details.place_root_id is None:
        return ()
    places = queries.places(session, details.id)
    names = {place.id: place.name for place in places}
    return tuple(
        PlaceText(
            name=place.name,
            kind=place.kind,
            valid_from=place.valid_from,
            valid_to=place.valid_to,
            successor=names.get(place.successor_id, "") if place.successor_id else "",
        )
        for place in places
    )


def _rule_texts(rules: SeasonRules, category_id: int | None) -> tuple[RuleText, ...]:
    held = [rule for (_key, of), rule in rules.by_key.items() if of == category_id]
    order = list(RuleKey)
    held.sort(key=lambda rule: order.index(rule.key))
    return tuple(RuleText(key=rule.key, value=rule.value, clause=rule.clause) for rule in held)


def round_texts(session: Session, season_id: int, codes: Mapping[int, str]) -> tuple[RoundText, ...]:
    """The rounds of a season with quotas and rubrics by category code."""
    quotas = round_queries.quotas(session, season_id)
    criteria = round_queries.rubrics(session, season_id)
    return tuple(
        RoundText(
            kind=one.kind,
            name=one.name,
            judges_per_entry=one.judges_per_entry,
            clause=one.clause,
            marks_due_at=one.marks_due_at,
            policy={key: value for key, value in one.policy.items() if value is not None},
            tie_break=one.tie_break,
            quotas={codes[quota.category_id]: quota.quota for quota in quotas if quota.round_id == one.id},
            rubrics={
                code: rubric
                for category_id, code in codes.items()
                if (rubric := _rubric_text(c for c in criteria if (c.round_id, c.category_id) == (one.id, category_id)))
            },
        )
        for one in round_queries.rounds(session, season_id)
    )


def _rubric_text(criteria: Iterable[CriterionFacts]) -> tuple[CriterionText, ...]:
    return tuple(
        CriterionText(
            key=one.key, title=one.title, description=one.description, max_points=one.max_points, step=one.step
        )
        for one in criteria
    )


def prize_texts(session: Session, season_id: int, codes: Mapping[int, str]) -> tuple[PrizeText, ...]:
    """The prize table with categories by code."""
    return tuple(
        PrizeText(
            name=one.name,
            level=one.level,
            count=one.count,
            money=one.money,
            kind=one.kind,
            category="" if one.category_id is None else codes[one.category_id],
            floor=one.floor,
            clause=one.clause,
        )
        for one in round_queries.prizes(session, season_id)
    )
