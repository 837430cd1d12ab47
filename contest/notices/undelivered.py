"""Mails that were given up: who was to get them, why they came back, and sending one again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import g, has_request_context
from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import Session

from contest.accounts.models import Person
from contest.errors import NotVisible
from contest.ledger.services import record
from contest.links import holds_token
from contest.notices.models import Notice
from contest.notices.types import NoticeState

PAGE = 50


@dataclass(frozen=True, kw_only=True, slots=True)
class Undelivered:
    """A mail that nobody got; its text is not shown, for it may be of somebody else's account."""

    public_id: str
    full_name: str
    email: str
    subject: str
    created_at: datetime
    attempts: int
    last_error: str
    opens_account: bool
    """It holds a link with a secret, which may have run out."""


def undelivered(session: Session, *, season_id: int | None, page: int = 1) -> tuple[Sequence[Undelivered], int]:
    """One page of given-up mails of a season, or of the whole house, newest first, and how many: two statements."""
    wanted = _given_up(season_id)
    total = session.scalar(select(func.count()).select_from(Notice).where(*wanted)) or 0
    rows = session.execute(
        select(
            Notice.message_id.label("public_id"),
            func.coalesce(Person.full_name, "").label("full_name"),
            Notice.email,
            Notice.subject,
            Notice.created_at,
            Notice.attempts,
            Notice.last_error,
            Notice.link,
        )
        .join(Person, Person.id == Notice.person_id, isouter=True)
        .where(*wanted)
        .order_by(Notice.created_at.desc(), Notice.id.desc())
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    )
    found = [
        Undelivered(
            public_id=row.public_id,
            full_name=row.full_name,
            email=row.email,
            subject=row.subject,
            created_at=row.created_at,
            attempts=row.attempts,
            last_error=row.last_error,
            opens_account=holds_token(row.link),
        )
        for row in rows
    ]
    return found, total


def send_again(session: Session, *, public_id: str, season_id: int | None, by: int, now: datetime) -> bool:
    """Put a given-up mail back into the queue; return whether it was one.

    Asked twice it goes once: the second time it waits or is gone already, and nothing is recorded. It keeps its
    Message-ID, so that a mail box which has it after all shows it once. ``season_id`` of an organizer's season,
    or None for an administrator. Errors: NotVisible (no such mail there).
    """
    there = select(Notice.id, Notice.season_id).where(Notice.message_id == public_id, *_of(season_id))
    found = session.execute(there).one_or_none()
    if found is None:
        raise NotVisible
    queued = (
        update(Notice)
        .where(Notice.id == found.id, Notice.state == NoticeState.FAILED)
        .values(state=NoticeState.QUEUED, attempts=0, rests_until=None, last_error="")
        .returning(Notice.id)
        .execution_options(synchronize_session=False)
    )
    if session.scalar(queued) is None:
        return False
    subject = f"notice:{found.id}"
    record(
        session,
        action="notice.resend",
        subject=subject,
        payload={},
        at=now,
        actor_id=by,
        season_id=found.season_id,
    )
    if has_request_context():
        g.wake_notices = True
    return True


def _of(season_id: int | None) -> tuple[ColumnElement[bool], ...]:
    return () if season_id is None else (Notice.season_id == season_id,)


def _given_up(season_id: int | None) -> tuple[ColumnElement[bool], ...]:
    return (Notice.state == NoticeState.FAILED, *_of(season_id))
