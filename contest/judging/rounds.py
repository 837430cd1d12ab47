"""Opening and closing a round. Both may be asked twice; each happens once."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import BigInteger, Row, bindparam, func, select, update
from sqlalchemy.orm import Session

from contest.blinding.models import Code
from contest.judging.closing import works_without_a_way
from contest.judging.errors import RoundNotOpen, RoundNotReady, WorksWithoutTotal
from contest.judging.gaps import review_code
from contest.judging.locks import lock_round
from contest.judging.models import Assignment, Conflict, Mark, Panel, PanelMember, ScoreSheet
from contest.judging.outstanding import Outstanding, outstanding, reason_to_close
from contest.judging.panels import refresh_conflicts
from contest.judging.types import AssignmentState, RoundHead, SheetState
from contest.ledger.services import canonical, record
from contest.seasons.locks import hold_season
from contest.seasons.models import Category, Criterion, Round, Season
from contest.seasons.types import RoundKind, RoundState, Stage
from contest.visibility import blind_entries

NAMED = 12
"""Works that a refusal names; the board has them all."""


def open_round(session: Session, *, round_: RoundHead, by: int, now: datetime) -> None:
    """Let the judges begin. A round that is open stays so.

    Errors: RoundNotReady naming what is missing, RoundNotOpen for a closed round.
    """
    hold_season(session, round_.season_id)
    state = lock_round(session, round_.id)
    if state is RoundState.OPEN:
        return
    if state is RoundState.CLOSED:
        raise RoundNotOpen
    refresh_conflicts(session, round_id=round_.id, now=now)
    if faults := readiness_faults(session, round_.id):
        raise RoundNotReady(" ".join(faults))
    session.execute(update(Round).where(Round.id == round_.id).values(state=RoundState.OPEN, opened_at=now))
    stage = Stage.FINAL if round_.kind == RoundKind.FINAL else Stage.PRELIMINARY
    session.execute(update(Season).where(Season.id == round_.season_id).values(stage=stage))
    record(
        session,
        action="round.open",
        subject=f"round:{round_.id}",
        payload={"ordinal": round_.ordinal},
        at=now,
        actor_id=by,
        season_id=round_.season_id,
    )


def readiness_faults(session: Session, round_id: int) -> list[str]:
    """What stands in the way of opening a round, one sentence each, of the works that a judge can be given.

    A work that left the contest, or whose approval was taken back, can be given to none (decision 0098).
    """
    rubric = select(Criterion.category_id).where(Criterion.round_id == round_id)
    judged = (
        select(Panel.category_id).join(PanelMember, PanelMember.panel_id == Panel.id).where(Panel.round_id == round_id)
    )
    blind = blind_entries()
    rows = session.execute(
        select(
            Category.name,
            Category.id.in_(rubric).label("has_rubric"),
            Category.id.in_(judged).label("has_judges"),
            func.count(blind.c.code_id.distinct()).label("codes"),
            func.count(Assignment.code_id.distinct()).label("assigned"),
        )
        .join(blind, blind.c.category_id == Category.id)
        .join(
            Assignment,
            (Assignment.code_id == blind.c.code_id) & (Assignment.state == AssignmentState.ACTIVE),
            isouter=True,
        )
        .where(blind.c.round_id == round_id)
        .group_by(Category.id, Category.name, Category.position)
        .order_by(Category.position)
    ).all()
    if not rows:
        return [_("Vòng này chưa có tác phẩm nào được duyệt bản kín.")]
    faults = [fault for row in rows for fault in _faults_of(row)]
    return [*faults, *_conflict_faults(session, round_id)]


def _faults_of(row: Row[str, bool, bool, int, int]) -> Iterator[str]:
    """What one category lacks."""
    if not row.has_rubric:
        yield _("%(category)s chưa có bảng điểm.", category=row.name)
    if not row.has_judges:
        yield _("%(category)s chưa có giám khảo trong tiểu ban.", category=row.name)
    elif row.assigned < row.codes:
        missing = row.codes - row.assigned
        yield _("%(category)s còn %(count)d tác phẩm chưa có ai chấm.", category=row.name, count=missing)


def _conflict_faults(session: Session, round_id: int) -> Sequence[str]:
    """Categories whose works lie with a judge in conflict: a relation was declared after they were given."""
    rows = session.execute(
        select(Category.name, func.count())
        .join(Code, Code.category_id == Category.id)
        .join(Assignment, (Assignment.code_id == Code.id) & (Assignment.state == AssignmentState.ACTIVE))
        .join(Conflict, (Conflict.code_id == Code.id) & (Conflict.judge_id == Assignment.judge_id))
        .where(Code.round_id == round_id)
        .group_by(Category.id, Category.name, Category.position)
        .order_by(Category.position)
    )
    return [
        _(
            "%(category)s có %(count)d phân công vướng xung đột lợi ích. Hãy bấm Phân công tự động để chia lại.",
            category=name,
            count=count,
        )
        for name, count in rows
    ]


def close_round(session: Session, *, round_: RoundHead, by: int, reason: str, now: datetime) -> None:
    """End a round: from here on every save is refused. A round that is closed stays so.

    The lock is taken first: a sheet that is being saved is in the seal or is refused, never after it.
    Errors: RoundNotOpen before it opened; WorksWithoutTotal; SheetsMissing when something is outstanding and ``reason``
    is empty; ReasonMissing when it is too short.
    """
    state = lock_round(session, round_.id)
    if state is RoundState.CLOSED:
        return
    if state is not RoundState.OPEN:
        raise RoundNotOpen
    if lacking := works_without_a_way(session, round_):
        raise WorksWithoutTotal(_without_total(lacking))
    left = outstanding(session, round_.id)
    reason = reason_to_close(left, reason)
    session.execute(update(Round).where(Round.id == round_.id).values(state=RoundState.CLOSED, closed_at=now))
    _record_close(session, round_, left, reason=reason, by=by, now=now)
    _compare_what_is_in(session, round_, now=now)


def _record_close(
    session: Session, round_: RoundHead, left: Outstanding, *, reason: str, by: int, now: datetime
) -> None:
    """Put the close into the record: the seal over every sheet, what was outstanding, and the reason."""
    sealed, count = seal_of(session, round_.id)
    record(
        session,
        action="round.close",
        subject=f"round:{round_.id}",
        payload={
            "ordinal": round_.ordinal,
            "sheets": count,
            "not_counted": _not_counted(session, round_.id),
            "missing": left.sheets,
            "open_gaps": left.gaps,
            "open_conflicts": left.conflicts,
            "unseen": left.unseen,
            "reason": reason,
            "seal": sealed,
        },
        at=now,
        actor_id=by,
        season_id=round_.season_id,
    )


def _compare_what_is_in(session: Session, round_: RoundHead, *, now: datetime) -> None:
    """Works that waited for a sheet were not compared yet, and no other sheet will come."""
    waiting = (
        select(Assignment.code_id)
        .join(ScoreSheet, ScoreSheet.assignment_id == Assignment.id, isouter=True)
        .where(
            Assignment.round_id == round_.id,
            Assignment.state == AssignmentState.ACTIVE,
            func.coalesce(ScoreSheet.state, SheetState.DRAFT) != SheetState.SUBMITTED,
        )
        .distinct()
    )
    closed = replace(round_, state=RoundState.CLOSED)
    for code_id in session.scalars(waiting).all():
        review_code(session, round_=closed, code_id=code_id, now=now)


def _without_total(codes: Sequence[str]) -> str:
    more = len(codes) - NAMED
    return _(
        "%(count)d bài chưa đủ phiếu để có điểm chính thức: %(codes)s. Khóa bây giờ thì không ai chấm thêm được, và "
        "kết quả vòng không bao giờ xác nhận được. Hãy chờ phiếu, hoặc giao các bài ấy cho giám khảo khác, rồi khóa.",
        count=len(codes),
        codes=", ".join(codes[:NAMED]) + (f", … (+{more})" if more > 0 else ""),
    )


def _not_counted(session: Session, round_id: int) -> int:
    """Sheets that are in the seal but not in the result."""
    left_out = select(func.count()).select_from(Assignment)
    return session.execute(left_out.where(Assignment.round_id == round_id, Assignment.counts.is_(False))).scalar_one()


_SEALED = (
    select(
        Code.code,
        Assignment.judge_id,
        ScoreSheet.id,
        ScoreSheet.revision,
        ScoreSheet.total,
        Mark.criterion_id,
        Mark.points,
    )
    .join(Assignment, Assignment.id == ScoreSheet.assignment_id)
    .join(Code, Code.id == Assignment.code_id)
    .join(Mark, Mark.sheet_id == ScoreSheet.id)
    .where(
        Assignment.round_id == bindparam("round_id", type_=BigInteger),
        Assignment.state == AssignmentState.ACTIVE,
        ScoreSheet.state == SheetState.SUBMITTED,
    )
    .order_by(Code.id, Assignment.judge_id, Mark.criterion_id)
)


def seal_of(session: Session, round_id: int) -> tuple[str, int]:
    """SHA-256 over every submitted sheet of a round in a stated order, and how many there are.

    One line of canonical JSON per sheet: code, judge, revision, total, marks by criterion; ordered
    by code, then judge. Drafts and sheets of recused judges are not in it.
    """
    rows = session.execute(_SEALED, {"round_id": round_id})
    sheets: dict[int, dict[str, object]] = {}
    for row in rows:
        sheet = sheets.setdefault(
            row.id,
            {"code": row.code, "judge": row.judge_id, "revision": row.revision, "total": row.total, "marks": {}},
        )
        marks = sheet["marks"]
        assert isinstance(marks, dict)  # noqa: S101 - tells the type checker what stands three lines above
        marks[str(row.criterion_id)] = row.points
    digest = hashlib.sha256()
    for sheet in sorted(sheets.values(), key=lambda one: (str(one["code"]), str(one["judge"]))):
        digest.update(canonical(sheet).encode() + b"\n")
    return digest.hexdigest(), len(sheets)
