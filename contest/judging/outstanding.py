"""What an open round still waits for, and the reason it may close without it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from contest.blinding.models import Code
from contest.judging.errors import SheetsMissing
from contest.judging.models import Assignment, Conflict, GapCase, ScoreSheet
from contest.judging.reasons import check_reason
from contest.judging.types import AssignmentState, GapState, SheetState
from contest.visibility import blind_entries, out_of_contest, unseen_works


@dataclass(frozen=True, kw_only=True, slots=True)
class Outstanding:
    """What a round still waits for."""

    sheets: int
    gaps: int
    conflicts: int
    """Works that lie with a judge who must not mark them: a relation was declared after they were given."""

    unseen: int
    """Accepted works that no judge can see, so that they would be missing in the result."""

    @property
    def is_nothing(self) -> bool:
        """Whether the round may close without a word."""
        return not (self.sheets or self.gaps or self.conflicts or self.unseen)


def outstanding(session: Session, round_id: int) -> Outstanding:
    """Count the sheets not submitted, the gap cases not settled, the conflicts not resolved and the works not shown.

    A sheet that does not count any more is in nobody's way. Nobody waits for a sheet on a work that left the contest.
    """
    there = (
        Assignment.round_id == round_id,
        Assignment.state == AssignmentState.ACTIVE,
        Assignment.code_id.not_in(out_of_contest(round_id)),
    )
    sheets = session.execute(
        select(func.count())
        .select_from(Assignment)
        .join(ScoreSheet, ScoreSheet.assignment_id == Assignment.id, isouter=True)
        .where(*there, func.coalesce(ScoreSheet.state, SheetState.DRAFT) != SheetState.SUBMITTED)
    ).scalar_one()
    conflicts = session.execute(
        select(func.count())
        .select_from(Assignment)
        .join(Conflict, (Conflict.code_id == Assignment.code_id) & (Conflict.judge_id == Assignment.judge_id))
        .where(*there, Assignment.counts.is_(True))
    ).scalar_one()
    gaps = session.execute(
        select(func.count()).select_from(GapCase).where(GapCase.round_id == round_id, GapCase.state == GapState.OPEN)
    ).scalar_one()
    return Outstanding(sheets=sheets, gaps=gaps, conflicts=conflicts, unseen=unseen_works(session, round_id))


def reason_to_close(left: Outstanding, reason: str) -> str:
    """The reason, checked where one is needed. Errors: SheetsMissing, ReasonMissing."""
    if left.is_nothing:
        return reason.strip()
    if reason.strip():
        return check_reason(reason)
    raise SheetsMissing(" ".join([*sentences(left), _("Muốn khóa vòng ngay, hãy ghi lý do.")]))


def sentences(left: Outstanding) -> list[str]:
    """What is outstanding, a sentence each; empty when nothing is."""
    words: list[str] = []
    if left.sheets or left.gaps:
        words.append(
            _(
                "Còn %(sheets)d phiếu chưa gửi và %(gaps)d trường hợp chênh lệch chưa xử lý.",
                sheets=left.sheets,
                gaps=left.gaps,
            )
        )
    if left.conflicts:
        words.append(
            _(
                "Còn %(count)d bài nằm ở giám khảo có xung đột lợi ích; tổ thư ký đã được báo để đổi người.",
                count=left.conflicts,
            )
        )
    if left.unseen:
        words.append(
            _(
                "%(count)d tác phẩm hợp lệ đang không đến được giám khảo vì bản kín chưa duyệt hoặc đã bị thu hồi; "
                "khóa vòng thì các bài này không có trong kết quả. Hãy báo tổ thư ký duyệt trước.",
                count=left.unseen,
            )
        )
    return words


def marked_and_unseen(session: Session, round_id: int) -> Sequence[str]:
    """Codes of works with sheets that count, whose copy nobody may see: a ranking would be without them."""
    shown = blind_entries()
    marked = (
        select(Assignment.id)
        .join(ScoreSheet, ScoreSheet.assignment_id == Assignment.id)
        .where(
            Assignment.code_id == Code.id,
            Assignment.state == AssignmentState.ACTIVE,
            Assignment.counts.is_(True),
            ScoreSheet.state == SheetState.SUBMITTED,
        )
        .exists()
    )
    return session.scalars(
        select(Code.code)
        .where(
            Code.round_id == round_id,
            Code.id.not_in(select(shown.c.code_id).where(shown.c.round_id == round_id)),
            Code.id.not_in(out_of_contest(round_id)),
            marked,
        )
        .order_by(Code.code)
    ).all()
