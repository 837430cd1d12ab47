"""What the secretariat reads when it staffs a round: panels, loads, and works that lack judges."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from contest.blinding.models import Code
from contest.blinding.types import EntryCode
from contest.judging.models import Assignment, Conflict, Panel, PanelMember, ScoreSheet
from contest.judging.types import (
    AssignmentState,
    JudgeId,
    Lack,
    PanelMemberView,
    PanelView,
    RoundHead,
)
from contest.seasons.models import Category, Criterion
from contest.seasons.types import CategoryId
from contest.visibility import blind_entries


def panel_views(session: Session, round_: RoundHead, names: Mapping[int, str]) -> Sequence[PanelView]:
    """Every category that has works or a rubric in the round, with its panel.

    ``names`` are the season's judges by given name; members are listed in that order.
    """
    works = _works_by_category(session, round_.id)
    criteria = _criteria_by_category(session, round_.id)
    members = _members_by_category(session, round_, names)
    rows = session.execute(
        select(Category.id, Category.name, Panel.id, Panel.name)
        .join(Panel, (Panel.category_id == Category.id) & (Panel.round_id == round_.id), isouter=True)
        .where(Category.season_id == round_.season_id)
        .order_by(Category.position, Category.id)
    )
    return [
        PanelView(
            id=panel_id,
            category_id=CategoryId(category_id),
            category=category,
            name=panel_name or "",
            members=members.get(category_id, ()),
            codes=works.get(category_id, 0),
            criteria=criteria.get(category_id, 0),
        )
        for category_id, category, panel_id, panel_name in rows
        if works.get(category_id) or criteria.get(category_id)
    ]


def _works_by_category(session: Session, round_id: int) -> Mapping[int, int]:
    blind = blind_entries()
    counts = session.execute(
        select(blind.c.category_id, func.count()).where(blind.c.round_id == round_id).group_by(blind.c.category_id)
    )
    return dict(counts.all())


def _criteria_by_category(session: Session, round_id: int) -> Mapping[int, int]:
    counts = session.execute(
        select(Criterion.category_id, func.count())
        .where(Criterion.round_id == round_id)
        .group_by(Criterion.category_id)
    )
    return dict(counts.all())


def _members_by_category(
    session: Session, round_: RoundHead, names: Mapping[int, str]
) -> Mapping[int, Sequence[PanelMemberView]]:
    loads = {
        (category_id, judge_id): (assigned, submitted)
        for category_id, judge_id, assigned, submitted in session.execute(
            select(
                Code.category_id,
                Assignment.judge_id,
                func.count(Assignment.id),
                func.count(ScoreSheet.submitted_at),
            )
            .join(Code, Code.id == Assignment.code_id)
            .join(ScoreSheet, ScoreSheet.assignment_id == Assignment.id, isouter=True)
            .where(Assignment.round_id == round_.id, Assignment.state == AssignmentState.ACTIVE)
            .group_by(Code.category_id, Assignment.judge_id)
        )
    }
    members: dict[int, list[PanelMemberView]] = {}
    for category_id, judge_id, is_chair in session.execute(
        select(Panel.category_id, PanelMember.judge_id, PanelMember.is_chair)
        .join(PanelMember, PanelMember.panel_id == Panel.id)
        .where(Panel.round_id == round_.id)
    ):
        assigned, submitted = loads.get((category_id, judge_id), (0, 0))
        view = PanelMemberView(
            judge_id=JudgeId(judge_id),
            name=names.get(judge_id, f"#{judge_id}"),
            is_chair=is_chair,
            assigned=assigned,
            submitted=submitted,
        )
        members.setdefault(category_id, []).append(view)
    order = {judge_id: place for place, judge_id in enumerate(names)}
    for found in members.values():
        found.sort(key=lambda one: (order.get(one.judge_id, len(order)), one.judge_id))
    return members


def works_that_lack_judges(session: Session, round_: RoundHead) -> Sequence[Lack]:
    """Approved works with fewer judges whose sheets count than the round asks, and who may still take them."""
    blind = blind_entries()
    has = (
        select(Assignment.code_id, func.count().label("judges"))
        .where(
            Assignment.round_id == round_.id,
            Assignment.state == AssignmentState.ACTIVE,
            Assignment.is_third.is_(False),
            Assignment.counts.is_(True),
        )
        .group_by(Assignment.code_id)
        .subquery()
    )
    rows = session.execute(
        select(blind.c.code_id, blind.c.code, blind.c.category_id, Category.name, func.coalesce(has.c.judges, 0))
        .join(Category, Category.id == blind.c.category_id)
        .join(has, has.c.code_id == blind.c.code_id, isouter=True)
        .where(blind.c.round_id == round_.id, func.coalesce(has.c.judges, 0) < round_.judges_per_entry)
        .order_by(Category.position, blind.c.code)
    ).all()
    barred = _barred_members(session, round_.id)
    members = _panel_sizes(session, round_.id)
    return [
        Lack(
            code=EntryCode(code),
            category=category,
            wanted=round_.judges_per_entry,
            has=judges,
            able=members.get(category_id, 0) - barred.get(code_id, 0),
            conflicted=barred.get(code_id, 0),
        )
        for code_id, code, category_id, category, judges in rows
    ]


def _barred_members(session: Session, round_id: int) -> Mapping[int, int]:
    """How many members of its own panel may not mark a code."""
    counts = session.execute(
        select(Conflict.code_id, func.count())
        .join(Code, Code.id == Conflict.code_id)
        .join(Panel, (Panel.round_id == Code.round_id) & (Panel.category_id == Code.category_id))
        .join(PanelMember, (PanelMember.panel_id == Panel.id) & (PanelMember.judge_id == Conflict.judge_id))
        .where(Code.round_id == round_id)
        .group_by(Conflict.code_id)
    )
    return dict(counts.all())


def _panel_sizes(session: Session, round_id: int) -> Mapping[int, int]:
    counts = session.execute(
        select(Panel.category_id, func.count())
        .join(PanelMember, PanelMember.panel_id == Panel.id)
        .where(Panel.round_id == round_id)
        .group_by(Panel.category_id)
    )
    return dict(counts.all())
