"""Lists of entries for their entrants: a fixed number of statements, columns only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from contest.seasons.models import Category
from contest.submissions.models import Author, Entry
from contest.submissions.queries import own
from contest.submissions.types import Channel, Entrant, EntryStatus


@dataclass(frozen=True, kw_only=True, slots=True)
class OwnEntry:
    """An entry in its entrant's list."""

    public_id: str
    title: str
    category: str
    channel: Channel
    status: EntryStatus
    number: str | None
    position: int | None
    authors: str
    word_count: int
    updated_at: datetime
    submitted_at: datetime | None


def own_entries(session: Session, *, season_id: int, entrant: Entrant) -> Sequence[OwnEntry]:
    """Every entry a person may open in a season: the unit's works in their order, then the newest first."""
    return _entries(session, Entry.season_id == season_id, own(entrant))


def unit_entries(session: Session, *, season_id: int, organisation_id: int) -> Sequence[OwnEntry]:
    """The works a unit enters, in its order, without those taken back."""
    return _entries(
        session,
        Entry.season_id == season_id,
        Entry.organisation_id == organisation_id,
        Entry.channel == Channel.UNIT,
        Entry.status != EntryStatus.WITHDRAWN,
    )


def _entries(session: Session, *where: ColumnElement[bool]) -> Sequence[OwnEntry]:
    rows = session.execute(
        select(
            Entry.id,
            Entry.public_id,
            Entry.title,
            Category.name.label("category"),
            Entry.channel,
            Entry.status,
            Entry.number,
            Entry.unit_position,
            Entry.word_count,
            Entry.updated_at,
            Entry.submitted_at,
        )
        .join(Category, Category.id == Entry.category_id)
        .where(*where)
        .order_by(func.coalesce(Entry.unit_position, 1_000_000), Entry.updated_at.desc(), Entry.id.desc())
    ).all()
    names = _author_names(session, *where)
    return [
        OwnEntry(
            public_id=row.public_id,
            title=row.title,
            category=row.category,
            channel=Channel(row.channel),
            status=EntryStatus(row.status),
            number=row.number,
            position=row.unit_position,
            authors=", ".join(names.get(row.id, ())),
            word_count=row.word_count,
            updated_at=row.updated_at,
            submitted_at=row.submitted_at,
        )
        for row in rows
    ]


def _author_names(session: Session, *where: ColumnElement[bool]) -> dict[int, list[str]]:
    rows = session.execute(
        select(Author.entry_id, Author.full_name)
        .join(Entry, Entry.id == Author.entry_id)
        .where(*where, Author.full_name != "")
        .order_by(Author.entry_id, Author.position)
    )
    names: dict[int, list[str]] = {}
    for row in rows:
        names.setdefault(row.entry_id, []).append(row.full_name)
    return names
