"""Assigning the works of a round to the judges of its panels, evenly and without conflict."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, insert, select, update
from sqlalchemy.orm import Session

from contest.blinding.models import Code
from contest.judging.assignment import AssignmentPlan, AssignmentTask, Pair, assign_judges
from contest.judging.errors import RoundNotOpen
from contest.judging.models import Assignment, Conflict, Panel, PanelMember, ScoreSheet
from contest.judging.types import AssignmentState, RoundHead
from contest.ledger.services import record
from contest.seasons.models import Round
from contest.seasons.types import RoundState
from contest.visibility import blind_entries

_ORDER_BITS = 62
"""Random bits of a place in a judge's queue; a signed 64-bit column holds them."""


@dataclass(frozen=True, kw_only=True, slots=True)
class AssignmentOutcome:
    """What a run changed: pairs added and removed, and works that lack judges."""

    added: int
    removed: int
    short: int


def lock_round(session: Session, round_id: int) -> None:
    """Let one change of a round's assignments run at a time. Errors: RoundNotOpen once it closed."""
    state = session.execute(select(Round.state).where(Round.id == round_id).with_for_update()).scalar_one()
    if state == RoundState.CLOSED:
        raise RoundNotOpen


def run_assignment(
    session: Session, *, round_: RoundHead, by: int, now: datetime, category_ids: Iterable[int] | None = None
) -> AssignmentOutcome:
    """Give every approved work of the round its judges; running it again changes nothing.

    Sheets that were begun and pairs chosen by hand stay. Errors: RoundNotOpen after the close.
    """
    lock_round(session, round_.id)
    panels = panel_judges(session, round_.id)
    wanted = panels.keys() if category_ids is None else panels.keys() & set(category_ids)
    conflicts = frozenset(session.execute(conflict_pairs(round_.id)))
    state = _current(session, round_.id)
    codes = _approved_codes(session, round_.id)
    plans = {
        category_id: assign_judges(
            AssignmentTask(
                entries=codes.get(category_id, ()),
                judges=panels[category_id],
                per_entry=round_.judges_per_entry,
                conflicts=conflicts,
                current=state.active.get(category_id, frozenset()),
                pinned=(state.pinned & state.active.get(category_id, frozenset())) - conflicts,
                seed=f"{round_.id}:{category_id}",
            )
        )
        for category_id in sorted(wanted)
    }
    added = {pair for plan in plans.values() for pair in plan.added}
    removed = {pair for plan in plans.values() for pair in plan.removed}
    _remove_pairs(session, removed)
    add_pairs(session, round_.id, added, reason="", now=now)
    if added or removed:
        note_act(session, round_, "assignment.run", _plan_record(plans, added, removed), by=by, now=now)
    return AssignmentOutcome(
        added=len(added), removed=len(removed), short=sum(len(plan.shortages) for plan in plans.values())
    )


def _plan_record(plans: Mapping[int, AssignmentPlan], added: set[Pair], removed: set[Pair]) -> Mapping[str, Any]:
    loads = {str(judge): count for plan in plans.values() for judge, count in sorted(plan.loads.items())}
    return {"added": len(added), "removed": len(removed), "loads": loads}


def panel_judges(session: Session, round_id: int) -> Mapping[int, Sequence[int]]:
    """The judges of each category's panel."""
    judges: dict[int, list[int]] = {}
    for category_id, judge_id in session.execute(
        select(Panel.category_id, PanelMember.judge_id)
        .join(PanelMember, PanelMember.panel_id == Panel.id)
        .where(Panel.round_id == round_id)
        .order_by(Panel.category_id, PanelMember.judge_id)
    ):
        judges.setdefault(category_id, []).append(judge_id)
    return judges


def _approved_codes(session: Session, round_id: int) -> Mapping[int, Sequence[int]]:
    blind = blind_entries()
    codes: dict[int, list[int]] = {}
    for category_id, code_id in session.execute(
        select(blind.c.category_id, blind.c.code_id).where(blind.c.round_id == round_id).order_by(blind.c.code_id)
    ):
        codes.setdefault(category_id, []).append(code_id)
    return codes


def conflict_pairs(round_id: int) -> Select[int, int]:
    """The pairs of code and judge that must never meet."""
    return (
        select(Conflict.code_id, Conflict.judge_id)
        .join(Code, Code.id == Conflict.code_id)
        .where(Code.round_id == round_id)
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class _Current:
    active: Mapping[int, frozenset[Pair]]
    pinned: frozenset[Pair]


def _current(session: Session, round_id: int) -> _Current:
    """Regular pairs per category; begun or hand-made ones are pinned."""
    active: dict[int, set[Pair]] = {}
    pinned: set[Pair] = set()
    for category_id, code_id, judge_id, reason, sheet_id in session.execute(
        select(Code.category_id, Assignment.code_id, Assignment.judge_id, Assignment.reason, ScoreSheet.id)
        .join(Code, Code.id == Assignment.code_id)
        .join(ScoreSheet, ScoreSheet.assignment_id == Assignment.id, isouter=True)
        .where(
            Assignment.round_id == round_id,
            Assignment.state == AssignmentState.ACTIVE,
            Assignment.is_third.is_(False),
        )
    ):
        active.setdefault(category_id, set()).add((code_id, judge_id))
        if reason or sheet_id is not None:
            pinned.add((code_id, judge_id))
    return _Current(
        active={category_id: frozenset(pairs) for category_id, pairs in active.items()}, pinned=frozenset(pinned)
    )


def _remove_pairs(session: Session, pairs: Iterable[Pair]) -> None:
    for code_id, judge_id in sorted(pairs):
        session.execute(
            update(Assignment)
            .where(Assignment.code_id == code_id, Assignment.judge_id == judge_id)
            .values(state=AssignmentState.REMOVED)
            .execution_options(synchronize_session=False)
        )


def add_pairs(
    session: Session, round_id: int, pairs: Iterable[Pair], *, reason: str, now: datetime, is_third: bool = False
) -> None:
    """Make pairs active: new rows, or rows that were removed before."""
    wanted = sorted(pairs)
    known = set(
        session.execute(
            select(Assignment.code_id, Assignment.judge_id).where(
                Assignment.round_id == round_id, Assignment.state != AssignmentState.ACTIVE
            )
        )
    )
    for code_id, judge_id in wanted:
        if (code_id, judge_id) in known:
            session.execute(
                update(Assignment)
                .where(Assignment.code_id == code_id, Assignment.judge_id == judge_id)
                .values(state=AssignmentState.ACTIVE, reason=reason, is_third=is_third)
                .execution_options(synchronize_session=False)
            )
    fresh = [
        {
            "round_id": round_id,
            "code_id": code_id,
            "judge_id": judge_id,
            "order_key": secrets.randbits(_ORDER_BITS),
            "state": AssignmentState.ACTIVE,
            "is_third": is_third,
            "reason": reason,
            "created_at": now,
        }
        for code_id, judge_id in wanted
        if (code_id, judge_id) not in known
    ]
    if fresh:
        session.execute(insert(Assignment), fresh)


def note_act(
    session: Session, round_: RoundHead, action: str, payload: Mapping[str, Any], *, by: int | None, now: datetime
) -> None:
    """Put an act on a round's assignments into the record."""
    record(
        session,
        action=action,
        subject=f"round:{round_.id}",
        payload=payload,
        at=now,
        actor_id=by,
        season_id=round_.season_id,
    )
