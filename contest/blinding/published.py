"""Keeping published pages as they were, where the season allows it (docs/decisions/0074-published-pages.md).

In the background only, by the guard alone, once for each address of an accepted entry.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final
from urllib.parse import urljoin

from sqlalchemy import and_, delete, insert, or_, select, update
from sqlalchemy.orm import Session

from contest.blinding.film import put
from contest.blinding.guarded import CannotFetch, Fetched, Guard, Hindrance
from contest.blinding.published_models import PublishedPage, PublishedPicture
from contest.db import db, utc_now
from contest.jobs import enqueue, task
from contest.media.clean import clean
from contest.media.errors import CannotProcess
from contest.media.pages import read_web_page
from contest.media.sandbox import scratch
from contest.seasons.models import Rule
from contest.seasons.queries import rules_of
from contest.seasons.types import RuleKey
from contest.storage import FileStore, current_store
from contest.submissions.models import Entry, Part
from contest.submissions.types import EntryStatus

log = logging.getLogger(__name__)
TASK: Final = "published.fetch"
LEASE: Final = timedelta(minutes=5)
AT_ONCE: Final = 20
PAGE_TYPES: Final = frozenset({"text/html", "application/xhtml+xml"})
PICTURE_TYPES: Final = frozenset({"image/jpeg", "image/png", "image/webp"})
MOST_PAGE: Final = 4 * 1024 * 1024
MOST_PICTURE: Final = 12 * 1024 * 1024
_UNREADABLE: Final = "unreadable"

guard = Guard()


@dataclass(frozen=True, kw_only=True, slots=True)
class Picture:
    """A picture of a page: the clean file's key and type, the SHA-256 of what came."""

    key: str
    content_type: str
    digest: str


def is_allowed(session: Session, *, season_id: int, category_id: int) -> bool:
    """Whether the season, or the category, has its published pages fetched; without the rule nothing is."""
    return bool(rules_of(session, season_id).value(RuleKey.PUBLISHED_SNAPSHOT, category_id, default=False))


def request_pages(session: Session, *, limit: int = 500) -> int:
    """Note every published page of accepted entries that may be fetched and is not noted; return how many."""
    rows = session.execute(
        select(Part.entry_id, Part.url, Entry.season_id, Entry.category_id)
        .join(Entry, Entry.id == Part.entry_id)
        .join(PublishedPage, and_(PublishedPage.entry_id == Entry.id, PublishedPage.url == Part.url), isouter=True)
        .where(
            Entry.status == EntryStatus.ACCEPTED,
            Part.url != "",
            PublishedPage.id.is_(None),
            Entry.season_id.in_(select(Rule.season_id).where(Rule.key == RuleKey.PUBLISHED_SNAPSHOT)),
        )
        .order_by(Part.entry_id, Part.position)
        .limit(limit)
    ).all()
    wanted = {
        (row.entry_id, row.url)
        for row in rows
        if is_allowed(session, season_id=row.season_id, category_id=row.category_id)
    }
    if wanted:
        session.execute(
            insert(PublishedPage),
            [{"entry_id": entry_id, "url": url, "state": "waiting"} for entry_id, url in sorted(wanted)],
        )
    return len(wanted)


@task(TASK)
def fetch(page_id: int) -> None:
    """Fetch one page, if it still waits and may be fetched; harmless twice."""
    session, store = db.session, current_store()
    address = claim(session, page_id=page_id, now=utc_now())
    session.commit()
    if address is None:
        return
    try:
        got = guard.fetch(address, types=PAGE_TYPES, most=MOST_PAGE)
        told = read_web_page(got.body, charset=got.charset)
    except CannotFetch as hindered:
        _give_up(session, page_id, hindered.hindrance)
    except CannotProcess:
        _give_up(session, page_id, _UNREADABLE)
    else:
        pictures = _pictures(store, got, told.pictures)
        keep(session, page_id=page_id, got=got, text="\n\n".join(told.paragraphs), pictures=pictures, now=utc_now())
    session.commit()


def claim(session: Session, *, page_id: int, now: datetime) -> str | None:
    """Take a page that waits and whose season still allows it; its address, or None."""
    row = session.execute(
        select(PublishedPage.url, Entry.season_id, Entry.category_id)
        .join(Entry, Entry.id == PublishedPage.entry_id)
        .where(PublishedPage.id == page_id)
    ).one_or_none()
    if row is None or not is_allowed(session, season_id=row.season_id, category_id=row.category_id):
        return None
    free = or_(PublishedPage.asked_at.is_(None), PublishedPage.asked_at < now - LEASE)
    taken = session.execute(
        update(PublishedPage)
        .where(PublishedPage.id == page_id, PublishedPage.state == "waiting", free)
        .values(asked_at=now)
        .returning(PublishedPage.url)
    )
    return taken.scalar_one_or_none()


def keep(
    session: Session, *, page_id: int, got: Fetched, text: str, pictures: Sequence[Picture], now: datetime
) -> None:
    """Keep what came of a page."""
    session.execute(delete(PublishedPicture).where(PublishedPicture.page_id == page_id))
    session.execute(
        update(PublishedPage)
        .where(PublishedPage.id == page_id)
        .values(state="done", text=text, digest=hashlib.sha256(got.body).hexdigest(), fetched_at=now)
    )
    rows = [
        {
            "page_id": page_id,
            "position": place,
            "key": each.key,
            "content_type": each.content_type,
            "digest": each.digest,
        }
        for place, each in enumerate(pictures)
    ]
    if rows:
        session.execute(insert(PublishedPicture), rows)


def _give_up(session: Session, page_id: int, why: Hindrance | str) -> None:
    session.execute(update(PublishedPage).where(PublishedPage.id == page_id).values(state="failed", hindrance=str(why)))


def _pictures(store: FileStore, page: Fetched, addresses: Sequence[str]) -> list[Picture]:
    """Fetch and clean the pictures; one that cannot be had is left out, the page is kept all the same."""
    found = []
    for address in addresses:
        try:
            got = guard.fetch(urljoin(page.address, address), types=PICTURE_TYPES, most=MOST_PICTURE)
            found += _cleaned(store, got)
        except (CannotFetch, CannotProcess):
            log.info("a picture of a published page was not kept")
    return found


def _cleaned(store: FileStore, got: Fetched) -> list[Picture]:
    digest = hashlib.sha256(got.body).hexdigest()
    with scratch() as folder:
        source = Path(folder) / "picture"
        source.write_bytes(got.body)
        result = clean(source, folder / "clean")
        images = [file for file in result.files if file.role == "image"]
        return [Picture(key=put(store, file), content_type=file.mime, digest=digest) for file in images]


def ask_again(session: Session, *, page_id: int) -> None:
    """Let a page that could not be had be fetched anew."""
    session.execute(
        update(PublishedPage)
        .where(PublishedPage.id == page_id, PublishedPage.state == "failed")
        .values(state="waiting", hindrance="", asked_at=None)
    )


@task("published.sweep", every_minute=True)
def sweep() -> None:
    """Note what may be fetched, wake what waits."""
    session = db.session
    request_pages(session)
    free = or_(PublishedPage.asked_at.is_(None), PublishedPage.asked_at < utc_now() - LEASE)
    waiting = session.scalars(
        select(PublishedPage.id).where(PublishedPage.state == "waiting", free).order_by(PublishedPage.id).limit(AT_ONCE)
    ).all()
    session.commit()
    for page_id in waiting:
        enqueue(TASK, page_id=page_id)
