"""What the entrant is told, and when: each message once, to the owner of the entry, in plain words."""

from __future__ import annotations

from datetime import datetime

from flask_babel import force_locale
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from contest.notices.services import notify
from contest.seasons.types import SeasonHead
from contest.submissions.dossier import Text
from contest.submissions.types import Channel, EntryHead, Outcome
from contest.text.dates import datetime_vi, deadline_vi


def tell_received(
    session: Session, *, season: SeasonHead, head: EntryHead, number: str, revision: int, now: datetime
) -> None:
    """The dossier has come in."""
    _tell(
        session,
        season=season,
        head=head,
        kind="entry.received",
        key=f"{head.id}:{revision}",
        subject=_l("Đã nhận hồ sơ dự thi %(number)s", number=number),
        body=_l(
            "Tổ thư ký đã nhận hồ sơ “%(title)s”, số %(number)s, lúc %(time)s. "
            "Biên nhận có mã kiểm tra của từng tệp; hãy lưu lại.",
            title=head.title,
            number=number,
            time=datetime_vi(now, seconds=True),
        ),
        path=f"bien-nhan/{revision}",
        now=now,
    )


def tell_withdrawn(session: Session, *, season: SeasonHead, head: EntryHead, now: datetime) -> None:
    """The dossier was taken back."""
    _tell(
        session,
        season=season,
        head=head,
        kind="entry.withdrawn",
        key=f"{head.id}:{head.version}",
        subject=_l("Đã rút hồ sơ dự thi %(number)s", number=head.number or ""),
        body=_l("Hồ sơ “%(title)s” đã được rút khỏi cuộc thi lúc %(time)s.", title=head.title, time=datetime_vi(now)),
        path="",
        now=now,
    )


def tell_decided(
    session: Session,
    *,
    season: SeasonHead,
    head: EntryHead,
    decision_id: int,
    outcome: Outcome,
    reason: str,
    clause: str,
    respond_by: datetime | None,
    now: datetime,
) -> None:
    """Screening has decided."""
    number = head.number or ""
    if outcome is Outcome.ACCEPT:
        subject = _l("Hồ sơ %(number)s hợp lệ", number=number)
        body = _l("Hồ sơ “%(title)s” đã được xét là hợp lệ và chuyển sang vòng chấm.", title=head.title)
    elif outcome is Outcome.SUPPLEMENT:
        subject = _l("Hồ sơ %(number)s cần bổ sung", number=number)
        body = _l(
            "Tổ thư ký đề nghị bổ sung hồ sơ “%(title)s”, chậm nhất %(last)s.\n\n%(reason)s",
            title=head.title,
            last=deadline_vi(respond_by) if respond_by else "",
            reason=_with_clause(reason, clause),
        )
    else:
        subject = _l("Hồ sơ %(number)s không hợp lệ", number=number)
        body = _l(
            "Hồ sơ “%(title)s” không đủ điều kiện dự thi.\n\n%(reason)s",
            title=head.title,
            reason=_with_clause(reason, clause),
        )
    _tell(
        session,
        season=season,
        head=head,
        kind="entry.decided",
        key=str(decision_id),
        subject=subject,
        body=body,
        path="",
        now=now,
    )


def tell_reopened(session: Session, *, season: SeasonHead, head: EntryHead, decision_id: int, now: datetime) -> None:
    """A decision was undone."""
    _tell(
        session,
        season=season,
        head=head,
        kind="entry.reopened",
        key=str(decision_id),
        subject=_l("Hồ sơ %(number)s được xét lại", number=head.number or ""),
        body=_l("Tổ thư ký đã hủy quyết định trước và đang xét lại hồ sơ “%(title)s”.", title=head.title),
        path="",
        now=now,
    )


def _with_clause(reason: str, clause: str) -> str:
    return f"{reason} ({clause})" if clause else reason


def _tell(
    session: Session,
    *,
    season: SeasonHead,
    head: EntryHead,
    kind: str,
    key: str,
    subject: Text,
    body: Text,
    path: str,
    now: datetime,
) -> None:
    # Paper has nobody behind it who signs in: the secretary who typed it needs no mail about it.
    if head.channel is Channel.PAPER:
        return
    # A message is read by its reader, whatever language the one who caused it has chosen.
    with force_locale("vi"):
        notify(
            session,
            kind=kind,
            subject=str(subject),
            body=str(body),
            dedupe_key=key,
            now=now,
            person_id=head.owner_id,
            season_id=season.id,
            link=f"/mua/{season.slug}/bai-du-thi/{head.public_id}/{path}".rstrip("/"),
        )
