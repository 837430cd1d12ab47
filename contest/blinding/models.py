"""Tables of blind copies and codes. No column here holds a name, an address or a time of the original."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text, UniqueConstraint, false, text, true
from sqlalchemy.orm import Mapped, mapped_column

from contest.blinding.types import keys_of_sides
from contest.db import GIVEN_ONCE, Base, Key
from contest.storage.house import naming_objects

WHOLE = text("blind_title IS NOT NULL AND blind_text IS NOT NULL")


class BlindCopy(Base):
    """What a judge may see of an entry, once a secretary has approved it."""

    __tablename__ = "blind_copy"
    # Whether a copy is shown is asked for every work of a queue; its row lies among long texts, so the index answers.
    __table_args__ = (
        Index("ix_blind_copy_shown", "entry_id", "mode", "state", sqlite_where=WHOLE, postgresql_where=WHOLE),
    )
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"), unique=True)
    state: Mapped[str] = mapped_column(String(12), index=True)
    blind_title: Mapped[str | None] = mapped_column(String(300))
    blind_text: Mapped[str | None] = mapped_column(Text)
    emphasis: Mapped[list[dict[str, Any]]] = mapped_column(default=list, server_default="[]")
    """Bold and italic of ``blind_text``, as in contest.text.styled: offsets only, never words."""
    note_to_judges: Mapped[str] = mapped_column(Text, default="")
    progress: Mapped[int] = mapped_column(default=0)
    error: Mapped[str] = mapped_column(Text, default="")
    version: Mapped[int] = mapped_column(default=1)
    entry_version: Mapped[int] = mapped_column(default=0)
    mode: Mapped[str] = mapped_column(String(10), default="full", server_default="full")
    """How blind the category was when the copy was made; a category that changed waits for a new copy."""
    outlet_line: Mapped[str] = mapped_column(Text, default="", server_default="")
    """What a judge reads of the outlet, in a semi-blind or open category; empty in a fully blind one."""
    author_line: Mapped[str] = mapped_column(Text, default="", server_default="")
    """What a judge reads of the authors, in an open category; empty in every other."""
    known_digest: Mapped[str] = mapped_column(String(64), default="", server_default="")
    """What was known of its people and outlets when it was last scanned to the end (`known.digest_of`)."""
    known_heard: Mapped[datetime | None]
    """When the job that scans it for what has become known was last heard of; None when none is at it."""
    first_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    """Who approved first where two must; ``approved_by`` is then the second."""
    first_at: Mapped[datetime | None]
    first_digest: Mapped[str] = mapped_column(String(64), default="", server_default="")
    """What the first approved (`services.digest_of`): the second approves the same or begins anew."""
    approved_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    approved_at: Mapped[datetime | None]
    updated_at: Mapped[datetime]


class BlindAsset(Base):
    """A clean derivative of one file: a page image, a photo, a sound or a film."""

    __tablename__ = "blind_asset"
    __table_args__ = (Index("ix_blind_asset_copy_position", "blind_copy_id", "position"),)
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(16), unique=True)
    blind_copy_id: Mapped[int] = mapped_column(ForeignKey(BlindCopy.id, ondelete="CASCADE"))
    source_file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    position: Mapped[int]
    kind: Mapped[str] = mapped_column(String(12))
    key: Mapped[str | None] = mapped_column(String(64))
    poster_key: Mapped[str | None] = mapped_column(String(64))
    content_type: Mapped[str] = mapped_column(String(100), default="")
    size: Mapped[int] = mapped_column(BigInteger, default=0)
    width: Mapped[int | None]
    height: Mapped[int | None]
    duration_seconds: Mapped[int | None]
    caption: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[str] = mapped_column(String(12))
    note: Mapped[str] = mapped_column(Text, default="")
    base_key: Mapped[str | None] = mapped_column(String(64))
    """The clean file before anything was painted over; ``key`` is what a judge gets."""
    upload_key: Mapped[str | None] = mapped_column(String(64))
    """A replacement the secretary sent, waiting to be cleaned."""
    is_replaced: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Made of a file that the secretary sent: where words stand in the dossier's file says nothing of it."""
    text_layer: Mapped[str] = mapped_column(Text, default="", server_default="")
    """The words printed on a page, for the scan and the secretary; a judge never gets them from here."""
    reading: Mapped[str] = mapped_column(String(8), default="", server_default="")
    """Whether the machine read its pixels, see `types.Reading`."""
    sides: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}", info=naming_objects(keys_of_sides))
    """Beside a film: {"of": the key they were made of, "strip": key, "rates": [{"bandwidth", "key", "list_key"}]}."""
    boxes: Mapped[list[dict[str, Any]]] = mapped_column(default=list, server_default="[]")
    """Painted over: {"x", "y", "w", "h"} in ten-thousandths of the picture's width and height."""
    edits: Mapped[list[dict[str, Any]]] = mapped_column(default=list, server_default="[]")
    """Edits in time of a sound or film, see `timing.kept`: milliseconds of ``base_key``, never of ``key``."""
    edit_round: Mapped[int] = mapped_column(default=0, server_default="0")
    """Grows with every change of ``edits``: what an older job made of older ones is thrown away."""
    edit_progress: Mapped[int | None]
    """Percent of the job that carries out the edits; 0 waits, None when nothing is to be done."""
    edit_heard: Mapped[datetime | None]
    base_poster_key: Mapped[str | None] = mapped_column(String(64))
    base_facts: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    """Size and duration of ``base_key`` once a file was edited; empty before."""


class Finding(Base):
    """Something in the blind copy that may name an author or an outlet."""

    __tablename__ = "finding"
    __table_args__ = GIVEN_ONCE
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    blind_copy_id: Mapped[int] = mapped_column(ForeignKey(BlindCopy.id, ondelete="CASCADE"), index=True)
    asset_id: Mapped[int | None] = mapped_column(ForeignKey(BlindAsset.id, ondelete="CASCADE"))
    place: Mapped[str] = mapped_column(String(20))
    kind: Mapped[str] = mapped_column(String(20))
    start: Mapped[int]
    end: Mapped[int]
    matched: Mapped[str] = mapped_column(String(300))
    excerpt: Mapped[str] = mapped_column(Text)
    proposal: Mapped[str] = mapped_column(String(120))
    is_known: Mapped[bool] = mapped_column(default=True, server_default=true())
    """What is known stands in it; a mere sign that was set aside is asked about again once it has become known."""
    state: Mapped[str] = mapped_column(String(12))
    reason: Mapped[str] = mapped_column(Text, default="")
    resolved_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    resolved_at: Mapped[datetime | None]
    boxes: Mapped[list[dict[str, Any]]] = mapped_column(default=list, server_default="[]")
    """Where the words stand on a page image, as in ``BlindAsset.boxes``; empty for text."""
    moment: Mapped[int | None]
    """Seconds into a film."""


class Code(Base):
    """The only bridge from a judge's world to an entry; read across by ``contest.visibility`` alone.

    The category stands here too, so that a judge's queries never touch the entry's row.
    """

    __tablename__ = "code"
    __table_args__ = (UniqueConstraint("round_id", "code"), UniqueConstraint("round_id", "entry_id"))
    id: Mapped[int] = mapped_column(Key, primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"))
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"), index=True)
    category_id: Mapped[int] = mapped_column(ForeignKey("category.id"))
    code: Mapped[str] = mapped_column(String(8))
