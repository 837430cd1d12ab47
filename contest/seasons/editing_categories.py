"""Changing a season's categories, with their genres and their own rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from contest.errors import NotVisible
from contest.seasons.documents import CategoryText, RoundText, SeasonDocument, plain
from contest.seasons.editing import Editor, RowInUse, by_key, change_rules, write_rules
from contest.seasons.models import Category, Genre
from contest.seasons.rows import align
from contest.seasons.store import category_columns
from contest.seasons.uses import is_used


def save_category(session: Session, *, editor: Editor, code: str | None, text: CategoryText) -> bool:
    """Change a category with its genres and rules; without ``code``, add one at the end. A code never changes.

    Errors: NotVisible, RowInUse, and those of ``change_rules``.
    """
    if code is not None:
        text = replace(text, code=code)

    def edit(document: SeasonDocument) -> SeasonDocument:
        if code is None:
            return replace(document, categories=(*document.categories, text))
        find_category(document, code)
        return replace(document, categories=tuple(text if one.code == code else one for one in document.categories))

    def write() -> None:
        category_id = _add(session, editor.season_id, text) if code is None else _id(session, editor.season_id, code)
        session.execute(update(Category).where(Category.id == category_id).values(**category_columns(text)))
        _write_genres(session, category_id, text.genres)
        write_rules(session, editor.season_id, category_id, text.rules)

    def part(document: SeasonDocument) -> object:
        held = [one for one in document.categories if one.code == text.code]
        return {**plain(held[0]), "rules": plain(by_key(held[0].rules))} if held else {}

    return change_rules(session, editor, subject=f"category:{text.code}", edit=edit, part=part, write=write)


def remove_category(session: Session, *, editor: Editor, code: str) -> bool:
    """Take a category out of the season. Errors: NotVisible, RowInUse, InvalidDocument for the last one."""

    def edit(document: SeasonDocument) -> SeasonDocument:
        gone = find_category(document, code)
        return replace(
            document,
            categories=tuple(one for one in document.categories if one is not gone),
            rounds=tuple(_without(one, code) for one in document.rounds),
            prizes=tuple(prize for prize in document.prizes if prize.category != code),
        )

    def write() -> None:
        category_id = _id(session, editor.season_id, code)
        if is_used(session, Category.__tablename__, [category_id]):
            raise RowInUse
        session.execute(delete(Category).where(Category.id == category_id))

    def part(document: SeasonDocument) -> object:
        return next((one for one in document.categories if one.code == code), {})

    return change_rules(session, editor, subject=f"category:{code}", edit=edit, part=part, write=write)


def find_category(document: SeasonDocument, code: str) -> CategoryText:
    """A category by its code. Errors: NotVisible."""
    for one in document.categories:
        if one.code == code:
            return one
    raise NotVisible


def _without(one: RoundText, code: str) -> RoundText:
    def rest(named: Mapping[str, Any]) -> dict[str, Any]:
        return {key: value for key, value in named.items() if key != code}

    return replace(one, quotas=rest(one.quotas), rubrics=rest(one.rubrics))


def _id(session: Session, season_id: int, code: str) -> int:
    return session.scalars(select(Category.id).where(Category.season_id == season_id, Category.code == code)).one()


def _add(session: Session, season_id: int, text: CategoryText) -> int:
    last = session.scalar(select(func.max(Category.position)).where(Category.season_id == season_id)) or 0
    row = Category(season_id=season_id, position=last + 1, **category_columns(text))
    session.add(row)
    session.flush()
    return row.id


def _write_genres(session: Session, category_id: int, names: Sequence[str]) -> None:
    rows = session.execute(
        select(Genre.id, Genre.name).where(Genre.category_id == category_id).order_by(Genre.position, Genre.id)
    )
    matched = align([(row.id, row.name) for row in rows], names, rename=True)
    if is_used(session, Genre.__tablename__, matched.dropped):
        raise RowInUse
    session.execute(delete(Genre).where(Genre.id.in_(matched.dropped)))
    for position, (row_id, name) in enumerate(zip(matched.kept, names, strict=True), start=1):
        if row_id is None:
            session.add(Genre(category_id=category_id, name=name, position=position))
        else:
            session.execute(update(Genre).where(Genre.id == row_id).values(name=name, position=position))
    session.flush()
