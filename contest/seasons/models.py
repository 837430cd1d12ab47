"""Tables of a season's rules: every number of the thể lệ is a row here, never a constant in code."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from contest.db import Base, Key, Points


class Season(Base):
    """One edition of a contest."""

    __tablename__ = "season"
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    slug: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    slogan: Mapped[str] = mapped_column(String(200), default="")
    summary: Mapped[str] = mapped_column(Text, default="")
    organizers: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    """List of {"role": …, "name": …}, in the order they are printed."""
    contact: Mapped[str] = mapped_column(Text, default="", server_default="")
    """Where paper dossiers and questions go."""
    notice_days: Mapped[int] = mapped_column(default=15, server_default="15")
    """Days of public notice between the proposal and the decision."""
    clauses: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    """Clause of each thing the season itself says: {"dates": "Điều 5.1", …}, keys in ``documents.ClauseKey``."""
    articles: Mapped[list[dict[str, Any]]] = mapped_column(default=list, server_default="[]")
    """Articles in free prose: {"clause": "Điều 1", "title": …, "text": …}."""
    milestones: Mapped[list[dict[str, Any]]] = mapped_column(default=list, server_default="[]")
    """Days of the time line: {"name": …, "from": "2023-11-01", "until": "2023-11-10"}, ends included."""
    place_root_id: Mapped[int | None] = mapped_column(ForeignKey("place.id"))
    """The province (or country) whose parts are this season's localities; empty means every place."""
    naming_scheme: Mapped[str] = mapped_column(String(10), default="nhat")
    stage: Mapped[str] = mapped_column(String(20), default="setup")
    is_public: Mapped[bool] = mapped_column(default=False)
    is_demo: Mapped[bool] = mapped_column(default=False)
    entries_open_at: Mapped[datetime]
    entries_close_at: Mapped[datetime]
    results_published_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class Category(Base):
    """A press type that judges compare within (loại hình)."""

    __tablename__ = "category"
    __table_args__ = (UniqueConstraint("season_id", "code"),)
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    season_id: Mapped[int] = mapped_column(ForeignKey(Season.id, ondelete="CASCADE"))
    code: Mapped[str] = mapped_column(String(20))
    press_type: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(100))
    description: Mapped[str] = mapped_column(Text, default="")
    blind_mode: Mapped[str] = mapped_column(String(10), default="full")
    clause: Mapped[str] = mapped_column(String(60), default="", server_default="")
    position: Mapped[int]


class Genre(Base):
    """Thể loại within a category."""

    __tablename__ = "genre"
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    category_id: Mapped[int] = mapped_column(ForeignKey(Category.id, ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    position: Mapped[int]


class Topic(Base):
    """Chủ đề."""

    __tablename__ = "topic"
    __table_args__ = (UniqueConstraint("season_id", "code"),)
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    season_id: Mapped[int] = mapped_column(ForeignKey(Season.id, ondelete="CASCADE"))
    code: Mapped[str] = mapped_column(String(10))
    name: Mapped[str] = mapped_column(String(200))
    description: Mapped[str] = mapped_column(Text, default="")
    position: Mapped[int]


class Place(Base):
    """A locality with its years; an entry keeps the one of its publication date."""

    __tablename__ = "place"
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    kind: Mapped[str] = mapped_column(String(30))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("place.id"))
    successor_id: Mapped[int | None] = mapped_column(ForeignKey("place.id"))
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    position: Mapped[int] = mapped_column(default=0)


class Rule(Base):
    """One limit with the clause of the thể lệ it comes from; ``category_id`` empty means all."""

    __tablename__ = "rule"
    __table_args__ = (
        UniqueConstraint("season_id", "category_id", "key"),
        # NULLs are all different to the constraint above: the season's own rules need this one.
        Index(
            "uq_rule_of_season",
            "season_id",
            "key",
            unique=True,
            sqlite_where=text("category_id IS NULL"),
            postgresql_where=text("category_id IS NULL"),
        ),
    )
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    season_id: Mapped[int] = mapped_column(ForeignKey(Season.id, ondelete="CASCADE"))
    category_id: Mapped[int | None] = mapped_column(ForeignKey(Category.id, ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(String(40))
    value: Mapped[Any] = mapped_column(JSON)
    clause: Mapped[str] = mapped_column(String(60))


class RuleChange(Base):
    """A change of a rule in use, with its reason."""

    __tablename__ = "rule_change"
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    season_id: Mapped[int] = mapped_column(ForeignKey(Season.id, ondelete="CASCADE"), index=True)
    subject: Mapped[str] = mapped_column(String(120))
    before: Mapped[Any] = mapped_column(JSON)
    after: Mapped[Any] = mapped_column(JSON)
    reason: Mapped[str] = mapped_column(Text)
    changed_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    changed_at: Mapped[datetime]


class ScreeningItem(Base):
    """One question of the eligibility check (sơ loại)."""

    __tablename__ = "screening_item"
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    season_id: Mapped[int] = mapped_column(ForeignKey(Season.id, ondelete="CASCADE"), index=True)
    key: Mapped[str] = mapped_column(String(40))
    text: Mapped[str] = mapped_column(String(300))
    clause: Mapped[str] = mapped_column(String(60))
    position: Mapped[int]


class Round(Base):
    """Sơ khảo or chung khảo. ``policy`` is read by ``contest.judging.totals``."""

    __tablename__ = "round"
    __table_args__ = (UniqueConstraint("season_id", "ordinal"),)
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    season_id: Mapped[int] = mapped_column(ForeignKey(Season.id, ondelete="CASCADE"))
    ordinal: Mapped[int]
    kind: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(60))
    state: Mapped[str] = mapped_column(String(10), default="planned")
    judges_per_entry: Mapped[int]
    policy: Mapped[dict[str, Any]]
    tie_break: Mapped[list[str]]
    clause: Mapped[str] = mapped_column(String(60), default="")
    marks_due_at: Mapped[datetime | None]
    opened_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    confirmed_at: Mapped[datetime | None]
    """When the ranking was frozen; nothing of the round changes afterwards."""


class RoundQuota(Base):
    """How many works of a category go on from a round."""

    __tablename__ = "round_quota"
    round_id: Mapped[int] = mapped_column(ForeignKey(Round.id, ondelete="CASCADE"), primary_key=True)
    category_id: Mapped[int] = mapped_column(ForeignKey(Category.id, ondelete="CASCADE"), primary_key=True)
    quota: Mapped[int]


class Criterion(Base):
    """A line of the rubric of one category in one round."""

    __tablename__ = "criterion"
    __table_args__ = (UniqueConstraint("round_id", "category_id", "key"),)
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey(Round.id, ondelete="CASCADE"))
    category_id: Mapped[int] = mapped_column(ForeignKey(Category.id, ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(String(40))
    title: Mapped[str] = mapped_column(String(160))
    description: Mapped[str] = mapped_column(Text, default="")
    max_points: Mapped[Decimal] = mapped_column(Points)
    step: Mapped[Decimal] = mapped_column(Points)
    position: Mapped[int]


class Prize(Base):
    """A level of the prize table; money is per work, in whole đồng."""

    __tablename__ = "prize"
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    season_id: Mapped[int] = mapped_column(ForeignKey(Season.id, ondelete="CASCADE"), index=True)
    category_id: Mapped[int | None] = mapped_column(ForeignKey(Category.id, ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(20), default="individual")
    level: Mapped[int]
    name: Mapped[str] = mapped_column(String(80))
    count: Mapped[int]
    money: Mapped[int] = mapped_column(BigInteger)
    floor: Mapped[Decimal | None] = mapped_column(Points)
    clause: Mapped[str] = mapped_column(String(60), default="")
    position: Mapped[int]
