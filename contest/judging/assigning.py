"""Assigning the works of a round to the judges of its panels, evenly and without conflict."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, insert, select, update
from sqlalchemy.orm import Session

from contest.blinding.models import Code
from contest.errors import NotVisible
from contest.judging.assignment import AssignmentTask, Pair, assign_judges
from contest.judging.gaps import review_code
from contest.judging.locks import lock_unclosed
from contest.judging.models import Assignment, Conflict, Panel, PanelMember, ScoreSheet
from contest.judging.panels import judge_names, refresh_conflicts
from contest.judging.rulings import set_aside_in_conflict
from contest.judging.types import AssignmentState, RoundHead
from contest.ledger.services import record
from contest.visibility import blind_entries

_ORDER_BITS = 62
"""Random bits of a place in a judge's queue; a signed 64-bit column holds them."""


@dataclass(frozen=True, kw_only=True, slots=True)
class AssignmentOutcome:
    """What a run changed: pairs added and removed, and works that lack judges."""

    added: int
    removed: int
    short: int


def run_assignment(session: Session, *, round_: RoundHead, by: int, now: datetime) -> AssignmentOutcome:
    """Give every approved work of the round its judges, evenly over all panels; again changes nothing.

    Conflicts are computed anew first. Sheets that were begun and pairs chosen by hand stay, unless they are
    in conflict; also those of a work that waits for another approval. A submitted sheet is never taken away: in
    conflict it stays and does not count. A member who is no judge any more keeps the sheets begun and gets no work.
    Errors: RoundNotOpen after the close.
    """
    lock_unclosed(session, round_.id)
    refresh_conflicts(session, round_id=round_.id, now=now)
    conflicts = frozenset((code_id, judge_id) for code_id, judge_id in session.execute(conflict_pairs(round_.id)))
    set_aside_in_conflict(session, round_=round_, pairs=conflicts, by=by, now=now)
    plan = assign_judges(_task(session, round_, conflicts | _uncounted(session, round_.id)))
    _remove_pairs(session, plan.removed)
    add_pairs(session, round_.id, plan.added, reason="", now=now)
    if plan.added or plan.removed:
        loads = {str(judge): count for judge, count in sorted(plan.loads.items())}
        payload = {"added": len(plan.added), "removed": len(plan.removed), "loads": loads}
        note_act(session, round_, "assignment.run", payload, by=by, now=now)
    for code_id in sorted({code_id for code_id, _judge in plan.removed}):
        review_code(session, round_=round_, code_id=code_id, now=now)
    return AssignmentOutcome(added=len(plan.added), removed=len(plan.removed), short=len(plan.shortages))


def _task(session: Session, round_: RoundHead, conflicts: frozenset[Pair]) -> AssignmentTask:
    """What is to be assigned now. Begun pairs of a work that is not shown are not in it, and so stay as they are."""
    panels, works = panel_judges(session, round_.id), _approved_codes(session, round_.id)
    active, pinned = _current(session, round_.id)
    judges = {judge for members in panels.values() for judge in members}
    left = judges - judge_names(session, round_.season_id).keys()
    conflicts |= {(code_id, judge) for code_id in works for judge in left} - pinned
    return AssignmentTask(
        entries=list(works),
        judges=sorted(judges),
        per_entry=round_.judges_per_entry,
        panels={code_id: frozenset(panels.get(category_id, ())) for code_id, category_id in works.items()},
        conflicts=conflicts,
        current=active - {pair for pair in pinned - conflicts if pair[0] not in works},
        pinned=pinned - conflicts,
        seed=str(round_.id),
    )


def find_code(session: Session, round_id: int, code: str) -> Row[int, int]:
    """The id and category of a code of the round. Errors: NotVisible."""
    row = session.execute(
        select(Code.id, Code.category_id).where(Code.round_id == round_id, Code.code == code)
    ).one_or_none()
    if row is None:
        raise NotVisible
    return row


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


def _approved_codes(session: Session, round_id: int) -> Mapping[int, int]:
    """The codes of approved works, each with its category."""
    blind = blind_entries()
    rows = session.execute(select(blind.c.code_id, blind.c.category_id).where(blind.c.round_id == round_id))
    return dict(rows.all())


def conflict_pairs(round_id: int) -> Select[int, int]:
    """The pairs of code and judge that must never meet."""
    return (
        select(Conflict.code_id, Conflict.judge_id)
        .join(Code, Code.id == Conflict.code_id)
        .where(Code.round_id == round_id)
    )


def _uncounted(session: Session, round_id: int) -> frozenset[Pair]:
    """Pairs whose sheet does not count: the work needs another judge, and this one does not get it again."""
    pairs = select(Assignment.code_id, Assignment.judge_id)
    rows = session.execute(pairs.where(Assignment.round_id == round_id, Assignment.counts.is_(False)))
    return frozenset((code_id, judge_id) for code_id, judge_id in rows)


def _current(session: Session, round_id: int) -> tuple[frozenset[Pair], frozenset[Pair]]:
    """Regular pairs that are active and count, and those of them that were begun or made by hand."""
    active: set[Pair] = set()
    pinned: set[Pair] = set()
    for code_id, judge_id, reason, sheet_id in session.execute(
        select(Assignment.code_id, Assignment.judge_id, Assignment.reason, ScoreSheet.id)
        .join(ScoreSheet, ScoreSheet.assignment_id == Assignment.id, isouter=True)
        .where(
            Assignment.round_id == round_id,
            Assignment.state == AssignmentState.ACTIVE,
            Assignment.is_third.is_(False),
            Assignment.counts.is_(True),
        )
    ):
        active.add((code_id, judge_id))
        if reason or sheet_id is not None:
            pinned.add((code_id, judge_id))
    return frozenset(active), frozenset(pinned)


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
