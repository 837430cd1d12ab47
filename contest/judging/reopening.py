"""Reopening a submitted sheet: by whoever decides about it, with a reason, while the round is open."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Row, insert, select, update
from sqlalchemy.orm import Session

from contest.blinding.models import Code
from contest.blinding.telling import words_that_name
from contest.errors import NotVisible
from contest.judging.errors import ReasonNamesMakers, SheetNotCounted
from contest.judging.gaps import reopen_case
from contest.judging.locks import lock_open
from contest.judging.models import Assignment, ScoreSheet, SheetVersion
from contest.judging.reasons import check_reason
from contest.judging.rights import check_sheet_in_hand
from contest.judging.types import AssignmentState, RoundHead, SheetState
from contest.ledger.services import record


def reopen_sheet(
    session: Session,
    *,
    round_: RoundHead,
    code: str,
    judge_id: int,
    by: int,
    reason: str,
    now: datetime,
    knows_authors: bool,
) -> bool:
    """Unlock a submitted sheet so that its judge can change it. Only while the round is open.

    Returns False for a sheet that is open already, which stays as it is. The judge reads the reason: of somebody who
    ``knows_authors`` it must not name them. What a chair writes is not held against them, or it would be an answer.
    Errors: ReasonMissing, RoundNotOpen, NotVisible, OwnSheet, SheetNotCounted, ReasonNamesMakers.
    """
    reason = check_reason(reason)
    lock_open(session, round_.id)
    row = _lock_sheet(session, round_.id, code=code, judge_id=judge_id)
    check_sheet_in_hand(session, season_id=round_.season_id, by=by, judge_id=judge_id)
    if not row.counts:
        raise SheetNotCounted
    if row.state != SheetState.SUBMITTED:
        return False
    if knows_authors and (words := words_that_name(session, code_id=row.code_id, text=reason)):
        raise ReasonNamesMakers(words)
    _unlock(session, round_, row, code=code, judge_id=judge_id, by=by, reason=reason, now=now)
    reopen_case(session, code_id=row.code_id)
    return True


def _lock_sheet(session: Session, round_id: int, *, code: str, judge_id: int) -> Row[int, str, int, int, int, bool]:
    """The judge's sheet on a code as it stands, held until the transaction ends. Errors: NotVisible."""
    row = session.execute(
        select(
            ScoreSheet.id,
            ScoreSheet.state,
            ScoreSheet.version,
            ScoreSheet.revision,
            Code.id.label("code_id"),
            Assignment.counts,
        )
        .join(Assignment, Assignment.id == ScoreSheet.assignment_id)
        .join(Code, Code.id == Assignment.code_id)
        .where(
            Assignment.round_id == round_id,
            Assignment.judge_id == judge_id,
            Assignment.state == AssignmentState.ACTIVE,
            Code.code == code,
        )
        .with_for_update(of=ScoreSheet)
    ).one_or_none()
    if row is None:
        raise NotVisible
    return row


def _unlock(
    session: Session,
    round_: RoundHead,
    row: Row[int, str, int, int, int, bool],
    *,
    code: str,
    judge_id: int,
    by: int,
    reason: str,
    now: datetime,
) -> None:
    """Make the sheet a draft again and keep the trace of it."""
    session.execute(
        update(ScoreSheet)
        .where(ScoreSheet.id == row.id)
        .values(state=SheetState.DRAFT, version=row.version + 1, submitted_at=None)
        .execution_options(synchronize_session=False)
    )
    kept = {"code": code, "revision": row.revision, "judge": judge_id}
    session.execute(
        insert(SheetVersion).values(
            sheet_id=row.id, version=row.version + 1, event="reopen", content=kept, reason=reason, by_id=by, at=now
        )
    )
    record(
        session,
        action="sheet.reopen",
        subject=f"sheet:{row.id}",
        payload=kept | {"reason": reason},
        at=now,
        actor_id=by,
        season_id=round_.season_id,
    )
