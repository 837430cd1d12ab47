"""A published page beside the text that was sent: which paragraphs stand in one of them only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher
from typing import Final, Literal, TypeAlias

from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.blinding.published_models import PublishedPage, PublishedPicture
from contest.errors import NotVisible
from contest.submissions.models import Entry
from contest.text.folding import fold

Where: TypeAlias = Literal["both", "published", "sent"]
_MOST: Final = 800


@dataclass(frozen=True, slots=True)
class Compared:
    """One paragraph and where it stands."""

    where: Where
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Snapshot:
    """One published page for the secretariat's eyes."""

    id: int
    url: str
    state: str
    hindrance: str
    digest: str
    fetched_at: datetime | None
    paragraphs: Sequence[Compared]
    pictures: Sequence[tuple[str, str]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Published:
    """All published pages of one entry."""

    public_id: str
    number: str | None
    title: str
    pages: Sequence[Snapshot]


def published_of(session: Session, *, season_id: int, public_id: str) -> Published:
    """The published pages of an entry, in three statements. Errors: NotVisible."""
    entry = session.execute(
        select(Entry.id, Entry.public_id, Entry.number, Entry.title, Entry.body).where(
            Entry.season_id == season_id, Entry.public_id == public_id
        )
    ).one_or_none()
    if entry is None:
        raise NotVisible
    pages = session.scalars(
        select(PublishedPage).where(PublishedPage.entry_id == entry.id).order_by(PublishedPage.id)
    ).all()
    pictures: dict[int, list[tuple[str, str]]] = {}
    for row in session.execute(
        select(PublishedPicture.page_id, PublishedPicture.key, PublishedPicture.content_type)
        .join(PublishedPage, PublishedPage.id == PublishedPicture.page_id)
        .where(PublishedPage.entry_id == entry.id)
        .order_by(PublishedPicture.page_id, PublishedPicture.position)
    ):
        pictures.setdefault(row.page_id, []).append((row.key, row.content_type))
    return Published(
        public_id=entry.public_id,
        number=entry.number,
        title=entry.title,
        pages=[
            Snapshot(
                id=page.id,
                url=page.url,
                state=page.state,
                hindrance=page.hindrance,
                digest=page.digest,
                fetched_at=page.fetched_at,
                paragraphs=compared(page.text, entry.body) if page.state == "done" else (),
                pictures=pictures.get(page.id, ()),
            )
            for page in pages
        ],
    )


def compared(published: str, sent: str) -> list[Compared]:
    """Paragraphs of both in one order; spelling of marks and blanks aside."""
    ours, theirs = _paragraphs(sent), _paragraphs(published)
    matcher = SequenceMatcher(None, [fold(each) for each in theirs], [fold(each) for each in ours], autojunk=False)
    found: list[Compared] = []
    for what, at, till, from_, to in matcher.get_opcodes():
        if what == "equal":
            found += [Compared("both", text) for text in theirs[at:till]]
        else:
            found += [Compared("published", text) for text in theirs[at:till]]
            found += [Compared("sent", text) for text in ours[from_:to]]
    return found


def _paragraphs(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()][:_MOST]
