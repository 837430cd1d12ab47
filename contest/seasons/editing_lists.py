"""Changing a season's lists: topics, screening questions, prizes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from contest.seasons.documents import PrizeText, QuestionText, TopicText, plain
from contest.seasons.editing import Editor, RowInUse, change_rules
from contest.seasons.models import Category, Prize, ScreeningItem, Topic
from contest.seasons.rows import Alignment, align
from contest.seasons.store import prize_columns
from contest.seasons.uses import is_used


def save_topics(session: Session, *, editor: Editor, topics: Sequence[TopicText]) -> bool:
    """Change the topics; a code is what a topic is known by. Errors: RowInUse for one that an entry chose."""

    def write() -> None:
        rows = session.execute(select(Topic.id, Topic.code).where(Topic.season_id == editor.season_id))
        matched = align([(row.id, row.code) for row in rows], [one.code for one in topics])
        _write(session, Topic, editor.season_id, matched, [plain(one) for one in topics])

    return change_rules(
        session,
        editor,
        subject="topics",
        edit=lambda document: replace(document, topics=tuple(topics)),
        part=lambda document: {one.code: one for one in document.topics},
        write=write,
    )


def save_screening(session: Session, *, editor: Editor, questions: Sequence[QuestionText]) -> bool:
    """Change the questions of the eligibility check; decisions already made keep their own copy."""

    def write() -> None:
        rows = session.execute(
            select(ScreeningItem.id, ScreeningItem.key).where(ScreeningItem.season_id == editor.season_id)
        )
        matched = align([(row.id, row.key) for row in rows], [one.key for one in questions])
        _write(session, ScreeningItem, editor.season_id, matched, [plain(one) for one in questions])

    return change_rules(
        session,
        editor,
        subject="screening",
        edit=lambda document: replace(document, screening=tuple(questions)),
        part=lambda document: {one.key: one for one in document.screening},
        write=write,
    )


def save_prizes(session: Session, *, editor: Editor, prizes: Sequence[PrizeText]) -> bool:
    """Change the prize table; a line renamed in its place stays the same prize. Errors: RowInUse for one awarded."""

    def write() -> None:
        rows = session.execute(
            select(Prize.id, Prize.name, Category.code)
            .join(Category, Category.id == Prize.category_id, isouter=True)
            .where(Prize.season_id == editor.season_id)
            .order_by(Prize.position, Prize.id)
        )
        old = [(row.id, f"{row.code or ''}/{row.name}") for row in rows]
        matched = align(old, [f"{one.category}/{one.name}" for one in prizes], rename=True)
        ids = _category_ids(session, editor.season_id)
        _write(session, Prize, editor.season_id, matched, [prize_columns(one, ids) for one in prizes])

    return change_rules(
        session,
        editor,
        subject="prizes",
        edit=lambda document: replace(document, prizes=tuple(prizes)),
        part=lambda document: {f"{one.category}/{one.name}".strip("/"): one for one in document.prizes},
        write=write,
    )


def _category_ids(session: Session, season_id: int) -> dict[str, int]:
    rows = session.execute(select(Category.code, Category.id).where(Category.season_id == season_id))
    return {row.code: row.id for row in rows}


def _write(
    session: Session,
    model: type[Topic | ScreeningItem | Prize],
    season_id: int,
    matched: Alignment,
    lines: Sequence[Mapping[str, Any]],
) -> None:
    """Put the lines in the place of a season's rows, each under the id it keeps. Errors: RowInUse."""
    if is_used(session, model.__tablename__, matched.dropped):
        raise RowInUse
    session.execute(delete(model).where(model.id.in_(matched.dropped)))
    for position, (row_id, line) in enumerate(zip(matched.kept, lines, strict=True), start=1):
        if row_id is None:
            session.add(model(season_id=season_id, position=position, **line))
        else:
            session.execute(update(model).where(model.id == row_id).values(position=position, **line))
    session.flush()
