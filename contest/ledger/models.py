"""The table of the record: rows are added, never changed (triggers refuse it)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from contest.db import Base, Key


class LedgerEntry(Base):
    """One act. ``hash`` covers the row's canonical text and ``prev_hash``, so a change breaks the chain."""

    __tablename__ = "ledger_entry"
    seq: Mapped[int] = mapped_column(Key, primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    season_id: Mapped[int | None] = mapped_column(ForeignKey("season.id"), index=True)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    action: Mapped[str] = mapped_column(String(60))
    subject: Mapped[str] = mapped_column(String(80), index=True)
    payload: Mapped[str] = mapped_column(Text)
    prev_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64), unique=True)
