"""The list a unit signs: its works in its order, as the paper shows them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from contest.seasons.models import Category, Genre
from contest.submissions.by_entry import AuthorLine, PartLine, authors_by_entry, listed, listed_once, parts_by_entry
from contest.submissions.models import Entry
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
    authors, parts = authors_by_entry(session, where), parts_by_entry(session, where)
    return [_listed_work(row, authors.get(row.id, ()), parts.get(row.id, ())) for row in rows]


def _listed_work(row: Row[*tuple[Any, ...]], authors: Sequence[AuthorLine], parts: Sequence[PartLine]) -> ListedWork:
    return ListedWork(
        title=row.title,
        category=row.category,
        genre=row.genre or "",
        authors=listed(one.full_name for one in authors),
        outlets=listed_once(one.outlet for one in parts),
        published=listed(date_vi(one.published_on) for one in parts if one.published_on),
        parts=max(1, len(parts)),
        number=row.number or "",
        status=EntryStatus(row.status),
    )
