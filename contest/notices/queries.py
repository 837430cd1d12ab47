"""Reading messages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, case, column, func, literal, select, table
from sqlalchemy.orm import Session

from contest.links import holds_token
from contest.notices.models import Notice
from contest.notices.types import Message

PAGE = 30


@dataclass(frozen=True, kw_only=True, slots=True)
class MessagePage:
    """One page of a person's messages, newest first, and how many there are."""

    messages: Sequence[Message]
    total: int
    unread: int
    page: int

    @property
    def pages(self) -> int:
        """The number of pages, at least one."""
        return max(1, -(-self.total // PAGE))


def messages_of(session: Session, *, person_id: int, page: int) -> MessagePage:
    """A person's messages: two statements."""
    total, unread = session.execute(
        select(func.count(), func.sum(case((Notice.read_at.is_(None), 1), else_=0))).where(
            Notice.person_id == person_id
        )
    ).one()
    rows = session.execute(
        select(Notice.message_id, Notice.subject, Notice.body, Notice.link, Notice.created_at, Notice.read_at)
        .where(Notice.person_id == person_id)
        .order_by(Notice.created_at.desc(), Notice.id.desc())
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    )
    return MessagePage(messages=[_message(row) for row in rows], total=total, unread=unread or 0, page=page)


def find_link(session: Session, *, person_id: int, public_id: str) -> str | None:
    """Where a person's message leads; nothing when it is not theirs."""
    link = session.scalar(select(Notice.link).where(Notice.person_id == person_id, Notice.message_id == public_id))
    return None if link is None or holds_token(link) else link


def _message(row: Row[str, str, str, str, datetime, datetime | None]) -> Message:
    public_id, subject, body, link, created_at, read_at = row
    return Message(
        public_id=public_id,
        subject=subject,
        body=body,
        link="" if holds_token(link) else link,
        created_at=created_at,
        is_read=read_at is not None,
    )


_SEASON = table("season", column("id"), column("name"), column("is_demo"))
"""Named without its model: seasons stand on a higher floor."""


def name_of_season(session: Session, season_id: int | None) -> str:
    """The name that stands below a mail; empty without a season."""
    return "" if season_id is None else session.scalar(select(_SEASON.c.name).where(_SEASON.c.id == season_id)) or ""


def has_real_season(session: Session) -> bool:
    """Whether any season is more than a sample."""
    return (
        session.scalar(select(literal(1)).select_from(_SEASON).where(_SEASON.c.is_demo.is_(False)).limit(1)) is not None
    )
