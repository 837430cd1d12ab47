"""Messages to judges and to the secretariat about works. Nothing in them tells of a work but its code."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from contest.judging.models import Assignment
from contest.judging.types import AssignmentState, RoundHead
from contest.notices.services import NewNotice, notify_all
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
    letters = [
        _letter("round.open", f"{round_.id}:{each}", round_, person_id=each, subject=subject, body=body, link=link)
        for each in judges.all()
    ]
    return notify_all(session, letters, now=now)


def announce_reopening(
    session: Session, *, round_: RoundHead, code: str, judge_id: int, reason: str, link: str, now: datetime
) -> None:
    """Tell a judge that the chair has opened a sheet again, and why."""
    with force_locale("vi"):
        subject = _("Phiếu %(code)s được mở lại", code=code)
        body = _("Chủ tịch hội đồng đã mở lại phiếu này. Lý do: %(reason)s", reason=reason)
    key = f"{round_.id}:{code}:{judge_id}:{now.isoformat()}"
    letter = _letter("sheet.reopen", key, round_, person_id=judge_id, subject=subject, body=body, link=link)
    notify_all(session, [letter], now=now)


def of_new_work(place: Row[Any], *, judge_id: int, link: str) -> NewNotice:
    """To a judge, of a work that came after the opening; it says nothing of who had it before."""
    with force_locale("vi"):
        subject = _("Bạn có thêm bài %(code)s để chấm", code=place.code)
        body = _("%(round)s: một bài mới vào danh sách chấm của bạn, theo mã phách.", round=place.name)
    key = f"{place.round_id}:{place.code}:{judge_id}"
    return _letter("work.given", key, place, person_id=judge_id, subject=subject, body=body, link=link)


def of_nobody_left(place: Row[Any], *, person_id: int, link: str) -> NewNotice:
    """To a secretary: a judge stepped back and no member of the panel may take the work."""
    with force_locale("vi"):
        subject = _("Bài %(code)s thiếu giám khảo", code=place.code)
        body = _(
            "%(round)s: một giám khảo đã từ chối chấm bài này và tiểu ban không còn ai không vướng xung đột để chấm "
            "thay. Hãy bổ sung giám khảo vào tiểu ban rồi phân công.",
            round=place.name,
        )
    key = f"{place.round_id}:{place.code}:{place.judges}:{person_id}"
    return _letter("work.uncovered", key, place, person_id=person_id, subject=subject, body=body, link=link)


def of_relation(place: Row[Any], *, person_id: int, link: str) -> NewNotice:
    """To a secretary: a judge who has the work declared a relation to its author or agency. No name is in it."""
    with force_locale("vi"):
        subject = _("Bài %(code)s vướng quan hệ vừa khai", code=place.code)
        body = _(
            "%(round)s: một giám khảo đang giữ bài này vừa khai quan hệ với tác giả hoặc cơ quan của bài. Hệ thống "
            "không tự đổi người, để lời khai không cho giám khảo biết bài nào của ai. Hãy mở bài, gỡ giám khảo và giao "
            "người khác; nếu phiếu đã gửi, hãy đề nghị chủ tịch hội đồng mở lại phiếu trước.",
            round=place.name,
        )
    key = f"{place.round_id}:{place.code}:{place.judge_id}:{person_id}"
    return _letter("work.relation", key, place, person_id=person_id, subject=subject, body=body, link=link)


def _letter(
    kind: str, key: str, place: Row[Any] | RoundHead, *, person_id: int, subject: str, body: str, link: str
) -> NewNotice:
    return NewNotice(
        kind=kind, key=key, person_id=person_id, subject=subject, body=body, link=link, season_id=place.season_id
    )
