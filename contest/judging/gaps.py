"""Gap cases: judges too far apart on one work, from the moment the last sheet is in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from contest.judging.models import Assignment, GapCase, ScoreSheet
from contest.judging.totals import EntryTotal, GapFlag, Standing, entry_total
from contest.judging.types import AssignmentState, GapState, RoundHead, SheetState
from contest.ledger.services import record
from contest.seasons.types import RoundState

MARKS_AGREE = "marks_agree"
"""How a case ends by itself: the sheets that count changed and the gap is gone."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SheetTotals:
    """The submitted totals on one work that count; ``awaited`` counts regular sheets that are not in."""

    totals: Sequence[Decimal]
    third: Decimal | None
    awaited: int


def totals_on(session: Session, code_id: int) -> SheetTotals:
    """The totals of the active assignments on a work."""
    rows = session.execute(
        select(Assignment.is_third, Assignment.counts, ScoreSheet.state, ScoreSheet.total)
        .join(ScoreSheet, ScoreSheet.assignment_id == Assignment.id, isouter=True)
        .where(Assignment.code_id == code_id, Assignment.state == AssignmentState.ACTIVE)
        .order_by(Assignment.id)
    ).all()
    regular = [row for row in rows if row.counts and not row.is_third]
    thirds = [row.total for row in rows if row.counts and row.is_third and row.state == SheetState.SUBMITTED]
    submitted = [row.total for row in regular if row.state == SheetState.SUBMITTED]
    return SheetTotals(totals=submitted, third=thirds[0] if thirds else None, awaited=len(regular) - len(submitted))


def review_code(session: Session, *, round_: RoundHead, code_id: int, now: datetime) -> None:
    """Open, refresh or end the gap case of a work, once all its regular sheets are in or none can come any more.

    Call it after the ledger was written: its lock lets one submission at a time look.
    """
    sheets = totals_on(session, code_id)
    if sheets.awaited and round_.state is not RoundState.CLOSED:
        return
    result = entry_total(sheets.totals, round_.policy, third=sheets.third)
    case = session.execute(select(GapCase.id, GapCase.state).where(GapCase.code_id == code_id)).one_or_none()
    if case is None:
        if result.flags:
            _open(session, round_, code_id, result, now)
        return
    if case.state == GapState.SETTLED:
        return
    if not result.flags:
        end_case(session, round_, code_id, action=MARKS_AGREE, total=None, note="", by=None, now=now)
    elif sheets.third is not None and result.standing is Standing.SETTLED:
        action = str(round_.policy.on_deviation)
        end_case(session, round_, code_id, action=action, total=result.value, note="", by=None, now=now)
    else:
        session.execute(
            update(GapCase).where(GapCase.id == case.id).values(spread=result.spread, kinds=_kinds(result.flags))
        )


def reopen_case(session: Session, *, code_id: int) -> None:
    """The sheets that count change: whatever was settled is settled no more."""
    session.execute(
        update(GapCase)
        .where(GapCase.code_id == code_id, GapCase.state == GapState.SETTLED)
        .values(state=GapState.OPEN, action="", official_total=None, settled_by=None, settled_at=None)
    )


def _open(session: Session, round_: RoundHead, code_id: int, result: EntryTotal, now: datetime) -> None:
    session.execute(
        insert(GapCase).values(
            round_id=round_.id,
            code_id=code_id,
            spread=result.spread,
            kinds=_kinds(result.flags),
            state=GapState.OPEN,
            opened_at=now,
        )
    )


def _kinds(flags: Sequence[GapFlag]) -> list[str]:
    return sorted({str(flag.gap) for flag in flags})


def end_case(
    session: Session,
    round_: RoundHead,
    code_id: int,
    *,
    action: str,
    total: Decimal | None,
    note: str,
    by: int | None,
    now: datetime,
) -> None:
    """Settle a work's case and record it: how it ended, the total it made official, if any, and whose word it was."""
    session.execute(
        update(GapCase)
        .where(GapCase.code_id == code_id)
        .values(
            state=GapState.SETTLED,
            action=action,
            official_total=total,
            note=note,
            settled_by=by,
            settled_at=now,
        )
    )
    record(
        session,
        action="gap.settle",
        subject=f"code:{code_id}",
        payload={"action": action, "agreed": None if total is None else str(total), "note": note},
        at=now,
        actor_id=by,
        season_id=round_.season_id,
    )
