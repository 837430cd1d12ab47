"""Messages to judges. Nothing in them tells of a work but its code."""

from __future__ import annotations

from datetime import datetime

from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.judging.models import Assignment
from contest.judging.types import AssignmentState, RoundHead
from contest.notices.services import notify
from contest.text.dates import deadline_vi


def announce_opening(session: Session, *, round_: RoundHead, link: str, now: datetime) -> int:
    """Tell every judge with works that the round is open; once each. Returns how many were told."""
    judges = session.execute(
        select(Assignment.judge_id)
        .where(Assignment.round_id == round_.id, Assignment.state == AssignmentState.ACTIVE)
        .distinct()
        .order_by(Assignment.judge_id)
    ).scalars()
    with force_locale("vi"):
        subject = _("%(round)s đã mở, mời giám khảo chấm bài", round=round_.name)
        body = _("Các bài của bạn đã sẵn sàng, theo mã phách và theo thứ tự riêng của bạn.")
        if round_.marks_due_at is not None:
            body += "\n\n" + _("Hạn gửi phiếu: %(at)s.", at=deadline_vi(round_.marks_due_at))
    return sum(
        notify(
            session,
            kind="round.open",
            subject=subject,
            body=body,
            dedupe_key=f"{round_.id}:{judge_id}",
            now=now,
            person_id=judge_id,
            link=link,
            season_id=round_.season_id,
        )
        for judge_id in judges.all()
    )


def announce_reopening(
    session: Session, *, round_: RoundHead, code: str, judge_id: int, reason: str, link: str, now: datetime
) -> None:
    """Tell a judge that the chair has opened a sheet again, and why."""
    with force_locale("vi"):
        subject = _("Phiếu %(code)s được mở lại", code=code)
        body = _("Chủ tịch hội đồng đã mở lại phiếu này. Lý do: %(reason)s", reason=reason)
    notify(
        session,
        kind="sheet.reopen",
        subject=subject,
        body=body,
        dedupe_key=f"{round_.id}:{code}:{judge_id}:{now.isoformat()}",
        now=now,
        person_id=judge_id,
        link=link,
        season_id=round_.season_id,
    )
