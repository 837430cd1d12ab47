"""The outbox at work: each message is claimed, sent, and marked, one at a time.

A claim is committed before the mail leaves, so that two workers never send one message. A worker that
dies in between leaves a claim behind; it is taken up again after a while under the same Message-ID
(docs/decisions/0040-outbox.md).
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, and_, or_, select, update
from sqlalchemy.orm import Session

from contest.notices.models import Notice
from contest.notices.queries import name_of_season
from contest.notices.types import Letter, NoticeState

MAX_ATTEMPTS: Final = 12
LOST_AFTER: Final = timedelta(minutes=10)
_LONGEST_PAUSE: Final = timedelta(hours=6)
_ERROR_LENGTH: Final = 300


def pause(attempts: int) -> timedelta:
    """How long a message rests after this many tries: 1, 2, 4 … minutes, at most 6 hours; 20 hours over all tries.

    Counted from the try itself, not from the writing: a message that is old when its tries begin, because it
    was sent again or waited behind others, would otherwise use them all up in as many minutes.
    """
    return min(timedelta(minutes=2 ** (attempts - 1)), _LONGEST_PAUSE)


def claim_next(session: Session, *, now: datetime) -> Letter | None:
    """Claim the oldest message that is due; commit before it is sent."""
    oldest = select(Notice.id).where(_is_due(now)).order_by(Notice.created_at, Notice.id).limit(1)
    # One scalar, not IN: PostgreSQL may run an IN's subquery again for each row and claim several.
    oldest_id = oldest.with_for_update(skip_locked=True).scalar_subquery()
    row = session.execute(
        update(Notice)
        .where(Notice.id == oldest_id, _is_due(now))
        .values(state=NoticeState.SENDING, sent_at=now)  # until it is sent, this is the time of the claim
        .returning(
            Notice.id, Notice.email, Notice.subject, Notice.body, Notice.link, Notice.message_id, Notice.season_id
        )
        .execution_options(synchronize_session=False)
    ).one_or_none()
    if row is None:
        return None
    return Letter(
        notice_id=row.id,
        to=row.email,
        subject=row.subject,
        body=row.body,
        link=row.link,
        message_id=row.message_id,
        season=name_of_season(session, row.season_id),
    )


def mark_sent(session: Session, notice_id: int, *, now: datetime) -> None:
    """The mail server has it."""
    _mark(session, notice_id, state=NoticeState.SENT, sent_at=now, last_error="")


def give_back(session: Session, notice_id: int, *, error: str, now: datetime) -> None:
    """It could not be sent now: keep it for later, or give it up after the last try."""
    tries = (session.scalar(select(Notice.attempts).where(Notice.id == notice_id)) or 0) + 1
    _mark(
        session,
        notice_id,
        state=NoticeState.QUEUED if tries < MAX_ATTEMPTS else NoticeState.FAILED,
        sent_at=None,
        attempts=tries,
        rests_until=now + pause(tries),
        last_error=error[:_ERROR_LENGTH],
    )


def give_up(session: Session, notice_id: int, *, error: str) -> None:
    """It will never be taken."""
    _mark(session, notice_id, state=NoticeState.FAILED, sent_at=None, last_error=error[:_ERROR_LENGTH])


def _mark(session: Session, notice_id: int, **values: object) -> None:
    statement = update(Notice).where(Notice.id == notice_id, Notice.state == NoticeState.SENDING).values(**values)
    session.execute(statement.execution_options(synchronize_session=False))


def _is_due(now: datetime) -> ColumnElement[bool]:
    rested = or_(Notice.rests_until.is_(None), Notice.rests_until <= now)
    queued = and_(Notice.state == NoticeState.QUEUED, rested)
    lost = and_(Notice.state == NoticeState.SENDING, Notice.sent_at <= now - LOST_AFTER)
    return or_(queued, lost)
