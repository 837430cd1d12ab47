"""What opens once results are confirmed: the works with their people, the files without covers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from contest.accounts.models import Organisation
from contest.blinding.models import BlindAsset, BlindCopy, Code
from contest.blinding.types import AssetState, BlindState
from contest.seasons.models import Category, Genre, Place, Topic
from contest.submissions.models import Author, Entry, EntryTopic, Part


@dataclass(frozen=True, kw_only=True, slots=True)
class ReleasedFile:
    """A winner's clean file as readers get it: what hid the authors is off again, what was left out stays out."""

    public_id: str
    kind: str
    key: str
    poster_key: str | None
    content_type: str
    width: int | None
    height: int | None
    caption: str


def released_files(session: Session, *, code_id: int) -> Sequence[ReleasedFile]:
    """The clean files of one approved work without covers, mutes and cuts; for publication only (decision 0084)."""
    rows = session.execute(
        select(
            BlindAsset.public_id,
            BlindAsset.kind,
            func.coalesce(BlindAsset.base_key, BlindAsset.key).label("key"),
            func.coalesce(BlindAsset.base_poster_key, BlindAsset.poster_key).label("poster_key"),
            BlindAsset.content_type,
            BlindAsset.width,
            BlindAsset.height,
            BlindAsset.caption,
        )
        .join(BlindCopy, BlindCopy.id == BlindAsset.blind_copy_id)
        .join(Code, Code.entry_id == BlindCopy.entry_id)
        .where(
            Code.id == code_id,
            BlindCopy.state == BlindState.APPROVED,
            BlindAsset.state == AssetState.READY,
            BlindAsset.key.is_not(None),
        )
        .order_by(BlindAsset.position, BlindAsset.id)
    )
    return [ReleasedFile(**row._mapping) for row in rows]  # noqa: SLF001 - the public name of a row's mapping


@dataclass(frozen=True, kw_only=True, slots=True)
class UnmaskedWork:
    """A work with its people: only for a season whose results two people have confirmed and unmasked."""

    code_id: int
    code: str
    entry_id: int
    number: str | None
    title: str
    category_name: str
    press_type: str
    genre_name: str
    authors: Sequence[str]
    outlet: str
    organisation: str
    place: str
    topics: Sequence[str]
    published_on: date | None
    source_url: str
    parts: int
    summary: str
    body: str
    licence: str


def unmasked_works(session: Session, *, code_ids: Sequence[int]) -> Mapping[int, UnmaskedWork]:
    """Works by code id with authors, outlet and text; the caller has checked that they may be unmasked."""
    rows = session.execute(
        select(
            Code.id.label("code_id"),
            Code.code,
            Entry.id.label("entry_id"),
            Entry.number,
            Entry.title,
            Category.name.label("category_name"),
            Category.press_type,
            Genre.name.label("genre_name"),
            Organisation.name.label("organisation"),
            Place.name.label("place"),
            Entry.summary,
            Entry.body,
            Entry.licence,
        )
        .join(Entry, Entry.id == Code.entry_id)
        .join(Category, Category.id == Entry.category_id)
        .join(Genre, Genre.id == Entry.genre_id, isouter=True)
        .join(Organisation, Organisation.id == Entry.organisation_id, isouter=True)
        .join(Place, Place.id == Entry.place_id, isouter=True)
        .where(Code.id.in_(code_ids))
    ).all()
    entry_ids = [row.entry_id for row in rows]
    authors = _grouped(session, select(Author.entry_id, Author.full_name).order_by(Author.position), entry_ids, Author)
    topics = _grouped(
        session,
        select(EntryTopic.entry_id, Topic.name).join(Topic, Topic.id == EntryTopic.topic_id).order_by(Topic.position),
        entry_ids,
        EntryTopic,
    )
    parts = _first_parts(session, entry_ids)
    return {
        row.code_id: UnmaskedWork(
            **{
                **row._mapping,  # noqa: SLF001 - the public name of a row's mapping
                "genre_name": row.genre_name or "",
                "organisation": row.organisation or "",
                "place": row.place or "",
            },
            authors=authors.get(row.entry_id, ()),
            topics=topics.get(row.entry_id, ()),
            **parts.get(row.entry_id, _NO_PART),
        )
        for row in rows
    }


def authors_with_accounts(session: Session, *, code_ids: Sequence[int]) -> Sequence[int]:
    """The accounts of the authors of unmasked works; authors whom a unit or the secretariat wrote down have none."""
    found = session.scalars(
        select(Author.person_id).join(Code, Code.entry_id == Author.entry_id).where(Code.id.in_(code_ids)).distinct()
    )
    return [person_id for person_id in found if person_id is not None]


_NO_PART: Mapping[str, Any] = {"outlet": "", "published_on": None, "source_url": "", "parts": 0}


def _grouped(
    session: Session, query: Select[int, str], entry_ids: Sequence[int], table: type[Author | EntryTopic]
) -> Mapping[int, Sequence[str]]:
    found: dict[int, list[str]] = {}
    for entry_id, text in session.execute(query.where(table.entry_id.in_(entry_ids))):
        found.setdefault(entry_id, []).append(text)
    return found


def _first_parts(session: Session, entry_ids: Sequence[int]) -> Mapping[int, Mapping[str, Any]]:
    """The first publication of each entry, and how many there are."""
    found: dict[int, dict[str, Any]] = {}
    rows = session.execute(
        select(Part.entry_id, Part.outlet, Part.published_on, Part.url)
        .where(Part.entry_id.in_(entry_ids))
        .order_by(Part.entry_id, Part.position)
    )
    for row in rows:
        first = found.setdefault(
            row.entry_id,
            {"outlet": row.outlet, "published_on": row.published_on, "source_url": row.url, "parts": 0},
        )
        first["parts"] += 1
    return found
