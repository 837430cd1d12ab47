"""Tables of results: the frozen ranking of a closed round, prizes, the release, and what the public may read."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from contest.db import GIVEN_ONCE, Base, Key, Total
from contest.results.types import keys_of_media
from contest.storage.house import naming_objects


class RoundResult(Base):
    """A work's official total and rank, frozen when its round closed; still by code."""

    __tablename__ = "round_result"
    __table_args__ = (Index("ix_round_result_round_category_rank", "round_id", "category_id", "rank"),)
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"))
    code_id: Mapped[int] = mapped_column(ForeignKey("code.id"), unique=True)
    category_id: Mapped[int] = mapped_column(ForeignKey("category.id"))
    total: Mapped[Decimal | None] = mapped_column(Total)
    spread: Mapped[Decimal | None] = mapped_column(Total)
    rank: Mapped[int | None]
    tied: Mapped[bool] = mapped_column(default=False)
    decided_by: Mapped[str | None] = mapped_column(String(40))
    sheets: Mapped[int]
    advances: Mapped[bool] = mapped_column(default=False)
    note: Mapped[str] = mapped_column(Text, default="")


class TieDecision(Base):
    """The chair's order among works that the tie-break leaves tied (1 is best), with the reason."""

    __tablename__ = "tie_decision"
    code_id: Mapped[int] = mapped_column(ForeignKey("code.id"), primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), index=True)
    chair_order: Mapped[int]
    reason: Mapped[str] = mapped_column(Text)
    decided_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime]


class Award(Base):
    """A prize proposed for a work, or a person's word that it gets none; official with two confirmations."""

    __tablename__ = "award"
    __table_args__ = (UniqueConstraint("season_id", "code_id"),)
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    season_id: Mapped[int] = mapped_column(ForeignKey("season.id"))
    prize_id: Mapped[int | None] = mapped_column(ForeignKey("prize.id"))
    code_id: Mapped[int] = mapped_column(ForeignKey("code.id"))
    proposed_prize_id: Mapped[int | None] = mapped_column(ForeignKey("prize.id"))
    reason: Mapped[str] = mapped_column(Text, default="")
    changed_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    changed_at: Mapped[datetime]


class Release(Base):
    """The way of a season's results to the public: two people, then unmasking, then publication."""

    __tablename__ = "release"
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    season_id: Mapped[int] = mapped_column(ForeignKey("season.id"), unique=True)
    digest: Mapped[str] = mapped_column(String(64))
    """SHA-256 of the canonical prize list that both people confirmed."""
    first_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    first_at: Mapped[datetime | None]
    second_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    second_at: Mapped[datetime | None]
    unmasked_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    unmasked_at: Mapped[datetime | None]
    published_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    published_at: Mapped[datetime | None]
    file_digest: Mapped[str | None] = mapped_column(String(64))
    """SHA-256 of the file of results (`contest.results.results_file`); none before publication."""


class PublishedWork(Base):
    """What the public reads of a winning work: a copy made at publication, never a join to the dossier."""

    __tablename__ = "published_work"
    __table_args__ = (UniqueConstraint("season_id", "slug"), Index("ix_published_work_order", "season_id", "position"))
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    season_id: Mapped[int] = mapped_column(ForeignKey("season.id"))
    slug: Mapped[str] = mapped_column(String(120))
    position: Mapped[int]
    title: Mapped[str] = mapped_column(String(300))
    category_name: Mapped[str] = mapped_column(String(100))
    press_type: Mapped[str] = mapped_column(String(20))
    genre_name: Mapped[str] = mapped_column(String(120), default="")
    prize_name: Mapped[str] = mapped_column(String(80))
    prize_level: Mapped[int]
    prize_money: Mapped[int] = mapped_column(BigInteger)
    authors: Mapped[str] = mapped_column(Text)
    outlet: Mapped[str] = mapped_column(String(300))
    place: Mapped[str] = mapped_column(String(120), default="")
    topics: Mapped[list[str]]
    published_on: Mapped[date | None]
    source_url: Mapped[str] = mapped_column(String(1000), default="")
    excerpt: Mapped[str] = mapped_column(Text)
    body: Mapped[str | None] = mapped_column(Text)
    """The full text, only with the licence; empty column otherwise."""
    media: Mapped[list[dict[str, Any]]] = mapped_column(info=naming_objects(keys_of_media))
    """Licensed clean files: {"kind", "key", "content_type", "caption"}; empty without the licence."""
    comment: Mapped[str] = mapped_column(Text, default="")
    search_text: Mapped[str] = mapped_column(Text)
    released_at: Mapped[datetime]


class Revocation(Base):
    """A published prize that is taken back (thu hồi giải): one person asks with a reason, another agrees.

    With the second name it holds, and the public reads the reason. The published work stays as it was.
    """

    __tablename__ = "revocation"
    __table_args__ = GIVEN_ONCE
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    season_id: Mapped[int] = mapped_column(ForeignKey("season.id"), index=True)
    work_id: Mapped[int] = mapped_column(ForeignKey("published_work.id"), unique=True)
    reason: Mapped[str] = mapped_column(Text)
    asked_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    asked_at: Mapped[datetime]
    agreed_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    agreed_at: Mapped[datetime | None]
