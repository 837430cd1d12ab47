"""Messages to judges. Nothing in them tells of a work but its code."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import Row, select
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


def tell_of_work(session: Session, place: Row[Any], *, judge_id: int, link: str, now: datetime) -> bool:
    """Tell a judge of a work that came after the opening; it says nothing of who had it before."""
    with force_locale("vi"):
        subject = _("Bạn có thêm bài %(code)s để chấm", code=place.code)
        body = _("%(round)s: một bài mới vào danh sách chấm của bạn, theo mã phách.", round=place.name)
    return notify(
        session,
        kind="work.given",
        subject=subject,
        body=body,
        dedupe_key=f"{place.round_id}:{place.code}:{judge_id}",
        now=now,
        person_id=judge_id,
        link=link,
        season_id=place.season_id,
    )


def tell_nobody_left(session: Session, place: Row[Any], *, person_id: int, link: str, now: datetime) -> bool:
    """Tell a secretary that a judge stepped back and that no member of the panel may take the work."""
    with force_locale("vi"):
        subject = _("Bài %(code)s thiếu giám khảo", code=place.code)
        body = _(
            "%(round)s: một giám khảo đã từ chối chấm bài này và tiểu ban không còn ai không vướng xung đột để chấm "
            "thay. Hãy bổ sung giám khảo vào tiểu ban rồi phân công.",
            round=place.name,
        )
    return notify(
        session,
        kind="work.uncovered",
        subject=subject,
        body=body,
        dedupe_key=f"{place.round_id}:{place.code}:{place.judges}:{person_id}",
        now=now,
        person_id=person_id,
        link=link,
        season_id=place.season_id,
    )
