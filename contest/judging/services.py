"""Score sheets: saving and submitting.

A sheet moves as a whole: all its marks or none. Every save carries the version it was typed on;
a save on an older version is refused with what stands there now. A submitted sheet is locked, and
each submission and reopening is kept as a row that the database itself refuses to change.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Any

from sqlalchemy import BigInteger, Executable, Integer, Row, bindparam, delete, update
from sqlalchemy import insert as plain_insert
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from contest.blinding.types import EntryCode
from contest.db import columns_of
from contest.judging.errors import RoundNotOpen, SheetConflict, SheetFaulty, SheetLocked
from contest.judging.gaps import reopen_case, review_code
from contest.judging.messages import comment_faults, fault_messages, sheet_fields
from contest.judging.models import Mark, ScoreSheet, SheetVersion
from contest.judging.queries import own_assignment, rubric_rows
from contest.judging.round_heads import round_head
from contest.judging.tally import tally_text
from contest.judging.totals import mark_problems, running_total
from contest.judging.types import (
    RubricRow,
    SavedSheet,
    SheetContent,
    SheetState,
    TypedSheet,
)
from contest.ledger.services import record
from contest.seasons.types import RoundState

_sheet, _mark = columns_of(ScoreSheet), columns_of(Mark)

# The statements of a save are built once, as those of a judge's pages: each names columns by their own names to set
# them, and ``of_sheet``, ``on_version`` and ``of_criterion`` for the row that is meant.
_OF_SHEET, _OF_CRITERION = (bindparam(name, type_=BigInteger) for name in ("of_sheet", "of_criterion"))
_MOVE = update(ScoreSheet.__table__).where(  # type: ignore[arg-type]  # a mapped class has a Table
    _sheet.id == _OF_SHEET,
    _sheet.version == bindparam("on_version", type_=Integer),
    _sheet.state == SheetState.DRAFT,
)
_ONE_MARK = (_mark.sheet_id == _OF_SHEET, _mark.criterion_id == _OF_CRITERION)
_CLEAR = delete(Mark.__table__).where(*_ONE_MARK)  # type: ignore[arg-type]
_CHANGE = update(Mark.__table__).where(*_ONE_MARK)  # type: ignore[arg-type]
_GIVE = plain_insert(Mark.__table__)  # type: ignore[arg-type]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Sheet:
    """A sheet under change: the row it was found in, and its rubric with the marks that stand."""

    row: Row[Any]
    rubric: Sequence[RubricRow]

    @property
    def version(self) -> int:
        return self.row.version or 0

    @property
    def state(self) -> SheetState:
        return SheetState(self.row.sheet_state or SheetState.DRAFT)

    def content(self) -> SheetContent:
        return SheetContent(
            marks={row.rule.key: row.mark for row in self.rubric if row.mark is not None},
            comment_jury=self.row.comment_jury or "",
            comment_author=self.row.comment_author or "",
        )

    def may_follow(self, version: int, content: SheetContent) -> bool:
        """Whether what was typed on a version may be saved over what stands.

        A page that lags behind but says what stands is no conflict: its own autosave was quicker.
        """
        return self.version == version or self.content() == content


def save_marks(
    session: Session,
    *,
    judge_id: int,
    season_id: int,
    ordinal: int,
    code: str,
    version: int,
    typed: TypedSheet,
    submit: bool,
    now: datetime,
) -> SavedSheet:
    """Save a judge's whole sheet on one work, as a draft or for good.

    Shape:  a draft may lack marks, a submitted sheet must not; ``version`` is the one the page showed.
            The same content sent again is answered as the first time, and nothing is written.
    Errors: NotVisible, RoundNotOpen, SheetFaulty, SheetLocked, SheetConflict.
    """
    load = partial(_load, session, judge_id=judge_id, season_id=season_id, ordinal=ordinal, code=code)
    sheet = load()
    content = _content(typed, sheet.rubric)
    running = _checked_total(sheet.rubric, content, submit=submit)
    if _stands_already(sheet, content, submit=submit):
        return _answer(sheet, running)
    if sheet.state is SheetState.SUBMITTED:
        raise SheetLocked
    saved = _next_version(sheet, content, running, submit=submit, now=now)
    sheet_id = _write_sheet(session, sheet, saved, content) if sheet.may_follow(version, content) else None
    if sheet_id is None:
        return _answer_late(load(), content, running, submit=submit)
    _write_marks(session, sheet_id, sheet.rubric, content.marks)
    if submit:
        _keep_submission(session, sheet.row, sheet_id, saved, content, judge_id=judge_id)
        _look_for_gaps(session, sheet.row, now=now)
    return saved


def _checked_total(rubric: Sequence[RubricRow], content: SheetContent, *, submit: bool) -> Decimal:
    """The total of the marks given so far. Errors: SheetFaulty."""
    rules = [row.rule for row in rubric]
    problems = mark_problems(content.marks, rules, partial=not submit)
    if faults := dict(fault_messages(problems, rubric)) | dict(comment_faults(content)):
        raise SheetFaulty(faults)
    return running_total(content.marks, rules)


def _next_version(sheet: _Sheet, content: SheetContent, running: Decimal, *, submit: bool, now: datetime) -> SavedSheet:
    complete = len(content.marks) == len(sheet.rubric) > 0
    return SavedSheet(
        code=EntryCode(sheet.row.code),
        version=sheet.version + 1,
        state=SheetState.SUBMITTED if submit else SheetState.DRAFT,
        total=running if complete else None,
        running=running,
        saved_at=now,
    )


def _content(typed: TypedSheet, rubric: Sequence[RubricRow]) -> SheetContent:
    """Marks by the keys of the rubric; one that fits no criterion keeps a key that none has."""
    keys = {row.id: row.rule.key for row in rubric}
    return SheetContent(
        marks={keys.get(criterion, f"#{criterion}"): mark for criterion, mark in typed.marks.items()},
        comment_jury=typed.comment_jury,
        comment_author=typed.comment_author,
    )


def _load(session: Session, *, judge_id: int, season_id: int, ordinal: int, code: str) -> _Sheet:
    """The sheet as it stands, in a round held open until the transaction ends. Errors: NotVisible, RoundNotOpen."""
    row = own_assignment(session, judge_id=judge_id, season_id=season_id, ordinal=ordinal, code=code, lock_round=True)
    if row.round_state != RoundState.OPEN:
        raise RoundNotOpen
    rubric = rubric_rows(session, round_id=row.round_id, category_id=row.category_id, sheet_id=row.sheet_id)
    return _Sheet(row=row, rubric=rubric)


def _stands_already(sheet: _Sheet, content: SheetContent, *, submit: bool) -> bool:
    """Whether the sheet holds exactly this in this state: a repeated request, not a conflict."""
    wanted = SheetState.SUBMITTED if submit else SheetState.DRAFT
    return sheet.row.sheet_id is not None and sheet.state is wanted and sheet.content() == content


def _answer_late(moved: _Sheet, content: SheetContent, running: Decimal, *, submit: bool) -> SavedSheet:
    """Answer a save whose sheet somebody else moved first: it may say what stands now. Errors: SheetConflict."""
    if _stands_already(moved, content, submit=submit):
        return _answer(moved, running)
    raise SheetConflict(moved.version, sheet_fields(moved.content(), moved.rubric))


def _look_for_gaps(session: Session, row: Row[Any], *, now: datetime) -> None:
    """What a sheet that was sent means for the gaps of its work."""
    reopen_case(session, code_id=row.code_id)  # it was settled without the sheet of a judge added since
    review_code(session, round_=round_head(row), code_id=row.code_id, now=now)


def _answer(sheet: _Sheet, running: Decimal) -> SavedSheet:
    return SavedSheet(
        code=EntryCode(sheet.row.code),
        version=sheet.version,
        state=sheet.state,
        total=sheet.row.total,
        running=running,
        saved_at=sheet.row.saved_at,
    )


def _write_sheet(session: Session, sheet: _Sheet, saved: SavedSheet, content: SheetContent) -> int | None:
    """Move the sheet one version on; its id, or None when somebody else moved it first."""
    submitted = saved.state is SheetState.SUBMITTED
    values = {
        "state": saved.state,
        "version": saved.version,
        "revision": (sheet.row.revision or 0) + submitted,
        "total": saved.total,
        "tally": tally_text(_by_criterion(sheet.rubric, content.marks)),
        "comment_jury": content.comment_jury,
        "comment_author": content.comment_author,
        "saved_at": saved.saved_at,
        "submitted_at": saved.saved_at if submitted else None,
    }
    if sheet.row.sheet_id is None:
        first = insert_if_absent(session, ScoreSheet, assignment_id=sheet.row.assignment_id, **values)
        return session.execute(first.returning(ScoreSheet.id)).scalar_one_or_none()
    moved = session.execute(_MOVE, {**values, "of_sheet": sheet.row.sheet_id, "on_version": sheet.version})
    return int(sheet.row.sheet_id) if moved.rowcount else None  # type: ignore[attr-defined]  # a DML result has it


def _by_criterion(rubric: Sequence[RubricRow], marks: Mapping[str, Decimal]) -> Mapping[int, Decimal]:
    return {row.id: marks[row.rule.key] for row in rubric if row.rule.key in marks}


def insert_if_absent(session: Session, model: type[Any], **values: Any) -> Any:  # noqa: ANN401 - columns of any model
    """An INSERT that does nothing when a unique row is there; both databases know it by one name."""
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    return dialect.insert(model).values(**values).on_conflict_do_nothing()


def _write_marks(session: Session, sheet_id: int, rubric: Sequence[RubricRow], marks: Mapping[str, Decimal]) -> None:
    """Make the sheet's marks these; rows that stand already are left alone."""
    wanted = _by_criterion(rubric, marks)
    standing = {row.id: row.mark for row in rubric if row.mark is not None}
    steps: Mapping[Executable, Sequence[Mapping[str, Any]]] = {
        _CLEAR: [{"of_sheet": sheet_id, "of_criterion": key} for key in standing if key not in wanted],
        _CHANGE: [
            {"of_sheet": sheet_id, "of_criterion": key, "points": points}
            for key, points in wanted.items()
            if standing.get(key, points) != points
        ],
        _GIVE: [
            {"sheet_id": sheet_id, "criterion_id": key, "points": points}
            for key, points in wanted.items()
            if key not in standing
        ],
    }
    for statement, rows in steps.items():
        if rows:
            session.execute(statement, rows)


def sheet_record(code: str, revision: int, total: Decimal | None, content: SheetContent) -> dict[str, Any]:
    """A sheet as the record keeps it: decimals as text, criteria by key."""
    return {
        "code": code,
        "revision": revision,
        "total": None if total is None else str(total),
        "marks": {key: str(mark) for key, mark in sorted(content.marks.items())},
        "comment_jury": content.comment_jury,
        "comment_author": content.comment_author,
    }


def _keep_submission(
    session: Session, row: Row[Any], sheet_id: int, saved: SavedSheet, content: SheetContent, *, judge_id: int
) -> None:
    kept = sheet_record(row.code, (row.revision or 0) + 1, saved.total, content)
    session.execute(
        plain_insert(SheetVersion).values(
            sheet_id=sheet_id,
            version=saved.version,
            event="submit",
            content=kept,
            by_id=judge_id,
            at=saved.saved_at,
            reason="",
        )
    )
    record(
        session,
        action="sheet.submit",
        subject=f"sheet:{sheet_id}",
        payload=kept,
        at=saved.saved_at,
        actor_id=judge_id,
        season_id=row.season_id,
    )
