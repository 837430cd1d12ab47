"""What the chair and the secretariat read: panels, progress, the heat map, gaps and results by code.

Drafts are nobody's business but their judge's: only submitted totals are here. A viewer who judges
too sees no peer's total on a work before the own sheet on it is in.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from contest.blinding.models import Code
from contest.blinding.types import CodeId, EntryCode
from contest.judging.models import Assignment, GapCase, ScoreSheet
from contest.judging.totals import entry_total
from contest.judging.types import AssignmentState, GapState, RoundHead, SheetState
from contest.seasons.models import Category
from contest.seasons.types import CategoryId
from contest.visibility import out_of_contest

PAGE = 100
"""Works on one page of the board."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Cell:
    """One judge on one work. ``total`` is None until the sheet is in, or while the viewer may not see it."""

    judge_id: int
    state: str
    total: Decimal | None
    is_third: bool
    counts: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class BoardRow:
    """One work on the board."""

    code: EntryCode
    code_id: CodeId
    category_id: CategoryId
    cells: Mapping[int, Cell]
    hidden: bool
    value: Decimal | None
    spread: Decimal | None
    gap: GapState | None


@dataclass(frozen=True, kw_only=True, slots=True)
class JudgeProgress:
    """How far one judge is over the whole round."""

    judge_id: int
    name: str
    assigned: int
    submitted: int
    drafts: int
    last_saved_at: datetime | None


@dataclass(frozen=True, kw_only=True, slots=True)
class GapRow:
    """A gap case as the chair works on it."""

    code: EntryCode
    code_id: CodeId
    category_id: CategoryId
    spread: Decimal
    kinds: Sequence[str]
    state: GapState
    action: str
    official_total: Decimal | None
    note: str


@dataclass(frozen=True, kw_only=True, slots=True)
class CategoryProgress:
    """One category of a round in numbers: works, sheets wanted, sheets in, open gaps."""

    category_id: CategoryId
    name: str
    works: int
    sheets: int
    submitted: int
    gaps: int


def category_progress(session: Session, round_: RoundHead) -> Sequence[CategoryProgress]:
    """The categories that have works in the round, in the season's order."""
    gaps = (
        select(Code.category_id, func.count().label("gaps"))
        .join(GapCase, GapCase.code_id == Code.id)
        .where(GapCase.round_id == round_.id, GapCase.state == GapState.OPEN)
        .group_by(Code.category_id)
        .subquery()
    )
    rows = session.execute(
        select(
            Category.id,
            Category.name,
            func.count(Code.id.distinct()),
            func.count(Assignment.id),
            func.count(ScoreSheet.submitted_at),
            func.coalesce(func.max(gaps.c.gaps), 0),
        )
        .join(Code, Code.category_id == Category.id)
        .join(Assignment, (Assignment.code_id == Code.id) & (Assignment.state == AssignmentState.ACTIVE), isouter=True)
        .join(ScoreSheet, ScoreSheet.assignment_id == Assignment.id, isouter=True)
        .join(gaps, gaps.c.category_id == Category.id, isouter=True)
        .where(Code.round_id == round_.id, Code.id.not_in(out_of_contest(round_.id)))
        .group_by(Category.id, Category.name, Category.position)
        .order_by(Category.position, Category.id)
    )
    return [
        CategoryProgress(
            category_id=CategoryId(category_id), name=name, works=works, sheets=sheets, submitted=submitted, gaps=gaps_
        )
        for category_id, name, works, sheets, submitted, gaps_ in rows
    ]


def judge_progress(session: Session, round_: RoundHead, names: Mapping[int, str]) -> Sequence[JudgeProgress]:
    """Every judge with works in the round, who has most left to do first."""
    rows = session.execute(
        select(
            Assignment.judge_id,
            func.count(Assignment.id),
            func.count(ScoreSheet.submitted_at),
            func.count(ScoreSheet.id),
            func.max(ScoreSheet.saved_at),
        )
        .join(ScoreSheet, ScoreSheet.assignment_id == Assignment.id, isouter=True)
        .where(
            Assignment.round_id == round_.id,
            Assignment.state == AssignmentState.ACTIVE,
            Assignment.code_id.not_in(out_of_contest(round_.id)),
        )
        .group_by(Assignment.judge_id)
    )
    order = {judge_id: place for place, judge_id in enumerate(names)}
    found = [
        JudgeProgress(
            judge_id=judge_id,
            name=names.get(judge_id, f"#{judge_id}"),
            assigned=assigned,
            submitted=submitted,
            drafts=begun - submitted,
            last_saved_at=last,
        )
        for judge_id, assigned, submitted, begun, last in rows
    ]
    return sorted(found, key=lambda one: (one.submitted - one.assigned, order.get(one.judge_id, len(order))))


def board_page(
    session: Session, round_: RoundHead, *, category_id: int, viewer_id: int, page: int
) -> tuple[Sequence[BoardRow], int]:
    """One page of works of a category by code, and how many works there are in all."""
    of_category = (Code.round_id == round_.id, Code.category_id == category_id)
    count = session.execute(select(func.count()).select_from(Code).where(*of_category)).scalar_one()
    codes = session.execute(
        select(Code.id, Code.code, GapCase.state, GapCase.official_total)
        .join(GapCase, GapCase.code_id == Code.id, isouter=True)
        .where(*of_category)
        .order_by(Code.code)
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    ).all()
    cells = _cells(session, round_.id, [row.id for row in codes])
    return [
        _board_row(
            round_,
            category_id=category_id,
            code=row.code,
            code_id=row.id,
            cells=cells.get(row.id, {}),
            gap=row.state,
            official=row.official_total,
            viewer_id=viewer_id,
        )
        for row in codes
    ], count


def _cells(session: Session, round_id: int, code_ids: Sequence[int]) -> Mapping[int, Mapping[int, Cell]]:
    cells: dict[int, dict[int, Cell]] = {}
    for code_id, judge_id, is_third, counts, state, total in session.execute(
        select(
            Assignment.code_id,
            Assignment.judge_id,
            Assignment.is_third,
            Assignment.counts,
            ScoreSheet.state,
            ScoreSheet.total,
        )
        .join(ScoreSheet, ScoreSheet.assignment_id == Assignment.id, isouter=True)
        .where(
            Assignment.round_id == round_id,
            Assignment.state == AssignmentState.ACTIVE,
            Assignment.code_id.in_(code_ids),
        )
    ):
        submitted = state == SheetState.SUBMITTED
        cells.setdefault(code_id, {})[judge_id] = Cell(
            judge_id=judge_id,
            state="submitted" if submitted else "draft" if state else "none",
            total=total if submitted else None,
            is_third=is_third,
            counts=counts,
        )
    return cells


def _board_row(
    round_: RoundHead,
    *,
    category_id: int,
    code: str,
    code_id: int,
    cells: Mapping[int, Cell],
    gap: str | None,
    official: Decimal | None,
    viewer_id: int,
) -> BoardRow:
    own = cells.get(viewer_id)
    hidden = own is not None and own.state != "submitted"
    if hidden:
        cells = {judge: replace(one, total=None) for judge, one in cells.items()}
    regular = [one for one in cells.values() if one.counts and not one.is_third]
    totals = [one.total for one in regular if one.total is not None]
    complete = bool(regular) and len(totals) == len(regular)
    result = entry_total(totals, round_.policy, third=_third(cells.values()), reconciled=official) if complete else None
    return BoardRow(
        code=EntryCode(code),
        code_id=CodeId(code_id),
        category_id=CategoryId(category_id),
        cells=cells,
        hidden=hidden,
        value=result.value if result else None,
        spread=result.spread if result else None,
        gap=None if gap is None or hidden else GapState(gap),
    )


def _third(cells: Iterable[Cell]) -> Decimal | None:
    return next((one.total for one in cells if one.counts and one.is_third and one.total is not None), None)


def gap_rows(session: Session, round_: RoundHead, *, viewer_id: int) -> Sequence[GapRow]:
    """The gap cases of a round, open ones first; none the viewer still has to mark."""
    unsent = (
        select(Assignment.code_id)
        .join(ScoreSheet, ScoreSheet.assignment_id == Assignment.id, isouter=True)
        .where(
            Assignment.judge_id == viewer_id,
            Assignment.round_id == round_.id,
            Assignment.state == AssignmentState.ACTIVE,
            ScoreSheet.submitted_at.is_(None),
        )
    )
    rows = session.execute(
        select(Code.code, Code.category_id, GapCase)
        .join(Code, Code.id == GapCase.code_id)
        .where(GapCase.round_id == round_.id, GapCase.code_id.not_in(unsent))
        .order_by(GapCase.state, GapCase.spread.desc(), Code.code)
    )
    return [
        GapRow(
            code=EntryCode(code),
            code_id=CodeId(case.code_id),
            category_id=CategoryId(category_id),
            spread=case.spread,
            kinds=tuple(case.kinds),
            state=GapState(case.state),
            action=case.action,
            official_total=case.official_total,
            note=case.note,
        )
        for code, category_id, case in rows
    ]
