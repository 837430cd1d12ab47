"""The outbox: a message is a row before it is a mail, so that none is lost and none is sent twice."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from contest.db import Base, Key


class Notice(Base):
    """One message to one person. ``dedupe_key`` makes a repeated act send nothing twice."""

    __tablename__ = "notice"
    __table_args__ = (Index("ix_notice_state_created", "state", "created_at"),)
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    dedupe_key: Mapped[str] = mapped_column(String(120), unique=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    season_id: Mapped[int | None] = mapped_column(ForeignKey("season.id", ondelete="CASCADE"))
    email: Mapped[str] = mapped_column(String(254))
    subject: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text)
    link: Mapped[str] = mapped_column(String(500), default="")
    state: Mapped[str] = mapped_column(String(10), default="queued")
    attempts: Mapped[int] = mapped_column(default=0)
    rests_until: Mapped[datetime | None]
    """Not tried again before; empty at the first try."""
    last_error: Mapped[str] = mapped_column(String(300), default="")
    message_id: Mapped[str] = mapped_column(String(120))
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    read_at: Mapped[datetime | None]
