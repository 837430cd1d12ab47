"""What was made of a draft's files for its author to look at. No judge's query joins it, nor the desk."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from contest.blinding.types import keys_of_sides
from contest.db import Base, Key
from contest.storage.house import naming_objects
from contest.submissions.models import StoredFile


def keys_of_assets(stored: Sequence[dict[str, Any]]) -> list[str]:
    """Every object that ``EarlyFile.assets`` names."""
    plain = [each.get(name) for each in stored for name in ("key", "poster_key")]
    return [key for key in plain if key] + [key for each in stored for key in keys_of_sides(each.get("sides") or {})]


class EarlyFile(Base):
    """The clean files of one file of a dossier, made once for its bytes; the blind copy takes them over."""

    __tablename__ = "early_file"
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    file_id: Mapped[int] = mapped_column(ForeignKey(StoredFile.id, ondelete="CASCADE"), unique=True)
    source_digest: Mapped[str] = mapped_column(String(64), default="")
    """The SHA-256 of the original that they were made of."""
    state: Mapped[str] = mapped_column(String(8), index=True)
    """waiting, done or failed."""
    progress: Mapped[int] = mapped_column(default=0)
    heard: Mapped[datetime | None]
    text: Mapped[str] = mapped_column(Text, default="")
    emphasis: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    assets: Mapped[list[dict[str, Any]]] = mapped_column(default=list, info=naming_objects(keys_of_assets))
    """Clean files as `cleaning.NewAsset` has them, each with its ``public_id`` and whether it was read."""
    signs: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    """What was found on pages and in pixels: asset (its place in ``assets``), place, kind, matched, excerpt, moment."""
    known_digest: Mapped[str] = mapped_column(String(64), default="")
    """What was known of the people and outlets when ``signs`` were looked for (`known.digest_of`)."""
