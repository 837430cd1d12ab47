"""What a judge's pages read: own assignments on blind entries, own sheets, nothing of anybody else.

Every statement here starts from the judge's own active assignments and joins ``blind_entries()``;
a work without an approved blind copy is not in it, and no column of an entry or a person is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import Row, Select, and_, func, select
from sqlalchemy.orm import Session

from contest.blinding.types import CodeId, EntryCode
from contest.errors import NotVisible
from contest.judging.models import Assignment, Mark, ScoreSheet
from contest.judging.totals import Criterion as Rule
from contest.judging.types import (
    AssignmentState,
    Desk,
    QueueRow,
    RoundHead,
    RubricRow,
    SheetState,
)
from contest.seasons.models import Category, Criterion, Round
from contest.seasons.policy import policy_from_json
from contest.seasons.types import CategoryId, RoundId, RoundState
from contest.visibility import BlindFile, blind_entries, blind_files

ROUND_COLUMNS = (
    Round.id.label("round_id"),
    Round.season_id,
    Round.ordinal,
    Round.kind,
    Round.name.label("round_name"),
    Round.state.label("round_state"),
    Round.judges_per_entry,
    Round.policy,
    Round.marks_due_at,
    Round.closed_at,
)


def round_head(row: Row[Any]) -> RoundHead:
    """A round from a row that selected ``ROUND_COLUMNS``."""
    return RoundHead(
        id=RoundId(row.round_id),
        season_id=row.season_id,
        ordinal=row.ordinal,
        kind=row.kind,
        name=row.round_name,
        state=RoundState(row.round_state),
        judges_per_entry=row.judges_per_entry,
        policy=policy_from_json(row.policy),
        marks_due_at=row.marks_due_at,
        closed_at=row.closed_at,
    )


def rounds_of(session: Session, season_id: int) -> Sequence[RoundHead]:
    """Every round of a season, in order."""
    rows = session.execute(select(*ROUND_COLUMNS).where(Round.season_id == season_id).order_by(Round.ordinal))
    return [round_head(row) for row in rows]


def get_round(session: Session, season_id: int, ordinal: int) -> RoundHead:
    """One round by its number in the season. Errors: NotVisible."""
    row = session.execute(
        select(*ROUND_COLUMNS).where(Round.season_id == season_id, Round.ordinal == ordinal)
    ).one_or_none()
    if row is None:
        raise NotVisible
    return round_head(row)


def rounds_for_judge(session: Session, *, season_id: int, judge_id: int) -> Sequence[RoundHead]:
    """The rounds that have opened and in which the judge has works, the latest first."""
    held = select(Assignment.round_id).where(
        Assignment.judge_id == judge_id, Assignment.state == AssignmentState.ACTIVE
    )
    rows = session.execute(
        select(*ROUND_COLUMNS)
        .where(Round.season_id == season_id, Round.state != RoundState.PLANNED, Round.id.in_(held))
        .order_by(Round.ordinal.desc())
    )
    return [round_head(row) for row in rows]


def judge_queue(session: Session, *, round_id: int, judge_id: int) -> Sequence[QueueRow]:
    """The judge's works of a round in the judge's own random, stable order."""
    blind = blind_entries()
    rows = session.execute(
        select(blind.c.code, blind.c.title, blind.c.category_id, ScoreSheet.state, ScoreSheet.total, ScoreSheet.version)
        .select_from(Assignment)
        .join(blind, blind.c.code_id == Assignment.code_id)
        .join(ScoreSheet, ScoreSheet.assignment_id == Assignment.id, isouter=True)
        .where(
            Assignment.judge_id == judge_id,
            Assignment.round_id == round_id,
            Assignment.state == AssignmentState.ACTIVE,
        )
        .order_by(Assignment.order_key, Assignment.id)
    )
    return [
        QueueRow(
            code=EntryCode(code),
            title=title,
            category_id=CategoryId(category_id),
            state=None if state is None else SheetState(state),
            total=total,
            version=version or 0,
        )
        for code, title, category_id, state, total, version in rows
    ]


def _own_assignment(judge_id: int, season_id: int, ordinal: int, code: str) -> Select[Any]:
    """The judge's active assignment on a code of an opened round, with its sheet if there is one."""
    blind = blind_entries()
    return (
        select(
            Assignment.id.label("assignment_id"),
            Assignment.is_third,
            blind.c.code,
            blind.c.code_id,
            blind.c.category_id,
            blind.c.title,
            blind.c.text,
            blind.c.note,
            ScoreSheet.id.label("sheet_id"),
            ScoreSheet.state.label("sheet_state"),
            ScoreSheet.version,
            ScoreSheet.revision,
            ScoreSheet.total,
            ScoreSheet.comment_jury,
            ScoreSheet.comment_author,
            ScoreSheet.saved_at,
            Category.name.label("category"),
            Category.press_type,
            *ROUND_COLUMNS,
        )
        .select_from(Assignment)
        .join(blind, blind.c.code_id == Assignment.code_id)
        .join(Round, Round.id == Assignment.round_id)
        .join(Category, Category.id == blind.c.category_id)
        .join(ScoreSheet, ScoreSheet.assignment_id == Assignment.id, isouter=True)
        .where(
            Assignment.judge_id == judge_id,
            Assignment.state == AssignmentState.ACTIVE,
            Round.season_id == season_id,
            Round.ordinal == ordinal,
            Round.state != RoundState.PLANNED,
            blind.c.code == code,
        )
    )


def own_assignment(
    session: Session, *, judge_id: int, season_id: int, ordinal: int, code: str, lock_round: bool = False
) -> Row[Any]:
    """One row of the judge's work on a code. Errors: NotVisible.

    ``lock_round`` holds off the closing of the round until the caller's transaction ends.
    """
    statement = _own_assignment(judge_id, season_id, ordinal, code)
    if lock_round:
        statement = statement.with_for_update(read=True, of=Round)
    row = session.execute(statement).one_or_none()
    if row is None:
        raise NotVisible
    return row


def rubric_rows(session: Session, *, round_id: int, category_id: int, sheet_id: int | None) -> Sequence[RubricRow]:
    """The rubric of a category in a round, with the marks of one sheet where it has them."""
    rows = session.execute(
        select(
            Criterion.id,
            Criterion.key,
            Criterion.title,
            Criterion.description,
            Criterion.max_points,
            Criterion.step,
            Mark.points,
        )
        .join(Mark, and_(Mark.criterion_id == Criterion.id, Mark.sheet_id == (sheet_id or 0)), isouter=True)
        .where(Criterion.round_id == round_id, Criterion.category_id == category_id)
        .order_by(Criterion.position, Criterion.id)
    )
    return [
        RubricRow(
            id=row.id,
            rule=Rule(key=row.key, max_points=row.max_points, step=row.step),
            title=row.title,
            description=row.description,
            mark=row.points,
        )
        for row in rows
    ]


def get_desk(session: Session, *, judge_id: int, season_id: int, ordinal: int, code: str) -> Desk:
    """One work on the judge's desk. Errors: NotVisible."""
    row = own_assignment(session, judge_id=judge_id, season_id=season_id, ordinal=ordinal, code=code)
    return Desk(
        code=EntryCode(row.code),
        code_id=CodeId(row.code_id),
        category_id=CategoryId(row.category_id),
        category=row.category,
        press_type=row.press_type,
        title=row.title,
        text=row.text,
        note=row.note,
        files=blind_files(session, code_id=row.code_id),
        rubric=rubric_rows(session, round_id=row.round_id, category_id=row.category_id, sheet_id=row.sheet_id),
        state=SheetState(row.sheet_state or SheetState.DRAFT),
        version=row.version or 0,
        comment_jury=row.comment_jury or "",
        comment_author=row.comment_author or "",
        total=row.total,
        saved_at=row.saved_at,
        is_third=row.is_third,
        round=round_head(row),
    )


def own_marks(
    session: Session, *, judge_id: int, round_id: int, category_id: int
) -> Mapping[int, Sequence[tuple[Decimal, int]]]:
    """How often the judge gave which mark, per criterion, over the own sheets of a category."""
    rows = session.execute(
        select(Mark.criterion_id, Mark.points, func.count())
        .select_from(Assignment)
        .join(ScoreSheet, ScoreSheet.assignment_id == Assignment.id)
        .join(Mark, Mark.sheet_id == ScoreSheet.id)
        .join(Criterion, Criterion.id == Mark.criterion_id)
        .where(
            Assignment.judge_id == judge_id,
            Assignment.round_id == round_id,
            Assignment.state == AssignmentState.ACTIVE,
            Criterion.category_id == category_id,
        )
        .group_by(Mark.criterion_id, Mark.points)
        .order_by(Mark.criterion_id, Mark.points)
    )
    found: dict[int, list[tuple[Decimal, int]]] = {}
    for criterion_id, points, count in rows:
        found.setdefault(criterion_id, []).append((points, count))
    return found


def own_file(session: Session, *, judge_id: int, season_id: int, ordinal: int, code: str, public_id: str) -> BlindFile:
    """A clean file of a work on the judge's desk. Errors: NotVisible, whatever the reason."""
    row = own_assignment(session, judge_id=judge_id, season_id=season_id, ordinal=ordinal, code=code)
    for file in blind_files(session, code_id=row.code_id):
        if file.public_id == public_id:
            return file
    raise NotVisible


def full_points(session: Session, *, round_id: int, category_id: int) -> Decimal:
    """The highest total the rubric of a category allows; 0 without a rubric."""
    top = session.execute(
        select(func.coalesce(func.sum(Criterion.max_points), Decimal(0))).where(
            Criterion.round_id == round_id, Criterion.category_id == category_id
        )
    ).scalar_one()
    return Decimal(top)
