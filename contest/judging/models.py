"""Tables of judging. Works appear here only as codes: no column leads to an entry or an author."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text, UniqueConstraint, true
from sqlalchemy.orm import Mapped, mapped_column

from contest.db import Base, Key, Points, Total


class Panel(Base):
    """The judges of one category in one round (tiểu ban)."""

    __tablename__ = "panel"
    __table_args__ = (UniqueConstraint("round_id", "category_id"),)
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id", ondelete="CASCADE"))
    category_id: Mapped[int] = mapped_column(ForeignKey("category.id"))
    name: Mapped[str] = mapped_column(String(120))


class PanelMember(Base):
    """A judge on a panel."""

    __tablename__ = "panel_member"
    panel_id: Mapped[int] = mapped_column(ForeignKey(Panel.id, ondelete="CASCADE"), primary_key=True)
    judge_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)
    is_chair: Mapped[bool] = mapped_column(default=False)


class Conflict(Base):
    """A judge who must not score a code, and why in one word; computed, declared, or by recusal."""

    __tablename__ = "conflict"
    __table_args__ = (UniqueConstraint("code_id", "judge_id"),)
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    code_id: Mapped[int] = mapped_column(ForeignKey("code.id"))
    judge_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    note: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime]


class Assignment(Base):
    """A judge is to score a code. ``order_key`` is random: the queue's order tells nothing.

    ``counts`` says whether the sheet counts towards the result; only ``rulings`` changes it.
    """

    __tablename__ = "assignment"
    __table_args__ = (
        UniqueConstraint("code_id", "judge_id"),
        Index("ix_assignment_judge_round", "judge_id", "round_id", "order_key", "id", "state", "code_id"),
        Index("ix_assignment_round", "round_id"),
    )
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"))
    code_id: Mapped[int] = mapped_column(ForeignKey("code.id"))
    judge_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    order_key: Mapped[int] = mapped_column(BigInteger)
    state: Mapped[str] = mapped_column(String(10), default="active")
    is_third: Mapped[bool] = mapped_column(default=False)
    counts: Mapped[bool] = mapped_column(default=True, server_default=true())
    reason: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime]


class ScoreSheet(Base):
    """One judge's sheet on one work. ``version`` grows with every save, ``revision`` with every submission.

    ``tally`` says the sheet's marks once more in one short text (docs/decisions/0067-tallies.md).
    """

    __tablename__ = "score_sheet"
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    assignment_id: Mapped[int] = mapped_column(ForeignKey(Assignment.id), unique=True)
    state: Mapped[str] = mapped_column(String(10), default="draft")
    version: Mapped[int] = mapped_column(default=1)
    revision: Mapped[int] = mapped_column(default=0)
    total: Mapped[Decimal | None] = mapped_column(Total)
    tally: Mapped[str] = mapped_column(Text, default="", server_default="")
    comment_jury: Mapped[str] = mapped_column(Text, default="")
    comment_author: Mapped[str] = mapped_column(Text, default="")
    saved_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]


class Mark(Base):
    """One criterion of one sheet."""

    __tablename__ = "mark"
    sheet_id: Mapped[int] = mapped_column(ForeignKey(ScoreSheet.id, ondelete="CASCADE"), primary_key=True)
    criterion_id: Mapped[int] = mapped_column(ForeignKey("criterion.id"), primary_key=True)
    points: Mapped[Decimal] = mapped_column(Points)


class SheetVersion(Base):
    """A submitted or reopened sheet as it was then; kept for ever."""

    __tablename__ = "sheet_version"
    __table_args__ = (UniqueConstraint("sheet_id", "version"),)
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    sheet_id: Mapped[int] = mapped_column(ForeignKey(ScoreSheet.id))
    version: Mapped[int]
    event: Mapped[str] = mapped_column(String(10))
    content: Mapped[dict[str, Any]]
    reason: Mapped[str] = mapped_column(Text, default="")
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]


class SheetRuling(Base):
    """A word on whether a submitted sheet counts, with its reason; kept for ever, the last one holds."""

    __tablename__ = "sheet_ruling"
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), index=True)
    assignment_id: Mapped[int] = mapped_column(ForeignKey(Assignment.id), index=True)
    counts: Mapped[bool]
    reason: Mapped[str] = mapped_column(Text)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]


class GapCase(Base):
    """Judges too far apart on one work, by the round's policy."""

    __tablename__ = "gap_case"
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), index=True)
    code_id: Mapped[int] = mapped_column(ForeignKey("code.id"), unique=True)
    spread: Mapped[Decimal] = mapped_column(Total)
    kinds: Mapped[list[str]]
    state: Mapped[str] = mapped_column(String(10), default="open")
    action: Mapped[str] = mapped_column(String(30), default="")
    official_total: Mapped[Decimal | None] = mapped_column(Total)
    note: Mapped[str] = mapped_column(Text, default="")
    opened_at: Mapped[datetime]
    settled_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    settled_at: Mapped[datetime | None]
