"""Tables of entries: authors, parts, files, receipts, screening decisions."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from contest.db import Base, Key


class Entry(Base):
    """A work in the contest, from its first draft. ``version`` grows with every save."""

    __tablename__ = "entry"
    __table_args__ = (
        UniqueConstraint("season_id", "number"),
        Index("ix_entry_season_status_submitted", "season_id", "status", "submitted_at"),
        Index("ix_entry_season_category", "season_id", "category_id"),
    )
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(16), unique=True)
    season_id: Mapped[int] = mapped_column(ForeignKey("season.id"))
    category_id: Mapped[int] = mapped_column(ForeignKey("category.id"))
    genre_id: Mapped[int | None] = mapped_column(ForeignKey("genre.id"))
    owner_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    channel: Mapped[str] = mapped_column(String(10))
    title: Mapped[str] = mapped_column(String(300), default="")
    title_key: Mapped[str] = mapped_column(String(900), default="")
    search_text: Mapped[str] = mapped_column(Text, default="")
    """Folded title, authors, outlets and number: what the organizers' search looks in."""
    summary: Mapped[str] = mapped_column(Text, default="")
    body: Mapped[str] = mapped_column(Text, default="")
    word_count: Mapped[int] = mapped_column(default=0)
    place_id: Mapped[int | None] = mapped_column(ForeignKey("place.id"))
    primary_topic_id: Mapped[int | None] = mapped_column(ForeignKey("topic.id"))
    language: Mapped[str] = mapped_column(String(10), default="vi")
    other_awards: Mapped[str] = mapped_column(Text, default="")
    no_other_awards: Mapped[bool] = mapped_column(default=False)
    commitments: Mapped[dict[str, Any]] = mapped_column(default=dict)
    licence: Mapped[str] = mapped_column(String(10), default="excerpt")
    unread: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    """Text by the form's field name that its own column cannot take (no such day, too long); shown again to mend."""
    status: Mapped[str] = mapped_column(String(12), default="draft")
    version: Mapped[int] = mapped_column(default=1)
    number: Mapped[str | None] = mapped_column(String(20))
    unit_position: Mapped[int | None]
    postmarked_on: Mapped[date | None]
    submitted_at: Mapped[datetime | None]
    decided_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class EntryTopic(Base):
    """A topic of an entry besides its primary one, which is here too."""

    __tablename__ = "entry_topic"
    entry_id: Mapped[int] = mapped_column(ForeignKey(Entry.id, ondelete="CASCADE"), primary_key=True)
    topic_id: Mapped[int] = mapped_column(ForeignKey("topic.id"), primary_key=True)


class Author(Base):
    """A person who made the work; has an account or not."""

    __tablename__ = "author"
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey(Entry.id, ondelete="CASCADE"), index=True)
    position: Mapped[int]
    full_name: Mapped[str] = mapped_column(String(120))
    full_name_fold: Mapped[str] = mapped_column(String(120), default="", index=True)
    name_key: Mapped[str] = mapped_column(String(600), default="")
    pen_name: Mapped[str] = mapped_column(String(120), default="")
    byline: Mapped[str] = mapped_column(String(120), default="")
    email: Mapped[str] = mapped_column(String(254), default="")
    phone: Mapped[str] = mapped_column(String(30), default="")
    press_card: Mapped[str] = mapped_column(String(40), default="")
    birth_year: Mapped[int | None]
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    organisation_name: Mapped[str] = mapped_column(String(200), default="")
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    is_representative: Mapped[bool] = mapped_column(default=False)


class Part(Base):
    """One publication of the work: a single piece has one, a series several (kỳ)."""

    __tablename__ = "part"
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey(Entry.id, ondelete="CASCADE"), index=True)
    position: Mapped[int]
    title: Mapped[str] = mapped_column(String(300), default="")
    outlet: Mapped[str] = mapped_column(String(200), default="")
    published_on: Mapped[date | None]
    issue: Mapped[str] = mapped_column(String(80), default="")
    programme: Mapped[str] = mapped_column(String(160), default="")
    url: Mapped[str] = mapped_column(String(1000), default="")
    duration_seconds: Mapped[int | None]


class StoredFile(Base):
    """A file of the dossier. The original behind ``key`` never changes; ``sha256`` is hex."""

    __tablename__ = "stored_file"
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(16), unique=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey(Entry.id, ondelete="CASCADE"), index=True)
    purpose: Mapped[str] = mapped_column(String(20))
    document_key: Mapped[str] = mapped_column(String(40), default="")
    position: Mapped[int]
    name: Mapped[str] = mapped_column(String(255))
    caption: Mapped[str] = mapped_column(Text, default="")
    key: Mapped[str] = mapped_column(String(64), unique=True)
    upload_id: Mapped[str | None] = mapped_column(String(400))
    size: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str | None] = mapped_column(String(64))
    content_type: Mapped[str] = mapped_column(String(100), default="")
    kind: Mapped[str] = mapped_column(String(20), default="")
    state: Mapped[str] = mapped_column(String(12))
    refusal: Mapped[str] = mapped_column(Text, default="")
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """What was read from the file: words, pages, seconds, width, height."""
    uploaded_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime]
    verified_at: Mapped[datetime | None]


class Receipt(Base):
    """What an entrant keeps: the dossier as it was received. Never edited, only followed by a newer one."""

    __tablename__ = "receipt"
    __table_args__ = (UniqueConstraint("entry_id", "revision"), UniqueConstraint("entry_id", "idempotency_key"))
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey(Entry.id))
    number: Mapped[str] = mapped_column(String(30), unique=True)
    revision: Mapped[int]
    idempotency_key: Mapped[str] = mapped_column(String(64))
    payload: Mapped[dict[str, Any]]
    digest: Mapped[str] = mapped_column(String(64))
    issued_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    issued_at: Mapped[datetime]


class ScreeningDecision(Base):
    """What the secretariat decided of a dossier, and why."""

    __tablename__ = "screening_decision"
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey(Entry.id), index=True)
    outcome: Mapped[str] = mapped_column(String(12))
    reason: Mapped[str] = mapped_column(Text, default="")
    clause: Mapped[str] = mapped_column(String(60), default="")
    checklist: Mapped[dict[str, Any]] = mapped_column(default=dict)
    entry_version: Mapped[int]
    respond_by: Mapped[datetime | None]
    decided_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime]
