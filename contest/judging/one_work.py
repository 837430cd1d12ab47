"""One work as the council sees it: the judges, their submitted totals and comments to the jury, the gap."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.blinding.models import Code
from contest.blinding.types import CodeId, EntryCode
from contest.errors import NotVisible
from contest.judging.models import Assignment, Conflict, GapCase, Panel, PanelMember, ScoreSheet
from contest.judging.rulings import Ruling, rulings_on
from contest.judging.types import AssignmentState, GapState, RoundHead, SheetState
from contest.seasons.models import Category


@dataclass(frozen=True, kw_only=True, slots=True)
class JudgeOnWork:
    """One judge's part. Totals and comments of sheets that are not in, or that the viewer may not see, are empty."""

    judge_id: int
    name: str
    assignment: AssignmentState
    sheet: SheetState | None
    total: Decimal | None
    comment_jury: str
    is_third: bool
    submitted_at: datetime | None
    reason: str
    counts: bool
    rulings: Sequence[Ruling]
    """Every word on whether the sheet counts, the first first."""


@dataclass(frozen=True, kw_only=True, slots=True)
class GapOnWork:
    """The gap case of a work."""

    state: GapState
    spread: Decimal
    kinds: Sequence[str]
    action: str
    official_total: Decimal | None
    note: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Viewer:
    """Who looks, and whether that person reads the dossiers too."""

    id: int
    knows_authors: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class OneWork:
    """A work by its code. ``hidden``: the viewer judges it too and has not sent the own sheet.

    ``barred`` and the judges' reasons are empty for a viewer who may not know whose work it is: «same agency»
    beside a judge's name is the name of the newspaper (docs/decisions/0085-reasons-name-the-outlet.md).
    """

    code: EntryCode
    code_id: CodeId
    category_id: int
    category: str
    judges: Sequence[JudgeOnWork]
    may_be_added: Mapping[int, str]
    barred: Mapping[int, str]
    gap: GapOnWork | None
    hidden: bool


def get_one_work(
    session: Session, round_: RoundHead, *, code: str, names: Mapping[int, str], able: Collection[int], viewer: Viewer
) -> OneWork:
    """One work of a round. ``names`` are of everybody on it, ``able`` who still is a judge. Errors: NotVisible."""
    found = session.execute(
        select(Code.id, Code.category_id, Category.name)
        .join(Category, Category.id == Code.category_id)
        .where(Code.round_id == round_.id, Code.code == code)
    ).one_or_none()
    if found is None:
        raise NotVisible
    order = {judge_id: place for place, judge_id in enumerate(names)}
    judges = sorted(_judges(session, found.id, names), key=lambda one: order.get(one.judge_id, len(order)))
    if not viewer.knows_authors:
        judges = [replace(one, reason="", rulings=_own_words(one.rulings, viewer.id)) for one in judges]
    own = next((one for one in judges if one.judge_id == viewer.id), None)
    hidden = own is not None and own.assignment is AssignmentState.ACTIVE and own.sheet is not SheetState.SUBMITTED
    barred = _barred(session, found.id)
    active = {one.judge_id for one in judges if one.assignment is AssignmentState.ACTIVE}
    members = _members(session, round_.id, found.category_id)
    return OneWork(
        code=EntryCode(code),
        code_id=CodeId(found.id),
        category_id=found.category_id,
        category=found.name,
        judges=[_blank(one) for one in judges] if hidden else judges,
        may_be_added={
            judge: name
            for judge, name in names.items()
            if judge in able and judge in members and judge not in active and judge not in barred
        },
        barred={judge: kind for judge, kind in barred.items() if judge in members} if viewer.knows_authors else {},
        gap=None if hidden else _gap(session, found.id),
        hidden=hidden,
    )


def _judges(session: Session, code_id: int, names: Mapping[int, str]) -> Sequence[JudgeOnWork]:
    rows = session.execute(
        select(
            Assignment.id,
            Assignment.judge_id,
            Assignment.state,
            Assignment.is_third,
            Assignment.counts,
            Assignment.reason,
            ScoreSheet.state.label("sheet"),
            ScoreSheet.total,
            ScoreSheet.comment_jury,
            ScoreSheet.submitted_at,
        )
        .join(ScoreSheet, ScoreSheet.assignment_id == Assignment.id, isouter=True)
        .where(Assignment.code_id == code_id)
        .order_by(Assignment.is_third, Assignment.id)
    )
    found = []
    rulings = rulings_on(session, code_id=code_id)
    for row in rows:
        submitted = row.sheet == SheetState.SUBMITTED
        found.append(
            JudgeOnWork(
                judge_id=row.judge_id,
                name=names.get(row.judge_id, f"#{row.judge_id}"),
                assignment=AssignmentState(row.state),
                sheet=SheetState(row.sheet) if row.sheet else None,
                total=row.total if submitted else None,
                comment_jury=row.comment_jury if submitted else "",
                is_third=row.is_third,
                submitted_at=row.submitted_at,
                reason=row.reason,
                counts=row.counts,
                rulings=rulings.get(row.id, ()),
            )
        )
    return found


def _own_words(rulings: Sequence[Ruling], viewer_id: int) -> Sequence[Ruling]:
    """A reason may name the author or the agency as well as any other: here only its writer reads it again."""
    return [word if word.by_id == viewer_id else replace(word, reason="") for word in rulings]


def _blank(one: JudgeOnWork) -> JudgeOnWork:
    return replace(one, total=None, comment_jury="", rulings=())


def _barred(session: Session, code_id: int) -> Mapping[int, str]:
    rows = session.execute(select(Conflict.judge_id, Conflict.kind).where(Conflict.code_id == code_id))
    return dict(rows.all())


def _members(session: Session, round_id: int, category_id: int) -> frozenset[int]:
    members = (
        select(PanelMember.judge_id)
        .join(Panel, Panel.id == PanelMember.panel_id)
        .where(Panel.round_id == round_id, Panel.category_id == category_id)
    )
    return frozenset(session.execute(members).scalars())


def _gap(session: Session, code_id: int) -> GapOnWork | None:
    row = session.execute(
        select(
            GapCase.state, GapCase.spread, GapCase.kinds, GapCase.action, GapCase.official_total, GapCase.note
        ).where(GapCase.code_id == code_id)
    ).one_or_none()
    if row is None:
        return None
    return GapOnWork(
        state=GapState(row.state),
        spread=row.spread,
        kinds=tuple(row.kinds),
        action=row.action,
        official_total=row.official_total,
        note=row.note,
    )
