"""Panels and the conflicts of their judges with the works."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import delete, exists, insert, select, update
from sqlalchemy.orm import Session

from contest.accounts.types import Role
from contest.blinding.models import Code
from contest.errors import NotVisible
from contest.judging.errors import MemberHasSheets, NotOnPanel
from contest.judging.gaps import review_code
from contest.judging.locks import lock_unclosed
from contest.judging.models import Assignment, Conflict, Panel, PanelMember, ScoreSheet
from contest.judging.types import COMPUTED_CONFLICTS, AssignmentState, ConflictKind, RoundHead
from contest.ledger.services import record
from contest.seasons.models import Category
from contest.visibility import holders, identity_conflicts, officers, people_named


def judge_names(session: Session, season_id: int) -> Mapping[int, str]:
    """The people who may sit on a panel, in the order of their given names."""
    return {one.id: one.full_name for one in officers(session, season_id=season_id, role=Role.JUDGE)}


def judge_numbers(session: Session, season_id: int) -> frozenset[int]:
    """The season's judges without their names, for what a judge's own act needs to know of the others."""
    return holders(session, season_id=season_id, role=Role.JUDGE)


def names_on(session: Session, round_id: int, judges: Mapping[int, str]) -> Mapping[int, str]:
    """The season's ``judges`` and whoever else has or had a seat or a work in the round, by given name."""
    seats = select(PanelMember.judge_id).join(Panel, Panel.id == PanelMember.panel_id)
    works = select(Assignment.judge_id).where(Assignment.round_id == round_id)
    held = session.execute(seats.where(Panel.round_id == round_id).union(works)).scalars().all()
    if judges.keys() >= set(held):
        return judges
    return {one.id: one.full_name for one in people_named(session, person_ids={*judges, *held})}


def create_panel(session: Session, *, round_: RoundHead, category_id: int, by: int, now: datetime) -> int:
    """Make the panel of a category in a round, or give the one that is there. Errors: NotVisible."""
    found = session.execute(
        select(Panel.id).where(Panel.round_id == round_.id, Panel.category_id == category_id)
    ).scalar_one_or_none()
    if found is not None:
        return found
    name = session.execute(
        select(Category.name).where(Category.id == category_id, Category.season_id == round_.season_id)
    ).scalar_one_or_none()
    if name is None:
        raise NotVisible
    panel_id = session.execute(
        insert(Panel).values(round_id=round_.id, category_id=category_id, name=f"Tiểu ban {name}").returning(Panel.id)
    ).scalar_one()
    _note(session, round_, "panel.create", panel_id, {"category": category_id}, by=by, now=now)
    return panel_id


def set_members(
    session: Session,
    *,
    round_: RoundHead,
    category_id: int,
    judge_ids: frozenset[int],
    chair_id: int | None,
    by: int,
    now: datetime,
) -> None:
    """Make these judges the panel of a category, one of them in its chair.

    Who leaves loses the assignments not begun. Errors: RoundNotOpen after the close, NotVisible, NotOnPanel for
    somebody who is no judge of the season or a chair who is no member, MemberHasSheets for one who has begun.
    """
    lock_unclosed(session, round_.id)
    if not judge_ids <= judge_names(session, round_.season_id).keys():
        raise NotOnPanel
    if chair_id is not None and chair_id not in judge_ids:
        raise NotOnPanel
    panel_id = create_panel(session, round_=round_, category_id=category_id, by=by, now=now)
    before = set(session.execute(select(PanelMember.judge_id).where(PanelMember.panel_id == panel_id)).scalars())
    freed: set[int] = set()
    for judge_id in sorted(before - judge_ids):
        freed |= _remove_member(session, round_, panel_id, category_id, judge_id)
    new = [{"panel_id": panel_id, "judge_id": judge, "is_chair": False} for judge in sorted(judge_ids - before)]
    if new:
        session.execute(insert(PanelMember), new)
    session.execute(
        update(PanelMember)
        .where(PanelMember.panel_id == panel_id)
        .values(is_chair=PanelMember.judge_id == (chair_id or 0))
        .execution_options(synchronize_session=False)
    )
    payload = {"judges": sorted(judge_ids), "chair": chair_id}
    _note(session, round_, "panel.members", panel_id, payload, by=by, now=now)
    for code_id in sorted(freed):
        review_code(session, round_=round_, code_id=code_id, now=now)


def _remove_member(
    session: Session, round_: RoundHead, panel_id: int, category_id: int, judge_id: int
) -> frozenset[int]:
    """Take a judge off the panel and its works; the codes of those works. Errors: MemberHasSheets."""
    held = select(Assignment.id).where(
        Assignment.round_id == round_.id,
        Assignment.judge_id == judge_id,
        Assignment.state == AssignmentState.ACTIVE,
        Assignment.code_id.in_(select(Code.id).where(Code.round_id == round_.id, Code.category_id == category_id)),
    )
    begun = session.execute(select(exists().where(ScoreSheet.assignment_id.in_(held)))).scalar_one()
    if begun:
        raise MemberHasSheets
    freed = session.execute(
        update(Assignment)
        .where(Assignment.id.in_(held))
        .values(state=AssignmentState.REMOVED)
        .returning(Assignment.code_id)
        .execution_options(synchronize_session=False)
    ).scalars()
    codes = frozenset(freed.all())
    session.execute(delete(PanelMember).where(PanelMember.panel_id == panel_id, PanelMember.judge_id == judge_id))
    return codes


def refresh_conflicts(session: Session, *, round_id: int, now: datetime) -> None:
    """Compute the conflicts of the round anew from real identities; what judges declared stays."""
    session.execute(
        delete(Conflict)
        .where(
            Conflict.code_id.in_(select(Code.id).where(Code.round_id == round_id)),
            Conflict.kind.in_(COMPUTED_CONFLICTS),
        )
        .execution_options(synchronize_session=False)
    )
    declared = set(
        session.execute(
            select(Conflict.code_id, Conflict.judge_id)
            .join(Code, Code.id == Conflict.code_id)
            .where(Code.round_id == round_id)
        )
    )
    rows = [
        {
            "code_id": one.code_id,
            "judge_id": one.judge_id,
            "kind": ConflictKind(one.kind),
            "note": "",
            "created_at": now,
        }
        for one in identity_conflicts(session, round_id=round_id)
        if (one.code_id, one.judge_id) not in declared
    ]
    if rows:
        session.execute(insert(Conflict), rows)


def note_relations(session: Session, pairs: Mapping[tuple[int, int], int], *, now: datetime) -> None:
    """Write down relations to works already given as conflicts, each pair of code and judge with its season, once."""
    known = set(
        session.execute(
            select(Conflict.code_id, Conflict.judge_id).where(Conflict.code_id.in_({code_id for code_id, _ in pairs}))
        )
    )
    for (code_id, judge_id), season_id in sorted(pairs.items()):
        if (code_id, judge_id) in known:
            continue
        values = {"code_id": code_id, "judge_id": judge_id, "kind": ConflictKind.RELATION, "note": ""}
        session.execute(insert(Conflict).values(**values, created_at=now))
        record(
            session,
            action="assignment.conflict",
            subject=f"code:{code_id}",
            payload={"judge": judge_id, "kind": ConflictKind.RELATION},
            at=now,
            actor_id=None,
            season_id=season_id,
        )


def _note(
    session: Session,
    round_: RoundHead,
    action: str,
    panel_id: int,
    payload: Mapping[str, object],
    *,
    by: int,
    now: datetime,
) -> None:
    record(
        session,
        action=action,
        subject=f"panel:{panel_id}",
        payload=dict(payload) | {"round": round_.ordinal},
        at=now,
        actor_id=by,
        season_id=round_.season_id,
    )
