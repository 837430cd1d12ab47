"""Tables of published pages as they were fetched. The secretariat's alone: no judge's query joins them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from contest.db import Base, Key
from contest.submissions.models import Entry


class PublishedPage(Base):
    """One published page of an entry, fetched once; ``digest`` is the SHA-256 of the bytes that came."""

    __tablename__ = "published_page"
    __table_args__ = (UniqueConstraint("entry_id", "url"),)
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey(Entry.id, ondelete="CASCADE"))
    url: Mapped[str] = mapped_column(String(1000))
    state: Mapped[str] = mapped_column(String(8), index=True)
    """waiting, done or failed."""
    hindrance: Mapped[str] = mapped_column(String(12), default="")
    text: Mapped[str] = mapped_column(Text, default="")
    digest: Mapped[str] = mapped_column(String(64), default="")
    asked_at: Mapped[datetime | None]
    fetched_at: Mapped[datetime | None]


class PublishedPicture(Base):
    """A picture of a published page, made anew by the cleaner; ``digest`` is that of the bytes that came."""

    __tablename__ = "published_picture"
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    page_id: Mapped[int] = mapped_column(ForeignKey(PublishedPage.id, ondelete="CASCADE"), index=True)
    position: Mapped[int]
    key: Mapped[str] = mapped_column(String(64))
    content_type: Mapped[str] = mapped_column(String(100))
    digest: Mapped[str] = mapped_column(String(64))
