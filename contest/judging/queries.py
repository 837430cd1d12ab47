"""What a judge's pages read: own assignments on blind entries, own sheets, nothing of anybody else.

Every statement here starts from the judge's own active assignments and joins ``blind_entries()``;
a work without an approved blind copy is not in it, and no column of an entry or a person is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Integer,
    Row,
    Select,
    String,
    and_,
    bindparam,
    func,
    select,
    type_coerce,
)
from sqlalchemy.orm import Session

from contest.blinding.types import CodeId, EntryCode
from contest.db import columns_of
from contest.errors import NotVisible
from contest.judging.models import Assignment, Mark, ScoreSheet
from contest.judging.round_heads import ROUND_COLUMNS, round_head
from contest.judging.totals import Criterion as Rule
from contest.judging.types import (
    AssignmentState,
    Desk,
    OwnRung,
    QueueRow,
    RoundHead,
    RubricRow,
    SheetState,
)
from contest.seasons.models import Category, Criterion, Round
from contest.seasons.types import BlindMode, CategoryId, RoundState
from contest.text.styled import paragraphs
from contest.visibility import (
    BlindFile,
    ShownMakers,
    ShownOutlet,
    blind_entries,
    blind_files,
    makers_of_open,
    outlet_of_semi,
)

_assignment, _sheet, _mark = columns_of(Assignment), columns_of(ScoreSheet), columns_of(Mark)
_round, _category, _criterion = columns_of(Round), columns_of(Category), columns_of(Criterion)

# The statements of a judge's pages are built once: putting them together costs more than running them.
_JUDGE, _ROUND, _CATEGORY, _SHEET = (
    bindparam(name, type_=BigInteger) for name in ("judge_id", "round_id", "category_id", "sheet_id")
)
_SEASON, _ORDINAL = bindparam("season_id", type_=BigInteger), bindparam("ordinal", type_=Integer)
_OF_CODE = bindparam("code", type_=String)
_blind = blind_entries()
_HELD = (_assignment.judge_id == _JUDGE, _assignment.state == AssignmentState.ACTIVE)

_ROUNDS = (
    select(*ROUND_COLUMNS)
    .where(
        _round.season_id == _SEASON,
        _round.state != RoundState.PLANNED,
        _round.id.in_(select(_assignment.round_id).where(*_HELD)),
    )
    .order_by(_round.ordinal.desc())
)


def _of_queue(*columns: ColumnElement[Any]) -> Select[Any]:
    """Columns of the judge's active works in a round, in the judge's order, each with its sheet if there is one."""
    return (
        select(*columns)
        .select_from(Assignment.__table__)
        .join(_blind, _blind.c.code_id == _assignment.code_id)
        .join(ScoreSheet.__table__, _sheet.assignment_id == _assignment.id, isouter=True)
        .where(*_HELD, _assignment.round_id == _ROUND)
        .order_by(_assignment.order_key, _assignment.id)
    )


_QUEUE = _of_queue(_blind.c.code, _blind.c.title, _blind.c.category_id, _sheet.state, _sheet.total)
_total = type_coerce(_sheet.total, Integer)
_RUNGS = _of_queue(_blind.c.code, _blind.c.category_id, _sheet.state, _total, _sheet.tally)

_OWN: Select[Any] = (
    select(
        _assignment.id.label("assignment_id"),
        _assignment.is_third,
        _blind.c.code,
        _blind.c.code_id,
        _blind.c.category_id,
        _blind.c.title,
        _blind.c.text,
        _blind.c.emphasis,
        _blind.c.note,
        _sheet.id.label("sheet_id"),
        _sheet.state.label("sheet_state"),
        _sheet.version,
        _sheet.revision,
        _sheet.total,
        _sheet.comment_jury,
        _sheet.comment_author,
        _sheet.saved_at,
        _category.name.label("category"),
        _category.press_type,
        _category.blind_mode,
        *ROUND_COLUMNS,
    )
    .select_from(Assignment.__table__)
    .join(_blind, _blind.c.code_id == _assignment.code_id)
    # Through the code of the round: both databases then find it by one index each, whatever the queue.
    .join(Round.__table__, and_(_round.id == _assignment.round_id, _round.id == _blind.c.round_id))
    .join(Category.__table__, _category.id == _blind.c.category_id)
    .join(ScoreSheet.__table__, _sheet.assignment_id == _assignment.id, isouter=True)
    .where(
        *_HELD,
        _round.season_id == _SEASON,
        _round.ordinal == _ORDINAL,
        _round.state != RoundState.PLANNED,
        _blind.c.code == _OF_CODE,
    )
)
_OWN_WHILE_OPEN = _OWN.with_for_update(read=True, of=Round.__table__)

_RUBRIC = (
    select(
        _criterion.id,
        _criterion.key,
        _criterion.title,
        _criterion.description,
        _criterion.max_points,
        _criterion.step,
        _mark.points,
    )
    .join(Mark.__table__, and_(_mark.criterion_id == _criterion.id, _mark.sheet_id == _SHEET), isouter=True)
    .where(_criterion.round_id == _ROUND, _criterion.category_id == _CATEGORY)
    .order_by(_criterion.position, _criterion.id)
)


def rounds_for_judge(session: Session, *, season_id: int, judge_id: int) -> Sequence[RoundHead]:
    """The rounds that have opened and in which the judge has works, the latest first."""
    rows = session.execute(_ROUNDS, {"season_id": season_id, "judge_id": judge_id})
    return [round_head(row) for row in rows]


def judge_queue(session: Session, *, round_id: int, judge_id: int) -> Sequence[QueueRow]:
    """The judge's works of a round in the judge's own random, stable order."""
    rows = session.execute(_QUEUE, {"round_id": round_id, "judge_id": judge_id}).all()
    return [QueueRow(*row) for row in rows]


def own_rungs(session: Session, *, round_id: int, judge_id: int) -> Sequence[OwnRung]:
    """The judge's queue without titles: what a desk needs of the other works."""
    rows = session.execute(_RUNGS, {"round_id": round_id, "judge_id": judge_id}).all()  # at once: one by one costs more
    return list(map(OwnRung._make, rows))


def own_assignment(
    session: Session, *, judge_id: int, season_id: int, ordinal: int, code: str, lock_round: bool = False
) -> Row[Any]:
    """One row of the judge's work on a code, with its sheet if there is one. Errors: NotVisible.

    ``lock_round`` holds off the closing of the round until the caller's transaction ends.
    """
    row = session.execute(
        _OWN_WHILE_OPEN if lock_round else _OWN,
        {"judge_id": judge_id, "season_id": season_id, "ordinal": ordinal, "code": code},
    ).one_or_none()
    if row is None:
        raise NotVisible
    return row


def rubric_rows(session: Session, *, round_id: int, category_id: int, sheet_id: int | None) -> Sequence[RubricRow]:
    """The rubric of a category in a round, with the marks of one sheet where it has them."""
    rows = session.execute(_RUBRIC, {"round_id": round_id, "category_id": category_id, "sheet_id": sheet_id or 0})
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


def _nothing(session: Session, *, code_id: int) -> None:
    """Nobody is shown in a fully blind category, and nothing is asked."""


_SHOWN: Mapping[BlindMode, Callable[..., ShownOutlet | ShownMakers | None]] = {
    BlindMode.FULL: _nothing,
    BlindMode.SEMI: outlet_of_semi,
    BlindMode.OPEN: makers_of_open,
}


def get_desk(session: Session, *, judge_id: int, season_id: int, ordinal: int, code: str) -> Desk:
    """One work on the judge's desk. Errors: NotVisible."""
    row = own_assignment(session, judge_id=judge_id, season_id=season_id, ordinal=ordinal, code=code)
    mode = BlindMode(row.blind_mode)
    return Desk(
        code=EntryCode(row.code),
        code_id=CodeId(row.code_id),
        category_id=CategoryId(row.category_id),
        category=row.category,
        press_type=row.press_type,
        mode=mode,
        shown=_SHOWN[mode](session, code_id=row.code_id),
        title=row.title,
        text=row.text,
        paragraphs=paragraphs(row.text, row.emphasis),
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
