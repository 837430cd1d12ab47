"""The officers' list as a table: every received entry of it, a row each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Executable, func, select
from sqlalchemy.orm import Session

from contest.accounts.models import Organisation
from contest.seasons.models import Category, Genre, Place, Topic
from contest.submissions.by_entry import authors_by_entry, listed, listed_once, parts_by_entry
from contest.submissions.models import Entry
from contest.submissions.overview import Filters, conditions
from contest.text.dates import date_vi


@dataclass(frozen=True, kw_only=True, slots=True)
class ExportedEntry:
    """A row of the export."""

    number: str
    title: str
    category: str
    genre: str
    topic: str
    place: str
    authors: str
    organisations: str
    unit: str
    outlets: str
    published: str
    parts: int
    words: int
    channel: str
    status: str
    postmarked_on: date | None
    submitted_at: datetime | None


def export_entries(session: Session, season_id: int, filters: Filters) -> Iterator[ExportedEntry]:
    """Every received entry of the list, by number; names are read at once, rows as they are sent."""
    where = conditions(season_id, filters)
    authors, parts = authors_by_entry(session, where), parts_by_entry(session, where)
    for row in session.execute(_rows(where)):
        people, published = authors.get(row.id, ()), parts.get(row.id, ())
        yield ExportedEntry(
            number=row.number,
            title=row.title,
            category=row.category,
            genre=row.genre or "",
            topic=row.topic or "",
            place=row.place or "",
            authors=listed(one.full_name for one in people),
            organisations=listed_once(one.organisation for one in people),
            unit=row.unit or "",
            outlets=listed_once(one.outlet for one in published),
            published=listed(date_vi(one.published_on) for one in published if one.published_on),
            parts=max(len(published), 1),
            words=row.word_count,
            channel=row.channel,
            status=row.status,
            postmarked_on=row.postmarked_on,
            submitted_at=row.submitted_at,
        )


def _rows(where: list[ColumnElement[bool]]) -> Executable:
    return (
        select(
            Entry.id,
            Entry.number,
            Entry.title,
            Category.name.label("category"),
            Genre.name.label("genre"),
            Topic.name.label("topic"),
            Place.name.label("place"),
            Organisation.name.label("unit"),
            Entry.word_count,
            Entry.channel,
            Entry.status,
            Entry.postmarked_on,
            Entry.submitted_at,
        )
        .join(Category, Category.id == Entry.category_id)
        .join(Genre, Genre.id == Entry.genre_id, isouter=True)
        .join(Topic, Topic.id == Entry.primary_topic_id, isouter=True)
        .join(Place, Place.id == Entry.place_id, isouter=True)
        .join(Organisation, Organisation.id == Entry.organisation_id, isouter=True)
        .where(*where)
        .order_by(func.length(Entry.number), Entry.number)
        .execution_options(yield_per=500)
    )
