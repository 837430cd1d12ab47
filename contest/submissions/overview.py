"""The officers' list of received entries: fifty rows a page, whatever the season's size.

A page takes one statement for its rows and one for their number. The keys of the page are found first,
along the index of numbers; only then are the rows and their names read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, literal, or_, select, union_all
from sqlalchemy.orm import Session

from contest.seasons.models import Category, Place, Season, Topic
from contest.submissions.models import Author, Entry, EntryTopic
from contest.submissions.types import EntryStatus
from contest.text.folding import fold

PER_PAGE = 50
WORDS = 6
"""More words in one search would only slow it down."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Filters:
    """What the list is narrowed to; empty means all."""

    status: EntryStatus | None = None
    category_id: int | None = None
    topic_id: int | None = None
    place_id: int | None = None
    search: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class ListedEntry:
    """A row of the list. ``authors`` counts all of them, ``author`` names the first."""

    public_id: str
    number: str
    title: str
    category: str
    topic: str | None
    place: str | None
    author: str | None
    authors: int
    status: str
    submitted_at: datetime | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """One page of the list."""

    rows: Sequence[ListedEntry]
    number: int
    total: int

    @property
    def pages(self) -> int:
        """How many pages there are; at least one."""
        return max(1, -(-self.total // PER_PAGE))


def list_entries(session: Session, season_id: int, filters: Filters, *, page: int) -> Page:
    """One page of received entries, the newest number first."""
    where = conditions(season_id, filters)
    keys = (
        select(Entry.id)
        .where(*where)
        .order_by(Entry.number.desc())
        .limit(PER_PAGE)
        .offset((page - 1) * PER_PAGE)
        .subquery("page")
    )
    authors = select(func.count()).where(Author.entry_id == Entry.id).correlate(Entry).scalar_subquery()
    rows = session.execute(
        select(
            Entry.public_id,
            Entry.number,
            Entry.title,
            Category.name.label("category"),
            Topic.code.label("topic"),
            Place.name.label("place"),
            Author.full_name.label("author"),
            authors.label("authors"),
            Entry.status,
            Entry.submitted_at,
        )
        .join(keys, keys.c.id == Entry.id)
        .join(Category, Category.id == Entry.category_id)
        .join(Topic, Topic.id == Entry.primary_topic_id, isouter=True)
        .join(Place, Place.id == Entry.place_id, isouter=True)
        .join(Author, and_(Author.entry_id == Entry.id, Author.position == 1), isouter=True)
        .order_by(Entry.number.desc())
    )
    found = [ListedEntry(**row._mapping) for row in rows]  # noqa: SLF001 - the public name of a row's mapping
    if page == 1 and len(found) < PER_PAGE:
        return Page(rows=found, number=page, total=len(found))
    total = session.execute(select(func.count()).select_from(Entry).where(*where)).scalar_one()
    return Page(rows=found, number=page, total=total)


@dataclass(frozen=True, kw_only=True, slots=True)
class FilterChoices:
    """What the list can be narrowed by, each in the season's own order."""

    categories: Sequence[tuple[int, str]]
    topics: Sequence[tuple[int, str]]
    places: Sequence[tuple[int, str]]


def filter_choices(session: Session, season_id: int) -> FilterChoices:
    """Every choice in one statement: the page is asked for all day long."""
    chosen = union_all(
        select(literal("category").label("kind"), Category.id, Category.name, Category.position).where(
            Category.season_id == season_id
        ),
        select(literal("topic"), Topic.id, Topic.code + ". " + Topic.name, Topic.position).where(
            Topic.season_id == season_id
        ),
        select(literal("place"), Place.id, Place.name, Place.position)
        .join(Season, or_(Season.place_root_id.is_(None), Place.parent_id == Season.place_root_id))
        .where(Season.id == season_id),
    ).subquery("choice")
    found: dict[str, list[tuple[int, str]]] = {"category": [], "topic": [], "place": []}
    rows = session.execute(
        select(chosen.c.kind, chosen.c.id, chosen.c.name).order_by(chosen.c.kind, chosen.c.position, chosen.c.id)
    )
    for kind, key, name in rows:
        found[kind].append((key, name))
    return FilterChoices(categories=found["category"], topics=found["topic"], places=found["place"])


def conditions(season_id: int, filters: Filters) -> list[ColumnElement[bool]]:
    """Which entries of a season the list holds: received ones, as they are narrowed."""
    where = [Entry.season_id == season_id, Entry.number.is_not(None)]
    if filters.status is not None:
        where.append(Entry.status == filters.status)
    if filters.category_id is not None:
        where.append(Entry.category_id == filters.category_id)
    if filters.place_id is not None:
        where.append(Entry.place_id == filters.place_id)
    if filters.topic_id is not None:
        where.append(Entry.id.in_(select(EntryTopic.entry_id).where(EntryTopic.topic_id == filters.topic_id)))
    where.extend(Entry.search_text.contains(word, autoescape=True) for word in fold(filters.search).split()[:WORDS])
    return where
