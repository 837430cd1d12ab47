"""Changes to who marks what: by hand, by recusal, and by calling a third judge over a gap."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, func, insert, select, update
from sqlalchemy.orm import Session

from contest.blinding.models import Code
from contest.judging.assigning import add_pairs, conflict_pairs, find_code, note_act, panel_judges
from contest.judging.assignment import least_loaded
from contest.judging.errors import ConflictOfInterest, GapNotOpen, NobodyLeft, NotOnPanel, RoundNotOpen, SheetLocked
from contest.judging.gaps import review_code
from contest.judging.locks import lock_unclosed
from contest.judging.models import Assignment, Conflict, GapCase, ScoreSheet
from contest.judging.panels import judge_names, judge_numbers
from contest.judging.queries import own_assignment
from contest.judging.reasons import check_reason
from contest.judging.round_heads import get_round
from contest.judging.types import AssignmentState, ConflictKind, GapState, RoundHead, SheetState
from contest.seasons.policy import OnDeviation
from contest.seasons.types import RoundState


def assign_by_hand(
    session: Session, *, round_: RoundHead, code: str, judge_id: int, by: int, reason: str, now: datetime
) -> None:
    """Add one judge to one work; twice is once.

    Errors: ReasonMissing, RoundNotOpen, NotVisible, NotOnPanel, ConflictOfInterest.
    """
    reason = check_reason(reason)
    lock_unclosed(session, round_.id)
    found = find_code(session, round_.id, code)
    members = panel_judges(session, round_.id).get(found.category_id, ())
    if judge_id not in members or judge_id not in judge_names(session, round_.season_id):
        raise NotOnPanel
    if (found.id, judge_id) in set(session.execute(conflict_pairs(round_.id))):
        raise ConflictOfInterest
    held = session.execute(
        select(Assignment.state).where(Assignment.code_id == found.id, Assignment.judge_id == judge_id)
    ).scalar_one_or_none()
    if held == AssignmentState.ACTIVE:
        return
    add_pairs(session, round_.id, [(found.id, judge_id)], reason=reason, now=now)
    payload = {"code": code, "judge": judge_id, "reason": reason}
    note_act(session, round_, "assignment.add", payload, by=by, now=now)


def remove_by_hand(
    session: Session, *, round_: RoundHead, code: str, judge_id: int, by: int, reason: str, now: datetime
) -> None:
    """Take one judge off one work; a submitted sheet must be reopened first.

    Errors: ReasonMissing, RoundNotOpen, NotVisible, SheetLocked.
    """
    reason = check_reason(reason)
    lock_unclosed(session, round_.id)
    found = find_code(session, round_.id, code)
    row = session.execute(
        select(Assignment.id, Assignment.state, ScoreSheet.state.label("sheet"))
        .join(ScoreSheet, ScoreSheet.assignment_id == Assignment.id, isouter=True)
        .where(Assignment.code_id == found.id, Assignment.judge_id == judge_id)
    ).one_or_none()
    if row is None or row.state != AssignmentState.ACTIVE:
        return
    if row.sheet == SheetState.SUBMITTED:
        raise SheetLocked
    session.execute(
        update(Assignment)
        .where(Assignment.id == row.id)
        .values(state=AssignmentState.REMOVED, reason=reason)
        .execution_options(synchronize_session=False)
    )
    payload = {"code": code, "judge": judge_id, "reason": reason}
    note_act(session, round_, "assignment.remove", payload, by=by, now=now)
    # The sheet that is awaited no more may have been the last one: the others are compared now or never.
    review_code(session, round_=round_, code_id=found.id, now=now)


def recuse(
    session: Session, *, judge_id: int, season_id: int, ordinal: int, code: str, reason: str, now: datetime
) -> bool:
    """A judge steps back from a work, known only by its code; another judge takes it if one can.

    Returns whether somebody took it. Twice is once. Errors: ReasonMissing, NotVisible,
    RoundNotOpen, SheetLocked for a sheet that was submitted.
    """
    reason = check_reason(reason)
    round_ = get_round(session, season_id, ordinal)
    lock_unclosed(session, round_.id)
    if _has_recused(session, round_.id, judge_id, code):
        return True
    row = own_assignment(session, judge_id=judge_id, season_id=season_id, ordinal=ordinal, code=code)
    if row.round_state != RoundState.OPEN:
        raise RoundNotOpen
    if row.sheet_state == SheetState.SUBMITTED:
        raise SheetLocked
    session.execute(
        update(Assignment)
        .where(Assignment.id == row.assignment_id)
        .values(state=AssignmentState.RECUSED, reason=reason)
        .execution_options(synchronize_session=False)
    )
    # A conflict found after the work was given stands here already; the judge's own word outlives it.
    session.execute(delete(Conflict).where(Conflict.code_id == row.code_id, Conflict.judge_id == judge_id))
    session.execute(
        insert(Conflict).values(
            code_id=row.code_id, judge_id=judge_id, kind=ConflictKind.RECUSAL, note=reason, created_at=now
        )
    )
    note_act(session, round_, "assignment.recuse", {"code": code, "reason": reason}, by=judge_id, now=now)
    taken = _replace(session, round_, row, now=now)
    review_code(session, round_=round_, code_id=row.code_id, now=now)
    return taken


def _has_recused(session: Session, round_id: int, judge_id: int, code: str) -> bool:
    found = session.execute(
        select(Assignment.id)
        .join(Code, Code.id == Assignment.code_id)
        .where(
            Assignment.round_id == round_id,
            Assignment.judge_id == judge_id,
            Assignment.state == AssignmentState.RECUSED,
            Code.code == code,
        )
    ).first()
    return found is not None


def _replace(session: Session, round_: RoundHead, row: Row[Any], *, now: datetime) -> bool:
    judge_id = _free_judge(session, round_, row.category_id, row.code_id)
    if judge_id is None:
        return False
    add_pairs(session, round_.id, [(row.code_id, judge_id)], reason="", now=now, is_third=row.is_third)
    payload = {"code": row.code, "judge": judge_id}
    note_act(session, round_, "assignment.replace", payload, by=None, now=now)
    return True


def _free_judge(session: Session, round_: RoundHead, category_id: int, code_id: int) -> int | None:
    """The least loaded member of the panel who is still a judge, may take the work and never had it."""
    members = set(panel_judges(session, round_.id).get(category_id, ())) & judge_numbers(session, round_.season_id)
    had = set(session.execute(select(Assignment.judge_id).where(Assignment.code_id == code_id)).scalars())
    barred = set(session.execute(select(Conflict.judge_id).where(Conflict.code_id == code_id)).scalars())
    loads = dict(
        session.execute(
            select(Assignment.judge_id, func.count())
            .where(Assignment.round_id == round_.id, Assignment.state == AssignmentState.ACTIVE)
            .group_by(Assignment.judge_id)
        ).all()
    )
    return least_loaded(members - had - barred, loads)


def call_third_judge(session: Session, *, round_: RoundHead, code: str, by: int, now: datetime) -> int:
    """Give a work with an open gap to one more judge, whose sheet the policy then counts.

    Twice is once: the judge who was called is returned. Errors: GapNotOpen, NobodyLeft, NotVisible.
    """
    lock_unclosed(session, round_.id)
    found = find_code(session, round_.id, code)
    case = session.execute(
        select(GapCase.id).where(GapCase.code_id == found.id, GapCase.state == GapState.OPEN)
    ).one_or_none()
    calls = round_.policy.on_deviation in {OnDeviation.THIRD_JUDGE_OFFICIAL, OnDeviation.THIRD_JUDGE_MEAN}
    if case is None or not calls or not round_.is_open:
        raise GapNotOpen
    called = session.execute(
        select(Assignment.judge_id).where(
            Assignment.code_id == found.id,
            Assignment.is_third.is_(True),
            Assignment.counts.is_(True),
            Assignment.state == AssignmentState.ACTIVE,
        )
    ).scalar()
    if called is not None:
        return called
    judge_id = _free_judge(session, round_, found.category_id, found.id)
    if judge_id is None:
        raise NobodyLeft
    add_pairs(session, round_.id, [(found.id, judge_id)], reason="", now=now, is_third=True)
    note_act(session, round_, "gap.third_judge", {"code": code, "judge": judge_id}, by=by, now=now)
    return judge_id
