"""The list a unit signs: its works in its order, as the paper shows them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.seasons.models import Category, Genre
from contest.submissions.models import Author, Entry, Part
from contest.submissions.types import Channel, EntryStatus
from contest.text.dates import date_vi


@dataclass(frozen=True, kw_only=True, slots=True)
class ListedWork:
    """A line of the list."""

    title: str
    category: str
    genre: str
    authors: str
    outlets: str
    published: str
    parts: int
    number: str
    status: EntryStatus


def official_list(session: Session, *, season_id: int, organisation_id: int) -> Sequence[ListedWork]:
    """The unit's works, those taken back or refused left out, in three statements."""
    where = (
        Entry.season_id == season_id,
        Entry.organisation_id == organisation_id,
        Entry.channel == Channel.UNIT,
        Entry.status.not_in([EntryStatus.WITHDRAWN, EntryStatus.REFUSED]),
    )
    rows = session.execute(
        select(
            Entry.id,
            Entry.title,
            Category.name.label("category"),
            Genre.name.label("genre"),
            Entry.number,
            Entry.status,
        )
        .join(Category, Category.id == Entry.category_id)
        .join(Genre, Genre.id == Entry.genre_id, isouter=True)
        .where(*where)
        .order_by(Entry.unit_position, Entry.id)
    ).all()
    names: dict[int, list[str]] = {}
    for author in session.execute(
        select(Author.entry_id, Author.full_name)
        .join(Entry, Entry.id == Author.entry_id)
        .where(*where, Author.full_name != "")
        .order_by(Author.entry_id, Author.position)
    ):
        names.setdefault(author.entry_id, []).append(author.full_name)
    parts: dict[int, list[tuple[str, str]]] = {}
    for part in session.execute(
        select(Part.entry_id, Part.outlet, Part.published_on)
        .join(Entry, Entry.id == Part.entry_id)
        .where(*where)
        .order_by(Part.entry_id, Part.position)
    ):
        day = "" if part.published_on is None else date_vi(part.published_on)
        parts.setdefault(part.entry_id, []).append((part.outlet, day))
    return [
        ListedWork(
            title=row.title,
            category=row.category,
            genre=row.genre or "",
            authors=", ".join(names.get(row.id, ())),
            outlets=", ".join(dict.fromkeys(outlet for outlet, _day in parts.get(row.id, ()) if outlet)),
            published=", ".join(day for _outlet, day in parts.get(row.id, ()) if day),
            parts=max(1, len(parts.get(row.id, ()))),
            number=row.number or "",
            status=EntryStatus(row.status),
        )
        for row in rows
    ]
