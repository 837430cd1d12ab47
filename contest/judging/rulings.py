"""Whether a submitted sheet counts towards the result: left out, or counted again, with a reason each time.

The sheet itself is never touched: its judge, its marks and its place in the seal stay. What changes is whether
the round's policy hears it (docs/decisions/0088-sheets-not-counted.md).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, insert, select, update
from sqlalchemy.orm import Session

from contest.blinding.models import Code
from contest.errors import NotVisible
from contest.judging.assignment import Pair
from contest.judging.closing import has_a_way
from contest.judging.errors import NoTotalLeft, SheetNotSent
from contest.judging.gaps import reopen_case, review_code, totals_on
from contest.judging.locks import lock_unconfirmed
from contest.judging.models import Assignment, ScoreSheet, SheetRuling
from contest.judging.reasons import check_reason
from contest.judging.rights import check_sheet_in_hand
from contest.judging.types import AssignmentState, RoundHead, SheetState
from contest.ledger.services import record
from contest.seasons.types import RoundState
from contest.visibility import people_named

IN_CONFLICT = "Phân công tự động: có xung đột lợi ích được biết sau khi phiếu đã gửi"
"""The reason that is kept with a sheet when nobody decided but a conflict that became known."""
_SHEETS = (
    select(
        Assignment.id,
        Assignment.code_id,
        Assignment.judge_id,
        Assignment.counts,
        Code.code,
        ScoreSheet.id.label("sheet_id"),
        ScoreSheet.state.label("sheet_state"),
        ScoreSheet.revision,
    )
    .join(Code, Code.id == Assignment.code_id)
    .join(ScoreSheet, ScoreSheet.assignment_id == Assignment.id)
    .where(Assignment.state == AssignmentState.ACTIVE)
)
"""The sheets of those who still have the work, with what a word on one needs to know."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Ruling:
    """One word on a sheet, with who gave it."""

    counts: bool
    reason: str
    by_id: int
    by: str
    at: datetime


def rule_on_sheet(
    session: Session, *, round_: RoundHead, code: str, judge_id: int, counts: bool, by: int, reason: str, now: datetime
) -> bool:
    """Leave a judge's submitted sheet out of the result, or count it again. Until the result is confirmed.

    Returns False where it stands so already; nothing is written then. A gap that was settled on the sheets as
    they counted before is settled no more.
    Errors: ReasonMissing, RoundNotOpen, ResultConfirmed, NotVisible, OwnSheet, SheetNotSent, NoTotalLeft.
    """
    reason = check_reason(reason)
    state = lock_unconfirmed(session, round_.id)
    row = _sheet(session, round_.id, code, judge_id)
    check_sheet_in_hand(session, season_id=round_.season_id, by=by, judge_id=judge_id)
    if row.counts == counts:
        return False
    if row.sheet_state != SheetState.SUBMITTED:
        raise SheetNotSent
    _write(session, row, round_=round_, counts=counts, by=by, reason=reason, now=now)
    if state is RoundState.CLOSED:
        _must_have_a_way(session, round_, row.code_id)
    reopen_case(session, code_id=row.code_id)
    review_code(session, round_=replace(round_, state=state), code_id=row.code_id, now=now)
    return True


def set_aside_in_conflict(
    session: Session, *, round_: RoundHead, pairs: frozenset[Pair], by: int, now: datetime
) -> None:
    """Leave out the submitted sheets of pairs (code id, judge id) that must not meet, as a chair would.

    The caller holds the round, which is not closed.
    """
    sent = _SHEETS.where(
        Assignment.round_id == round_.id,
        Assignment.counts.is_(True),
        ScoreSheet.state == SheetState.SUBMITTED,
    )
    held = {(row.code_id, row.judge_id): row for row in session.execute(sent)}
    for pair in sorted(pairs & held.keys()):
        row = held[pair]
        _write(session, row, round_=round_, counts=False, by=by, reason=IN_CONFLICT, now=now)
        reopen_case(session, code_id=row.code_id)
        review_code(session, round_=round_, code_id=row.code_id, now=now)


def _sheet(session: Session, round_id: int, code: str, judge_id: int) -> Row[*tuple[Any, ...]]:
    """The judge's part in the work, held until the transaction ends. Errors: NotVisible."""
    here = (Assignment.round_id == round_id, Assignment.judge_id == judge_id, Code.code == code)
    row = session.execute(_SHEETS.where(*here).with_for_update(of=Assignment)).one_or_none()
    if row is None:
        raise NotVisible
    return row


def _write(
    session: Session,
    row: Row[*tuple[Any, ...]],
    *,
    round_: RoundHead,
    counts: bool,
    by: int,
    reason: str,
    now: datetime,
) -> None:
    """The word on a sheet of ``_SHEETS``: where it stands, why, and in the record."""
    session.execute(
        update(Assignment)
        .where(Assignment.id == row.id)
        .values(counts=counts)
        .execution_options(synchronize_session=False)
    )
    session.execute(
        insert(SheetRuling).values(
            round_id=round_.id, assignment_id=row.id, counts=counts, reason=reason, by_id=by, at=now
        )
    )
    record(
        session,
        action="sheet.include" if counts else "sheet.exclude",
        subject=f"sheet:{row.sheet_id}",
        payload={"code": row.code, "judge": row.judge_id, "revision": row.revision, "reason": reason},
        at=now,
        actor_id=by,
        season_id=round_.season_id,
    )


def _must_have_a_way(session: Session, round_: RoundHead, code_id: int) -> None:
    """Nobody can mark in a closed round: the work needs a total from what counts. Errors: NoTotalLeft."""
    if not has_a_way(totals_on(session, code_id), round_.policy):
        raise NoTotalLeft


def rulings_on(session: Session, *, code_id: int) -> Mapping[int, Sequence[Ruling]]:
    """Assignment id to every word on its sheet, the first first, with the names of who gave them."""
    rows = session.execute(
        select(SheetRuling.assignment_id, SheetRuling.counts, SheetRuling.reason, SheetRuling.by_id, SheetRuling.at)
        .join(Assignment, Assignment.id == SheetRuling.assignment_id)
        .where(Assignment.code_id == code_id)
        .order_by(SheetRuling.id)
    ).all()
    if not rows:
        return {}
    names = {one.id: one.full_name for one in people_named(session, person_ids={row.by_id for row in rows})}
    found: dict[int, list[Ruling]] = {}
    for row in rows:
        ruling = Ruling(counts=row.counts, reason=row.reason, by_id=row.by_id, by=names[row.by_id], at=row.at)
        found.setdefault(row.assignment_id, []).append(ruling)
    return found
