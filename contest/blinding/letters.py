"""Messages to secretaries about blind copies: who opens them finds the desk, never a name in the mail."""

from __future__ import annotations

from datetime import datetime

from flask import current_app
from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.accounts.models import Membership, Person
from contest.accounts.types import Role
from contest.notices.services import NewNotice, notify_all
from contest.seasons.models import Season
from contest.submissions.models import Entry


def tell_of_withdrawal(
    session: Session, *, entry_id: int, version: int, why: str, now: datetime, still_shown: bool = False
) -> None:
    """Tell the season's secretaries that the machine took an approval back, once for each state of the copy.

    ``still_shown``: it did not, because every round of the work is closed; somebody should know all the same.
    """
    entry = session.execute(
        select(Entry.public_id, Entry.number, Entry.season_id, Season.slug)
        .join(Season, Season.id == Entry.season_id)
        .where(Entry.id == entry_id)
    ).one()
    link = _desk(entry.slug, entry.public_id)
    with force_locale("vi"):
        subject, body = _words(entry.number or "–", why, still_shown=still_shown)
    notices = [
        NewNotice(
            kind="blind.withdrawn",
            key=f"{entry_id}:{version}:{why}:{person_id}",
            person_id=person_id,
            subject=subject,
            body=body,
            link=link,
            season_id=entry.season_id,
        )
        for person_id in _secretaries(session, entry.season_id)
    ]
    notify_all(session, notices, now=now)


def _words(number: str, why: str, *, still_shown: bool) -> tuple[str, str]:
    if still_shown:
        return (
            _("Hồ sơ %(number)s có dấu hiệu mới sau khi khóa vòng", number=number),
            _(
                "Thông tin về tác giả hoặc cơ quan đã đổi và máy thấy dấu hiệu mới trong bản kín. Các vòng của bài đã "
                "khóa nên bản kín và điểm được giữ nguyên. Nếu bài vào vòng sau, hãy xử lý dấu hiệu trước khi mở vòng."
            ),
        )
    told = {
        "known": _("Thông tin về tác giả hoặc cơ quan đã đổi và máy thấy dấu hiệu mới trong bản kín."),
        "dossier": _("Hồ sơ hoặc cách chấm kín của loại hình đã thay đổi sau khi bản kín được duyệt."),
    }
    after = _(
        "Giám khảo không thấy bài này cho đến khi bạn xử lý và duyệt lại. Phiếu đã chấm được giữ nguyên, "
        "mã phách không đổi."
    )
    return _("Đã thu hồi duyệt bản kín hồ sơ %(number)s", number=number), f"{told[why]}\n\n{after}"


def _desk(season_slug: str, public_id: str) -> str:
    """A path of this site; a task has no request to build one from."""
    values = {"season_slug": season_slug, "public_id": public_id}
    return current_app.url_map.bind("").build("blinding.desk", values)


def _secretaries(session: Session, season_id: int) -> list[int]:
    return list(
        session.scalars(
            select(Person.id)
            .join(Membership, Membership.person_id == Person.id)
            .where(Membership.season_id == season_id, Membership.role == Role.SECRETARY, Person.disabled_at.is_(None))
            .order_by(Person.id)
        )
    )
