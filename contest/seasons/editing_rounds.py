"""Changing a season's rounds: who judges how, how many go on, and by which rubric."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import String, cast, delete, func, insert, literal, select, update
from sqlalchemy.orm import Session

from contest.errors import NotVisible, Refused
from contest.seasons.documents import CriterionText, RoundText, SeasonDocument, plain
from contest.seasons.editing import Editor, RowInUse, change_rules
from contest.seasons.models import Category, Criterion, Round, RoundQuota, Season
from contest.seasons.store import insert_rubric, round_columns
from contest.seasons.types import RoundState, Stage
from contest.seasons.uses import is_used, marked


class RubricMarked(Refused):
    """Judges have begun to mark by this rubric: nobody changes it any more."""

    message = _l("Đã có giám khảo cho điểm theo bảng tiêu chí này nên không sửa được nữa.")


class RoundClosed(Refused):
    """A closed round's policy has already made its results."""

    message = _l("Vòng chấm đã khóa nên không sửa được nữa.")


class RoundsDone(Refused):
    """The last round's result is confirmed: a round after it could never be given a work."""

    message = _l("Kết quả vòng cuối đã được xác nhận nên không thêm vòng chấm được nữa.")


def save_round(session: Session, *, editor: Editor, ordinal: int, text: RoundText) -> bool:
    """Change a round's name, deadline, policy and quotas; its rubrics stay.

    Errors: NotVisible, RoundClosed, and those of ``change_rules``.
    """

    def edit(document: SeasonDocument) -> SeasonDocument:
        now = find_round(document, ordinal)
        return _with_round(document, ordinal, replace(text, rubrics=now.rubrics))

    def write() -> None:
        round_id = _open_round_id(session, editor.season_id, ordinal)
        session.execute(update(Round).where(Round.id == round_id).values(**round_columns(text)))
        _write_quotas(session, editor.season_id, round_id, text)

    return change_rules(
        session,
        editor,
        subject=f"round:{ordinal}",
        edit=edit,
        part=lambda document: {**plain(document.rounds[ordinal - 1]), "rubrics": None},
        write=write,
    )


def save_rubric(
    session: Session, *, editor: Editor, ordinal: int, category: str, rubric: Sequence[CriterionText]
) -> bool:
    """Change the rubric of one category in one round. Errors: NotVisible, RubricMarked, those of ``change_rules``."""

    def edit(document: SeasonDocument) -> SeasonDocument:
        now = find_round(document, ordinal)
        if category not in {one.code for one in document.categories}:
            raise NotVisible
        order = [one.code for one in document.categories]
        rubrics = {**now.rubrics, category: tuple(rubric)}
        held = {code: rubrics[code] for code in order if code in rubrics}
        return _with_round(document, ordinal, replace(now, rubrics=held))

    def write() -> None:
        round_id = _open_round_id(session, editor.season_id, ordinal)
        category_id = session.scalars(
            select(Category.id).where(Category.season_id == editor.season_id, Category.code == category)
        ).one()
        if marked(session, round_id, category_id):
            raise RubricMarked
        _replace_rubric(session, round_id, category_id, rubric)

    def part(document: SeasonDocument) -> object:
        return {one.key: one for one in document.rounds[ordinal - 1].rubrics.get(category, ())}

    subject = f"rubric:{ordinal}:{category}"
    return change_rules(session, editor, subject=subject, edit=edit, part=part, write=write)


def _replace_rubric(session: Session, round_id: int, category_id: int, rubric: Sequence[CriterionText]) -> None:
    """Write the new criteria before the old ones go: SQLite gives the number of a last row that went to the next one.

    A desk that is open with the old rubric would put its marks on other criteria.
    """
    old = list(
        session.scalars(
            select(Criterion.id).where(Criterion.round_id == round_id, Criterion.category_id == category_id)
        )
    )
    session.execute(
        update(Criterion)
        .where(Criterion.id.in_(old))
        .values(key=literal("~") + cast(Criterion.id, String))
        .execution_options(synchronize_session=False)
    )
    insert_rubric(session, round_id, category_id, rubric)
    session.execute(delete(Criterion).where(Criterion.id.in_(old)))


def add_round(session: Session, *, editor: Editor, text: RoundText) -> bool:
    """Add a round at the end. Errors: RoundsDone, and those of ``change_rules``.

    Works come into a round when the one before it is confirmed, and prizes are given from the last one.
    """

    def write() -> None:
        if rounds_done(session, editor.season_id):
            raise RoundsDone
        last = session.scalar(select(func.max(Round.ordinal)).where(Round.season_id == editor.season_id)) or 0
        row = Round(season_id=editor.season_id, ordinal=last + 1, state=RoundState.PLANNED, **round_columns(text))
        session.add(row)
        session.flush()
        _write_quotas(session, editor.season_id, row.id, text)

    return change_rules(
        session,
        editor,
        subject="rounds",
        edit=lambda document: replace(document, rounds=(*document.rounds, replace(text, rubrics={}))),
        part=lambda document: [one.name for one in document.rounds],
        write=write,
    )


def rounds_done(session: Session, season_id: int) -> bool:
    """Whether the last round's result is confirmed."""
    confirmed = select(Round.confirmed_at).where(Round.season_id == season_id)
    return session.scalars(confirmed.order_by(Round.ordinal.desc()).limit(1)).one_or_none() is not None


def remove_round(session: Session, *, editor: Editor) -> bool:
    """Take the last round out. Errors: RowInUse when it has panels, codes or marks; NotVisible without a round."""

    def edit(document: SeasonDocument) -> SeasonDocument:
        find_round(document, 1)
        return replace(document, rounds=document.rounds[:-1])

    def write() -> None:
        round_id = session.scalars(
            select(Round.id).where(Round.season_id == editor.season_id).order_by(Round.ordinal.desc()).limit(1)
        ).one()
        if is_used(session, Round.__tablename__, [round_id]):
            raise RowInUse
        session.execute(delete(Round).where(Round.id == round_id))
        if rounds_done(session, editor.season_id):
            # Nobody advanced, so the round that was the last but one has given the season's results.
            session.execute(update(Season).where(Season.id == editor.season_id).values(stage=Stage.RESULTS))

    return change_rules(
        session,
        editor,
        subject="rounds",
        edit=edit,
        part=lambda document: [one.name for one in document.rounds],
        write=write,
    )


def find_round(document: SeasonDocument, ordinal: int) -> RoundText:
    """A round by its number, from 1. Errors: NotVisible."""
    if not 1 <= ordinal <= len(document.rounds):
        raise NotVisible
    return document.rounds[ordinal - 1]


def _with_round(document: SeasonDocument, ordinal: int, text: RoundText) -> SeasonDocument:
    rounds = [*document.rounds[: ordinal - 1], text, *document.rounds[ordinal:]]
    return replace(document, rounds=tuple(rounds))


def _open_round_id(session: Session, season_id: int, ordinal: int) -> int:
    row = session.execute(
        select(Round.id, Round.state)
        .where(Round.season_id == season_id)
        .order_by(Round.ordinal)
        .offset(ordinal - 1)
        .limit(1)
    ).one()
    if row.state == RoundState.CLOSED:
        raise RoundClosed
    return int(row.id)


def _write_quotas(session: Session, season_id: int, round_id: int, text: RoundText) -> None:
    rows = session.execute(select(Category.code, Category.id).where(Category.season_id == season_id))
    ids = {row.code: row.id for row in rows}
    session.execute(delete(RoundQuota).where(RoundQuota.round_id == round_id))
    lines: list[dict[str, Any]] = [
        {"round_id": round_id, "category_id": ids[code], "quota": quota} for code, quota in text.quotas.items()
    ]
    if lines:
        session.execute(insert(RoundQuota), lines)
